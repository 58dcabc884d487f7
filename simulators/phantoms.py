"""Deterministic pixels that look like something: a body with organs, and a mark that counts the instances."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(maxsize=32)
def _body(rows: int, columns: int, seed: int) -> NDArray[np.float32]:
    """Values 0 to 1: air 0, soft tissue around 0.5, bone 0.9, and texture."""
    y, x = np.ogrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    picture = np.where((x / 0.85) ** 2 + (y / 0.7) ** 2 <= 1, 0.5, 0.0).astype(np.float32)
    for left, top, width, height, value in (
        (-0.35, -0.1, 0.28, 0.4, 0.15),
        (0.38, -0.1, 0.28, 0.4, 0.15),
        (0.0, 0.45, 0.1, 0.14, 0.9),
        (0.05 + seed % 7 / 50, 0.05, 0.15, 0.18, 0.6),
    ):
        picture[((x - left) / width) ** 2 + ((y - top) / height) ** 2 <= 1] = value
    texture = np.random.default_rng(seed).normal(0, 0.01, (rows, columns)).astype(np.float32)
    return np.clip(picture + texture * (picture > 0), 0, 1)


def _marked(rows: int, columns: int, seed: int, number: int) -> NDArray[np.float32]:
    """The body with ``number`` in binary in the top row of blocks, so that no two instances have equal pixels."""
    picture = _body(rows, columns, seed).copy()
    size = max(1, columns // 32)
    for bit in range(16):
        if number >> bit & 1:
            picture[:size, bit * size : (bit + 1) * size] = 1
    return picture


def grey(rows: int, columns: int, *, bits: int, seed: int, number: int) -> bytes:
    """One frame of unsigned grey values of ``bits`` stored bits, little endian, 8 or 16 bits allocated."""
    values = _marked(rows, columns, seed, number) * (2**bits - 1)
    return values.astype(np.uint8 if bits <= 8 else np.dtype("<u2")).tobytes()


def colour(rows: int, columns: int, *, seed: int, number: int) -> bytes:
    """One frame of RGB, colour by pixel: grey with a little Doppler colour on one organ."""
    values = (_marked(rows, columns, seed, number) * 255).astype(np.uint8)
    picture = np.repeat(values[:, :, None], 3, axis=2)
    picture[rows // 2 : rows // 2 + rows // 8, columns // 2 : columns // 2 + columns // 8] = (200, 40, 40)
    return picture.tobytes()
