"""Examples as arrays, and the batches drawn from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from agent.search.reader.pair_tokens import PairTokens
from evals.reader import arrays, pairs
from evals.reader.example import Example
from evals.reader.pairs import Pairs
from evals.reader.spans import exact

TOKENIZER = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8/tokenizer.json"
TEXT = "A list holds values. A tuple is a sequence that cannot be changed."


def example(number: int, answers: bool) -> Example:
    return Example(
        question=f"What is a tuple number {number}?",
        heading="Collections",
        text=TEXT if answers else "A list holds values. It can be changed at any time.",
        source="articles",
        split="train",
        asked=f"{number}",
        answers=answers,
        about=answers,
        spans=exact(TEXT, ["cannot be changed"]) if answers else (),
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    file = tmp_path_factory.mktemp("pairs") / "examples.npz"
    examples = [example(n, answers) for n in range(200) for answers in (True, False)]
    arrays.write(examples, PairTokens(TOKENIZER), file)
    return pairs.read(file)


def test_the_place_of_an_answer_is_counted_in_tokens(written: Pairs) -> None:
    first, last, begin, end = written.spots[0]
    assert last - first == 2  # cannot, be, changed
    assert begin < first < last < end
    assert list(written.spots[1]) == [-1] * 4


def test_an_epoch_is_the_same_for_the_same_seed_and_another_the_next_time(written: Pairs) -> None:
    once, again, other = (pairs.epoch(written, number, 1) for number in (0, 0, 1))
    assert [batch.tolist() for batch in once] == [batch.tolist() for batch in again]
    assert [batch.tolist() for batch in once] != [batch.tolist() for batch in other]


def test_the_pairs_of_a_question_stand_in_one_batch_with_room_for_it(written: Pairs) -> None:
    for batch in pairs.epoch(written, 0, 1):
        right = {*written.asked[batch[written.answers[batch] == 1]].tolist()}
        assert right == {*written.asked[batch].tolist()}
        assert len(batch) * int(written.lengths[batch].max()) <= pairs.TOKENS


def test_only_pairs_for_training_are_drawn(written: Pairs) -> None:
    kept = written._replace(split=np.where(written.asked < 100, 1, 0).astype(np.uint8))
    drawn = np.concatenate(pairs.epoch(kept, 0, 1))
    assert written.asked[drawn].min() >= 100
