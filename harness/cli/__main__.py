"""``python -m harness.cli``: the same as ``interop``."""

import sys

from harness.cli import main

if __name__ == "__main__":
    sys.exit(main())
