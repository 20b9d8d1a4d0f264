"""The real multilingual model, where `make embedding` has built it."""

import json
from pathlib import Path

import numpy as np
import pytest

from agent.embedding.model import LocalEmbeddings, open_embeddings

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "models" / "multilingual-e5-small-q4"
CASES = json.loads((ROOT / "tests" / "data" / "e5_reference.json").read_bytes())["cases"]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the multilingual model is not built")


@pytest.fixture(scope="module")
def embeddings() -> LocalEmbeddings:
    return open_embeddings(FOLDER, threads=1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_vectors_are_those_of_its_weights(embeddings: LocalEmbeddings, case: dict) -> None:  # type: ignore[type-arg]
    asked = case["kind"] == "query"
    found = (
        embeddings.embed_query(case["text"])
        if asked
        else embeddings.embed_documents([case["text"]])[0]
    )
    assert np.array(found) @ np.array(case["vector"]) > 0.999


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_tokens_are_those_of_its_vocabulary(embeddings: LocalEmbeddings, case: dict) -> None:  # type: ignore[type-arg]
    prefix = embeddings.count_tokens(f"{case['kind']}:") - 2
    assert embeddings.count_tokens(case["text"]) + prefix == pytest.approx(len(case["ids"]), abs=1)


def test_a_question_finds_its_answer_in_another_language(embeddings: LocalEmbeddings) -> None:
    passages = [case["text"] for case in CASES if case["kind"] == "passage"]
    vectors = np.array(embeddings.embed_documents(passages))
    for question, answer, other in (
        ("What is a tuple?", "Una tupla es", "Die zweite Übung"),
        ("¿Qué es una tupla?", "A tuple is", "def mean"),
        ("When is the second exercise due?", "Die zweite Übung", "A tuple is"),
    ):
        cosines = vectors @ np.array(embeddings.embed_query(question))
        found = dict(zip(passages, cosines, strict=True))
        near, far = (
            next(cosine for text, cosine in found.items() if text.startswith(beginning))
            for beginning in (answer, other)
        )
        assert near > far
