"""Reach every system of a site and say what to fix. Stores nothing in any of them.

An MLLP listener is asked with NMQ^N01, the application management query of HL7 chapter 14: it changes nothing, and
whatever is answered, AR included, shows that somebody listens, and in MSH-7 what time it is there.
"""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from harness.preflight.contexts import CONTEXTS, storage_of
from harness.preflight.line import Line
from harness.preflight.tls import certificate
from harness.site import SINGLE_ROLES, Site
from simulators.dimse import Scu
from simulators.mllp_client import MllpClient
from simulators.runtime import Runtime
from simulators.tls import https_context
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, NoAnswer, PeerViolation, Refused, Unreachable

LITTLE_DISK, NO_DISK = 2_000_000_000, 200_000_000  # bytes: warn below the first, fail below the second
REJECTED = "association rejected"
OFFSET_TOLERANCE = 14 * 3600


def preflight(site: Site, out: Path, *, only: tuple[str, ...] = (), timeout: float | None = None) -> Iterator[Line]:
    """Look at this machine, then at each real system (of ``only``, where given)."""
    limits = site.limits if timeout is None else replace(
        site.limits, connect_s=timeout, acknowledgement_s=timeout, dimse_s=timeout
    )  # fmt: skip
    runtime = Runtime(limits=limits, test_patients=site.test_patients, identities=site.identities)
    if not only:
        yield from this_machine(site, out)
    for name in site.real_roles:
        if not only or name in only:
            yield from _System(site, runtime, name).lines()


def this_machine(site: Site, out: Path) -> Iterator[Line]:
    """Room for evidence, a folder that can be written, listen ports that are free."""
    yield _disk(out)
    for place, port in site.fixed_listeners.items():
        yield _free_port(site.tables.network.bind, place, port)
    network = site.tables.network
    remote = [host for name in site.real_roles for host in _hosts(site, name) if not _is_local(host)]
    if remote and site.fixed_listeners and _is_local(network.host):
        yield Line(
            "here", "address of this machine", "warn", network.host,
            cause=f"{remote[0]} cannot send to {network.host}: it is the address of every machine itself",
            remedy="set [network] host and bind in the site file to the address by which they reach this machine",
        )  # fmt: skip


def _disk(out: Path) -> Line:
    folder = next(parent for parent in (out, *out.absolute().parents) if parent.is_dir())
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free at {folder}"
    probe = folder / ".interop-probe"
    try:
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        return Line("here", "folder for reports", "fail", str(folder), f"{error.strerror or error}", "choose --out DIR")
    if free < NO_DISK:
        return Line(
            "here", "disk", "fail", detail, "a run needs some hundred megabytes", "free space or choose --out DIR"
        )
    return Line("here", "disk", "warn" if free < LITTLE_DISK else "pass", detail)


def _free_port(bind: str, place: str, port: int) -> Line:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            return Line(
                "here", f"port {port} for {place}", "fail", "", error.strerror or str(error),
                f"stop the program that uses port {port}, or give {place} another port in the site file",
            )  # fmt: skip
    return Line("here", f"port {port} for {place}", "pass", "free")


def _hosts(site: Site, name: str) -> list[str]:
    return [table.host for table in site.role(name).asked().values() if hasattr(table, "host")]


def _is_local(host: str) -> bool:
    return host in ("localhost", "0.0.0.0", "::", "::1") or host.startswith("127.")


class _System:
    """The checks of one real system."""

    def __init__(self, site: Site, runtime: Runtime, name: str) -> None:
        self.site = site
        self.runtime = runtime
        self.name = name
        self.tables = site.role(name).addresses()
        self.receives = name not in SINGLE_ROLES or name == "workstation"
        self.reports = hasattr(site.role(name), "station")

    def lines(self) -> Iterator[Line]:
        reached: dict[tuple[str, int], bool] = {}
        unknown = set()
        for host in dict.fromkeys(_hosts(self.site, self.name)):
            line = self._resolves(host)
            unknown |= {host} if line.state == "fail" else set()
            yield line
        for key, table in self.tables.items():
            if key == "web":
                yield from self._web(table)
            elif table.host not in unknown:  # said above, once
                yield from self._port(key, table, reached)
        second = getattr(self.site.role(self.name), "second", None)
        if second is not None and second.host not in unknown:
            for line in self._port("dimse", second, {}):
                yield replace(line, name=f"second address: {line.name}")

    def _port(self, key: str, table: Any, reached: dict[tuple[str, int], bool]) -> Iterator[Line]:
        """Of one address; ``reached`` knows the ports that were tried already."""
        where = (table.host, table.port)
        if where not in reached:
            line = self._connects(*where)
            reached[where] = line.state == "pass"
            yield line
            if reached[where] and (end := self.site.tls(table)) is not None:
                yield (line := certificate(self.name, *where, end, self.runtime.limits.connect_s))
                reached[where] = line.state != "fail"
        if reached[where]:
            yield from self._mllp(table) if key == "hl7" else self._dicom(key, table)

    def _line(self, name: str, state: str, detail: str = "", cause: str = "", remedy: str = "") -> Line:
        return Line(self.name, name, state, detail, cause, remedy)

    def _resolves(self, host: str) -> Line:
        try:
            address = str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
        except OSError as error:
            return self._line("name resolves", "fail", host, error.strerror or str(error),
                              "correct the host in the site file, or ask for the name to be put into DNS")  # fmt: skip
        return self._line("name resolves", "pass", host if host == address else f"{host} is {address}")

    def _connects(self, host: str, port: int) -> Line:
        begin = time.monotonic()
        try:
            socket.create_connection((host, port), self.runtime.limits.connect_s).close()
        except OSError as error:
            refused = isinstance(error, ConnectionRefusedError)
            return self._line(
                f"TCP port {port}", "fail", "", error.strerror or str(error) or "no answer",
                f"start the service at {host}, or correct the port in the site file" if refused else
                f"let {host} port {port} through the firewall from this machine ({self.site.tables.network.host})",
            )  # fmt: skip
        return self._line(f"TCP port {port}", "pass", f"connects in {_ms(begin)}")

    # --- HL7 -------------------------------------------------------------------------------------------------------

    def _mllp(self, table: Any) -> Iterator[Line]:
        name = f"MLLP port {table.port}"
        begin = time.monotonic()
        try:
            with MllpClient(self.runtime, "emr", self.name, table.host, table.port, self.site.tls(table)) as client:
                answer = client.send_bytes(self._question(table), timeout=self.runtime.limits.acknowledgement_s)
            if answer is None:
                raise NoAnswer(f"no answer within {self.runtime.limits.acknowledgement_s:g} s")
        except (NoAnswer, PeerViolation) as error:
            yield self._line(name, "warn", "connects, gives no HL7 answer", str(error),
                             "some systems are silent to this; if orders fail too, check the names")  # fmt: skip
            return
        yield self._line(name, "pass", f"answers in {_ms(begin)}")
        yield from self._clock(answer or b"")

    def _question(self, table: Any) -> bytes:
        emr = self.site.role("emr")
        now = datetime.now(self._zone).strftime("%Y%m%d%H%M%S")
        version = self.site.dialect(table.dialect).version
        return (
            f"MSH|^~\\&|{emr.application}|{emr.facility}|{table.application}|{table.facility}|{now}||NMQ^N01|"
            f"{self.runtime.control_id('check')}|P|{version}\rNCK|{now}\r"
        ).encode("ascii", "replace")

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.tables.time_zone)

    def _clock(self, answer: bytes) -> Iterator[Line]:
        try:
            text = Message.parse(answer).get("MSH-7")
            there = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=self._zone)
            if text[-5:-4] in "+-" and text[-5:-4]:
                there = datetime.strptime(text[:14] + text[-5:], "%Y%m%d%H%M%S%z")
        except (InteropError, ValueError):
            yield self._line("clock", "warn", "not told: MSH-7 of the answer holds no time to the second")
            return
        yield self._difference(there)

    def _difference(self, there: datetime) -> Line:
        seconds = (there - datetime.now(there.tzinfo)).total_seconds()
        limit = self.site.tables.limits.clock_difference_s
        detail = f"{abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'} (limit {limit:g} s)"
        if abs(seconds) <= limit + 1:  # whole seconds are compared
            return self._line("clock", "pass", detail)
        zone = abs(abs(seconds) % 3600 - 1800) > 1740 and abs(seconds) < OFFSET_TOLERANCE
        return self._line(
            "clock", "fail", detail,
            "its time zone is not that of the site file" if zone else "the clocks run apart",
            f"check time zone {self.site.tables.time_zone} on both sides" if zone else
            "connect both machines to the same NTP server",
        )  # fmt: skip

    # --- DICOM -----------------------------------------------------------------------------------------------------

    def _dicom(self, key: str, table: Any) -> Iterator[Line]:
        callers = self._callers(key)
        good: list[str] = []
        for caller in callers:
            line = self._dimse(f"C-ECHO {table.ae_title} from {caller}", table, caller, _echo)
            good += [caller] * (line.state == "pass")
            yield line
            if line.state == "fail" and line.detail != REJECTED:
                return  # it is not about who calls: the others would only wait as long again
        if good:
            yield self._contexts(key, table, good[0])

    def _callers(self, key: str) -> list[str]:
        """Which of our AE titles speak to it: to a station, workstation or destination only our own archive does."""
        roles = self.site.tables.roles
        if self.receives:
            return [] if roles.pacs.is_real else [roles.pacs.ae_title]
        stations = [table.ae_title or table.station for table in roles.modality if not table.is_real]
        return [*stations, *([roles.workstation.ae_title] if key == "dimse" else [])][:12]

    def _dimse(self, name: str, table: Any, caller: str, ask: Callable[[Scu], str]) -> Line:
        end = self.site.tls(table)
        scu = Scu(self.runtime, "check", self.name, table.host, table.port, table.ae_title, caller, end)
        begin = time.monotonic()
        try:
            detail = ask(scu)
        except Refused as refusal:
            remedy = f"ask the administrator of the {self.name.upper()} to add {self._card(caller)}"
            if str(refusal.code).startswith("1/1/7"):
                remedy = (
                    f"ask for its AE title; the site file says {table.ae_title}, upper and lower case count. Some "
                    f"systems say this of a caller they do not know: {self._card(caller)}"
                )
            if refusal.code == "1/2/1":  # not the title but the user
                remedy = refusal.remedy
            return self._line(name, "fail", REJECTED, f"{refusal} ({refusal.code})", remedy)
        except Unreachable as error:
            return self._line(name, "fail", "not reached", str(error), error.remedy)
        except InteropError as error:
            return self._line(name, "fail", "", str(error), error.remedy or "is this a DICOM port?")
        return self._line(name, "pass", f"{detail} in {_ms(begin)}")

    def _card(self, caller: str) -> str:
        """What an administrator has to enter."""
        host = self.site.tables.network.host
        ports = {
            table.ae_title or name: table.listen.port
            for name, table in (*self.site.several.items(), ("WS_1", self.site.tables.roles.workstation))
            if hasattr(table, "listen")
        }
        port = ports.get(caller)
        return f"{caller}, {host}" + (f", port {port}" if port else "")

    def _contexts(self, key: str, table: Any, caller: str) -> Line:
        wanted = dict(CONTEXTS["commitment" if self.reports else "receiver" if self.receives else key])
        if key == "dimse" and not self.reports:
            wanted |= storage_of(entry.modality for entry in self.site.tables.roles.modality)

        def ask(scu: Scu) -> str:
            with scu.associate(list(wanted), require=False) as assoc:
                accepted = {context.abstract_syntax for context in assoc.accepted}
            missing = [wanted[each] for each in wanted if each not in accepted]
            if missing:
                raise PeerViolation(
                    f"{len(missing)} of {len(wanted)} presentation contexts are not accepted: {', '.join(missing)}",
                    remedy="take what it does not do out of its claims, or have it configured",
                )
            return f"{len(wanted)} of {len(wanted)} accepted"

        line = self._dimse(f"presentation contexts {table.ae_title}", table, caller, ask)
        return replace(line, state="warn") if line.state == "fail" else line

    # --- DICOMweb --------------------------------------------------------------------------------------------------

    def _web(self, table: Any) -> Iterator[Line]:
        import http.client
        import urllib.error
        import urllib.parse
        import urllib.request

        end, parts = self.site.tls(table), urllib.parse.urlsplit(table.url)
        if parts.scheme == "https":
            seconds = self.runtime.limits.connect_s
            yield (line := certificate(self.name, parts.hostname or "", parts.port or 443, end, seconds))
            if line.state == "fail":
                return
        request = urllib.request.Request(table.url.rstrip("/") + "/studies?limit=1", method="GET")
        request.add_header("Accept", "application/dicom+json")
        try:
            for name, value in self.site.credentials(table).headers().items():
                request.add_unredirected_header(name, value)
        except InteropError as error:
            yield self._line("DICOMweb", "fail", table.url, error.what, error.remedy)
            return
        begin = time.monotonic()
        try:
            context = https_context(end)
            with urllib.request.urlopen(request, timeout=self.runtime.limits.connect_s, context=context) as answer:
                date = answer.headers.get("Date", "")
        except urllib.error.HTTPError as error:
            error.close()
            remedy = "check token, or user and password" if error.code in (401, 403) else "check the URL"
            yield self._line("DICOMweb", "fail", table.url, f"HTTP {error.code} {error.reason}", remedy)
            return
        except (OSError, ValueError, http.client.HTTPException) as error:
            why = f"{type(error).__name__} {getattr(error, 'reason', error)}".strip()
            yield self._line("DICOMweb", "fail", table.url, why[:300], "check the URL; does it speak HTTP there?")
            return
        yield self._line("DICOMweb", "pass", f"answers in {_ms(begin)}")
        with suppress(ValueError, OverflowError):  # a date that is none, where the standard wants one, is no clock
            there = parsedate_to_datetime(date)
            yield self._difference(there if there.tzinfo else there.replace(tzinfo=UTC))


def _echo(scu: Scu) -> str:
    response = scu.echo()
    if response.status != 0:
        raise PeerViolation(f"C-ECHO was answered with status {response.status:04X}")
    return "0000"


def _ms(begin: float) -> str:
    return f"{(time.monotonic() - begin) * 1000:.0f} ms"
