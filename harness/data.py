"""Where features and fixtures are: beside the packages in a clone, inside the harness in an installed wheel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def _folder(name: str) -> Path:
    """An installed wheel carries its own copy; a checkout that is run from its root has none."""
    package = Path(str(files("harness")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name


def features_folder() -> Path:
    """The folder that holds ``environment.py``, ``steps`` and the features."""
    return _folder("features")


def fixtures_folder() -> Path:
    """The folder with people, procedures and sites."""
    return _folder("fixtures")
