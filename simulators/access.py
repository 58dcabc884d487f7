"""Who may speak to a system: application entities and what each may ask for, HL7 senders, users. Decides only.

AE titles are compared with case, outer blanks aside (PS3.5 6.2). A title may be bound to an address, and is then known
from nowhere else.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from simulators.user_identity import Shown, UserIdentity

RIGHTS = ("store", "query", "retrieve", "worklist", "mpps")
NOT_AUTHORIZED = 0x0124  # PS3.7 C.5
NOT_RECOGNIZED_CALLING = (1, 1, 3)  # PS3.8 9.3.4
NOT_BELIEVED = (1, 2, 1)  # PS3.7 D.3.3.7: permanent, by the ACSE related function; PS3.8 9.3.4: no reason given
WORKLIST = "1.2.840.10008.5.1.4.31"
MPPS = "1.2.840.10008.3.1.2.3.3"
_BY_MESSAGE = {"C-STORE-RQ": "store", "C-FIND-RQ": "query", "C-MOVE-RQ": "retrieve", "C-GET-RQ": "retrieve"}


@dataclass(frozen=True, slots=True)
class Caller:
    """An application entity that is known. ``host`` "": wherever it calls from."""

    ae_title: str
    host: str = ""
    rights: frozenset[str] = frozenset(RIGHTS)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may speak to one system. ``senders``: HL7 applications as ``APP|FACILITY``, of whom there are none: anybody.
    Who is not among ``callers`` may do everything, unless ``refuse_unknown``."""

    callers: tuple[Caller, ...] = ()
    refuse_unknown: bool = True
    senders: frozenset[str] = frozenset()
    identity: UserIdentity | None = None

    def refusal(self, calling: str, host: str, shown: Shown | None) -> tuple[int, int, int] | None:
        """Result, source and reason of A-ASSOCIATE-RJ; None: it is let in."""
        if not self._may_call(calling, host):
            return NOT_RECOGNIZED_CALLING
        if self.identity is not None and self.identity.refusal(shown):
            return NOT_BELIEVED
        return None

    def permits(self, calling: str, host: str, message: str, sop_class: str) -> bool:
        """Whether who was let in may send this request (``C-FIND-RQ``, its SOP class)."""
        right, caller = right_for(message, sop_class), self._caller(calling, host)
        return right is None or (right in caller.rights if caller is not None else not self.refuse_unknown)

    def confirms(self, shown: Shown | None) -> bool:
        """Whether who was let in is told so (PS3.15 B.4: where she asks for it)."""
        return self.identity is not None and self.identity.responds and shown is not None and shown.wants_response

    def knows(self, application: str, facility: str) -> bool:
        """Whether HL7 messages of this sender are taken."""
        return not self.senders or f"{application}|{facility}" in self.senders

    def _may_call(self, calling: str, host: str) -> bool:
        if self._caller(calling, host) is not None:
            return True
        is_elsewhere = any(_title(one.ae_title) == _title(calling) for one in self.callers)
        return not self.refuse_unknown and not is_elsewhere

    def _caller(self, calling: str, host: str) -> Caller | None:
        found = (one for one in self.callers if _title(one.ae_title) == _title(calling))
        return next((one for one in found if not one.host or same_host(one.host, host)), None)


def right_for(message: str, sop_class: str) -> str | None:
    """The right that a request needs; None: anybody who is let in may send it (C-ECHO, a notification)."""
    if message == "C-FIND-RQ" and sop_class == WORKLIST:
        return "worklist"
    return "mpps" if sop_class == MPPS else _BY_MESSAGE.get(message)


def same_host(one: str, other: str) -> bool:
    """Whether both are one address; an IPv4 address may be written as IPv6 writes it."""
    return _address(one) == _address(other) if one and other else one == other


def _address(text: str) -> object:
    try:
        found = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return text
    return getattr(found, "ipv4_mapped", None) or found


def _title(text: str) -> str:
    return text.strip(" ")
