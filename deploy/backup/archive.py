"""The format of a back-up: a tar compressed with zstandard.

manifest.json       first: versions and size
mentor.sqlite       conversations and catalogue
index/              the index's files and the markers of its editions
model/              the embedding model of the index
materials/          the course materials
settings.env        the settings, without secrets
SHA256SUMS          last: hashes of all other files
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Literal, NotRequired, cast

import zstandard
from typing_extensions import TypedDict

from agent.errors import InvalidRequest

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
DATABASE, INDEX, MODEL, MATERIALS, SETTINGS = (
    "mentor.sqlite", "index", "model", "materials", "settings.env",
)  # fmt: skip
BLOCK = 1 << 20
PROGRAM = "ai-mentor"
FOREIGN = "Name a file written by make backup: DATA_DIR/backups/ai-mentor-*.tar.zst"


class Manifest(TypedDict):
    """The metadata of an archive."""

    program: str
    format: int
    version: str  # of the program
    made_at: str
    database_format: int
    index_format: int
    index: Literal["file", "server"]  # one on a server is not in the archive
    index_kind: NotRequired[str]  # as in MENTOR_INDEX; "milvus" if missing
    embedding: str  # identity of the model
    embedding_folder: str
    materials: bool
    documents: int
    chunks: int
    conversations: int
    size: int  # bytes of all files, unpacked


class Writer:
    """Adds files to an archive; `close` adds their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._sums: list[str] = []

    def add(self, name: str, path: Path) -> None:
        """Add a file; raises `OSError` if it shrinks meanwhile."""
        with path.open("rb") as file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            self._put(info, file)

    def add_text(self, name: str, text: str) -> None:
        """Add a file with this text."""
        content = text.encode()
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self._put(info, io.BytesIO(content))

    def close(self) -> None:
        """Add the hashes."""
        self.add_text(SUMS, "".join(self._sums))

    def _put(self, info: tarfile.TarInfo, content: IO[bytes]) -> None:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        hashed = _Hashed(content)
        self._tar.addfile(info, cast(IO[bytes], hashed))
        self._sums.append(f"{hashed.digest.hexdigest()}  {info.name}\n")


class _Hashed:
    """Hashes a file while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """An archive that appears at `path` only when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        with (
            part.open("wb") as file,
            zstandard.ZstdCompressor(level=3, threads=-1).stream_writer(file) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            part.chmod(0o600)
            writer = Writer(tar)
            yield writer
            writer.close()
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """The manifest of an archive; raises `InvalidRequest` for other files."""
    with _reading(path) as tar:
        return _manifest(tar, path)


def unpack(path: Path, folder: Path) -> None:
    """Unpack and verify all files into an empty folder; raises `InvalidRequest`."""
    found: dict[str, str] = {}
    expected: dict[str, str] | None = None
    with _reading(path) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or not _is_ours(member):
                raise InvalidRequest(
                    f"{path.name} contains the unexpected file {member.name!r}.", FOREIGN
                )
            if member.name == SUMS:
                lines = content.read().decode().splitlines()
                expected = {line[66:]: line[:64] for line in lines}
                continue
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            found[member.name] = _copy(content, target)
            target.chmod(member.mode & 0o755 | 0o600)
    if expected is None or found != expected:
        wrong = sorted(found.items() ^ (expected or {}).items())
        what = f"{wrong[0][0]} is damaged or missing" if expected else "its end is missing"
        raise InvalidRequest(f"{path.name} is incomplete: {what}.", "Copy it again.")


def _copy(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while block := content.read(BLOCK):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _is_ours(member: tarfile.TarInfo) -> bool:
    parts = PurePosixPath(member.name).parts
    known = (MANIFEST, SUMS, DATABASE, INDEX, MODEL, MATERIALS, SETTINGS)
    return member.isreg() and parts[0] in known and ".." not in parts and member.size >= 0


def _manifest(tar: tarfile.TarFile, path: Path) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first and first.name == MANIFEST else None
    if content is None:
        raise InvalidRequest(f"{path.name} is not a back-up of this program.", FOREIGN)
    try:
        manifest = cast(Manifest, json.loads(content.read()))
        program, found = manifest["program"], int(manifest["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(f"{path.name} is not a back-up of this program.", FOREIGN) from error
    if program != PROGRAM or found > FORMAT:
        raise InvalidRequest(
            f"{path.name} was made by a newer program (back-up format {found}; this one reads "
            f"{FORMAT}).",
            "Update this program (git pull), then restore.",
        )
    return manifest


@contextmanager
def _reading(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive, opened from its start; any defect raises `InvalidRequest`."""
    try:
        with (
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            yield tar
    except FileNotFoundError as error:
        raise InvalidRequest(f"The file {path} does not exist.", FOREIGN) from error
    except (zstandard.ZstdError, tarfile.TarError, EOFError) as error:
        raise InvalidRequest(
            f"{path.name} is not a back-up of this program, or is incomplete.", FOREIGN
        ) from error
