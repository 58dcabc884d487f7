"""The manifest of an archive: one duckdb file that only its owner reads: it holds what the archive holds.

An instance is found by ``key`` and is unaltered where ``digest`` is equal: 64-bit numbers, so that ten million of them
can be compared in little memory. A digest that is NULL says that the instance is known by its identifiers only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb

from harness.migrate.reading import Row
from simulators.wire.errors import ConfigError

SCHEMA = 2
SERIES = ("patient", "issuer", "study", "series", "modality", "study_date")
OWN = [column.name for column in fields(Row) if column.name not in SERIES]
COLUMNS = ("key", "belongs", "digest", *OWN, "stamp")
TYPES = {"key": "UBIGINT", "belongs": "UBIGINT", "digest": "UBIGINT", "size": "BIGINT", "stamp": "BIGINT",
         "head": "BLOB"}  # fmt: skip
TABLES = {
    "about": "name VARCHAR PRIMARY KEY, value VARCHAR",
    "series": f"belongs UBIGINT PRIMARY KEY, {', '.join(f'{name} VARCHAR' for name in SERIES)}",
    "instance": ", ".join(f"{name} {TYPES.get(name, 'VARCHAR')}" for name in COLUMNS),
    "study": "study VARCHAR PRIMARY KEY, patient VARCHAR, issuer VARCHAR, study_date VARCHAR, series BIGINT, "
    "instances BIGINT, listed BOOLEAN, retrieved BOOLEAN",  # counts as the archive says, -1 where it does not
    "trouble": "study VARCHAR, kind VARCHAR, whose VARCHAR, what VARCHAR",
    "report": "key UBIGINT, digest UBIGINT, place VARCHAR, problem VARCHAR",
}
MEMORY, THREADS = "600MB", 2


def private(folder: Path) -> Path:
    """``folder``, made or changed so that only its owner enters it. ConfigError where that is not possible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name != "nt" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be made private: {error.strerror or error}",
            cause="manifests hold patients' names, so that nobody else may enter their folder",
            remedy="choose a folder of your own: --out DIR",
        ) from error
    return folder


def settings(folder: Path) -> dict[str, Any]:
    """How duckdb runs: bounded memory, and what does not fit goes below ``folder`` and nowhere else."""
    return {
        "memory_limit": MEMORY, "threads": THREADS, "preserve_insertion_order": False,
        "temp_directory": str(private(folder / "spool")),
    }  # fmt: skip


@contextlib.contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The manifest for writing, made where it is not there. ConfigError for one of another kind or in use."""
    private(path.parent)
    with owner_only(), connected(path, settings(path.parent)) as db:
        names = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if names:
            checked(db, path, "")
        for name, columns in TABLES.items():
            db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
        remember(db, {"schema": str(SCHEMA)})
        yield db


@contextlib.contextmanager
def owner_only() -> Iterator[None]:
    """What is written meanwhile is for its owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def connected(path: Path | None, config: dict[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    """duckdb on ``path`` (None: in memory), whose errors are ConfigErrors."""
    if path is not None and path.exists() and os.name != "nt":
        for one in (path, _log(path)):
            with contextlib.suppress(FileNotFoundError):
                one.chmod(0o600)
    try:
        with duckdb.connect(str(path) if path is not None else ":memory:", config=config) as db:
            yield db
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise ConfigError(
            f"{path or 'a manifest'} cannot be used: {str(error).splitlines()[0]}",
            remedy="wait until the other inventory has ended; if it is damaged, delete it and take the inventory again",
        ) from error


def _log(path: Path) -> Path:
    """What duckdb has not moved into the file yet."""
    return path.with_name(path.name + ".wal")


def attach(db: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """``path`` read-only as ``name``. ConfigError where it is none, or of an earlier version."""
    if not path.is_file():
        raise ConfigError(f"there is no manifest {path}", remedy=f"interop migrate inventory {path.stem} …")
    quoted = str(path).replace("'", "''")
    db.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
    checked(db, path, f"{name}.")


def checked(db: duckdb.DuckDBPyConnection, path: Path, prefix: str) -> None:
    """ConfigError unless the manifest is of this version."""
    try:
        row = db.execute(f"SELECT value FROM {prefix}about WHERE name = 'schema'").fetchone()
    except duckdb.CatalogException:
        row = None
    if row != (str(SCHEMA),):
        raise ConfigError(
            f"{path} was written by another version of interop",
            cause="it has no digests to compare by" if row is None else f"schema {row[0]}, this one writes {SCHEMA}",
            remedy=f"delete it and take the inventory again: interop migrate inventory {path.stem} …",
        )


def remember(db: duckdb.DuckDBPyConnection, facts: dict[str, str]) -> None:
    """Facts about the manifest, by name."""
    db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", list(facts.items()))


def facts(db: duckdb.DuckDBPyConnection, prefix: str = "") -> dict[str, str]:
    """What :func:`remember` kept."""
    return dict(db.execute(f"SELECT name, value FROM {prefix}about").fetchall())


def number_of(*parts: str | bytes) -> int:
    """64 bits that stand for these values, the same on every machine."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return int.from_bytes(digest.digest(), "big")


def insert(db: duckdb.DuckDBPyConnection, rows: Iterable[tuple[Row, int]]) -> None:
    """Rows with their stamps, within the transaction of the caller."""
    found = [(row, number_of(row.study, row.series, row.patient), stamp) for row, stamp in rows]
    if not found:
        return
    series = {belongs: (belongs, *(getattr(row, name) for name in SERIES)) for row, belongs, _ in found}
    unnest(db, "INSERT OR IGNORE INTO series", list(series.values()))
    unnest(db, "INSERT INTO instance", [
        (number_of(row.sop) if row.sop else None, belongs, _digest(row), *(getattr(row, name) for name in OWN), stamp)
        for row, belongs, stamp in found
    ])  # fmt: skip


def _digest(row: Row) -> int | None:
    return number_of(row.syntax, row.head, row.large, row.raw, row.decoded, row.problem) if row.head else None


def unnest(db: duckdb.DuckDBPyConnection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Many rows at once: a column is one parameter."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    db.execute(f"{statement} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def export(manifest: Path, folder: Path) -> list[Path]:
    """The manifest as one Parquet file a table, for its owner alone."""
    private(folder)
    paths = []
    with owner_only(), connected(None, settings(manifest.parent)) as db:
        attach(db, manifest, "archive")
        for name in TABLES:
            paths.append(folder / f"{name}.parquet")
            db.execute(f"COPY archive.{name} TO '{_quoted(paths[-1])}' (FORMAT parquet)")
    return paths


def imported(folder: Path, manifest: Path) -> None:
    """A manifest from the Parquet files of :func:`export`, in place of the one that is there."""
    missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise ConfigError(
            f"{folder} has no {missing[0]}.parquet", remedy="interop migrate export, on the other machine"
        )
    new = manifest.with_name(manifest.name + ".new")
    private(manifest.parent)
    new.unlink(missing_ok=True)
    with owner_only(), connected(new, settings(manifest.parent)) as db:
        try:
            for name, columns in TABLES.items():
                db.execute(f"CREATE TABLE {name} ({columns})")
                db.execute(f"INSERT INTO {name} SELECT * FROM read_parquet('{_quoted(folder / f'{name}.parquet')}')")
        except duckdb.Error as error:
            raise ConfigError(f"{folder} is no exported manifest: {str(error).splitlines()[0]}") from error
        checked(db, folder, "")
    _log(manifest).unlink(missing_ok=True)  # of a killed inventory: it would be played into the new file
    os.replace(new, manifest)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
