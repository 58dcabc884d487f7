"""Pages of signing: check the answers, decide, sign; the receipt; and what the test lead sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import JSONResponse, Response

from harness.attended import ROLES
from harness.console import audit
from harness.console.accounts import SignInRefused
from harness.console.attempts import Entry, Fields
from harness.console.doors import clock, put_session, refuse
from harness.console.reach import file_in, may_see
from harness.console.signing import LEAD, Line, MayNotSign, Signature, check, reservations_of
from harness.console.states import VERDICTS, State
from harness.console.tasks import rows_of
from harness.console.visit import Visit
from harness.signed_answers import FOLDER
from harness.verdict import Verdict

DOCUMENTS = (".pdf", ".html", ".json")


@dataclass(frozen=True, slots=True)
class Ready:
    """A scenario that can be signed, with its answers."""

    line: Line
    state: State
    entries: list[Entry]
    chosen: bool = True


def show_sign(visit: Visit) -> Response:
    corrects = _corrected(visit, visit.request.query_params.get("corrects", ""))
    if isinstance(corrects, Response):
        return corrects
    return _sign_page(visit, corrects)


def sign(visit: Visit) -> Response:
    """Sign, if everything is there and the password is right."""
    corrects = _corrected(visit, visit.form.get("corrects"))
    if isinstance(corrects, Response):
        return corrects
    chosen, errors = set(visit.form.all("attempt")), []
    lines = _lines(visit, corrects)
    known = {str(line.attempt.id) for line in lines if line.attempt}
    if chosen - known:
        return refuse(visit, "signature over another role's attempt")
    wanted = [line for line in lines if line.attempt and str(line.attempt.id) in chosen]
    if visit.lead:  # the whole, or nothing
        wanted = [line for line in lines if line.open != "signed"]
    decision, reservations = visit.form.get("decision"), reservations_of(visit.form.get("reservations"))
    try:
        check(wanted, decision, reservations)
    except MayNotSign as why:
        errors.append(_error(why))
        if why.why in ("own_work", "not_executed"):
            audit.record(
                visit.console.store, visit.me.login, f"refused: signature ({why.why})", why.about, "", visit.address
            )
    if visit.form.get("declare") != "yes":
        errors.append(("declare", "declare_missing"))
    if errors:
        return _sign_page(visit, corrects, errors=errors, chosen=chosen, status=422)
    try:
        visit.console.accounts.check(visit.me.login, visit.form.get("password"), visit.address, action="password given")
    except SignInRefused as refused:
        stopped = clock(visit, refused.until) if refused.until else ""
        return _sign_page(visit, corrects, errors=[] if stopped else [("password", "password_wrong")], chosen=chosen,
                          stopped=stopped, status=429 if stopped else 403)  # fmt: skip
    return _signed(visit, wanted, decision, reservations, corrects)


def _signed(
    visit: Visit, lines: list[Line], decision: str, reservations: list[str], corrects: Signature | None
) -> Response:
    console = visit.console
    own = all(line.attempt and line.attempt.account_id == visit.me.id for line in lines)
    try:
        signature = console.signing.sign(
            visit.me, lines, decision, reservations, time=console.runner.now(), corrects=corrects,
            meaning=str(visit.words(meaning_of(visit, own))), address=visit.address,
        )  # fmt: skip
    except MayNotSign as why:
        return _sign_page(visit, corrects, errors=[_error(why)], status=409)
    assert visit.session is not None
    console.filing.file()
    response = visit.go(f"/signatures/{signature.id}")
    if token := console.sessions.renew(visit.session.id, now=True):
        put_session(visit, response, token)
    return response


def meaning_of(visit: Visit, own: bool) -> str:
    """Key of the sentence in the first person that is signed."""
    return "meaning_lead" if visit.lead else "meaning_executed" if own else "meaning_approved"


def _sign_page(
    visit: Visit, corrects: Signature | None, *, errors: list[tuple[str, str]] | None = None,
    chosen: set[str] | None = None, stopped: str = "", status: int = 200,
) -> Response:  # fmt: skip
    lines = _lines(visit, corrects)
    ready = [_ready(visit, line, chosen) for line in lines if not line.open]
    missing = [line for line in lines if line.open and line.open != "signed"]
    if visit.lead and missing:
        ready = []
    own = all(row.line.attempt and row.line.attempt.account_id == visit.me.id for row in ready)
    return visit.page(
        "sign.html.j2",
        status=status,
        corrects=corrects,
        ready=ready,
        missing=missing,
        lead=visit.lead,
        failed=any(row.line.attempt and row.line.attempt.verdict == Verdict.FAIL for row in ready),
        said=Fields({name: visit.form.get(name) for name in ("decision", "reservations")}),
        meaning=meaning_of(visit, own),
        earlier=[each for each in visit.console.signing.all() if each.role == visit.me.role],
        errors=errors or [],
        stopped=stopped,
    )


def _ready(visit: Visit, line: Line, chosen: set[str] | None) -> Ready:
    assert line.attempt is not None
    attempt = line.attempt
    return Ready(
        line,
        VERDICTS[attempt.verdict],
        visit.console.attempts.entries(attempt.id),
        chosen is None or str(attempt.id) in chosen,
    )


def _lines(visit: Visit, corrects: Signature | None) -> list[Line]:
    console, language = visit.console, visit.words.language
    tales = (
        list(console.library.tales(language).values())
        if visit.lead
        else console.library.of_role(visit.me.role, language)
    )
    return console.signing.lines(tales, visit.me, console.runner.systems, corrects)


def _corrected(visit: Visit, number: str) -> Signature | Response | None:
    """The signature that is to be corrected: one of the own role."""
    if not number:
        return None
    found = visit.console.signing.find(int(number)) if number.isdecimal() and len(number) < 9 else None
    if found is None:
        return visit.message(404, "not_found")
    return found if found.role == visit.me.role else refuse(visit, "correction of another role's signature")


def _error(why: MayNotSign) -> tuple[str, str]:
    fields = {"decision": "d-accepted", "accept_failed": "d-accepted", "reservations": "reservations"}
    return fields.get(why.why, "main"), f"sign_{why.why}"


# --- receipt ----------------------------------------------------------------------------------------------------------


def show_receipt(visit: Visit) -> Response:
    """What was signed, by whom, its fingerprint, and the documents."""
    signature = visit.console.signing.find(int(visit.request.path_params["number"]))
    if signature is None:
        return visit.message(404, "not_found")
    if not may_see(visit, (signature.role,)):
        return refuse(visit, "signature of another role")
    everything = visit.console.signing.all()
    return visit.page(
        "receipt.html.j2",
        signature=signature,
        replaced=next((each for each in everything if signature.sha256 in each.signed["corrects"]), None),
        rows=[{"scenario": each, "state": VERDICTS[each["verdict"]]} for each in signature.signed["scenarios"]],
        files=_documents(visit.console.signing.dossier(signature)),
        writing=signature.id in visit.console.signing.without_documents(),
        may_correct=signature.role == visit.me.role,
    )


def show_document(visit: Visit) -> Response:
    """One of the documents of a signature: only those that its receipt lists."""
    signature = visit.console.signing.find(int(visit.request.path_params["number"]))
    if signature is None:
        return visit.message(404, "not_found")
    if not may_see(visit, (signature.role,)):
        return refuse(visit, "document of another role")
    folder = visit.console.signing.dossier(signature)
    for path in _documents(folder):
        if path.name == visit.request.path_params["name"]:
            shown = path.relative_to(folder).as_posix()
            return file_in(visit, folder, shown, "application/octet-stream", f"{folder.name}-{path.name}")
    return visit.message(404, "not_found")


def show_documents_state(visit: Visit) -> Response:
    """For the receipt that waits for its documents."""
    number = int(visit.request.path_params["number"])
    return JSONResponse({"version": "writing" if number in visit.console.signing.without_documents() else "written"})


def _documents(folder: Path) -> list[Path]:
    """PDF, pages and the signed answers in the folder of a dossier; what was signed first."""
    papers = [path for path in folder.glob("*") if path.suffix in DOCUMENTS[:2]]
    papers.sort(key=lambda path: (DOCUMENTS.index(path.suffix), path.stem != "signoff", path.name))
    return [*papers, *sorted(folder.glob(f"{FOLDER}/*{DOCUMENTS[2]}"))]


# --- the test lead ----------------------------------------------------------------------------------------------------


def show_progress(visit: Visit) -> Response:
    """How far every role is, and who has what in hand."""
    if not visit.lead:
        return refuse(visit, "page of the test lead")
    tables, counts = [], {}
    for role in (role for role in ROLES if role != LEAD):
        rows = rows_of(visit, role)
        tables.append((role, visit.role_name(role), rows))
        counts[role] = list(Counter(row.state for row in rows).items())
    return visit.page("people.html.j2", roles=tables, counts=counts, signatures=visit.console.signing.all())


def show_audit(visit: Visit) -> Response:
    """Who did what, when, from where."""
    if not visit.lead:
        return refuse(visit, "page of the test lead")
    before = visit.request.query_params.get("before", "")
    rows = audit.page(visit.console.store, before=int(before) if before.isdecimal() and len(before) < 15 else 0)
    return visit.page(
        "audit.html.j2",
        rows=rows,
        altered=audit.altered(visit.console.store),
        older=rows[-1]["id"] if rows and rows[-1]["id"] > 1 else 0,
    )
