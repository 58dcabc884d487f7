"""What an association attempt ends with when it does not succeed: one clear sentence for each way."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydicom.uid import UID
from pynetdicom.pdu_primitives import A_ASSOCIATE
from pynetdicom.presentation import PresentationContext

from simulators.tls import why
from simulators.wire.association_words import rejection_words, result_words
from simulators.wire.errors import NoAnswer, NotAgreed, Refused, Unreachable

if TYPE_CHECKING:
    from simulators.dimse_scu import Scu

_UNREACHABLE: tuple[tuple[type[OSError], str, str], ...] = (
    (socket.gaierror, "the name does not resolve", "check the host in the site file, and DNS on this machine"),
    (ConnectionRefusedError, "nothing listens on that port", "check the port in the site file; is it started?"),
    (TimeoutError, "no answer to the connection request", "check the address, the network and the firewall"),
)


def unreachable(scu: Scu, error: OSError, *, not_agreed: bool = False) -> Unreachable:
    """No connection, or none that is secure."""
    cause, remedy = next(
        ((cause, remedy) for sort, cause, remedy in _UNREACHABLE if isinstance(error, sort)),
        (str(error), "check host and port in the site file"),
    )
    if not_agreed:
        cause, remedy = why(error)
        cause = f"TLS was not agreed, {cause}"
    return (NotAgreed if not_agreed else Unreachable)(
        f"{scu.where} cannot be reached: {cause}",
        who=scu.receiver,
        where=f"{scu.host}:{scu.port}",
        seconds=scu.runtime.limits.connect_s,
        cause=str(error),
        remedy=remedy,
    )


def silent(scu: Scu) -> NoAnswer:
    """A connection, and no answer to A-ASSOCIATE-RQ."""
    return no_answer(
        scu,
        "answer the association request",
        scu.timeout,
        cause="the port speaks no DICOM, or the application behind it hangs",
        remedy="check the port; look for the association in the peer's log",
    )


def no_answer(scu: Scu, what: str, seconds: float, *, cause: str = "", remedy: str = "") -> NoAnswer:
    """The peer did not do ``what``; the association has been aborted."""
    return NoAnswer(
        f"{scu.where} did not {what} within {seconds:g} s; the association was aborted",
        who=scu.receiver,
        where=f"{scu.host}:{scu.port}",
        seconds=seconds,
        cause=cause,
        remedy=remedy or "look for the association in the peer's log",
    )


def rejected(scu: Scu, answer: A_ASSOCIATE) -> Refused:
    """A-ASSOCIATE-RJ, in words."""
    result, source, reason = answer.result or 0, answer.result_source or 0, answer.diagnostic or 0
    remedy = {
        (1, 7): "check the called AE title in the site file: case and inner blanks count",
        (1, 3): f"make {scu.calling_ae_title} known to the peer",
        (2, 1): "it may want to know the user: access.user_identity in the site file",
    }.get((source, reason), "look for the reason in the peer's log")
    return Refused(
        f"{scu.where} rejected the association of {scu.calling_ae_title}: {rejection_words(result, source, reason)}",
        code=f"{result}/{source}/{reason}",
        who=scu.receiver,
        clause="PS3.8 9.3.4",
        remedy=remedy,
    )


def nothing_accepted(
    scu: Scu, proposals: Iterable[PresentationContext], results: Iterable[PresentationContext]
) -> Refused:
    """An association without a single accepted presentation context."""
    outcome = {context.context_id: result_words(context.result or 0) for context in results}
    words = [f"{UID(str(one.abstract_syntax)).name}: {outcome.get(one.context_id, 'no answer')}" for one in proposals]
    return Refused(
        f"{scu.where} accepted the association and none of its presentation contexts ({'; '.join(words[:5])})",
        code="no presentation context",
        who=scu.receiver,
        clause="PS3.8 9.3.3.2",
        received=words,
        cause="the peer does not offer this to our AE title",
        remedy="compare with the peer's conformance statement and its list of known AE titles",
    )
