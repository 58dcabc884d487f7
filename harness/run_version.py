"""The version of the installed distribution."""

from __future__ import annotations


def version() -> str:
    """As it stands in the metadata; ``0+unknown`` where nothing is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("interop-harness")
    except PackageNotFoundError:
        return "0+unknown"
