"""LibreOffice: converts office files from before 2007, and its own presentations and spreadsheets,
to formats that are read here."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.elements import Parsed
from ingestion.parsers.kinds import kind
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.programs import LIBREOFFICE

BECOMES = {".doc": ".docx", ".ppt": ".pptx", ".xls": ".xlsx", ".odp": ".pptx", ".ods": ".xlsx"}
PATIENCE = 120.0  # seconds; a long document takes 20, the first start of a profile 5
ENCRYPTED = 0x0100  # bit of the word at offset 10 of a Word stream ([MS-DOC] 2.5.2, fEncrypted)


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a file by way of its modern form; its pages are those of that."""
    from ingestion.parsers import parse as parse_any

    named = path.suffix.lower()
    suffix = kind(path) or named
    if suffix == ".doc" and _has_password(path):
        raise Unreadable("The file is protected by a password; save a copy without one.")
    with TemporaryDirectory(prefix="mentor-") as folder:
        modern = _converted(path, BECOMES.get(suffix, BECOMES.get(named, ".docx")), Path(folder))
        return parse_any(modern, reading)


def _converted(path: Path, suffix: str, folder: Path) -> Path:
    """Convert with a separate profile, because an open LibreOffice would refuse."""
    original = folder / f"original{path.suffix.lower()}"
    original.symlink_to(path.resolve())  # the name may be anything, a leading dash included
    profile = (folder / "profile").as_uri()
    options = ("--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}")
    made = folder / "made"
    LIBREOFFICE.run(
        [*options, "--convert-to", suffix[1:], "--outdir", str(made), str(original)],
        "The file",
        PATIENCE,
    )
    found = made / f"original{suffix}"
    if not found.is_file():  # it ends with 0 in any case
        raise Unreadable(
            "LibreOffice cannot open the file: it is damaged, has a password, or the part of "
            f"LibreOffice for it is missing; {LIBREOFFICE.install}"
        )
    return found


def _has_password(path: Path) -> bool:
    import olefile

    with olefile.OleFileIO(path) as container:
        flags = container.openstream("WordDocument").read(12)[10:12]
    return bool(int.from_bytes(flags, "little") & ENCRYPTED)
