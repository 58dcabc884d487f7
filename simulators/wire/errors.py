"""The error tree: every error says whose fault it is.

``LocalViolation`` is ours, ``PeerViolation`` is theirs, ``NoAnswer`` is silence, ``ConfigError`` is the site file's.
A step that meets a ``PeerViolation`` or ``NoAnswer`` is a FAIL of the peer; a ``LocalViolation`` is an ERROR of ours.
"""

from __future__ import annotations


class InteropError(Exception):
    """Base of every error this project raises on purpose. ``str()`` is one clear sentence.

    ``cause`` says why, ``remedy`` says what to do next (a command where there is one); both may be empty.
    """

    def __init__(self, what: str, *, cause: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.cause = cause
        self.remedy = remedy


class LocalViolation(InteropError):
    """We were about to break the protocol or a rule of the site; nothing was sent."""


class PeerViolation(InteropError):
    """The peer broke the protocol. ``clause`` names the rule, ``received`` what came instead."""

    def __init__(
        self, what: str, *, clause: str = "", received: object = "", cause: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, cause=cause, remedy=remedy)
        self.clause = clause
        self.received = received


class NoAnswer(InteropError):
    """The peer stayed silent: who, where, how long (seconds), and what was waited for."""

    def __init__(
        self, what: str, *, who: str = "", where: str = "", seconds: float = 0.0, cause: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, cause=cause, remedy=remedy)
        self.who = who
        self.where = where
        self.seconds = seconds


class Unreachable(NoAnswer):
    """No connection at all: name does not resolve, port refused, host silent."""


class NotAgreed(Unreachable):
    """Somebody is there, and TLS was not agreed with him: he refused, closed the connection or said nothing."""


class Refused(PeerViolation):
    """The peer answered with a refusal that the protocol allows: association rejected, AE or AR, a failure status.

    ``code`` is the refusal as it stood on the wire (``"AR"``, ``0xA700``, ``"1/1/7"`` for A-ASSOCIATE-RJ); ``who``
    is the role that refused, where that is known.
    """

    def __init__(
        self,
        what: str,
        *,
        code: object = "",
        who: str = "",
        clause: str = "",
        received: object = "",
        cause: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(what, clause=clause, received=received, cause=cause, remedy=remedy)
        self.code = code
        self.who = who


class ConfigError(InteropError):
    """A site file, option or environment value is wrong. ``problems`` holds every one, not only the first."""

    def __init__(self, what: str, *, problems: tuple[str, ...] = (), cause: str = "", remedy: str = "") -> None:
        super().__init__(what, cause=cause, remedy=remedy)
        self.problems = problems
