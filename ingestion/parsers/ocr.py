"""tesseract: the text of pictures."""

from __future__ import annotations

from pathlib import Path

from ingestion.parsers.programs import TESSERACT

PATIENCE = 120.0  # seconds; a page of dense text takes 5


def recognised(picture: Path, language: str, what: str = "The picture") -> list[str]:
    """The text of each page of a picture. Raises `NeedsProgram` without tesseract and `Unreadable`
    when it cannot read the file; `what` opens that sentence."""
    printed = TESSERACT.run([str(picture.resolve()), "stdout", "-l", language], what, PATIENCE)
    return printed.decode("utf-8", "replace").removesuffix("\f").split("\f")
