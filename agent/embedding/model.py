"""The embedding model: text to vectors, from a local folder.

`python -m deploy.embedding` creates the folder; nothing is downloaded here.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from agent.embedding.model_folder import Manifest, find_model_folder, read_manifest

if TYPE_CHECKING:  # importing onnxruntime takes 0.3 s
    from agent.embedding.encoder import Encoder
    from agent.embedding.tokenizer import ModelTokens

__all__ = ["LocalEmbeddings", "cores", "find_model_folder", "open_embeddings"]


class LocalEmbeddings(Embeddings):
    """LangChain's `Embeddings` over a local model; thread-safe.

    The model is loaded on first use. Vectors have length 1, so their dot product is the cosine.
    The same text always has the same vector, whatever else is embedded. Texts are truncated to
    `max_tokens`.
    """

    def __init__(self, folder: Path, manifest: Manifest, threads: int) -> None:
        self._folder = folder
        self._manifest = manifest
        self._threads = threads
        self._loading = Lock()
        self.identity = _identity(manifest)
        """Stored with each index, since vectors of different models are not comparable."""
        self.dimension = manifest.dimension
        """Dimensions of a vector."""
        self.max_tokens = manifest.max_tokens
        """Tokens that the model reads at most, including two special ones."""
        self.cosine_floor = manifest.cosine_floor
        """The cosine of texts that have nothing to do with each other."""
        self.multilingual = manifest.multilingual
        """Whether a question finds passages in other languages."""

    @cached_property
    def _model(self) -> Encoder:
        from agent.embedding.encoder import Encoder

        with self._loading:
            return Encoder(self._folder / "model.onnx")

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, "embedding")

    @cached_property
    def _tokens(self) -> ModelTokens:
        from agent.embedding.tokenizer import ModelTokens

        return ModelTokens(self._folder / "tokenizer.json")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order."""
        if len(texts) < 2:
            return [self._passage(text) for text in texts]
        # one pool for all calls, so that no core idles between calls
        return list(self._pool.map(self._passage, texts))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._embed(self._manifest.query_prefix, text)

    def _passage(self, text: str) -> list[float]:
        return self._embed(self._manifest.passage_prefix, text)

    def _embed(self, prefix: str, text: str) -> list[float]:
        # One at a time: int8 ranges span a batch, so other texts would change the vector. Batches
        # are not faster: a core embeds 32 texts of 230 tokens/s singly, 31 in batches of 16.
        return self._model.vector(self._tokens.ids(prefix, text, self.max_tokens))

    def count_tokens(self, text: str) -> int:
        """The number of tokens of a text, including two special ones, without truncation."""
        return self._tokens.count(text)

    def whole_words(self) -> list[str]:
        """Words of four or more letters that are single tokens of the model."""
        return self._tokens.whole_words()

    def tokenize_offsets(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each token in characters, without truncation.

        The two special tokens are not included.
        """
        return self._tokens.offsets(text)


def open_embeddings(folder: Path, threads: int | None = None) -> LocalEmbeddings:
    """Open the model in a folder; embeds `threads` texts concurrently, by default one per core.

    Raises `EmbeddingModelMissing` if the folder is missing, incomplete or damaged.
    """
    return LocalEmbeddings(folder, read_manifest(folder), threads or cores())


def _identity(manifest: Manifest) -> str:
    return f"{manifest.name}@{manifest.sha256[:12]}"


def cores() -> int:
    """The number of cores available to this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
