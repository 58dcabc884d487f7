"""The ``tls`` tables of a site file: as values for the simulators, and what is wrong with their files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from harness.site_model import SiteTable
from harness.site_security import ListenTlsTable, SecretTable, TlsTable
from simulators.authority import Authority
from simulators.secret import Secret
from simulators.tls import Tls

FILES = ("trust", "certificate", "revoked")


def value_of(table: TlsTable | None, folder: Path) -> Tls | None:
    """The table as a value, its paths from ``folder`` on (that of the site file)."""
    if table is None:
        return None
    key = table.key
    return Tls(
        trust=_path(table.trust, folder),
        certificate=_path(table.certificate, folder),
        key=_path(key.file, folder) if key else "",
        key_secret=secret_of(key, folder) if key and not key.file else None,
        password=secret_of(key.password, folder) if key else None,
        revoked=_path(table.revoked, folder),
        server_name=table.server_name or "",
        minimum=table.minimum,
        profile=table.profile,
        require_client=table.require_client if isinstance(table, ListenTlsTable) else True,
    )


def secret_of(table: SecretTable | None, folder: Path) -> Secret | None:
    """Where a secret lies, its file from ``folder`` on; None where none is named."""
    if table is None:
        return None
    return Secret(env=table.env or "", file=_path(table.file, folder), keyring=table.keyring or "")


def _path(name: str | None, folder: Path) -> str:
    return str(folder / name) if name else ""


def problems(tables: SiteTable, folder: Path) -> Iterator[str]:
    """Files that are not there, each with its place and the nearest name that is."""
    for place, table in _tls_tables(tables, ""):
        named = {name: getattr(table, name) for name in FILES}
        named["key"] = table.key.file if table.key else None
        for name, file in named.items():
            if file and not (folder / file).is_file():
                yield f"{place}.{name}: there is no file {str(folder / file)!r}{_nearest(folder / file)}"
    if tables.test_authority is not None:
        authority = Authority(folder / tables.test_authority)
        if not authority.is_complete:
            yield f"test_authority: {authority.folder} is no folder that interop certs made{_nearest(authority.folder)}"


def _nearest(path: Path) -> str:
    there = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, there, n=1, cutoff=0.5)
    return f"; the nearest is {near[0]!r}" if near else ""


def _tls_tables(table: BaseModel, place: str) -> Iterator[tuple[str, TlsTable]]:
    for name in type(table).model_fields:
        value, where = getattr(table, name), f"{place}.{name}".lstrip(".")
        if isinstance(value, TlsTable):
            yield where, value
        elif isinstance(value, BaseModel):
            yield from _tls_tables(value, where)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from _tls_tables(each, f"{where}[{index + 1}]")
