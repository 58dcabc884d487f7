"""What arrives at a workstation or destination is what the command says, or it is refused."""

from __future__ import annotations

import pytest

from simulators.destination import Destination
from simulators.modality_queue import send
from simulators.tests.dimse_talk import instance, runtime, scu_for


@pytest.mark.parametrize(
    ("changed", "status"),
    [({}, 0x0000), ({"SOPInstanceUID": "2.25.999"}, 0xA900), ({"StudyInstanceUID": ""}, 0xA900)],
    ids=["right", "another instance", "no study"],
)
def test_an_object_that_is_not_what_was_said_is_refused_and_not_kept(changed: dict[str, str], status: int) -> None:
    rt = runtime()
    destination = Destination(rt)
    destination.start()
    try:
        ds = instance()
        for keyword, value in changed.items():
            setattr(ds, keyword, value)
        scu = scu_for(rt, destination.ports["dimse"], destination.address.ae_title)
        assert [answer.status for answer in send(scu, [ds], "a wrong object")] == [status]
        assert len(destination.received) == (1 if status == 0 else 0)
    finally:
        destination.stop()
