"""What a simulated role has to tell the audit repository of the messages that it sent and received.

Pure: exchanges in the order of the wire go in, audit messages of the roles that keep a trail come out. A transfer is
one event for each study of an association, told when the association ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydicom import Dataset

from simulators.audit_hl7 import Hl7Events
from simulators.audit_tellers import Tellers, Told, study, tell
from simulators.audit_web import WebEvents
from simulators.dimse import encode
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.audit import Object, Participant, SopClass
from simulators.wire.elements import text
from simulators.wire.identifiers import Code

REJECTIONS = ("113001", "113037", "113038", "113039")
PENDING = (0xFF00, 0xFF01)
ENDS = ("A-RELEASE-RQ", "A-RELEASE-RP", "A-ABORT")
REMEMBERED = 1_000  # associations that did not end


@dataclass(slots=True)
class Transfer:
    """Objects of one study that went one way over one association."""

    exchange: Exchange  # the last request
    classes: dict[str, int] = field(default_factory=dict)
    ended: float = 0.0


@dataclass(slots=True)
class Retrieve:
    """What came while a C-MOVE or C-GET of a workstation was answered: a request of each study."""

    request: Exchange
    studies: dict[str, Exchange] = field(default_factory=dict)


class AuditEvents:
    """``tellers`` by role name; ``user`` gives who is signed in at a role, or ""."""

    def __init__(self, tellers: Tellers, user: Callable[[str], str] = lambda role: "") -> None:
        self._tellers, self._user = tellers, user
        self._asked: dict[int, Exchange] = {}  # requests that wait for their answer, by number
        self._titles: dict[str, tuple[str, str]] = {}  # calling and called AE title by connection
        self._transfers: dict[str, dict[tuple[str, str, str, bool], Transfer]] = {}  # by connection
        self._retrieves: dict[int, Retrieve] = {}
        self._hl7, self._web = Hl7Events(tellers), WebEvents(tellers)

    def take(self, exchange: Exchange) -> Iterator[Told]:
        """What is to be told now, with the role that tells it."""
        if exchange.sender not in self._tellers and exchange.receiver not in self._tellers:
            return
        if exchange.protocol == "HL7":
            yield from self._hl7.take(exchange)
        elif exchange.protocol == "DICOM":
            yield from self._dicom(exchange)
        elif exchange.protocol == "HTTP":
            yield from self._web.take(exchange)

    def flush(self) -> Iterator[Told]:
        """Transfers over associations that never ended."""
        for connection in list(self._transfers):
            yield from self._ended(connection)

    # --- DICOM: RAD-5, RAD-8, RAD-14, RAD-16, RAD-18, RAD-66

    def _dicom(self, exchange: Exchange) -> Iterator[Told]:
        kind = exchange.kind
        if kind == "A-ASSOCIATE-RQ":
            self._titles[exchange.connection] = _titles(exchange)
            if len(self._titles) > REMEMBERED:  # connections that never ended
                self._forget(next(iter(self._titles)))
        elif kind == "A-ASSOCIATE-RJ":
            yield from self._refused(exchange)
            self._forget(exchange.connection)
        elif kind in ENDS:
            yield from self._ended(exchange.connection)
            self._forget(exchange.connection)
        elif kind in ("C-FIND-RQ", "C-STORE-RQ"):
            self._asked[exchange.number] = exchange
            yield from self._began(exchange) if kind == "C-STORE-RQ" else ()
        elif kind in ("C-MOVE-RQ", "C-GET-RQ"):
            self._retrieves[exchange.number] = Retrieve(exchange)
        elif kind == "C-FIND-RSP":
            yield from self._queried(exchange)
        elif kind == "C-STORE-RSP":
            yield from self._stored(exchange)
        elif kind in ("C-MOVE-RSP", "C-GET-RSP"):
            yield from self._viewed(exchange)

    def _forget(self, connection: str) -> None:
        """What waits for an answer over a connection that is gone."""
        self._titles.pop(connection, None)
        self._transfers.pop(connection, None)
        self._asked = {number: one for number, one in self._asked.items() if one.connection != connection}
        for number in [number for number, one in self._retrieves.items() if one.request.connection == connection]:
            del self._retrieves[number]

    def _refused(self, exchange: Exchange) -> Iterator[Told]:
        if exchange.sender not in self._tellers:
            return
        calling, called = self._titles.get(exchange.connection, ("", ""))
        source = self._tellers[exchange.sender].source
        yield tell(
            self._tellers,
            exchange.sender,
            audit.SECURITY_ALERT,
            "E",
            when=exchange.time,
            outcome=audit.SERIOUS_FAILURE,
            types=(audit.NODE_AUTHENTICATION,),
            participants=(audit.application(source, is_requestor=False), audit.application(calling, is_requestor=True)),
            objects=(
                Object(
                    id=calling,
                    id_type=audit.NODE_ID,
                    type_code="2",
                    role="11",
                    name=calling,
                    details=(("Alert Description", f"called {called}: association rejected".encode()),),
                ),
            ),
        )

    def _queried(self, reply: Exchange) -> Iterator[Told]:
        """The one who answers logs a query, once the last answer is given."""
        status = _status(reply)
        request = self._asked.get(reply.reply_to or 0)
        if request is None or status in PENDING:
            return
        del self._asked[request.number]
        if reply.sender not in self._tellers or request.dataset is None:
            return
        asked = Object(
            id=text(request.command, "AffectedSOPClassUID") if request.command is not None else "",
            id_type=audit.CLASS_UID,
            type_code="2",
            role="3",
            query=_encoded(request.dataset, request.transfer_syntax),
            details=(("TransferSyntax", request.transfer_syntax.encode()),),
        )
        yield tell(
            self._tellers,
            reply.sender,
            audit.QUERY,
            "E",
            when=reply.time,
            outcome=audit.SUCCESS if status in (0x0000, 0xFE00) else audit.SERIOUS_FAILURE,
            participants=self._ends(request.connection, forward=True),
            objects=(asked,),
        )

    def _began(self, request: Exchange) -> Iterator[Told]:
        """A modality tells of a transfer when it begins."""
        study = text(request.dataset, "StudyInstanceUID") if request.dataset is not None else ""
        for retrieve in self._retrieves.values():
            if retrieve.request.sender == request.receiver and study:
                retrieve.studies.setdefault(study, request)
        transfers = self._transfers.setdefault(request.connection, {})
        key = (request.sender, request.receiver, study, True)
        teller = self._tellers.get(request.sender)
        if not study or key in transfers or teller is None or teller.kind != "modality":
            return
        transfers[key] = Transfer(request)
        yield self._transferred(request.sender, audit.BEGIN_TRANSFERRING, "E", request, request.time)

    def _stored(self, reply: Exchange) -> Iterator[Told]:
        request = self._asked.pop(reply.reply_to or 0, None)
        if request is None or request.dataset is None:
            return
        self._web.know(request.dataset)
        status = _status(reply)
        accepted = status == 0 or status & 0xF000 == 0xB000
        study = text(request.dataset, "StudyInstanceUID")
        transfers = self._transfers.setdefault(request.connection, {})
        for role in (request.sender, request.receiver):
            if self._kind(role) == "pacs" and study:
                transfer = transfers.setdefault((role, "", study, accepted), Transfer(request))
                transfer.exchange, transfer.ended = request, reply.time
                name = text(request.dataset, "SOPClassUID")
                transfer.classes[name] = transfer.classes.get(name, 0) + 1
        title = text(request.dataset, "ConceptNameCodeSequence", "CodeValue")
        if accepted and title in REJECTIONS and self._kind(request.receiver) == "pacs":
            yield self._transferred(request.receiver, audit.INSTANCES_ACCESSED, "D", request, reply.time)

    def _ended(self, connection: str) -> Iterator[Told]:
        for (role, _, _, accepted), transfer in self._transfers.pop(connection, {}).items():
            if transfer.classes:
                action = "C" if transfer.exchange.receiver == role else "R"
                outcome = audit.SUCCESS if accepted else audit.SERIOUS_FAILURE
                yield self._transferred(
                    role,
                    audit.INSTANCES_TRANSFERRED,
                    action,
                    transfer.exchange,
                    transfer.ended,
                    outcome,
                    transfer.classes,
                )

    def _viewed(self, reply: Exchange) -> Iterator[Told]:
        """A workstation shows what it fetched."""
        if _status(reply) in PENDING:
            return
        retrieve = self._retrieves.pop(reply.reply_to or 0, None)
        for request in retrieve.studies.values() if retrieve is not None else ():
            if self._kind(reply.receiver) == "workstation":
                yield self._transferred(reply.receiver, audit.INSTANCES_ACCESSED, "R", request, reply.time)

    # --- parts

    def _transferred(
        self,
        role: str,
        event: Code,
        action: str,
        request: Exchange,
        when: float,
        outcome: str = audit.SUCCESS,
        classes: Mapping[str, int] | None = None,
    ) -> Told:
        """An event about the study of a C-STORE."""
        ds = request.dataset
        assert ds is not None
        opened_by_sender = request.connection.startswith(f"{request.sender}>")
        ends = self._ends(request.connection, forward=opened_by_sender)
        if event is audit.INSTANCES_ACCESSED:
            title = self._tellers[role].source
            user = self._user(role)
            process = audit.application(title, is_requestor=not user)
            ends = (Participant(user_id=user, is_requestor=True), process) if user else (process,)
        number = text(ds, "AccessionNumber")
        found = tuple(SopClass(uid=uid, count=str(count)) for uid, count in (classes or {}).items())
        found = found or (SopClass(uid=text(ds, "SOPClassUID"), count="1"),)
        numbers = (number,) if number else ()
        shown = study(text(ds, "StudyInstanceUID"), accessions=numbers, sop_classes=found)
        objects = (shown, audit.patient(_patient_id(ds)))
        return tell(self._tellers, role, event, action, when=when, outcome=outcome, participants=ends, objects=objects)

    def _ends(self, connection: str, *, forward: bool) -> tuple[Participant, ...]:
        """Source and destination; the one that opened the association asked for the transfer or query."""
        calling, called = self._titles.get(connection, ("", ""))
        caller = audit.application(calling, is_requestor=True, role=audit.SOURCE if forward else audit.DESTINATION)
        other = audit.application(called, is_requestor=False, role=audit.DESTINATION if forward else audit.SOURCE)
        return (caller, other)

    def _kind(self, role: str) -> str:
        teller = self._tellers.get(role)
        return teller.kind if teller is not None else ""


def _patient_id(ds: Dataset) -> str:
    value, issuer = text(ds, "PatientID"), text(ds, "IssuerOfPatientID")
    return f"{value}^^^{issuer}" if issuer else value


def _titles(exchange: Exchange) -> tuple[str, str]:
    lines = dict(line.partition(": ")[::2] for line in exchange.raw.decode("utf-8", "replace").splitlines())
    return lines.get("calling AE title", ""), lines.get("called AE title", "")


def _encoded(query: Dataset, transfer_syntax: str) -> bytes:
    """The query as the audit message carries it; nothing where what came cannot be written again."""
    try:
        return encode(query, transfer_syntax)
    except Exception:  # hostile values: whatever pydicom makes of them
        return b""


def _status(exchange: Exchange) -> int:
    """(0000,0900); a failure where there is none."""
    status = exchange.command.get("Status") if exchange.command is not None else None
    return status if isinstance(status, int) else 0xC000
