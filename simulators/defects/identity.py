"""Defects of who should look whom it serves: titles, addresses, rights, senders, users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulators import hl7_access
from simulators.access import NOT_BELIEVED, NOT_RECOGNIZED_CALLING, Access, same_host
from simulators.defects.defect import defect
from simulators.defects.planting import Plant, around, both, doing
from simulators.dimse_acceptor import Incoming
from simulators.dimse_identity import shown_in
from simulators.dimse_scu import Scu
from simulators.dimse_tap import A_ASSOCIATE_RQ
from simulators.pacs import Pacs
from simulators.pacs_services import Services
from simulators.user_identity import Shown, UserIdentity
from simulators.wire.er7 import Message

Refusal = tuple[int, int, int] | None


def _let_in(role: str, although: Refusal, wrongly: Callable[[Incoming, Any], bool]) -> Plant:
    """The role lets in whom it should refuse for this reason, where ``wrongly`` says so."""

    def kept_out(original: Any, self: Incoming, request: Any) -> Refusal:
        found: Refusal = original(self, request)
        if self.scp.role == role and found == although and wrongly(self, request):
            return None
        return found

    return around(Incoming, "_kept_out", kept_out)


def _believed(judge: Callable[[UserIdentity, Shown | None], bool]) -> Plant:
    """The PACS believes users of whom ``judge`` says so."""

    def wrongly(self: Incoming, request: Any) -> bool:
        identity = self.scp.access.identity if self.scp.access is not None else None
        return identity is not None and judge(identity, shown_in(request))

    return _let_in("pacs", NOT_BELIEVED, wrongly)


def _anybody(self: Incoming, request: Any) -> bool:
    return True


def _title_in_any_case(self: Incoming, request: Any) -> bool:
    title, access = self.calling_ae_title.casefold(), self.scp.access
    callers = access.callers if access is not None else ()
    return any(one.ae_title.casefold() == title and one.ae_title != self.calling_ae_title for one in callers)


def _title_from_anywhere(self: Incoming, request: Any) -> bool:
    callers = self.scp.access.callers if self.scp.access is not None else ()
    return any(one.ae_title == self.calling_ae_title and not same_host(one.host, self.host) for one in callers)


def _with_blank(original: Any, self: Any, data: bytes) -> None:
    """The calling title (bytes 27 to 42, PS3.8 9.3.2) with the blank that it begins with."""
    original(self, data)
    if data[26:27] == b" ":
        self._calling_aet = f" {self._calling_aet}"[:16]


def _blanks_count(original: Any, self: Incoming, request: Any) -> Refusal:
    """A title that begins with a blank is another one."""
    if self.scp.role == "pacs" and self.scp.access is not None and request.calling_ae_title.startswith(" "):
        return NOT_RECOGNIZED_CALLING
    found: Refusal = original(self, request)
    return found


def _may_anything(original: Any, self: Incoming, *asked: Any) -> bool:
    return self.scp.role == "pacs" or bool(original(self, *asked))


def _destination_in_any_case(original: Any, self: Pacs, ae_title: str) -> Scu | None:
    wanted = ae_title.casefold()
    title = next((one.ae_title for one in self._peers.values() if one.ae_title.casefold() == wanted), ae_title)
    found: Scu | None = original(self, title)
    return found


def _facility_ignored(original: Any, access: Access, message: Message) -> bool:
    applications = {sender.partition("|")[0] for sender in access.senders}
    return message.sending_application in applications or bool(original(access, message))


def _passcode_ignored(identity: UserIdentity, shown: Shown | None) -> bool:
    return shown is not None and shown.kind == "passcode" and shown.primary == identity.user.encode()


def _expiry_ignored(identity: UserIdentity, shown: Shown | None) -> bool:
    return shown is not None and not identity.refusal(shown, 0.0)


def _nobody_is_somebody(identity: UserIdentity, shown: Shown | None) -> bool:
    return shown is None


DEFECTS = (
    defect(
        "identity.blanks-count",
        "the PACS does not know a device whose title begins with a blank",
        "pacs",
        "TC-IDN-001",
        "IDN-03.*refuses a caller that it knows",
        both(around(A_ASSOCIATE_RQ, "decode", _with_blank), around(Incoming, "_kept_out", _blanks_count)),
    ),
    defect(
        "identity.unknown-served",
        "the PACS serves devices that it does not know",
        "pacs",
        "TC-IDN-002",
        "IDN-01.*does not know",
        _let_in("pacs", NOT_RECOGNIZED_CALLING, _anybody),
    ),
    defect(
        "identity.case-ignored",
        "the RIS takes a title in any case for the registered one",
        "ris",
        "TC-IDN-002",
        "IDN-01.*does not know",
        _let_in("ris", NOT_RECOGNIZED_CALLING, _title_in_any_case),
    ),
    defect(
        "identity.address-ignored",
        "the RIS serves a registered title from wherever it calls",
        "ris",
        "TC-IDN-002",
        "IDN-01.*does not know",
        _let_in("ris", NOT_RECOGNIZED_CALLING, _title_from_anywhere),
    ),
    defect(
        "identity.called-ignored",
        "the PACS answers whatever it is called",
        "pacs",
        "TC-IDN-003",
        "IDN-02.*another application entity",
        doing(Services, "_association", None),
    ),
    defect(
        "identity.rights-ignored",
        "the PACS does for every device whatever it asks for",
        "pacs",
        "TC-IDN-005",
        "IDN-04.*may not ask for",
        around(Incoming, "may", _may_anything),
    ),
    defect(
        "identity.destination-case-ignored",
        "the PACS sends to a title that only looks like the registered one",
        "pacs",
        "TC-IDN-006",
        "RET-03.*unknown destination",
        around(Pacs, "_destination", _destination_in_any_case),
    ),
    defect(
        "identity.facility-ignored",
        "the RIS takes messages of an application whatever its facility",
        "ris",
        "TC-IDN-007",
        "IDN-05.*does not know",
        around(hl7_access, "is_known", _facility_ignored),
    ),
    defect(
        "identity.nobody-served",
        "the PACS serves who shows no user identity",
        "pacs",
        "TC-IDN-010",
        "IDN-06.*did not prove",
        _believed(_nobody_is_somebody),
    ),
    defect(
        "identity.passcode-ignored",
        "the PACS does not look at the passcode",
        "pacs",
        "TC-IDN-010",
        "IDN-06.*did not prove",
        _believed(_passcode_ignored),
    ),
    defect(
        "identity.expired-token",
        "the PACS believes a token that has expired",
        "pacs",
        "TC-IDN-010",
        "IDN-06.*did not prove",
        _believed(_expiry_ignored),
    ),
    defect(
        "identity.not-confirmed",
        "the PACS does not tell a user that it recognized her",
        "pacs",
        "TC-IDN-011",
        "IDN-07.*did not confirm",
        doing(Access, "confirms", False),
    ),
)
