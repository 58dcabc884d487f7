"""Steps about lines and systems that fail and come back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from harness.steps.archive import image_uids
from harness.steps.casebook import Case, Casebook, Unmet, act, book, same
from harness.steps.examination import Examination, examination
from harness.steps.phrases import step_text
from simulators.addresses import DicomAddress
from simulators.dimse import Scu
from simulators.link import Link
from simulators.link_messages import CutAfter
from simulators.link_profile import DAY_S, profile
from simulators.wire.elements import text
from simulators.wire.errors import InteropError, NoAnswer, Refused

IMAGES_CUT = 12  # enough to cut among them
VERIFICATION = "1.2.840.10008.1.1"
CUT_AFTER_BYTES = 40_000
MOST_PDUS = 40  # of two small images: four, or some more where the archive takes short PDUs
QUIET_S = 0.2  # when everything has passed, the line is not cut any more
PATIENCE_S = 1.0  # of a device that is not answered
OURS_TRIES_S = 2.0  # what a role of ours has for somebody, it has tried to send by then
OUTAGE_S = 1.5  # what days are shortened to: the queue tries some times


def link_to_archive(context: Any, casebook: Casebook, device: str) -> tuple[Link, DicomAddress]:
    """A line of our own between the device and the archive, taken away when the scenario ends."""
    usual = casebook.hospital.modality(device).config.storage
    link = Link(usual.host, usual.port, transcript=casebook.hospital.transcript)
    link.start()
    context.add_cleanup(link.stop)
    casebook.hospital.memory[f"link of {device}"] = link
    return link, replace(usual, host="127.0.0.1", port=link.port)


def require_struck(link: Link, one: Examination, device: str) -> None:
    """The line failed in the middle of the study, as it was meant to."""
    if not link.wait_until_struck(one.casebook.hospital.limits.dimse_s):
        raise Unmet("the link was not cut in the middle of the study", role=device)
    nobody_owes_an_answer(one.casebook, device)


def nobody_owes_an_answer(casebook: Casebook, device: str) -> None:
    """The requests that were under way when we cut the line stay without an answer, and that is our doing."""
    since = casebook.hospital.transcript.since(casebook.mark)
    answered = {exchange.reply_to for exchange in since}
    for exchange in since:
        if exchange.kind == "C-STORE-RQ" and exchange.sender == device and exchange.number not in answered:
            casebook.hospital.scenario.cut.add(exchange.connection)


@step_text(
    "when",
    en='the link between device "{device}" and system "PACS" is cut while exam "{exam}" for patient '
    '"{patient}" is being sent',
    es='se corta el enlace entre el equipo "{device}" y el sistema "PACS" durante el envío de la '
    'exploración "{exam}" [del paciente] "{patient}"',
    fr='la liaison entre l\'appareil "{device}" et le système "PACS" est coupée pendant l\'envoi de '
    'l\'examen "{exam}" [du patient] "{patient}"',
    pt='a ligação entre o equipamento "{device}" e o sistema "PACS" é cortada durante o envio do exame '
    '"{exam}" [do paciente] "{patient}"',
)
def link_is_cut(context: Any, device: str, exam: str, patient: str) -> None:
    with examination(context, exam, patient, device) as one:
        link, address = link_to_archive(context, one.casebook, device)
        link.cut_after(CUT_AFTER_BYTES)
        one.modality.store(one.make(IMAGES_CUT), retry=True, to=address)
        require_struck(link, one, device)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" while system "PACS" cannot be '
    'reached from device "{device}"',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" mientras el '
    'sistema "PACS" no es accesible desde el equipo "{device}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" alors que le système "PACS" est injoignable depuis l\'appareil "{device}"',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" enquanto o sistema "PACS" '
    'está inacessível a partir do equipamento "{device}"',
)
def performs_unreachable(context: Any, exam: str, patient: str, device: str) -> None:
    with examination(context, exam, patient, device) as one:
        link, address = link_to_archive(context, one.casebook, device)
        link.cut()
        one.modality.store(one.make(2), retry=True, to=address)


@step_text(
    "when",
    en='the link between device "{device}" and system "PACS" is restored',
    es='se restablece el enlace entre el equipo "{device}" y el sistema "PACS"',
    fr='la liaison entre l\'appareil "{device}" et le système "PACS" est rétablie',
    pt='a ligação entre o equipamento "{device}" e o sistema "PACS" é restabelecida',
)
def link_is_restored(context: Any, device: str) -> None:
    casebook = book(context)
    link: Link = casebook.hospital.memory[f"link of {device}"]
    with _draining(casebook, device, link):
        link.restore()


@step_text(
    "when",
    en='the link between device "{device}" and system "PACS" is cut after each message in turn while exam "{exam}" '
    'for patient "{patient}" is being sent',
    es='se corta el enlace entre el equipo "{device}" y el sistema "PACS" después de cada mensaje, uno tras otro, '
    'durante el envío de la exploración "{exam}" [del paciente] "{patient}"',
    fr='la liaison entre l\'appareil "{device}" et le système "PACS" est coupée après chaque message, l\'un après '
    'l\'autre, pendant l\'envoi de l\'examen "{exam}" [du patient] "{patient}"',
    pt='a ligação entre o equipamento "{device}" e o sistema "PACS" é cortada após cada mensagem, uma após a outra, '
    'durante o envio do exame "{exam}" [do paciente] "{patient}"',
)
def link_is_cut_after_each(context: Any, device: str, exam: str, patient: str) -> None:
    with examination(context, exam, patient, device) as one:
        link, address = link_to_archive(context, one.casebook, device)
        for count in range(1, MOST_PDUS):
            made = one.make(2)
            link.per_connection = lambda count=count: CutAfter("dicom", count)
            answers = one.modality.store(made, retry=True, to=address)
            was_cut = link.wait_until_down(QUIET_S)
            link.per_connection = None
            with _draining(one.casebook, device, link):
                link.restore()
                taken = (ds for ds, answer in zip(made, answers, strict=False) if answer.is_success)
                _require_kept(one.casebook, one.case, [text(ds, "SOPInstanceUID") for ds in taken])
                nobody_owes_an_answer(one.casebook, device)
            if not was_cut:
                break


def _require_kept(casebook: Casebook, case: Case, stored: list[str]) -> None:
    """What was acknowledged before the cut is there after it."""
    there = set(image_uids(casebook, case.study_instance_uid)) if stored else set()
    kept = [uid for uid in stored if uid in there]
    same("images acknowledged before the cut", stored, kept, role="pacs", clause="DICOM PS3.4 B.2.3")


@contextlib.contextmanager
def _draining(casebook: Casebook, device: str, link: Link) -> Iterator[None]:
    """The line comes up inside; then whatever waits at the device arrives. If not, it is the device's fault where it
    did not even call."""
    modality, calls = casebook.hospital.modality(device), link.connections
    yield
    if not modality.drained(casebook.hospital.limits.routing_s):
        called = link.connections > calls
        raise Unmet(f"{device} still has {modality.waiting} images to send", role="pacs" if called else device)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" while the link between device "{device}" and '
    'system "PACS" is down for {n} days',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" mientras el enlace entre el '
    'equipo "{device}" y el sistema "PACS" está cortado durante {n} días',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] "{patient}" '
    'alors que la liaison entre l\'appareil "{device}" et le système "PACS" est coupée pendant {n} jours',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" enquanto a ligação entre o equipamento '
    '"{device}" e o sistema "PACS" está cortada durante {n} dias',
)
def performs_during_outage(context: Any, exam: str, patient: str, device: str, n: int) -> None:
    """The clock of the outage is shortened, and starts when the device has tried in vain; then it tries again."""
    with examination(context, exam, patient, device) as one:
        link, address = link_to_archive(context, one.casebook, device)
        link.cut()
        one.modality.store(one.make(4), retry=True, to=address)
        link.down_for(n * DAY_S, clock=n * DAY_S / OUTAGE_S)
    with _draining(one.casebook, device, link):
        link.wait_until_up(OUTAGE_S * 10)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}" over a line like "{line}"',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo "{device}" por '
    'una línea como "{line}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] "{patient}" '
    'sur l\'appareil "{device}" par une ligne comme "{line}"',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}" por uma linha '
    'como "{line}"',
)
def performs_over_line(context: Any, exam: str, patient: str, device: str, line: str) -> None:
    with examination(context, exam, patient, device) as one:
        link, address = link_to_archive(context, one.casebook, device)
        link.use(profile(line), seed=1)
        one.send(one.make(2), to=address)


@step_text(
    "when",
    en='system "PACS" loses its power while exam "{exam}" for patient "{patient}" is being sent from device "{device}"',
    es='el sistema "PACS" se queda sin corriente mientras se envía la exploración "{exam}" [del paciente] "{patient}" '
    'desde el equipo "{device}"',
    fr='le système "PACS" perd son alimentation pendant l\'envoi de l\'examen "{exam}" [du patient] "{patient}" '
    'depuis l\'appareil "{device}"',
    pt='o sistema "PACS" fica sem corrente durante o envio do exame "{exam}" [do paciente] "{patient}" a partir do '
    'equipamento "{device}"',
    fault="power_cut",
)
@step_text(
    "when",
    en='system "PACS" takes everything and answers nothing while exam "{exam}" for patient "{patient}" is being sent '
    'from device "{device}"',
    es='el sistema "PACS" lo recibe todo y no responde nada mientras se envía la exploración "{exam}" [del paciente] '
    '"{patient}" desde el equipo "{device}"',
    fr='le système "PACS" prend tout et ne répond rien pendant l\'envoi de l\'examen "{exam}" [du patient] '
    '"{patient}" depuis l\'appareil "{device}"',
    pt='o sistema "PACS" recebe tudo e não responde nada durante o envio do exame "{exam}" [do paciente] "{patient}" '
    'a partir do equipamento "{device}"',
    fault="half_open",
)
def falls_silent(context: Any, exam: str, patient: str, device: str, fault: str) -> None:
    """Nobody tells the device: it waits for an answer as long as it has patience, which is short here."""
    with examination(context, exam, patient, device) as one:
        link, address = link_to_archive(context, one.casebook, device)
        link.cut_after(CUT_AFTER_BYTES, getattr(link, fault))
        usual = one.modality.config
        one.modality.config = replace(usual, patience_s=PATIENCE_S)
        try:
            one.modality.store(one.make(IMAGES_CUT), retry=True, to=address)
        finally:
            one.modality.config = usual
        require_struck(link, one, device)


@step_text(
    "given",
    en='system "EMR" is down',
    es='el sistema "EMR" está fuera de servicio',
    fr='le système "EMR" est hors service',
    pt='o sistema "EMR" está fora de serviço',
)
def record_is_down(context: Any) -> None:
    record = book(context).hospital.drive("emr", "stop the medical record")
    context.add_cleanup(record.bring_up)
    begin_outage(context, record.address.port)
    record.take_down()


@step_text(
    "when",
    en='system "EMR" is up again',
    es='el sistema "EMR" vuelve a funcionar',
    fr='le système "EMR" fonctionne de nouveau',
    pt='o sistema "EMR" volta a funcionar',
)
def record_is_up(context: Any) -> None:
    record = book(context).hospital.drive("emr", "start the medical record")
    end_outage(context, record.address.port, "ris", book(context).hospital.limits.notification_s)
    record.bring_up()


def begin_outage(context: Any, port: int) -> None:
    """Before what listens there goes down."""
    hospital = book(context).hospital
    hospital.memory[f"in vain {port}"] = hospital.transcript.calls_in_vain(port)


def end_outage(context: Any, port: int, sender: str, seconds: float) -> None:
    """Before it comes up again: an outage that the sender did not meet is none. Ours is seen to try, and tries at once
    what it has; a real one is given ``seconds``."""
    hospital = book(context).hospital
    before = hospital.memory.get(f"in vain {port}")
    if before is None:  # it is not down
        return
    patience = seconds if hospital.is_real(sender) else OURS_TRIES_S
    with contextlib.suppress(NoAnswer):
        hospital.wait_until(lambda: hospital.transcript.calls_in_vain(port) > before, patience, sender.upper())


@step_text(
    "when",
    en='device "{device}" calls system "PACS" under the name "{name}"',
    es='el equipo "{device}" llama al sistema "PACS" con el nombre "{name}"',
    fr='l\'appareil "{device}" appelle le système "PACS" sous le nom "{name}"',
    pt='o equipamento "{device}" chama o sistema "PACS" pelo nome "{name}"',
)
def calls_by_wrong_name(context: Any, device: str, name: str) -> None:
    casebook = act(context)
    modality = casebook.hospital.modality(device)
    usual = modality.config.storage
    scu = Scu(casebook.hospital.runtime, device, "pacs", usual.host, usual.port, name, modality.address.ae_title)
    try:
        with scu.associate([VERIFICATION], deliberate="a called AE title that is not the archive's") as association:
            association.echo()
    except InteropError as error:
        casebook.error = error


@step_text(
    "then",
    en='system "PACS" refuses the connection with the reason "called name not recognized"',
    es='el sistema "PACS" rechaza la conexión con el motivo "nombre llamado no reconocido"',
    fr='le système "PACS" refuse la connexion avec le motif "nom appelé non reconnu"',
    pt='o sistema "PACS" recusa a ligação com o motivo "nome chamado não reconhecido"',
)
def refuses_connection(context: Any) -> None:
    error = book(context).error
    code = str(error.code) if isinstance(error, Refused) else ""
    if code != "1/1/7":
        raise Unmet(
            "the archive answered to a name that is not its own",
            role="pacs",
            expected="association rejected, 1/1/7 called AE title not recognized",
            received=str(error) if error else "accepted",
            clause="DICOM PS3.8 Table 9-21",
        )
