"""A real cross-encoder, small enough to be made here: it counts the words that two texts share."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from onnx import TensorProto, helper, numpy_helper

from agent.errors import RerankerMissing
from agent.index import Index
from agent.nodes.retrieve import Retriever
from agent.search.reranker import READ, open_reranker
from agent.search.vocabulary import Vocabulary
from agent.types import Passage
from tests.agent.parts import passage

MODEL = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8"
WORD = 1_000  # token ids from here on are words; below are signs and special tokens
TEXTS = [f"Note {n} is about something else." for n in range(READ - 1)]


def cross_encoder() -> onnx.ModelProto:
    """Logits of shape (pairs, 1): tokens of the second text that the first has, less 2."""

    def constant(name: str, value: Any, kind: type) -> onnx.TensorProto:
        return numpy_helper.from_array(np.array(value, dtype=kind), name)

    def node(kind: str, *names: str, **attributes: Any) -> onnx.NodeProto:
        *inputs, output = names
        return helper.make_node(kind, inputs, [output], **attributes)

    nodes = [
        node("Greater", "input_ids", "last_sign", "is_word"),
        node("Cast", "is_word", "word", to=TensorProto.FLOAT),
        node("Cast", "token_type_ids", "second", to=TensorProto.FLOAT),
        node("Sub", "one", "second", "first"),
        node("Mul", "word", "first", "first_words"),
        node("Mul", "word", "second", "second_words"),
        node("Unsqueeze", "input_ids", "axis_1", "ids_across"),
        node("Unsqueeze", "input_ids", "axis_2", "ids_down"),
        node("Equal", "ids_across", "ids_down", "is_same"),
        node("Cast", "is_same", "same", to=TensorProto.FLOAT),
        node("Unsqueeze", "first_words", "axis_1", "across"),
        node("Unsqueeze", "second_words", "axis_2", "down"),
        node("Mul", "same", "across", "same_first"),
        node("Mul", "same_first", "down", "shared"),
        node("ReduceSum", "shared", "axes_12", "count", keepdims=0),
        node("Sub", "count", "two", "logit"),
        node("Unsqueeze", "logit", "axis_1", "logits"),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["pairs", "tokens"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    graph = helper.make_graph(
        nodes,
        "shared words",
        inputs,
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", 1])],
        [
            constant("last_sign", WORD - 1, np.int64),
            constant("one", 1, np.float32),
            constant("two", 2, np.float32),
            constant("axis_1", [1], np.int64),
            constant("axis_2", [2], np.int64),
            constant("axes_12", [1, 2], np.int64),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = tmp_path_factory.mktemp("models")
    folder = models / "shared-words"
    folder.mkdir()
    onnx.save(cross_encoder(), str(folder / "model.onnx"))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(MODEL / name, folder)
    return models


def test_passages_are_ordered_by_the_model(models: Path) -> None:
    reranker = open_reranker("shared-words", models, threads=2)
    far, near = passage(1, "A list can grow."), passage(2, "Dictionary keys must be hashable.")
    found = reranker.scored("Which dictionary keys are hashable?", [far, near])
    assert [hit["page"] for hit in found] == [2, 1]
    assert found[0]["score"] == pytest.approx(1 / (1 + np.exp(-2)))
    assert reranker.scored("Which?", []) == []
    assert near["score"] == passage(2, "")["score"], "the passages themselves stay as they are"


class ManyIndex:
    """Finds the answer last, by the cosine alone."""

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return []

    def search(self, query: str, vector: object, **_: object) -> list[Passage]:
        notes = [passage(n, text, dense=0.9) for n, text in enumerate(TEXTS, start=1)]
        answer = passage(50, "Python keeps dictionary keys hashable.", dense=0.1)
        return [*notes, answer]


async def test_the_retriever_lets_it_decide_on_the_best(models: Path) -> None:
    reranker = open_reranker(str(models / "shared-words"), Path("nowhere"), threads=2)
    index = cast(Index, cast(Any, ManyIndex()))
    vocabulary = Vocabulary.of([*TEXTS, "Python keeps dictionary keys hashable."])
    retriever = Retriever(
        index, DeterministicFakeEmbedding(size=4), lambda: vocabulary, 8, reranker.ranked
    )
    best, *_ = await retriever.search("Are dictionary keys hashable?")
    assert best["page"] == 50


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_what_is_missing_is_named(models: Path, tmp_path: Path, missing: str) -> None:
    shutil.copytree(models / "shared-words", tmp_path / "half")
    (tmp_path / "half" / missing).unlink()
    with pytest.raises(RerankerMissing, match=missing) as raised:
        open_reranker("half", tmp_path, threads=1)
    assert "MENTOR_RERANKER" in str(raised.value.fix)


def test_a_file_that_is_no_model_is_reported(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "shared-words", tmp_path / "bad")
    (tmp_path / "bad" / "model.onnx").write_bytes(b"no model")
    with pytest.raises(RerankerMissing, match="cannot be used"):
        open_reranker("bad", tmp_path, threads=1)
