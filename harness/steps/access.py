"""Steps in which somebody calls the archive over the web and says who she is, or does not."""

from __future__ import annotations

from typing import Any

from harness import access
from harness.access import Door
from harness.checks.access import DEFAULT, ELSEWHERE, LOCKED, READER, REFUSALS, STRANGERS
from harness.outcome import Omitted
from harness.steps.casebook import Unmet, act, book, same
from harness.steps.dicomweb import answer_of, keep
from harness.steps.dicomweb_store import make_for_web
from harness.steps.phrases import step_text
from simulators.web_credentials import Credentials
from simulators.wire.errors import Refused

CLAUSE_REFUSED, CLAUSE_LOCK = "RFC 9110 15.5.2", "RFC 6585 4"
CLAUSE_PROOF = "RFC 7636 4.6"


def door_of(context: Any) -> Door:
    """The door that the scenario speaks of."""
    found: Door = context.hospital.memory["web door"]
    return found


def _call(context: Any, credentials: Credentials, deliberate: str = "", **keys: Any) -> Any:
    casebook = act(context)
    return keep(casebook, door_of(context).agent(credentials).search("STUDY", deliberate=deliberate, **keys))


@step_text(
    "given",
    en='system "PACS" wants "{way}" of who calls it over the web',
    es='el sistema "PACS" pide "{way}" a quien lo llama por la web',
    fr='le système "PACS" demande "{way}" à qui l\'appelle par le web',
    pt='o sistema "PACS" pede "{way}" a quem o chama pela web',
)
def wants(context: Any, way: str) -> None:
    casebook = book(context)
    casebook.hospital.memory["web door"] = access.door(casebook.hospital, way, context.add_cleanup)


@step_text(
    "when",
    en='somebody with "{credentials}" searches system "PACS" over the web',
    es='alguien con "{credentials}" busca en el sistema "PACS" por la web',
    fr='quelqu\'un avec "{credentials}" cherche dans le système "PACS" par le web',
    pt='alguém com "{credentials}" pesquisa no sistema "PACS" pela web',
)
def searches(context: Any, credentials: str) -> None:
    shown = door_of(context).showing(credentials)
    _call(context, shown, credentials if credentials in STRANGERS else "", PatientID=_nobody(context))


def _nobody(context: Any) -> str:
    """An identifier of our own range that nobody has: whoever is served is told that there is nothing."""
    return str(context.hospital.patient_id().value)


@step_text(
    "then",
    en='system "PACS" serves the caller over the web',
    es='el sistema "PACS" atiende por la web a quien llama',
    fr='le système "PACS" sert par le web celui qui appelle',
    pt='o sistema "PACS" atende pela web quem chama',
)
def serves(context: Any) -> None:
    answer = answer_of(book(context))
    if not answer.is_success:
        raise Unmet("a caller who may call was refused over the web", role="pacs", expected="HTTP 200",
                    received=f"HTTP {answer.status}", clause=CLAUSE_REFUSED)  # fmt: skip


@step_text(
    "then",
    en='system "PACS" refuses the caller over the web',
    es='el sistema "PACS" rechaza por la web a quien llama',
    fr='le système "PACS" refuse par le web celui qui appelle',
    pt='o sistema "PACS" recusa pela web quem chama',
)
def refuses(context: Any) -> None:
    hospital, answer = book(context).hospital, answer_of(book(context))
    hospital.check("ACC-01")
    if answer.status not in REFUSALS:
        raise Unmet("a caller who may not call was not refused over the web", role="pacs", expected="HTTP 401",
                    received=f"HTTP {answer.status}", clause=CLAUSE_REFUSED)  # fmt: skip


@step_text(
    "then",
    en='system "PACS" says how it wants to be called over the web',
    es='el sistema "PACS" dice cómo quiere que se lo llame por la web',
    fr='le système "PACS" dit comment il veut être appelé par le web',
    pt='o sistema "PACS" diz como quer ser chamado pela web',
)
def says_how(context: Any) -> None:
    same("answer to who does not say who she is", 401, answer_of(book(context)).status, role="pacs",
         clause=CLAUSE_REFUSED)  # fmt: skip
    book(context).hospital.check("ACC-02")


# --- keys and codes of the provider


@step_text(
    "when",
    en='the OpenID provider of system "PACS" changes its key',
    es='el proveedor de OpenID del sistema "PACS" cambia su clave',
    fr='le fournisseur OpenID du système "PACS" change sa clé',
    pt='o fornecedor de OpenID do sistema "PACS" muda a sua chave',
)
def changes_key(context: Any) -> None:
    door = door_of(context)
    if door.provider is None:
        raise Omitted("only a person can change the key of the site's provider")
    door.hospital.memory["former token"] = door.showing("token by client credentials")
    door.provider.rotate()


@step_text(
    "when",
    en='somebody with a token under the former key searches system "PACS" over the web',
    es='alguien con un token de la clave anterior busca en el sistema "PACS" por la web',
    fr="quelqu'un avec un jeton de l'ancienne clé cherche dans le système \"PACS\" par le web",
    pt='alguém com um token da chave anterior pesquisa no sistema "PACS" pela web',
)
def searches_with_former(context: Any) -> None:
    former = context.hospital.memory["former token"]
    _call(context, former, "token under a former key", PatientID=_nobody(context))


@step_text(
    "when",
    en='somebody who took an authorization code from another asks the OpenID provider of system "PACS" for a token',
    es='alguien que tomó el código de autorización de otro pide un token al proveedor de OpenID del sistema "PACS"',
    fr="quelqu'un qui a pris le code d'autorisation d'un autre demande un jeton au fournisseur OpenID du système "
    '"PACS"',
    pt='alguém que tomou o código de autorização de outro pede um token ao fornecedor de OpenID do sistema "PACS"',
)
def took_code(context: Any) -> None:
    from simulators.openid import challenge_of

    act(context)
    door = door_of(context)
    openid = door.good.openid
    if openid is None or not openid.user:
        raise Omitted("the site names nobody who signs in at the provider")
    party, memory = door.party(flow="authorization-code"), door.hospital.memory
    code = party.code(challenge_of("of-who-began-" * 4))
    try:
        party.by_code(code, "of-somebody-else-" * 4, deliberate="a code of somebody else")
        memory["given"] = "a token"
    except Refused as error:
        memory["given"] = error.code


@step_text(
    "then",
    en='the OpenID provider of system "PACS" gives no token',
    es='el proveedor de OpenID del sistema "PACS" no da ningún token',
    fr='le fournisseur OpenID du système "PACS" ne donne pas de jeton',
    pt='o fornecedor de OpenID do sistema "PACS" não dá nenhum token',
)
def gives_no_token(context: Any) -> None:
    same("answer to a code of somebody else", "invalid_grant", context.hospital.memory["given"], role="openid",
         clause=CLAUSE_PROOF)  # fmt: skip


# --- one's own hospital


@step_text(
    "when",
    en='a user of this hospital looks over the web for exam "{exam}" for patient "{patient}"',
    es='un usuario de este hospital busca por la web la exploración "{exam}" [del paciente] "{patient}"',
    fr='un utilisateur de cet hôpital cherche par le web l\'examen "{exam}" [du patient] "{patient}"',
    pt='um utilizador deste hospital procura pela web o exame "{exam}" [do paciente] "{patient}"',
)
def looks_here(context: Any, exam: str, patient: str) -> None:
    study = book(context).case(patient, exam).study_instance_uid
    _call(context, door_of(context).good, StudyInstanceUID=study)


@step_text(
    "when",
    en='a user of another hospital looks over the web for exam "{exam}" for patient "{patient}" and fetches it',
    es='un usuario de otro hospital busca por la web la exploración "{exam}" [del paciente] "{patient}" y la pide',
    fr='un utilisateur d\'un autre hôpital cherche par le web l\'examen "{exam}" [du patient] "{patient}" et le '
    "demande",
    pt='um utilizador de outro hospital procura pela web o exame "{exam}" [do paciente] "{patient}" e pede-o',
)
def looks_elsewhere(context: Any, exam: str, patient: str) -> None:
    door, study = door_of(context), book(context).case(patient, exam).study_instance_uid
    if door.elsewhere is None:
        raise Omitted("the site names no user of another hospital")
    _call(context, door.elsewhere, ELSEWHERE, StudyInstanceUID=study)
    door.hospital.memory["fetched"] = door.agent(door.elsewhere).retrieve(study, deliberate=ELSEWHERE)


@step_text(
    "then",
    en='system "PACS" shows and gives the user of another hospital nothing',
    es='el sistema "PACS" no muestra ni da nada al usuario de otro hospital',
    fr="le système \"PACS\" ne montre et ne donne rien à l'utilisateur d'un autre hôpital",
    pt='o sistema "PACS" não mostra nem dá nada ao utilizador de outro hospital',
)
def shows_nothing(context: Any) -> None:
    hospital = book(context).hospital
    hospital.check("ACC-03")
    fetched = hospital.memory["fetched"]
    if fetched.status not in (401, 403, 404):
        raise Unmet("answer to who fetches a study of another hospital", role="pacs", expected="HTTP 403 or HTTP 404",
                    received=f"HTTP {fetched.status}")  # fmt: skip


@step_text(
    "when",
    en='a user who may only look sends exam "{exam}" for patient "{patient}" of device "{device}" over the web',
    es='un usuario que sólo puede mirar envía por la web la exploración "{exam}" [del paciente] "{patient}" del equipo '
    '"{device}"',
    fr='un utilisateur qui peut seulement regarder envoie par le web l\'examen "{exam}" [du patient] "{patient}" de '
    'l\'appareil "{device}"',
    pt='um utilizador que só pode ver envia pela web o exame "{exam}" [do paciente] "{patient}" do equipamento '
    '"{device}"',
)
def reader_stores(context: Any, exam: str, patient: str, device: str) -> None:
    casebook, door = act(context), door_of(context)
    if door.reader is None:
        raise Omitted("the site names no user who may only look")
    case = casebook.case(patient, exam)
    images = make_for_web(casebook, case, device, mpps=False)
    keep(casebook, door.agent(door.reader).store(images, deliberate=READER))
    case.images.clear()


# --- guessing


@step_text(
    "when",
    en='somebody guesses passwords of one account of system "PACS" over the web, and then knows the right one',
    es='alguien adivina contraseñas de una cuenta del sistema "PACS" por la web, y luego sabe la buena',
    fr="quelqu'un devine des mots de passe d'un compte du système \"PACS\" par le web, puis sait le bon",
    pt='alguém adivinha palavras-passe de uma conta do sistema "PACS" pela web, e depois sabe a certa',
)
def guesses(context: Any) -> None:
    door = door_of(context)
    if door.lockable is None:
        raise Omitted("the site names no account that may be locked")
    for _ in range(access.MOST_TRIES):
        answer = _call(context, door.showing("wrong password"), "wrong password", PatientID=_nobody(context))
        if answer.status == 429:
            break
    _call(context, door.lockable, LOCKED, PatientID=_nobody(context))


@step_text(
    "then",
    en='system "PACS" has locked the account, and serves others over the web',
    es='el sistema "PACS" ha bloqueado la cuenta, y atiende a otros por la web',
    fr='le système "PACS" a bloqué le compte, et sert les autres par le web',
    pt='o sistema "PACS" bloqueou a conta, e atende outros pela web',
)
def has_locked(context: Any) -> None:
    casebook = book(context)
    casebook.hospital.check("ACC-01")
    answer = answer_of(casebook)
    if answer.status == 429 and not answer.headers.get("retry-after"):
        raise Unmet("a locked account is not told for how long", role="pacs", expected="Retry-After",
                    received="nothing", clause=CLAUSE_LOCK)  # fmt: skip
    _call(context, door_of(context).good, PatientID=_nobody(context))
    serves(context)


@step_text(
    "when",
    en='somebody tries the accounts that archives are delivered with at system "PACS" over the web',
    es='alguien prueba por la web en el sistema "PACS" las cuentas con las que se entregan los archivos',
    fr='quelqu\'un essaie par le web sur le système "PACS" les comptes avec lesquels les archives sont livrées',
    pt='alguém experimenta pela web no sistema "PACS" as contas com que os arquivos são entregues',
)
def tries_defaults(context: Any) -> None:
    """Few, told before they are tried; at a real system only with the consent of its site."""
    from harness.audit.catalogue import accounts

    door, site = door_of(context), book(context).hospital.site
    if site.is_real("pacs") and not allowed(site):
        raise Omitted("the site does not allow to try accounts as delivered")
    tried = accounts()
    door.hospital.on_progress(f"trying accounts as delivered: {', '.join(account.user for account in tried)}")
    for account in tried:
        shown = door.with_password(account.user, account.password)
        _call(context, shown, DEFAULT, PatientID=_nobody(context))


def allowed(site: Any) -> bool:
    """Whether the site's ``[security]`` table consents today to passwords being tried."""
    from datetime import date

    security = site.tables.security
    consents = security.consent is not None and "passwords" in security.consent
    return consents and (not security.until or date.today().isoformat() <= security.until)
