"""The natural questions against their own rules, the other sets and the documents."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.golden.cases import NATURAL, NATURAL_KINDS, NATURAL_REAL, SAMPLE, Case, plain, read_cases
from evals.metrics.facts import contains
from evals.sets import real_materials
from tests.evals.documents import MATERIALS, text_at

COURSES = read_cases(NATURAL)
REAL = read_cases(NATURAL_REAL)
BOTH = [*COURSES, *REAL]
REAL_MATERIALS = real_materials()


def lacking(case: Case, materials: Path) -> list[str]:
    """Places that do not exist, and facts that a place does not say that has to."""
    texts = [text_at(place, materials) for place in case.expected]
    read = ["\n".join(texts)] if case.all else texts
    missing = [
        f"{case.id}: {forms[0]}"
        for text in read
        for forms in case.facts
        if not any(contains(text, form) for form in forms)
    ]
    absent = [text for text in texts if not text.strip()]
    return [*missing, *([f"{case.id}: a place that does not exist"] if absent else [])]


def test_there_are_enough_questions_of_every_kind() -> None:
    assert len(BOTH) >= 400
    assert {case.kind for case in BOTH} == set(NATURAL_KINDS)
    assert min(Counter(case.kind for case in BOTH).values()) >= 5


def test_half_of_every_kind_is_held_out() -> None:
    for cases in (COURSES, REAL):
        halves = Counter((case.kind, case.split) for case in cases)
        for kind in {case.kind for case in cases}:
            assert abs(halves[kind, "train"] - halves[kind, "held-out"]) <= 1, kind


def test_ids_are_unique_over_all_sets() -> None:
    ids = [case.id for case in [*read_cases(SAMPLE), *BOTH]]

    assert len(set(ids)) == len(ids)


def test_no_question_is_one_of_the_sample_or_of_those_for_fitting() -> None:
    lines = SAMPLE.with_name("fitting.jsonl").read_text(encoding="utf-8").splitlines()
    fitted = {plain(json.loads(line)["question"]) for line in lines if line.strip()}
    asked = {plain(case.question) for case in read_cases(SAMPLE) if len(case.turns) == 1}

    single = [case for case in BOTH if len(case.turns) == 1]
    assert [case.id for case in single if plain(case.question) in fitted | asked] == []


def test_quizzes_and_hints_are_asked_for_in_their_style() -> None:
    for case in BOTH:
        wanted = case.kind if case.kind in ("quiz", "hint") else "answer"
        assert case.style == wanted, case.id


def test_what_a_hint_must_not_show_is_named() -> None:
    assert all(case.forbidden for case in BOTH if case.kind == "hint")


def test_the_sample_documents_say_the_facts_at_the_expected_places() -> None:
    assert [line for case in COURSES for line in lacking(case, MATERIALS)] == []


@pytest.mark.skipif(REAL_MATERIALS is None, reason="no real courses: MENTOR_BENCH_DIR names them")
def test_the_real_courses_say_the_facts_at_the_expected_places() -> None:
    assert REAL_MATERIALS is not None
    assert [line for case in REAL for line in lacking(case, REAL_MATERIALS)] == []
