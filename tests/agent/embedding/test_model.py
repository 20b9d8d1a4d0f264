"""The real embedding model, as set-up made it under data/models."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.embedding.model import LocalEmbeddings, find_model_folder, open_embeddings
from agent.errors import EmbeddingModelMissing

ROOT = Path(__file__).parents[3]
MODELS = ROOT / "data" / "models"
NAME = "all-MiniLM-L6-v2-int8"
CASES = json.loads((ROOT / "tests" / "data" / "minilm_reference.json").read_bytes())["cases"]
TEXTS = [case["text"] for case in CASES]
FP32 = np.array([case["vector"] for case in CASES])
WORDS = np.array([sum(letter.isalnum() for letter in text) > 0 for text in TEXTS])
LONG = max(TEXTS, key=len)


@pytest.fixture(scope="module")
def embeddings() -> LocalEmbeddings:
    return open_embeddings(find_model_folder(NAME, MODELS), threads=2)


@pytest.fixture(scope="module")
def int8(embeddings: LocalEmbeddings) -> NDArray[np.float64]:
    return np.array(embeddings.embed_documents(TEXTS))


def test_vectors_are_close_to_those_of_the_published_model(int8: NDArray[np.float64]) -> None:
    cosines = (int8 * FP32).sum(axis=1)
    assert cosines[WORDS].min() >= 0.985
    assert cosines.min() >= 0.98  # punctuation or nothing: all of it rests on two special tokens


def test_neighbours_rank_as_in_the_published_model(int8: NDArray[np.float64]) -> None:
    expected, found = FP32 @ FP32.T, int8 @ int8.T
    for row, others in enumerate(expected):
        farther = others[:, None] - others[None, :] > 0.05
        swapped = found[row][:, None] < found[row][None, :]
        assert not (farther & swapped).any(), TEXTS[row]
    np.fill_diagonal(expected, -1)
    np.fill_diagonal(found, -1)
    assert (expected.argmax(axis=1) == found.argmax(axis=1)).all()


def test_vectors_have_length_one(embeddings: LocalEmbeddings, int8: NDArray[np.float64]) -> None:
    assert int8.shape == (len(TEXTS), embeddings.dimension) == (len(TEXTS), 384)
    assert np.linalg.norm(int8, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(
    embeddings: LocalEmbeddings, int8: NDArray[np.float64]
) -> None:
    assert embeddings.embed_query(TEXTS[0]) == int8[0].tolist()
    assert embeddings.embed_documents(TEXTS[3:1:-1]) == int8[3:1:-1].tolist()
    assert embeddings.embed_documents([]) == []


async def test_async_calls_give_the_same(
    embeddings: LocalEmbeddings, int8: NDArray[np.float64]
) -> None:
    assert await embeddings.aembed_query(TEXTS[1]) == int8[1].tolist()


def test_threads_share_one_model(embeddings: LocalEmbeddings, int8: NDArray[np.float64]) -> None:
    order = [number % 7 for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        vectors = list(threads.map(lambda number: embeddings.embed_query(TEXTS[number]), order))
    assert vectors == [int8[number].tolist() for number in order]


def test_only_what_fits_counts(embeddings: LocalEmbeddings) -> None:
    assert embeddings.count_tokens(LONG) > embeddings.max_tokens == 256
    _, end = embeddings.tokenize_offsets(LONG)[embeddings.max_tokens - 3]
    assert embeddings.count_tokens(LONG[:end]) == embeddings.max_tokens
    assert embeddings.embed_query(LONG) == embeddings.embed_query(LONG[:end])
    assert embeddings.embed_query(LONG) != embeddings.embed_query(LONG[: end - 20])


def test_offsets_are_characters_of_the_text(embeddings: LocalEmbeddings) -> None:
    text = "Naïve café:\n🎉 日本 x_1"
    spans = embeddings.tokenize_offsets(text)
    assert [text[start:end] for start, end in spans] == [
        *("Naïve", "café", ":", "🎉", "日", "本", "x", "_", "1")
    ]
    assert embeddings.tokenize_offsets("") == []


@pytest.mark.parametrize("text", TEXTS)
def test_the_count_includes_two_special_tokens(embeddings: LocalEmbeddings, text: str) -> None:
    assert embeddings.count_tokens(text) == len(embeddings.tokenize_offsets(text)) + 2


def test_identity_names_the_model_and_its_bytes(embeddings: LocalEmbeddings) -> None:
    manifest = json.loads((MODELS / NAME / "manifest.json").read_bytes())
    assert embeddings.identity == f"{NAME}@{manifest['sha256'][:12]}"


def test_a_model_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    assert find_model_folder(NAME, MODELS) == MODELS / NAME
    assert find_model_folder(str(MODELS / NAME), tmp_path) == MODELS / NAME
    with pytest.raises(
        EmbeddingModelMissing, match="There is no embedding model 'other-model'"
    ) as caught:
        find_model_folder("other-model", MODELS)
    assert caught.value.fix == f"Put its folder into {MODELS}, or unset MENTOR_EMBEDDING_MODEL."


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", '{"name": "x"}'])
def test_an_incomplete_folder_is_refused(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(EmbeddingModelMissing, match="is incomplete") as caught:
        open_embeddings(tmp_path)
    assert caught.value.fix == "Run make setup."


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    facts = json.loads((MODELS / NAME / "manifest.json").read_bytes())
    for name in facts["files"]:
        (tmp_path / name).symlink_to(MODELS / NAME / name)
    (tmp_path / "manifest.json").write_text(json.dumps(facts))
    (tmp_path / "model.onnx").unlink()
    (tmp_path / "model.onnx").write_bytes(b"half of it")
    with pytest.raises(EmbeddingModelMissing, match=r"damaged: model\.onnx"):
        open_embeddings(tmp_path)


def test_importing_loads_no_model_library() -> None:
    heavy = "{'fastembed', 'onnxruntime', 'tokenizers'}"
    check = f"import sys, agent.embedding.model; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=True)


def test_embedding_notes_nothing_for_others_to_read(tmp_path: Path) -> None:
    """Where its telemetry is on, onnxruntime keeps what it will send below the home folder."""
    program = (
        "import sys; from pathlib import Path; from agent.embedding.model import open_embeddings;"
    )
    program += "open_embeddings(Path(sys.argv[1])).embed_query('What is a tuple?')"
    plain = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME")}
    command = [sys.executable, "-c", program, str(MODELS / NAME)]
    subprocess.run(command, cwd=ROOT, env=plain | homes, check=True)
    assert list(tmp_path.rglob("*")) == []
