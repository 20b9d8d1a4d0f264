"""Copying the index from its file to a Milvus server."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from agent.compose import open_embeddings
from agent.compose.indexes import open_index
from agent.errors import InternalError
from agent.index import FORMAT, View
from agent.settings import Settings
from agent.store.catalog import Catalog
from evals.bench import corpus
from evals.bench.child_programs import Place, free_port, mib, weighed
from evals.bench.measured import Measured
from evals.bench.milvus_server import milvus_server

CHUNKS = 20_000
BATCH = 1_000
ANALYZER = "standard"  # milvus-lite 3.2 knows no English
SUMMARY = re.compile(r"(\d+) chunks copied\. (\d+) searches find ([\d.]+)% .* alone ([\d.]+)%")


def moving(scratch: Path, settings: Settings) -> list[Measured]:
    """`make move` of a synthetic index to a server of milvus-lite 3.2: write, count, search."""
    place = Place(scratch / "data", scratch / "materials", settings)
    _fill(place)
    with milvus_server(scratch / "server", free_port()) as server:
        printed, seconds, peak = weighed(
            ["ingestion.move", "--to", server.address],
            place.environment(analyzer=ANALYZER),
        )
        of_server = mib(server.process.pid)
    summary = SUMMARY.search(printed)
    if not summary or int(summary[1]) != CHUNKS:
        raise InternalError(f"The copy is incomplete: {printed}")
    about = f"{seconds:.0f} s with {summary[2]} searches in both; server {of_server:,.0f} MiB"
    return [
        Measured(f"{CHUNKS:,} chunks moved to a server", CHUNKS / seconds, "/s", about=about),
        Measured(
            "passages found in both / passages found, after a move",
            float(summary[3]) / 100,
            about=f"by vectors alone {summary[4]}%; the server tokenizes texts differently",
        ),
        Measured("peak memory of the move, engine included", peak, "MiB"),
    ]


def _fill(place: Place) -> None:
    """An index with a catalogue, as after an ingest."""
    embeddings = open_embeddings(place.settings)
    texts = corpus.ingested(place.settings, embeddings.identity)
    made = corpus.vectors(embeddings.embed_documents(texts), CHUNKS)
    there = place.settings.model_copy(
        update={"data_dir": place.data, "milvus_uri": None, "database_url": None}
        | {"analyzer": ANALYZER}
    )
    with closing(Catalog(there.database)) as catalog:
        edition = catalog.editions.add(embeddings.identity, FORMAT)
        catalog.editions.put_in_service(edition.name)
    view = View(edition.name, edition.embedding, edition.format)
    with closing(open_index(there, embeddings.identity, lambda: view)) as index:
        for start in range(0, CHUNKS, BATCH):
            end = start + BATCH
            index.write(list(corpus.chunks(texts, start, end)), made[start:end].tolist())
