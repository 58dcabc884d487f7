"""One patient and one order with every value set, and the dialects, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, Order, ScheduledStep

HGM = AssigningAuthority("HGM", "1.2.826.0.1.3680043.10.1561.1", "ISO")
MIN = AssigningAuthority("MIN")
ENVELOPE: dict[str, Any] = {
    "sender": "RIS|HGM",
    "receiver": "PACS|HGM",
    "control_id": "RIS000001",
    "when": "20261124103207",
}
DIALECTS = [
    IHE_SWF,
    Dialect("middle", "2.4", "ORM^O01", "ORM^O01", "8859/1"),
    Dialect("mixed", "2.5", "OMG^O19", "ORM^O01", "8859/15"),
    Dialect("old", "2.5", "ORM^O01", "OMI^O23", "8859/1", enhanced=True),
    IHE_SWF_B,
]
ANA = Patient(
    PatientId("00ZZ9001", HGM),
    PersonName("Mbá Ñengue & Co", "Conceição|x", "María~", "Dra.", "Jr", type_code="L"),
    birth_date="19700102",
    sex="F",
    other_ids=(PatientId("ZZ9B2", MIN, "NI"),),
    account_number="ACC1^^^HGM",
)
ZOE = Patient(PatientId("ZZ90009", HGM), PersonName("Doe", "Zoe"))
VISIT = Visit(
    "I",
    "W1^101^1^HGM",
    "ER^2^1^HGM",
    "77^Ruiz^Luis",
    "78^Nsue^Ana",
    "V100^^^HGM",
    "20261124080000",
    "20261126",
    "CAR",
    "79^Obiang^Eva",
)
ORDER = Order(
    ANA,
    Code("CTCHEST", "CT chest & neck", "L"),
    visit=VISIT,
    placer_order_number="P|1",
    placer_issuer="EMR",
    filler_order_number="F1",
    filler_issuer="RIS",
    accession_number="0000000000000A16",
    requested_procedure_id="RP1",
    study_instance_uid="2.25.329800735698586629295641978511506172918",
    steps=(
        ScheduledStep(
            "S1", "CT", "CT_ER1", "CT1", "ER", "20261124120000", Code("P-1", "Thin", "L"), "Chest^thin",
            "80^Mangue^Pedro",
        ),
    ),
    priority="S",
    ordering_physician="77^Ruiz^Luis",
    requested_start="20261124120000",
    reason="dolor torácico",
    danger="MRSA",
    transport="WALK",
    alerts="asthma|",
    laterality="L",
    body_part="CHEST",
    weight_kg="62.5",
    height_m="1.7",
)  # fmt: skip
SECOND_STEP = ScheduledStep(
    "S2", "CT", "CT_ER1", "CT1", "ER", "20261124120000", Code("P-2", "Late", "L"), "Late phase", "80^Mangue^Pedro"
)
