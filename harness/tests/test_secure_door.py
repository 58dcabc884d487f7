"""A secure port that is gone refuses nothing: neither over HL7 nor over DICOM may that count as a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness import secure
from harness.session import Hospital
from harness.site import parse_site
from simulators.wire.errors import Unreachable


@pytest.mark.parametrize("system", ["ris", "pacs"])
def test_a_port_that_is_gone_is_no_refusal(system: str) -> None:
    hospital, undo = Hospital(parse_site('schema = 1\nname = "x"\n')), []
    try:
        hospital.start()
        door = secure.door(hospital, system, lambda stop, *rest: undo.append((stop, rest)))
        assert door.knock(door.client("valid")) == ""
        assert door.knock(door.client("expired"))
        assert door.knock(None)  # in the clear
        door.listener.stop()
        for kind in ("valid", "expired"):
            with pytest.raises(Unreachable):
                door.knock(door.client(kind))
        door.address = replace(door.address, host="nobody.invalid")
        with pytest.raises(Unreachable):
            door.knock(door.client("valid"))
    finally:
        for stop, rest in undo:
            stop(*rest)
        hospital.close()
