"""What sending a message ends with when it does not succeed: one clear sentence for each way."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from twisted.internet import error as twisted_errors

from simulators.mllp_request import Request
from simulators.tls import why
from simulators.wire.errors import ConfigError, NoAnswer, NotAgreed, PeerViolation, Unreachable

if TYPE_CHECKING:
    from simulators.mllp_client import MllpClient

_UNREACHABLE = (
    (twisted_errors.DNSLookupError, "the name does not resolve", "check the host in the site file, and DNS"),
    (twisted_errors.ConnectionRefusedError, "nothing listens on that port", "check the port; is it started?"),
    (twisted_errors.TimeoutError, "no answer to the connection request", "check address, network and firewall"),
)


_NOT_AGREED = (
    ssl.SSLError, TimeoutError, ConnectionResetError, twisted_errors.ConnectionDone, twisted_errors.ConnectionLost,
)  # fmt: skip


def unreachable(client: MllpClient, reason: BaseException) -> Unreachable | ConfigError:
    """No connection."""
    if isinstance(reason, ConfigError):
        return reason
    cause, remedy = next(
        ((cause, remedy) for sort, cause, remedy in _UNREACHABLE if isinstance(reason, sort)),
        (str(reason), "check host and port in the site file"),
    )
    kind = Unreachable
    if client.tls is not None and isinstance(reason, _NOT_AGREED):
        kind, (cause, remedy) = NotAgreed, why(reason)
        cause = f"TLS was not agreed, {cause}"
    found = kind(
        f"{client.where} cannot be reached: {cause}",
        who=client.receiver,
        where=f"{client.host}:{client.port}",
        seconds=client.runtime.limits.connect_s,
        cause=str(reason),
        remedy=remedy,
    )
    found.__cause__ = reason
    return found


def not_acknowledged(client: MllpClient, request: Request) -> NoAnswer:
    """Silence."""
    what = f"{request.kind} {request.control_id}" if request.message else f"{len(request.raw)} bytes"
    return NoAnswer(
        f"{client.where} did not acknowledge {what} within {request.timeout:g} s",
        who=client.receiver,
        where=f"{client.host}:{client.port}",
        seconds=request.timeout,
        cause="the receiver is slow, stuck, or does not acknowledge this message type",
        remedy="look for the control ID in the receiver's log",
    )


def nothing_more(client: MllpClient, control_id: str, seconds: float) -> NoAnswer:
    """No answer beyond the first."""
    return NoAnswer(
        f"{client.where} sent no further acknowledgement of {control_id} within {seconds:g} s",
        who=client.receiver,
        where=f"{client.host}:{client.port}",
        seconds=seconds,
    )


def closed_early(client: MllpClient, request: Request, reason: object) -> PeerViolation:
    """The end of the connection in place of an acknowledgement."""
    return PeerViolation(
        f"{client.where} closed the connection before it acknowledged {request.kind} {request.control_id}",
        clause="HL7 v2 chapter 2, acknowledgement",
        cause=f"TLS: {why(reason)[0]}" if isinstance(reason, ssl.SSLError) else str(reason),
        remedy="look for the control ID in the receiver's log",
    )


def wrong_acknowledgement(client: MllpClient, request: Request, answers: str) -> PeerViolation:
    """An acknowledgement of something that was never sent."""
    return PeerViolation(
        f"{client.where} acknowledged {answers!r}, not {request.control_id!r}, which was sent",
        clause="HL7 v2 chapter 2, MSA-2 Message Control ID",
        received=answers,
        cause="the receiver answers from a queue, or makes up the control ID",
    )
