"""`drctl audit --fix`: what is planned, and told of it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drctl.audit.baseline import Baseline
    from drctl.audit.fixes import Fix, Fixes
    from drctl.audit.report import Report
    from drctl.model import Model


def planned(model: "Model", report: "Report", known: "Baseline | None") -> "Fixes":
    """What may be mended in the files of a workspace; nothing is written."""
    from drctl.audit.fixes import of_baseline, of_model, together
    from drctl.model.schema_line import SCHEMA_FILE

    root = model.root or Path.cwd()
    fixes = of_model(model, report, (root / SCHEMA_FILE).is_file())
    if known is None:
        return fixes
    path = Path(os.path.relpath(known.path, root)).as_posix()
    text = known.path.read_bytes().decode("utf-8-sig")
    return together(fixes, of_baseline(report, known, path, text))


def told(fixes: "Fixes") -> None:
    """Tell on standard error what is mended and what is left."""
    for word, those in (("fixed", fixes.done), ("left", fixes.left)):
        for fix in those:
            _say(word, fix)


def _say(word: str, fix: "Fix") -> None:
    from drctl.reports import plain

    print(f"{plain(str(fix.place))}: {word}: {plain(fix.what)}", file=sys.stderr)
