"""Names of fields, for people."""

from __future__ import annotations

import pytest

from simulators.wire.fields import field_name


@pytest.mark.parametrize(
    ("where", "version", "name"),
    [
        ("PID-5", "2.5.1", "Patient name"),
        ("PID-5.2", "2.5.1", "Patient name: given name"),
        ("IPC-3", "2.3.1", "Study instance UID"),
        ("MSA-2", "2.3.1", "Message control ID"),
        ("OBR-25", "9.9", "Result status"),
        ("PID-5.14", "2.5.1", "Patient name: professional suffix"),
        ("PID-5.15", "2.5.1", "Patient name"),
        ("MSH-10.1", "2.5.1", "Message control ID"),
        ("ZDS-1", "2.5.1", ""),
        ("PID-99", "2.5.1", ""),
        ("nonsense", "2.5.1", ""),
    ],
)
def test_names(where: str, version: str, name: str) -> None:
    assert field_name(where, version) == name
