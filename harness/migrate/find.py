"""What an archive has, by C-FIND: studies in windows of their date, then series, then images (PS3.4 C.4.1).

No answer is taken for whole that has as many matches as the limit, for archives cut off without a word: its window is
halved, down to a minute. Only queries are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from pydicom import Dataset

from harness.migrate.archive import Archive, Study, Trouble
from harness.migrate.reading import Row
from simulators.dimse_blocking import Association
from simulators.dimse_response import Response
from simulators.runtime import Limits
from simulators.wire.elements import text
from simulators.wire.errors import NoAnswer, PeerViolation, Refused
from simulators.wire.part10 import is_uid

PATIENT_ROOT, STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1"
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_. /^"
NOTED = 1000  # characters of the note
LONGEST = 64  # characters of a Patient ID
UIDS = {"StudyInstanceUID": 0x0020000D, "SeriesInstanceUID": 0x0020000E, "SOPInstanceUID": 0x00080018}
SOP_CLASS = 0x00080016
OUT_OF_RESOURCES = (0xA700, 0xFE00)  # statuses with which archives say that there is more
STUDY_KEYS = ("StudyInstanceUID", "PatientID", "IssuerOfPatientID", "StudyDate", "StudyTime",
              "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances")  # fmt: skip


class _Enough(Exception):
    """As many matches as the limit have come."""


class Finder:
    """Queries of one archive on one association, opened again when it broke. ``limit``: matches of one answer to a
    query for patients or studies. ``troubles`` grows."""

    def __init__(self, archive: Archive, limit: int = 500, said: Callable[[str], object] = id) -> None:
        self._archive, self._limit, self._said = archive, limit, said
        self._open: Association | None = None
        self.troubles: list[Trouble] = []
        self.note = ""

    def close(self) -> None:
        """Release the association."""
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None

    # --- studies

    def studies(self) -> Iterator[Study]:
        """Every study, possibly more than once."""
        if self._offers(STUDY_ROOT):
            found, whole = self._ask("STUDY", STUDY_KEYS, {})
            yield from map(_study, found)
            if not whole:
                self.note = f"studies without Study Date: C-FIND can ask for them only among the first {self._limit}"
                yield from self._dated(FIRST, LAST)
        else:
            for patient in self._patients(""):
                keys = {"PatientID": patient}
                found, whole = self._ask("STUDY", STUDY_KEYS, keys)
                yield from map(_study, found)
                if not whole:
                    self._cut("the studies of one patient")

    def _dated(self, first: date, last: date) -> Iterator[Study]:
        self._said(f"studies of {first:%Y-%m-%d} to {last:%Y-%m-%d}")
        found, whole = self._ask("STUDY", STUDY_KEYS, {"StudyDate": f"{first:%Y%m%d}-{last:%Y%m%d}"})
        self._require_within(found, f"{first:%Y%m%d}", f"{last:%Y%m%d}")
        if whole:
            yield from map(_study, found)
        elif first == last:
            yield from map(_study, found)
            self._noted(f"studies of {first:%Y-%m-%d} without Study Time: only those among the first {self._limit}")
            yield from self._timed(first, 0, 1439)
        else:
            middle = first + timedelta(days=(last - first).days // 2)
            yield from self._dated(first, middle)
            yield from self._dated(middle + timedelta(days=1), last)

    def _noted(self, what: str) -> None:
        if what not in self.note and len(self.note) < NOTED:
            self.note = "; ".join(filter(None, (self.note, what)))

    def _timed(self, day: date, first: int, last: int) -> Iterator[Study]:
        """Studies of some minutes of a day, ``first`` to ``last``."""
        begin, end = (f"{one // 60:02}{one % 60:02}" for one in (first, last))
        keys = {"StudyDate": f"{day:%Y%m%d}", "StudyTime": f"{begin}00-{end}59.999999"}
        found, whole = self._ask("STUDY", STUDY_KEYS, keys)
        if whole or first == last:
            yield from map(_study, found)
            if not whole:
                self._cut(f"the studies of {day:%Y-%m-%d} {begin}")
            return
        middle = (first + last) // 2
        yield from self._timed(day, first, middle)
        yield from self._timed(day, middle + 1, last)

    def _require_within(self, found: list[Dataset], first: str, last: str) -> None:
        dates = [value for one in found if (value := text(one, "StudyDate"))]
        if any(not first <= value <= last for value in dates):
            raise PeerViolation(
                f"{self._archive} answers studies outside the dates that it was asked for",
                clause="PS3.4 C.2.2.2.5", remedy="list it by DICOMweb: --web URL",
            )  # fmt: skip

    def _patients(self, prefix: str) -> Iterator[str]:
        """Patient IDs that begin with ``prefix``; the query is made narrower letter by letter."""
        found, whole = self._ask("PATIENT", ("PatientID",), {"PatientID": f"{prefix}*"})
        if any(not text(one, "PatientID").casefold().startswith(prefix.strip().casefold()) for one in found):
            raise PeerViolation(
                f"{self._archive} answers patients other than it was asked for by wildcard",
                clause="PS3.4 C.2.2.2.4", remedy="list it by DICOMweb: --web URL",
            )  # fmt: skip
        if whole or len(prefix) == LONGEST:
            yield from dict.fromkeys(text(one, "PatientID") for one in found)
            if not whole:
                self._cut("patients with the same identifier")
            return
        self.note = "patients without an identifier, or whose identifier has unusual letters, are not asked for"
        yield from (prefix,) if any(text(one, "PatientID") == prefix for one in found) and prefix else ()
        for letter in LETTERS if prefix else LETTERS.replace(" ", ""):  # leading blanks say nothing
            yield from self._patients(prefix + letter)

    def _cut(self, what: str) -> None:
        self.troubles.append(Trouble("", "cut", "archive", f"{what}: the answer may be cut at {self._limit} matches"))

    # --- below a study

    def images(self, study: Study) -> list[Row]:
        """Each instance of a study by its identifiers."""
        keys = {"StudyInstanceUID": study.uid}
        if not self._offers(STUDY_ROOT):
            keys["PatientID"] = study.patient
        found = self._below("SERIES", ("SeriesInstanceUID", "Modality"), keys)
        rows: dict[tuple[str, str], Row] = {}
        for uid, modality in {plain(one, UIDS["SeriesInstanceUID"]): text(one, "Modality") for one in found}.items():
            for image in self._below("IMAGE", ("SOPInstanceUID", "SOPClassUID"), {**keys, "SeriesInstanceUID": uid}):
                row = row_of(study, uid, modality, image)
                rows[uid, row.sop] = row
        return list(rows.values())

    def _below(self, level: str, wanted: tuple[str, ...], keys: dict[str, str]) -> list[Dataset]:
        found, _ = self._ask(level, wanted, keys, limit=0)
        above = {word: UIDS[word] for word in ("StudyInstanceUID", "SeriesInstanceUID") if word in keys}
        ours = []
        for one in found:
            foreign = [word for word, tag in above.items() if plain(one, tag) not in ("", keys[word])]
            if foreign or not is_uid(plain(one, UIDS[wanted[0]])):
                what = f"a match of another {foreign[0]}" if foreign else f"a match without valid {wanted[0]}"
                study = keys["StudyInstanceUID"]
                self.troubles.append(Trouble(study, "wrong answer", "archive", f"query at level {level}: {what}"))
            else:
                ours.append(one)
        return ours

    # --- asking

    def _offers(self, model: str) -> bool:
        return any(one.abstract_syntax == model for one in self._association().accepted.values())

    def _association(self) -> Association:
        if self._open is None:
            limits = Limits(connect_s=self._archive.connect_s, dimse_s=self._archive.answer_s)
            assert self._archive.dimse is not None
            self._open = Association(self._archive.dimse, self._archive.calling, [STUDY_ROOT, PATIENT_ROOT], limits)
        return self._open

    def _ask(
        self, level: str, wanted: tuple[str, ...], keys: dict[str, str], limit: int | None = None
    ) -> tuple[list[Dataset], bool]:
        """Matches, and whether they are all. One more try on a new association where the first one broke."""
        most = self._limit if limit is None else limit
        was_open = self._open is not None
        try:
            return self._once(level, wanted, keys, most)
        except Refused:
            raise
        except (NoAnswer, PeerViolation):
            self._break()
            if not was_open:
                raise
        try:
            return self._once(level, wanted, keys, most)
        except (NoAnswer, PeerViolation):
            self._break()
            raise

    def _once(self, level: str, wanted: tuple[str, ...], keys: dict[str, str], most: int) -> tuple[list[Dataset], bool]:
        query = Dataset()
        query.QueryRetrieveLevel = level
        for word in {**dict.fromkeys(wanted, ""), **keys}:
            setattr(query, word, keys.get(word, ""))
        found: list[Dataset] = []

        def take(response: Response) -> None:
            if response.dataset is not None:
                found.append(response.dataset)
            if most and len(found) >= most:
                raise _Enough

        association = self._association()
        model = STUDY_ROOT if self._offers(STUDY_ROOT) else PATIENT_ROOT
        try:
            end = association.ask(model, "C-FIND-RQ", query, on_pending=take, AffectedSOPClassUID=model, Priority=0)
        except _Enough:
            self._break()  # there may be a million more
            return found, False
        if end.is_success:
            return found, True
        if most and found and end.status in OUT_OF_RESOURCES:
            return found, False
        raise Refused(
            f"{self._archive} ended a query at level {level} with status {end.status:04X}H {end.error_comment}".strip(),
            code=end.status, clause="PS3.4 C.4.1.1.4",
        )  # fmt: skip

    def _break(self) -> None:
        if self._open is not None:
            self._open.__exit__(_Enough, _Enough(), None)
            self._open = None


def plain(found: Dataset, tag: int) -> str:
    """A UID as it came: an archive has millions of them, and decoding each element costs more than the query."""
    value = getattr(found.get_item(tag), "value", None) if tag in found else None
    return value.decode("latin-1").strip(" \0") if isinstance(value, bytes) else str(value or "")


def row_of(study: Study, series: str, modality: str, image: Dataset) -> Row:
    """An instance that is known by its identifiers."""
    uid = plain(image, UIDS["SOPInstanceUID"])
    return Row(
        study=study.uid, series=series, sop=uid, patient=study.patient, issuer=study.issuer, modality=modality,
        sop_class=plain(image, SOP_CLASS), study_date=study.date, place=uid,
    )  # fmt: skip


def _study(found: Dataset) -> Study:
    return Study(
        text(found, "StudyInstanceUID"), text(found, "PatientID"), text(found, "IssuerOfPatientID"),
        text(found, "StudyDate"), number_in(text(found, "NumberOfStudyRelatedSeries")),
        number_in(text(found, "NumberOfStudyRelatedInstances")),
    )  # fmt: skip


def number_in(value: str) -> int:
    """An IS that an archive sent, -1 where it is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
