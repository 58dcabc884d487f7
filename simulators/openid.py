"""An OpenID Connect relying party: access tokens by client credentials, or by authorization code with PKCE (S256).

Nothing is sent to a provider that names itself otherwise than the site does, nor a secret in the clear to another
machine. In the transcript stands what was asked and how it was answered; secrets, codes and tokens do not.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from simulators.addresses import WebAddress
from simulators.runtime import Runtime
from simulators.web_client import WebReply, ask
from simulators.web_credentials import CLIENT_CREDENTIALS, Credentials, OpenId
from simulators.wire.dicomweb import WebMessage
from simulators.wire.errors import ConfigError, PeerViolation, Refused

WHO = "openid"  # what a provider is called in transcript and findings
WELL_KNOWN = "/.well-known/openid-configuration"
FORM = "application/x-www-form-urlencoded"
REDIRECT = "http://127.0.0.1/signed-in"  # nobody listens there: the answer that leads to it is read
SOON_S = 5.0  # a token that ends sooner is not used any more
SHOWN = frozenset(
    {
        *("grant_type", "response_type", "client_id", "scope", "audience", "redirect_uri", "code_challenge_method"),
        *("token_type", "expires_in", "error", "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"),
    }
)


class RelyingParty:
    """``role`` is who asks. Raises Unreachable, NoAnswer; PeerViolation for a provider that is none, Refused where it
    gives no token; ConfigError where the site cannot be followed."""

    def __init__(self, runtime: Runtime, role: str, openid: OpenId) -> None:
        self.runtime, self.role, self.openid = runtime, role, openid
        self._metadata: dict[str, Any] = {}

    def metadata(self) -> dict[str, Any]:
        """The provider's own description (OpenID Connect Discovery 4), asked for once."""
        self._metadata = self._metadata or self._described()
        return self._metadata

    def _described(self) -> dict[str, Any]:
        issuer = self.openid.issuer
        found = _json(self._ask("GET", issuer.rstrip("/") + WELL_KNOWN), "its description")
        if found.get("issuer") != issuer:
            raise PeerViolation(
                "the provider calls itself otherwise than the site does",
                clause="OpenID Connect Discovery 4.3",
                received=str(found.get("issuer"))[:200],
                remedy="write issuer as the provider does, letter by letter",
            )
        return found

    def keys(self) -> dict[str, Any]:
        """Its JSON Web Key Set."""
        return _json(self._ask("GET", _endpoint(self.metadata(), "jwks_uri")), "its key set")

    def token(self) -> tuple[str, float]:
        """An access token, and for how many seconds it is good."""
        if self.openid.flow == CLIENT_CREDENTIALS:
            return self.by_client_credentials()
        verifier = secrets.token_urlsafe(48)
        return self.by_code(self.code(challenge_of(verifier)), verifier)

    def by_client_credentials(self) -> tuple[str, float]:
        """RFC 6749 4.4."""
        form = {"grant_type": "client_credentials", "scope": " ".join(self.openid.scopes)}
        return self._given({**form, **self._audience()})

    def code(self, challenge: str) -> str:
        """Sign in; the authorization code (RFC 6749 4.1.1, RFC 7636 4.3)."""
        openid, state = self.openid, secrets.token_urlsafe(16)
        query = {
            "response_type": "code", "client_id": openid.client_id, "redirect_uri": REDIRECT,
            "scope": " ".join(("openid", *openid.scopes)), "state": state, "code_challenge": challenge,
            "code_challenge_method": "S256", "nonce": secrets.token_urlsafe(16), **self._audience(),
        }  # fmt: skip
        where = _endpoint(self.metadata(), "authorization_endpoint")
        said = Credentials(openid.user, openid.password)
        reply = self._ask("GET", f"{where}?{urlencode(query)}", said=said)
        found = dict(parse_qsl(urlsplit(reply.headers.get("location", "")).query))
        if reply.status not in (302, 303) or "code" not in found:
            raise Refused(
                f"the provider lets {openid.user or 'nobody'} not in",
                code=found.get("error", f"HTTP {reply.status}")[:80],
                remedy="user and password; a provider whose form only a person can fill needs client-credentials",
            )
        if found.get("state") != state:
            raise PeerViolation("the provider answers another question than was asked", clause="RFC 6749 10.12")
        return found["code"]

    def by_code(self, code: str, verifier: str, *, deliberate: str = "") -> tuple[str, float]:
        """RFC 6749 4.1.3, RFC 7636 4.5."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": verifier}
        return self._given(form, deliberate)

    def _audience(self) -> dict[str, str]:
        return {"audience": self.openid.audience} if self.openid.audience else {}

    def _given(self, form: Mapping[str, str], deliberate: str = "") -> tuple[str, float]:
        openid = self.openid
        said = Credentials(quote(openid.client_id, safe=""), openid.secret)
        where = _endpoint(self.metadata(), "token_endpoint")
        reply = self._ask("POST", where, urlencode(form).encode(), said=said, deliberate=deliberate)
        found = _json(reply, "its answer") if reply.status == 200 else _refused(reply)
        token, seconds = found.get("access_token"), found.get("expires_in", 60)
        if not isinstance(token, str) or not token or str(found.get("token_type", "")).lower() != "bearer":
            raise PeerViolation("the provider gives no bearer token", clause="RFC 6749 5.1")
        return token, float(seconds) if isinstance(seconds, int | float) else 60.0

    def _ask(
        self, method: str, url: str, body: bytes = b"", *, said: Credentials | None = None, deliberate: str = ""
    ) -> WebReply:
        parts = urlsplit(url)
        _require_private(url)
        path = (parts.path or "/") + ("?" if parts.query else "") + parts.query
        to = WebAddress(f"{parts.scheme}://{parts.netloc}", said or Credentials(), tls=self.openid.tls)
        headers = {"accept": "application/json", **({"content-type": FORM} if body else {})}
        talk = _Talk(self.runtime, self.role, to.url)
        return talk.told(
            ask(self.runtime, to, WHO, method, path, headers, body,
                on_connected=lambda ours: talk.asks(method, parts.path, parts.query, body, deliberate))
        )  # fmt: skip


class _Talk:
    """One request and its answer as they stand in the transcript."""

    def __init__(self, runtime: Runtime, role: str, peer: str) -> None:
        self.transcript, self.role, self.peer = runtime.transcript, role, peer
        self.connection = runtime.transcript.connection(role, WHO)
        self.number: int | None = None

    def asks(self, method: str, path: str, query: str, body: bytes, deliberate: str) -> None:
        pairs = shown(parse_qsl(query, keep_blank_values=True))
        form = urlencode(shown(parse_qsl(body.decode("latin-1"), keep_blank_values=True)))
        found = WebMessage(method=method, path=path, query=pairs)
        raw = f"{method} {path}{'?' if pairs else ''}{urlencode(pairs)}\n\n{form}"
        self.number = self._add("OIDC-RQ", self.role, WHO, found, raw, len(body), deliberate=deliberate).number

    def told(self, reply: WebReply) -> WebReply:
        try:
            said = json.loads(reply.body)
        except (ValueError, RecursionError):
            said = {}
        kept = dict(shown(list(said.items()))) if isinstance(said, dict) else {}
        raw = f"HTTP {reply.status}\n\n{json.dumps(kept)}"
        self._add("OIDC-RSP", WHO, self.role, WebMessage(status=reply.status), raw, len(reply.body),
                  reply_to=self.number)  # fmt: skip
        return reply

    def _add(self, kind: str, sender: str, receiver: str, found: WebMessage, raw: str, size: int, **more: Any) -> Any:
        return self.transcript.add(
            sender=sender, receiver=receiver, protocol="HTTP", kind=kind, connection=self.connection, peer=self.peer,
            raw=raw.encode("utf-8", "backslashreplace"), web=found, size=size, **more,
        )  # fmt: skip


def shown(pairs: Sequence[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Names with their values, where those may be kept."""
    return tuple((name[:60], str(value)[:200] if name in SHOWN else "(not kept)") for name, value in pairs[:60])


def challenge_of(verifier: str) -> str:
    """RFC 7636 4.2: BASE64URL(SHA256(verifier)), S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def _json(reply: WebReply, what: str) -> dict[str, Any]:
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        found = None
    if reply.status != 200 or not isinstance(found, dict):
        raise PeerViolation(f"the provider does not give {what}", clause="OpenID Connect Discovery 4",
                            received=f"HTTP {reply.status}")  # fmt: skip
    return found


def _refused(reply: WebReply) -> dict[str, Any]:
    try:
        code = str(json.loads(reply.body).get("error", ""))
    except (ValueError, RecursionError, AttributeError):
        code = ""
    raise Refused("the provider gives no token", code=code[:80] or f"HTTP {reply.status}", clause="RFC 6749 5.2")


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    found = metadata.get(name)
    if not isinstance(found, str) or urlsplit(found).scheme not in ("http", "https"):
        raise PeerViolation(f"the provider names no {name}", clause="OpenID Connect Discovery 3")
    return found


def _require_private(url: str) -> None:
    """Secrets go to another machine under TLS only."""
    host = urlsplit(url).hostname or ""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if urlsplit(url).scheme != "https" and not here:
        raise ConfigError(f"the provider is asked in the clear: {url[:200]}", remedy="https://, or 127.0.0.1 in tests")


_known: dict[tuple[OpenId, str], tuple[str, float]] = {}
_lock = threading.Lock()


def token_of(runtime: Runtime, role: str, openid: OpenId) -> str:
    """A token that is still good, had anew where there is none."""
    with _lock:
        token, until = _known.get((openid, role), ("", 0.0))
        if time.monotonic() >= until - SOON_S:
            token, seconds = RelyingParty(runtime, role, openid).token()
            _known[(openid, role)] = (token, time.monotonic() + seconds)
        return token
