"""What must be refused, is refused, and is written down."""

from __future__ import annotations

import http.client
import re
import threading
from pathlib import Path

import pytest

from harness.console.tests.scenes import PASSWORD, Client, actions, multipart, question_of, waiting
from harness.console.visit import Console

HOSTILE = {
    "html": "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>",
    "attribute": "\" autofocus onfocus=\"window.hurt=1\" x='",
    "end of a field": "</textarea></title></style><script>window.hurt=1</script>",
    "template": "{{ 'window' ~ '.gone' }}{% raw %}${7*7}",
    "ansi": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "right to left": "\u202eerif\u202c\u2066x\u2069",
    "nul": "a\x00b\x08\x7f",
    "formula": "=HYPERLINK(\"http://evil.example\")",
    "long": "ñ" * 10_000,
    "lines": "a\r\nb\nc\u2028d",
}  # fmt: skip


# --- signing in -------------------------------------------------------------------------------------------------------


def test_brute_force_is_stopped_even_for_the_right_password(console: Console, host: str) -> None:
    client = Client(host)
    statuses = []
    for guess in range(7):
        client.get("/sign-in")
        statuses.append(client.post("/sign-in", {"login": "mrios", "password": f"guess {guess}"}).status)
    assert statuses == [403] * 5 + [429] * 2
    client.get("/sign-in")
    page = client.post("/sign-in", {"login": "mrios", "password": PASSWORD})
    assert page.status == 429
    assert page.has("Demasiadas contraseñas incorrectas")
    trail = actions(console)
    assert trail.count("sign-in refused") == 5
    assert trail.count("sign-in stopped: too many wrong passwords") == 3
    other = Client(host)  # another account is not locked with it
    assert other.sign_in("asolis").has("Mis tareas")


def test_many_at_once_do_not_get_more_guesses(console: Console, host: str) -> None:
    clients = [Client(host) for _ in range(12)]
    for client in clients:
        client.get("/sign-in")
    statuses: list[int] = []

    def guess(client: Client, number: int) -> None:
        statuses.append(client.post("/sign-in", {"login": "mrios", "password": f"guess {number}"}).status)

    threads = [threading.Thread(target=guess, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [403] * 5 + [429] * 7


def test_an_address_cannot_try_every_account(console: Console, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.console.accounts.MOST_ADDRESS", 6)
    client = Client(host)
    statuses = []
    for number in range(8):
        client.get("/sign-in")
        statuses.append(client.post("/sign-in", {"login": f"user{number}", "password": "x"}).status)
    assert statuses == [403] * 6 + [429] * 2


def test_unknown_and_closed_accounts_say_the_same_as_a_wrong_password(console: Console, host: str) -> None:
    console.accounts.close("bnguema", by="test")
    pages = []
    for login, password in (("nobody", PASSWORD), ("mrios", "wrong"), ("bnguema", PASSWORD)):
        client = Client(host)
        client.get("/sign-in")
        page = client.post("/sign-in", {"login": login, "password": password})
        pages.append((page.status, re.sub(r'value="[^"]*"', "", page.text)))
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][0] == 403


def test_the_token_in_the_cookie(console: Console, host: str) -> None:
    client = Client(host)
    client.get("/sign-in")
    page = client.post("/sign-in", {"login": "asolis", "password": PASSWORD}, follow=False)
    cookie = next(value for value in page.headers.get_all("set-cookie") or [] if value.startswith("interop0="))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    token = client.cookies["interop0"]
    assert token not in "".join(str(tuple(row)) for row in console.store.rows("SELECT * FROM session"))
    client.get("/tasks")
    client.post("/sign-out")
    thief = Client(host, cookies={"interop0": token})
    assert thief.get("/tasks").has("¿Quién es usted?")


def test_a_session_begun_elsewhere_is_not_taken_over_by_signing_in(host: str) -> None:
    victim = Client(host, cookies={"interop0": "chosen-by-somebody-else"})
    victim.sign_in("asolis")
    assert victim.cookies["interop0"] != "chosen-by-somebody-else"


# --- where a POST comes from ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "wrong", "ñ", "x" * 500])
def test_no_post_without_the_token(console: Console, reader: Client, token: str) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    mine = f"/attempts/{attempt.id}"
    for path in (f"{mine}/steps/1", f"{mine}/stop", "/scenarios/TC-SEE-001/start", "/sign", "/sign-out", "/language",
                 "/extend"):  # fmt: skip
        page = reader.post(path, {"csrf": token, "value": "yes", "go": "next", "language": "fr"}, csrf=False)
        assert page.status == 403, path
        assert page.has("Esto no le corresponde")
    assert (process.answers, process.stopped) == ([], 0)
    assert actions(console).count("refused: wrong or missing token") == 7


def test_the_token_of_another_session_does_not_count(
    console: Console, host: str, reader: Client, maker: Client
) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    maker.get("/tasks")
    page = reader.post(
        f"/attempts/{attempt.id}/steps/1", {"csrf": maker.csrf, "value": "yes", "go": "next"}, csrf=False
    )
    assert page.status == 403
    assert process.answers == []


def test_signing_in_needs_a_token_too(console: Console, host: str) -> None:
    client = Client(host)
    assert client.post("/sign-in", {"login": "asolis", "password": PASSWORD}, csrf=False).status == 403
    client.get("/sign-in")
    token = client.csrf
    client.cookies.clear()
    assert client.post("/sign-in", {"login": "asolis", "password": PASSWORD, "csrf": token}, csrf=False).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_no_post_from_another_site(console: Console, reader: Client, headers: dict[str, str]) -> None:
    reader.get("/tasks")
    assert reader.post("/sign-out", {}, **headers).status == 403
    assert "refused: post from another site" in actions(console)
    assert reader.get("/tasks").has("Mis tareas")


def test_a_name_that_was_made_to_point_here(host: str) -> None:
    page = Client(host).get("/sign-in", host="evil.example:8104")
    assert page.status == 421
    assert Client(host).get("/sign-in", host=f"localhost:{host.split(':')[1]}").status == 200


def test_every_answer_says_what_a_browser_may_do(host: str, reader: Client) -> None:
    for path in ("/sign-in", "/tasks", "/nothing", "/alive"):
        headers = reader.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert not re.search(r"<[^>]+ (?:style|on\w+)=", reader.get("/tasks").text)


# --- what belongs to others -------------------------------------------------------------------------------------------


def test_another_roles_scenario(console: Console, maker: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    refused = [
        maker.get("/scenarios/TC-SEE-001"),
        maker.get(f"/attempts/{attempt.id}"),
        maker.get(f"/attempts/{attempt.id}/images/1/0"),
        maker.get("/progress"),
        maker.get("/audit"),
    ]
    maker.get("/tasks")
    for path in ("/scenarios/TC-SEE-001/start", f"/attempts/{attempt.id}/steps/1", f"/attempts/{attempt.id}/stop",
                 f"/attempts/{attempt.id}/take", f"/attempts/{attempt.id}/comments"):  # fmt: skip
        maker.get("/tasks")
        refused.append(maker.post(path, {"value": "yes", "go": "next", "text": "x"}))
    assert [page.status for page in refused] == [403] * 10
    assert maker.get(f"/attempts/{attempt.id}/state").status == 403
    assert (process.answers, process.stopped) == ([], 0)
    trail = actions(console)
    assert trail.count("refused: attempt of another role") == 7
    assert trail.count("refused: scenario of another role") == 2
    assert trail.count("refused: page of the test lead") == 2


def test_a_colleagues_attempt_may_be_looked_at_and_not_answered(console: Console, host: str) -> None:
    attempt, process = waiting(console, "mrios", question_of("TC-DO-001", role="technologist"))
    other = Client(host)
    other.sign_in("bnguema")
    other.get("/tasks")
    page = other.post(f"/attempts/{attempt.id}/steps/1", {"value": "yes", "go": "next"})
    assert page.status == 403
    other.get("/tasks")
    assert other.post(f"/attempts/{attempt.id}/stop").status == 403
    assert (process.answers, process.stopped) == ([], 0)


def test_the_test_lead_answers_for_nobody(console: Console, lead: Client) -> None:
    attempt, process = waiting(console, "asolis", question_of())
    lead.get("/audit")
    assert lead.post(f"/attempts/{attempt.id}/steps/1", {"value": "yes", "go": "next"}).status == 403
    assert process.answers == []


# --- attachments ------------------------------------------------------------------------------------------------------

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def step(console: Console, reader: Client) -> str:
    attempt, _ = waiting(console, "asolis", question_of())
    reader.get(f"/attempts/{attempt.id}")
    return f"/attempts/{attempt.id}/steps/1"


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\x.png", "a/b.png",
                                  "..", "x\u202egnp.exe", "n" * 300 + ".png"])  # fmt: skip
def test_a_name_with_a_path_is_refused_and_the_text_is_kept(
    console: Console, reader: Client, step: str, name: str
) -> None:
    before = set(console.out.rglob("*"))
    page = reader.post(
        step, {"value": "no", "seen": "Falta", "version": "0", "go": "next"}, files=[("file", name, PNG)]
    )
    assert page.status == 422
    assert page.has("El nombre del archivo no se admite", "Falta</textarea>")
    assert set(console.out.rglob("*")) == before
    assert "refused: attachment (name)" in actions(console)


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00\x03", b"\x7fELF\x02", b"PK\x03\x04\x00\x00\xff", b"\x00\x01", b"a\x1b[31mb", b""]
)
def test_only_pictures_pdf_and_text(console: Console, reader: Client, step: str, content: bytes) -> None:
    page = reader.post(step, {"value": "yes", "version": "0", "go": "next"}, files=[("file", "photo.png", content)])
    assert page.has("Solo imágenes, PDF o texto")
    assert console.store.rows("SELECT * FROM attachment") == []


def test_a_page_is_kept_as_text_and_never_shown_as_one(console: Console, reader: Client, step: str) -> None:
    evil = b"<html><script>window.hurt=1</script></html>"
    reader.post(step, {"value": "yes", "version": "0", "go": "pause"}, files=[("file", "x.html", evil)])
    row = console.store.one("SELECT * FROM attachment")
    assert row is not None
    assert row["path"].endswith(".txt")
    answer = reader.get(f"/attachments/{row['id']}")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_an_attachment_is_kept_by_its_content(
    console: Console, host: str, reader: Client, maker: Client, step: str
) -> None:
    for _ in range(2):
        page = reader.get(step.rsplit("/", 2)[0])
        reader.post(
            step, {"value": "no", "version": page.hidden("version"), "go": "pause"}, files=[("file", "foto 1.png", PNG)]
        )
    rows = console.store.rows("SELECT * FROM attachment")
    assert [(row["name"], row["kind"]) for row in rows] == [("foto 1.png", "image/png")]
    assert re.fullmatch(r"attachments/TC-SEE-001/02-[0-9a-f]{12}\.png", rows[0]["path"])
    assert reader.get(f"/attachments/{rows[0]['id']}").raw == PNG
    assert maker.get(f"/attachments/{rows[0]['id']}").status == 403


def test_a_file_is_not_read_from_outside_the_run(console: Console, reader: Client, step: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    with console.store.change() as db:
        db.execute(
            "INSERT INTO attachment (attempt_id, step, account_id, name, path, kind, size, sha256, time)"
            " VALUES (1, 1, 1, 'x', '../../secret', 'text/plain', 6, 'x', '')"
        )
    assert reader.get("/attachments/1").status == 404


def raw_post(host: str, path: str, client: Client, head: dict[str, str]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.putrequest("POST", path)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    for name, value in {"cookie": cookie, **head}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def begun(client: Client) -> tuple[str, bytes]:
    """Content type and first bytes of a form whose attachment does not end."""
    fields = [("csrf", client.csrf), ("value", "no"), ("seen", "Lo escrito queda")]
    kind, body = multipart(fields, [("file", "big.png", PNG)])
    return kind, body[:-40]


def test_a_gigabyte_that_says_so_is_refused_before_it_is_sent(
    console: Console, host: str, reader: Client, step: str
) -> None:
    kind, body = begun(reader)
    connection = raw_post(host, step, reader, {"content-type": kind, "content-length": str(10**9)})
    connection.send(body)
    answer = connection.getresponse()  # while 999 MB are still to come
    text = answer.read().decode()
    connection.close()
    assert answer.status == 413
    assert "El archivo es demasiado grande" in text
    assert "Lo escrito queda</textarea>" in text
    entry = console.attempts.entry(1, 1)
    assert entry is not None
    assert entry.draft["seen"] == "Lo escrito queda"
    assert "refused: attachment (size)" in actions(console)


def test_a_gigabyte_in_chunks_is_cut_off(console: Console, host: str, reader: Client, step: str) -> None:
    kind, body = begun(reader)
    connection = raw_post(host, step, reader, {"content-type": kind, "transfer-encoding": "chunked"})

    def send(data: bytes) -> None:
        connection.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    sent = 0
    try:
        send(body)
        while sent < 10**9:
            send(b"x" * 65536)
            sent += 65536
    except OSError:
        pass
    assert sent < 64 * 1024 * 1024
    entry = console.attempts.entry(1, 1)
    assert entry is not None
    assert entry.draft["seen"] == "Lo escrito queda"
    assert "refused: attachment (size)" in actions(console)
    connection.close()


def test_a_little_too_large_is_told_in_a_page(console: Console, reader: Client, step: str) -> None:
    big = PNG + b"x" * (1024 * 1024)
    page = reader.post(
        step, {"value": "no", "seen": "Sí", "version": "0", "go": "next"}, files=[("file", "big.png", big)]
    )
    assert page.status == 413
    assert page.has("El archivo es demasiado grande", "Sí</textarea>")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense", 400),
        ("multipart/form-data", b"--x--", 400),
        ("application/json", b"{}", 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 600_000, 403),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(500)), 400),
        ("application/x-www-form-urlencoded", b"\xff\xfe=1", 400),
    ],
)
def test_bodies_that_are_no_forms(
    console: Console, reader: Client, step: str, kind: str, body: bytes, status: int
) -> None:
    page = reader._request("POST", step, body, {"content-type": kind}, True)
    assert page.status == status


def test_nobody_uploads_without_being_signed_in(console: Console, host: str, step: str) -> None:
    client = Client(host)
    client.get("/sign-in")
    page = client.post(step, {"value": "no"}, files=[("file", "x.png", PNG)])
    assert page.status in (400, 401)
    assert console.store.rows("SELECT * FROM attachment") == []


# --- hostile text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_shown_as_text(console: Console, host: str, reader: Client, lead: Client, kind: str) -> None:
    text = HOSTILE[kind]
    question = question_of(instruction=text, look_for=(text,), system=text)
    attempt, process = waiting(console, "asolis", question)
    where = f"/attempts/{attempt.id}"
    page = reader.get(where)
    pages = [page, reader.post(where + "/steps/1", {"value": "maybe", "remark": text, "version": "0", "go": "next"})]
    page = reader.get(where)
    reader.post(where + "/steps/1", {"value": "no", "seen": text, "version": page.hidden("version"), "go": "next"})
    assert process.answers[0] is not None
    assert process.answers[0].remark == text.replace("\r\n", "\n").strip()
    console.runner._live.clear()
    console.attempts.ended(attempt.id, "ended", "FAIL", text)
    lead.get(where)
    lead.post(where + "/comments", {"text": text, "go": "comment"})
    pages += [reader.get(where), reader.get("/sign"), reader.get("/tasks"), lead.get("/audit"), lead.get("/progress")]
    for page in pages:
        assert "window.hurt=1</script>" not in page.text
        assert "<img src=x" not in page.text
        assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', page.text))
        assert "window.gone" not in page.text
        shown = re.sub(r"<textarea.*?</textarea>", "", page.text, flags=re.DOTALL)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", re.sub(r'value="[^"]*"', "", shown))


def test_more_than_can_be_said(console: Console, reader: Client, step: str) -> None:
    page = reader.post(step, {"value": "no", "seen": "ñ" * 20_000, "version": "0", "go": "next"})
    assert page.has("Como máximo 10 000 caracteres")
    page = reader.post(step, {"value": "no", "seen": "ñ" * 10_000, "version": page.hidden("version"), "go": "next"})
    assert page.status == 200


def test_names_of_people_are_text(console: Console, host: str) -> None:
    console.accounts.add("bobby", "<script>alert(1)</script>", "radiologist", "es", PASSWORD, by="test")
    client = Client(host)
    page = client.sign_in("bobby")
    assert "<script>alert" not in page.text
    assert page.has("Le damos la bienvenida, <script>alert(1)</script>")
