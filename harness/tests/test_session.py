"""The session: test patients, whose message is whose, what only a person can do, what is left in real systems."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness import fixtures_data
from harness.attribution import Owners, patient_ids
from harness.claims import unclaimed
from harness.outcome import CheckBroken, NeedsPerson, Omitted
from harness.session import Hospital
from harness.site import parse_site
from simulators.dimse_messages import decode
from simulators.transcript import Exchange, Transcript
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId, PersonName, Visit

SIMULATED = 'schema = 1\nname = "x"\n'
REAL_RIS = SIMULATED + '[roles.ris]\nclaims = ["RAD-5"]\nhl7 = { host = "127.0.0.1", port = 1, application = "RIS" }\n'


@pytest.fixture
def hospital() -> Hospital:
    """Not started: nothing listens."""
    return Hospital(parse_site(SIMULATED))


def adt(patient_id: str, event: str = "A01") -> Message:
    return Message.parse(f"MSH|^~\\&|HIS|HGM|RIS|HGM|2026||ADT^{event}|1|P|2.5.1\rPID|1||{patient_id}^^^HGM\r".encode())


def exchange(transcript: Transcript, message: Message | None = None, **fields: object) -> Exchange:
    return transcript.add(**{"sender": "his", "receiver": "ris", "protocol": "HL7", "kind": "ADT^A01",
                             "connection": "c", "message": message, **fields})  # fmt: skip


# --- test patients ---------------------------------------------------------------------------------------------------


def test_every_scenario_has_patients_of_its_own_from_the_test_range(hospital: Hospital) -> None:
    hospital.begin("TC-A-001")
    first = hospital.person("Ana Torres")
    assert hospital.person("Ana Torres") is first
    assert first.id.value in hospital.site.test_patients
    assert first.id.authority == hospital.site.authority
    hospital.begin("TC-A-002")
    assert hospital.person("Ana Torres").id != first.id


def test_a_leading_zero_is_drawn_where_the_person_needs_one(hospital: Hospital) -> None:
    hospital.begin("TC-A-001")
    assert hospital.person("Marta Okenve").id.value.startswith("00ZZ9")
    assert hospital.person("Ana Torres").id.value.startswith("ZZ9")


def test_a_site_with_one_prefix_takes_it_for_everybody() -> None:
    hospital = Hospital(parse_site(SIMULATED + '[test_patients]\nid_prefixes = ["TST"]\n'))
    hospital.begin("TC-A-001")
    assert hospital.person("Marta Okenve").id.value.startswith("TST")


@pytest.mark.parametrize("event", ["A01", "A02", "A03", "A04", "A05", "A08", "A11", "A31", "A40"])
def test_a_patient_who_is_not_ours_is_refused_before_anything_is_sent(event: str) -> None:
    hospital = Hospital(parse_site(SIMULATED))
    hospital.wiring.start(("ris", "his"))
    try:
        hospital.begin("TC-A-001")
        real = Patient(PatientId("4711", AssigningAuthority("HGM")), PersonName("Real", "Person"))
        prior = hospital.person("Ana Torres") if event == "A40" else None
        with pytest.raises(LocalViolation, match="4711"):
            hospital.his.send(event, real, Visit(), prior)
        if prior is not None:
            with pytest.raises(LocalViolation, match="4711"):
                hospital.his.send(event, prior, Visit(), real)
        assert hospital.transcript.exchanges == ()
    finally:
        hospital.close()


# --- roles -----------------------------------------------------------------------------------------------------------


def test_a_real_role_needs_a_person() -> None:
    hospital = Hospital(parse_site(REAL_RIS))
    assert hospital.is_real("ris")
    with pytest.raises(NeedsPerson) as caught:
        hospital.drive("ris", "sign the report")
    assert (caught.value.role, caught.value.what) == ("ris", "sign the report")
    with pytest.raises(NeedsPerson):
        _ = hospital.ris
    assert not hospital.story().is_judged("pacs")
    assert hospital.story().is_judged("ris")


def test_what_is_not_there_or_not_claimed_is_omitted(hospital: Hospital) -> None:
    with pytest.raises(Omitted, match="no modality PET_9"):
        hospital.modality("PET_9")
    with pytest.raises(Omitted, match="no destination MARS"):
        hospital.destination("MARS")
    real = Hospital(parse_site(REAL_RIS))
    real.require("ris", "RAD-5")
    with pytest.raises(Omitted, match="does not claim RAD-48 for the RIS"):
        real.require("ris", "RAD-48")
    assert unclaimed(real.site, ["RAD-5", "TC-A-001"]) == ""
    assert unclaimed(real.site, ["RAD-48"]) == "the site does not claim RAD-48 for the RIS"
    assert unclaimed(real.site, ["needs.ris.ORU"]) == "the site does not claim ORU for the RIS"


def test_a_check_that_does_not_exist_is_our_error(hospital: Hospital) -> None:
    with pytest.raises(CheckBroken):
        hospital.check("NO-99")


# --- whose message ---------------------------------------------------------------------------------------------------


def test_a_late_message_goes_to_the_scenario_of_its_patient(hospital: Hospital) -> None:
    taken: list[tuple[str, int]] = []
    hospital.on_exchange = lambda scenario, each: taken.append((scenario, each.number))
    hospital.begin("TC-A-001")
    patient = hospital.person("Ana Torres")
    exchange(hospital.transcript, adt(patient.id.value))
    hospital.begin("TC-A-002")
    late = exchange(hospital.transcript, adt(patient.id.value))
    exchange(hospital.transcript, kind="ACK^A01", reply_to=late.number)
    exchange(hospital.transcript, kind="C-ECHO-RQ")
    assert [scenario for scenario, _ in taken] == ["TC-A-001", "TC-A-001", "TC-A-001", "TC-A-002"]
    assert [each.kind for each in hospital.exchanges()] == ["C-ECHO-RQ"]


def test_a_message_about_two_patients_stays_with_the_scenario_that_runs() -> None:
    owners = Owners()
    owners.claim("ZZ91", "TC-A-001")
    owners.claim("ZZ92", "TC-A-002")
    text = "MSH|^~\\&|HIS|HGM|RIS|HGM|2026||ADT^A40|1|P|2.5.1\rPID|1||ZZ91^^^HGM\rMRG|ZZ92^^^HGM\r"
    merge = exchange(Transcript(), Message.parse(text.encode()))
    assert patient_ids(merge) == {"ZZ91", "ZZ92"}
    assert owners.owner(merge, "TC-A-002") == "TC-A-002"


# --- the whole hospital ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running() -> Iterator[Hospital]:
    started = Hospital(parse_site(SIMULATED))
    started.start()
    yield started
    started.close()


def test_every_role_knows_where_the_others_are(running: Hospital) -> None:
    assert running.ris.ports.keys() >= {"hl7", "worklist", "mpps"}
    assert running.pacs.ports.keys() >= {"dimse", "hl7"}
    assert running.modality("CT_ER1").echo().status == 0
    assert running.workstation.echo().status == 0
    assert running.runtime.identify("CT_ER1") == "CT_ER1"
    assert running.runtime.identify("RIS_MWL ") == "ris"
    assert running.runtime.identify("EMR|HGM") == "emr"
    assert running.runtime.identify("STRANGER") == "STRANGER"


def test_an_order_reaches_the_scanner_in_the_started_hospital(running: Hospital) -> None:
    from simulators.wire.order import Order

    running.begin("TC-A-001")
    patient = running.person("Ana Torres")
    assert "ris" in running.his.send("A04", patient, Visit())
    physician = next(iter(fixtures_data.staff().values())).xcn
    order = running.emr.place(Order(patient, running.procedure("chest CT").code, ordering_physician=physician))
    station = running.modality("CT_ER1")
    (item,) = running.wait_until(lambda: station.worklist(patient_id=patient.id.value), 10, "the entry")
    assert item.PatientID == patient.id.value
    findings = running.finish()
    assert [finding for finding in findings if finding.verdict != "PASS"] == []
    assert order.placer_order_number
    assert running.created() == []  # nothing is real here


def test_what_is_left_in_a_real_system_is_listed_and_an_open_order_is_taken_back() -> None:
    """The "real" RIS is a simulated one of another hospital."""
    from simulators.wire.order import Order

    there = Hospital(parse_site(SIMULATED))
    there.wiring.start(("ris",))
    port = there.ris.ports["hl7"]
    site = (
        SIMULATED
        + f'[roles.ris]\nhl7 = {{ host = "127.0.0.1", port = {port}, application = "RIS", facility = "HGM" }}\n'
    )
    here = Hospital(parse_site(site))
    try:
        here.wiring.start(("emr", "his"))
        here.begin("TC-A-001")
        patient = here.person("Ana Torres")
        here.his.send("A04", patient, Visit())
        order = here.emr.place(Order(patient, here.procedure("chest CT").code))
        left = {entry["what"]: entry for entry in here.created()}
        assert left["patient"]["identifier"] == patient.id.value
        assert not left["patient"]["removed"]
        assert left["order"]["identifier"] == order.placer_order_number
        assert left["order"]["removed"]
        assert here.transcript.exchanges[-2].message is not None
        assert here.transcript.exchanges[-2].message.get("ORC-1") == "CA"
    finally:
        here.close()
        there.close()


@pytest.mark.parametrize(("foreign", "code", "status"), [("acknowledge", "AA", 0x0000), ("reject", "AR", 0x0124)])
def test_traffic_for_other_patients_is_answered_as_the_site_says_counted_and_not_kept(
    foreign: str, code: str, status: int
) -> None:
    from simulators.dimse import Scu
    from simulators.images import make_images
    from simulators.mllp_client import MllpClient
    from simulators.runtime import Runtime, TestPatients

    text = SIMULATED + f'[network]\nforeign = "{foreign}"\n'
    here = Hospital(parse_site(text))
    here.wiring.start(("emr", "BATA"))
    there = Runtime(test_patients=TestPatients(prefixes=("REAL",)))  # of another hospital: not ours
    try:
        port = here.wiring.started["emr"].ports["hl7"]
        with MllpClient(there, "ris", "emr", "127.0.0.1", port) as client:
            answer = client.send(adt("REAL0047110", "A01"))
        assert answer.get("MSA-1") == code
        patient = Patient(PatientId("REAL0047110"), PersonName("Real", "Person"))
        (image,) = make_images(None, modality="CT", patient=patient, instances=1)
        scu = Scu(there, "pacs", "BATA", "127.0.0.1", here.wiring.started["BATA"].ports["dimse"], "BATA", "PACS1")
        with scu.associate([image.SOPClassUID]) as association:
            assert association.store(image).status == status
        assert sum(here.runtime.foreign.values()) == 2
        kept = [each for each in here.transcript.exchanges if patient_ids(each)]
        assert kept == []
        assert here.wiring.started["BATA"].received == ()
    finally:
        here.close()


def test_a_patient_id_that_cannot_be_read_names_nobody_and_stops_nothing() -> None:
    """Three bytes where numbers of two are to stand: pydicom raises when such an element is looked at."""
    raw = b"\x10\x00\x20\x00US\x03\x00\x01\x02\x03"
    transcript, owners, owned = Transcript(), Owners(), []
    transcript.subscribe(lambda exchange: owned.append(owners.owner(exchange, "TC-1")))
    transcript.add(
        sender="ris", receiver="emr", protocol="DICOM", kind="C-FIND-RSP", connection="x",
        dataset=decode(raw, "1.2.840.10008.1.2.1"),
    )  # fmt: skip
    assert owned == ["TC-1"]
