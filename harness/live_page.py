"""A page on this machine alone that shows how something goes: one HTML text, renewed by whoever makes it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from simulators.wire.errors import ConfigError

LOOPBACK = "127.0.0.1"


class LivePage:
    """Serves ``texts`` by path on the loopback address; ``port`` 0 takes a free one. Each text goes with its type."""

    def __init__(self, port: int = 0) -> None:
        self.texts: dict[str, tuple[str, str]] = {}
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.headers.get("Host", "").rpartition(":")[0]
                found = page.texts.get(self.path) if host in (LOOPBACK, "localhost") else None  # no rebound names
                kind, text = found or ("text/plain; charset=utf-8", "not here\n")
                body = text.encode("utf-8", "replace")
                self.send_response(200 if found else 404)
                for name, value in (("Content-Type", kind), ("Content-Length", str(len(body)))):
                    self.send_header(name, value)
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                """Requests are not printed."""

        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), Handler)
        except OSError as error:
            raise ConfigError(
                f"port {port} on this machine cannot be used: {error.strerror or error}", remedy="choose another, or 0"
            ) from error
        self._server.daemon_threads = True
        self.url = f"http://{LOOPBACK}:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def show(self, text: str, path: str = "/", kind: str = "text/html; charset=utf-8") -> None:
        """What is answered at ``path`` from now on."""
        self.texts[path] = kind, text

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
