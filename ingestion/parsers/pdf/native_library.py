"""The compiled part of the PDF reader (words.c), which `make setup` builds beside this file."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from pathlib import Path

LIBRARY = Path(__file__).with_name("libwords.so")


@lru_cache(maxsize=1)
def load(library: Path = LIBRARY) -> ctypes.CDLL | None:
    """The library; none where it was not built, or was built for another machine."""
    try:
        return ctypes.CDLL(str(library))
    except OSError:
        return None
