"""Our figures against those of well-known programs, on random data."""

from __future__ import annotations

import random
from itertools import pairwise

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, R, Success, nDCG

from evals.case_outcome import Outcome
from evals.figure import Measure
from evals.golden.cases import Place
from evals.metrics import MEASURES
from evals.report.interval import paired, wilson, with_interval
from tests.evals.parts import case, passage, refused

CASES = 60
TREC = {"hit@1": Success @ 1, "hit@5": Success @ 5, "MRR": RR}
TREC_OF_SEVERAL = {"recall@5": R @ 5, "recall@8": R @ 8, "nDCG@5": nDCG @ 5}


def asked(rng: random.Random, number: int, several: bool) -> Outcome:
    """A random ranking of pages, of which some hold what a case needs."""
    needed = rng.sample(range(1, 30), rng.randint(2, 6)) if several else [rng.randint(1, 20)]
    places = [Place(source="a/notes.pdf", page=page) for page in needed]
    found = rng.sample(range(1, 30), rng.randint(0, 12))
    return refused(case(*places, id=str(number), all=several), *map(passage, found))


@pytest.mark.parametrize(("names", "several"), [(TREC, False), (TREC_OF_SEVERAL, True)])
def test_rankings_are_measured_as_trec_eval_does(
    names: dict[str, ir_measures.Measure], several: bool
) -> None:
    rng = random.Random(several)
    outcomes = [asked(rng, number, several) for number in range(CASES)]
    needed = {
        outcome.case.id: {str(place.page): 1 for place in outcome.case.expected}
        for outcome in outcomes
    }
    ranked = {
        outcome.case.id: {str(p["page"]): -float(n) for n, p in enumerate(outcome.found)}
        for outcome in outcomes
    }

    theirs = ir_measures.calc_aggregate(list(names.values()), needed, ranked)

    ours = {name: MEASURES[name].figure(outcomes).value for name in names}
    assert ours == {name: pytest.approx(theirs[measure]) for name, measure in names.items()}
    assert len(set(ours.values())) == len(ours)


def test_the_interval_of_a_mean_is_that_of_scipys_bootstrap() -> None:
    from scipy.stats import bootstrap  # takes 2 s, which those who do not run this are spared

    rng = np.random.default_rng(1)
    values = rng.exponential(size=200)
    measure = Measure("mean", lambda outcome: [], "score")

    ours = with_interval(measure, [[value] for value in values], seed=0)

    theirs = bootstrap(
        (values,), np.mean, n_resamples=2_000, method="percentile", rng=rng
    ).confidence_interval
    assert ours.low == pytest.approx(theirs.low, abs=0.03)
    assert ours.high == pytest.approx(theirs.high, abs=0.03)


def test_the_interval_of_a_percentile_is_that_of_scipys_bootstrap() -> None:
    from scipy.stats import bootstrap

    rng = np.random.default_rng(2)
    values = rng.normal(100, 10, size=300)
    measure = Measure("p50", lambda outcome: [], "ms", percent=50)

    ours = with_interval(measure, [[value] for value in values], seed=0)

    theirs = bootstrap(
        (values,), np.median, n_resamples=2_000, method="percentile", rng=rng
    ).confidence_interval
    assert (ours.low, ours.high) == (
        pytest.approx(theirs.low, abs=0.5),
        pytest.approx(theirs.high, abs=0.5),
    )


def test_values_of_one_case_are_drawn_together() -> None:
    """Ten citations of one answer that are wrong together say less than ten of ten answers."""
    measure = Measure("valid", lambda outcome: [])
    apart = [[1.0]] * 90 + [[0.0]] * 10
    together = [[1.0] * 10] * 9 + [[0.0] * 10]

    spread = [
        figure.high - figure.low
        for sample in (apart, together)
        if (figure := with_interval(measure, sample, seed=0)).high is not None
        and figure.low is not None
    ]
    assert spread[1] > 2 * spread[0]


def test_a_share_without_any_spread_is_not_called_certain() -> None:
    measure = Measure("valid", lambda outcome: [])
    figure = with_interval(measure, [[1.0]] * 20, seed=0)

    assert (figure.low, figure.high) == wilson(1.0, 20)
    assert wilson(1.0, 20)[0] == pytest.approx(0.8389, abs=1e-4)
    assert wilson(0.5, 20) == (pytest.approx(0.2993, abs=1e-4), pytest.approx(0.7007, abs=1e-4))


def test_a_difference_is_that_of_the_cases_which_both_runs_have() -> None:
    measure = Measure("right", lambda outcome: [])
    before = {str(n): [float(n % 2)] for n in range(40)}
    after = {id_: [1.0] for id_ in before if id_ != "0"} | {"new": [0.0]}

    found = paired(measure, before, after, seed=0)

    assert found is not None
    assert found.of == 39
    assert found.delta == pytest.approx(19 / 39)
    assert found.sure
    assert found.p < 0.001
    same = paired(measure, before, before, seed=0)
    assert same is not None
    assert (same.delta, same.low, same.high, same.p) == (0, 0, 0, 1)
    assert paired(measure, before, {"new": [1.0]}, seed=0) is None


def test_chance_alone_is_seldom_called_a_difference() -> None:
    measure = Measure("score", lambda outcome: [], "score")
    called = 0
    draws = [np.random.default_rng(seed).normal(size=60) for seed in range(61)]
    for before, after in pairwise(draws):
        runs = [{str(n): [value] for n, value in enumerate(run)} for run in (before, after)]
        found = paired(measure, *runs, seed=0)
        called += bool(found and found.p < 0.05)
    assert called <= 8
