"""HIS, EMR and RIS against programs that others wrote: @medplum/hl7 (Node) both ways, DCMTK's findscu."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset, dcmread

from simulators.addresses import Hl7Address
from simulators.emr import Emr, EmrConfig
from simulators.his import EVENTS, His, HisConfig
from simulators.runtime import Limits
from simulators.tests import real_systems
from simulators.tests.small_hospital import (
    ANA,
    DOE,
    HGM,
    SmallHospital,
    a_runtime,
    order_for,
    small_hospital,
)
from simulators.wire.elements import text
from simulators.wire.er7 import Message
from simulators.wire.errors import NoAnswer, Refused
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, placer_order, read_orders
from simulators.wire.registration import adt, read_patient, read_prior

pytestmark = pytest.mark.real

# Sends each message of a JSON list to a port and writes the answers as a JSON list.
CLIENT = """
const { Hl7Client } = require('@medplum/hl7');
const { Hl7Message } = require('@medplum/core');
const [port, encoding, file] = process.argv.slice(1);
const messages = JSON.parse(require('fs').readFileSync(file, 'utf8'));
(async () => {
  const client = new Hl7Client({ host: '127.0.0.1', port: Number(port), encoding });
  const answers = [];
  for (const message of messages)
    answers.push((await client.sendAndWait(Hl7Message.parse(message), { timeoutMs: 10000 })).toString());
  await client.close();
  process.stdout.write('ANSWERS ' + JSON.stringify(answers) + '\\n', () => process.exit(0)); // its timers stay
})().catch((error) => { console.log('FAILED', error); process.exit(1); });
"""

# Listens, prints each message as JSON, and answers with its own acknowledgement.
SERVER = """
const { Hl7Server } = require('@medplum/hl7');
const [port, encoding, code] = process.argv.slice(1);
new Hl7Server((connection) => connection.addEventListener('message', (event) => {
  console.log('MESSAGE ' + JSON.stringify(event.message.toString()));
  if (code) connection.send(event.message.buildAck({ ackCode: code }));
})).start(Number(port), encoding);
"""


@pytest.fixture(scope="module")
def medplum() -> Path:
    return real_systems.npm_package("@medplum/hl7")


@pytest.fixture
def hospital() -> Iterator[SmallHospital]:
    with small_hospital() as running:
        yield running


def sent_by_medplum(medplum: Path, tmp_path: Path, port: int, encoding: str, messages: list[Message]) -> list[Message]:
    file = tmp_path / "messages.json"
    file.write_text(json.dumps([message.text for message in messages]), encoding="utf-8")
    done = real_systems.finished(real_systems.node(CLIENT, str(port), encoding, str(file)), cwd=medplum)
    lines = [line for line in done.stdout.splitlines() if line.startswith("ANSWERS ")]
    assert done.returncode == 0, done.stdout
    answers = json.loads(lines[0].removeprefix("ANSWERS "))
    return [Message.parse(answer.encode("utf-8")) for answer in answers]


def envelope(dialect: Dialect, n: int, sender: str = "MEDPLUM|NODE") -> dict[str, Any]:
    return {
        "dialect": dialect,
        "sender": sender,
        "receiver": "RIS|HGM",
        "control_id": f"M{n}",
        "when": "20260301083000",
    }


@pytest.mark.parametrize(
    ("dialect", "encoding"), [(IHE_SWF_B, "utf-8"), (IHE_SWF, "latin1")], ids=["2.5.1 UTF-8", "2.3.1 Latin-1"]
)
def test_its_client_registers_orders_and_cancels_in_our_ris(
    hospital: SmallHospital, medplum: Path, tmp_path: Path, dialect: Dialect, encoding: str
) -> None:
    order = order_for(placer_order_number="N1", placer_issuer="NODE", requested_start="20260302101500")
    messages = [
        adt("A01", ANA, Visit("I", "ER^1^2"), **envelope(dialect, 1)),
        placer_order(order, "NW", **envelope(dialect, 2)),
        placer_order(order, "NW", **envelope(dialect, 2)),  # the same again
        adt("A08", ANA.renamed(PersonName("Ñengue", "Éloïse")), **envelope(dialect, 3)),
        placer_order(order_for(DOE, placer_order_number="N2"), "NW", **envelope(dialect, 4)),  # unknown patient
        adt("A99", ANA, **envelope(dialect, 5)),
    ]
    answers = sent_by_medplum(medplum, tmp_path, hospital.ris.ports["hl7"], encoding, messages)
    assert [answer.get("MSA-2") for answer in answers] == [message.control_id for message in messages]
    assert [answer.get("MSA-1") for answer in answers] == ["AA", "AA", "AA", "AA", "AE", "AR"]
    assert answers[1].control_id == answers[2].control_id
    (item,) = hospital.worklist()
    assert text(item, "PatientName") == "Ñengue^Éloïse"
    assert text(item, "PlacerOrderNumberImagingServiceRequest") == "N1"
    gone = sent_by_medplum(
        medplum,
        tmp_path,
        hospital.ris.ports["hl7"],
        encoding,
        [placer_order(order, "CA", **envelope(dialect, 6)), adt("A40", DOE, prior=ANA, **envelope(dialect, 7))],
    )
    assert [answer.get("MSA-1") for answer in gone] == ["AA", "AA"]
    assert hospital.worklist() == []
    assert [each.patient.id for each in hospital.ris.orders_for(DOE.id)] == [DOE.id]
    assert not any(exchange.error for exchange in hospital.transcript)


def listening(medplum: Path, encoding: str, code: str = "AA") -> Any:
    port = real_systems.free_port()
    return port, real_systems.running(real_systems.node(SERVER, str(port), encoding, code), port=port, cwd=medplum)


def heard(server: real_systems.Running, control_id: str) -> list[Message]:
    """Messages as that server understood them, once it has said the one with ``control_id``."""
    server.wait_for_line("MESSAGE ", containing=control_id)
    texts = [json.loads(line.removeprefix("MESSAGE ")) for line in server.output if line.startswith("MESSAGE ")]
    return [Message.parse(each.encode("utf-8"), "UNICODE UTF-8") for each in texts]


@pytest.mark.parametrize(
    ("dialect", "encoding"), [(IHE_SWF_B, "utf-8"), (IHE_SWF, "latin1")], ids=["2.5.1 UTF-8", "2.3.1 Latin-1"]
)
def test_our_his_and_emr_send_to_its_server(medplum: Path, dialect: Dialect, encoding: str) -> None:
    port, process = listening(medplum, encoding)
    runtime = a_runtime()
    address = Hl7Address("127.0.0.1", port, "NODE", "HGM", dialect)
    with process as server:
        his = His(runtime, HisConfig(adt_to={"ris": address}))
        emr = Emr(runtime, EmrConfig(orders_to=address))
        emr.start()
        for event in EVENTS:
            answer = his.send(event, ANA, Visit("I", "ER^1"), DOE if event in ("A34", "A36", "A40") else None)["ris"]
            assert answer.get("MSA-1") == "AA"
        order = emr.place(order_for())
        for act in (emr.change, emr.discontinue, emr.cancel):
            assert act(order).get("MSA-1") == "AA"
        last = emr.last_acknowledgement(order)
        assert last is not None
        messages = heard(server, last.get("MSA-2"))
        emr.stop()
        his.stop()
    assert [message.type for message in messages[: len(EVENTS)]] == [f"ADT^{event}" for event in EVENTS]
    assert {read_patient(message).name for message in messages} == {ANA.name}
    assert read_prior(messages[EVENTS.index("A40")]) == DOE.id
    assert [read_orders(message)[0][0] for message in messages[len(EVENTS) :]] == ["NW", "XO", "DC", "CA"]


def test_its_refusal_and_its_silence_are_told_apart(medplum: Path) -> None:
    runtime = a_runtime(Limits(acknowledgement_s=0.3))
    for code, error in (("AE", Refused), ("AR", Refused), ("", NoAnswer)):
        port, process = listening(medplum, "utf-8", code)
        with process:
            his = His(runtime, HisConfig(adt_to={"ris": Hl7Address("127.0.0.1", port, "NODE", "HGM")}, retry_s=0.05))
            with pytest.raises(error):
                his.send("A04", ANA)
            his.stop()


# DCMTK


def findscu(hospital: SmallHospital, folder: Path, *keys: str) -> list[Dataset]:
    """What DCMTK gets from our worklist."""
    program = real_systems.require("findscu", package="dcmtk")
    address = hospital.ris.worklist_address
    options = [option for key in keys for option in ("-k", key)]
    command = [program, "-W", "-aet", "CT_ER1", "-aec", address.ae_title, "-X", "-od", folder, "127.0.0.1"]
    done = real_systems.finished([*command, str(address.port), *options])
    assert done.returncode == 0, done.stdout
    return [dcmread(path, force=True) for path in sorted(folder.glob("rsp*.dcm"))]


RETURN_KEYS = ("SpecificCharacterSet", "PatientName", "PatientID", "AccessionNumber", "StudyInstanceUID")


@pytest.mark.parametrize("charset", ["ISO_IR 192", "ISO_IR 100"])
def test_findscu_reads_our_worklist(tmp_path: Path, charset: str) -> None:
    with small_hospital(worklist_charset="") as hospital:
        for patient in (ANA, DOE):
            hospital.his.send("A04", patient)
            hospital.emr.place(order_for(patient))
        step = "ScheduledProcedureStepSequence[0]"
        keys = [f"SpecificCharacterSet={charset}", *RETURN_KEYS[2:], f"{step}.ScheduledProcedureStepID"]
        mine = [*keys, "PatientName=nguema*", f"{step}.ScheduledStationAETitle=CT_ER1", f"{step}.Modality=CT"]
        (item,) = findscu(hospital, tmp_path, *mine)
        assert text(item, "SpecificCharacterSet") == charset
        assert text(item, "PatientName") == ANA.name.to_pn()
        (order,) = hospital.ris.orders_for(ANA.id)
        assert text(item, "AccessionNumber") == order.accession_number
        assert text(item, "StudyInstanceUID") == order.study_instance_uid
        assert text(item, "ScheduledProcedureStepSequence", "ScheduledProcedureStepID") == order.steps[0].id
        assert not any(exchange.error for exchange in hospital.transcript)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("ScheduledProcedureStepSequence[0].ScheduledStationAETitle=MR_1", 0),
        ("ScheduledProcedureStepSequence[0].Modality=CT", 2),
        ("ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=20260302", 2),
        ("ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate=20260303-", 0),
        ("PatientID=00ZZ9002", 1),
        ("PatientID=0ZZ9002", 0),
        ("PatientName=*", 2),
    ],
)
def test_findscu_keys(hospital: SmallHospital, tmp_path: Path, key: str, found: int) -> None:
    for patient in (ANA, DOE):
        hospital.his.send("A04", patient)
        hospital.emr.place(order_for(patient, requested_start="20260302101500"))
    assert len(findscu(hospital, tmp_path, "AccessionNumber", key)) == found


def test_findscu_gets_a_long_list_whole(hospital: SmallHospital, tmp_path: Path) -> None:
    for n in range(60):
        patient = Patient(PatientId(f"ZZ9L{n}", HGM), PersonName("Larga", f"Número {n}"))
        hospital.his.send("A04", patient)
        hospital.emr.place(order_for(patient))
    found = findscu(hospital, tmp_path, *RETURN_KEYS)
    assert len({text(item, "AccessionNumber") for item in found}) == 60
