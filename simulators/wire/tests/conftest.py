"""Property tests are not timed: on a loaded machine an example may take long and be right."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
