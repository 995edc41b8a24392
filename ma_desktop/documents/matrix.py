"""DataMatrix symbols as rows of modules."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import zxingcpp


@lru_cache(maxsize=1024)
def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a DataMatrix (ISO/IEC 16022), row by row, True where ink is; no quiet zone."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)
    pixels = memoryview(image)
    high, wide = image.shape
    return tuple(tuple(pixels[y, x] == 0 for x in range(wide)) for y in range(high))
