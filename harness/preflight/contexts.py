"""What the preflight proposes to each kind of DICOM service, by abstract syntax UID, with its name for people."""

from __future__ import annotations

from collections.abc import Iterable

CONTEXTS: dict[str, dict[str, str]] = {
    "worklist": {"1.2.840.10008.5.1.4.31": "Modality Worklist FIND"},
    "mpps": {"1.2.840.10008.3.1.2.3.3": "MPPS"},
    "dimse": {
        "1.2.840.10008.5.1.4.1.2.2.1": "Study Root FIND",
        "1.2.840.10008.5.1.4.1.2.2.2": "Study Root MOVE",
        "1.2.840.10008.5.1.4.1.2.2.3": "Study Root GET",
        "1.2.840.10008.1.20.1": "Storage Commitment",
    },
    "receiver": {},
    "commitment": {"1.2.840.10008.1.20.1": "Storage Commitment"},
}
STORAGE = {
    "CT": ("1.2.840.10008.5.1.4.1.1.2", "CT Image Storage"),
    "MR": ("1.2.840.10008.5.1.4.1.1.4", "MR Image Storage"),
    "CR": ("1.2.840.10008.5.1.4.1.1.1", "CR Image Storage"),
    "DX": ("1.2.840.10008.5.1.4.1.1.1.1", "DX Image Storage"),
    "MG": ("1.2.840.10008.5.1.4.1.1.1.2", "MG Image Storage"),
    "US": ("1.2.840.10008.5.1.4.1.1.6.1", "US Image Storage"),
}


def storage_of(modalities: Iterable[str]) -> dict[str, str]:
    """The storage SOP classes of these modalities, and secondary capture."""
    found = dict(STORAGE[modality] for modality in modalities if modality in STORAGE)
    return {**found, "1.2.840.10008.5.1.4.1.1.7": "Secondary Capture Image Storage"}
