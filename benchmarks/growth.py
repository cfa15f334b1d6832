"""How the sweep over all single failures grows, from 1,000 to 1,000,000 components.

Run `python benchmarks/growth.py [FOLDER]`; it writes growth.csv and growth.svg into a folder
that is given.
"""

import csv
import io
import math
import platform
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from multiprocessing import get_context
from pathlib import Path

from random_estate import builder, estate, graph

from drctl.analysis.single_failures import sweep

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
HARD = 0.3


@dataclass(frozen=True, slots=True)
class Row:
    """One size: CPU seconds to order the net and to sweep, and the most MB held till then."""

    components: int
    order_seconds: float
    sweep_seconds: float
    peak_mb: int


HEAD = ("components", "order_seconds", "sweep_seconds", "peak_mb")


def measured(count: int) -> Row:
    """One size, in the process that calls it."""
    drawn = estate(count, HARD)
    gates = builder(drawn)
    start = time.process_time()
    net = gates.net()
    assert len(net.steps) >= count  # in order, by place
    ordered = time.process_time()
    fault_graph = graph(drawn, net)
    del drawn, gates
    begun = time.process_time()
    found = sweep(fault_graph)
    swept = time.process_time()
    assert sum(found.points.values()) == sum(found.blast.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Row(count, round(ordered - start, 4), round(swept - begun, 4), peak)


def table(rows: Sequence[Row]) -> str:
    """The rows as CSV, below a comment that tells where they were measured."""
    out = io.StringIO()
    out.write(f"# {machine()}; CPU seconds, {HARD:.0%} hard needs, a process for each size\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(astuple(row) for row in rows)
    return out.getvalue()


def machine() -> str:
    """What it runs on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return f"{len(names)} cores, {names[0]}, Python {platform.python_version()}"


STYLE = """\
  <style>
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .grid { stroke: #d0d7de } .time { stroke: #0969da; fill: #0969da }
    .memory { stroke: #bc4c00; fill: #bc4c00 }
    .line { fill: none; stroke-width: 2 } text.time, text.memory { stroke: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .grid { stroke: #3d444d }
      .time { stroke: #58a6ff; fill: #58a6ff } .memory { stroke: #f0883e; fill: #f0883e }
      .line { fill: none }
    }
  </style>
"""
WIDTH, HEIGHT, LEFT, TOP = 300, 260, 60, 50


def plot(rows: Sequence[Row]) -> str:
    """Two plots side by side, logarithmic both ways: seconds, and MB."""
    sizes = [row.components for row in rows]
    times = [max(row.sweep_seconds, 0.001) for row in rows]
    second = LEFT + WIDTH + 90
    body = [
        *_panel(LEFT, "time", "sweep, CPU seconds", sizes, times),
        *_panel(second, "memory", "most memory, MB", sizes, [row.peak_mb for row in rows]),
    ]
    width, height = second + WIDTH + 40, TOP + HEIGHT + 60
    told = "Time and memory of the sweep over all single failures against the number of components"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">\n'
        f"  <title>{told}</title>\n{STYLE}" + "".join(f"  {line}\n" for line in body) + "</svg>\n"
    )


def _panel(
    left: int, kind: str, title: str, sizes: Sequence[int], values: Sequence[float]
) -> Iterator[str]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def across(size: float) -> float:
        return round(left + (math.log10(size) - first) / (last - first) * WIDTH, 1)

    def up(value: float) -> float:
        return round(TOP + HEIGHT - (math.log10(value) - low) / (high - low) * HEIGHT, 1)

    yield f'<text x="{left}" y="{TOP - 22}">{title}</text>'
    for power in range(low, high + 1):
        y = up(10.0**power)
        yield f'<path class="grid" d="M{left} {y}h{WIDTH}"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{10.0**power:,g}</text>'
    for power in range(math.ceil(first), math.floor(last) + 1):
        x = across(10.0**power)
        yield f'<path class="grid" d="M{x} {TOP}v{HEIGHT}"/>'
        label = f"{10**power // 1000:,}k" if power < 6 else "1M"
        yield f'<text x="{x}" y="{TOP + HEIGHT + 20}" text-anchor="middle">{label}</text>'
    middle, foot = left + WIDTH / 2, TOP + HEIGHT + 44
    yield f'<text x="{middle}" y="{foot}" text-anchor="middle">components</text>'
    points = [(across(size), up(value)) for size, value in zip(sizes, values, strict=True)]
    line = " ".join(f"{x},{y}" for x, y in points)
    yield f'<polyline class="{kind} line" points="{line}"/>'
    for (x, y), value in zip(points, values, strict=True):
        shown = f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
        yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"/>'
        # The first stands right of the axis and below the line, where there is room.
        at, level, anchor = (x - 4, y - 8, "end") if x > left else (x + 8, y + 14, "start")
        yield f'<text class="{kind}" x="{at}" y="{level}" text-anchor="{anchor}">{shown}</text>'


def main() -> None:
    """Print the table, and write it and its plot when a folder is given."""
    rows: list[Row] = []
    print(f"{'components':>10}{'order, s':>10}{'sweep, s':>10}{'MB':>7}")
    for count in SIZES:
        with get_context("spawn").Pool(1) as pool:
            row = pool.apply(measured, (count,))
        rows.append(row)
        print(
            f"{count:>10,}{row.order_seconds:>10.2f}{row.sweep_seconds:>10.2f}{row.peak_mb:>7,}",
            flush=True,
        )
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        (folder / "growth.csv").write_text(table(rows))
        (folder / "growth.svg").write_text(plot(rows))


if __name__ == "__main__":
    main()
