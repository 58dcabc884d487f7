"""Differences that somebody reviewed and answers for: a TOML file with reason, owner and end of each."""

from __future__ import annotations

import tomllib
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from simulators.wire.errors import ConfigError

LONGEST_DAYS = 366  # what is accepted for longer than a year is no longer reviewed


class Accepted(BaseModel):
    """One ``[[accepted]]`` entry. ``scenario``, ``hop``, ``message``, ``where``, ``before`` and ``after`` are patterns
    (``*`` any text); an entry that names none of hop, message and where would accept everything, and is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = "*"
    scenario: str = "*"
    hop: str = "*"
    message: str = "*"
    where: str = "*"
    before: str = "*"
    after: str = "*"
    reason: str = Field(min_length=8)
    owner: str = Field(min_length=2)
    expires: date

    @field_validator("reason", "owner")
    @classmethod
    def _said(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("says nothing")
        return value.strip()

    def covers(self, kind: str, scenario: str, hop: str, message: str, where: str, before: str, after: str) -> bool:
        """Whether a difference is this one."""
        asked = (self.kind, self.scenario, self.hop, self.message, self.where, self.before, self.after)
        given = (kind, scenario, hop, message, where, before, after)
        return all(fnmatchcase(text, _literal(pattern)) for pattern, text in zip(asked, given, strict=True))

    @property
    def too_wide(self) -> bool:
        return {self.hop, self.message, self.where} == {"*"} and self.kind in ("*", "field")


def _literal(pattern: str) -> str:
    """Brackets are part of paths (``[2]``), not of the pattern."""
    return pattern.replace("[", "[[]")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_: Literal[1] = Field(1, alias="schema")
    accepted: tuple[Accepted, ...] = ()


def load_accepted(path: Path, today: date) -> tuple[Accepted, ...]:
    """The entries of ``path``. :class:`ConfigError` with every mistake: no reason or owner, expired, too wide."""
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).accepted
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        problems = tuple(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise _refused(path, problems) from error
    problems = tuple(
        f"accepted.{number}: {problem}" for number, entry in enumerate(found, 1) for problem in _wrong(entry, today)
    )
    if problems:
        raise _refused(path, problems)
    return found


def _wrong(entry: Accepted, today: date) -> list[str]:
    wrong = []
    if entry.expires < today:
        wrong.append(f"expired on {entry.expires} ({entry.owner}: {entry.reason[:60]})")
    if (entry.expires - today).days > LONGEST_DAYS:
        wrong.append(f"is accepted until {entry.expires}: more than a year ahead is no review")
    if entry.too_wide:
        wrong.append("names neither hop nor message nor where: it would accept everything")
    return wrong


def _refused(path: Path, problems: tuple[str, ...]) -> ConfigError:
    return ConfigError(
        f"{path}: {len(problems)} entr{'y' if len(problems) == 1 else 'ies'} cannot stand",
        cause="\n".join(problems),
        problems=problems,
        remedy="have the owner review it: reason, owner and a date to come",
    )
