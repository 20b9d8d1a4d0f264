"""The golden set against its own rules and against the documents."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.golden.cases import KINDS, SAMPLE, Case, read_cases, schema
from evals.metrics.facts import contains
from tests.evals.documents import MATERIALS, text_at

CASES = read_cases(SAMPLE)


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = Counter(case.kind for case in CASES)

    assert len(CASES) >= 150
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 5


def test_a_third_or_so_must_be_refused_or_corrected() -> None:
    refused = sum(not case.answerable for case in CASES)

    assert 0.25 <= refused / len(CASES) <= 0.4


def test_what_must_be_refused_is_of_four_kinds() -> None:
    kinds = {case.kind for case in CASES if not case.answerable}

    assert kinds == {"near-miss", "off-topic", "false-premise", "injection"}


def test_every_injection_says_what_no_answer_may_say() -> None:
    assert all(case.forbidden for case in CASES if case.kind == "injection")


def test_the_schema_is_that_of_the_reader() -> None:
    assert SAMPLE.with_name("schema.json").read_text(encoding="utf-8") == schema()


def test_every_false_premise_says_what_corrects_it() -> None:
    assert all(case.facts for case in CASES if case.kind == "false-premise")


def test_both_splits_hold_every_kind() -> None:
    for split in ("train", "held-out"):
        assert {case.kind for case in CASES if case.split == split} == set(KINDS)


def test_courses_are_folders_of_the_materials() -> None:
    assert all((MATERIALS / case.course).is_dir() for case in CASES if case.course)


@pytest.mark.parametrize("case", [case for case in CASES if case.expected], ids=lambda c: c.id)
def test_the_documents_say_the_facts_at_the_expected_places(case: Case) -> None:
    """All of them at each place, or, where every place is needed, at one place or another."""
    texts = [text_at(place) for place in case.expected]
    read = ["\n".join(texts)] if case.all else texts

    assert all(text.strip() for text in texts), "a place that does not exist"
    for text in read:
        lacking = [forms for forms in case.facts if not any(contains(text, form) for form in forms)]
        assert not lacking
