"""C-FIND matching, PS3.4 C.2.2.2 and Annex K: each kind of matching, and that nothing a peer sends raises."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import DataElement, Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.tag import Tag

from simulators.wire.elements import text
from simulators.wire.matching import Rules, identifier, key_problems, matcher, matches, unmatched_keys, wildcard


def dataset(**values: object) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def asks(stored: dict[str, object], key: dict[str, object], **rules: object) -> bool:
    return matches(dataset(**stored), dataset(**key), **rules)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stored", "key", "expected"),
    [
        ("0047110", "0047110", True),
        ("0047110", "47110", False),  # zeros are part of the value
        ("A1 ", " A1", True),  # outer blanks are padding
        ("A 1", "A1", False),
        ("ab", "AB", False),  # exact: case
        ("José", "Jose", False),  # exact: accents
        ("", "A1", False),
        ("A1", "", True),
        ("A1", "*", True),
        ("", "*", True),  # K.2.2.1.1.1 note 1: a single wild card finds the unknown
        ("A1", "A?", True),
        ("A1", "A??", False),
        ("A1", "?*1", True),
    ],
)
def test_single_universal_and_wildcard(stored: str, key: str, expected: bool) -> None:
    assert asks({"AccessionNumber": stored}, {"AccessionNumber": key}) is expected


def test_absent_attribute_matches_no_key_but_a_universal_one() -> None:
    assert not asks({}, {"AccessionNumber": "A1"})
    assert asks({}, {"AccessionNumber": ""})
    assert asks({}, {"AccessionNumber": "*"})
    assert asks({}, {"AccessionNumber": "A1"}, unknown_matches=True)


def test_list_of_uid_and_no_wildcard_in_uid() -> None:
    assert asks({"StudyInstanceUID": "1.2.3"}, {"StudyInstanceUID": ["1.2", "1.2.3"]})
    assert not asks({"StudyInstanceUID": "1.2.3"}, {"StudyInstanceUID": ["1.2", "1.2.4"]})
    assert not asks({"StudyInstanceUID": "1.2.3"}, {"StudyInstanceUID": "1.2.*"})


def test_any_value_of_several_matches() -> None:
    assert asks({"ModalitiesInStudy": ["CT", "SR"]}, {"ModalitiesInStudy": "SR"})
    assert asks({"ModalitiesInStudy": ["CT", "SR"]}, {"ModalitiesInStudy": ["MR", "CT"]})
    assert not asks({"ModalitiesInStudy": ["CT", "SR"]}, {"ModalitiesInStudy": ["MR", "US"]})


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("20240105", True),
        ("20240106", False),
        ("20240101-20240105", True),
        ("20240105-20240105", True),
        ("20240106-", False),
        ("20240105-", True),
        ("-20240105", True),
        ("-20240104", False),
        ("20240131-20240101", False),
        ("20240101 - 20240131", True),
        ("2024.01.05", True),
        ("202413", False),
        ("-", False),
        ("yesterday", False),
        ("2024*", False),
    ],
)
def test_dates(key: str, expected: bool) -> None:
    assert asks({"StudyDate": "20240105"}, {"StudyDate": key}) is expected


@pytest.mark.parametrize(
    ("stored", "key", "expected"),
    [
        ("223000", "2230", True),
        ("2230", "223000", True),
        ("22:30:00", "223000.000", True),
        ("223000", "2229-2231", True),
        ("223000", "2231-2229", False),  # midnight is never crossed
        ("010000", "2300-0200", False),
        ("235959.999999", "23-", True),
        ("180030", "1000-1800", True),
        ("180100", "1000-1800", False),
        ("", "1000-1800", False),
        ("noon", "1200", False),
        ("120000", "25", False),
    ],
)
def test_times(stored: str, key: str, expected: bool) -> None:
    assert asks({"StudyTime": stored}, {"StudyTime": key}) is expected


@pytest.mark.parametrize(
    ("stored", "key", "expected"),
    [
        ("19980128103000", "19980128103000.0000", True),
        ("19980128103000+0000", "19980128073000-0300", True),
        ("19980128103000+0000", "19980128103000-0300", False),
        ("19980128103000", "19980127-19980129", True),
        ("19980128103000+0100", "19980128090000+0000-19980128100000+0000", True),
        ("19980128103000", "-1997", False),
        ("19980128103000", "1998", True),
        ("99991231235959-1400", "9999-", True),
    ],
)
def test_datetimes(stored: str, key: str, expected: bool) -> None:
    assert asks({"AcquisitionDateTime": stored}, {"AcquisitionDateTime": key}) is expected


def step(date: str, time: str) -> Dataset:
    return dataset(
        ScheduledProcedureStepSequence=[
            dataset(ScheduledProcedureStepStartDate=date, ScheduledProcedureStepStartTime=time)
        ]
    )


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("20060705", "100000", True),
        ("20060705", "095900", False),
        ("20060706", "030000", True),  # the night between lies inside the one interval
        ("20060707", "180000", True),
        ("20060707", "190000", False),
        ("20060706", "", True),
    ],
)
def test_worklist_date_and_time_ranges_are_one_interval(date: str, time: str, expected: bool) -> None:
    assert matches(step(date, time), step("20060705-20060707", "1000-1800")) is expected


def test_a_date_with_a_time_range_is_within_that_day() -> None:
    assert matches(step("20060705", "1700"), step("20060705", "1000-1800"))
    assert not matches(step("20060706", "0300"), step("20060705-20060707", "1000-"))


def test_study_date_and_time_are_one_interval_only_when_negotiated() -> None:
    night = {"StudyDate": "20060706", "StudyTime": "030000"}
    key = {"StudyDate": "20060705-20060707", "StudyTime": "1000-1800"}
    assert not asks(night, key)
    assert asks(night, key, combined_datetime=True)


@pytest.mark.parametrize(
    ("stored", "key", "folded", "exact"),
    [
        ("Nguema Obiang^María José", "Nguema Obiang^María José", True, True),
        ("Nguema Obiang^María José", "NGUEMA OBIANG^MARIA JOSE", True, False),
        ("Œuvray^Noël", "oeuvray^noel", True, False),
        ("Œuvray^Noël", "Œuvray^Noe\u0308l", True, True),  # NFD of the same letters
        ("Côté-d'Ivoire^Éloïse", "cote-d'ivoire^*", True, False),
        ("Mbá Ñengue^Conceição", "Mbá*", True, True),
        ("Straße^Ada", "STRASSE^Ada", True, False),
        ("Nsue^Ana^^^", "Nsue^Ana", True, True),
        ("Nsue^Ana", "Nsue^Ana^^^", True, True),
        ("Nsue^Ana", "Nsue^Ana^*", True, True),
        ("Nsue^Ana", "Nsue", False, False),
        ("Nsue^Ana", "Nsue*", True, True),
        ("Wang^XiaoDong=王^小東", "王^小東", True, True),
        ("Wang^XiaoDong=王^小東", "Wang^XiaoDong", True, True),
        ("Wang^XiaoDong=王^小東", "*小東", True, True),
        ("Wang^XiaoDong=王^小東", "Wang^XiaoDong=王^小東", True, True),
        ("Li^Na=王^小東", "Wang^XiaoDong=王^小東", False, False),  # all groups of the key
        ("Nsue^Ana", "Nsue^Ana^^^*", True, True),  # a key of all five components
        ("Nsue^Ana", "Nsue^*^*^*^*", True, True),
        ("Nsue^Ana", "Nsue^Ana^^^?", False, False),
        ("Nsue^Ana", "Nsue^Ana????", False, False),
        ("Nsue^Ana", "Nsue^Ana^^^^*", False, False),  # a name has five components
        ("", "Nsue", False, False),
    ],
)
def test_person_names(stored: str, key: str, folded: bool, exact: bool) -> None:
    assert asks({"PatientName": stored}, {"PatientName": key}) is folded
    assert asks({"PatientName": stored}, {"PatientName": key}, fold_names=False) is exact


def test_sequence_matching_needs_all_keys_in_one_item() -> None:
    stored = dataset(
        RequestAttributesSequence=[
            dataset(RequestedProcedureID="R1", ScheduledProcedureStepID="S1"),
            dataset(RequestedProcedureID="R2", ScheduledProcedureStepID="S2"),
        ]
    )
    both = dataset(RequestAttributesSequence=[dataset(RequestedProcedureID="R1", ScheduledProcedureStepID="S2")])
    one = dataset(RequestAttributesSequence=[dataset(RequestedProcedureID="R2", ScheduledProcedureStepID="")])
    assert not matches(stored, both)
    assert matches(stored, one)
    answer = identifier(stored, one)
    assert [item.ScheduledProcedureStepID for item in answer.RequestAttributesSequence] == ["S2"]
    assert "RequestedProcedureID" in answer.RequestAttributesSequence[0]


@pytest.mark.parametrize("key", [[], [Dataset()], [dataset(RequestedProcedureID="")]])
def test_empty_sequence_keys_match_everything(key: list[Dataset]) -> None:
    assert matches(Dataset(), dataset(RequestAttributesSequence=key))


def test_numbers_are_compared_as_numbers() -> None:
    assert asks({"SeriesNumber": "7"}, {"SeriesNumber": "007"})
    assert not asks({"SeriesNumber": "7"}, {"SeriesNumber": "8"})
    assert asks({"Rows": 64}, {"Rows": 64})
    assert not asks({"Rows": 64}, {"Rows": 65})


@pytest.mark.parametrize(("stored", "key"), [("10", "1_0"), ("1_0", "10"), ("7", "nan"), ("nan", "7"), ("nan", "inf")])
def test_what_is_no_number_equals_none(stored: str, key: str) -> None:
    assert not asks({"PatientWeight": stored}, {"PatientWeight": key})
    assert asks({"PatientWeight": stored}, {"PatientWeight": stored})


def test_charset_level_view_timezone_and_group_lengths_are_never_matched() -> None:
    key = dataset(QueryRetrieveLevel="STUDY", SpecificCharacterSet="ISO_IR 192", TimezoneOffsetFromUTC="+0100")
    key.QueryRetrieveView = "CLASSIC"
    key.add(DataElement(0x00080000, "UL", 120))  # as old SCUs send it
    assert matches(Dataset(), key)
    answer = identifier(Dataset(), key)
    assert [element.keyword for element in answer] == ["QueryRetrieveLevel"]
    assert identifier(dataset(TimezoneOffsetFromUTC="+0100"), Dataset()).TimezoneOffsetFromUTC == "+0100"


def test_without_rules_an_unknown_value_matches_no_key_and_date_and_time_stand_alone() -> None:
    assert not matcher(dataset(AccessionNumber="A1"))(Dataset())
    night = dataset(StudyDate="20240102", StudyTime="030000")
    assert not matcher(dataset(StudyDate="20240101-20240103", StudyTime="1000-1800"))(night)


def test_unknown_charset_in_the_key_makes_its_letters_wild() -> None:
    key = dataset(SpecificCharacterSet="ISO_IR 999", PatientName="Mb\xe9 Nengue^Ana")
    assert matches(dataset(PatientName="Mbá Nengue^Ana"), key)
    assert not matches(dataset(PatientName="Nsue^Ana"), key)
    key.SpecificCharacterSet = "ISO_IR 100"
    assert not matches(dataset(PatientName="Mbá Nengue^Ana"), key)


@pytest.mark.parametrize(("charset", "found"), [("ISO_IR 192", ["xé"]), ("ISO_IR 999", ["xá", "xé"])])
def test_the_items_that_come_back_are_those_that_match(charset: str, found: list[str]) -> None:
    stored = dataset(
        RequestAttributesSequence=[dataset(RequestedProcedureDescription=one) for one in ("xá", "xé", "e")]
    )
    key = dataset(SpecificCharacterSet=charset)
    key.RequestAttributesSequence = [dataset(RequestedProcedureDescription="xé")]
    items = identifier(stored, key).RequestAttributesSequence
    assert [item.RequestedProcedureDescription for item in items] == found


def test_identifier_holds_the_asked_keys_only() -> None:
    stored = dataset(
        SpecificCharacterSet="ISO_IR 100",
        PatientName="Mbá^Ana",
        PatientID="ZZ91",
        AccessionNumber="A1",
        StudyDate="20240105",
    )
    query = dataset(QueryRetrieveLevel="STUDY", PatientName="mba*", AccessionNumber="", StudyTime="")
    query.add(DataElement(0x00111001, "LO", "private"))
    answer = identifier(stored, query, retrieve_ae_title="PACS1")
    assert {element.keyword for element in answer} == {
        "SpecificCharacterSet", "QueryRetrieveLevel", "RetrieveAETitle", "AccessionNumber", "PatientName", "StudyTime",
    }  # fmt: skip
    assert text(answer, "PatientName") == "Mbá^Ana"
    answer.PatientName = "changed"
    assert text(stored, "PatientName") == "Mbá^Ana"


def test_unsupported_optional_keys() -> None:
    query = dataset(PatientName="A*", StudyDescription="head", StudyID="")
    supported = {0x00100010}
    assert [int(tag) for tag in unmatched_keys(query, supported)] == [0x00081030]
    assert asks({"PatientName": "A"}, {"PatientName": "A*", "StudyDescription": "head"}, supported=supported)
    assert not asks({"PatientName": "B"}, {"PatientName": "A*", "StudyDescription": "head"}, supported=supported)


def test_problems_with_keys_are_named() -> None:
    sequence = [dataset(), dataset(StudyTime="noon")]
    query = through_the_wire(dataset(StudyDate="2024-13-01", RequestAttributesSequence=sequence, PatientAge="03*Y"))
    bad_number = through_the_wire(dataset(SeriesDescription="abc")).get_item(0x0008103E)._replace(tag=Tag(0x00280010))
    query[0x00280010] = bad_number._replace(VR="US", value=b"abc", length=3)
    found = key_problems(query)
    assert len(found) == 5, found
    assert any("StudyDate" in one for one in found)
    assert any("2" in one and "RequestAttributesSequence" in one for one in found)
    assert any("noon" in one for one in found)
    assert any("no wildcard" in one for one in found)
    assert any("no value of its VR" in one for one in found)
    assert key_problems(dataset(StudyDate="20240101-", StudyTime="10-11", PatientName="A*")) == []
    assert key_problems(dataset(RequestAttributesSequence=[dataset(StudyTime="")])) == []
    assert len(key_problems(dataset(SpecificCharacterSet="ISO_IR 192", StudyDate="noon"))) == 1
    private, length = b"\x11\0\x01\x10\x03\0\0\0abc", b"\x08\0\0\0\x03\0\0\0abc"
    for data in (private, length):  # nobody can say what a private value has to be; a group length is no key
        assert key_problems(read_dataset(BytesIO(data), True, True)) == []


@given(st.text("ab*?^.\n", max_size=8), st.text("ab^.\n", max_size=10))
def test_wildcard_agrees_with_a_regular_expression(pattern: str, value: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    assert wildcard(pattern)(value) is bool(re.fullmatch(expression, value, re.DOTALL))


def test_wildcard_is_quick_on_the_worst_pattern() -> None:
    assert not wildcard("*a" * 3000 + "b")("a" * 5000)


def through_the_wire(ds: Dataset) -> Dataset:
    """As an SCP reads it: raw bytes, decoded when asked."""
    buffer = DicomBytesIO()
    buffer.is_implicit_VR, buffer.is_little_endian = True, True
    write_dataset(buffer, ds)
    return read_dataset(BytesIO(buffer.getvalue()), True, True)


TAGS = [0x00080020, 0x00080030, 0x0008002A, 0x00080050, 0x00080060, 0x00080061, 0x00100010, 0x00100020, 0x0020000D,
        0x00200013, 0x00280010, 0x00400100, 0x00400275, 0x00101010, 0x00101030, 0x00080005, 0x00209161]  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(TAGS), st.binary(max_size=24)),
    st.dictionaries(st.sampled_from(TAGS), st.binary(max_size=24)),
)
def test_hostile_bytes_never_raise(left: dict[int, bytes], right: dict[int, bytes]) -> None:
    def of(raw: dict[int, bytes]) -> Dataset:
        data = b"".join(
            tag.to_bytes(4, "big")[1::-1] + tag.to_bytes(4, "big")[:1:-1] + len(value).to_bytes(4, "little") + value
            for tag, value in sorted(raw.items())
        )
        try:
            return read_dataset(BytesIO(data), True, True)
        except Exception:  # not a data set at all: the transport refuses it
            return Dataset()

    candidate, query = of(left), of(right)
    assert isinstance(matches(candidate, query), bool)
    assert isinstance(key_problems(query), list)
    assert isinstance(identifier(candidate, query), Dataset)


@given(st.dates(), st.dates(), st.dates())
def test_date_ranges_agree_with_dates(value: object, first: object, last: object) -> None:
    key = f"{first:%Y%m%d}-{last:%Y%m%d}".replace(" ", "0")
    expected = first <= value <= last  # type: ignore[operator]
    stored = f"{value:%Y%m%d}"
    if all(len(f"{each:%Y%m%d}") == 8 for each in (value, first, last)):
        assert asks({"StudyDate": stored}, {"StudyDate": key}) is expected


@given(st.lists(st.text("ABC*? ", min_size=1, max_size=4), min_size=1, max_size=3))
def test_every_stored_value_is_found_by_itself(values: list[str]) -> None:
    stored = [value.replace("*", "x").replace("?", "y") for value in values]
    if all(value.strip() for value in stored):
        assert all(asks({"OtherPatientIDs": stored}, {"OtherPatientIDs": value}) for value in stored)


def test_matcher_and_wire_form_agree() -> None:
    stored = through_the_wire(dataset(PatientName="Nsue^Ana", StudyDate="20240105", Rows=64, StudyInstanceUID="1.2"))
    query = through_the_wire(
        dataset(PatientName="nsue*", StudyDate="20240101-", Rows=64, StudyInstanceUID=["1.1", "1.2"])
    )
    assert matcher(query, Rules())(stored)
