"""The repository and the logger of util-linux, which speaks syslog as it does everywhere."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from simulators.audit_repository import AuditRepository
from simulators.runtime import Runtime
from simulators.wire import audit
from simulators.wire.audit import AuditMessage

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(shutil.which("logger") is None, reason="no logger on this machine"),
]
WAIT_S = 10.0
MESSAGE = AuditMessage(
    event=audit.USER_AUTHENTICATION,
    action="E",
    time="2026-11-24T10:00:00Z",
    types=(audit.LOGIN,),
    participants=(audit.Participant(user_id="José", is_requestor=True),),
    source="WS_1",
)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_message_of_another_program_is_read(transport: str) -> None:
    runtime = Runtime(identify=lambda name: {"WS_1": "workstation"}.get(name, name))
    repository = AuditRepository(runtime)
    repository.start()
    port = str(repository.ports[transport])
    way = ["--tcp", "--octet-count"] if transport == "tcp" else ["--udp"]
    command = ["logger", "--server", "127.0.0.1", "--port", port, *way, "--rfc5424", "--size", "60000"]
    command += ["--msgid", audit.MESSAGE_ID, "--priority", "authpriv.notice", "--sd-id", "test@32473"]
    command += ["--sd-param", 'x="1"']
    try:
        subprocess.run([*command, audit.write(MESSAGE).decode()], check=True, timeout=WAIT_S)
        found = runtime.transcript.wait_for(lambda exchange: exchange.protocol == "SYSLOG", WAIT_S)
    finally:
        repository.stop()
    assert found is not None
    assert (found.sender, found.error, found.audit) == ("workstation", "", MESSAGE)
