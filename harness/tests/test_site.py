"""Site files: what is shipped loads, every mistake is told at once with the nearest valid value."""

from __future__ import annotations

import contextlib
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.data import fixtures_folder
from harness.session import Hospital
from harness.site import find_site, json_schema, load_site, parse_site
from simulators.addresses import DicomAddress
from simulators.wire.errors import ConfigError

SHIPPED = sorted(path for path in (fixtures_folder() / "sites").glob("*.toml") if not path.stem.endswith("-known"))


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_site('schema = 1\nname = "x"\n' + text)
    return list(caught.value.problems)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_site_loads(path: Path) -> None:
    site = load_site(str(path))
    assert site.describe()["roles"]
    assert site.shown_file == path.stem


def test_three_sites_are_shipped_and_the_default_is_all_simulated() -> None:
    assert {"simulated", "orthanc", "hospital"} <= {path.stem for path in SHIPPED}
    site = load_site("simulated")
    assert site.real_roles == ()
    assert not site.needs_one_process


def test_the_example_hospital_says_every_key_that_there_is() -> None:
    """Whoever fills it in must find each possibility, written or commented."""
    text = (fixtures_folder() / "sites" / "hospital.toml").read_text(encoding="utf-8")
    schema = json_schema()
    keys = set(schema["properties"]) | {
        key for table in schema["$defs"].values() for key in table.get("properties", {})
    }
    simulated_only = {"worklist_ae_title", "mpps_ae_title", "other_ae_titles"}
    assert {key for key in keys - simulated_only if f"{key}" not in text} == set()


def test_five_mistakes_are_told_at_once() -> None:
    found = problems("""
        time_zone = "Africa/Malab"
        [roles.pacs]
        clams = []
        dimse = { host = "10.0.0.1", port = "104", ae_title = "A_TITLE_OF_20_LETTERS" }
        [roles.ris]
        claims = ["RAD-99"]
        [[routes]]
        to = ["BATTA"]
    """)
    assert len(found) == 6
    text = "\n".join(found)
    assert "time_zone: 'Africa/Malab' is no time zone; the nearest is 'Africa/Malabo'" in text
    assert "there is no key 'clams'; the nearest is 'claims'" in text
    assert "roles.pacs.dimse.port: '104' is not valid: a whole number without quotes" in text
    assert "1 to 16 printable ASCII characters" in text
    assert "roles.ris.claims[1]: 'RAD-99' is not valid; the nearest is 'RAD-49'" in text
    assert "routes[1].to: there is no destination 'BATTA'; the nearest is 'BATA'" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("language = 'de'", "language: 'de' is not valid"),
        ("[limits]\nworklist_s = 0", "limits.worklist_s: 0 is not valid: more than 0"),
        ("[roles.ris]\nhl7 = { host = 'a', port = 70000, application = 'R' }", "at most 65535"),
        ("[roles.ris]\nhl7 = { port = 1, application = 'R' }", "roles.ris.hl7.host: is missing"),
        ("[roles.ris]\ndialect = 'ihe-swf-c'", "there is no dialect 'ihe-swf-c'; the nearest is 'ihe-swf-b'"),
        ("[roles.pacs]\nae_title = '  '", "AE title"),
        ("[roles.pacs]\nae_title = 'A\\B'", "AE title"),
        ("[test_patients]\nid_prefixes = []", "at least 1 entries"),
        ("[test_patients]\nid_prefixes = ['Z']", "at least 2 characters"),
        ("[test_patients.assigning_authority]\nnamespace = 'H^G'", "none of | ^ ~"),
        ("[roles.emr]\nlisten = { port = 6661 }\n[roles.workstation]\nlisten = { port = 6661 }", "already taken by"),
        (
            "[[roles.modality]]\nstation='A1'\nmodality='CT'\n[[roles.modality]]\nstation='A1'\nmodality='CT'",
            "stands twice",
        ),
        ("[[routes]]\nto=['BATA']\nwhen = { between = ['0700'] }", "two times"),
        ("[[routes]]\nto=['BATA']\nwhen = { modality = 'CTT' }", "the nearest is 'CT'"),
        ("known = 'nowhere.toml'", "cannot be read"),
        ("roles = 3", "roles: 3 is not valid: a table"),
    ],
)
def test_each_mistake_says_where_and_what(text: str, expected: str) -> None:
    assert expected in "\n".join(problems(text))


@pytest.mark.parametrize("text", ["schema = ", "= 3", "a = 1\na = 2", "[roles", '"'])
def test_what_is_no_toml_is_one_problem(text: str) -> None:
    with pytest.raises(ConfigError, match="is not TOML"):
        parse_site(text)


@pytest.mark.parametrize("value", ["3", "'x'", "[]", "{}", "true", "[3]", "{ a = 1 }", "1979-05-27"])
@pytest.mark.parametrize(
    "key", ["roles", "routes", "limits", "dialects", "known", "time_zone", "test_patients", "network"]
)
def test_a_value_of_the_wrong_kind_never_breaks_the_reader(key: str, value: str) -> None:
    with contextlib.suppress(ConfigError):
        assert parse_site(f'schema = 1\nname = "x"\n{key} = {value}\n').name == "x"


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert parse_site('\ufeffschema = 1\nname = "x"\n').name == "x"


def test_a_site_that_is_not_there_names_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        find_site("orthank")
    assert caught.value.remedy == "interop run --site orthanc"
    assert find_site("").stem == "simulated"
    (tmp_path / "site.toml").write_text("")
    assert find_site("") == Path("site.toml")


def test_a_dialect_says_only_what_differs_from_its_base() -> None:
    site = parse_site("""
        schema = 1
        name = "x"
        [dialects.ours]
        base = "ihe-swf"
        charset = "8859/15"
        fixed = { "MSH-11" = "T" }
        extra_segments = ["ZPV|1"]
    """)
    dialect = site.dialect("ours")
    assert (dialect.name, dialect.version, dialect.charset) == ("ours", "2.3.1", "8859/15")
    assert dialect.fixed == (("MSH-11", "T"),)
    assert dialect.extra_segments == ("ZPV|1",)


def test_a_role_is_real_by_its_address_or_by_word() -> None:
    site = parse_site("""
        schema = 1
        name = "x"
        [roles.his]
        simulated = false
        [roles.pacs]
        dimse = { host = "10.0.0.1", port = 104, ae_title = "P" }
        claims = ["RAD-8"]
        [roles.emr]
        listen = { port = 6661 }
    """)
    assert site.real_roles == ("his", "pacs")
    assert site.needs_one_process
    assert site.fixed_listeners == {"emr.port": 6661}
    assert site.claims("pacs", "RAD-8")
    assert not site.claims("pacs", "RAD-14")
    assert site.claims("ris", "RAD-5")


def _valid(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """The part of JSON Schema that our schema uses."""
    if "$ref" in schema:
        schema = {**root["$defs"][schema["$ref"].split("/")[-1]], **{k: v for k, v in schema.items() if k != "$ref"}}
    if "anyOf" in schema:
        return any(_valid(each, value, root) for each in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
             "null": type(None)}  # fmt: skip
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        extra = schema.get("additionalProperties", True)
        return all(key in value for key in schema.get("required", ())) and all(
            _valid(known[key], each, root) if key in known else extra is True or (extra and _valid(extra, each, root))
            for key, each in value.items()
        )
    if isinstance(value, list) and "items" in schema:
        return all(_valid(schema["items"], each, root) for each in value)
    return True


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_schema_accepts_what_the_reader_accepts(path: Path) -> None:
    schema = json_schema()
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    assert _valid(schema, document, schema)
    assert not _valid(schema, {**document, "language": "de"}, schema)
    assert not _valid(schema, {**document, "nmae": "x"}, schema)
    assert not _valid(schema, {**document, "roles": {"pacs": {"dimse": {"host": "a"}}}}, schema)


def test_a_real_archive_may_have_a_second_address_which_is_its_own() -> None:
    text = 'schema = 1\nname = "x"\n[roles.pacs]\n'
    first = 'dimse = { host = "127.0.0.1", port = 1, ae_title = "ONE" }\n'
    second = 'second = { host = "127.0.0.1", port = 2, ae_title = "TWO" }\n'
    wiring = Hospital(parse_site(text + first + second)).wiring
    assert wiring.dicom("pacs", "second") == DicomAddress("127.0.0.1", 2, "TWO")
    assert {title for title, name in wiring.names() if name == "pacs"} >= {"ONE", "TWO"}
    assert Hospital(parse_site(text + first)).wiring.dicom("pacs", "second") is None


def test_a_line_is_put_before_a_role_that_there_is_and_of_a_kind_that_there_is() -> None:
    assert any("link.pax" in line and "pacs" in line for line in problems('[link.pax]\nprofile = "lan"\n'))
    assert any("vsat-384k" in line for line in problems('[link.pacs]\nprofile = "vsat"\n'))


def test_who_calls_a_role_behind_a_line_goes_through_it() -> None:
    site = parse_site('schema = 1\nname = "x"\n[link.pacs]\nprofile = "wan"\n')
    hospital = Hospital(site)
    hospital.start()
    try:
        station = hospital.modality("CT_ER1")
        own = hospital.wiring.started["pacs"].ports["dimse"]
        assert station.config.storage.port not in (0, own)
        started = time.perf_counter()
        assert station.echo().status == 0
        assert time.perf_counter() - started >= 3 * 0.036  # connection, association, C-ECHO: a round trip each
        assert [one.kind for one in hospital.transcript.exchanges if one.kind.startswith("C-ECHO")] == [
            "C-ECHO-RQ",
            "C-ECHO-RSP",
        ]
    finally:
        hospital.close()
