"""Dates and times of DICOM as moments that sort: what a stored value begins at, what a key asks for."""

from __future__ import annotations

import pytest

from simulators.wire.moments import Span, joined, joined_value, span, value


@pytest.mark.parametrize(
    ("text", "vr", "moment"),
    [
        ("20261124", "DA", "20261124"),
        (" 20261124 ", "DA", "20261124"),
        ("2026.11.24", "DA", "20261124"),  # ACR-NEMA's form
        ("202611", "DA", "20261101"),
        ("2026", "DA", "20260101"),
        ("20261301", "DA", None),
        ("20261132", "DA", None),
        ("", "DA", None),
        ("103207.25", "TM", "103207250000"),
        ("10:32:07", "TM", "103207000000"),
        ("103260", "TM", "103260000000"),  # a leap second
        ("1032", "TM", "103200000000"),
        ("10", "TM", "100000000000"),
        ("24", "TM", None),
        ("1060", "TM", None),
        ("103261", "TM", None),
        ("103207.1234567", "TM", None),
        ("20261124103207.25", "DT", "20261124103207250000"),
        ("2026112410", "DT", "20261124100000000000"),
        ("2026", "DT", "20260101000000000000"),
        ("20261124003000+0130", "DT", "20261123230000000000"),
        ("20261124233000-0145", "DT", "20261125011500000000"),
        ("2026112410+1400", "DT", "20261123200000000000"),
        ("20261124103260+0100", "DT", "20261124103260000000"),  # no library knows leap seconds: as it stands
        ("0999010203+0100", "DT", "09990102020000000000"),
        ("0001010100+0100", "DT", "00010101000000000000"),  # there is no earlier moment
        ("20261124103207+1500", "DT", None),
        ("noon", "DT", None),
    ],
)
def test_where_a_value_begins(text: str, vr: str, moment: str | None) -> None:
    assert value(text, vr) == moment


@pytest.mark.parametrize(
    ("key", "vr", "first", "last"),
    [
        ("20261124", "DA", "20261124", "20261124"),
        ("202611", "DA", "20261101", "20261131"),
        ("2026", "DA", "20260101", "20261231"),
        (" 20261101 - 20261124 ", "DA", "20261101", "20261124"),
        ("20261101-", "DA", "20261101", ""),
        ("-20261124", "DA", "", "20261124"),
        ("2025-2026", "DA", "20250101", "20261231"),
        ("1032", "TM", "103200000000", "103259999999"),
        ("10", "TM", "100000000000", "105959999999"),
        ("103207.2", "TM", "103207200000", "103207299999"),
        ("10-1032", "TM", "100000000000", "103259999999"),
        ("2026", "DT", "20260101000000000000", "20261231235959999999"),
        ("20261124", "DT", "20261124000000000000", "20261124235959999999"),
        ("2026112410-", "DT", "20261124100000000000", ""),
        ("-2026112410", "DT", "", "20261124105959999999"),
        ("20261124-0100", "DT", "20261124010000000000", "20261125005959999999"),  # an offset, no range
        ("20261124+0100-20261125-0100", "DT", "20261123230000000000", "20261126005959999999"),
    ],
)
def test_what_a_key_asks_for(key: str, vr: str, first: str, last: str) -> None:
    assert span(key, vr) == Span(first, last)


@pytest.mark.parametrize(
    ("key", "vr"),
    [("-", "DA"), ("-", "DT"), ("", "DA"), ("a-b", "DA"), ("2026-x", "DA"), ("x-2026", "DA"), ("1-2-3", "DA"),
     ("x", "DT"), ("20261101-20261110-20261124", "DA")],
)  # fmt: skip
def test_what_is_neither_a_value_nor_a_range(key: str, vr: str) -> None:
    assert span(key, vr) is None


def test_both_ends_of_a_span_belong_to_it() -> None:
    days = ["20261031", "20261101", "20261115", "20261124", "20261125"]
    assert [day in Span("20261101", "20261124") for day in days] == [False, True, True, True, False]
    assert [day in Span("", "20261101") for day in days[:3]] == [True, True, False]
    assert [day in Span("20261101", "") for day in days[:3]] == [False, True, True]
    assert "20261124" not in Span("20261201", "20261101")  # backward


@pytest.mark.parametrize(
    ("dates", "times", "whole"),
    [
        ("20261123-20261124", "22-06", Span("20261123220000000000", "20261124065959999999")),
        (" 20261123- ", " 22- ", Span("20261123220000000000", "")),
        ("-20261124", "-06", Span("", "20261124065959999999")),
        ("20261123-20261124", "22-", None),
        ("20261123-", "-06", None),
        ("20261123", "22-06", None),
        ("20261123-20261124", "22", None),
        ("20261123-20261324", "22-06", None),
        ("20261123-20261124", "22-66", None),
    ],
)
def test_a_range_of_dates_and_one_of_times_are_one_interval(dates: str, times: str, whole: Span | None) -> None:
    assert joined(dates, times) == whole


@pytest.mark.parametrize(
    ("date", "time", "moment"),
    [
        ("20261124", "1032", "20261124103200000000"),
        ("20261124", "", "20261124000000000000"),
        ("20261124", "late", None),
        ("", "1032", None),
        ("today", "", None),
    ],
)
def test_a_stored_date_with_its_time(date: str, time: str, moment: str | None) -> None:
    assert joined_value(date, time) == moment
