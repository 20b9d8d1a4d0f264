"""Opens the reader that the settings name, if there is one that fits the embedding model."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from agent.errors import ReaderMissing
from agent.search.reader.pair_reader import PairReader
from agent.search.reader.pair_scores import Fitted, read_fitted

log = logging.getLogger(__name__)

ON, OFF = "on", "off"
OURS = Path(__file__).parent
MODEL, FITTED = "reader.onnx", "reader.json"
TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
"""sha256 of the tokenizer.json whose words it was trained on: that of all-MiniLM-L6-v2."""

SLOWER = "SkipLayerNormFusion"
"""An optimizer of onnxruntime 1.32: on a processor its operator takes four times as long as the two
that it replaces."""


def open_reader(setting: str, embedding: Path, threads: int) -> PairReader | None:
    """The reader for MENTOR_READER, which shares the words of the embedding model in a folder.

    None where it is off, and where the one of this package does not fit. Raises `ReaderMissing`
    if a folder is named whose reader cannot be used.
    """
    if setting == OFF:
        return None
    if setting == ON and not _fits(embedding):
        log.info("The reader stays off: it does not share the vocabulary of %s", embedding)
        return None
    folder = OURS if setting == ON else Path(setting).expanduser()
    try:
        return _opened(folder, embedding, threads)
    except ReaderMissing as error:
        if setting != ON:
            raise
        log.warning("Passages are ranked and graded without the reader: %s", error.message)
        return None


def _opened(folder: Path, embedding: Path, threads: int) -> PairReader:
    fix = "Name a folder that make reader has made, or set MENTOR_READER=off."
    model = folder / MODEL
    try:
        fitted = read_fitted(folder / FITTED)
        found = _sha256(model)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderMissing(f"{folder} has no complete reader: {error}.", fix) from error
    if found != fitted.sha256:
        raise ReaderMissing(f"{model} is not the file that {FITTED} describes.", fix)
    if not _fits(embedding):
        message = f"The reader does not share the vocabulary of the model in {embedding}."
        raise ReaderMissing(message, fix)
    return load(model, embedding, fitted, threads)


def load(model: Path, embedding: Path, fitted: Fitted, threads: int) -> PairReader:
    """The reader in an ONNX file, with the words of the embedding model in a folder."""
    from onnxruntime import InferenceSession, SessionOptions

    from agent.search.reader.pair_tokens import PairTokens
    from agent.search.reader.word_vectors import read_word_vectors

    options = SessionOptions()
    options.intra_op_num_threads = 1  # each passage is read by one thread
    session = InferenceSession(
        str(model), options, ["CPUExecutionProvider"], disabled_optimizers=[SLOWER]
    )
    tokens = PairTokens(embedding / "tokenizer.json")
    words = read_word_vectors(embedding / "model.onnx")
    return PairReader(session, tokens, words, fitted, threads)


def _fits(embedding: Path) -> bool:
    file = embedding / "tokenizer.json"
    return file.is_file() and _sha256(file) == TOKENIZER


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
