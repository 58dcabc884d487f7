"""A verification that says its peak memory: ``python -m harness.tests.migrate_measured OLD NEW``."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from harness.migrate.verify import verify


def main() -> None:
    begin = time.perf_counter()
    found = verify(Path(sys.argv[1]), Path(sys.argv[2]), {})
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"{time.process_time():.1f} s of CPU", file=sys.stderr)
    print(seconds, peak / 1e6, sum(found["compared"].values()), dict(found["totals"]), sep="|")


if __name__ == "__main__":
    main()
