"""What DICOMweb offers: searched, retrieved and asked for its methods, never stored to."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from harness.discover.pace import Pace, told
from simulators.runtime import Runtime
from simulators.tls import Tls, https_context
from simulators.web_credentials import ANONYMOUS, Credentials

READ = 262_144  # bytes of an answer that are read
JSON, DICOM = "application/dicom+json", 'multipart/related; type="application/dicom"'


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer: following it could carry the token elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Web:
    """The probes of one DICOMweb service. ``lines``: one a resource, with ``answer`` offered, not offered, refused or
    not told."""

    def __init__(
        self, url: str, runtime: Runtime, pace: Pace, tls: Tls | None = None, credentials: Credentials = ANONYMOUS
    ) -> None:  # fmt: skip
        self.url, self.runtime, self.pace = url.rstrip("/"), runtime, pace
        self._said = credentials.headers()
        self.lines: list[dict[str, str]] = []
        self.keys: dict[str, list[str]] = {}
        secure = urllib.request.HTTPSHandler(context=https_context(tls))
        self._open = urllib.request.build_opener(_NoRedirect, secure).open

    def look(self) -> dict[str, Any]:
        """Ask for everything."""
        study = self._search()
        there = study or self.runtime.uid()
        for name, path, accept in (
            ("WADO-RS metadata", f"/studies/{there}/metadata", JSON),
            ("WADO-RS study", f"/studies/{there}", DICOM),
            ("WADO-RS rendered", f"/studies/{there}/rendered", "image/jpeg"),
        ):
            self._line(name, "GET", path, accept, exists=bool(study))
        self._line("UPS-RS worklist", "GET", "/workitems?limit=1", JSON)
        self._line("capabilities", "OPTIONS", "/", "*/*")
        self._stow()
        return {"resources": self.lines, "keys": self.keys, "test_study": bool(study)}

    def _search(self) -> str:
        """QIDO-RS for test patients at each level; the UID of a test study."""
        study = ""
        for prefix in self.runtime.test_patients.prefixes:
            pattern = urllib.parse.quote(f"{prefix}*")
            for name in ("studies", "series", "instances"):
                path = f"/{name}?PatientID={pattern}&limit=1&includefield=all"
                body = self._line(f"QIDO-RS {name}", "GET", path, JSON)
                match = _first(body, self.runtime)
                if match:
                    self.keys[name] = sorted(tag for tag in match if len(tag) == 8 and tag.isalnum())[:300]
                    study = study or _value(match, "0020000D")
            if study:
                break
            if prefix != self.runtime.test_patients.prefixes[-1]:
                self.lines = []
        return study if study.replace(".", "").isdigit() else ""

    def _stow(self) -> None:
        status, headers, _ = self._ask("OPTIONS", "/studies", "*/*")
        allowed = told(headers.get("Allow", "") or headers.get("Access-Control-Allow-Methods", ""))
        answer = "not told" if not allowed else "offered" if "POST" in allowed.upper() else "not offered"
        self.lines.append(_entry("STOW-RS", "OPTIONS", "/studies", status, allowed, answer))

    def _line(self, name: str, method: str, path: str, accept: str, *, exists: bool = True) -> bytes:
        status, headers, body = self._ask(method, path, accept)
        if status.startswith("2"):
            answer = "offered"
        elif status in ("401", "403", "407"):
            answer = "refused"
        elif status == "404" and not exists:
            answer = "not told"  # it may be the resource or the study that is unknown
        elif status in ("404", "405", "501") or status.startswith("3"):
            answer = "not offered"
        else:
            answer = "not told"
        where = path.partition("?")[0] if exists or "studies/" not in path else "/studies/{unknown}"
        shown = "/".join("{study}" if len(part) > 30 else part for part in where.split("/"))
        self.lines.append(_entry(name, method, shown, status, told(headers.get("Content-Type", "")), answer))
        return body if answer == "offered" else b""

    def _ask(self, method: str, path: str, accept: str) -> tuple[str, Any, bytes]:
        """Status (or what went wrong), headers, the beginning of the body."""
        self.pace.step(f"{method} {path.partition('?')[0][:40]}")
        headers = {"Accept": accept, **self._said}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        try:
            with self._open(request, timeout=self.runtime.limits.dimse_s) as answer:
                return str(answer.status), answer.headers, answer.read(READ)
        except urllib.error.HTTPError as error:
            with error:
                return str(error.code), error.headers or {}, b""
        except (OSError, ValueError, EOFError) as error:
            return told(getattr(error, "reason", error)) or type(error).__name__, {}, b""
        except Exception as error:  # http.client: what is no HTTP at all
            return told(f"{type(error).__name__}: {error}"), {}, b""


def _entry(name: str, method: str, path: str, status: str, media: str, answer: str) -> dict[str, str]:
    return {"resource": name, "method": method, "path": path, "status": status, "media": media, "answer": answer}


def _first(body: bytes, runtime: Runtime) -> dict[str, Any]:
    """The first match, where it is a test patient's."""
    try:
        found = json.loads(body or b"[]")
    except (ValueError, RecursionError):
        return {}
    first = found[0] if isinstance(found, list) and found else {}
    return first if isinstance(first, dict) and _value(first, "00100020") in runtime.test_patients else {}


def _value(match: dict[str, Any], tag: str) -> str:
    element = match.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return str(values[0]).strip() if isinstance(values, list) and values else ""
