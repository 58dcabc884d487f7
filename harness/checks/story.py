"""The story of a scenario: its exchanges and what the site says about the roles, ready to be asked by checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from simulators.runtime import Limits
from simulators.transcript import Exchange
from simulators.wire.identifiers import Patient
from simulators.wire.order import Dialect

T = TypeVar("T")
ROLES = ("his", "emr", "ris", "pacs", "modality", "workstation", "destination", "audit_repository")


@dataclass(frozen=True, kw_only=True)
class Story:
    """Immutable; asking is cheap, for indexes are made once. Answers are in the order of the wire.

    ``judged`` holds the names of roles under test (all, when it is empty). ``kinds`` says of which role a named
    station or destination is: ``{"CT_ER1": "modality", "BATA": "destination"}``. ``claims`` is by role or by name.
    """

    exchanges: tuple[Exchange, ...] = ()
    patients: tuple[Patient, ...] = ()
    judged: frozenset[str] = frozenset()
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    dialects: Mapping[str, Dialect] = field(default_factory=dict)  # of the HL7 interfaces, by role
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)  # what each role is called on the wire
    audit_sources: Mapping[str, str] = field(default_factory=dict)  # AuditSourceID by role, where it is known
    cut: frozenset[str] = frozenset()  # connections that our side broke on purpose: nobody owes an answer on them
    restored: int = 0  # exchange before the archive was brought back to a backup: what it told before, it knows no more
    ended: float = 0.0  # when the story was taken, seconds since the epoch; 0: at its last exchange

    def kind_of(self, name: str) -> str:
        """Role of a named peer: "CT_ER1" is a "modality"; a role is its own; unknown names come back as they are."""
        return self.kinds.get(name, name)

    def is_judged(self, name: str) -> bool:
        return not self.judged or name in self.judged or self.kind_of(name) in self.judged

    def claimed(self, name: str, capability: str) -> bool:
        """Whether the site claims ``capability`` ("RAD-12", "IHE-copying") for this role or for this very peer."""
        return capability in self.claims.get(name, ()) or capability in self.claims.get(self.kind_of(name), ())

    def hl7(
        self, *kinds: str, sender: str = "", receiver: str = "", where: Callable[[Exchange], bool] | None = None
    ) -> list[Exchange]:
        """HL7 messages. A kind is "ADT^A40", or "ADT" for every event; names may be of a role or of one peer."""
        return self._select("HL7", kinds, sender, receiver, where)

    def dimse(
        self, *kinds: str, sender: str = "", receiver: str = "", where: Callable[[Exchange], bool] | None = None
    ) -> list[Exchange]:
        """DICOM messages of these kinds ("C-STORE-RQ", "N-CREATE-RSP", "A-ASSOCIATE-RQ")."""
        return self._select("DICOM", kinds, sender, receiver, where)

    def web(
        self, *kinds: str, sender: str = "", receiver: str = "", where: Callable[[Exchange], bool] | None = None
    ) -> list[Exchange]:
        """DICOMweb requests and answers of these kinds ("QIDO-RQ", "WADO-RSP", "STOW-RQ"), those that were decoded."""
        return [one for one in self._select("HTTP", kinds, sender, receiver, where) if one.web is not None]

    def dialect_of(self, exchange: Exchange) -> Dialect | None:
        """How HL7 is written between these two, as far as the site says: a real sender's way, else the receiver's."""
        names = [exchange.receiver, exchange.sender]
        if exchange.sender in self.judged:
            names.reverse()
        return next((self.dialects[name] for name in names if name in self.dialects), None)

    @cached_property
    def end(self) -> float:
        """Until when nothing more was seen."""
        return max([self.ended, *(exchange.time for exchange in self.exchanges[-1:])])

    def memo(self, make: Callable[[Story], T]) -> T:
        """What ``make`` says of this story, asked once only: for readings that several checks share."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]  # type: ignore[return-value]

    def by_number(self, number: int | None) -> Exchange | None:
        return self._numbers.get(number) if number is not None else None

    def replies(self, exchange: Exchange) -> list[Exchange]:
        """Every answer to this request: DIMSE pending ones, accept and application acknowledgements."""
        return list(self._replies.get(exchange.number, ()))

    def reply(self, exchange: Exchange) -> Exchange | None:
        """The last answer, which is the final one; None when there was none."""
        replies = self._replies.get(exchange.number)
        return replies[-1] if replies else None

    def request(self, reply: Exchange) -> Exchange | None:
        """What ``reply`` answers."""
        return self.by_number(reply.reply_to)

    def after(self, exchange: Exchange, among: Iterable[Exchange] | None = None) -> list[Exchange]:
        return [each for each in (self.exchanges if among is None else among) if each.number > exchange.number]

    def before(self, exchange: Exchange, among: Iterable[Exchange] | None = None) -> list[Exchange]:
        return [each for each in (self.exchanges if among is None else among) if each.number < exchange.number]

    def matches(self, name: str, wanted: str) -> bool:
        """Whether the peer called ``name`` is ``wanted``, which is a peer's name or a role."""
        return name == wanted or self.kind_of(name) == wanted

    def _select(
        self,
        protocol: str,
        kinds: tuple[str, ...],
        sender: str,
        receiver: str,
        where: Callable[[Exchange], bool] | None,
    ) -> list[Exchange]:
        if kinds:
            found = [each for kind in dict.fromkeys(kinds) for each in self._kinds.get((protocol, kind), ())]
            if len(kinds) > 1:
                found = sorted({each.number: each for each in found}.values(), key=lambda each: each.number)
        else:
            found = [each for each in self.exchanges if each.protocol == protocol]
        if sender:
            found = [each for each in found if self.matches(each.sender, sender)]
        if receiver:
            found = [each for each in found if self.matches(each.receiver, receiver)]
        return [each for each in found if where(each)] if where else found

    @cached_property
    def _made(self) -> dict[Callable[[Story], object], object]:
        return {}

    @cached_property
    def _numbers(self) -> dict[int, Exchange]:
        return {exchange.number: exchange for exchange in self.exchanges}

    @cached_property
    def _replies(self) -> dict[int, list[Exchange]]:
        replies: dict[int, list[Exchange]] = {}
        for exchange in self.exchanges:
            if exchange.reply_to is not None:
                replies.setdefault(exchange.reply_to, []).append(exchange)
        return replies

    @cached_property
    def _kinds(self) -> dict[tuple[str, str], list[Exchange]]:
        kinds: dict[tuple[str, str], list[Exchange]] = {}
        for exchange in self.exchanges:
            kinds.setdefault((exchange.protocol, exchange.kind), []).append(exchange)
            head = exchange.kind.split("^")[0]
            if head != exchange.kind:
                kinds.setdefault((exchange.protocol, head), []).append(exchange)
        return kinds
