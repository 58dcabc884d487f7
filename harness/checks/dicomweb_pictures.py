"""Pictures over DICOMweb: of the image and the type, the contrast and the size that were asked for.

Check with facts: ``WEB-13`` (image, picture, window, archive="pacs"): the image, what came, and (center, width) of the
linear window that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pydicom import Dataset

from harness.checks import check, fail, held
from harness.checks.dimse import Details
from harness.checks.story import Story
from harness.checks.web import INSTANCE, Talk, originals, talks
from harness.verdict import Finding
from simulators.wire.dicomweb import picture_size

MOST = 64 * 1024 * 1024  # pixels of a picture that is looked at
MEAN = 6.0  # of 255 grey levels: what lossy compression and rounding may cost


@check("WEB-11", "A picture over DICOMweb is one of the image", clause="PS3.18 10.4")
def pictured(story: Story) -> Iterator[Finding]:
    """A rendered answer is the PNG or JPEG that it is called; it has the rows and columns of the object, or fits into
    the viewport that was asked for."""
    known = originals(story)
    for talk in talks(story, "WADO"):
        original = known.get((talk.archive, talk.asked.uids.get(INSTANCE, "")))
        if talk.asked.resource[-1:] != ("rendered",) or not talk.succeeded or original is None:
            continue
        details: Details = {"hop": talk.hop, "exchanges": talk.numbers}
        picture, wanted = talk.answer.picture, (original.text("Columns"), original.text("Rows"))
        came = f"{picture[1]} × {picture[2]}" if picture else "no picture"
        if picture is not None and not _is_called_so(talk, picture[0]):
            received = talk.answer.headers.get("content-type", "")
            what = "a picture over DICOMweb is of another type than it is called"
            yield fail(talk.archive, what, expected=picture[0], received=received, clause="PS3.18 8.7.4", **details)
        elif picture is not None and (view := _viewport(talk)) is not None:
            yield _fitting(talk, picture, view, details)
        elif picture is not None and (str(picture[1]), str(picture[2])) == wanted:
            yield held(talk.archive, f"a {picture[0]} of {came} came over DICOMweb", **details)
        else:
            expected = f"{wanted[0]} × {wanted[1]}"
            what = "a picture over DICOMweb is not one of the image"
            yield fail(talk.archive, what, expected=expected, received=came, **details)


def _is_called_so(talk: Talk, kind: str) -> bool:
    called = talk.answer.headers.get("content-type", "").lower()
    return f"image/{kind.lower()}" in called or not called.startswith("image/")


def _viewport(talk: Talk) -> tuple[int, int] | None:
    words = talk.asked.asked("viewport").split(",")
    return (int(words[0]), int(words[1])) if len(words) > 1 and all(one.isdigit() for one in words[:2]) else None


def _fitting(talk: Talk, picture: tuple[str, int, int], view: tuple[int, int], details: Details) -> Finding:
    kind, columns, rows = picture
    if 0 < columns <= view[0] and 0 < rows <= view[1]:
        return held(talk.archive, f"a {kind} of {columns} × {rows} came over DICOMweb", **details)
    return fail(
        talk.archive,
        "a picture over DICOMweb does not fit into the viewport",
        expected=f"at most {view[0]} × {view[1]}",
        received=f"{columns} × {rows}",
        clause="PS3.18 8.3.5",
        **details,
    )


@check("WEB-13", "A picture over DICOMweb shows the window that was asked for", clause="PS3.18 8.3.5", always=False)
def windowed(
    story: Story, *, image: Dataset, picture: bytes, window: tuple[float, float], archive: str = "pacs"
) -> Iterator[Finding]:
    """Grey for grey within :data:`MEAN`, by the linear function of PS3.3 C.11.2.1.2."""
    details: Details = {"hop": f"{archive}→workstation"}
    found = _distance(image, picture, window)
    if found is None:
        yield fail(archive, "a picture over DICOMweb cannot be compared with its image", **details)
    elif found > MEAN:
        yield fail(
            archive,
            "a picture over DICOMweb does not show the window that was asked for",
            expected=f"at most {MEAN:g} grey levels off",
            received=f"{found:.0f} grey levels off",
            **details,
        )
    else:
        yield held(archive, "a picture over DICOMweb shows the window that was asked for", **details)


def _distance(image: Dataset, picture: bytes, window: tuple[float, float]) -> float | None:
    """How many grey levels of 255 the picture is off on average; None where it is no picture of that size."""
    import numpy as np
    from PIL import Image

    size = picture_size(picture)
    if size is None or size[1] * size[2] > MOST or size[1:] != (int(image.Columns), int(image.Rows)):
        return None
    try:
        with Image.open(BytesIO(picture), formats=("PNG", "JPEG")) as opened:
            came = np.asarray(opened.convert("L"), dtype=np.float64)
    except Exception:  # whatever Pillow makes of hostile bytes
        return None
    center, width = window
    values = image.pixel_array.astype(np.float64) * float(image.get("RescaleSlope") or 1)
    values += float(image.get("RescaleIntercept") or 0)
    low, high = center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2
    shown = np.interp(values, (low, high), (0.0, 255.0))
    if image.get("PhotometricInterpretation") == "MONOCHROME1":
        shown = 255.0 - shown
    return float(np.abs(came - shown).mean())
