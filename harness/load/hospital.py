"""The simulated roles of a site in a process of their own, for as long as a load lasts: ``python -m`` with a site file.

What they hear is not kept, and of what they receive little: a night of load would fill the memory. Says the target as
one JSON line and ends with its stdin.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from harness.load.target import target_of
from harness.session import Hospital
from harness.site import load_site
from simulators import inbox
from simulators.transcript import Exchange, Transcript
from simulators.wire.errors import InteropError

KEPT = 1024 * 1024  # bytes that a workstation or destination keeps of what it was sent: nobody looks


class Forgetful(Transcript):
    """A transcript that keeps nothing."""

    def add(self, **values: Any) -> Exchange:
        with self._changed:
            self._number = getattr(self, "_number", 0) + 1
            when = values.pop("time", None) or self._clock()
            return Exchange(number=self._number, time=when, **values)


def main() -> None:
    inbox.MOST = KEPT
    try:
        site = load_site(sys.argv[1])
        hospital = Hospital(site)
        hospital.runtime.transcript = Forgetful()
        hospital.start()
    except InteropError as error:
        print(json.dumps({"error": error.what, "cause": error.cause, "try": error.remedy}), flush=True)
        return
    try:
        for table in site.tables.roles.modality:
            if not table.is_real:
                hospital.wiring.role(table.station)
        print(json.dumps(target_of(site, hospital.wiring).as_dict()), flush=True)
        sys.stdin.read()
    except KeyboardInterrupt:
        pass
    finally:
        hospital.close()


if __name__ == "__main__":
    main()
