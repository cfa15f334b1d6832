"""Kubernetes manifests -> a proposal: who runs, who needs whom, and where that is written.

Needs are drawn from what pods are told (variables, arguments, scripts, mounted files);
network policies support them, and never make one. Give it rendered manifests: what
`helm template`, `kustomize build` or `kubectl get -o yaml` prints.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from drctl.finding import Finding
from drctl.importers._kind import (
    Answer,
    Component,
    Edge,
    Evidence,
    Files,
    Proposal,
    Source,
    printable,
    problem,
)
from drctl.importers._mentions import Mention, edge_of
from drctl.importers._names import cleaned, distinct, slots
from drctl.importers._outside import outside_component
from drctl.importers._words import load_generator
from drctl.importers.kubernetes.components import (
    component_without_pods,
    placed,
    placement_remarks,
)
from drctl.importers.kubernetes.edges import needed_by
from drctl.importers.kubernetes.objects import BATCH, SCALER, WORKLOADS, Cluster, Object, cluster
from drctl.importers.kubernetes.policies import allowed, budgets
from drctl.importers.kubernetes.services import Directory


def read(sources: Sequence[Source], files: Files | None = None) -> Answer:
    """Propose the components and edges of a cluster.

    Args:
        sources: manifests; they are read together, as one cluster.
        files: not asked: manifests name no other files.

    Returns:
        The proposal and no findings; or None and all that is wrong with the texts.
    """
    found, findings = cluster(sources)
    if found is None:
        return None, findings
    draft = _Draft(found)
    if not draft.kept:
        return None, (_nothing_lasts(found.of(*WORKLOADS)[0]),)
    names = draft.names()
    edges = tuple(sorted(draft.edges(names), key=lambda e: (e.source, e.slot)))
    components = tuple(sorted(draft.components(names, edges), key=lambda c: (c.kind, c.name)))
    notes = tuple(map(printable, (*found.notes, *draft.notes(names, edges))))
    return Proposal("kubernetes", tuple(s.name for s in sources), components, edges, notes), ()


class _Draft:
    """What is known of a cluster before its components have names."""

    def __init__(self, found: Cluster) -> None:
        self.cluster = found
        self.directory = Directory(found)
        self.mentions: dict[str, list[Mention]] = {}
        self.nowhere: dict[str, list[Evidence]] = {}
        self.remarks: dict[str, list[Evidence]] = {}
        self.workloads = {o.key: o for o in found.of(*WORKLOADS)}
        for key, workload in self.workloads.items():
            answer = needed_by(workload, self.directory)
            self.mentions[key], self.nowhere[key], self.remarks[key] = answer
        self.scalers = {_scaled(o): o for o in found.of(SCALER)}
        self.entries = self._entries()
        self.budgets = budgets(found)
        self.kept = self._kept()
        self.needed = {k for key in self.kept for m in self.mentions[key] for k in m.target.keys}

    def _kept(self) -> list[str]:
        """The workloads that become components: those that last, and what they need."""
        waiting = [key for key, o in self.workloads.items() if not self._passing(o)]
        kept: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key in self.workloads and key not in kept:
                kept.add(key)
                waiting += [k for m in self.mentions[key] for k in m.target.keys]
        return [key for key in self.workloads if key in kept]

    def _passing(self, workload: Object) -> bool:
        return workload.passing or self._replicas(workload)[0] == 0

    def names(self) -> dict[str, str]:
        """A name for each component: workloads first, then Services, then hosts outside."""
        wanted = [(key, self.workloads[key].name) for key in self.kept]
        rest = sorted(self.needed - set(self.workloads))
        wanted += [(k, self.cluster.objects[k].name) for k in rest if k.startswith("Service/")]
        aliases: dict[str, str] = {}
        for key in self.kept:
            for mention in self.mentions[key]:
                name, only = mention.target.name, mention.target.keys[0]
                if only.startswith("host/") and name != only.removeprefix("host/"):
                    aliases[only] = min(aliases.get(only, name), name)
        hosts = [k for k in rest if k.startswith("host/")]
        return distinct([*wanted, *((k, aliases.get(k, k.removeprefix("host/"))) for k in hosts)])

    def edges(self, names: dict[str, str]) -> Iterator[Edge]:
        """One edge for each workload and target."""
        policies = allowed(self.cluster)
        for key in self.kept:
            grouped: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
            for mention in self.mentions[key]:
                grouped[mention.target.keys].append(mention)
            called = slots((keys, _slot(keys, names, m)) for keys, m in grouped.items())
            for keys, said in grouped.items():
                support = [e for k in keys for e in policies.get((key, k), ())]
                targets = tuple(sorted(names[k] for k in keys))
                yield edge_of(names[key], called[keys], targets, said, support)

    def components(self, names: dict[str, str], edges: Iterable[Edge]) -> Iterator[Component]:
        """All components, in no order."""
        needed = {target for edge in edges for target in edge.targets}
        count = Counter(cleaned(self.workloads[key].name).casefold() for key in self.kept)
        for key, name in names.items():
            if key.startswith("host/"):
                yield outside_component(key.removeprefix("host/"), name)
            elif key in self.workloads:
                yield self._service(key, name, name in needed, count)
            else:
                yield component_without_pods(self.cluster.objects[key], name)

    def _service(self, key: str, name: str, needed: bool, count: Counter[str]) -> Component:
        workload = self.workloads[key]
        replicas, remark = self._replicas(workload)
        remarks = [*self.entries[key], remark, *placement_remarks(workload)]
        remarks += self.budgets.get(key, ())
        generator = load_generator(workload.name) and not needed
        if generator:
            remarks.append("no tier: it makes load, and nothing depends on it")
        remarks += [str(e) for e in (*self.nowhere[key], *self.remarks[key])]
        title = "" if name == workload.name else workload.name
        if count[cleaned(workload.name).casefold()] > 1:
            title = f"{workload.kind} {workload.namespace or 'default'}/{workload.name}"
        return Component(
            name,
            "service",
            (workload.evidence,),
            title,
            replicas=replicas or None,
            promised=not generator,
            remarks=tuple(r for r in remarks if r),
            placed=placed(workload),
        )

    def _replicas(self, workload: Object) -> tuple[int | None, str]:
        """How many pods there are at least, if it is said; and what to remark."""
        if workload.kind == "DaemonSet":
            return None, "a DaemonSet runs once per node: write replicas when you know how many"
        if scaler := self.scalers.get((workload.kind, workload.namespace, workload.name)):
            least = scaler.node.at("spec", "minReplicas").text
            number = int(least) if least.isdecimal() and len(least) < 10 else 1
            return number, f"the {SCALER} {scaler.name} ({scaler.place}) keeps at least {number}"
        if workload.kind in ("Pod", "KnativeService", *BATCH):
            return None, ""
        text = workload.node.at("spec", "replicas").text
        if not text:
            return None, "replicas not set: 1"
        return int(text), "" if int(text) else "replicas: 0 in the manifest, it is switched off"

    def _entries(self) -> dict[str, list[str]]:
        """Remarks on the workloads that are called from outside."""
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self.directory.entries:
            remark = f"entry: the {entry.by.kind} {entry.by.name} ({entry.by.place}) leads here"
            target = self.directory.target(entry.service, entry.by.namespace)
            for key in target.keys if target else ():
                if remark not in found[key]:
                    found[key].append(remark)
        return found

    def notes(self, names: dict[str, str], edges: Sequence[Edge]) -> Iterator[str]:
        """What the reader of the proposal should know, in sentences."""
        entries = sorted({names[key] for key in self.kept if self.entries[key]})
        if entries:
            yield f"Called from outside: {', '.join(entries)}."
        for key in sorted(set(self.workloads) - set(self.kept)):
            o = self.workloads[key]
            why = "it runs once" if o.passing else "it has no replicas"
            why = "it runs at times" if o.kind == "CronJob" else why
            yield f"The {o.kind} {o.name} ({o.place}) is left out: {why}, and nothing needs it."
        services = [names[key] for key in self.kept]
        callers = {edge.source for edge in edges}
        if len(services) > 4 and len(callers) * 3 < len(services):
            yield (
                f"These files show the needs of only {len(callers)} of {len(services)} services; "
                "the addresses of the others may be inside their images: add their needs by "
                "hand, or from traces."
            )
        if lost := sum(len(self.nowhere[key]) for key in self.kept):
            yield f"Names that lead to nothing in these files: {lost}; the comments say where."


def _nothing_lasts(first: Object) -> Finding:
    what = "every workload here runs once or has no replicas; one that keeps running is needed"
    place = first.source.place(first.node.line, first.node.column)
    return problem("nothing-to-import", what, place)


def _scaled(scaler: Object) -> tuple[str, str, str]:
    target = scaler.node.at("spec", "scaleTargetRef")
    return target.at("kind").text, scaler.namespace, target.at("name").text


def _slot(keys: tuple[str, ...], names: dict[str, str], said: list[Mention]) -> str:
    return names[keys[0]] if len(keys) == 1 else said[0].target.name
