"""How a caller asks for pictures: the type by content negotiation, the rest by query parameters (PS3.18 8.3.5, 8.7.4).

Parameters that are not known are passed over; values that are ill-defined are refused. Annotations and colour profiles
are not made.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from urllib.parse import urlencode

from simulators.dimse import EncodedInstance
from simulators.pacs_web_objects import Unacceptable, native
from simulators.picture import FUNCTIONS, MOST, QUALITY, SIDE, Rendering, Viewport, Window, picture_of
from simulators.wire.dicomweb import BadRequest
from simulators.wire.media_type import MediaType

KINDS = {"image/jpeg": "JPEG", "image/png": "PNG"}  # the first is the default of a single frame (8.7.4)


def media_type_for(wishes: Sequence[MediaType]) -> str:
    """The type of the picture: the first wish that can be fulfilled. :class:`Unacceptable` where there is none."""
    for wish in wishes:
        for name in KINDS:
            if wish.takes(name):
                return name
    raise Unacceptable(f"pictures are sent as {' or '.join(KINDS)} only")


def rendering_of(media_type: str, said: dict[str, str]) -> Rendering:
    """What the parameters ask for. :class:`BadRequest` for values that are none."""
    window, viewport, quality = said.get("window"), said.get("viewport"), said.get("quality")
    return Rendering(
        KINDS[media_type],
        _window(window) if window is not None else None,
        _viewport(viewport) if viewport is not None else None,
        _quality(quality) if quality is not None else QUALITY,
    )


def uri_rendering(said: dict[str, str]) -> str:
    """The parameters of the URI service (PS3.18 chapter 9) as those of the other; more than it knows is passed over."""
    query = {}
    if "windowCenter" in said or "windowWidth" in said:
        query["window"] = f"{said.get('windowCenter', '')},{said.get('windowWidth', '')},linear"
    if "rows" in said or "columns" in said:
        query["viewport"] = f"{said.get('columns', SIDE)},{said.get('rows', SIDE)}"
    if "imageQuality" in said:
        query["quality"] = said["imageQuality"]
    return urlencode(query)


def picture(instance: EncodedInstance, frame: int, how: Rendering) -> bytes:
    """A frame as a picture; :class:`Unacceptable` where the object is none or has no such frame."""
    try:
        return picture_of(native(instance), frame, how)
    except ValueError as error:
        raise Unacceptable("no picture can be made of this object") from error


def _window(value: str) -> Window:
    """``center,width,function``."""
    words = value.split(",")
    center, width = (_number(word) for word in words[:2]) if len(words) == 3 else (None, None)
    function = words[-1].upper().replace("-", "_")
    if center is None or width is None or function not in FUNCTIONS or width < (1 if function == "LINEAR" else 1e-6):
        raise BadRequest(f"window is {value[:60]!r}, not center,width,function", clause="PS3.18 8.3.5.1")
    return Window(center, width, function)


def _viewport(value: str) -> Viewport:
    """``vw,vh`` or ``vw,vh,sx,sy,sw,sh``, of which the last four may be empty."""
    words = value.split(",")
    numbers = [_number(word) if word else 0.0 for word in words]
    if len(words) not in (2, 6) or None in numbers:
        raise BadRequest(f"viewport is {value[:60]!r}", clause="PS3.18 8.3.5.1")
    width, height, *region = numbers
    assert width is not None
    assert height is not None
    if not (width >= 1 and height >= 1 and width * height <= MOST):
        raise BadRequest("a viewport of that size is not supported", clause="PS3.18 8.3.5.1")
    return Viewport(int(width), int(height), *region)  # type: ignore[arg-type]


def _quality(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:4]) <= 100):
        raise BadRequest(f"quality is {value[:40]!r}, no number from 1 to 100", clause="PS3.18 8.3.5.1")
    return int(value)


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) < 1e9 else None
