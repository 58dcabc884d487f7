"""The PACS's files: one DICOM file for each instance, byte for byte as it came."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


class Files:
    """Below ``folder``; names are made from the UID's hash, so that a hostile UID names nothing outside.

    ``sync``: a file is on the disk before :meth:`write` returns.
    """

    def __init__(self, folder: Path, *, sync: bool) -> None:
        self.folder = folder
        self.sync = sync
        self._serial = itertools.count(1)
        self._made: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def name(self, sop_instance_uid: str) -> str:
        """Path of this instance relative to the folder."""
        digest = hashlib.sha256(sop_instance_uid.encode("utf-8", "surrogateescape")).hexdigest()
        return f"{digest[0]}/{digest[1:41]}.dcm"

    def write(self, name: str, data: bytes | memoryview) -> Path:
        """Write to a temporary file beside its place and answer that; nothing is left behind on OSError."""
        place = self.folder / name
        if name[0] not in self._made:
            place.parent.mkdir(exist_ok=True)
            self._made.add(name[0])
        temporary = f"{place}.{next(self._serial)}.part"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            self._write_all(descriptor, data)
        except BaseException:
            os.close(descriptor)
            os.unlink(temporary)
            raise
        os.close(descriptor)
        return Path(temporary)

    def _write_all(self, descriptor: int, data: bytes | memoryview) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if self.sync:
            os.fsync(descriptor)

    def keep(self, temporary: Path, name: str) -> None:
        """Give a written file its name."""
        os.replace(temporary, self.folder / name)
        if self.sync and hasattr(os, "O_DIRECTORY"):
            descriptor = os.open((self.folder / name).parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def discard(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def exists(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def sweep(self) -> Iterator[str]:
        """After a crash: remove what was half-written, and yield the name of every whole file."""
        for shard in sorted(self.folder.iterdir()):
            for path in sorted(shard.iterdir()):
                if path.suffix == ".part":
                    path.unlink()
                elif path.suffix == ".dcm":
                    yield f"{shard.name}/{path.name}"

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
