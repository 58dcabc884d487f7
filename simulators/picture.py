"""A frame of an image as a picture for a browser or a person: windowed, in 8 bits, as PNG or JPEG.

PS3.3 C.11.2.1.2 gives the windows; PS3.18 8.3.5 how a caller asks for another one and for a viewport, 8.7.4 the types.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pydicom import Dataset

FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
SIDE = 4096  # a viewport whose other side is asked for
MOST = SIDE * SIDE  # pixels of a viewport
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Window:
    """Which values are shown, and how; ``width`` is greater than 0, in LINEAR at least 1."""

    center: float
    width: float
    function: str = "LINEAR"

    def applied(self, values: np.ndarray) -> np.ndarray:
        """From 0 to 1."""
        if self.function == "SIGMOID":
            return 1 / (1 + np.exp(np.clip(-4 * (values - self.center) / self.width, -700, 700)))
        if self.function == "LINEAR_EXACT":
            return np.clip((values - self.center) / self.width + 0.5, 0, 1)
        if self.width <= 1:
            return (values > self.center - 0.5).astype(np.float64)
        return np.clip((values - (self.center - 0.5)) / (self.width - 1) + 0.5, 0, 1)


@dataclass(frozen=True, slots=True)
class Viewport:
    """``width`` and ``height`` that the picture has to fit into, and the part of the image that is shown: ``left``,
    ``top`` and its size, which may be negative for a flipped one; 0 means to the end."""

    width: int
    height: int
    left: float = 0
    top: float = 0
    region_width: float = 0
    region_height: float = 0


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a picture is wanted. ``kind`` is PNG or JPEG; without ``window`` it is that of the image, without
    ``viewport`` the picture has the size of the image; ``quality`` of a JPEG from 1 to 100."""

    kind: str = "PNG"
    window: Window | None = None
    viewport: Viewport | None = None
    quality: int = QUALITY


def picture_of(ds: Dataset, frame: int = 1, how: Rendering = Rendering()) -> bytes:
    """A frame of ``ds`` (from 1): windowed as asked, else by (0028,1050) and (0028,1051) where they stand, else over
    its whole range; MONOCHROME1 inverted; colour as it is. Raises ValueError where there is no picture to make."""
    try:
        pixels = np.asarray(ds.pixel_array)
    except (AttributeError, NotImplementedError, RuntimeError, KeyError) as error:
        raise ValueError(f"no picture can be made of this object: {error}") from error
    frames = int(ds.get("NumberOfFrames") or 1)
    if not 1 <= frame <= frames:
        raise ValueError(f"the object has {frames} frames")
    if frames > 1:
        pixels = pixels[frame - 1]
    if pixels.ndim == 3:
        return _encoded(Image.fromarray(np.ascontiguousarray(pixels[..., :3]).astype(np.uint8), "RGB"), how)
    values = pixels.astype(np.float64) * float(ds.get("RescaleSlope") or 1) + float(ds.get("RescaleIntercept") or 0)
    grey = (_grey(ds, values, how.window) * 255).astype(np.uint8)
    return _encoded(Image.fromarray(255 - grey if ds.get("PhotometricInterpretation") == "MONOCHROME1" else grey), how)


def _grey(ds: Dataset, values: np.ndarray, asked: Window | None) -> np.ndarray:
    window = asked or _window_of(ds)
    if window is not None:
        return window.applied(values)
    low, high = float(values.min()), float(values.max())
    return (values - low) / max(high - low, 1e-9)


def _window_of(ds: Dataset) -> Window | None:
    """The first window of the image; None where it has none that can be used."""
    centre, width = (_first(ds.get(name)) for name in ("WindowCenter", "WindowWidth"))
    function = str(ds.get("VOILUTFunction") or "LINEAR")
    if centre is None or width is None or width <= 0:
        return None
    return Window(centre, width, function if function in FUNCTIONS else "LINEAR")


def _first(value: object) -> float | None:
    if value in (None, ""):
        return None
    found = float(value[0] if hasattr(value, "__getitem__") and not isinstance(value, str) else value)  # type: ignore[arg-type]
    return found if math.isfinite(found) else None


def _encoded(image: Image.Image, how: Rendering) -> bytes:
    if how.viewport is not None:
        image = _fitted(image, how.viewport)
    out = BytesIO()
    if how.kind == "JPEG":
        image.save(out, "JPEG", quality=how.quality)
    else:
        image.save(out, "PNG")
    return out.getvalue()


def _fitted(image: Image.Image, view: Viewport) -> Image.Image:
    """The part that is asked for, as large as fits without changing its shape."""
    width, height = view.region_width or image.width - view.left, view.region_height or image.height - view.top
    box = (view.left, view.top, view.left + abs(width), view.top + abs(height))
    if not (0 <= box[0] < box[2] <= image.width and 0 <= box[1] < box[3] <= image.height):
        raise ValueError("that part is not in the image")
    scale = min(view.width / abs(width), view.height / abs(height))
    size = max(1, round(abs(width) * scale)), max(1, round(abs(height) * scale))
    image = image.resize(size, Image.Resampling.BILINEAR, box=box)
    if width < 0:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return image.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if height < 0 else image
