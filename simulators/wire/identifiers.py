"""Identifiers and names as both standards carry them.

HL7 CX ``ID^check^scheme^namespace&universal ID&type^type code``; DICOM (0010,0020) + (0010,0021) + (0010,0024).
HL7 XPN ``Family^Given^Second^Suffix^Prefix^Degree^Type``; DICOM PN ``Family^Given^Middle^Prefix^Suffix``: suffix and
prefix change places between the two.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class AssigningAuthority:
    """Who issued an identifier: HL7 HD, or (0010,0021) with (0010,0024)."""

    namespace: str = ""
    universal_id: str = ""
    universal_id_type: str = ""

    @classmethod
    def from_hd(cls, text: str, separator: str = "&") -> AssigningAuthority:
        parts = [*text.split(separator), "", "", ""]
        return cls(parts[0], parts[1], parts[2])

    def to_hd(self, separator: str = "&") -> str:
        return separator.join((self.namespace, self.universal_id, self.universal_id_type)).rstrip(separator)

    def agrees_with(self, other: AssigningAuthority) -> bool:
        """Same issuer. A universal ID decides where both have one, else the namespace; both empty agree."""
        if self.universal_id and other.universal_id:
            return (self.universal_id, self.universal_id_type or "ISO") == (
                other.universal_id,
                other.universal_id_type or "ISO",
            )
        return self.namespace == other.namespace


@dataclass(frozen=True, slots=True)
class PatientId:
    """A patient identifier with its issuer. Zeros are never stripped; blanks around it are padding."""

    value: str
    authority: AssigningAuthority = AssigningAuthority()
    type_code: str = "PI"

    @classmethod
    def from_cx(cls, text: str) -> PatientId:
        """From one unescaped repetition of a CX field with separators ``^`` and ``&``."""
        parts = [*text.split("^"), "", "", "", "", ""]
        return cls(parts[0].strip(), AssigningAuthority.from_hd(parts[3]), parts[4])

    def to_cx(self) -> str:
        return f"{self.value}^^^{self.authority.to_hd()}^{self.type_code}".rstrip("^")

    def agrees_with(self, other: PatientId) -> bool:
        return self.value.strip() == other.value.strip() and self.authority.agrees_with(other.authority)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in components. Double surnames are one family name with a blank in it."""

    family: str = ""
    given: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""
    degree: str = ""
    type_code: str = "L"

    @classmethod
    def from_xpn(cls, text: str) -> PersonName:
        """From one unescaped repetition of an XPN field; FN subcomponents are reduced to the surname."""
        parts = [*text.split("^"), *[""] * 6]
        return cls(parts[0].split("&")[0], parts[1], parts[2], parts[4], parts[3], parts[5], parts[6])

    @classmethod
    def from_xcn(cls, text: str) -> PersonName:
        """From XCN, which has an identifier before the family name."""
        return cls.from_xpn(text.split("^", 1)[1] if "^" in text else "")

    @classmethod
    def from_pn(cls, text: str) -> PersonName:
        """From the first (alphabetic) component group of a DICOM PN."""
        parts = [*str(text).split("=")[0].split("^"), *[""] * 4]
        return cls(*(part.strip(" ") for part in parts[:5]))

    def to_xpn(self) -> str:
        parts = (self.family, self.given, self.middle, self.suffix, self.prefix, self.degree, self.type_code)
        return "^".join(parts).rstrip("^")

    def to_pn(self) -> str:
        return "^".join((self.family, self.given, self.middle, self.prefix, self.suffix)).rstrip("^")

    def canonical(self) -> tuple[str, ...]:
        """The five PN components, in NFC and without padding: what must be equal on every hop."""
        parts = (self.family, self.given, self.middle, self.prefix, self.suffix)
        return tuple(unicodedata.normalize("NFC", part).strip() for part in parts)

    def agrees_with(self, other: PersonName) -> bool:
        return self.canonical() == other.canonical()

    def display(self) -> str:
        """As a person reads it: ``Dra. Ana Nsue Prueba``."""
        return " ".join(part for part in (self.prefix, self.given, self.middle, self.family, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Code:
    """A coded entry: HL7 CE ``identifier^text^system``; DICOM code value, meaning, scheme designator."""

    value: str
    meaning: str
    scheme: str

    @classmethod
    def from_ce(cls, text: str) -> Code:
        parts = [*text.split("^"), "", "", ""]
        return cls(parts[0], parts[1], parts[2])

    def to_ce(self) -> str:
        return f"{self.value}^{self.meaning}^{self.scheme}".rstrip("^")


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient as registration knows her. ``birth_date`` YYYYMMDD or shorter or empty; ``sex`` of table 0001."""

    id: PatientId
    name: PersonName
    birth_date: str = ""
    sex: str = ""
    other_ids: tuple[PatientId, ...] = ()
    account_number: str = ""  # PID-18

    def renamed(self, name: PersonName) -> Patient:
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Visit:
    """PV1: ``patient_class`` I O E; ``location`` PL ``point of care^room^bed^facility``; numbers as CX text."""

    patient_class: str = "O"
    location: str = ""
    prior_location: str = ""
    attending: str = ""  # XCN
    referring: str = ""  # XCN
    number: str = ""  # PV1-19
    admitted: str = ""  # PV1-44, YYYYMMDDHHMMSS
    discharged: str = ""  # PV1-45
    hospital_service: str = ""  # PV1-10
    admitting: str = ""  # PV1-17, XCN

    def with_(self, **changes: str) -> Visit:
        return replace(self, **changes)
