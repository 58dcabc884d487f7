"""Loaded once by the server that workers are forked from: all that a worker needs and that starts no thread."""

from harness import checks
from harness.fixtures_data import people, procedures, staff
from harness.steps.registering import load_phrases
from harness.worker import work

checks.load()
load_phrases()
people(), procedures(), staff()

__all__ = ["work"]
