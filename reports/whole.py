"""A file that is there whole, or is what it was before."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write ``content``, text as UTF-8, whole or not at all; folders are made. OSError where that is not possible."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(content.encode("utf-8", "replace") if isinstance(content, str) else content)
    os.replace(partial, path)
    return path
