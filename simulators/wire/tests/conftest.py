"""Property tests are not timed: on a loaded machine an example may take long and be right. ``INTEROP_EXAMPLES`` makes
them a campaign (``tox -e fuzz``)."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("untimed", deadline=None, max_examples=int(os.environ.get("INTEROP_EXAMPLES", "100")))
settings.load_profile("untimed")
