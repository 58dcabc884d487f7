"""What an answer to an association, or its end, says, in words (PS3.8 9.3.3.2, 9.3.4, 9.3.8)."""

from __future__ import annotations

_RESULTS = {
    0: "accepted",
    1: "user rejection",
    2: "no reason (provider rejection)",
    3: "abstract syntax not supported",
    4: "transfer syntaxes not supported",
}
_REJECT_RESULTS = {1: "rejected permanently", 2: "rejected transiently"}
_REJECT_SOURCES = {1: "service user", 2: "service provider (ACSE)", 3: "service provider (presentation)"}
_REJECT_REASONS = {
    (1, 1): "no reason given",
    (1, 2): "application context name not supported",
    (1, 3): "calling AE title not recognized",
    (1, 7): "called AE title not recognized",
    (2, 1): "no reason given",
    (2, 2): "protocol version not supported",
    (3, 1): "temporary congestion",
    (3, 2): "local limit exceeded",
}
_ABORT_SOURCES = {0: "service user", 2: "service provider"}
_ABORT_REASONS = {
    0: "reason not specified",
    1: "unrecognized PDU",
    2: "unexpected PDU",
    4: "unrecognized PDU parameter",
    5: "unexpected PDU parameter",
    6: "invalid PDU parameter value",
}


def result_words(result: int) -> str:
    """``abstract syntax not supported``: what became of a presentation context (PS3.8 Table 9-18)."""
    return _RESULTS.get(result, f"result {result}")


def rejection_words(result: int, source: int, reason: int) -> str:
    """``rejected permanently by the service user: called AE title not recognized`` (PS3.8 Table 9-21)."""
    what = _REJECT_RESULTS.get(result, f"result {result}")
    who = _REJECT_SOURCES.get(source, f"source {source}")
    return f"{what} by the {who}: {_REJECT_REASONS.get((source, reason), f'reason {reason}')}"


def abort_words(source: int, reason: int) -> str:
    """``service provider: unexpected PDU`` (PS3.8 Table 9-26); the reason has no meaning for a service user."""
    who = _ABORT_SOURCES.get(source, f"source {source}")
    return who if source == 0 else f"{who}: {_ABORT_REASONS.get(reason, f'reason {reason}')}"
