"""Pseudonyms: a patient stays one patient, in HL7 and in DICOM, and nobody without the key can tell which.

dicognito makes identifiers, names and UIDs from a secret key; both protocols ask the same objects, so the same person
gets the same ones. Dates are shifted by whole days, differently for each patient, so that the time of day and every
interval of one patient stay. Free text is dropped unless a policy says that it is scrubbed: names and numbers known
from the structured fields are replaced there, and every other long number is masked.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from dicognito.idanonymizer import IDAnonymizer
from dicognito.pnanonymizer import PNAnonymizer
from dicognito.randomizer import Randomizer
from dicognito.uianonymizer import UIAnonymizer
from pydicom import DataElement, Dataset

from simulators.wire.errors import ConfigError

REMOVED = "[text removed]"
SHIFT_DAYS = (62, 730)  # a patient's dates move back by at least and less than so many days
SHORTEST_NAME = 2  # letters of a name that are replaced in texts
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_NUMBER = re.compile(r"\d[\d./\- ]{4,}\d")
_MAIL = re.compile(r"\S+@\S+")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``text`` and ``pixels`` of what is captured: dropped (blank) unless the site decides otherwise."""

    text: Literal["drop", "scrub"] = "drop"
    pixels: Literal["blank", "keep"] = "blank"


def folded(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


class Pseudonyms:
    """Answers each real value with its pseudonym. ``prefixes`` are the site's for test patients; ``key`` is secret."""

    def __init__(self, key: str, prefixes: tuple[str, ...] = ("ZZ9",)) -> None:
        if len(key) < 32:
            raise ConfigError("the key has fewer than 32 characters", remedy="interop record makes one: --key FILE")
        randomizer = self._randomizer = Randomizer(key)
        plain = next((prefix for prefix in prefixes if not prefix.startswith("0")), prefixes[0])
        zero = next((prefix for prefix in prefixes if prefix.startswith("0")), plain)
        self._patients = {
            lead: IDAnonymizer(randomizer, prefix, "", "PatientID") for lead, prefix in ((False, plain), (True, zero))
        }
        self._others = IDAnonymizer(randomizer, "", "", "PatientID")
        self._names, self._uids = PNAnonymizer(randomizer), UIAnonymizer(randomizer)
        self._known: dict[str, str] = {}  # word or identifier as in folded() → its pseudonym

    # --- structured values

    def patient_id(self, value: str) -> str:
        """A patient identifier with a test prefix; wildcards stay."""
        return self._identifier(value, self._patients[value.startswith("0")])

    def identifier(self, value: str) -> str:
        """An accession number, order number, control ID, …: twelve letters and digits."""
        return self._identifier(value, self._others)

    def _identifier(self, value: str, kind: IDAnonymizer) -> str:
        stem = value.strip()
        if not stem.strip("*?"):
            return value
        tail = stem[len(stem.rstrip("*")) :]
        stem = stem.rstrip("*")
        made = DataElement(0x00100020, "LO", stem)
        kind(Dataset(), made)
        self._known[folded(stem)] = str(made.value)
        return str(made.value) + tail

    def name(self, value: str) -> str:
        """A person name, ``FAMILY^GIVEN^MIDDLE``, with as many components of these as the real one has."""
        parts = value.split("=")[0].split("^")[:3]
        while parts and not parts[-1].strip():
            parts.pop()
        if not "".join(parts).strip("*? "):
            return value if set(value) <= set("*?^ ") else ""
        made = DataElement(0x00100010, "PN", "^".join(part.strip() for part in parts))
        self._names(Dataset(), made)
        pseudonyms = [_lettered(p, r) for p, r in zip(str(made.value).split("^"), parts, strict=False)]
        for real, pseudonym in zip(parts, pseudonyms, strict=False):
            self._know(real, pseudonym)
        tail = "*" if value.rstrip("^ ").endswith("*") else ""
        return "^".join(p if r.strip() else "" for r, p in zip(parts, pseudonyms, strict=False)) + tail

    def _know(self, real: str, pseudonym: str) -> None:
        for word in _WORD.findall(real):
            if len(word) >= SHORTEST_NAME:
                self._known[folded(word)] = pseudonym

    def uid(self, value: str) -> str:
        """A UID of the standard stays; any other becomes one of ours."""
        uid = value.strip("\0 ")
        if not uid or uid.startswith("1.2.840.10008."):
            return uid
        made = DataElement(0x00080018, "UI", uid)
        self._uids(Dataset(), made)
        self._known[folded(uid)] = str(made.value)
        return str(made.value)

    # --- times

    def days(self, patient: str) -> int:
        """By how many days the dates of a patient (real identifier, "" for nobody's) are moved: negative."""
        low, high = SHIFT_DAYS
        return -(low + self._randomizer.to_int(f"days of {patient.strip()}") % (high - low))

    @staticmethod
    def shifted(value: str, days: int) -> str:
        """A date or time of any precision moved by whole days; "" where it cannot be read. Ranges keep their hyphen."""
        if re.fullmatch(r"(\d{8,14})?-(\d{8,14})?", value):
            return "-".join(Pseudonyms.shifted(part, days) if part else "" for part in value.split("-"))
        match = re.fullmatch(r"(\d{4}(?:\d{2}(?:\d{2})?)?)(\d*(?:\.\d+)?(?:[+-]\d{4})?)", value.strip())
        if match is None:
            return ""
        date, rest = match.groups()
        try:
            moved = datetime.strptime(date + "0101"[len(date) - 4 :], "%Y%m%d") + timedelta(days=days)
        except (ValueError, OverflowError):
            return ""
        return f"{moved:%Y%m%d}"[: len(date)] + rest

    # --- texts

    def scrubbed(self, text: str) -> str:
        """``text`` with every known name and identifier replaced and every other long number masked."""
        text = _MAIL.sub("#", text)
        text = _TOKEN.sub(lambda match: self._known.get(folded(match.group()), match.group()), text)
        for known in [each for each in self._known if not each.isalnum() and each in folded(text)]:
            text = re.sub(re.escape(known), self._known[known], text, flags=re.IGNORECASE)
        return _NUMBER.sub(lambda match: re.sub(r"\d", "#", match.group()), text)

    def code(self, text: str) -> str:
        """A code or another short value: known names of four letters and more (a shorter word may be a code) and
        identifiers replaced, the rest as it stands."""
        return _TOKEN.sub(lambda m: self._known.get(folded(m[0]), m[0]) if len(m[0]) > 3 else m[0], text)

    def text(self, text: str, policy: Policy) -> str:
        """Free text by the policy."""
        if not text.strip():
            return text
        return self.scrubbed(text) if policy.text == "scrub" else REMOVED


_ACUTE = str.maketrans("AEIOUaeiou", "ÁÉÍÓÚáéíóú")


def _lettered(pseudonym: str, real: str) -> str:
    """The pseudonym with letters of the same sort as the real name: accents where it has some, a letter beyond Latin-1
    where it has one, so that character sets are put to the same test."""
    if real.isascii():
        return pseudonym
    beyond = any(ord(letter) > 255 for letter in unicodedata.normalize("NFC", real))
    return pseudonym.translate(_ACUTE) + ("Ɛ" if beyond else "")


def key_from(path: Path | None) -> str:
    """The key in ``path``, made there for its owner alone when there is none; without a path one that is kept nowhere,
    so that two captures cannot be joined."""
    if path is None:
        return secrets.token_hex(32)
    try:
        if not path.exists():
            import os

            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the key {path} cannot be read or made: {error}", remedy="--key FILE") from error
