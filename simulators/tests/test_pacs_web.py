"""The PACS over DICOMweb: the same store, the same patients as over DIMSE, and refusals that say why."""

from __future__ import annotations

import http.client
import json
import zlib
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from pydicom import DataElement, Dataset

from simulators import pacs_web_objects
from simulators.addresses import WebAddress
from simulators.dimse import EncodedInstance
from simulators.dimse_messages import inflate
from simulators.images import make_images
from simulators.pacs_web_objects import part10_of
from simulators.runtime import Limits, Runtime
from simulators.secret import Secret
from simulators.tests.department import Department, department
from simulators.web_credentials import Credentials
from simulators.web_user_agent import UserAgent
from simulators.wire.assembling import METADATA, apart
from simulators.wire.dicom_xml import XML
from simulators.wire.dicomweb import JSON, picture_size
from simulators.wire.difference import compare
from simulators.wire.elements import text
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import Code, Patient, PatientId, PersonName
from simulators.wire.multipart import Part, write
from simulators.wire.part10 import FileMeta, file_head

JOSE = PersonName("Mbá Ñengue", "María José", prefix="Dra.")
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")


@pytest.fixture(scope="module")
def dept() -> Iterator[Department]:
    """Each test has patients of its own."""
    with department(web_port=0) as found:
        yield found


def agent(dept: Department, **changes: str) -> UserAgent:
    address = dept.pacs.web_address
    assert address is not None
    said = Credentials(secret=Secret(text=changes["token"])) if changes.get("token") else Credentials()
    return UserAgent(dept.runtime, "workstation", WebAddress(address.url, said, address.wado))


def uids(ds: Dataset) -> tuple[str, str, str]:
    study, series, instance = (text(ds, keyword) for keyword in UIDS)
    return study, series, instance


def study_of(dept: Department, number: str, **options: object) -> list[Dataset]:
    return dept.stored(dept.patient(number), **options)  # type: ignore[arg-type]


def test_a_merge_and_a_new_name_are_seen_at_every_resource(dept: Department) -> None:
    images = study_of(dept, "100")
    dept.tell("A40", dept.patient("101", JOSE), prior=dept.patient("100"))
    web = agent(dept)
    assert web.search("STUDY", PatientID="ZZ9100").status == 204
    [match] = web.search("STUDY", PatientID="ZZ9101").datasets
    [told] = dept.workstation.find("STUDY", PatientID="ZZ9101")
    for ds in (match, *web.metadata(match.StudyInstanceUID).datasets, *web.retrieve(uids(images[0])[0]).datasets):
        assert (text(ds, "PatientID"), text(ds, "PatientName")) == ("ZZ9101", "Mbá Ñengue^María José^^Dra.")
    assert text(told, "PatientName") == text(match, "PatientName")


def test_rejected_images_are_gone_from_the_web_too(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient("102"), mpps=False)
    images = dept.ct.acquire(performed, 3)
    dept.ct.store(images)
    dept.ct.store(dept.ct.key_objects(performed, images[:2], Code("113001", "Rejected for Quality Reasons", "DCM")))
    web = agent(dept)
    study = uids(images[0])[0]
    assert [text(ds, "SOPInstanceUID") for ds in web.search("IMAGE", study=study).datasets] == [
        images[2].SOPInstanceUID
    ]
    assert len(web.retrieve(study).datasets) == 1
    assert web.retrieve(*uids(images[0])).status == 404
    assert web.store(images[:1]).status == 409  # rejected before


def test_compressed_objects_are_sent_in_what_the_caller_takes(dept: Department) -> None:
    [image] = study_of(dept, "103", instances=1, rle=True)
    web = agent(dept)
    asked = {
        'multipart/related; type="application/dicom"': "1.2.840.10008.1.2.1",
        'multipart/related; type="application/dicom"; transfer-syntax=*': "1.2.840.10008.1.2.5",
        "application/dicom; transfer-syntax=1.2.840.10008.1.2.5": "1.2.840.10008.1.2.5",
        'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.90, application/dicom;q=0.1':
            "1.2.840.10008.1.2.1",
    }  # fmt: skip
    for accept, syntax in asked.items():
        answer = web.retrieve(*uids(image), accept=accept)
        assert [str(ds.file_meta.TransferSyntaxUID) for ds in answer.datasets] == [syntax], (accept, answer.text)
        assert compare(image, answer.datasets[0]) == []
        assert answer.problems == []
    for accept in ("text/html", 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.90'):
        assert web.retrieve(*uids(image), accept=accept).status == 406


def test_frames_come_as_octets_or_as_they_are_compressed(dept: Department) -> None:
    [image] = study_of(dept, "104", instances=1, rle=True)
    web = agent(dept)
    [plain] = web.frames(*uids(image), [1]).parts
    assert plain.content == image.pixel_array.tobytes()
    [packed] = web.frames(*uids(image), [1], accept='multipart/related; type="image/dicom-rle"').parts
    assert packed.headers["content-type"] == "image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5"
    assert web.frames(*uids(image), [1], accept="image/jpeg").status == 406
    for numbers, status in (("0", 404), ("2", 404), ("x", 400), ("1,,1", 400), ("1/2", 400), ("99999999999", 400)):
        path = "/studies/{}/series/{}/instances/{}".format(*uids(image))
        assert web.request("GET", f"{path}/frames/{numbers}", "", {}).status == status, numbers


def test_what_would_be_too_large_uncompressed_is_not_decompressed(
    dept: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    [image] = study_of(dept, "124", instances=1, rle=True)
    monkeypatch.setattr(pacs_web_objects, "MOST_NATIVE", 100)
    web = agent(dept)
    assert [web.rendered(*uids(image)).status, web.frames(*uids(image), [1]).status] == [406, 406]
    assert web.retrieve(*uids(image)).status == 200


def test_pictures_are_of_the_type_that_the_caller_takes(dept: Department) -> None:
    [image] = study_of(dept, "105", instances=1)
    web = agent(dept)
    path = "/studies/{}/series/{}/instances/{}".format(*uids(image))
    for accept, kind in (
        ("image/png", "PNG"),
        ("image/jpeg", "JPEG"),
        ("image/png;q=0.5, image/jpeg", "JPEG"),
        ("image/*", "JPEG"),
        ("*/*", "JPEG"),
    ):
        answer = web.rendered(*uids(image), accept=accept)
        assert picture_size(answer.parts[0].content) == (kind, image.Columns, image.Rows)
        assert answer.headers["content-type"] == f"image/{kind.lower()}"
    refused = web.rendered(*uids(image), accept="image/gif")
    assert (refused.status, refused.text) == (406, "pictures are sent as image/jpeg or image/png only")
    for frame, status in (("1", 200), ("9", 406), ("x", 406)):
        asked = web.request("GET", f"{path}/frames/{frame}/rendered", "", {"accept": "image/png"})
        assert asked.status == status, frame


def test_a_picture_is_windowed_and_cut_as_asked(dept: Department) -> None:
    [image] = study_of(dept, "118", instances=1)
    values = image.pixel_array * float(image.get("RescaleSlope", 1)) + float(image.get("RescaleIntercept", 0))
    web, middle = agent(dept), float(np.mean(values))

    def grey(**said: str) -> np.ndarray:
        return np.asarray(Image.open(BytesIO(web.rendered(*uids(image), **said).parts[0].content)))

    assert set(np.unique(grey(window=f"{middle},1,linear"))) == {0, 255}
    assert np.array_equal(grey(window=f"{middle},1,linear") == 255, values > middle - 0.5)
    exact = np.clip((values - middle) / 400 + 0.5, 0, 1) * 255
    assert np.array_equal(grey(window=f"{middle},400,linear-exact"), exact.astype(np.uint8))
    curved = grey(window=f"{middle},400,sigmoid")
    assert np.array_equal(curved, (255 / (1 + np.exp(-4 * (values - middle) / 400))).astype(np.uint8))
    half = image.Columns // 2
    assert np.array_equal(grey(viewport=f"{half},{half},0,0,{half},{half}"), grey()[:half, :half])
    assert np.array_equal(grey(viewport=f"{half},{half},0,0,-{half},{half}"), grey()[:half, :half][:, ::-1])
    assert grey(viewport="20,9999").shape == (round(20 * image.Rows / image.Columns), 20)


@pytest.mark.parametrize(
    "said",
    [
        {"window": "1,2"}, {"window": "1,0.5,linear"}, {"window": "nan,2,linear"}, {"window": "1,2,cubic"},
        {"viewport": "0,5"}, {"viewport": "1e9,1e9"}, {"viewport": "5"}, {"viewport": "a,b"}, {"quality": "0"},
        {"quality": "101"},
    ],
)  # fmt: skip
def test_ill_defined_values_of_a_picture_are_refused(dept: Department, said: dict[str, str]) -> None:
    [image] = study_of(dept, "119", instances=1)
    assert agent(dept).rendered(*uids(image), **said).status == 400


def test_metadata_leave_long_values_to_an_address_that_gives_them(dept: Department) -> None:
    [image] = study_of(dept, "106", instances=1)
    web = agent(dept)
    answer = web.metadata(*uids(image))
    assert {each.path for each in compare(image, answer.datasets[0])} == {*answer.bulk}
    for path, uri in answer.bulk.items():
        [part] = web.bulkdata(uri).parts
        assert part.headers["content-location"] == uri
        assert part.content == image[path[1:5] + path[6:10]].value
    assert web.bulkdata(uri + "9").status == 404
    assert web.bulkdata(uri.replace("7FE00010", "00100010")).status == 404
    assert web.bulkdata(uri.replace("7FE00010", "nonsense/1/2")).status == 404


def test_a_search_is_paged_and_says_when_there_is_more(dept: Department) -> None:
    images = study_of(dept, "107", instances=5)
    web, study = agent(dept), uids(images[0])[0]
    pages = [web.search("IMAGE", study=study, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [page.status for page in pages] == [200, 200, 200, 204]
    assert [text(ds, UIDS[2]) for page in pages for ds in page.datasets] == [ds.SOPInstanceUID for ds in images]
    assert web.search("IMAGE", study=study, limit=0).status == 204
    assert "fuzzymatching" in web.search("STUDY", PatientName="nsue*", fuzzy=True).headers["warning"]


def test_a_limit_of_ours_is_told(dept: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    images = study_of(dept, "108", instances=3)
    monkeypatch.setattr("simulators.pacs_web.MOST_RESULTS", 2)
    answer = agent(dept).search("IMAGE", study=uids(images[0])[0])
    assert (len(answer.datasets), "additional results" in answer.headers["warning"]) == (2, True)


def test_more_is_shown_on_request_and_series_are_found_without_their_study(dept: Department) -> None:
    [image] = study_of(dept, "109", instances=1)
    web = agent(dept)
    [plain] = web.search("SERIES", PatientID="ZZ9109").datasets
    [more] = web.search("SERIES", PatientID="ZZ9109", include=["StationName", "0008103E"]).datasets
    [everything] = web.search("SERIES", PatientID="ZZ9109", include=["all"]).datasets
    assert "StationName" not in plain
    assert text(more, "StationName") == text(everything, "StationName") == "CT_ER1"
    assert text(plain, "StudyInstanceUID") == uids(image)[0]
    assert text(plain, "RetrieveURL").endswith("/studies/{}/series/{}".format(*uids(image)))


def test_a_store_says_of_each_part_what_became_of_it(dept: Department) -> None:
    patient = dept.patient("110")
    one, two = make_images(modality="CT", patient=patient, instances=2)
    files = [part10_of(EncodedInstance.of(ds)) for ds in (one, two)]
    web = agent(dept)
    answer = web.post([files[0], b"rubbish", files[1][:400], files[1]])
    assert (answer.status, answer.stored, answer.failed) == (202, [one.SOPInstanceUID, two.SOPInstanceUID], ["", ""])
    assert web.post(files).status == 200  # the same once more
    other = make_images(modality="CT", patient=patient, instances=1)[0]
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
    answer = web.store([other])
    assert (answer.status, int(answer.datasets[0].FailedSOPSequence[0].FailureReason)) == (409, 0x0111)


@pytest.mark.parametrize("content", METADATA)
def test_metadata_and_values_apart_are_stored_as_the_object(dept: Department, content: str) -> None:
    made = make_images(modality="CT", patient=dept.patient("120" if content == XML else "121", JOSE), instances=2)
    made[0].add(DataElement(0x00090010, "LO", "ACME 1"))
    made[0].add(DataElement(0x00091001, "OB", b"\1\2" * 4000))
    web = agent(dept)
    answer = web.store_apart(made, content)
    assert (answer.status, sorted(answer.stored)) == (200, sorted(ds.SOPInstanceUID for ds in made))
    for ds in made:
        [back] = web.retrieve(*uids(ds)).datasets
        assert [str(one) for one in compare(ds, back)] == []


def test_an_object_whose_values_did_not_come_is_named_and_the_others_are_stored(dept: Department) -> None:
    made = make_images(modality="CT", patient=dept.patient("122"), instances=3)
    web = agent(dept)
    described, first, _, third = apart(made, JSON)
    compressed = Part(third.content, {**third.headers, "content-type": "image/jpeg"})
    answer = web.post_body(*write([described, first, compressed], JSON), deliberate="an image without its pixels")
    assert (answer.status, answer.stored) == (202, [made[0].SOPInstanceUID])
    assert sorted(answer.failed) == sorted(ds.SOPInstanceUID for ds in made[1:])
    assert web.post_body(*write([described], JSON), deliberate="an image without its pixels").status == 409
    for body in (b"[", b"[1]", b"{}", b"[" * 100_000):
        answer = web.post_body(*write([Part(body, {"content-type": JSON})], JSON), deliberate="hostile")
        assert answer.status in (400, 409), body[:10]
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><NativeDicomModel>&a;</NativeDicomModel>'
    assert web.post_body(*write([Part(bomb, {"content-type": XML})], XML), deliberate="hostile").status == 409


def test_a_store_of_others_is_refused_and_not_kept(dept: Department) -> None:
    stranger = Patient(PatientId("4711"), PersonName("Real", "Person"), "19800102", "F")
    [image] = make_images(modality="CT", patient=stranger, instances=1)
    web = agent(dept)
    with pytest.raises(LocalViolation, match="not a test patient"):
        web.store([image])
    before = dept.runtime.transcript.mark()
    assert web.post([part10_of(EncodedInstance.of(image))]).status == 409
    assert dept.runtime.transcript.since(before) == ()
    assert web.retrieve(*uids(image)).status == 404


def test_the_preamble_of_a_sender_is_not_kept(dept: Department) -> None:
    [image] = make_images(modality="CT", patient=dept.patient("111"), instances=1)
    file = bytearray(part10_of(EncodedInstance.of(image)))
    file[:2] = b"MZ"  # a program, to some
    web = agent(dept)
    assert web.post([bytes(file)]).status == 200
    assert web.retrieve(*uids(image)).parts[0].content[:4] == bytes(4)


def test_a_bomb_is_refused(dept: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.dimse_messages.inflate", partial(inflate, limit=1 << 20))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(3)) + packer.flush()
    head = file_head(FileMeta("1.2.840.10008.5.1.4.1.1.2", dept.runtime.uid(), "1.2.840.10008.1.2.1.99", 0))
    answer = agent(dept).post([head + bomb])
    assert (answer.status, answer.failed) == (409, [""])
    asked = dept.runtime.transcript.exchanges[-2].web
    assert asked is not None
    assert "more than 1048576 bytes" in asked.problems[0][1]


REQUESTS = [
    ("GET", "", "", 404), ("GET", "/nonsense", "", 404), ("GET", "/studies/1.2/series/1.3/nonsense", "", 404),
    ("PUT", "/studies", "", 405), ("DELETE", "/studies/1.2", "", 405), ("OPTIONS", "/studies", "", 204),
    ("GET", "/studies/1.2/metadata", "", 404), ("GET", "/studies", "PatientIdd=ZZ91", 400),
    ("GET", "/studies", "limit=x", 400), ("GET", "/studies", "&".join(["a=1"] * 300), 400), 
    ("GET", "/studies/../../etc/passwd", "", 404),
    ("GET", "/studies/' or 1=1 --/metadata".replace(" ", "%20"), "", 404), ("POST", "/studies", "", 415),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "query", "status"), REQUESTS)
def test_what_is_no_resource_is_refused(dept: Department, method: str, path: str, query: str, status: int) -> None:
    answer = agent(dept).request(method, path, query, {"accept": "*/*"})
    assert answer.status == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("content_type", "body", "status"), [
    ("multipart/related; boundary=x", b"--x--", 415), ('multipart/related; type="application/dicom"', b"", 400),
    ('multipart/related; type="application/dicom"; boundary=x', b"--x--", 400),
    ('multipart/related; type="application/dicom"; boundary=x', b"--x\r\n\r\nabc", 400),
    ('multipart/related; type="application/dicom+json"; boundary=x', b"--x--", 400), ("application/dicom", b"x", 415),
])  # fmt: skip
def test_a_store_that_cannot_be_read_is_refused_as_such(
    dept: Department, content_type: str, body: bytes, status: int
) -> None:
    assert agent(dept).post_body(content_type, body).status == status


def test_the_uri_service_gives_the_object_and_its_picture(dept: Department) -> None:
    [image] = study_of(dept, "113", instances=1)
    web = agent(dept)
    [received] = web.uri(*uids(image)).datasets
    assert compare(image, received) == []
    assert web.uri(*uids(image), content_type="image/png").headers["content-type"] == "image/png"
    assert web.uri(*uids(image), content_type="image/jpeg").headers["content-type"] == "image/jpeg"
    assert web.uri(*uids(image), content_type="image/gif").status == 406
    assert web.uri(*uids(image)[:2], dept.runtime.uid()).status == 404
    assert web.uri("1/2", "3", "4").status == 404
    assert web.request("GET", "//wado", "requestType=XXX", {}).status == 400
    assert web.request("GET", "//wado", "requestType=WADO&studyUID=1", {}).status == 400


def test_a_caller_that_is_not_ours_is_written_down_by_the_archive(dept: Department) -> None:
    images = study_of(dept, "114", instances=1)
    address = dept.pacs.web_address
    assert address is not None
    host = urlsplit(address.url)
    before = dept.runtime.transcript.mark()
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
    headers = {"User-Agent": "viewer/1.0", "Authorization": "Bearer hush"}
    for path in ("/studies?PatientID=ZZ9114", "/studies?PatientID=4711", f"/studies/{uids(images[0])[0]}/metadata"):
        connection.request("GET", host.path + path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    connection.close()
    assert json.loads(body)[0]["00100020"]["Value"] == ["ZZ9114"]
    kept = dept.runtime.transcript.since(before)
    assert [one.kind for one in kept] == ["QIDO-RQ", "QIDO-RSP", "WADO-RQ", "WADO-RSP"]
    assert {one.sender for one in kept} == {"viewer", "pacs"}
    assert b"hush" not in b"".join(one.raw for one in kept)


def test_a_study_too_large_for_one_answer_is_said_so_and_comes_in_pieces() -> None:
    runtime = Runtime(limits=Limits(connect_s=2, dimse_s=5, message_bytes=16_000))
    with department(web_port=0, runtime=runtime) as dept:
        images = study_of(dept, "116", instances=10)
        refused = agent(dept).retrieve(uids(images[0])[0])
        assert (refused.status, "ask for a series" in refused.text) == (413, True)
        assert len(agent(dept).retrieve(*uids(images[0])).datasets) == 1
        assert agent(dept).frames(*uids(images[0]), [1] * 100).status == 413  # one frame, and often


def test_a_token_is_asked_for_where_the_site_sets_one() -> None:
    with department(web_port=0, web_token="right") as dept:
        for token, status in (("", 401), ("wrong", 401), ("righ", 401), ("right", 204)):
            assert agent(dept, token=token).search("STUDY", PatientID="ZZ91").status == status
        assert "Bearer" in agent(dept).search("STUDY", PatientID="ZZ91").headers["www-authenticate"]


def test_it_comes_up_again_where_it_was() -> None:
    with department(web_port=0) as dept:
        address = dept.pacs.web_address
        dept.pacs.take_down()
        dept.pacs.bring_up()
        assert dept.pacs.web_address == address
        assert agent(dept).search("STUDY", PatientID="ZZ91").status == 204


def test_matches_and_metadata_are_told_in_xml_to_who_wants_it(dept: Department) -> None:
    [image] = study_of(dept, "115", instances=1)
    web, accept = (
        agent(dept),
        {"accept": 'multipart/related; type="application/dicom+xml", application/dicom+json;q=0.5'},
    )
    study = f"/studies/{uids(image)[0]}"
    for path, query in (("/studies", "PatientID=ZZ9115"), (f"{study}/metadata", "")):
        answer = web.request("GET", path, query, accept)
        assert [part.headers["content-type"] for part in answer.parts] == ["application/dicom+xml"]
        assert b'keyword="PatientID"><Value number="1">ZZ9115</Value>' in answer.parts[0].content
    assert web.request("GET", "/studies", "", {"accept": "application/dicom+xml"}).status == 406
