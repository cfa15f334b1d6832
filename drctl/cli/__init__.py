"""The commands; the only place that prints and exits."""

import sys

from drctl import __version__
from drctl.cli._streams import flush


def main() -> int:
    """Run the command line of this process.

    `--version` is answered before typer is imported: typer alone takes longer than the answer.

    Returns:
        The exit code: 0 clean, 1 findings, 2 bad usage or model, 3 nothing to read, 130 Ctrl-C.
    """
    try:
        if sys.argv[1:] == ["--version"]:
            print(f"drctl {__version__}")
            flush()
            return 0
        from drctl.cli._run import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        from drctl.cli._failures import report

        return report(error)
