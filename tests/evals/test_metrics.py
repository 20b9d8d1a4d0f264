"""Each metric against examples small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.types import Step, Usage
from evals.cases import Place
from evals.metrics import METRICS
from evals.metrics.citations import fault, markers
from evals.metrics.facts import says
from evals.metrics.refusal import confusion
from evals.outcome import Outcome
from tests.evals.parts import answered, case, citation, failed, labels, passage, refused, to_refuse
from tests.evals.parts import values as figures

PAGE_1, PAGE_9 = Place(source="a/notes.pdf", page=1), Place(source="a/notes.pdf", page=9)


def test_hits_and_reciprocal_ranks_are_those_of_the_first_passage_that_fits() -> None:
    others = [passage(page) for page in range(2, 8)]
    outcomes = [
        refused(case(), passage(1)),
        refused(case(), *others[:3], passage(1)),
        refused(case(), *others[:5], passage(1)),
        refused(case(), *others),
        refused(to_refuse(), passage(1)),
    ]

    measured = figures(METRICS["retrieval"], outcomes)

    assert measured == {"hit@5": 0.5, "MRR": pytest.approx((1 + 1 / 4 + 1 / 6 + 0) / 4)}
    assert labels(METRICS["retrieval"], outcomes[1]) == []
    assert labels(METRICS["retrieval"], outcomes[2]) == ["evidence not found"]


def test_a_passage_of_another_document_is_no_hit() -> None:
    assert refused(case(), passage(1, source="b/notes.pdf")).rank is None


def test_a_section_fits_any_heading_of_the_path_but_no_part_of_one() -> None:
    wanted = case(Place(source="a/notes.md", section="Exams"))
    below = passage(None, source="a/notes.md", section="Rules > exams > What to bring")
    other = passage(None, source="a/notes.md", section="Exams of last year")

    assert refused(wanted, other, below).rank == 2


def test_of_several_places_any_one_is_enough_unless_all_are_needed() -> None:
    found = [passage(5), passage(9), passage(6), passage(1)]

    assert refused(case(PAGE_1, PAGE_9), *found).rank == 2
    assert refused(case(PAGE_1, PAGE_9, all=True), *found).rank == 4
    assert refused(case(PAGE_1, PAGE_9, all=True), *found[:3]).rank is None
    assert answered(case(PAGE_1, PAGE_9), passage(9)).cites_evidence
    assert not answered(case(PAGE_1, PAGE_9, all=True), passage(9)).cites_evidence


def test_refusals_are_counted_apart_for_both_kinds_of_question() -> None:
    outcomes = [
        answered(case()),
        answered(case()),
        refused(case()),
        failed(case()),
        answered(to_refuse()),
        *[refused(to_refuse())] * 3,
    ]

    assert confusion(outcomes, answerable=True) == {"answered": 2, "refused": 1, "failed": 1}
    assert confusion(outcomes, answerable=False) == {"answered": 1, "refused": 3, "failed": 0}
    assert figures(METRICS["refusal"], outcomes) == {
        "false answers": 0.25,
        "false refusals": pytest.approx(1 / 3),
        "failed turns": 1,
    }
    found = [labels(METRICS["refusal"], outcomes[at]) for at in (0, 2, 3, 4, 5)]
    assert found == [[], ["false refusal"], ["failed turn"], ["false answer"], []]


def test_facts_are_recalled_in_any_form_and_a_refusal_is_no_complete_answer() -> None:
    two = case(facts=[["90 minutes", "an hour and a half"], ["a pen"]])
    outcomes = [
        answered(two, answer="An hour and a half. [1]"),
        answered(two, answer="90 minutes; bring a pen. [1]"),
        refused(two),
    ]

    measured = figures(METRICS["facts"], outcomes)

    assert measured == {"key-fact recall": 0.75, "complete answers": pytest.approx(1 / 3)}
    assert [p.detail for p in METRICS["facts"].problems(outcomes[0])] == ["a pen"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("It takes  O( N log n ).", "O(n log n)"),
        ("**at most two** grace\ndays", "at most two grace days"),
        ("write `word[::-1]` for it", "[::-1]"),
        ("it is -1.", "-1"),
    ],
)
def test_a_fact_is_found_whatever_its_spacing_and_capitals(text: str, form: str) -> None:
    assert says(text, form)


@pytest.mark.parametrize(
    ("text", "form"), [("125%", "25%"), ("100 of them", "10"), ("O(n log n)", "O(n)")]
)
def test_a_fact_is_not_found_within_other_words(text: str, form: str) -> None:
    assert not says(text, form)


def test_evidence_counts_over_answers_only() -> None:
    outcomes = [answered(case()), answered(case(), passage(2)), refused(case())]

    assert figures(METRICS["evidence"], outcomes) == {"evidence cited": 0.5}
    assert [labels(METRICS["evidence"], outcome) for outcome in outcomes] == [
        [],
        ["evidence not cited"],
        [],
    ]


def test_a_citation_that_cannot_be_followed_is_found() -> None:
    good = answered(case())
    there = passage()
    bad = {
        "the quote is not at its place in the passage": citation(there, start=1),
        "the quote is empty": citation(there, start=3, end=4),
        "the passage has another source and page": citation(there, source="b.pdf", page=2),
        "the passage is not in the index": citation(there, passage_id="gone"),
    }
    bad["the quote is not at its place in the passage"]["quote"] = "The exam"

    assert fault(good, good.citations[0]) is None
    assert {message: fault(good, wrong) for message, wrong in bad.items()} == {m: m for m in bad}
    broken = replace(good, citations=[bad["the quote is empty"]])
    assert figures(METRICS["citations"], [good, broken, refused(case())]) == {
        "citations valid": 0.5,
        "markers match": 1.0,
    }


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("One. [1] Two. [2][3]", {1, 2, 3}),
        ("```\na[0] = [1]\n```\n[1]", {1}),
        ("Use `x [2]` or items[3]. [1]", {1}),
        ("None at all.", set()),
    ],
)
def test_markers_are_told_from_code(answer: str, numbers: set[int]) -> None:
    assert markers(answer) == numbers


@pytest.mark.parametrize("answer", ["It takes 90 minutes.", "It does. [1][2]", "It does. [2]"])
def test_markers_must_be_those_of_the_citations(answer: str) -> None:
    outcome = answered(case(), answer=answer)

    assert labels(METRICS["citations"], outcome) == ["markers do not match"]


def test_latency_is_by_node_and_for_the_turn_by_nearest_rank() -> None:
    def timed(ms: float) -> Outcome:
        steps = [Step(node="retrieve", ms=ms, detail={}), Step(node="retrieve", ms=5, detail={})]
        return replace(answered(case()), trace=steps, seconds=ms / 100, first_token=ms / 200)

    measured = figures(METRICS["latency"], [*map(timed, (10, 20, 30, 40)), failed(case())])

    assert measured["turn p50"] == pytest.approx(200)
    assert measured["turn p95"] == pytest.approx(400)
    assert measured["first token p95"] == pytest.approx(200)
    assert (measured["retrieve p50"], measured["retrieve p95"]) == (5, 40)
    assert measured["generate p50"] is None


def test_usage_is_the_mean_over_turns_that_ended() -> None:
    def used(calls: int) -> Outcome:
        usage = Usage(llm_calls=calls, prompt_tokens=10, cached_tokens=4, completion_tokens=2)
        return replace(answered(case()), usage=usage)

    assert figures(METRICS["usage"], [used(1), used(2), failed(case())]) == {
        "model calls": 1.5,
        "prompt tokens": 10,
        "cached tokens": 4,
        "completion tokens": 2,
    }


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_bears_having_nothing_to_measure(name: str) -> None:
    assert all(figure.of == 0 for figure in METRICS[name].measure([]))
