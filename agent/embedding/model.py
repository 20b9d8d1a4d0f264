"""The embedding model: text to vectors, by fastembed, from a folder on this machine.

`python -m deploy.embedding` makes the folder; nothing here downloads.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from agent.errors import EmbeddingModelMissing
from agent.settings import Settings

if TYPE_CHECKING:  # importing fastembed costs a second: only where a model is opened
    from fastembed import TextEmbedding

    from agent.embedding.tokenizer import ModelTokens


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model's folder says of itself in manifest.json."""

    name: str
    dimension: int
    max_tokens: int
    sha256: str
    """Of model.onnx."""
    files: Mapping[str, str]
    """The sha256 of each file that is needed."""


class LocalEmbeddings(Embeddings):
    """LangChain's `Embeddings` over one local model; safe to use from several threads.

    The model is loaded when it is first needed. Vectors have length 1, so that their dot product
    is the cosine of their texts. The same text has the same vector on every call, whatever is
    embedded beside it. Of a text longer than `max_tokens` only the beginning counts.
    """

    def __init__(self, folder: Path, manifest: Manifest, threads: int) -> None:
        self._folder = folder
        self._manifest = manifest
        self._threads = threads
        self._loading = Lock()
        self.identity = _identity(manifest)
        """Recorded with each index: vectors of another model are not comparable."""
        self.dimension = manifest.dimension
        """Numbers in a vector."""
        self.max_tokens = manifest.max_tokens
        """What the model reads of one text at most, its two special tokens included."""

    @cached_property
    def _model(self) -> TextEmbedding:
        with self._loading:
            return _load(self._folder, self._manifest)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, "embedding")

    @cached_property
    def _tokens(self) -> ModelTokens:
        from agent.embedding.tokenizer import ModelTokens

        return ModelTokens(self._folder / "tokenizer.json")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text, in their order."""
        if len(texts) < 2:
            return [self.embed_query(text) for text in texts]
        # one pool for all calls: a core that is done with one call's texts begins the next one's
        return list(self._pool.map(self.embed_query, texts))

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        # One at a time: int8 ranges span a batch, so neighbours would change the vector. Nor is a
        # batch faster: a core does 32 texts of 230 tokens a second alone, 31 in batches of 16.
        (vector,) = self._model.embed([text], batch_size=1)
        return [float(number) for number in vector]

    def count_tokens(self, text: str) -> int:
        """Tokens that the model reads for a text, its two special ones included, without limit."""
        return self._tokens.count(text)

    def whole_words(self) -> list[str]:
        """The words of four letters and more that the model's tokenizer has whole."""
        return self._tokens.whole_words()

    def tokenize_offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token of the text begins and ends, in characters, without limit.

        The two special tokens are not among them.
        """
        return self._tokens.offsets(text)


def find_model_folder(name_or_path: str, models_dir: Path) -> Path:
    """The folder that MENTOR_EMBEDDING_MODEL means: one in `models_dir`, or else any other.

    Raises `EmbeddingModelMissing` where neither holds a model.
    """
    path = Path(name_or_path).expanduser()
    for folder in (models_dir / path, path):
        if (folder / "manifest.json").is_file():
            return folder
    fix = "run: make setup"
    if name_or_path != Settings.model_fields["embedding_model"].default:
        fix = f"put its folder into {models_dir}, or unset MENTOR_EMBEDDING_MODEL"
    raise EmbeddingModelMissing(f"There is no embedding model {name_or_path} in {models_dir}.", fix)


def open_embeddings(folder: Path, threads: int | None = None) -> LocalEmbeddings:
    """Open the model in a folder; `threads` texts are embedded at once, by default one per core.

    Raises `EmbeddingModelMissing` where the folder is missing, incomplete or damaged.
    """
    return LocalEmbeddings(folder, _read_manifest(folder), threads or cores())


def _read_manifest(folder: Path) -> Manifest:
    try:
        facts = json.loads((folder / "manifest.json").read_bytes())
        manifest = Manifest(**{name: facts[name] for name in Manifest.__slots__})
        damaged = [name for name, sum_ in manifest.files.items() if _sha256(folder / name) != sum_]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EmbeddingModelMissing(
            f"There is no whole embedding model in {folder}.", fix="run: make setup"
        ) from error
    if damaged:
        raise EmbeddingModelMissing(
            f"The embedding model in {folder} is damaged: {', '.join(damaged)}.",
            fix="run: make setup",
        )
    return manifest


def _load(folder: Path, manifest: Manifest) -> TextEmbedding:
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType

    name = _identity(manifest)
    if name not in {known["model"] for known in TextEmbedding.list_supported_models()}:
        TextEmbedding.add_custom_model(
            name,
            pooling=PoolingType.MEAN,
            normalization=True,
            sources=ModelSource(url="file:"),  # it must name one; a local path is never fetched
            dim=manifest.dimension,
            model_file="model.onnx",
        )
    return TextEmbedding(
        name,
        cache_dir=str(folder),  # else it creates one in the system's temporary folder
        threads=1,
        providers=["CPUExecutionProvider"],
        specific_model_path=str(folder),
    )


def _identity(manifest: Manifest) -> str:
    return f"{manifest.name}@{manifest.sha256[:12]}"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
