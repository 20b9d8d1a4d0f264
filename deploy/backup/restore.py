"""python -m deploy.backup.restore FILE: restore a back-up completely or not at all.

Everything is unpacked and checked next to the existing data; only then are the two swapped. The
previous data stays in DATA_DIR/before-restore-* until you delete it.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from agent.compose.indexes import index_backend
from agent.embedding.model import find_model_folder, open_embeddings
from agent.errors import Conflict, EmbeddingModelMissing, InvalidRequest, MentorError, StorageFull
from agent.index import FORMAT as INDEX_FORMAT
from agent.settings import Settings, read_settings
from agent.store.catalog import Catalog
from agent.store.copying import copy_database
from agent.store.database import FORMAT as DATABASE_FORMAT
from agent.store.database import check_format, sqlite_file, users
from agent.store.interrupted_restore import Step, begin_restore, finish_restore
from deploy.backup import archive
from deploy.backup.archive import Manifest
from deploy.supervise.configuration import files
from deploy.supervise.control import Control

SPARE = 100_000_000  # bytes to keep free on the disk
STOP = "Stop it first: make down (or Ctrl-C in the terminal of make run)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.backup.restore", description=__doc__)
    parser.add_argument("file", type=Path, help="a file that make backup has written")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        manifest, aside = restore(settings, options.file)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run it again.", file=sys.stderr)
        return 130
    print(
        f"Restored: {manifest['documents']} documents, {manifest['conversations']} conversations, "
        f"as of {manifest['made_at']}.\nThe previous data is in {aside}; delete it when everything "
        f"works.\nThe settings at that time are in {settings.data_dir / archive.SETTINGS}, for "
        "comparison.\nNext: make up, or make run"
    )
    if not manifest["materials"]:
        print("It has no materials: copy them into their folder before make ingest.")
    if settings.embedding_model != manifest["embedding_folder"]:
        print(f"Set MENTOR_EMBEDDING_MODEL={manifest['embedding_folder']}, the index's model.")
    if not _has_index(settings, manifest):
        print("It has no index for this installation. To build one: make ingest REBUILD=1")
    return 0


def restore(settings: Settings, file: Path) -> tuple[Manifest, Path]:
    """Restore an archive; returns its manifest and the folder with the previous data.

    Raises `InvalidRequest` for an invalid archive, `NewerData`, `Conflict` while the service or an
    ingest is running, `StoreUnavailable` and `StorageFull`; then nothing was changed.
    """
    data = settings.data_dir.absolute()
    data.mkdir(parents=True, exist_ok=True)
    finish_restore(data)
    manifest = archive.read_manifest(file)
    check_format("conversations and catalogue", manifest["database_format"], DATABASE_FORMAT)
    check_format("materials in the index", manifest["index_format"], INDEX_FORMAT)
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    aside, scratch = data / f"before-restore-{stamp}", data / ".restoring"
    with _alone(settings):
        try:
            staged, materials = _stage(settings, file, manifest, scratch, stamp)
        except OSError as error:
            raise StorageFull(
                f"The back-up could not be unpacked: {error.strerror or error} ({data}).",
                "Free some space there and restore again.",
            ) from error
        finally:
            _clear(scratch)
        _copy_to_server(settings, staged / archive.DATABASE, aside / archive.DATABASE)
        begin_restore(data, [*_steps(settings, manifest, staged, aside), *_move(materials)])
        _clear(staged)
    return manifest, aside


def _stage(
    settings: Settings, file: Path, manifest: Manifest, scratch: Path, stamp: str
) -> tuple[Path, _Materials | None]:
    """Unpack and check; returns the folder with the files, and the materials."""
    staged = scratch.with_name(".restored")
    for leftover in (scratch, staged):
        _clear(leftover)
    _check_room(scratch.parent, manifest["size"])
    scratch.mkdir()
    archive.unpack(file, scratch)
    _check_databases(scratch)
    materials = _place_materials(settings, scratch, stamp)
    _remember(scratch / archive.DATABASE, materials)
    scratch.rename(staged)
    return staged, materials


class _Materials(tuple[Path, Path, Path]):
    """Paths of the new materials, their target, and the target of the existing ones."""


def _place_materials(settings: Settings, scratch: Path, stamp: str) -> _Materials | None:
    """Move the new materials next to their target, which may be on another disk."""
    unpacked = scratch / archive.MATERIALS
    if not unpacked.is_dir():
        return None
    target = settings.materials_dir.absolute()
    if target.is_mount():
        raise Conflict(
            f"{target} is the root of a disk and cannot be replaced.",
            "Use a folder on it: MENTOR_MATERIALS_DIR in .env",
        )
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.restoring")
    _clear(beside)
    shutil.move(unpacked, beside)
    return _Materials((beside, target, target.with_name(f"{target.name}.before-restore-{stamp}")))


def _move(materials: _Materials | None) -> list[Step]:
    if materials is None:
        return []
    new, target, aside = materials
    return [Step(target=str(target), new=str(new), aside=str(aside))]


def _steps(settings: Settings, manifest: Manifest, staged: Path, aside: Path) -> Iterator[Step]:
    def step(target: Path, new: Path | None) -> Step:
        return Step(
            target=str(target.absolute()),
            new=str(new) if new else None,
            aside=str(aside / target.name),
        )

    if database := sqlite_file(settings.database):
        for ending in ("-wal", "-shm"):
            yield step(database.with_name(database.name + ending), None)
        yield step(database, staged / archive.DATABASE)
    if kept := index_backend(settings).files:
        new = staged / archive.INDEX if _has_index(settings, manifest) else staged / "none"
        for target, unpacked in kept.replacements(new):
            yield step(target, unpacked)
        marks = new / "editions"
        yield step(kept.folder / "editions", marks if marks.exists() else None)
    if not _has_model(settings, manifest):
        yield step(settings.models / manifest["embedding_folder"], staged / archive.MODEL)
    yield step(settings.data_dir / archive.SETTINGS, staged / archive.SETTINGS)


def _has_index(settings: Settings, manifest: Manifest) -> bool:
    """Whether the archive has the files of an index of the kind used here."""
    kind = manifest.get("index_kind", "milvus")
    here = index_backend(settings).files is not None
    return here and manifest["index"] == "file" and kind == settings.index


def _copy_to_server(settings: Settings, new: Path, aside: Path) -> None:
    """Write conversations and catalogue to the database server, and set the previous ones aside."""
    if sqlite_file(settings.database):
        return
    aside.parent.mkdir(parents=True, exist_ok=True)
    copy_database(settings.database, f"sqlite:///{aside}")
    copy_database(f"sqlite:///{new}", settings.database)


def _has_model(settings: Settings, manifest: Manifest) -> bool:
    try:
        folder = find_model_folder(settings.embedding_model, settings.models)
        return open_embeddings(folder).identity == manifest["embedding"]
    except EmbeddingModelMissing:
        return False


def _check_databases(scratch: Path) -> None:
    for file in (scratch / archive.DATABASE, *(scratch / archive.INDEX).glob("*.db")):
        try:
            with closing(sqlite3.connect(file)) as connection:
                whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        except sqlite3.Error:
            whole = False
        if not whole:
            raise InvalidRequest(f"{file.name} in the back-up is damaged.", "Use another back-up.")


def _remember(database: Path, materials: _Materials | None) -> None:
    """Store the local path of the materials."""
    if materials:
        with closing(Catalog(f"sqlite:///{database}")) as catalog:
            catalog.remember(materials[1])
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, to be renamed


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold all locks on the data; raises `Conflict` if it is in use."""
    if Control(files(settings.data_dir)).programs() is not None:
        raise Conflict("The service is running.", STOP)
    if users(settings.database):
        raise Conflict("The database is in use by this program, here or on another machine.", STOP)
    kept = index_backend(settings).files
    try:
        with (
            FileLock(settings.data_dir / "ingest.lock", timeout=0),
            kept.exclusive() if kept else nullcontext(),
        ):
            yield
    except Timeout as error:
        raise Conflict("The service or an ingest is running.", STOP) from error


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise StorageFull(
            f"The back-up unpacks to {size / 1e6:,.0f} MB; {free / 1e6:,.0f} MB are free.",
            f"Free some space in {folder} and restore again.",
        )


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
