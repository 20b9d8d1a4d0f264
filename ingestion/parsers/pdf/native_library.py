"""The compiled part of the PDF reader (pdf_words.c), which `make setup` builds beside this file."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from pathlib import Path

from agent.errors import NotReady

LIBRARY = Path(__file__).with_name("libwords.so")


@lru_cache(maxsize=1)
def load(library: Path = LIBRARY) -> ctypes.CDLL:
    """The library; raises `NotReady` where it was not built, or was for another machine."""
    try:
        return ctypes.CDLL(str(library))
    except OSError as error:
        raise NotReady(
            "The compiled part of the PDF reader is missing, or made for another machine.",
            "Run make setup; it needs a C compiler (apt install gcc).",
        ) from error
