"""One association that only stores: what is proposed, P-DATA from files out, responses in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import FileIO

from simulators.addresses import DicomAddress
from simulators.storage_files import Instance
from simulators.upper_layer import Channel, Contexts
from simulators.wire import pdu
from simulators.wire.association_words import result_words
from simulators.wire.errors import LocalViolation, PeerViolation
from simulators.wire.store_command import STORE_RSP, Command, parse, store_rq

CHUNK = 1024 * 1024  # bytes of a file that are in memory at a time


class FileChanged(LocalViolation):
    """The file became shorter, or unreadable, while it was sent; the association has to be aborted."""


class Association:
    """Open once it is made. ``pairs``: SOP class and transfer syntax, a presentation context each, at most 128.

    ``window``: outstanding operations that the peer granted, 1 where it did not say (PS3.7 D.3.3.3). ``chunk``: bytes
    of a file to have in memory. Errors are those of :class:`simulators.upper_layer.Channel`.
    """

    def __init__(
        self, peer: DicomAddress, calling: str, pairs: Sequence[tuple[str, str]], timeout: float, window: int
    ) -> None:
        self._peer = peer
        self._channel = Channel(peer, timeout, timeout)
        contexts = {2 * number + 1: (uid, (syntax,)) for number, (uid, syntax) in enumerate(pairs)}
        answer = self._channel.associate(calling, contexts, window=(window, 1) if window > 1 else None)
        self._read(contexts, answer)
        try:
            self._step = pdu.room(answer.max_pdu, CHUNK)
        except BaseException:
            self._channel.close()
            raise
        self.chunk = self._step * (CHUNK // self._step)
        granted = 1 if answer.window is None else answer.window[0] or window
        self.window = max(1, min(granted, window))
        self.release, self.close = self._channel.release, self._channel.close

    def _read(self, contexts: Contexts, answer: pdu.Associate) -> None:
        self._contexts: dict[tuple[str, str], int] = {}
        self._refusals: dict[tuple[str, str], str] = {}
        for number, (uid, (syntax,)) in contexts.items():
            result, chosen = answer.results.get(number, (2, ""))
            if result == 0 and chosen == syntax:
                self._contexts[uid, syntax] = number
            else:
                other = f"accepted with transfer syntax {chosen!r}, which was not proposed"
                self._refusals[uid, syntax] = result_words(result) if result else other

    def refusal(self, sop_class: str, syntax: str) -> str:
        """Why nothing of this kind can be sent here; "" when it can."""
        why = self._refusals.get((sop_class, syntax))
        return f"presentation context {sop_class} in {syntax}: {why}" if why else ""

    def request(self, one: Instance, message_id: int, data: memoryview, size: int) -> list[bytes | memoryview]:
        """PDUs of a C-STORE-RQ and of the first ``size`` bytes of its data set, for :meth:`send`.

        ``data`` has room for one byte more where the data set is of odd length and ``size`` is all of it.
        """
        command = store_rq(one.sop_class_uid.encode(), one.sop_instance_uid.encode(), message_id)
        number = self._contexts[one.sop_class_uid, one.transfer_syntax]
        head = pdu.fragments(number, command, self._step, is_command=True)
        return [head, *self._pieces(number, data, size, one.length - size)]

    def _pieces(self, number: int, data: memoryview, size: int, left: int) -> Iterator[bytes | memoryview]:
        """``size`` bytes of a data set as PDUs; ``left`` are still to come."""
        if size == 0 or left < 0 or (left and size % 2):
            raise FileChanged("it changed while it was sent")
        if size % 2:  # PS3.5 A.5: the padding that deflated files often lack
            data[size] = 0
            size += 1
        for at in range(0, size, self._step):
            piece = data[at : min(at + self._step, size)]
            last = not left and at + self._step >= size
            yield pdu.data_head(number, len(piece), is_command=False, last=last)
            yield piece

    def rest(self, one: Instance, file: FileIO, data: memoryview, done: int) -> None:
        """Send what follows the first ``done`` bytes of a data set, read into ``data`` piece by piece."""
        number = self._contexts[one.sop_class_uid, one.transfer_syntax]
        while done < one.length:
            try:
                size = file.readinto(data[: min(one.length - done, self.chunk)]) or 0
            except OSError as error:  # the disk, not the peer
                raise FileChanged(f"it cannot be read any more: {error.strerror or error}") from error
            done += size
            self.send(list(self._pieces(number, data, size, one.length - done)))

    def send(self, parts: list[bytes | memoryview]) -> None:
        """What :meth:`request` made."""
        self._channel.send(parts, "C-STORE")

    def response(self) -> Command:
        """The next C-STORE-RSP."""
        command = parse(self._channel.command("C-STORE")[1])
        if command.field != STORE_RSP:
            raise PeerViolation(
                f"{self._peer} sent command {command.field:04X}H instead of C-STORE-RSP", clause="PS3.7 9.3.1.2"
            )
        return command
