"""What a Ray worker does for an ingest: reads a file in a process of its own, embeds texts.

The worker itself lives on whatever a file does, as an ingest does beside its own processes. It may
be on any machine of the cluster: a file arrives as bytes, its chunks leave in blocks. Program and
embedding model are there already; the recipe shows that they are those of the ingest.
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
from ingestion.workers.pool import Limits, Workers

if TYPE_CHECKING:
    from agent.embedding.model import LocalEmbeddings

BLOCK = 500  # chunks that are sent together


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of one ingest have in common."""

    model: Path  # the folder of the embedding model on the machine that ingests
    recipe: str
    limits: Limits
    scratch: Path | None  # a folder for files; None: where the machine has its temporary ones
    log: Path | None  # of what libraries print; None: a temporary file
    program: tuple[str, ...]  # that reads files


def read_file(
    job: Job, work: Work, parts: Sequence[Any]
) -> Iterator[Document | Aside | list[Chunk]]:
    """First what became of a file, a document without its chunks or the reason for none; then the
    chunks in blocks. `parts` are references to the file's bytes, in their order."""
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
    """One vector for each text, a row each."""
    return np.array(_model(job).embed_documents(texts), dtype=np.float32)


# A worker does many tasks, one at a time: what takes a second to open stays open.


@cache
def _model(job: Job) -> LocalEmbeddings:
    model = open_embeddings(_model_folder(job), threads=1)
    here = recipe(model.identity, reads_answers(job.recipe))
    if here != job.recipe:
        raise NotReady(
            f"A machine of the Ray cluster would make other chunks ({here}) than "
            f"the one that ingests ({job.recipe}).",
            "Bring program and embedding model to the same version there (git pull, make setup), "
            "then start make ray again.",
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
    )


@cache
def _scratch(job: Job) -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="mentor-", dir=job.scratch)


def _model_folder(job: Job) -> Path:
    """Where the ingest's machine has the model, if it is there, else as settings say here."""
    if (job.model / "manifest.json").is_file():
        return job.model
    settings = read_settings()
    return find_model_folder(settings.embedding_model, settings.models).absolute()
