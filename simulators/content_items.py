"""Content items of structured reports and key object selections."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom import Dataset

from simulators.wire.identifiers import Code
from simulators.wire.worklist import code_item

CONTAINS = "CONTAINS"


def set_container(ds: Dataset, concept: Code, template: str) -> None:
    """Make ``ds`` itself the root container, empty so far. ``template`` is a TID of the standard."""
    ds.ValueType = "CONTAINER"
    ds.ConceptNameCodeSequence = [code_item(concept)]
    ds.ContinuityOfContent = "SEPARATE"
    item = Dataset()
    item.MappingResource = "DCMR"
    item.TemplateIdentifier = template
    ds.ContentTemplateSequence = [item]
    ds.ContentSequence = []


def content_item(relationship: str, value_type: str, concept: Code | None = None) -> Dataset:
    """An item without its value."""
    item = Dataset()
    item.RelationshipType = relationship
    item.ValueType = value_type
    if concept:
        item.ConceptNameCodeSequence = [code_item(concept)]
    return item


def container(concept: Code, children: Sequence[Dataset]) -> Dataset:
    item = content_item(CONTAINS, "CONTAINER", concept)
    item.ContinuityOfContent = "SEPARATE"
    item.ContentSequence = list(children)
    return item


def coded(relationship: str, concept: Code, value: Code, *children: Dataset) -> Dataset:
    item = content_item(relationship, "CODE", concept)
    item.ConceptCodeSequence = [code_item(value)]
    if children:
        item.ContentSequence = list(children)
    return item


def measured(concept: Code, value: str, unit: str, unit_meaning: str = "") -> Dataset:
    """A number with its UCUM unit."""
    item = content_item(CONTAINS, "NUM", concept)
    measure = Dataset()
    measure.NumericValue = value
    measure.MeasurementUnitsCodeSequence = [code_item(Code(unit, unit_meaning or unit, "UCUM"))]
    item.MeasuredValueSequence = [measure]
    return item


def text_item(concept: Code, value: str) -> Dataset:
    item = content_item(CONTAINS, "TEXT", concept)
    item.TextValue = value
    return item


def uid_item(relationship: str, concept: Code, value: str) -> Dataset:
    item = content_item(relationship, "UIDREF", concept)
    item.UID = value
    return item


def moment_item(concept: Code, value: str) -> Dataset:
    item = content_item("HAS OBS CONTEXT", "DATETIME", concept)
    item.DateTime = value
    return item
