"""The content of a radiation dose report: one irradiation event, and what it adds up to."""

from __future__ import annotations

from pydicom import Dataset

from simulators.content_items import CONTAINS, coded, container, measured, moment_item, text_item, uid_item
from simulators.wire.identifiers import Code

TEMPLATES = {"CT": "10011", "DX": "10001", "CR": "10001", "MG": "10001", "XA": "10001", "RF": "10001"}
_CT = Code("77477000", "Computed Tomography X-Ray", "SCT")
_PROJECTION = Code("113704", "Projection X-Ray", "DCM")
_DIAGNOSTIC = Code("261004008", "Diagnostic Intent", "SCT")


def _dcm(value: str, meaning: str) -> Code:
    return Code(value, meaning, "DCM")


def content(modality: str, study_instance_uid: str, event_uid: str, when: str) -> list[Dataset]:
    """Content Sequence of the report; ``when`` is YYYYMMDDHHMMSS."""
    is_ct = modality == "CT"
    intent = coded("HAS CONCEPT MOD", Code("363703001", "Has Intent", "SCT"), _DIAGNOSTIC)
    study = uid_item("HAS PROPERTIES", _dcm("110180", "Study Instance UID"), study_instance_uid)
    return [
        coded("HAS CONCEPT MOD", _dcm("121058", "Procedure reported"), _CT if is_ct else _PROJECTION, intent),
        coded("HAS OBS CONTEXT", _dcm("121005", "Observer Type"), _dcm("121007", "Device")),
        moment_item(_dcm("113809", "Start of X-Ray Irradiation"), when),
        moment_item(_dcm("113810", "End of X-Ray Irradiation"), when),
        coded("HAS OBS CONTEXT", _dcm("113705", "Scope of Accumulation"), _dcm("113014", "Study"), study),
        *(_ct(event_uid) if is_ct else _projection()),
        coded(CONTAINS, _dcm("113854", "Source of Dose Information"), _dcm("113856", "Automated Data Collection")),
    ]


def _ct(event_uid: str) -> list[Dataset]:
    total = container(
        _dcm("113811", "CT Accumulated Dose Data"),
        [
            measured(_dcm("113812", "Total Number of Irradiation Events"), "1", "{events}", "events"),
            measured(_dcm("113813", "CT Dose Length Product Total"), "412.5", "mGy.cm"),
        ],
    )
    event = container(
        _dcm("113819", "CT Acquisition"),
        [
            text_item(_dcm("125203", "Acquisition Protocol"), "Routine"),
            coded(CONTAINS, _dcm("123014", "Target Region"), Code("51185008", "Chest", "SCT")),
            coded(CONTAINS, _dcm("113820", "CT Acquisition Type"), _dcm("113804", "Sequenced Acquisition")),
            uid_item(CONTAINS, _dcm("113769", "Irradiation Event UID"), event_uid),
            _parameters(),
            container(
                _dcm("113829", "CT Dose"),
                [
                    measured(_dcm("113830", "Mean CTDIvol"), "13.75", "mGy"),
                    coded(CONTAINS, _dcm("113835", "CTDIw Phantom Type"), _dcm("113691", "IEC Body Dosimetry Phantom")),
                    measured(_dcm("113838", "DLP"), "412.5", "mGy.cm"),
                ],
            ),
        ],
    )
    return [total, event]


def _parameters() -> Dataset:
    source = container(
        _dcm("113831", "CT X-Ray Source Parameters"),
        [
            text_item(_dcm("113832", "Identification of the X-Ray Source"), "1"),
            measured(_dcm("113733", "KVP"), "120", "kV"),
            measured(_dcm("113833", "Maximum X-Ray Tube Current"), "250", "mA"),
            measured(_dcm("113734", "X-Ray Tube Current"), "200", "mA"),
        ],
    )
    return container(
        _dcm("113822", "CT Acquisition Parameters"),
        [
            measured(_dcm("113824", "Exposure Time"), "4.2", "s"),
            measured(_dcm("113825", "Scanning Length"), "300", "mm"),
            measured(_dcm("113826", "Nominal Single Collimation Width"), "0.625", "mm"),
            measured(_dcm("113827", "Nominal Total Collimation Width"), "40", "mm"),
            measured(_dcm("113823", "Number of X-Ray Sources"), "1", "{X-Ray sources}", "X-Ray sources"),
            source,
        ],
    )


def _projection() -> list[Dataset]:
    plane = coded("HAS CONCEPT MOD", _dcm("113764", "Acquisition Plane"), _dcm("113622", "Single Plane"))
    total = container(
        _dcm("113702", "Accumulated X-Ray Dose Data"),
        [plane, measured(_dcm("113722", "Dose Area Product Total"), "0.00012", "Gy.m2")],
    )
    return [total]
