"""Signing: what can be signed, by whom, what is written, and that the gate sees it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from harness.console.tests.scenes import PASSWORD, Client, actions, console_of, question_of, served, waiting
from harness.console.visit import Console
from harness.history import FILE, History
from harness.record import Run
from harness.record_writer import RecordWriter
from harness.signed_answers import canonical, problem_of
from harness.verify import verify
from harness.waiting import wait_until

SIGNED = {"decision": "accepted", "declare": "yes", "password": PASSWORD}


def done(console: Console, login: str, scenario: str, verdict: str = "PASS", value: str = "yes") -> int:
    """An attempt that was carried out and answered; its number."""
    role = "radiologist" if scenario.startswith("TC-SEE") else "technologist"
    attempt, _ = waiting(console, login, question_of(scenario, role=role))
    account = console.accounts.find(login)
    assert account is not None
    answer = {"question_id": f"{scenario}/2", "value": value, "person": account.name, "role": role,
              "time": "2026-11-24T10:00:00+01:00", "remark": "Núñez", "blind": {}, "attachments": {}}  # fmt: skip
    console.attempts.answer(attempt, 1, account, answer, "f", "")
    writer = RecordWriter(Path(attempt.folder))
    writer.append("run-started", run_id=attempt.run_id, planned=[{"id": scenario, "feature": "f", "name": "n"}])
    writer.append("scenario-ended", id=scenario, verdict=verdict)
    writer.close()
    console.runner._live.clear()
    console.attempts.ended(attempt.id, "ended", verdict, "")
    return attempt.id


def signatures(console: Console) -> list[tuple[str, str, str, str]]:
    """The rows of the history that are about single runs."""
    with History(console.out / FILE) as history:
        rows = history.rows("SELECT * FROM signature WHERE run_id LIKE 'run-%' ORDER BY id")
    return [(row["run_id"], row["role"], row["decision"], row["remarks"]) for row in rows]


def test_a_signature_covers_exactly_the_answers(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    page = reader.get("/sign")
    assert page.has("Lo veo", "Núñez", "Ejecutado por A. Solís", "Hice estas comprobaciones")
    page = reader.post("/sign", {**SIGNED, "attempt": str(number)})
    assert page.has("Comprobante de firma", "Firmado por A. Solís", "Aceptado")
    row = console.store.rows("SELECT * FROM signature")[0]
    body = json.loads(row["body"])
    assert row["sha256"] == hashlib.sha256(canonical(body)).hexdigest()
    assert page.has(row["sha256"], row["time"])
    assert row["time"].endswith("+01:00")
    scenario = body["scenarios"][0]
    folder = console.out / f"run-{number}"
    assert scenario["answers"][0]["answer"]["remark"] == "Núñez"
    assert scenario["record_sha256"] == hashlib.sha256((folder / "record.jsonl").read_bytes()).hexdigest()
    filed = json.loads((folder / "signatures" / "001-radiologist.json").read_text("utf-8"))
    assert hashlib.sha256(canonical(filed["signed"])).hexdigest() == filed["sha256"] == row["sha256"]
    assert signatures(console) == [(f"run-{number}", "radiologist", "accepted", "")]
    assert "signed: accepted" in actions(console)
    assert reader.get("/tasks").has("Firmado", "Todo está ejecutado y firmado")
    assert reader.get("/sign").has("Aún no hay nada que firmar")


def test_the_session_gets_a_new_token_with_a_signature(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    before = reader.cookies["interop0"]
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(number)})
    assert reader.cookies["interop0"] != before
    assert Client(reader.host, cookies={"interop0": before}).get("/tasks").has("¿Quién es usted?")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"attempt": []}, "Elija al menos un escenario"),
        ({"decision": ""}, "Acepte, acepte con reservas o rechace"),
        ({"decision": "perhaps"}, "Acepte, acepte con reservas o rechace"),
        ({"decision": "accepted with reservations", "reservations": " \n "}, "Escriba al menos una reserva"),
        ({"declare": ""}, "Confirme la declaración"),
        ({"password": "wrong"}, "La contraseña no es correcta"),
    ],
)
def test_what_is_missing_to_sign(console: Console, reader: Client, change: dict[str, object], word: str) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    page = reader.post("/sign", {**SIGNED, "attempt": str(number), **change})
    assert page.status in (403, 422)
    assert page.has(word)
    assert console.signing.all() == []


@pytest.mark.parametrize("verdict", ["PENDING", "ERROR", "SKIP", "OMIT", ""])
def test_nobody_signs_what_was_not_executed(console: Console, reader: Client, verdict: str) -> None:
    number = done(console, "asolis", "TC-SEE-001", verdict)
    assert reader.get("/sign").has("Lo que falta", "TC-SEE-001")
    page = reader.post("/sign", {**SIGNED, "attempt": str(number)})
    assert page.status == 422
    assert console.signing.all() == []
    assert "refused: signature (not_executed)" in actions(console)


def test_a_no_can_be_signed_and_not_accepted_as_it_is(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001", "FAIL", "no")
    page = reader.get("/sign")
    assert page.has("No conforme", "se puede aceptar con reservas o rechazar")
    page = reader.post("/sign", {**SIGNED, "attempt": str(number)})
    assert page.has("Lo no conforme se acepta con reservas o se rechaza")
    said = {"decision": "accepted with reservations", "reservations": "El nombre\n\n=HYPERLINK(1)\n"}
    page = reader.post("/sign", {**SIGNED, "attempt": str(number), **said})
    assert page.has("Aceptado con reservas", "El nombre", "=HYPERLINK(1)")
    assert signatures(console)[0][2:] == ("accepted with reservations", "El nombre; =HYPERLINK(1)")


def test_the_password_for_signing_is_limited_too(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    statuses = []
    for _ in range(6):
        reader.get("/sign")
        statuses.append(reader.post("/sign", {**SIGNED, "attempt": str(number), "password": "wrong"}).status)
    assert statuses == [403] * 5 + [429]
    reader.get("/sign")
    assert reader.post("/sign", {**SIGNED, "attempt": str(number)}).status == 429
    assert console.signing.all() == []


def test_another_roles_attempt_cannot_be_signed(console: Console, maker: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    maker.get("/sign")
    assert maker.post("/sign", {**SIGNED, "attempt": str(number)}).status == 403
    assert "refused: signature over another role's attempt" in actions(console)


def test_executor_and_approver_can_be_required_to_differ(tmp_path: Path) -> None:
    with console_of(tmp_path, more="approver_differs = true\n") as console, served(console) as host:
        number = done(console, "mrios", "TC-DO-001")
        one, other = Client(host), Client(host)
        one.sign_in("mrios")
        assert one.get("/sign").has("lo ejecutó usted: debe firmarlo otra persona")
        page = one.post("/sign", {**SIGNED, "attempt": str(number)})
        assert page.has("Lo ejecutó usted: debe firmar otra persona")
        other.sign_in("bnguema")
        assert other.get("/sign").has("He leído estas respuestas")
        assert other.post("/sign", {**SIGNED, "attempt": str(number)}).has("Firmado por B. Nguema")
        assert "refused: signature (own_work)" in actions(console)


def test_a_correction_names_the_old_signature_and_both_stay(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(number)})
    page = reader.get("/sign?corrects=1")
    assert page.has("Corregir esta firma", "Se conservan las dos")
    page = reader.post("/sign", {**SIGNED, "attempt": str(number), "decision": "refused", "corrects": "1"})
    assert page.has("Rechazado", "Sustituye a")
    old, new = console.signing.all()
    assert new.signed["corrects"] == [old.sha256]
    assert [row[2:] for row in signatures(console)] == [("accepted", ""), ("refused", f"corrects {old.sha256[:12]}")]
    assert reader.get("/signatures/1").has("La sustituye una firma posterior")
    twice = reader.post("/sign", {**SIGNED, "attempt": str(number), "decision": "refused", "corrects": "1"})
    assert twice.status in (403, 409)
    assert len(console.signing.all()) == 2


def test_a_repeated_scenario_is_signed_anew(console: Console, reader: Client) -> None:
    first = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(first)})
    second = done(console, "asolis", "TC-SEE-001", "FAIL", "no")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(second), "decision": "refused"})
    old, new = console.signing.all()
    assert new.signed["corrects"] == [old.sha256]
    assert reader.post("/sign", {**SIGNED, "attempt": str(first)}).status in (403, 422)


def test_the_test_lead_signs_last_and_the_whole(console: Console, reader: Client, maker: Client, lead: Client) -> None:
    numbers = [done(console, "asolis", "TC-SEE-001"), done(console, "mrios", "TC-DO-001")]
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(numbers[0])})
    page = lead.get("/sign")
    assert page.has("You sign last", "not signed by its role", "not carried out")
    assert lead.post("/sign", SIGNED).status == 422
    numbers.append(done(console, "mrios", "TC-DO-002"))
    maker.get("/sign")
    maker.post("/sign", {**SIGNED, "attempt": [str(each) for each in numbers[1:]]})
    assert lead.get("/sign").has("I have read the answers and signatures of every role")
    assert lead.post("/sign", {**SIGNED, "attempt": [str(each) for each in numbers]}).has("Signed by J. Ela")
    assert len(signatures(console)) == 6
    assert lead.get("/progress").has("Signed", "M. Ríos")


def test_what_was_cut_short_after_signing_is_done_at_the_next_start(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(number)})
    wait_until(lambda: console.signing.without_documents() == [], 20, "the documents")
    (console.out / FILE).unlink()
    shutil.rmtree(console.out / f"run-{number}" / "signatures")
    with console.store.change() as db:
        db.execute("UPDATE signature SET filed = 0")
    console.filing.file()
    console.filing.file()
    assert len(signatures(console)) == 1
    assert (console.out / f"run-{number}" / "signatures" / "001-radiologist.json").is_file()


def test_a_dossier_binds_what_was_signed_and_documents_are_made_of_it(tmp_path: Path) -> None:
    seen: list[Run] = []

    def write(run: Run) -> dict[str, Path]:
        seen.append(run)
        (run.folder / "signed.pdf").write_bytes(b"%PDF-1.7")
        (run.folder / "secret.key").write_bytes(b"secret")
        return {}

    with console_of(tmp_path, write_documents=write) as console, served(console) as host:
        numbers = [done(console, "mrios", "TC-DO-001"), done(console, "bnguema", "TC-DO-002", "FAIL", "no")]
        maker, reader = Client(host), Client(host)
        maker.sign_in("mrios")
        reader.sign_in("asolis")
        said = {"attempt": [str(each) for each in numbers], "decision": "refused"}
        maker.get("/sign")
        maker.post("/sign", {**SIGNED, **said})
        wait_until(lambda: console.signing.without_documents() == [], 20, "the documents")
        run = seen[0]
        assert [(each.id, each.verdict.value) for each in run.scenarios] == [
            ("TC-DO-001", "PASS"),
            ("TC-DO-002", "FAIL"),
        ]
        assert run.complete
        assert run.problems == []
        page = maker.get("/signatures/1")
        assert page.has("/signatures/1/documents/signed.pdf", "/signatures/1/documents/001-technologist.json")
        assert maker.get("/signatures/1/documents/signed.pdf").raw == b"%PDF-1.7"
        for name in ("secret.key", "record.jsonl", "..%2f..%2fhistory.sqlite", "%2e%2e/record.jsonl"):
            assert maker.get(f"/signatures/1/documents/{name}").status == 404, name
        assert reader.get("/signatures/1/documents/signed.pdf").status == 403
        assert reader.get("/signatures/1").status == 403
        with History(console.out / FILE) as history:
            rows = history.rows("SELECT scenario_id FROM signature WHERE run_id = ?", run.run_id)
        assert [row["scenario_id"] for row in rows] == ["TC-DO-001", "TC-DO-002"]
        (run.folder / "signed.pdf").unlink()
        assert verify(run.folder) == []
        filed = run.folder / "signatures" / "001-technologist.json"
        filed.write_bytes(filed.read_bytes().replace(b"refused", b"accused"))
        assert [each.path for each in verify(run.folder)] == ["signatures/001-technologist.json"]


def test_a_dossier_that_was_cut_short_is_bound_again(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(number)})
    wait_until(lambda: console.signing.without_documents() == [], 20, "the documents")
    signature = console.signing.find(1)
    assert signature is not None
    folder = console.signing.dossier(signature)
    whole = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").unlink()
    (folder / "record.jsonl").write_bytes(b"half")
    assert console.signing.bind(1).problems == []
    assert (folder / "manifest.json").read_bytes() != b""
    assert len(whole) == len((folder / "manifest.json").read_bytes())


def test_one_changed_byte_of_a_filed_signature_is_seen(console: Console, reader: Client) -> None:
    number = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(number)})
    path = console.out / f"run-{number}" / "signatures" / "001-radiologist.json"
    whole = path.read_bytes()
    assert problem_of(path, f"run-{number}") == ""
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert problem_of(path, f"run-{number}"), whole[max(0, place - 20) : place + 20]
    path.write_bytes(whole)
    record = console.out / f"run-{number}" / "record.jsonl"
    record.write_bytes(record.read_bytes() + b"\n")
    assert "another record" in problem_of(path, f"run-{number}")


def test_answers_and_signatures_cannot_be_changed_in_the_file(console: Console, reader: Client) -> None:
    import sqlite3

    number = done(console, "asolis", "TC-SEE-001")
    reader.get("/sign")
    reader.post("/sign", {**SIGNED, "attempt": str(number)})
    for statement in ("UPDATE answer SET body = '{}'", "DELETE FROM answer", "DELETE FROM signature",
                      "UPDATE signature SET decision = 'accepted'"):  # fmt: skip
        with pytest.raises(sqlite3.DatabaseError, match="stands"):
            console.store.db.execute(statement)
