"""What `python -m ingestion` does, by its options."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.compose import WriteSide, materials_folder, open_write_side
from agent.errors import NotFound
from agent.index import FORMAT
from agent.settings import Settings
from ingestion.documents import recipe
from ingestion.lock import one_writer
from ingestion.mirror import Plan
from ingestion.parsers.pdf import native_library as pdf_library
from ingestion.pipeline import existing, ingest, look
from ingestion.report import Progress, Report
from ingestion.start import begin, finish
from ingestion.workers.pool import Limits, Workers

if TYPE_CHECKING:
    from agent.store.editions import Edition
    from ingestion.on_ray.engine import RayEngine

MOST_READERS = 4  # processes that read files; more would only wait for the embedding


@dataclass(frozen=True, slots=True)
class Wish:
    """How the folder is to be mirrored."""

    folder: Path | None = None  # None: the one mirrored before, or the default
    rebuild: bool = False
    retry: bool = False
    wait: bool = False  # for another ingest to finish
    engine: str | None = None  # None: as set


def mirror(settings: Settings, wish: Wish, on_progress: Callable[[Progress], None]) -> Report:
    """One ingest, as the only one at a time; raises `NotReady` until `make setup` was run."""
    pdf_library.load()
    with one_writer(settings.data_dir, wait=wish.wait), open_write_side(settings) as write_side:
        on_progress(Progress(source="", files=0, total=0, chunks=0))  # the right to write is held
        folder = wish.folder or materials_folder(settings, write_side.catalog)
        marks = None if settings.milvus_uri else settings.index_file.parent / "editions"
        begin(write_side, marks, rebuild=wish.rebuild)
        made = ENGINES[wish.engine or settings.ingest_engine](settings, write_side)
        with closing(made) as engine:
            report = ingest(write_side, folder, on_progress, engine, retry=wish.retry)
        finish(write_side, marks)
        if not report.nothing_to_do:
            write_side.embeddings.prune()
        write_side.catalog.remember(folder)
    return report


def watched_folder(settings: Settings, wish: Wish) -> Path:
    """The folder that is followed; raises `NotFound` where it is not there."""
    with open_write_side(settings) as write_side:
        folder = wish.folder or materials_folder(settings, write_side.catalog)
    return existing(folder)


def dry_run(settings: Settings, wish: Wish) -> Plan:
    """What an ingest would do. Neither waits for another one nor changes anything."""
    with open_write_side(settings) as write_side:
        folder = wish.folder or materials_folder(settings, write_side.catalog)
        edition = write_side.catalog.editions.matching(write_side.embeddings.identity, FORMAT)
        write_side.catalog = write_side.catalog.of(
            edition.name if edition and not wish.rebuild else ""
        )
        return look(write_side, folder, retry=wish.retry)


def roll_back(settings: Settings) -> Edition:
    """Put the index before the present one in service again; raises `NotFound` without one."""
    with one_writer(settings.data_dir), open_write_side(settings) as write_side:
        edition = write_side.catalog.editions.roll_back()
    if edition is None:
        raise NotFound(
            "There is no earlier index to go back to.",
            "One is kept when another embedding model or make ingest REBUILD=1 takes its place.",
        )
    return edition


def log_to(data_dir: Path) -> None:
    """Let what is logged go to a file, with what the readers of files print."""
    data_dir.mkdir(parents=True, exist_ok=True)
    log_file = logging.FileHandler(_log(data_dir), delay=True)
    logging.basicConfig(handlers=[log_file], format="%(asctime)s %(levelname)s %(message)s")


def _workers(settings: Settings, write_side: WriteSide) -> Workers:
    return Workers(
        model=write_side.model_folder,
        recipe=recipe(write_side.embeddings.identity, settings.quiz_answers),
        spool=settings.data_dir / "spool",
        limits=Limits(settings.parse_seconds, settings.parse_megabytes),
        most=min(os.cpu_count() or 1, MOST_READERS),
        log=_log(settings.data_dir),
    )


def _ray(settings: Settings, write_side: WriteSide) -> RayEngine:
    from ingestion.on_ray.engine import RayEngine

    engine = RayEngine(
        model=write_side.model_folder,
        recipe=recipe(write_side.embeddings.identity, settings.quiz_answers),
        limits=Limits(settings.parse_seconds, settings.parse_megabytes),
        data_dir=settings.data_dir,
        log=_log(settings.data_dir),
        address=settings.ray_address or os.environ.get("RAY_ADDRESS"),  # the second is Ray's own
    )
    write_side.embeddings.embed_with(engine)
    return engine


ENGINES: Mapping[str, Callable[[Settings, WriteSide], Workers | RayEngine]] = {
    "processes": _workers,
    "ray": _ray,
}


def _log(data_dir: Path) -> Path:
    return data_dir / "ingest.log"
