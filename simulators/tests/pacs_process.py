"""A PACS in a process of its own, so that a test can kill it: ``python -m simulators.tests.pacs_process FOLDER``.

Prints its port, then lives until its input is closed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime


def main() -> None:
    pacs = Pacs(Runtime(), PacsConfig(folder=Path(sys.argv[1]), hl7_port=None))
    pacs.start()
    print(pacs.ports["dimse"], flush=True)
    sys.stdin.read()
    pacs.stop()


if __name__ == "__main__":
    main()
