"""Kubernetes manifests -> the objects that an import looks at, each with its place."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drctl.finding import Finding
from drctl.importers._documents import Node, documents
from drctl.importers._kind import Evidence, Source, problem
from drctl.importers._words import listed

WORKLOADS: Mapping[str, tuple[str, ...]] = {
    "Pod": ("spec",),
    "Deployment": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "ReplicaSet": ("spec", "template", "spec"),
    "ReplicationController": ("spec", "template", "spec"),
    "DeploymentConfig": ("spec", "template", "spec"),
    "Rollout": ("spec", "template", "spec"),
    "KnativeService": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
BATCH = frozenset(("Job", "CronJob"))
"""Workloads that run and end."""

BUDGET = "PodDisruptionBudget"
READ = ("Service", "ConfigMap", "Ingress", "HTTPRoute", "GRPCRoute", "NetworkPolicy", BUDGET)
SCALER = "HorizontalPodAutoscaler"

# Kinds of Kubernetes itself that say nothing about who needs whom.
_SILENT = listed(
    "Namespace ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding Secret Endpoints "
    "EndpointSlice PersistentVolume PersistentVolumeClaim StorageClass LimitRange "
    "ResourceQuota PriorityClass CustomResourceDefinition IngressClass Event Lease "
    "ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService Gateway Node "
    "GatewayClass ControllerRevision PodTemplate RuntimeClass VolumeAttachment CSIDriver"
)
_UNASKED = listed(
    "managedFields status livenessProbe readinessProbe startupProbe resources securityContext "
    "finalizers strategy updateStrategy tolerations openAPIV3Schema"
)
"""Keys whose maps and lists a dump is full of and that say nothing here."""

# Where these keys stand in an object, alone or in a List, no text of a scalar can stand.
_DUMPED = re.compile(
    r"\n( {0}| {2})status:(?:\n(?:\1 .*)?)+|\n( {2}| {4})managedFields:(?:\n\2[ -] .*)+"
)

_ACCEPTED = "a Deployment, StatefulSet, DaemonSet, ReplicaSet or Pod"
_RENDERED = (
    "rendered manifests are read: what `kustomize build`, `helm template` or "
    "`kubectl get -o yaml` prints"
)


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """One Kubernetes object; `namespace` is empty when the manifest does not say."""

    kind: str
    namespace: str
    name: str
    node: Node
    source: Source

    @property
    def key(self) -> str:
        """What tells this object from all others."""
        return f"{self.kind}/{self.namespace}/{self.name}"

    @property
    def place(self) -> str:
        """Where the object stands, for a sentence."""
        return f"{self.source.name}:{self.node.line}"

    @property
    def evidence(self) -> Evidence:
        """Where the object stands."""
        where = f" in the namespace {self.namespace}" if self.namespace else ""
        return self.seen(self.node, f"the {self.kind} {self.name}{where}")

    def seen(self, node: Node, why: str) -> Evidence:
        """Evidence at a node of this object."""
        return Evidence(self.source.name, node.line or self.node.line, why)

    @property
    def pods(self) -> Node:
        """The specification of the pods, for a workload."""
        return self.node.at(*WORKLOADS[self.kind])

    @property
    def passing(self) -> bool:
        """Whether a workload runs once and ends: a job, a Helm hook, a Pod never restarted."""
        hook = self.node.at("metadata", "annotations", "helm.sh/hook").text
        once = self.kind == "Pod" and self.pods.at("restartPolicy").text in ("Never", "OnFailure")
        return self.kind in BATCH or once or bool(hook)

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the pods, for a workload."""
        path = WORKLOADS[self.kind][:-1]
        return self.node.at(*path, "metadata", "labels").pairs


@dataclass(frozen=True, slots=True)
class Cluster:
    """All objects of one import, by kind, namespace and name.

    `stems` gives the Services by namespace and the stem of the variables that Kubernetes
    sets for them, as REDIS_MAIN of REDIS_MAIN_SERVICE_HOST; `labelled` the workloads by
    namespace, key and value of each label of their pods.
    """

    objects: Mapping[str, Object]
    stems: Mapping[tuple[str, str], Object]
    labelled: Mapping[tuple[str, str, str], Sequence[Object]]
    notes: tuple[str, ...]

    def of(self, *kinds: str) -> list[Object]:
        """The objects of some kinds, ordered by name, namespace and kind."""
        chosen = [o for o in self.objects.values() if o.kind in kinds]
        return sorted(chosen, key=lambda o: (o.name, o.namespace, o.kind))

    def selected(self, namespace: str, wanted: Mapping[str, str]) -> list[Object]:
        """The workloads whose pods have all these labels, ordered as in `of`; none for none."""
        some = [self.labelled.get((namespace, *label), ()) for label in wanted.items()]
        fewest = min(some, key=len, default=())
        picked = [o for o in fewest if wanted.items() <= o.labels.items()]
        return sorted(picked, key=lambda o: (o.name, o.namespace, o.kind))

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """An object; manifests without a namespace may belong to any."""
        spaces = (namespace, "", "default") if namespace in ("", "default") else (namespace, "")
        found = (self.objects.get(f"{kind}/{space}/{name}") for space in spaces)
        return next((o for o in found if o is not None), None)


def cluster(sources: Sequence[Source]) -> tuple[Cluster | None, tuple[Finding, ...]]:
    """Read manifests as one cluster.

    Args:
        sources: the manifests, as `kubectl` takes them; a `List` counts as what it holds.

    Returns:
        The cluster and no findings, or None and all that is wrong.
    """
    findings: list[Finding] = []
    objects: list[Object] = []
    for source in sources:
        tops, broken = _documents(source)
        findings += broken
        for top in tops:
            objects.extend(_objects(top, source, findings))
    if not findings:
        findings.extend(_nothing(sources, objects))
    if findings:
        return None, tuple(findings)
    notes: list[str] = []
    kept = _last_of_each(objects, notes)
    notes.extend(_unread(kept.values()))
    services = [o for o in kept.values() if o.kind == "Service"]
    stems = {(o.namespace, re.sub(r"[-.]", "_", o.name).upper()): o for o in services}
    labelled: dict[tuple[str, str, str], list[Object]] = defaultdict(list)
    for one in kept.values():
        for label in one.labels.items() if one.kind in WORKLOADS else ():
            labelled[one.namespace, *label].append(one)
    return Cluster(kept, stems, labelled, tuple(notes)), ()


def _documents(source: Source) -> tuple[list[Node], list[Finding]]:
    """The documents of a text; a third of the time is saved by not parsing what a server adds."""
    brief = _DUMPED.sub(_blank, source.text)
    tops, broken = documents(replace(source, text=brief), _UNASKED)
    return documents(source, _UNASKED) if broken else (tops, broken)


def _blank(lines: re.Match[str]) -> str:
    """As many empty lines; what has an anchor stays, for an alias may ask for it."""
    return lines[0] if "&" in lines[0] else "\n" * lines[0].count("\n")


def _objects(top: Node, source: Source, findings: list[Finding]) -> Iterator[Object]:
    kind, listed = top.at("kind").text, top.at("items")
    if kind.endswith("List") and isinstance(listed.value, list):
        for item in listed.items:
            yield from _objects(item, source, findings)
        return
    place = source.place(top.line, top.column)
    if not kind:
        keys = ", ".join(sorted(top.entries)[:5])
        found = f"has no kind, only {keys}" if keys else "is not a map"
        found = "has a kind that is not text" if "kind" in top.entries else found
        what = f"this document {found}; a Kubernetes object has apiVersion, kind and metadata"
        findings.append(problem("missing-key", what, place, _RENDERED))
        return
    if kind == "Service" and top.at("apiVersion").text.startswith("serving.knative.dev"):
        kind = "KnativeService"
    metadata = top.at("metadata")
    name = metadata.at("name").text or metadata.at("generateName").text.rstrip("-")
    if not name and kind in (*WORKLOADS, *READ):
        what = f"this {kind} has no metadata.name; every Kubernetes object has a name"
        findings.append(problem("missing-key", what, place))
        return
    replicas = top.at("spec", "replicas")
    if kind in WORKLOADS and replicas.line and not re.fullmatch(r"[0-9]{0,9}", replicas.text):
        found = f'"{replicas.text[:60]}"' if replicas.text else "a map or a list"
        what = f"the replicas of the {kind} {name} are {found}; a whole number is accepted"
        place = source.place(replicas.line, replicas.column, max(1, len(replicas.text)))
        findings.append(problem("wrong-value", what, place))
    yield Object(kind, metadata.at("namespace").text, name, top, source)


def _nothing(sources: Sequence[Source], objects: list[Object]) -> Iterator[Finding]:
    if any(o.kind in WORKLOADS for o in objects):
        return
    if objects:
        first = objects[0]
        kinds = ", ".join(sorted({o.kind for o in objects})[:6])
        what = f"no workload is here, only {kinds}; {_ACCEPTED} is needed"
        place = first.source.place(first.node.line, first.node.column)
        yield problem("nothing-to-import", what, place, _RENDERED)
        return
    for source in sources:
        what = f"{source.name} holds no Kubernetes object; {_ACCEPTED} is needed"
        yield problem("nothing-to-import", what, source.place(1, 1), _RENDERED)


def _last_of_each(objects: list[Object], notes: list[str]) -> dict[str, Object]:
    """One object per key: the last whole one, as applying the files in turn would leave."""
    kept: dict[str, Object] = {}
    for one in objects:
        if _owned(one):
            continue
        before = kept.get(one.key)
        if before is not None:
            patch = one.kind in WORKLOADS and _partial(one) and not _partial(before)
            places = f"at {before.place} and at {one.place}"
            taken = "the second is used"
            if patch:
                taken = "the first is used, for the second looks like a patch"
            notes.append(f"The {one.kind} {one.name} stands {places}; {taken}.")
            if patch:
                continue
        kept[one.key] = one
    return kept


def _owned(one: Object) -> bool:
    """Whether another workload makes this one, as a Deployment makes its ReplicaSets."""
    owners = one.node.at("metadata", "ownerReferences").items
    return one.kind in WORKLOADS and any(o.at("kind").text in WORKLOADS for o in owners)


def _partial(one: Object) -> bool:
    containers = one.pods.at("containers").items
    return not containers or any(not c.at("image").text for c in containers)


def _unread(objects: Iterable[Object]) -> Iterator[str]:
    read = {*WORKLOADS, *READ, SCALER, *_SILENT}
    counts = Counter(o.kind for o in objects if o.kind not in read)
    if counts:
        told = ", ".join(f"{kind} ({counts[kind]})" for kind in sorted(counts))
        yield f"Objects of these kinds were not read: {told}."
