"""Optional external programs, used if they are installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from agent.errors import NeedsProgram, Unreadable


@dataclass(frozen=True, slots=True)
class Program:
    """A program: what it is called, what it does to a file, and how to install it."""

    name: str
    commands: tuple[str, ...]
    purpose: str
    install: str

    def find(self) -> str | None:
        """The command's path; None if it is not installed."""
        return next((path for path in map(shutil.which, self.commands) if path), None)

    def missing(self, what: str) -> str:
        """A sentence for users without it; `what` begins it: "The picture"."""
        return f"{what} needs {self.purpose}; install {self.name} and ingest again: {self.install}"

    def run(self, arguments: Sequence[str], what: str, seconds: float) -> bytes:
        """Its output. Raises `NeedsProgram` if it is not installed, and `Unreadable` if it fails or
        takes too long; then it is ended with its children."""
        command = self.find()
        if command is None:
            raise NeedsProgram(self.missing(what))
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}  # files are read side by side
        with subprocess.Popen(
            [command, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        ) as process:
            try:
                printed, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                raise Unreadable(f"{what} took {self.name} over {seconds:.0f} s.") from None
        if process.returncode:
            raise Unreadable(f"{what} cannot be read by {self.name}; it may be damaged.")
        return printed


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


TESSERACT = Program(
    "tesseract",
    ("tesseract",),
    "OCR (text recognition)",
    "apt install tesseract-ocr (on macOS: brew install tesseract)",
)
LIBREOFFICE = Program(
    "LibreOffice",
    ("soffice", "libreoffice"),
    "LibreOffice to be read",
    "apt install libreoffice (on macOS: brew install --cask libreoffice)",
)
