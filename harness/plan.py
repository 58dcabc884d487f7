"""Which scenarios a run means to execute: features found, parsed, chosen by name and tag, numbered."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from behave.model import Feature, Scenario
from behave.parser import ParserError
from behave.tag_expression import make_tag_expression

from harness import acceptance
from harness.data import features_folder
from harness.feature_file import read_feature
from harness.record import PlannedScenario
from simulators.wire.errors import ConfigError

INTEGRATION, UAT = "integration", "uat"  # parts of the library; the first is run where nothing else is asked for
_UAT_WORDS = (UAT, "technologist", "radiologist", "referring_physician", "administrator")
_UAT_TAGS = (acceptance.TAG, *(role.replace("_", "-") for role in _UAT_WORDS[1:]))
TEST_ID = re.compile(r"TC-[A-Z0-9]+-[0-9]+\Z")


class NothingToRun(ConfigError):
    """The choice left no scenario: undecided, never a pass."""


@dataclass(slots=True)
class PlannedFeature:
    """One feature file; ``ids`` maps ``file:line`` of each chosen scenario to its ID."""

    path: str
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What will be run, in order. IDs are unique."""

    features: list[PlannedFeature] = field(default_factory=list)
    scenarios: list[PlannedScenario] = field(default_factory=list)


def id_of(scenario: Scenario) -> str:
    """Its test ID (``TC-MWL-001``; rows of an outline add ``.1``, ``.2``), else feature file and line."""
    test_id = next((str(tag) for tag in scenario.effective_tags if TEST_ID.match(str(tag))), "")
    row = getattr(scenario, "_row", None)
    suffix = "." + str(row.id).removeprefix("1.") if row is not None and getattr(row, "id", None) else ""
    stem = re.split(r"[\\/]", str(scenario.filename))[-1].removesuffix(".feature")
    return test_id + suffix if test_id else f"{stem}-{scenario.line}"


def make_plan(wanted: Sequence[str] = (), tags: str = "", language: str = "en") -> Plan:
    """Choose scenarios. ``wanted``: feature files, folders, names of features (``worklist``), parts of the library
    (``uat``, ``technologist``), test IDs (``TC-MWL-001``) or tags (``@RAD-5``); empty means all integration features in
    ``language``. ``tags`` is a tag expression.

    :class:`ConfigError` for a file that is not there or does not parse; :class:`NothingToRun` when nothing is left.
    """
    paths, ids, wanted_tags = _sort_out(wanted, language, tags)
    expression = _expression(" or ".join(wanted_tags)), _expression(tags)
    plan, taken, seen_tags = Plan(), set[str](), set[str]()
    for path in paths:
        feature = _parse(path)
        if feature is None:
            continue
        planned = PlannedFeature(str(path))
        for scenario in feature.walk_scenarios():
            names = sorted(map(str, scenario.effective_tags))
            seen_tags.update(names)
            scenario_id = id_of(scenario)
            if ids and not any(scenario_id == each or scenario_id.startswith(each + ".") for each in ids):
                continue
            if not all(each is None or each.check(names) for each in expression):
                continue
            scenario_id = _unique(scenario_id, taken)
            planned.ids[f"{scenario.filename}:{scenario.line}"] = scenario_id
            entry = PlannedScenario(
                id=scenario_id, feature=feature.name, name=scenario.name, tags=tuple(names),
                file=shown(path), line=scenario.line,
            )  # fmt: skip
            plan.scenarios.append(entry)
        if planned.ids:
            plan.features.append(planned)
    if not plan.scenarios:
        raise _nothing([*ids, *wanted_tags, *([tags] if tags else [])], seen_tags, paths)
    return plan


def library(language: str = "en", part: str = INTEGRATION) -> Path:
    """The folder with a part of the features in this language, the English ones where there is no translation."""
    return in_language(features_folder() / part, language)


def _part(word: str, language: str) -> list[Path]:
    """The features of a part of the library: ``uat``, ``technologist``, ``uat/radiologist/reports.feature``."""
    name = word.replace("\\", "/").removeprefix("features/").strip("/").removesuffix(".feature")
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", name):
        return []
    part = name if name.split("/")[0] in (INTEGRATION, UAT) else f"{UAT}/{name.replace('-', '_')}"
    place = features_folder() / part
    if place.is_dir():
        return [*_features_in(in_language(place, language))]
    file = features_folder() / f"{part}.feature"
    return [in_language(file, language).absolute()] if file.is_file() else []


def in_language(path: Path, language: str) -> Path:
    """The translation of a file or folder of the English library; itself where there is none or it is no such."""
    try:
        place = path.resolve().relative_to(features_folder().resolve())
    except ValueError:
        return path
    translated = features_folder() / language / place
    return translated if translated.exists() and place.parts[:1] != (language,) and place.parts else path


def shown(path: Path) -> str:
    """The file as people know it: from ``features/`` on, with forward slashes."""
    try:
        return "features/" + path.relative_to(features_folder()).as_posix()
    except ValueError:
        return path.as_posix()


def _sort_out(wanted: Sequence[str], language: str, expression: str) -> tuple[list[Path], list[str], list[str]]:
    paths: list[Path] = []
    ids: list[str] = []
    tags: list[str] = []
    whole = [*_features_in(library(language))]
    for word in wanted:
        path = Path(word)
        if word.startswith("@"):
            tags.append(word)
        elif path.is_dir():
            paths += _features_in(in_language(path, language))
        elif path.is_file():
            paths.append(in_language(path, language).absolute())
        elif named := [each for each in whole if each.stem == word.removesuffix(".feature")]:
            paths += named
        elif part := _part(word, language):
            paths += part
        elif re.fullmatch(r"TC-[A-Z0-9]+-[0-9]+(\.[0-9.]+)?", word):
            ids.append(word)
        else:
            near = difflib.get_close_matches(word, [*(each.stem for each in whole), *_UAT_WORDS], n=1)
            raise ConfigError(
                f"there is no feature {word!r}",
                cause="it is no file, no folder, no feature or part of the library, no test ID (TC-…) and no tag (@…)",
                remedy=f"interop run {near[0]}" if near else "interop run",
            )
    if ids or any(word in each for each in (*tags, expression) for word in _UAT_TAGS):
        whole += _features_in(library(language, UAT))
    return (list(dict.fromkeys(paths)) or whole), ids, tags


def _features_in(folder: Path) -> Iterator[Path]:
    yield from sorted(path.absolute() for path in folder.rglob("*.feature"))


def _parse(path: Path) -> Feature | None:
    try:
        return read_feature(str(path))
    except ParserError as error:
        raise ConfigError(
            f"feature {shown(path)} cannot be read: {str(error).strip().splitlines()[0]}",
            cause=str(error).strip(),
            remedy="correct the file",
        ) from error
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise ConfigError(f"feature {shown(path)} cannot be read: {error!r}", remedy="save it as UTF-8 text") from error


def _expression(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return make_tag_expression(text)
    except Exception as error:  # behave raises several kinds, some its own
        why = (str(error) or repr(error)).splitlines()[0]
        raise ConfigError(
            f"the tag expression {text!r} cannot be understood: {why}",
            remedy='write it like: --tags "@RAD-5 and not @negative"',
        ) from error


def _unique(scenario_id: str, taken: set[str]) -> str:
    candidate, number = scenario_id, 2
    while candidate in taken:
        candidate, number = f"{scenario_id}-{number}", number + 1
    taken.add(candidate)
    return candidate


def _nothing(asked: Iterable[str], tags: set[str], paths: list[Path]) -> NothingToRun:
    asked = list(asked)
    if not paths:
        return NothingToRun(
            "there is no feature file to run", remedy="give a .feature file or a folder that holds some"
        )
    words = [word for text in asked for word in re.findall(r"[\w.-]+", text) if word not in ("and", "or", "not")]
    near = [match for word in words for match in difflib.get_close_matches(word, tags, n=1) if match != word]
    return NothingToRun(
        f"no scenario matches {' and '.join(repr(each) for each in asked) or 'what was asked'}: nothing was run",
        cause=f"{len(paths)} feature files were read, none of their scenarios is chosen",
        remedy=f"interop run {'' if TEST_ID.match(near[0]) else '@'}{near[0]}" if near else f"one of: {_some(tags)}",
    )


def _some(tags: set[str]) -> str:
    return ", ".join(f"@{tag}" for tag in sorted(tags)[:12]) + (" …" if len(tags) > 12 else "")
