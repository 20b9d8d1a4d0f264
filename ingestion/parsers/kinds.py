"""Detects the format of a file from its content."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from agent.errors import Unreadable
from ingestion.parsers.unpack import unbroken

HEAD = 8_192  # bytes
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and Office files with a password
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
MARKS = (
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"II*\0", ".tiff"),
    (b"MM\0*", ".tiff"),
)
PAGE = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html)\b", re.I | re.S)
PACKAGES = (("word/", ".docx"), ("ppt/", ".pptx"), ("xl/", ".xlsx"))
COURSES = {"imsmanifest.xml": ".imscc", "moodle_backup.xml": ".mbz", "h5p.json": ".h5p"}
MIMETYPES = {
    b"application/epub+zip": ".epub",
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.text-web": ".odt",  # of a page that was opened as one
    b"application/vnd.oasis.opendocument.text-template": ".odt",
    b"application/vnd.oasis.opendocument.text-master": ".odt",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
STREAMS = {
    "EncryptedPackage": ".locked",
    "WordDocument": ".doc",
    "PowerPoint Document": ".ppt",
    "Workbook": ".xls",
    "Book": ".xls",
}
NAMES = {
    ".pdf": "a PDF",
    ".rtf": "an RTF document",
    ".html": "a web page",
    ".docx": "a Word document",
    ".pptx": "a PowerPoint file",
    ".xlsx": "an Excel file",
    ".doc": "a Word document from before 2007",
    ".ppt": "a PowerPoint file from before 2007",
    ".xls": "an Excel file from before 2007",
    ".epub": "an e-book",
    ".odt": "an OpenDocument text",
    ".odp": "an OpenDocument presentation",
    ".ods": "an OpenDocument spreadsheet",
    ".zip": "a zip archive",
    ".imscc": "a course export (Common Cartridge)",
    ".mbz": "a backup of Moodle",
    ".h5p": "an H5P package",
    ".locked": "an Office file with a password",
}


def kind(path: Path) -> str:
    """The suffix of the content's format; "" if it has no marks of one, as with text.

    ".locked" is an Office file with a password, ".ole" one that is either that or from before 2007.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(ZIP):
        return _package(path)
    if head.startswith(OLE):
        return _streams(path)
    if PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    return next((suffix for mark, suffix in MARKS if head.startswith(mark)), "")


def name_of(suffix: str) -> str:
    """A format in a sentence: "a PDF", "a .png file"."""
    return NAMES.get(suffix, f"a {suffix} file")


def _package(path: Path) -> str:
    """Office files and e-books are zip archives with certain members."""
    try:
        with unbroken(""), zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return MIMETYPES.get(archive.read("mimetype").strip(), ".zip")
    except (Unreadable, RuntimeError):  # the latter for a password
        return ""  # its parser reports it
    if "[Content_Types].xml" not in names:
        return next((suffix for name, suffix in COURSES.items() if name in names), ".zip")
    inside = (suffix for folder, suffix in PACKAGES for name in names if name.startswith(folder))
    return next(inside, ".zip")


def _streams(path: Path) -> str:
    """Office files from before 2007 are small file systems with certain members."""
    import olefile

    try:
        with olefile.OleFileIO(path) as container:
            return next((kind for name, kind in STREAMS.items() if container.exists(name)), ".ole")
    except (OSError, ValueError, IndexError, AttributeError):
        return ".ole"
