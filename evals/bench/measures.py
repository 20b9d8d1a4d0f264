"""The benchmarks in the order in which they run, each with its bars."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import httpx

from agent.compose import open_embeddings
from agent.compose.indexes import open_index
from agent.errors import InternalError
from agent.settings import Settings
from agent.store.catalog import Catalog
from evals.bench import generated
from evals.bench.agentic import agentic
from evals.bench.child_programs import Place, ingest, serving
from evals.bench.clustered import clustered
from evals.bench.databases import databases
from evals.bench.embedding_models import models
from evals.bench.measured import Measured
from evals.bench.moving import moving
from evals.bench.page import page
from evals.bench.processes import processes
from evals.bench.public_sets import public_sets
from evals.bench.searching import searching
from evals.bench.service import service
from evals.bench.streaming import streaming
from evals.bench.turns import turns

PAGES = 2_000
FILES = 1_000
ROUNDS = 2  # of an ingest and of embedding alone


def parsing(scratch: Path, settings: Settings) -> list[Measured]:
    """PDF pages per second on one core, against extracting only the plain text."""
    files = sorted(settings.materials_dir.rglob("*.pdf"))
    generated.book(scratch / "book.pdf", 200)
    found = []
    for name, some in (("the materials", files), ("a generated book", [scratch / "book.pdf"])):
        if some:
            ours, plain = _pages_per_second(some)
            about = f"{ours:,.0f} vs {plain:,.0f} pages/s"
            label = f"PDF parsing / plain text, {name}"
            found.append(Measured(label, ours / plain, "", 0.5, at_least=True, about=about))
    return found


def _pages_per_second(files: Sequence[Path]) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "ingestion.parsers.pdf.speed", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InternalError(f"Parsing PDFs failed: {done.stderr}")
    speeds = json.loads(done.stdout)
    return speeds["ours"], speeds["plain"]


def ingesting(scratch: Path, settings: Settings) -> list[Measured]:
    """A first ingest of the materials and a long book, against embedding its chunks alone.

    Each in turn, `ROUNDS` times; the shortest times are compared, since other work on the machine
    only ever adds to a time.
    """
    materials = scratch / "materials"
    shutil.copytree(settings.materials_dir, materials)
    generated.book(materials / "book" / "book.pdf", PAGES)
    embeddings = open_embeddings(settings)
    embeddings.embed_documents(["a first call", "loads the model"])
    whole, alone, peaks = [], [], []
    for number in range(ROUNDS):
        place = Place(scratch / f"data-{number}", materials, settings)
        done = ingest(place)
        whole.append(done.seconds)
        peaks.append(done.peak_mib)
        texts = _texts(place)
        began = time.perf_counter()
        embeddings.embed_documents(texts)
        alone.append(time.perf_counter() - began)
    about = f"{min(whole):.1f} s vs {min(alone):.1f} s for {len(texts):,} chunks"
    return [
        Measured("ingest / embedding alone", min(whole) / min(alone), "", 1.15, about=about),
        Measured(f"peak memory, a PDF of {PAGES:,} pages", max(peaks), "MiB", 1024),
    ]


def _texts(place: Place) -> list[str]:
    there = place.settings.model_copy(update={"data_dir": place.data, "milvus_uri": None})
    there = there.model_copy(update={"models_dir": place.settings.models, "database_url": None})
    with closing(Catalog(there.database)) as catalog:
        identity = open_embeddings(there).identity
        with closing(open_index(there, identity, catalog.view)) as index:
            return list(index.texts())


def unchanged(scratch: Path, settings: Settings) -> list[Measured]:
    """A repeated ingest of many unchanged files, and searches while all of them change."""
    place = Place(scratch / "many", scratch / "notes", settings)
    generated.notes(place.materials, FILES, seed=1)
    ingest(place)
    ingest(place)  # the files are too recent to be recognised by their dates alone
    again = ingest(place)
    embedded = again.report["embedded"] + again.report["added"] + again.report["changed"]
    return [
        Measured(f"{FILES:,} unchanged files", again.seconds, "s", 2.0),
        Measured(f"{FILES:,} unchanged files, chunks embedded", embedded, "", 0),
        *_searching(place),
    ]


def _searching(place: Place) -> list[Measured]:
    """One search per second while everything is read, embedded and replaced."""

    def change_all() -> None:
        generated.notes(place.materials, FILES, seed=2)
        ingest(place)

    found = []
    with serving(place) as client:
        for name, work in (
            ("while all files change", change_all),
            ("during a rebuild", lambda: ingest(place, "--rebuild")),
        ):
            asked, bad, slow = _search_during(client, work)
            about = f"{asked} searches, median {statistics.median(slow) * 1000:.0f} ms"
            label = f"unanswered searches {name}"
            found.append(Measured(label, bad, "", 0, about=about))
    return found


def _search_during(
    client: httpx.Client, work: Callable[[], object]
) -> tuple[int, int, list[float]]:
    """The number of searches, how many failed or found nothing, and the seconds of each."""
    worker = threading.Thread(target=work)
    bad, seconds = 0, []
    worker.start()
    while worker.is_alive():
        began = time.perf_counter()
        reply = client.post("/api/search", json={"query": "What does the note say?"})
        seconds.append(time.perf_counter() - began)
        bad += reply.status_code != 200 or not reply.json()["passages"]
        worker.join(max(0.0, 1 - seconds[-1]))
    return len(seconds), bad, seconds


MEASURES = (
    parsing,
    ingesting,
    clustered,
    unchanged,
    searching,
    moving,
    public_sets,
    models,
    turns,
    databases,
    service,
    agentic,
    streaming,
    processes,
    page,
)
