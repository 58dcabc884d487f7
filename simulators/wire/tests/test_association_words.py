"""Every code of PS3.8 Tables 9-18, 9-21 and 9-26 in words, and the reserved ones as numbers."""

from __future__ import annotations

import pytest

from simulators.wire.association_words import abort_words, rejection_words, result_words


def test_each_result_of_a_presentation_context_has_its_words() -> None:
    assert [result_words(result) for result in range(-1, 6)] == [
        "result -1",
        "accepted",
        "user rejection",
        "no reason (provider rejection)",
        "abstract syntax not supported",
        "transfer syntaxes not supported",
        "result 5",
    ]


@pytest.mark.parametrize(
    ("source", "by", "reasons"),
    [
        (0, "source 0", {}),
        (
            1,
            "service user",
            {
                1: "no reason given",
                2: "application context name not supported",
                3: "calling AE title not recognized",
                7: "called AE title not recognized",
            },
        ),
        (2, "service provider (ACSE)", {1: "no reason given", 2: "protocol version not supported"}),
        (3, "service provider (presentation)", {1: "temporary congestion", 2: "local limit exceeded"}),
        (4, "source 4", {}),
    ],
)
def test_who_rejects_says_why(source: int, by: str, reasons: dict[int, str]) -> None:
    for reason in range(11):
        words = reasons.get(reason, f"reason {reason}")
        assert rejection_words(1, source, reason) == f"rejected permanently by the {by}: {words}"
        assert rejection_words(2, source, reason) == f"rejected transiently by the {by}: {words}"
        for reserved in (0, 3):
            assert rejection_words(reserved, source, reason) == f"result {reserved} by the {by}: {words}"


def test_who_aborts_says_why_unless_a_service_user_does() -> None:
    reasons = {
        0: "reason not specified",
        1: "unrecognized PDU",
        2: "unexpected PDU",
        4: "unrecognized PDU parameter",
        5: "unexpected PDU parameter",
        6: "invalid PDU parameter value",
    }
    for reason in range(8):
        words = reasons.get(reason, f"reason {reason}")
        assert abort_words(0, reason) == "service user"
        assert abort_words(2, reason) == f"service provider: {words}"
        for reserved in (1, 3):
            assert abort_words(reserved, reason) == f"source {reserved}: {words}"
