"""A question and a passage as tokens."""

from __future__ import annotations

from pathlib import Path

from agent.search.reader.pair_tokens import HEADING, QUESTION, TEXT, PairTokens

MODEL = Path(__file__).parents[4] / "data/models/all-MiniLM-L6-v2-int8"
TOKENS = PairTokens(MODEL / "tokenizer.json")


def test_the_tokens_of_the_text_lead_back_to_it() -> None:
    text = "Lists hold values in order."
    row = TOKENS.row("what is a list", "Collections > Lists", text)
    assert [text[a:b] for a, b in row.offsets] == "Lists hold values in order .".split()
    assert len(row.ids) == len(row.types) == row.text + len(row.offsets) + 1


def test_words_of_one_stem_on_both_sides_are_marked() -> None:
    row = TOKENS.row("what is a node", "Notes", "Nodes hold values.")
    shared = [n for n, kind in enumerate(row.types) if kind >= 2]
    assert [row.types[n] for n in shared] == [2, 3]
    assert shared[1] == row.text  # "Nodes"


def test_words_that_carry_no_meaning_are_not_marked() -> None:
    row = TOKENS.row("what is the point of it", "", "It is what the title says.")
    assert max(row.types) == 1


def test_what_is_too_long_is_cut() -> None:
    row = TOKENS.row("why " * 99, "part " * 99, "word " * 400)
    assert len(row.ids) == QUESTION + HEADING + TEXT + 3
    assert len(row.offsets) == TEXT


def test_a_passage_without_text_has_no_tokens_of_text() -> None:
    assert TOKENS.row("why", "Notes", "").offsets == []
