"""A site file from what was discovered: the old one with the claims of each system as they were found."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from harness.site import Site

STORAGE = "1.2.840.10008.5.1.4.1.1."
CLAIM_OF_CLASS = {
    "1.2.840.10008.1.20.1": ("RAD-10",),
    "1.2.840.10008.5.1.4.1.2.2.1": ("RAD-14",),
    "1.2.840.10008.5.1.4.1.2.2.2": ("RAD-16", "C-MOVE"),
    "1.2.840.10008.5.1.4.1.2.2.3": ("C-GET",),
    "1.2.840.10008.5.1.4.1.2.1.1": ("C-FIND-PATIENT-ROOT",),
    "1.2.840.10008.5.1.4.31": ("RAD-5",),
    "1.2.840.10008.3.1.2.3.3": ("RAD-6", "RAD-7", "MPPS"),
    "1.2.840.10008.5.1.4.1.1.88.11": ("SR",),
}


def site_text(site: Site, document: dict[str, Any]) -> str:
    """TOML that ``interop site check`` takes. Claims that negotiation can tell are as found, all others as before."""
    raw = tomllib.loads(Path(site.file).read_text(encoding="utf-8").removeprefix("\ufeff"))
    raw.pop("known", None)  # its file is beside the old one
    roles = raw.setdefault("roles", {})
    for system in document["systems"]:
        table = _table_of(roles, system["name"])
        looked = [one for one in system["interfaces"] if "problem" not in one and one["key"] != "second"]
        if table is not None and looked:
            table["claims"] = _claims(site, system["name"], looked)
    head = f"# {site.name}: as its interfaces answered on {document['time']}.\n# Written by interop discover.\n\n"
    return head + "\n".join(toml_of(raw)) + "\n"


def _table_of(roles: dict[str, Any], name: str) -> dict[str, Any] | None:
    several = [*roles.get("modality", ()), *roles.get("destination", ())]
    found = roles.get(name) or next((t for t in several if name in (t.get("station"), t.get("name"))), None)
    return found if isinstance(found, dict) else None


def _claims(site: Site, name: str, looked: list[dict[str, Any]]) -> list[str]:
    from harness.site_model import CLAIMS

    table = site.role(name)
    before = list(CLAIMS) if table.claims is None else list(table.claims)
    tellable, found = set(), set()
    classes = {each["uid"] for entry in looked for each in entry.get("sop_classes", ())}
    keys = {entry["key"] for entry in looked if "sop_classes" in entry}
    for uid, claims in CLAIM_OF_CLASS.items():
        if _place_of(uid) in keys:
            tellable |= set(claims)
            found |= set(claims) if uid in classes else set()
    if "dimse" in keys:
        tellable.add("RAD-8")
        found |= {"RAD-8"} if any(uid.startswith(STORAGE) for uid in classes) else set()
    for entry in looked:
        if "web" in entry:
            tellable.add("DICOMweb")
            offered = [each for each in entry["web"]["resources"] if each["answer"] == "offered"]
            found |= {"DICOMweb"} if any(each["resource"] == "QIDO-RS studies" for each in offered) else set()
        if entry.get("tls", {}).get("speaks"):
            found.add("TLS")
    tellable.add("TLS")
    return [claim for claim in CLAIMS if claim in found or (claim in before and claim not in tellable)]


def _place_of(uid: str) -> str:
    """The address at which a class is to be looked for."""
    return {"1.2.840.10008.5.1.4.31": "worklist", "1.2.840.10008.3.1.2.3.3": "mpps"}.get(uid, "dimse")


def toml_of(table: dict[str, Any], path: str = "") -> list[str]:
    """A table as lines of TOML: values first, then its tables, then its arrays of tables."""
    inner = {key: value for key, value in table.items() if _is_table(value) and not _is_address(value)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in inner]
    for key, value in inner.items():
        name = f"{path}.{_key(key)}" if path else _key(key)
        for one in value if isinstance(value, list) else [value]:
            title = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            lines += ["", title, *toml_of(one, name)]
    return lines


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    )


def _is_address(value: Any) -> bool:
    """A small table that reads best on one line."""
    return isinstance(value, dict) and len(value) <= 5 and not any(isinstance(v, dict | list) for v in value.values())


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    return str(value)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
