"""How long pictures take: those of 1,000 components, and of models in which all need all.

Run `python benchmarks/diagrams.py`. It ends with 1 when a picture takes Graphviz more than 2 s of
CPU.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from company import company, files

from drctl.assessment import Assessment
from drctl.model import load, load_text
from drctl.render import dot
from drctl.render.diagrams import picture, pictures

LIMIT = 2.0
SOME = 60
"""So many pictures of each kind of the large model are laid out one by one."""


def all_need_all(count: int) -> str:
    """A model in which every service needs every other."""
    names = [f"s{i:03}" for i in range(count)]
    needs = (", ".join(f"{b}: {b}" for b in names if b != a) for a in names)
    services = "\n".join(f"  {a}: {{needs: {{{n}}}}}" for a, n in zip(names, needs, strict=True))
    return f"drctl: 1\nservices:\n{services}\nscenarios: {{one: {{fails: [s000]}}}}\n"


def layers(count: int, wide: int) -> str:
    """A model of layers, each of whose services needs all of the layer below."""
    services = []
    for i in range(count):
        below = range((i // wide + 1) * wide, min((i // wide + 2) * wide, count))
        needs = ", ".join(f"n{j}: s{j:03}" for j in below)
        services.append(f"  s{i:03}: {{needs: {{{needs}}}}}")
    last = f"s{count - 1:03}"
    return (
        "drctl: 1\nservices:\n"
        + "\n".join(services)
        + f"\nscenarios: {{one: {{fails: [{last}]}}}}\n"
    )


def dense() -> Iterator[tuple[str, str]]:
    """The pictures of the nasty models, by name."""
    models = {
        "60, all need all": all_need_all(60),
        "200, all need all": all_need_all(200),
        "120, in layers of 12": layers(120, 12),
        "400, in layers of 40": layers(400, 40),
    }
    for title, text in models.items():
        model, findings = load_text(text)
        assert model is not None, findings
        assessment = Assessment(model)
        middle = sorted(model.components)[len(model.components) // 2]
        yield f"{title}: overview", picture(assessment, "overview", "").dot()
        yield f"{title}: neighbourhood", picture(assessment, "neighbourhood", middle).dot()
        far = picture(assessment, "neighbourhood", middle, hops=3)
        yield f"{title}: neighbourhood of 3 hops", far.dot()
        yield f"{title}: scenario", picture(assessment, "scenario", "one").dot()
        yield f"{title}: timeline", picture(assessment, "recovery", "one").dot()
        yield f"{title}: risk groups", picture(assessment, "risks", middle).dot()


def large(folder: Path) -> dict[str, str]:
    """All pictures of a company of 1,000 services."""
    for path, text in files(company(1000)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    model, findings = load(folder / "dr.yaml")
    assert model is not None, findings
    assessment = Assessment(model)
    began = time.process_time()
    found = pictures(assessment)
    print(f"{len(found)} pictures of {len(model.components)} components, as DOT:")
    print(f"  {time.process_time() - began:.1f} s CPU, subjects and risk groups included")
    began = _others()
    drawn = dot.svg(found)
    size = sum(map(len, drawn.values())) / 1e6
    print(f"  drawn by one process in {_others() - began:.1f} s CPU, {size:.1f} MB of SVG")
    return found


def laid_out(text: str) -> float:
    """CPU seconds until Graphviz has drawn a picture, with its start."""
    began = _others()
    dot.svg({"picture.dot": text})
    return _others() - began


def _others() -> float:
    """CPU seconds of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Draw, print a table, and hold it to the limit."""
    with tempfile.TemporaryDirectory() as folder:
        found = large(Path(folder))
    kinds: dict[str, list[float]] = {}
    for path, text in found.items():
        kind = Path(path).stem.partition("-")[0]
        if len(kinds.setdefault(f"1,000 components: {kind}", [])) < SOME:
            kinds[f"1,000 components: {kind}"].append(laid_out(text))
    for name, text in dense():
        kinds[name] = [laid_out(text)]
    for name, times in sorted(kinds.items(), key=lambda one: -max(one[1])):
        print(
            f"{max(times):6.2f} s  {name}" + (f", the worst of {len(times)}" if times[1:] else "")
        )
    worst = max(max(times) for times in kinds.values())
    print(f"the worst takes {worst:.2f} s; the limit is {LIMIT:.0f} s")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
