"""Steps of callers, senders and users: who they say they are, and whether they are let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pydicom import Dataset

from harness.guarded import DELIBERATE, Entrance, entrance
from harness.steps.casebook import Casebook, act, book
from harness.steps.phrases import step_text
from simulators.access import Caller
from simulators.clock import local_time
from simulators.dimse import Scu
from simulators.images import make_images
from simulators.mllp_client import MllpClient
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable
from simulators.wire.identifiers import Visit
from simulators.wire.registration import adt
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_query

VERIFICATION = "1.2.840.10008.1.1"
STUDY_ROOT_FIND, STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.2"
UNKNOWN = "NOT_KNOWN_HERE"
ENTRANCE, ASKED, SERVED = "entrance", "asked-of-entrance", "served-at-entrance"  # what the scenario remembers
REFUSALS = "IDN-01 IDN-02 IDN-04 IDN-06"
RIGHTS = {
    "store images": "store",
    "search": "query",
    "retrieve": "retrieve",
    "ask the worklist": "worklist",
    "report steps": "mpps",
}


def entrance_of(context: Any) -> Entrance:
    """The one that the scenario speaks of."""
    found: Entrance = context.hospital.memory[ENTRANCE]
    return found


@contextmanager
def _whatever_is_answered() -> Iterator[None]:
    """What is answered is judged by a check; a system that cannot be reached ends the scenario."""
    try:
        yield
    except Unreachable:
        raise
    except (Refused, PeerViolation, NoAnswer):
        pass


def called_by(context: Any, scu: Scu, ask: Callable[[Scu], object] | None = None) -> int:
    """Call and hang up, or ask; the number of the association request."""
    mark = context.hospital.transcript.mark()
    with _whatever_is_answered():
        if ask is not None:
            ask(scu)
        else:
            scu.associate([VERIFICATION], deliberate=DELIBERATE).release()
    since = context.hospital.transcript.since(mark)
    return next(  # its own: somebody else may call meanwhile, to tell what he has had since the last scenario
        one.number
        for one in since
        if one.kind == "A-ASSOCIATE-RQ" and (one.sender, one.receiver) == (scu.sender, scu.receiver)
    )


def remember(context: Any, check: str, **facts: Any) -> None:
    context.hospital.memory[ASKED] = (check, facts)


# --- callers ------------------------------------------------------------------------------------------


@step_text(
    "given",
    en='system "{system}" knows who may call it',
    es='el sistema "{system}" sabe quién puede llamarlo',
    fr='le système "{system}" sait qui peut l\'appeler',
    pt='o sistema "{system}" sabe quem o pode chamar',
)
def knows_callers(context: Any, system: str) -> None:
    """A caller that it knows is let in first: only then a refusal tells something."""
    book(context)
    door = context.hospital.memory[ENTRANCE] = entrance(context.hospital, system, context.add_cleanup)
    require_served(context, lambda: called_by(context, door.scu(door.caller().ae_title)))


def require_served(context: Any, call: Callable[[], int]) -> None:
    """Who calls with every right is let in, now and after each refusal."""
    context.hospital.memory[SERVED] = call
    context.hospital.check("IDN-03", call=call())


@step_text(
    "when",
    en='a device calls system "{system}" under the title "{title}"',
    es='un equipo llama al sistema "{system}" con el título "{title}"',
    fr='un appareil appelle le système "{system}" sous le titre "{title}"',
    pt='um equipamento chama o sistema "{system}" com o título "{title}"',
)
def calls_under(context: Any, system: str, title: str) -> None:
    act(context)
    door = entrance_of(context)
    known = door.elsewhere() if title == "of another address" else door.caller()
    written = {
        "unknown": UNKNOWN,
        "in another case": known.ae_title.swapcase(),
        "with blanks": f" {known.ae_title}"[:16],
    }
    call = called_by(context, door.scu(written.get(title, known.ae_title)))
    remember(context, "IDN-03" if title in ("registered", "with blanks") else "IDN-01", call=call)


@step_text(
    "when",
    en='a device that system "{system}" knows calls it by the title "{called:title}"',
    es='un equipo que el sistema "{system}" conoce lo llama por el título "{called}"',
    fr='un appareil que le système "{system}" connaît l\'appelle par le titre "{called}"',
    pt='um equipamento que o sistema "{system}" conhece chama-o pelo título "{called}"',
)
def calls_by(context: Any, system: str, called: str) -> None:
    act(context)
    door = entrance_of(context)
    own = door.dicom().ae_title
    written = own.swapcase() if called == "in another case" else UNKNOWN
    remember(context, "IDN-02", call=called_by(context, door.scu(door.caller().ae_title, called=written)))


@step_text(
    "when",
    en='a caller who may "{may:right}" but not "{may_not:right}" tries at system "{system}" to "{tried:right}"',
    es='quien tiene el derecho "{may}" pero no este: "{may_not}", intenta esto en el sistema "{system}": "{tried}"',
    fr='un appelant qui a le droit : "{may}", mais pas : "{may_not}", essaie au système "{system}" ceci : "{tried}"',
    pt='quem tem o direito "{may}" mas não este: "{may_not}", tenta isto no sistema "{system}": "{tried}"',
)
def tries(context: Any, system: str, may: str, may_not: str, tried: str) -> None:
    casebook, door = act(context), entrance_of(context)
    caller = door.caller(may=RIGHTS[may], may_not=RIGHTS[may_not])
    call = called_by(context, door.scu(caller.ae_title), lambda scu: ACTS[RIGHTS[tried]](casebook, caller, scu))
    remember(context, "IDN-03" if tried == may else "IDN-04", call=call)


def _store(casebook: Casebook, caller: Caller, scu: Scu) -> None:
    (image,) = make_images(None, modality="CT", patient=casebook.patient("Ana Torres"), instances=1)
    scu.store([image], deliberate=DELIBERATE)


def _query(casebook: Casebook, caller: Caller, scu: Scu) -> None:
    query = _keys(casebook, PatientID=casebook.patient("Ana Torres").id.value, StudyInstanceUID="")
    scu.find(STUDY_ROOT_FIND, query, deliberate=DELIBERATE)


def _retrieve(casebook: Casebook, caller: Caller, scu: Scu) -> None:
    query = _keys(casebook, StudyInstanceUID=casebook.hospital.runtime.uid())
    scu.move(STUDY_ROOT_MOVE, query, casebook.hospital.wiring.ae_title("workstation"), deliberate=DELIBERATE)


def _worklist(casebook: Casebook, caller: Caller, scu: Scu) -> None:
    scu.find(MODALITY_WORKLIST, worklist_query(station=caller.ae_title), deliberate=DELIBERATE)


def _keys(casebook: Casebook, **keys: str) -> Dataset:
    query = Dataset()
    query.QueryRetrieveLevel = "STUDY"
    for keyword, value in keys.items():
        setattr(query, keyword, value)
    return query


ACTS = {"store": _store, "query": _query, "retrieve": _retrieve, "worklist": _worklist}


@step_text(
    "when",
    en='the workstation asks system "PACS" to send exam "{exam}" for patient "{patient}" to its title, but "{title}"',
    es='la estación de trabajo pide al sistema "PACS" que envíe a su título, pero "{title}", la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='la station de travail demande au système "PACS" d\'envoyer à son titre, mais "{title}", l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='a estação de trabalho pede ao sistema "PACS" que envie para o seu título, mas "{title}", o exame "{exam}" [do '
    'paciente] "{patient}"',
)
def sends_to_other_title(context: Any, exam: str, patient: str, title: str) -> None:
    casebook = act(context)
    station, case = casebook.hospital.workstation, casebook.case(patient, exam)
    nobody = station.config.ae_title.swapcase() if title == "in another case" else UNKNOWN
    result = station.move(case.study_instance_uid, destination=nobody, deliberate="a destination nobody knows")
    casebook.responses, case.received = result.responses, result.instances


@step_text(
    "then",
    en='system "{system}" serves the caller',
    es='el sistema "{system}" atiende la llamada',
    fr='le système "{system}" sert l\'appelant',
    pt='o sistema "{system}" atende a chamada',
    checks="IDN-03",
)
@step_text(
    "then",
    en='system "{system}" refuses the caller',
    es='el sistema "{system}" rechaza la llamada',
    fr='le système "{system}" refuse l\'appelant',
    pt='o sistema "{system}" recusa a chamada',
    checks=REFUSALS,
)
@step_text(
    "then",
    en='system "{system}" refuses the message and says why',
    es='el sistema "{system}" rechaza el mensaje y dice por qué',
    fr='le système "{system}" refuse le message et dit pourquoi',
    pt='o sistema "{system}" recusa a mensagem e diz porquê',
    checks="IDN-05",
)
@step_text(
    "then",
    en='system "{system}" confirms the user exactly where it was asked to',
    es='el sistema "{system}" confirma el usuario sólo si se le pidió',
    fr="le système \"{system}\" confirme l'utilisateur seulement s'il en a été prié",
    pt='o sistema "{system}" confirma o utilizador só quando lhe foi pedido',
    checks="IDN-07",
)
def is_judged(context: Any, system: str, checks: str) -> None:
    """By the check that the act asks for, which is one that fits the words. Who refused serves whom it knows all the
    same: a system that broke down when a stranger called has refused nobody."""
    check, facts = context.hospital.memory[ASKED]
    assert check in checks.split()
    context.hospital.check(check, **facts)
    if check in REFUSALS.split():
        require_served(context, context.hospital.memory[SERVED])


# --- senders of messages --------------------------------------------------------------------------------


@step_text(
    "given",
    en='system "{system}" knows whose messages it takes',
    es='el sistema "{system}" sabe de quién acepta mensajes',
    fr='le système "{system}" sait de qui il accepte des messages',
    pt='o sistema "{system}" sabe de quem aceita mensagens',
)
def knows_senders(context: Any, system: str) -> None:
    book(context)
    door = context.hospital.memory[ENTRANCE] = entrance(context.hospital, system, context.add_cleanup)
    door.senders()


@step_text(
    "when",
    en='somebody registers patient "{patient}" in system "{system}" with an unknown "{part:sender}"',
    es='alguien registra en el sistema "{system}" [al paciente] "{patient}" con una "{part}" que no se conoce',
    fr='quelqu\'un enregistre dans le système "{system}" [le patient] "{patient}" avec une "{part}" inconnue',
    pt='alguém regista no sistema "{system}" [o paciente] "{patient}" com uma "{part}" que não se conhece',
)
def registers_as_unknown(context: Any, system: str, patient: str, part: str) -> None:
    act(context)
    application, facility = entrance_of(context).senders()[0]
    sender = (UNKNOWN, facility) if part == "application" else (application, UNKNOWN)
    remember(context, "IDN-05", message=_register(context, patient, "|".join(sender)))


@step_text(
    "when",
    en='a sender that system "{system}" knows registers patient "{patient}"',
    es='un remitente que el sistema "{system}" conoce registra [al paciente] "{patient}"',
    fr='un expéditeur que le système "{system}" connaît enregistre [le patient] "{patient}"',
    pt='um remetente que o sistema "{system}" conhece regista [o paciente] "{patient}"',
)
def registers_as_known(context: Any, system: str, patient: str) -> None:
    act(context)
    _register(context, patient, "|".join(entrance_of(context).senders()[0]))


def _register(context: Any, patient: str, sender: str) -> int:
    """A04 of this sender; the number of the message."""
    door, hospital = entrance_of(context), context.hospital
    to, mark = door.hl7(), hospital.transcript.mark()
    message = adt(
        "A04",
        book(context).patient(patient),
        Visit(),
        dialect=to.dialect,
        sender=sender,
        receiver=to.name,
        control_id=hospital.runtime.control_id("his"),
        when=local_time(hospital.runtime),
    )
    with MllpClient(hospital.runtime, "his", door.system, to.host, to.port, to.tls) as client, _whatever_is_answered():
        client.send(message, deliberate=DELIBERATE)
    since = hospital.transcript.since(mark)
    sent = (one for one in since if (one.sender, one.receiver, one.protocol) == ("his", door.system, "HL7"))
    return int(next(sent).number)
