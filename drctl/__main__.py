"""`python -m drctl` is the command `drctl`."""

import sys

from drctl.cli import main

if __name__ == "__main__":
    sys.exit(main())
