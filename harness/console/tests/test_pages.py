"""The pages over HTTP, without a script: every state of a step, and that nothing entered is lost."""

from __future__ import annotations

import re

import pytest

from harness.console.tests.scenes import Client, actions, question_of, waiting
from harness.console.visit import Console

BLIND = {"Nombre": "Nchama Edú, Inés", "Lado": "lado derecho"}


def test_signing_in_and_out(console: Console, host: str) -> None:
    client = Client(host)
    first = client.get("/")
    assert first.has("¿Quién es usted?")
    tasks = client.sign_in("asolis")
    assert tasks.has("A. Solís", "Quedan 1 de 1", "El estudio está en la lista de lectura") or tasks.has("Queda 1 de 1")
    assert not tasks.has("La técnica abre la lista")
    out = client.post("/sign-out")
    assert out.has("¿Quién es usted?")
    assert client.get("/tasks").has("¿Quién es usted?")


def test_after_signing_in_the_page_that_was_wanted(host: str) -> None:
    client = Client(host)
    page = client.get("/scenarios/TC-SEE-001")
    assert page.hidden("next") == "/scenarios/TC-SEE-001"
    page = client.post(
        "/sign-in", {"login": "ASOLIS", "password": "correct horse battery", "next": page.hidden("next")}
    )
    assert page.has("Finalidad", "que nadie lea las imágenes de otro paciente.", "Iniciar")


@pytest.mark.parametrize(
    "after", ["https://evil.example/", "//evil.example", "/\\evil", "javascript:alert(1)", "/a\r\nx: y"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(host: str, after: str) -> None:
    client = Client(host)
    client.get("/sign-in")
    page = client.post(
        "/sign-in", {"login": "asolis", "password": "correct horse battery", "next": after}, follow=False
    )
    assert page.headers["location"] == "/"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "What to look for"),
        ("es", "Qué debe observar"),
        ("fr", "Ce qu'il faut regarder"),
        ("pt", "O que deve observar"),
    ],
)
def test_the_language_is_chosen_on_every_page_and_kept(
    console: Console, reader: Client, language: str, word: str
) -> None:
    attempt, _ = waiting(console, "asolis", question_of())
    page = reader.get(f"/attempts/{attempt.id}")
    page = reader.post("/language", {"language": language, "back": f"/attempts/{attempt.id}"})
    assert page.has(word, f'<html lang="{language}">')
    account = console.accounts.find("asolis")
    assert account is not None
    assert account.language == language


def test_a_yes_is_stored_and_handed_on(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    page = reader.get(f"/attempts/{attempt.id}")
    assert page.has("En la pantalla del sistema PACS", "It is there", "¿Lo ve?", "Paso 2 de 4")
    reader.post(
        f"/attempts/{attempt.id}/steps/1", {"form": page.hidden("form"), "version": "0", "value": "yes", "go": "next"}
    )
    assert [answer and (answer.value, answer.person, answer.role) for answer in process.answers] == [
        ("yes", "A. Solís", "radiologist")
    ]
    entry = console.attempts.entry(attempt.id, 1)
    assert entry is not None
    assert entry.answer is not None
    assert entry.answer["time"].endswith("+01:00")
    assert "step answered" in actions(console)


def test_what_is_missing_comes_back_with_what_was_written(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    where = f"/attempts/{attempt.id}/steps/1"
    reader.get(f"/attempts/{attempt.id}")
    page = reader.post(where, {"remark": "Núñez <b>", "go": "next"})
    assert page.status == 422
    assert page.has("Error:", 'href="#a-yes"', 'role="alert"')
    assert "Núñez &lt;b&gt;" in page.text
    page = reader.post(where, {"value": "no", "remark": "Núñez <b>", "version": page.hidden("version"), "go": "next"})
    assert page.has('href="#seen"')
    page = reader.post(where, {"value": "cannot_tell", "version": page.hidden("version"), "go": "next"})
    assert page.has('href="#why"')
    assert process.answers == []


def test_a_no_carries_what_is_seen_and_what_would_follow(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    reader.get(f"/attempts/{attempt.id}")
    reader.post(
        f"/attempts/{attempt.id}/steps/1",
        {"value": "no", "seen": "Está dos veces", "risk": "Doble informe", "go": "next"},
    )
    answer = process.answers[0]
    assert answer is not None
    assert answer.value == "no"
    assert answer.remark.splitlines()[0] == "Está dos veces"
    assert answer.remark.splitlines()[1].endswith("¿qué ocurriría? Doble informe")


def test_stop_here_and_go_on_later(console: Console, host: str, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    reader.get(f"/attempts/{attempt.id}")
    page = reader.post(
        f"/attempts/{attempt.id}/steps/1", {"value": "no", "seen": "Falta\nel acento", "version": "0", "go": "pause"}
    )
    assert page.has("Guardado. Puede seguir más tarde", "Sin enviar")
    again = Client(host)  # another device
    again.sign_in("asolis")
    page = again.get(f"/attempts/{attempt.id}")
    assert re.search(r'value="no" id="a-no" checked', page.text)
    assert "Falta\nel acento</textarea>" in page.text
    assert process.answers == []


def test_a_double_tap_is_one_answer(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    page = reader.get(f"/attempts/{attempt.id}")
    said = {"form": page.hidden("form"), "version": "0", "value": "yes", "go": "next"}
    token = reader.csrf
    first = reader.post(f"/attempts/{attempt.id}/steps/1", {**said, "csrf": token}, csrf=False, follow=False)
    second = reader.post(f"/attempts/{attempt.id}/steps/1", {**said, "csrf": token}, csrf=False, follow=False)
    assert (first.status, second.status) == (303, 303)
    assert len(process.answers) == 1


def test_another_answer_from_another_tab_is_not_taken_and_is_shown(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    one, other = reader.get(f"/attempts/{attempt.id}"), reader.get(f"/attempts/{attempt.id}")
    where = f"/attempts/{attempt.id}/steps/1"
    reader.post(
        where, {"form": one.hidden("form"), "value": "yes", "go": "next", "csrf": other.hidden("csrf")}, csrf=False
    )
    page = reader.post(where, {"form": other.hidden("form"), "value": "no", "seen": "Todo falta", "go": "next",
                               "csrf": other.hidden("csrf")}, csrf=False)  # fmt: skip
    assert page.status == 409
    assert page.has("Este paso ya tiene respuesta", "Todo falta")
    assert [answer and answer.value for answer in process.answers] == ["yes"]


def test_two_drafts_are_both_shown(console: Console, reader: Client) -> None:
    attempt, _ = waiting(console, "asolis", question_of())
    where = f"/attempts/{attempt.id}/steps/1"
    reader.get(f"/attempts/{attempt.id}")
    token = reader.csrf
    reader.post(
        where, {"value": "no", "seen": "del teléfono", "version": "0", "go": "pause", "csrf": token}, csrf=False
    )
    page = reader.post(
        where, {"value": "no", "seen": "del ordenador", "version": "0", "go": "pause", "csrf": token}, csrf=False
    )
    assert page.status == 409
    assert page.has("Este paso se cambió en otro lugar", "del teléfono", "del ordenador</textarea>")
    reader.post(where, {"value": "no", "seen": "del ordenador", "version": page.hidden("version"), "go": "pause"})
    entry = console.attempts.entry(attempt.id, 1)
    assert entry is not None
    assert entry.draft["seen"] == "del ordenador"


def test_what_is_expected_is_not_shown_before_it_was_read(console: Console, reader: Client) -> None:
    attempt, process = waiting(
        console, "asolis", question_of(look_for=(), blind=BLIND, images=("exchanges/x.png",), instruction="Lea")
    )
    page = reader.get(f"/attempts/{attempt.id}")
    assert page.has("Escriba lo que lee", "Nombre", "Lado")
    assert not any(part in page.text for part in ("Nchama", "lado derecho", "/images/"))
    assert reader.get(f"/attempts/{attempt.id}/images/1/0").status == 404
    where = f"/attempts/{attempt.id}/steps/1"
    page = reader.post(where, {"r0": "NCHAMA EDÚ Inés", "r1": " ", "go": "read"})
    assert page.status == 422
    assert "Nchama" not in page.text
    assert 'value="NCHAMA EDÚ Inés"' in page.text
    page = reader.post(
        where, {"r0": "NCHAMA EDÚ Inés", "r1": "izquierdo", "version": page.hidden("version"), "go": "read"}
    )
    assert page.has("Lo que ha leído", "Nchama Edú, Inés", "lado derecho", "igual", "distinto", "/images/1/0")
    again = reader.post(where, {"r0": "otra cosa", "r1": "lado derecho", "go": "read"})  # too late to read better
    assert again.status == 422
    page = reader.get(f"/attempts/{attempt.id}")
    reader.post(where, {"value": "yes", "form": page.hidden("form"), "version": page.hidden("version"), "go": "next"})
    assert process.answers[0] is not None
    assert process.answers[0].blind == {"Nombre": "NCHAMA EDÚ Inés", "Lado": "izquierdo"}


def test_whoever_cannot_read_says_so(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of(look_for=(), blind=BLIND))
    reader.get(f"/attempts/{attempt.id}")
    page = reader.post(f"/attempts/{attempt.id}/steps/1", {"why": "La pantalla está apagada", "go": "cannot"})
    assert [answer and (answer.value, answer.blind) for answer in process.answers] == [("cannot_tell", {})]
    assert page.status == 200


def test_proof_that_was_asked_for_is_wanted(console: Console, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of(evidence="el acta firmada"))
    page = reader.get(f"/attempts/{attempt.id}")
    assert page.has("Se necesita una evidencia", "el acta firmada")
    where = f"/attempts/{attempt.id}/steps/1"
    page = reader.post(where, {"value": "yes", "go": "next"})
    assert page.has("Adjunte la evidencia o diga dónde se guarda")
    page = reader.post(
        where,
        {"value": "yes", "go": "next", "version": page.hidden("version")},
        files=[("file", "acta.pdf", b"%PDF-1.7 x")],
    )
    assert process.answers[0] is not None
    assert len(process.answers[0].attachments) == 1


def test_a_colleague_sees_whose_it_is_and_goes_on_after_a_while(console: Console, host: str, maker: Client) -> None:
    attempt, process = waiting(console, "mrios", question_of("TC-DO-001", role="technologist"))
    other = Client(host)
    other.sign_in("bnguema")
    page = other.get(f"/attempts/{attempt.id}")
    assert page.has("Está en manos de M. Ríos")
    assert "/take" not in page.text
    assert other.post(f"/attempts/{attempt.id}/take").status == 403
    with console.store.change() as db:
        db.execute("UPDATE attempt SET claimed = claimed - 3600")
    page = other.get(f"/attempts/{attempt.id}")
    assert "/take" in page.text
    page = other.post(f"/attempts/{attempt.id}/take")
    assert page.has("¿Lo ve?")
    assert maker.get(f"/attempts/{attempt.id}").has("Está en manos de B. Nguema")
    assert process.answers == []


def test_an_interrupted_attempt_says_what_was_entered(console: Console, reader: Client) -> None:
    attempt, _ = waiting(console, "asolis", question_of())
    reader.get(f"/attempts/{attempt.id}")
    reader.post(f"/attempts/{attempt.id}/steps/1", {"value": "yes", "go": "next"})
    console.runner._live.clear()
    assert console.attempts.interrupt_others("another server") == 1
    page = reader.get(f"/attempts/{attempt.id}")
    assert page.has("Interrumpido", "No se ha perdido nada", "Lo veo", "Repetir el escenario")
    assert reader.get("/tasks").has("Interrumpido", "Seguir con TC-SEE-001")


def test_a_question_of_the_test_lead_returns_it(console: Console, reader: Client, lead: Client) -> None:
    attempt, _ = waiting(console, "asolis", question_of())
    console.runner._live.clear()
    console.attempts.ended(attempt.id, "ended", "PASS", "")
    lead.get(f"/attempts/{attempt.id}")
    page = lead.post(f"/attempts/{attempt.id}/comments", {"text": "¿Con qué estación?", "go": "return"})
    assert page.has("Returned. The person sees your question.")
    page = reader.get("/scenarios/TC-SEE-001")
    assert page.has("Devuelto", "¿Con qué estación?")
    reader.get("/sign")
    assert reader.last is not None
    assert reader.last.has("devuelto por el responsable de las pruebas")
    assert reader.post(f"/attempts/{attempt.id}/comments", {"text": "x", "go": "return"}).status == 403


def test_a_new_version_of_a_system_makes_it_invalid(console: Console, reader: Client) -> None:
    attempt, _ = waiting(console, "asolis", question_of())
    console.runner._live.clear()
    console.attempts.ended(attempt.id, "ended", "PASS", "")
    with console.store.change() as db:
        db.execute("UPDATE attempt SET systems = ?", ('[["ris", "RIS", "7.4.2"]]',))
    assert reader.get("/tasks").has("Ya no vale")
    assert reader.get("/sign").has("hecho con otra versión de un sistema")


def test_the_session_may_end_while_she_writes(console: Console, host: str, reader: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    page = reader.get(f"/attempts/{attempt.id}")
    said = {"form": page.hidden("form"), "version": "0", "value": "no", "seen": "Tres horas de trabajo", "go": "next"}
    token = reader.csrf
    with console.store.change() as db:
        db.execute("UPDATE session SET expires = unixepoch() - 60")
    page = reader.post(f"/attempts/{attempt.id}/steps/1", {**said, "csrf": token}, csrf=False)
    assert page.status == 401
    assert page.has("Su sesión ha terminado", "Tres horas de trabajo", "Enviar de nuevo")
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text[page.text.index("<main") :]))
    reader.sign_in("asolis")
    reader.post(f"/attempts/{attempt.id}/steps/1", {**kept, "csrf": token}, csrf=False)
    assert [answer and answer.remark for answer in process.answers] == ["Tres horas de trabajo"]


def test_pages_that_do_not_exist(reader: Client) -> None:
    for path in ("/nothing", "/attempts/99", "/attempts/x", "/scenarios/TC-NO-001", "/signatures/7", "/attachments/7"):
        page = reader.get(path)
        assert page.status == 404, path
        assert page.has("Esta página no existe")


def test_empty_pages_say_who_acts_next(console: Console, host: str) -> None:
    console.accounts.add("x", "X Y", "administrator", "es", "correct horse battery", by="test")
    client = Client(host)
    assert client.sign_in("x").has("No tiene tareas", "responsable de las pruebas")
    assert client.get("/sign").has("Aún no hay nada que firmar")


def test_pages_are_small(console: Console, reader: Client, lead: Client) -> None:
    attempt, _ = waiting(console, "asolis", question_of())
    first = reader.get("/sign-in")
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', first.text)
    sizes = [len(reader.get(path, follow=False).raw) for path in assets]
    assert len(assets) == 2
    assert len(first.raw) + sum(sizes) < 30_000
    for path in ("/tasks", f"/attempts/{attempt.id}", "/sign", "/scenarios/TC-SEE-001"):
        assert len(reader.get(path).raw) < 15_000, path
    for path in ("/progress", "/audit"):
        assert len(lead.get(path).raw) < 30_000, path


def test_files_of_ours_are_kept_by_the_browser_and_pages_are_not(host: str) -> None:
    client = Client(host)
    page = client.get("/sign-in")
    path = re.findall(r'href="(/static/[^"]+css)"', page.text)[0]
    assert "immutable" in client.get(path).headers["cache-control"]
    assert client.get(path.replace(path.split("/")[2], "0")).headers["cache-control"] == "no-store"
    assert page.headers["cache-control"] == "no-store"
    assert client.get("/static/x/../../app.py").status == 404
