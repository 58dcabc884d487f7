"""An image as PNG: for a person who compares it with what a workstation shows, and for callers that render nothing."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pydicom import Dataset


def png_of(ds: Dataset, frame: int = 1) -> bytes:
    """A frame of ``ds`` (from 1) in 8 bits: windowed by (0028,1050) and (0028,1051) where they stand, else over its
    whole range; MONOCHROME1 inverted; colour as it is. Raises ValueError where there is no picture to make."""
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
        return _encode(pixels[..., :3].astype(np.uint8))
    values = pixels.astype(np.float64) * float(ds.get("RescaleSlope") or 1) + float(ds.get("RescaleIntercept") or 0)
    low, high = _window(ds, values)
    grey = np.clip((values - low) / max(high - low, 1e-9) * 255, 0, 255).astype(np.uint8)
    return _encode(255 - grey if ds.get("PhotometricInterpretation") == "MONOCHROME1" else grey)


def _window(ds: Dataset, values: np.ndarray) -> tuple[float, float]:
    centre, width = ds.get("WindowCenter"), ds.get("WindowWidth")
    if centre in (None, "") or width in (None, ""):
        return float(values.min()), float(values.max())
    centre = float(centre[0] if hasattr(centre, "__getitem__") and not isinstance(centre, str) else centre)
    width = float(width[0] if hasattr(width, "__getitem__") and not isinstance(width, str) else width)
    return centre - width / 2, centre + width / 2


def _encode(pixels: np.ndarray) -> bytes:
    height, width = pixels.shape[:2]
    colour = 2 if pixels.ndim == 3 else 0
    rows = b"".join(b"\0" + pixels[row].tobytes() for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
