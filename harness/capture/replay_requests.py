"""One recorded DIMSE request, asked again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydicom import Dataset, dcmread
from pydicom.tag import Tag

from simulators.dimse_response import Response
from simulators.dimse_scu import OpenAssociation
from simulators.wire.elements import element, items, tags
from simulators.wire.errors import LocalViolation


def ask(
    association: OpenAssociation, kind: str, model: Mapping[str, Any], stored: Path | None, renamed: Mapping[str, str]
) -> list[Response] | None:
    """The answers; None for a kind that a client does not send. ``model`` is the request in the DICOM JSON model with
    its command set, ``stored`` the object of a C-STORE, ``renamed`` what stands for what in it now."""
    command, ds = parts(model)
    sop_class = str(command.get("AffectedSOPClassUID") or command.get("RequestedSOPClassUID") or "")
    uid = str(command.get("AffectedSOPInstanceUID") or command.get("RequestedSOPInstanceUID") or "")
    if kind == "C-ECHO-RQ":
        return [association.echo()]
    if kind == "C-STORE-RQ":
        if stored is None:
            raise LocalViolation("refused to store: the capture holds no object")
        return [association.store(_renamed(dcmread(stored), renamed))]
    if kind == "C-FIND-RQ":
        return association.find(sop_class, ds)
    if kind == "C-MOVE-RQ":
        return association.move(sop_class, ds, str(command.get("MoveDestination") or ""))
    if kind == "C-GET-RQ":
        return association.get(sop_class, ds)[0]
    if kind == "N-CREATE-RQ":
        return [association.n_create(sop_class, uid or None, ds)]
    if kind == "N-SET-RQ":
        return [association.n_set(sop_class, uid, ds)]
    if kind == "N-GET-RQ":
        return [association.n_get(sop_class, uid)]
    if kind == "N-ACTION-RQ":
        return [association.n_action(sop_class, uid, int(command.get("ActionTypeID") or 1), ds)]
    return None


def parts(model: Mapping[str, Any]) -> tuple[Dataset, Dataset]:
    """Command set and data set of a recorded message."""
    halves = ({k: v for k, v in model.items() if k[:4] == "0000"}, {k: v for k, v in model.items() if k[:4] != "0000"})
    command, ds = (Dataset.from_json(half, bulk_data_uri_handler=lambda uri: b"") for half in halves)
    return command, ds


def _renamed(ds: Dataset, renamed: Mapping[str, str]) -> Dataset:
    """``ds`` with every value that is an old identifier replaced; nothing else is touched."""
    if renamed:
        for tag in tags(ds):
            found = element(ds, tag)
            if found is None or Tag(tag).group == 0x7FE0:
                continue
            if found.VR == "SQ":
                for item in items(ds, tag):
                    _renamed(item, renamed)
            elif isinstance(found.value, str) and str(found.value) in renamed:
                ds[tag].value = renamed[str(found.value)]
        uid = str(ds.get("SOPInstanceUID", ""))
        if hasattr(ds, "file_meta") and uid:
            ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return ds
