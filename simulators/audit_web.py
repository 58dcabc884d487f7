"""What an archive has to tell the audit repository of DICOMweb, and a device of what it begins to send over it.

A search is a query; objects that leave or come are told as transferred, a study an event; what is only looked at
(metadata, frames, pictures) as accessed. Whoever proved who she is, is named; else the system that called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from pydicom import Dataset

from simulators.audit_tellers import Tellers, Told, forget_oldest, study, tell
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.audit import Object, Participant, SopClass
from simulators.wire.dicomweb import LEVELS, stored_and_failed
from simulators.wire.elements import text
from simulators.wire.identifiers import Code

STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1"  # the query that a search stands for
REMEMBERED = 1_000  # requests that wait for their answer, and studies whose patient is known
Patient = tuple[str, str]  # as an audit message carries the ID, and the accession number


class WebEvents:
    """``take`` every exchange over HTTP, in the order of the wire."""

    def __init__(self, tellers: Tellers) -> None:
        self._tellers = tellers
        self._asked: dict[int, Exchange] = {}  # by number
        self._patients: dict[str, Patient] = {}  # by study: a picture does not say whose it is

    def take(self, exchange: Exchange) -> Iterator[Told]:
        """What is to be told now, with the role that tells it."""
        if exchange.web is None:
            return
        self._know(exchange.web.datasets)
        if exchange.reply_to is None:
            self._asked[exchange.number] = exchange
            forget_oldest(self._asked, REMEMBERED)
            yield from self._began(exchange)
        elif (request := self._asked.pop(exchange.reply_to, None)) is not None:
            yield from self._answered(request, exchange)

    def know(self, ds: Dataset) -> None:
        """Whose study that is."""
        if uid := text(ds, "StudyInstanceUID"):
            value, issuer = text(ds, "PatientID"), text(ds, "IssuerOfPatientID")
            if value:
                self._patients[uid] = (f"{value}^^^{issuer}" if issuer else value, text(ds, "AccessionNumber"))
                forget_oldest(self._patients, REMEMBERED)

    def _know(self, datasets: Iterable[Dataset]) -> None:
        for ds in datasets:
            self.know(ds)

    def _began(self, request: Exchange) -> Iterator[Told]:
        teller = self._tellers.get(request.sender)
        if request.kind != "STOW-RQ" or teller is None or teller.kind != "modality" or request.web is None:
            return
        for uid, found in _by_study(request.web.datasets).items():
            yield self._about(request.sender, audit.BEGIN_TRANSFERRING, "E", request, request.time, uid, found)

    def _answered(self, request: Exchange, reply: Exchange) -> Iterator[Told]:
        teller, web = self._tellers.get(reply.sender), reply.web
        if teller is None or teller.kind != "pacs" or web is None:
            return
        if request.kind == "QIDO-RQ":
            yield self._queried(request, reply)
        elif request.kind == "STOW-RQ":
            yield from self._stored(request, reply)
        elif request.kind == "WADO-RQ" and 200 <= web.status < 300:
            yield from self._retrieved(request, reply)

    def _queried(self, request: Exchange, reply: Exchange) -> Told:
        assert request.web is not None
        assert reply.web is not None
        query = f"{request.web.path}?{urlencode(request.web.query)}".encode()
        asked = Object(id=STUDY_ROOT_FIND, id_type=audit.CLASS_UID, type_code="2", role="3", query=query)
        outcome = audit.SUCCESS if reply.web.status < 400 else audit.SERIOUS_FAILURE
        ends = self._ends(request, audit.SOURCE, audit.DESTINATION)
        return tell(self._tellers, reply.sender, audit.QUERY, "E", when=reply.time, outcome=outcome,
                    participants=ends, objects=(asked,))  # fmt: skip

    def _stored(self, request: Exchange, reply: Exchange) -> Iterator[Told]:
        assert request.web is not None
        assert reply.web is not None
        done = {uid for answer in reply.web.datasets for uid in stored_and_failed(answer)[0]}
        for outcome in (audit.SUCCESS, audit.SERIOUS_FAILURE):
            taken = [
                ds for ds in request.web.datasets if (text(ds, "SOPInstanceUID") in done) == (outcome == audit.SUCCESS)
            ]
            for uid, found in _by_study(taken).items():
                yield self._about(
                    reply.sender, audit.INSTANCES_TRANSFERRED, "C", request, reply.time, uid, found, outcome
                )

    def _retrieved(self, request: Exchange, reply: Exchange) -> Iterator[Told]:
        assert request.web is not None
        assert reply.web is not None
        of_objects = request.web.resource[-1:] and request.web.resource[-1] in LEVELS
        event = audit.INSTANCES_TRANSFERRED if of_objects else audit.INSTANCES_ACCESSED
        found = _by_study(reply.web.datasets)
        named = request.web.uids.get("StudyInstanceUID", "") or request.web.asked("studyUID")
        for uid in found or ([named] if named else []):
            yield self._about(reply.sender, event, "R", request, reply.time, uid, found.get(uid, []))

    # --- parts

    def _about(
        self, role: str, event: Code, action: str, request: Exchange, when: float, uid: str, found: list[Dataset],
        outcome: str = audit.SUCCESS,
    ) -> Told:  # fmt: skip
        patient, number = self._patients.get(uid, ("", ""))
        counts: dict[str, int] = {}
        for ds in found:
            counts[text(ds, "SOPClassUID")] = counts.get(text(ds, "SOPClassUID"), 0) + 1
        classes = tuple(SopClass(uid=name, count=str(count)) for name, count in counts.items() if name)
        shown = study(uid, accessions=(number,) if number else (), sop_classes=classes)
        leaves = action == "R"
        ends = self._ends(
            request, audit.DESTINATION if leaves else audit.SOURCE, audit.SOURCE if leaves else audit.DESTINATION
        )
        objects = (shown, audit.patient(patient)) if patient else (shown,)
        return tell(self._tellers, role, event, action, when=when, outcome=outcome, participants=ends, objects=objects)

    def _ends(self, request: Exchange, caller: Code, called: Code) -> tuple[Participant, ...]:
        """Who asked, and who was asked; AE titles have no part in it."""
        user = request.web.user if request.web is not None else ""
        system, archive = (self._source(name) for name in (request.sender, request.receiver))
        return (
            Participant(user_id=user or system, is_requestor=True, roles=(caller,)),
            Participant(user_id=archive, is_requestor=False, roles=(called,)),
        )

    def _source(self, role: str) -> str:
        teller = self._tellers.get(role)
        return teller.source if teller is not None else role


def _by_study(datasets: Iterable[Dataset]) -> dict[str, list[Dataset]]:
    found: dict[str, list[Dataset]] = {}
    for ds in datasets:
        if uid := text(ds, "StudyInstanceUID"):
            found.setdefault(uid, []).append(ds)
    return found
