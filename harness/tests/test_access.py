"""Doors of DICOMweb at a real archive: what the site has to say, and what is left out where it does not."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from harness import access
from harness.outcome import Omitted
from harness.session import Hospital
from harness.site import Site, parse_site
from harness.steps.access import allowed
from simulators.wire.errors import ConfigError

BASIC = 'basic = { user = "ward", password = { env = "WARD" } }'
OIDC = 'oidc = { issuer = "https://id", client_id = "i", client_secret = { file = "x" }'


def site_of(web: str, more: str = "") -> Site:
    roles = f'[roles.pacs]\nweb = {{ url = "http://127.0.0.1:1/dicom-web"{web} }}\n'
    return parse_site(f'schema = 1\nname = "A"\n{roles}{more}', "site.toml")


def omitted(web: str, way: str) -> str:
    with ExitStack() as undo, pytest.raises(Omitted) as told:
        access.door(Hospital(site_of(web)), way, undo.callback)
    return str(told.value)


def test_what_the_site_does_not_say_is_left_out_with_the_reason() -> None:
    assert omitted("", access.PASSWORD).endswith("called over the web with user and password")
    assert omitted(f", {BASIC}", access.OPENID).endswith("called over the web with OpenID Connect")
    hospital = Hospital(site_of(f", {BASIC}"))
    with ExitStack() as undo:
        door = access.door(hospital, access.PASSWORD, undo.callback)
    assert (door.elsewhere, door.lockable, door.provider) == (None, None, None)
    assert door.showing("wrong password").user == "ward"
    door = access.Door(hospital, access.OPENID, door.address, site_of(f", {OIDC} }}").credentials(
        site_of(f", {OIDC} }}").role("pacs").web))  # fmt: skip
    for only in ("expired token", "token for another service"):
        with pytest.raises(Omitted, match="only the provider"):
            door.showing(only)
    with pytest.raises(Omitted, match="by authorization-code"):
        door.showing("token by authorization code")


@pytest.mark.parametrize(
    ("web", "words"),
    [
        (f', {BASIC}, token = {{ env = "T" }}', "one way to say who calls"),
        (', basic = { user = "a:b", password = { env = "X" } }', "basic.user"),
        (', basic = { user = "a", password = "plain" }', "basic.password"),
        (', token = { env = "A", file = "b" }', "a secret lies in one place"),
        (f', {OIDC}, flow = "authorization-code" }}', "needs the user who signs in"),
        (f', {OIDC}, flow = "pasword" }}', "flow"),
    ],
)
def test_a_site_that_cannot_be_followed_is_told_where(web: str, words: str) -> None:
    with pytest.raises(ConfigError) as told:
        site_of(web)
    assert any(words in problem for problem in told.value.problems)
    assert "plain" not in f"{told.value} {told.value.problems}" or "basic" in words


def test_a_url_holds_no_password() -> None:
    with pytest.raises(ConfigError) as told:
        parse_site('schema = 1\nname = "A"\n[roles.pacs]\nweb = { url = "http://ward:pw@h/dicom-web" }\n', "site.toml")
    assert any("roles.pacs.web.url" in problem for problem in told.value.problems)


def test_accounts_as_delivered_are_tried_with_consent_only() -> None:
    asked = '[security]\nconsent = ["passwords"]\ngiven_by = "Head of IT"\nuntil = "%s"\n'
    assert not allowed(site_of(f", {BASIC}"))
    assert allowed(site_of(f", {BASIC}", asked % "9999-12-31"))
    assert not allowed(site_of(f", {BASIC}", asked % "2020-01-01"))
