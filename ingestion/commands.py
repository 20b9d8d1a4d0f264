"""The commands of `python -m ingestion`."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.compose import WriteSide, materials_folder, open_write_side
from agent.compose.indexes import index_backend
from agent.errors import NotFound
from agent.index import FORMAT
from agent.settings import Settings
from agent.storage import writable_folder
from ingestion.documents import recipe
from ingestion.lock import one_writer
from ingestion.mirror import Plan
from ingestion.pipeline import existing, ingest, look
from ingestion.report import Progress, Report
from ingestion.start import begin, finish
from ingestion.workers.worker_pool import Limits, Workers

if TYPE_CHECKING:
    from agent.store.editions import Edition
    from ingestion.on_ray.ray_ingest import RayEngine

MOST_READERS = 4  # reader processes; more would only wait for the embedding


@dataclass(frozen=True, slots=True)
class Wish:
    """Options of an ingest."""

    folder: Path | None = None  # None: the last one that was mirrored, or the default
    rebuild: bool = False
    retry: bool = False
    wait: bool = False  # for another ingest to finish
    engine: str | None = None  # None: as in the settings


def mirror(settings: Settings, wish: Wish, on_progress: Callable[[Progress], None]) -> Report:
    """Run an ingest, one at a time; raises `NotReady` before `make setup`."""
    with one_writer(settings.data_dir, wait=wish.wait), open_write_side(settings) as write_side:
        on_progress(Progress(source="", files=0, total=0, chunks=0))  # the lock is held
        folder = wish.folder or materials_folder(settings, write_side.catalog)
        files = index_backend(settings).files
        marks = files.folder / "editions" if files else None
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
    """The folder to watch; raises `NotFound` if it does not exist."""
    with open_write_side(settings) as write_side:
        folder = wish.folder or materials_folder(settings, write_side.catalog)
    return existing(folder)


def dry_run(settings: Settings, wish: Wish) -> Plan:
    """The plan of an ingest. Changes nothing and does not wait for another ingest."""
    with open_write_side(settings) as write_side:
        folder = wish.folder or materials_folder(settings, write_side.catalog)
        edition = write_side.catalog.editions.matching(write_side.embeddings.identity, FORMAT)
        write_side.catalog = write_side.catalog.of(
            edition.name if edition and not wish.rebuild else ""
        )
        return look(write_side, folder, retry=wish.retry)


def roll_back(settings: Settings) -> Edition:
    """Switch back to the previous index; raises `NotFound` without one."""
    with one_writer(settings.data_dir), open_write_side(settings) as write_side:
        edition = write_side.catalog.editions.roll_back()
    if edition is None:
        raise NotFound(
            "There is no previous index.",
            "One is kept when another embedding model or make ingest REBUILD=1 replaces it.",
        )
    return edition


def log_to(data_dir: Path) -> None:
    """Log to a file, together with the output of the reader processes."""
    log_file = logging.FileHandler(_log(writable_folder(data_dir, "MENTOR_DATA_DIR")), delay=True)
    logging.basicConfig(handlers=[log_file], format="%(asctime)s %(levelname)s %(message)s")


def _workers(settings: Settings, write_side: WriteSide) -> Workers:
    return Workers(
        model=write_side.model_folder,
        recipe=recipe(write_side.embeddings.identity, settings.loaders, settings.quiz_answers),
        spool=settings.data_dir / "spool",
        limits=_limits(settings),
        most=min(os.cpu_count() or 1, MOST_READERS),
        log=_log(settings.data_dir),
        loaders=settings.loaders,
    )


def _ray(settings: Settings, write_side: WriteSide) -> RayEngine:
    from ingestion.on_ray.ray_ingest import RayEngine

    engine = RayEngine(
        model=write_side.model_folder,
        recipe=recipe(write_side.embeddings.identity, settings.loaders, settings.quiz_answers),
        limits=_limits(settings),
        data_dir=settings.data_dir,
        log=_log(settings.data_dir),
        loaders=settings.loaders,
        address=os.environ.get("RAY_ADDRESS"),  # Ray's own variable; None: only this machine
    )
    write_side.embeddings.embed_with(engine)
    return engine


def _limits(settings: Settings) -> Limits:
    return Limits(settings.limits.parse_seconds, settings.limits.parse_megabytes)


ENGINES: Mapping[str, Callable[[Settings, WriteSide], Workers | RayEngine]] = {
    "processes": _workers,
    "ray": _ray,
}


def _log(data_dir: Path) -> Path:
    return data_dir / "ingest.log"
