"""The folder of an embedding model: what it contains, and its tokenizer without the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from agent.errors import EmbeddingModelMissing


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a model folder's manifest.json."""

    name: str
    dimension: int
    max_tokens: int
    sha256: str
    """Of model.onnx."""
    files: Mapping[str, str]
    """The sha256 of each required file."""
    query_prefix: str = ""
    """Put before a question; some models are trained with it."""
    passage_prefix: str = ""
    cosine_floor: float = 0.0
    """The cosine of texts that have nothing to do with each other."""
    multilingual: bool = False
    """Whether a question finds passages in other languages."""


class FolderTokens:
    """Sizes of texts in tokens of the model in a folder; programs that embed nothing need no more.

    Raises `EmbeddingModelMissing` if the folder is missing, incomplete or damaged.
    """

    def __init__(self, folder: Path) -> None:
        from agent.embedding.tokenizer import ModelTokens  # costs nothing if nothing is counted

        self.max_tokens = read_manifest(folder).max_tokens
        """Tokens that the model reads at most, including two special ones."""
        tokens = ModelTokens(folder / "tokenizer.json")
        self.count_tokens = tokens.count
        """The number of tokens of a text, including two special ones, without truncation."""
        self.tokenize_offsets = tokens.offsets
        """Start and end of each token in characters, without truncation and special tokens."""


def find_model_folder(name_or_path: str, models_dir: Path) -> Path:
    """The folder of MENTOR_EMBEDDING_MODEL: one in `models_dir`, else any path.

    Raises `EmbeddingModelMissing` if neither has a model.
    """
    path = Path(name_or_path).expanduser()
    for folder in (models_dir / path, path):
        if (folder / "manifest.json").is_file():
            return folder
    from agent.settings import Settings  # readers of files do without it, and start sooner

    fix = "Run make setup."
    if name_or_path != Settings.model_fields["embedding_model"].default:
        fix = f"Put its folder into {models_dir}, or unset MENTOR_EMBEDDING_MODEL."
    raise EmbeddingModelMissing(
        f"There is no embedding model {name_or_path!r} in {models_dir}.", fix
    )


def read_manifest(folder: Path) -> Manifest:
    """The contents of its manifest; raises `EmbeddingModelMissing`."""
    try:
        facts = json.loads((folder / "manifest.json").read_bytes())
        manifest = Manifest(**{f.name: facts[f.name] for f in fields(Manifest) if f.name in facts})
        damaged = [name for name, sum_ in manifest.files.items() if _sha256(folder / name) != sum_]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EmbeddingModelMissing(
            f"The embedding model in {folder} is incomplete.", fix="Run make setup."
        ) from error
    if damaged:
        raise EmbeddingModelMissing(
            f"The embedding model in {folder} is damaged: {', '.join(damaged)}.",
            fix="Run make setup.",
        )
    return manifest


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
