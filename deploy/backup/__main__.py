"""python -m deploy.backup: back up an installation into one file while it is running.

Includes index, conversations, materials, embedding model and settings without secrets, but not chat
models and access keys.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import make_url

from agent.compose import materials_folder, open_catalog
from agent.compose.indexes import index_backend
from agent.embedding.model import find_model_folder, open_embeddings
from agent.errors import MentorError, NotReady, StorageFull
from agent.index import FORMAT as INDEX_FORMAT
from agent.settings import Settings, read_settings
from agent.storage import copy_sqlite
from agent.store.catalog import Catalog
from agent.store.copying import copy_database
from agent.store.database import FORMAT as DATABASE_FORMAT
from agent.store.database import sqlite_file
from api.version import VERSION
from deploy.backup import archive
from deploy.backup.archive import Manifest

FULL = "Free some space, or use another disk: make backup TO=/path/to/a/folder"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.backup", description=__doc__)
    parser.add_argument("--to", type=Path, help="a folder (default: DATA_DIR/backups)")
    parser.add_argument("--no-materials", action="store_true", help="omit the materials")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        settings = read_settings()
        made, manifest = back_up(settings, options.to, materials=not options.no_materials)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. No partial back-up was left.", file=sys.stderr)
        return 130
    print(
        f"{made}: {made.stat().st_size / 1e6:.1f} MB, {manifest['documents']} documents, "
        f"{manifest['conversations']} conversations, {time.monotonic() - began:.1f} s"
    )
    if settings.api_keys_file:
        print(f"Access keys are not included; back up {settings.api_keys_file} as well.")
    return 0


def back_up(
    settings: Settings, folder: Path | None = None, *, materials: bool = True
) -> tuple[Path, Manifest]:
    """Write a back-up; returns its path and manifest.

    Raises `StorageFull`, without leaving a partial file, and `NotReady` if there is nothing to back
    up.
    """
    folder = (folder or settings.data_dir / "backups").absolute()
    database = sqlite_file(settings.database)
    if database and not database.is_file():
        raise NotReady(
            f"There is nothing to back up in {settings.data_dir} yet.", "Run make run first."
        )
    path = folder / f"ai-mentor-{datetime.now():%Y%m%d-%H%M%S}.tar.zst"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".copying-") as scratch:
            manifest = _write(settings, Path(scratch), path, materials)
    except (OSError, sqlite3.Error) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise StorageFull(f"The back-up could not be written: {what} ({folder}).", FULL) from error
    return path, manifest


def _write(settings: Settings, scratch: Path, path: Path, materials: bool) -> Manifest:
    _snapshot(settings, scratch)
    model = find_model_folder(settings.embedding_model, settings.models)
    folder = _materials(settings) if materials else None
    files = [(f"{archive.INDEX}/{n}", f) for n, f in _below(scratch / archive.INDEX)]
    files += [(f"{archive.MODEL}/{name}", file) for name, file in _below(model)]
    files += [(f"{archive.MATERIALS}/{n}", f) for n, f in (_below(folder) if folder else ())]
    files.insert(0, (archive.DATABASE, scratch / archive.DATABASE))
    manifest = _manifest(settings, scratch / archive.DATABASE, model)
    manifest["materials"] = folder is not None
    manifest["size"] = sum(file.stat().st_size for _, file in files)
    with archive.writing(path) as writer:
        writer.add_text(archive.MANIFEST, json.dumps(manifest, indent=2))
        for name, file in files:
            writer.add(name, file)
        writer.add_text(archive.SETTINGS, settings_without_secrets(settings))
    return manifest


def _snapshot(settings: Settings, scratch: Path) -> None:
    """A consistent copy of index and catalogue.

    While the index is locked, it contains everything that the catalogue has published, and the
    catalogue hides everything else in it.
    """
    files, target = index_backend(settings).files, scratch / archive.INDEX
    target.mkdir()
    with files.copy(target) if files else nullcontext():
        _copy_catalogue(settings, scratch / archive.DATABASE)
        if files and any(target.iterdir()) and (files.folder / "editions").is_dir():
            shutil.copytree(files.folder / "editions", target / "editions")


def _copy_catalogue(settings: Settings, target: Path) -> None:
    """Copy catalogue and conversations to SQLite, so that every installation can restore them."""
    if file := sqlite_file(settings.database):
        copy_sqlite(file, target)
    else:
        copy_database(settings.database, f"sqlite:///{target}")


def _materials(settings: Settings) -> Path | None:
    with closing(open_catalog(settings)) as catalog:
        folder = materials_folder(settings, catalog)
    return folder if folder.is_dir() else None


def _manifest(settings: Settings, database: Path, model: Path) -> Manifest:
    with closing(Catalog(f"sqlite:///{database}")) as catalog:
        courses = catalog.courses()
    with closing(sqlite3.connect(database)) as connection:
        has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'conversations'")
        rows = connection.execute("SELECT count(*) FROM conversations") if has.fetchone() else None
        conversations = rows.fetchone()[0] if rows else 0
        connection.execute("PRAGMA journal_mode=DELETE")
    return Manifest(
        program=archive.PROGRAM,
        format=archive.FORMAT,
        version=VERSION,
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        database_format=DATABASE_FORMAT,
        index_format=INDEX_FORMAT,
        index="file" if index_backend(settings).files else "server",
        index_kind=settings.index,
        embedding=open_embeddings(model).identity,
        embedding_folder=model.name,
        materials=False,
        documents=sum(course["documents"] for course in courses),
        chunks=sum(course["chunks"] for course in courses),
        conversations=conversations,
        size=0,
    )


def settings_without_secrets(settings: Settings) -> str:
    """The changed settings as lines of an .env file, without passwords and keys."""
    lines = ["# The settings at the time of the back-up, without secrets, for comparison only."]
    for name in sorted(settings.model_fields_set):
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            lines.append(f"#MENTOR_{name.upper()}=  (a secret: set it again)")
        elif value is not None:
            pairs = value.items() if isinstance(value, dict) else ()
            text = ",".join(f"{name}={setting}" for name, setting in pairs) or str(value)
            if "://" in text and make_url(text).password:
                text = make_url(text).set(password="secret", query={}).render_as_string()
            lines.append(f"MENTOR_{name.upper()}={text}")
    return "\n".join(lines) + "\n"


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its relative path; links are followed."""
    for place, folders, files in os.walk(folder, followlinks=True):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(files):
            file = Path(place) / name
            if file.is_file() and not name.startswith("."):
                yield file.relative_to(folder).as_posix(), file


if __name__ == "__main__":
    sys.exit(main())
