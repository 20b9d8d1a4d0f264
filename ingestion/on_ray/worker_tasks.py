"""The tasks of a Ray worker: read a file in a child process, embed texts.

The child process protects the worker from crashes. Workers may be on any machine of the cluster:
files arrive as bytes, and chunks are returned in blocks. Program and embedding model are installed
on each machine; the recipe proves that they are those of the ingest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from agent.embedding.model import find_model_folder, open_embeddings
from agent.errors import NotReady
from agent.settings import read_settings
from agent.types import Chunk
from ingestion.documents import Document, reads_answers, recipe
from ingestion.mirror import Aside, Work
from ingestion.workers.worker_pool import Limits, Workers

if TYPE_CHECKING:
    from agent.embedding.model import LocalEmbeddings

BLOCK = 500  # chunks that are sent together


@dataclass(frozen=True, slots=True)
class Job:
    """The common parameters of an ingest's tasks."""

    model: Path  # the embedding model's folder on the ingesting machine
    recipe: str
    limits: Limits
    scratch: Path | None  # a folder for files; None: the machine's temporary folder
    log: Path | None  # for output of libraries; None: a temporary file
    program: tuple[str, ...]  # the reader
    loaders: tuple[tuple[str, str], ...]  # of LangChain, by suffix


def read_file(
    job: Job, work: Work, parts: Sequence[Any]
) -> Iterator[Document | Aside | list[Chunk]]:
    """First a document without its chunks, or an `Aside`; then the chunks in blocks.

    `parts` are references to the file's bytes, in order.
    """
    import ray

    reader = _reader(job)
    with TemporaryDirectory(prefix="mentor-", dir=job.scratch) as folder:
        copy = Path(folder, work.file.path.name)
        with copy.open("wb") as file:
            for part in parts:
                file.write(ray.get(part))
        found = reader.read_one(replace(work, file=replace(work.file, path=copy)))
        if isinstance(found, Aside):
            yield replace(found, file=work.file)
            return
        yield replace(found, chunks=())
        chunks = iter(found.chunks)
        while block := list(islice(chunks, BLOCK)):
            yield block


def embed_texts(job: Job, texts: list[str]) -> NDArray[np.float32]:
    """One row per text."""
    return np.array(_model(job).embed_documents(texts), dtype=np.float32)


# A worker runs many tasks, one at a time, and keeps slow resources open.


@cache
def _model(job: Job) -> LocalEmbeddings:
    model = open_embeddings(_model_folder(job), threads=1)
    here = recipe(model.identity, dict(job.loaders), reads_answers(job.recipe))
    if here != job.recipe:
        raise NotReady(
            f"A machine of the Ray cluster has another version ({here}) than the ingesting one "
            f"({job.recipe}).",
            "Update program and embedding model there (git pull, make setup) and restart make ray.",
        )
    return model


@cache
def _reader(job: Job) -> Workers:
    _model(job)  # is checked
    folder = Path(_scratch(job).name)
    return Workers(
        model=_model_folder(job),
        recipe=job.recipe,
        spool=folder,
        limits=job.limits,
        most=1,
        log=job.log or folder / "log",
        program=job.program,
        loaders=dict(job.loaders),
    )


@cache
def _scratch(job: Job) -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="mentor-", dir=job.scratch)


def _model_folder(job: Job) -> Path:
    """The ingesting machine's model folder if it exists here, else that of the local settings."""
    if (job.model / "manifest.json").is_file():
        return job.model
    settings = read_settings()
    return find_model_folder(settings.embedding_model, settings.models).absolute()
