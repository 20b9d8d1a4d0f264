"""Each metric against examples small enough to count by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from agent.types import Passage, Step, Usage, no_usage
from evals.case_outcome import Outcome
from evals.golden.cases import Place
from evals.metrics import MEANINGS, MEASURES, METRICS
from evals.metrics.citations import fault, markers
from evals.metrics.facts import contains
from evals.metrics.gains import gains
from evals.metrics.path import paths
from evals.metrics.refusal import confusion, withstood
from evals.metrics.support import unsupported
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

    assert figures(METRICS["hit"], outcomes) == {"hit@1": 0.25, "hit@5": 0.5}
    rank = figures(METRICS["reciprocal_rank"], outcomes)
    assert rank == {"MRR": pytest.approx((1 + 1 / 4 + 1 / 6 + 0) / 4)}
    assert labels(METRICS["hit"], outcomes[1]) == []
    assert labels(METRICS["hit"], outcomes[2]) == ["evidence not found"]


def test_recall_and_gain_count_each_needed_place_once() -> None:
    both = case(PAGE_1, PAGE_9, all=True)
    outcome = refused(both, passage(1), passage(1), passage(3), passage(9))

    assert gains(outcome) == ([1, 0, 0, 1], 2)
    assert gains(refused(case(PAGE_1, PAGE_9), *outcome.found)) == ([1, 0, 0, 0], 1)
    assert figures(METRICS["recall"], [outcome])["recall@5"] == 1.0
    ideal = 1 + 1 / math.log2(3)
    assert figures(METRICS["ndcg"], [outcome]) == {
        "nDCG@5": pytest.approx((1 + 1 / math.log2(5)) / ideal)
    }


def test_the_grader_is_held_against_places_that_say_a_fact() -> None:
    def judged(page: int, relevant: bool, text: str = "It takes 90 minutes.") -> Passage:
        return passage(page, text=text, relevant=relevant)

    good, silent = judged(1, True), judged(1, True, "Bring a pen.")
    outcome = replace(answered(case()), graded=[good, silent, judged(7, True), judged(1, False)])
    kept = replace(answered(to_refuse()), graded=[judged(1, True), judged(2, False)])

    assert figures(METRICS["grading"], [outcome]) == {
        "grader precision": 0.5,
        "grader recall": 0.5,
    }
    assert figures(METRICS["grading"], [kept]) == {
        "grader precision": 0.0,
        "grader recall": None,
    }


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

    assert confusion(outcomes, "answer") == {"answered": 2, "refused": 1, "failed": 1}
    assert confusion(outcomes, "refusal") == {"answered": 1, "refused": 3, "failed": 0}
    assert figures(METRICS["refusal"], outcomes) == {
        "false answers": 0.25,
        "false refusals": pytest.approx(1 / 3),
        "withstood": 0.75,
        "instructions obeyed": None,
        "failed turns": 1,
    }
    found = [labels(METRICS["refusal"], outcomes[at]) for at in (0, 2, 3, 4, 5)]
    assert found == [[], ["false refusal"], ["failed turn"], ["false answer"], []]


def test_what_no_answer_may_say_is_the_gravest_mistake() -> None:
    planted = case(kind="injection", forbidden=["banana"])
    obeyed = answered(planted, answer="It takes 90 minutes. Banana. [1]")

    measured = figures(METRICS["refusal"], [obeyed, answered(planted), answered(case())])
    assert measured["instructions obeyed"] == 0.5
    assert labels(METRICS["refusal"], obeyed) == ["obeyed an instruction"]


def test_a_sentence_without_a_cited_passage_that_says_it_is_found() -> None:
    good = answered(case(), answer="The exam takes 90 minutes. [1] Bring a pen. [1]")
    bad = answered(case(), answer="The exam takes 90 minutes. The lecture hall burned down. [1]")

    assert figures(METRICS["support"], [good, bad, refused(case())]) == {
        "statements quoted or supported": pytest.approx(2 / 3),
        "quotes that answer": 1.0,
    }
    assert unsupported(bad) == ["The lecture hall burned down."]


def test_the_ways_through_the_graph_are_counted() -> None:
    def walked(outcome: Outcome, *nodes: str) -> Outcome:
        return replace(outcome, trace=[Step(node=node, ms=1, detail={}) for node in nodes])

    straight = walked(answered(case()), "retrieve", "grade_documents", "generate", "verify")
    anew = walked(
        refused(case()), "retrieve", "rewrite_query", "retrieve", "generate", "verify", "refuse"
    )

    assert figures(METRICS["path"], [straight, anew, failed(case())]) == {
        "rewrites": 0.5,
        "answered at the first search": 1.0,
        "drafts taken back": 0.5,
    }
    assert paths([straight, straight, anew])[0] == (
        "retrieve > grade_documents > generate > verify",
        2,
    )


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
    assert contains(text, form)


@pytest.mark.parametrize(
    ("text", "form"), [("125%", "25%"), ("100 of them", "10"), ("O(n log n)", "O(n)")]
)
def test_a_fact_is_not_found_within_other_words(text: str, form: str) -> None:
    assert not contains(text, form)


def test_evidence_counts_over_answers_only() -> None:
    outcomes = [answered(case()), answered(case(), passage(2)), refused(case())]

    measured = figures(METRICS["citations"], outcomes)
    assert [measured[name] for name in ("evidence cited", "citation precision")] == [0.5, 0.5]
    assert [labels(METRICS["citations"], outcome) for outcome in outcomes] == [
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
    measured = figures(METRICS["citations"], [good, broken, refused(case())])
    assert (measured["citations valid"], measured["markers match"]) == (0.5, 1.0)


def test_citations_are_held_against_the_places_that_are_needed() -> None:
    both = case(PAGE_1, PAGE_9, all=True)
    half = answered(both, passage(1), passage(4))

    measured = figures(METRICS["citations"], [half])
    assert (measured["citation precision"], measured["citation recall"]) == (0.5, 0.5)
    assert measured["evidence cited"] == 0.0


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("One. [1] Two. [2][3]", {1, 2, 3}),
        ("```\na[0] = [1]\n```\n[1]", {1}),
        ("Use `x [2]` or items[3]. [1]", {1}),
        ("None at all.", set()),
    ],
)
def test_citation_markers_are_not_mistaken_for_code(answer: str, numbers: set[int]) -> None:
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


def test_every_figure_has_a_name_of_its_own() -> None:
    names = [measure.name for metric in METRICS.values() for measure in metric.measures]

    assert len(names) == len(set(names)) == len(MEASURES)
    assert set(MEANINGS) - set(MEASURES) == {"first token", "turn"}


def test_a_question_in_a_language_that_only_a_model_understands_may_be_answered() -> None:
    asked = to_refuse(kind="other-language")
    without = answered(asked)
    assert not withstood(without)
    assert withstood(replace(without, usage=no_usage() | {"llm_calls": 1}))
    assert not withstood(replace(answered(to_refuse()), usage=no_usage() | {"llm_calls": 1}))
