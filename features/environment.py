"""Hooks only: what they do is in harness/hooks.py, so that a run of the harness and plain behave do the same."""

from harness.hooks import (  # noqa: F401  behave finds them by name
    after_scenario,
    after_step,
    before_all,
    before_scenario,
    before_step,
)
