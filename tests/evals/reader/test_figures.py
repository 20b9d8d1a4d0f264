"""Figures of the reader, and how believable its probabilities are."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from evals.reader.calibration import bins, error, plot
from evals.reader.measure import area, balanced, first


def test_area_is_the_share_of_pairs_in_the_right_order() -> None:
    scores, right = np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False])
    assert area(scores, right) == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_balanced_accuracy_is_that_of_the_best_threshold() -> None:
    scores = np.array([3.0, 2.0, 1.0, 0.0])
    assert balanced(scores, np.array([True, False, True, False])) == pytest.approx(0.75)
    assert balanced(scores, np.array([False, False, True, True])) == pytest.approx(0.5)


def test_first_looks_only_at_questions_with_a_right_and_a_wrong_pair() -> None:
    asked = np.array([1, 1, 2, 2, 3], dtype=np.int32)
    right = np.array([True, False, True, False, True])
    assert first(np.array([2.0, 1.0, 1.0, 2.0, 0.0]), right, asked) == 0.5


def test_what_is_as_true_as_it_is_said_to_be_has_no_error() -> None:
    said = np.array([0.25] * 4 + [0.75] * 4)
    true = np.array([True, False, False, False, True, True, True, False])
    assert error(bins(said, true)) == pytest.approx(0.0)
    assert error(bins(said, ~true)) == pytest.approx(0.5)


def test_the_plot_is_svg_with_a_point_for_each_tenth() -> None:
    found = bins(np.array([0.05, 0.95, 0.97]), np.array([False, True, True]))
    root = ElementTree.fromstring(plot({"before & after": found}))
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 2
