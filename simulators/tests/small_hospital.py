"""A HIS, an EMR, a RIS and a stand-in for the PACS on loopback ports, for the tests of these roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from pydicom import Dataset

from simulators.addresses import DicomAddress, Hl7Address
from simulators.clock import local_time
from simulators.dimse import Response, Scp, Scu
from simulators.emr import Emr, EmrConfig
from simulators.his import His, HisConfig
from simulators.mllp_client import MllpClient
from simulators.mllp_server import MllpServer
from simulators.ris import ProcedurePlan, Ris, RisConfig, Station, StepPlan
from simulators.runtime import Limits, Runtime
from simulators.transcript import Exchange
from simulators.wire.ack import acknowledge
from simulators.wire.elements import text
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import IHE_SWF_B, Dialect, Order
from simulators.wire.procedure_step import MODALITY_PERFORMED_PROCEDURE_STEP as MPPS
from simulators.wire.procedure_step import PerformedSeries, n_create, n_set
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_query

HGM = AssigningAuthority("HGM", "1.2.3", "ISO")
CHEST = Code("CTTX", "CT of chest", "99HGM")
TWO = Code("CTTXAB", "CT of chest and abdomen", "99HGM")
KNEE = Code("MRKNEE", "MR of knee", "99HGM")
ANA = Patient(PatientId("ZZ9001", HGM), PersonName("Nguema Obiang", "María José", "", "Sra.", "II"), "19800101", "F")
DOE = Patient(PatientId("00ZZ9002", HGM), PersonName("Doe", "Jane"), "19700203", "F")
NAMES = {"HIS|HGM": "his", "EMR|HGM": "emr", "RIS|HGM": "ris", "PACS|HGM": "pacs"}
LIMITS = Limits(acknowledgement_s=5, notification_s=10)


def plan(code: Code, modality: str, *protocols: str) -> ProcedurePlan:
    steps = tuple(StepPlan(modality, Code(each, f"{each} protocol", "99HGMP")) for each in protocols)
    return ProcedurePlan(code, steps, "CHEST" if modality == "CT" else "KNEE")


CATALOGUE = {
    each.code.value: each for each in (plan(CHEST, "CT", "P1"), plan(TWO, "CT", "P1", "P2"), plan(KNEE, "MR", "P3"))
}
STATIONS = (Station("CT_ER1", "CT", "CT 1", "ER"), Station("CT_2", "CT"), Station("MR_1", "MR"))


def a_runtime(limits: Limits = LIMITS) -> Runtime:
    return Runtime(limits=limits, identify=lambda name: NAMES.get(name, name))


class StandInPacs:
    """Acknowledges HL7, takes MPPS, remembers both."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.messages: list[Message] = []
        self.steps: list[tuple[str, str]] = []
        self.mllp = MllpServer(runtime, "pacs", self._take)
        self.dimse = Scp(
            runtime, "pacs", "PACS1", sop_classes=[MPPS], on_n_create=self._created, on_n_set=self._changed
        )
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        self.ports = {"hl7": self.mllp.start(), "dimse": self.dimse.start()}

    def stop(self) -> None:
        self.mllp.stop()
        self.dimse.stop()

    def _take(self, message: Message, connection: object) -> Message:
        self.messages.append(message)
        return acknowledge(message, control_id=self.runtime.control_id("pacs"), when=local_time(self.runtime))

    def _created(self, sop_class: str, uid: str, ds: Dataset, info: object) -> int:
        self.steps.append(("created", uid))
        return 0

    def _changed(self, sop_class: str, uid: str, ds: Dataset, info: object) -> int:
        self.steps.append((text(ds, "PerformedProcedureStepStatus"), uid))
        return 0


@dataclass
class SmallHospital:
    runtime: Runtime
    his: His
    emr: Emr
    ris: Ris
    pacs: StandInPacs
    problems: list[str] = field(default_factory=list)

    @property
    def transcript(self) -> tuple[Exchange, ...]:
        return self.runtime.transcript.exchanges

    def settle(self) -> None:
        self.ris.settle()
        self.emr.settle()

    def kinds(self, sender: str, receiver: str) -> list[str]:
        """Message types and, for orders, ORC-1 and ORC-5, that went this way, in order."""
        self.settle()
        return [shown(each) for each in self.transcript if (each.sender, each.receiver) == (sender, receiver)]

    def messages(self, sender: str, receiver: str, kind: str) -> list[Message]:
        self.settle()
        found = (
            each for each in self.transcript if (each.sender, each.receiver, each.kind) == (sender, receiver, kind)
        )
        return [each.message for each in found if each.message is not None]

    def worklist(self, *, charset: str = "ISO_IR 192", **keys: str) -> list[Dataset]:
        """What a scanner sees."""
        query = worklist_query(**keys, charset=charset)
        return [each.dataset for each in self.find(query) if each.dataset is not None]

    def find(self, query: Dataset) -> list[Response]:
        address = self.ris.worklist_address
        scu = Scu(self.runtime, "CT_ER1", "ris", address.host, address.port, address.ae_title, "CT_ER1")
        return scu.find(MODALITY_WORKLIST, query)

    def begin(self, items: list[Dataset], uid: str, **options: str) -> Response:
        """N-CREATE of a step for these worklist entries."""
        ds = n_create(
            items, station_ae_title="CT_ER1", started="20260301090000", pps_id="PPS1", modality="CT", **options
        )
        return self.mpps(lambda assoc: assoc.n_create(MPPS, uid, ds))

    def end(self, uid: str, status: str = "COMPLETED", reason: Code | None = None) -> Response:
        series = (PerformedSeries("1.2.3.4", "Routine", (("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.5"),)),)
        ds = n_set(status, series=series, ended="20260301091000", reason=reason)
        return self.mpps(lambda assoc: assoc.n_set(MPPS, uid, ds))

    def mpps(self, act: Callable[..., Response]) -> Response:
        address = self.ris.mpps_address
        scu = Scu(self.runtime, "CT_ER1", "ris", address.host, address.port, address.ae_title, "CT_ER1")
        with scu.associate([MPPS]) as assoc:
            return act(assoc)


def shown(exchange: Exchange) -> str:
    message = exchange.message
    if message is None or message.segment("ORC") is None or message.type == "ORU^R01":
        return exchange.kind
    return f"{exchange.kind} {message.get('ORC-1')} {message.get('ORC-5')}".rstrip()


@contextmanager
def small_hospital(
    *, dialect: Dialect = IHE_SWF_B, limits: Limits = LIMITS, with_emr: bool = True, **ris_options: object
) -> Iterator[SmallHospital]:
    runtime = a_runtime(limits)
    problems: list[str] = []
    runtime.progress = problems.append
    pacs = StandInPacs(runtime)
    emr = Emr(runtime, EmrConfig(retry_s=0.1))
    with ExitStack() as running:
        start(running, (pacs, emr))
        config = RisConfig(
            dialect=dialect,
            stations=STATIONS,
            catalogue=CATALOGUE,
            emr=as_spoken(emr.address, dialect) if with_emr else None,
            pacs=Hl7Address("127.0.0.1", pacs.ports["hl7"], "PACS", "HGM", dialect),
            pacs_mpps=DicomAddress("127.0.0.1", pacs.ports["dimse"], "PACS1"),
            retry_s=0.1,
            **ris_options,  # type: ignore[arg-type]
        )
        ris = Ris(runtime, config)
        his = His(runtime, HisConfig(retry_s=0.1))
        start(running, (ris, his))
        emr.know("ris", ris.address)
        his.know("ris", ris.address)
        yield SmallHospital(runtime, his, emr, ris, pacs, problems)


def start(running: ExitStack, roles: Iterable[object]) -> None:
    for role in roles:
        role.start()  # type: ignore[attr-defined]
        running.callback(role.stop)  # type: ignore[attr-defined]


def as_spoken(address: Hl7Address, dialect: Dialect) -> Hl7Address:
    return Hl7Address(address.host, address.port, address.application, address.facility, dialect)


def order_for(patient: Patient = ANA, procedure: Code = CHEST, **fields: object) -> Order:
    return Order(patient, procedure, ordering_physician="123^Ruiz^Elena", reason="Control").with_(**fields)


def client_of(hospital: SmallHospital, name: str = "his") -> MllpClient:
    """A client that can send anything to the RIS."""
    address = hospital.ris.address
    return MllpClient(hospital.runtime, name, "ris", address.host, address.port)


def refusal(answer: Message) -> tuple[str, str, str]:
    """MSA-1, error code and field at fault."""
    return answer.get("MSA-1"), answer.get("ERR-3.1") or answer.get("ERR-1.4.1"), answer.get("ERR-2.1")
