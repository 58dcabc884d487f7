"""Steps about the audit trail: what people do at a workstation, and what the repository was told of all that."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from typing import Any

from harness.checks.audit_event import Expected
from harness.checks.audit_events import CLAIM
from harness.checks.audit_told import event_of, untold
from harness.session import Hospital
from harness.steps.casebook import Case, Unmet, act, book
from harness.steps.phrases import step_text
from simulators.wire import audit
from simulators.wire.errors import NoAnswer
from simulators.wire.identifiers import Code

WORKSTATION, DESK = "workstation", "desk:"


def at_the_desk(context: Any, what: str, deed: Callable[[], object]) -> None:
    """Do something at the workstation, and remember when."""
    act(context)
    begun = time.time()
    deed()
    book(context).hospital.memory[DESK + what] = (begun, time.time())


def when(context: Any, what: str) -> tuple[float, float]:
    """When that was done; :class:`Unmet` where it was not."""
    found: tuple[float, float] | None = book(context).hospital.memory.get(DESK + what)
    if found is None:
        raise Unmet("nobody did this at the workstation", role="harness", expected=what, received="nothing")
    return found


def wait_for(hospital: Hospital, events: Callable[[], Iterable[Expected]] | None = None) -> None:
    """Until everything was told, or so long that what is still to come is late."""
    hospital.settle()
    with contextlib.suppress(NoAnswer):
        hospital.wait_until(
            lambda: not untold(hospital.story(), events() if events else None),
            2 * hospital.limits.audit_s,
            "the audit messages",
        )


def judge(hospital: Hospital, event: Expected, others: tuple[Expected, ...] = ()) -> None:
    """One event must have been told, by a role that claims to; ``others`` have messages of their own."""
    hospital.require(event.role, CLAIM)
    wait_for(hospital, lambda: [event, *others])
    hospital.check("AUD-07", event=event, others=others)


@step_text(
    "when",
    en='user "{user}" signs in at the workstation',
    es='el/la usuario/usuaria "{user}" inicia sesión en la estación de trabajo',
    fr="l'utilisateur/l'utilisatrice \"{user}\" ouvre une session sur la station de travail",
    pt='o/a utilizador/utilizadora "{user}" inicia sessão na estação de trabalho',
)
def signs_in(context: Any, user: str) -> None:
    desk = book(context).hospital.workstation.desk
    at_the_desk(context, f"sign-in {user}", lambda: desk.sign_in(user))


@step_text(
    "when",
    en='user "{user}" types a wrong password at the workstation',
    es='el/la usuario/usuaria "{user}" escribe una contraseña errónea en la estación de trabajo',
    fr="l'utilisateur/l'utilisatrice \"{user}\" saisit un mauvais mot de passe sur la station de travail",
    pt='o/a utilizador/utilizadora "{user}" escreve uma palavra-passe errada na estação de trabalho',
)
def fails_to_sign_in(context: Any, user: str) -> None:
    desk = book(context).hospital.workstation.desk
    at_the_desk(context, f"refused sign-in {user}", lambda: desk.sign_in(user, right_password=False))


@step_text(
    "when",
    en='user "{user}" signs out at the workstation',
    es='el/la usuario/usuaria "{user}" cierra la sesión en la estación de trabajo',
    fr="l'utilisateur/l'utilisatrice \"{user}\" ferme la session sur la station de travail",
    pt='o/a utilizador/utilizadora "{user}" termina a sessão na estação de trabalho',
)
def signs_out(context: Any, user: str) -> None:
    desk = book(context).hospital.workstation.desk
    at_the_desk(context, f"sign-out {user}", desk.sign_out)


@step_text(
    "when",
    en='the radiologist writes the fetched images of exam "{exam}" for patient "{patient}" to disc "{label}"',
    es='el/la radiólogo/radióloga graba las imágenes obtenidas de la exploración "{exam}" [del paciente] "{patient}" '
    'en el disco "{label}"',
    fr='le/la radiologue grave les images obtenues de l\'examen "{exam}" [du patient] "{patient}" sur le '
    'disque "{label}"',
    pt='o/a radiologista grava as imagens obtidas do exame "{exam}" [do paciente] "{patient}" no disco "{label}"',
)
def writes_disc(context: Any, exam: str, patient: str, label: str) -> None:
    casebook = book(context)
    desk, images = casebook.hospital.workstation.desk, casebook.case(patient, exam).received
    at_the_desk(context, f"disc {label} written", lambda: desk.write_disc(label, images))


@step_text(
    "when",
    en='the radiologist reads disc "{label}" in at the workstation',
    es='el/la radiólogo/radióloga carga el disco "{label}" en la estación de trabajo',
    fr='le/la radiologue charge le disque "{label}" sur la station de travail',
    pt='o/a radiologista carrega o disco "{label}" na estação de trabalho',
)
def reads_disc(context: Any, label: str) -> None:
    desk = book(context).hospital.workstation.desk
    at_the_desk(context, f"disc {label} read", lambda: desk.read_disc(label))


# --- what the repository was told


@step_text(
    "then",
    en="the audit trail tells all that was done",
    es="el registro de auditoría refleja todo lo que se hizo",
    fr="le journal d'audit rend compte de tout ce qui a été fait",
    pt="o registo de auditoria relata tudo o que foi feito",
)
def tells_all(context: Any) -> None:
    hospital = book(context).hospital
    real = hospital.site.real_roles
    if real and not any(hospital.claims(role, CLAIM) for role in real):
        hospital.omit("the site claims ATNA for none of the real systems")
    wait_for(hospital)
    hospital.check("AUD-06")


# what was done at the desk: the event's type, and whether it failed
AUTHENTICATIONS = {
    "sign-in": (audit.LOGIN, False),
    "refused sign-in": (audit.LOGIN, True),
    "sign-out": (audit.LOGOUT, False),
}


def _authentication(context: Any, user: str, what: str) -> None:
    """This one, told apart from the others of the scenario."""
    when(context, f"{what} {user}")
    events = _authentications(context)
    judge(book(context).hospital, events.pop(f"{what} {user}"), tuple(events.values()))


def _authentications(context: Any) -> dict[str, Expected]:
    """Every sign-in, refused or not, and sign-out of the scenario."""
    found: dict[str, Expected] = {}
    for key, times in book(context).hospital.memory.items():
        what, _, user = key.removeprefix(DESK).rpartition(" ")
        if key.startswith(DESK) and what in AUTHENTICATIONS:
            kind, failed = AUTHENTICATIONS[what]
            names = (frozenset({user}),)
            found[f"{what} {user}"] = event_of(
                WORKSTATION, audit.USER_AUTHENTICATION, "E", *times, kind=kind, names=names, failed=failed
            )
    return found


@step_text(
    "then",
    en='the audit trail of the workstation tells that user "{user}" signed in',
    es='el registro de auditoría de la estación de trabajo refleja que "{user}" inició sesión',
    fr="le journal d'audit de la station de travail indique que l'utilisateur/l'utilisatrice \"{user}\" a "
    "ouvert une session",
    pt='o registo de auditoria da estação de trabalho relata que "{user}" iniciou sessão',
)
def tells_sign_in(context: Any, user: str) -> None:
    _authentication(context, user, "sign-in")


@step_text(
    "then",
    en='the audit trail of the workstation tells that user "{user}" was refused',
    es='el registro de auditoría de la estación de trabajo refleja que se rechazó a "{user}"',
    fr="le journal d'audit de la station de travail indique que l'utilisateur/l'utilisatrice \"{user}\" a été "
    "refusé/refusée",
    pt='o registo de auditoria da estação de trabalho relata que "{user}" foi recusado',
)
def tells_refusal(context: Any, user: str) -> None:
    _authentication(context, user, "refused sign-in")


@step_text(
    "then",
    en='the audit trail of the workstation tells that user "{user}" signed out',
    es='el registro de auditoría de la estación de trabajo refleja que "{user}" cerró la sesión',
    fr="le journal d'audit de la station de travail indique que l'utilisateur/l'utilisatrice \"{user}\" a "
    "fermé la session",
    pt='o registo de auditoria da estação de trabalho relata que "{user}" terminou a sessão',
)
def tells_sign_out(context: Any, user: str) -> None:
    _authentication(context, user, "sign-out")


def _objects(case: Case) -> dict[str, Any]:
    """Patient and study of a case."""
    image = (case.received or case.images)[0]
    return {"patient": str(image.PatientID), "study": case.study_instance_uid}


@step_text(
    "then",
    en='the audit trail of the workstation tells that user "{user}" viewed exam "{exam}" for patient "{patient}"',
    es='el registro de auditoría de la estación de trabajo refleja que "{user}" vio la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr="le journal d'audit de la station de travail indique que l'utilisateur/l'utilisatrice \"{user}\" a "
    'consulté l\'examen "{exam}" '
    '[du patient] "{patient}"',
    pt='o registo de auditoria da estação de trabalho relata que "{user}" viu o exame "{exam}" [do paciente] '
    '"{patient}"',
)
def tells_view(context: Any, user: str, exam: str, patient: str) -> None:
    casebook = book(context)
    hospital, case = casebook.hospital, casebook.case(patient, exam)
    story = hospital.story()
    fetched = story.dimse("C-GET-RQ", "C-MOVE-RQ", sender=WORKSTATION)
    if not fetched:
        raise Unmet("nobody fetched the exam", role="harness", expected=exam, received="nothing")
    last = story.reply(fetched[-1]) or fetched[-1]
    names = (frozenset({user}),)
    judge(
        hospital,
        event_of(
            WORKSTATION,
            audit.INSTANCES_ACCESSED,
            "R",
            fetched[-1].time,
            last.time,
            names=names,
            most=len(case.received) or 1,
            **_objects(case),
        ),
    )


def _disc(context: Any, label: str, case: Case, deed: str, event: Code, action: str, user: str) -> None:
    begun, ended = when(context, f"disc {label} {deed}")
    names = (frozenset({user}), frozenset({label}))
    judge(
        book(context).hospital,
        event_of(WORKSTATION, event, action, begun, ended, names=names, **_objects(case)),
    )


@step_text(
    "then",
    en='the audit trail tells that user "{user}" wrote exam "{exam}" for patient "{patient}" to disc "{label}"',
    es='el registro de auditoría refleja que "{user}" grabó la exploración "{exam}" [del paciente] "{patient}" en el '
    'disco "{label}"',
    fr="le journal d'audit indique que l'utilisateur/l'utilisatrice \"{user}\" a gravé l'examen \"{exam}\" [du "
    'patient] "{patient}" sur le '
    'disque "{label}"',
    pt='o registo de auditoria relata que "{user}" gravou o exame "{exam}" [do paciente] "{patient}" no disco '
    '"{label}"',
)
def tells_export(context: Any, user: str, exam: str, patient: str, label: str) -> None:
    case = book(context).case(patient, exam)
    _disc(context, label, case, "written", audit.EXPORT, "R", user)


@step_text(
    "then",
    en='the audit trail tells that user "{user}" read exam "{exam}" for patient "{patient}" from disc "{label}"',
    es='el registro de auditoría refleja que "{user}" cargó la exploración "{exam}" [del paciente] "{patient}" del '
    'disco "{label}"',
    fr="le journal d'audit indique que l'utilisateur/l'utilisatrice \"{user}\" a chargé l'examen \"{exam}\" [du "
    'patient] "{patient}" depuis le '
    'disque "{label}"',
    pt='o registo de auditoria relata que "{user}" carregou o exame "{exam}" [do paciente] "{patient}" do disco '
    '"{label}"',
)
def tells_import(context: Any, user: str, exam: str, patient: str, label: str) -> None:
    case = book(context).case(patient, exam)
    _disc(context, label, case, "read", audit.IMPORT, "C", user)


@step_text(
    "then",
    en='the audit trail of system "PACS" raises an alert about device "{device}"',
    es='el registro de auditoría del sistema "PACS" da la alerta sobre el equipo "{device}"',
    fr='le journal d\'audit du système "PACS" donne l\'alerte au sujet de l\'appareil "{device}"',
    pt='o registo de auditoria do sistema "PACS" dá o alerta sobre o equipamento "{device}"',
)
def tells_alert(context: Any, device: str) -> None:
    hospital = book(context).hospital
    story = hospital.story()
    rejected = story.dimse("A-ASSOCIATE-RJ", sender="pacs")
    if not rejected:
        raise Unmet("nobody was turned away", role="pacs", expected="A-ASSOCIATE-RJ", received="nothing")
    end = rejected[-1]
    begun = min(one.time for one in story.dimse("A-ASSOCIATE-RQ") if one.connection == end.connection)
    names = (frozenset({hospital.modality(device).ae_title}),)
    judge(
        hospital,
        event_of("pacs", audit.SECURITY_ALERT, "E", begun, end.time, names=names, failed=True, numbers=(end.number,)),
    )
