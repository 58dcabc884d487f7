"""Who is who in the PACS: patient ID with issuer, what ADT said about her, who was merged into whom."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from pydicom import Dataset
from pydicom.sequence import Sequence

from simulators.pacs_index import Index
from simulators.wire.dicom_text import encodable
from simulators.wire.elements import items, text
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId

_SEX = {"F": "F", "M": "M", "O": "O", "A": "O", "N": "O"}  # table 0001 → (0010,0040)


def patient_id_of(ds: Dataset) -> PatientId:
    """(0010,0020) with (0010,0021) and the universal ID of (0010,0024)."""
    qualifiers = items(ds, "IssuerOfPatientIDQualifiersSequence")
    universal = (
        (text(qualifiers[0], "UniversalEntityID"), text(qualifiers[0], "UniversalEntityIDType"))
        if qualifiers
        else ("", "")
    )
    return PatientId(text(ds, "PatientID"), AssigningAuthority(text(ds, "IssuerOfPatientID"), *universal))


@dataclass(frozen=True, slots=True)
class Demographics:
    """What registration says; it wins over what an image says. Empty values say nothing."""

    id: PatientId
    name: str
    birth_date: str
    sex: str


class Patients:
    """Rows of the index. ``authority`` is the issuer of every identifier that names none."""

    def __init__(self, index: Index, authority: AssigningAuthority) -> None:
        self._index = index
        self._authority = authority
        self._cache: dict[int, Demographics | None] = {}

    def of_instance(self, ds: Dataset) -> int:
        """Key of the patient of this object, made when new. An identifier that was merged away leads to the survivor.

        Objects without an ID belong together only when name and birth date agree too.
        """
        patient_id = patient_id_of(ds)
        apart = "" if patient_id.value else f"{text(ds, 'PatientName')}\\{text(ds, 'PatientBirthDate')}"
        return self._survivor(self._row(patient_id, apart))

    def update(self, patient: Patient) -> int:
        """Demographics from ADT: what is filed under this identifier is shown and sent with them from now on."""
        with self._index.transaction():
            key = self._survivor(self._row(patient.id))
            self._describe(key, patient)
        return key

    def merge(self, survivor: Patient, prior: PatientId) -> int:
        """A40: everything of ``prior`` belongs to ``survivor``; answers the number of instances moved.

        A prior that is not known is remembered: images that come later under it are filed under the survivor. When
        the survivor had itself been merged away, the newer message wins. ValueError when both are the same.
        """
        if self._named(prior).agrees_with(self._named(survivor.id)):
            raise ValueError(f"{prior.to_cx()} cannot be merged into itself")
        with self._index.transaction():
            kept = self._row(survivor.id)
            self._index.run("update patient set merged_into = null where key = ?", (kept,))
            self._describe(kept, survivor)
            gone = self._survivor(self._row(prior))
            if gone == kept:
                return 0
            moved = self._index.rows("select count(*) from instance where patient = ?", (gone,))[0][0]
            self._index.run("update instance set patient = ? where patient = ?", (kept, gone))
            self._index.run("update patient set merged_into = ? where key = ?", (kept, gone))
        self._cache.clear()
        return int(moved)

    def keys(self, patient_id: str) -> list[int]:
        """Every patient that has this ID, of whatever issuer, and is not merged away."""
        found = self._index.rows("select key from patient where id = ? and merged_into is null", (patient_id,))
        return [row["key"] for row in found]

    def demographics(self, key: int) -> Demographics | None:
        """What ADT said; None for a patient known from images only."""
        if key not in self._cache:
            row = self._index.row("select * from patient where key = ?", (key,))
            self._cache[key] = _demographics(row) if row and row["demographics"] else None
        return self._cache[key]

    def _named(self, patient_id: PatientId) -> PatientId:
        authority = patient_id.authority
        if not authority.namespace and not authority.universal_id:
            return PatientId(patient_id.value, self._authority, patient_id.type_code)
        return patient_id

    def _row(self, patient_id: PatientId, apart: str = "") -> int:
        wanted = self._named(patient_id)
        authority = wanted.authority
        with self._index.transaction():
            for row in self._index.rows("select * from patient where id = ? and apart = ?", (wanted.value, apart)):
                if _authority(row).agrees_with(authority):
                    return int(row["key"])
            return self._index.run(
                "insert into patient (id, namespace, universal_id, universal_id_type, apart) values (?, ?, ?, ?, ?)",
                (wanted.value, authority.namespace, authority.universal_id, authority.universal_id_type, apart),
            )

    def _survivor(self, key: int) -> int:
        seen = {key}
        while True:
            row = self._index.row("select merged_into from patient where key = ?", (key,))
            if row is None or row[0] is None or row[0] in seen:
                return key
            key = row[0]
            seen.add(key)

    def _describe(self, key: int, patient: Patient) -> None:
        described = {
            "name": patient.name.to_pn(),
            "birth_date": patient.birth_date[:8] if len(patient.birth_date) >= 8 else "",  # DA knows no partial date
            "sex": _SEX.get(patient.sex.upper(), ""),
        }
        self._index.run("update patient set demographics = ? where key = ?", (json.dumps(described), key))
        self._cache.pop(key, None)


def _authority(row: sqlite3.Row) -> AssigningAuthority:
    return AssigningAuthority(row["namespace"], row["universal_id"], row["universal_id_type"])


def _demographics(row: sqlite3.Row) -> Demographics:
    described: dict[str, Any] = json.loads(row["demographics"])
    return Demographics(PatientId(row["id"], _authority(row)), **described)


def coerce(ds: Dataset, known: Demographics, default: AssigningAuthority) -> list[str]:
    """Put what ADT said into ``ds`` where it says something else; answers the keywords that were changed.

    An issuer is written only when the identifier itself is replaced or names another issuer: an image that leaves it
    out is left so. Where the image's character set cannot carry the name, the whole data set becomes ISO_IR 192.
    """
    changed = _coerce_id(ds, known.id, default)
    if known.name and _name(text(ds, "PatientName")) != _name(known.name):
        _make_room_for(ds, known.name)
        ds.PatientName = known.name
        changed.append("PatientName")
    for keyword, value in (("PatientBirthDate", known.birth_date), ("PatientSex", known.sex)):
        if value and text(ds, keyword) != value:
            setattr(ds, keyword, value)
            changed.append(keyword)
    return changed


def _coerce_id(ds: Dataset, known: PatientId, default: AssigningAuthority) -> list[str]:
    own = patient_id_of(ds)
    authority = own.authority if own.authority != AssigningAuthority() else default
    if own.value == known.value and authority.agrees_with(known.authority):
        return []
    ds.PatientID = known.value
    ds.IssuerOfPatientID = known.authority.namespace
    if known.authority.universal_id:
        qualifier = Dataset()
        qualifier.UniversalEntityID = known.authority.universal_id
        qualifier.UniversalEntityIDType = known.authority.universal_id_type or "ISO"
        ds.IssuerOfPatientIDQualifiersSequence = Sequence([qualifier])
    elif "IssuerOfPatientIDQualifiersSequence" in ds:
        del ds.IssuerOfPatientIDQualifiersSequence
    return ["PatientID", "IssuerOfPatientID"]


def _name(value: str) -> str:
    return value.split("=")[0].rstrip("^ ")


def _make_room_for(ds: Dataset, name: str) -> None:
    declared = text(ds, "SpecificCharacterSet")
    if name.isascii() or (declared and encodable(name, declared)):
        return
    ds.decode()
    ds.SpecificCharacterSet = "ISO_IR 192"
