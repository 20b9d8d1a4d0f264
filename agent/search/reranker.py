"""A cross-encoder that reads question and passage together, by fastembed, from a local folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import RerankerMissing
from agent.search.ranking import ranked
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text

if TYPE_CHECKING:  # importing fastembed costs a second
    from fastembed.rerank.cross_encoder import TextCrossEncoder

MODEL_FILES = ("model.onnx", "onnx/model.onnx")  # the first that is there
READ = 12  # passages of a search, at 10 to 20 ms each for a small model
NEEDED = ("tokenizer.json", "tokenizer_config.json")


class Reranker:
    """Scores passages for a question; safe to use from several threads."""

    def __init__(self, model: TextCrossEncoder, threads: int) -> None:
        """`threads` passages are read at once."""
        self._model = model
        self._pool = ThreadPoolExecutor(threads, "reranker")

    def ranked(
        self, question: str, candidates: Sequence[Passage], vocabulary: Vocabulary
    ) -> list[Passage]:
        """The candidates of a search, best first; the model reorders the first ones."""
        best = ranked(question, candidates, vocabulary)
        return self.scored(question, best[:READ]) + best[READ:]

    def scored(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        """The passages, best first; `score` becomes the model's, from 0 to 1."""

        def score(passage: Passage) -> float:
            # one at a time: the ranges of a quantised model span a batch
            (logit,) = self._model.rerank_pairs([(question, indexed_text(passage))], batch_size=1)
            return 1 / (1 + exp(-max(-700.0, min(700.0, logit))))

        scores = self._pool.map(score, passages)
        judged = [
            passage | {"score": score} for passage, score in zip(passages, scores, strict=True)
        ]
        return sorted(judged, key=lambda passage: passage["score"], reverse=True)


def open_reranker(name_or_path: str, models_dir: Path, threads: int) -> Reranker:
    """Open the cross-encoder in a folder of `models_dir`, or else at a path.

    The folder has a model's ONNX file with one output of shape (pairs, 1 or more), of which the
    first number is the score, and the tokenizer's files. Raises `RerankerMissing` if it is missing,
    incomplete or no such model.
    """
    path = Path(name_or_path).expanduser()
    folder = models_dir / path if (models_dir / path).is_dir() else path
    files = [file for file in MODEL_FILES if (folder / file).is_file()]
    lacks = [name for name in NEEDED if not (folder / name).is_file()]
    if not files or lacks:
        raise RerankerMissing(
            f"There is no complete reranker {name_or_path!r} in {models_dir}: "
            f"{', '.join([*([] if files else MODEL_FILES[:1]), *lacks])} missing.",
            "Put the files there, or unset MENTOR_RERANKER to do without one.",
        )
    try:
        reranker = Reranker(_load(folder, files[0]), threads)
        reranker.scored("a question", [_PROBE])
    except Exception as error:  # of onnxruntime, tokenizers or fastembed: the model is not one
        raise RerankerMissing(
            f"The reranker in {folder} cannot be used: {error}",
            "It must be a cross-encoder in ONNX; unset MENTOR_RERANKER to do without one.",
        ) from error
    return reranker


def _load(folder: Path, file: str) -> TextCrossEncoder:
    from fastembed.common.model_description import ModelSource
    from fastembed.rerank.cross_encoder import TextCrossEncoder

    name = f"{folder.name}@{_stamp(folder / file)}"
    if name not in {known["model"] for known in TextCrossEncoder.list_supported_models()}:
        TextCrossEncoder.add_custom_model(
            name, sources=ModelSource(url="file:"), model_file=file
        )  # a source must be named; a local path is never fetched
    return TextCrossEncoder(
        name,
        cache_dir=str(folder),
        threads=1,
        providers=["CPUExecutionProvider"],
        specific_model_path=str(folder),
    )


def _stamp(file: Path) -> str:
    facts = file.stat()
    about = json.dumps([str(file.absolute()), facts.st_size, facts.st_mtime_ns])
    return hashlib.blake2b(about.encode(), digest_size=6).hexdigest()


_PROBE = Passage(
    id="",
    document_id="",
    source="",
    course="",
    title="A title",
    section="",
    page=None,
    text="Some text.",
    score=0.0,
    dense=None,
    bm25=None,
    relevant=None,
)
