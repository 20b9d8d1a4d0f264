"""The compiled part of the PDF reader (words.c), which `make setup` builds beside this file."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from pathlib import Path

VERSION = 7  # of the functions; the same as in words.c
LIBRARY = Path(__file__).with_name("libwords.so")


@lru_cache(maxsize=1)
def load(library: Path = LIBRARY) -> ctypes.CDLL | None:
    """The library; None if it was not built, or was built for another machine or version."""
    try:
        loaded = ctypes.CDLL(str(library))
        built = ctypes.c_int.in_dll(loaded, "words_version").value
    except (OSError, ValueError):
        return None
    return loaded if built == VERSION else None
