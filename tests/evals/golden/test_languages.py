"""The small courses in other languages: their questions against their documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.golden.cases import Case, Place, plain, read_cases
from evals.metrics.facts import contains
from evals.sets import set_of

FOLDER = Path(__file__).parents[3] / "evals" / "languages"
SETS = sorted(FOLDER.glob("*/questions.jsonl"))
CASES = [(file, case) for file in SETS for case in read_cases(file)]


def section_text(folder: Path, place: Place) -> str:
    """The text under a heading of a Markdown document."""
    text = (folder / place.source).read_text(encoding="utf-8")
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    found = dict(zip(map(plain, parts[1::2]), parts[2::2], strict=True))
    return found[plain(place.section or "")]


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.parent.name)
def test_forty_questions_over_three_documents_of_their_own(file: Path) -> None:
    found = set_of(file, "all")
    assert len(found.cases) == 40
    assert sum(not case.answerable for case in found.cases) >= 5
    assert found.materials == file.with_name("materials").resolve()
    assert len(list(found.materials.rglob("*.md"))) == 3


@pytest.mark.parametrize(("file", "case"), CASES, ids=lambda value: getattr(value, "id", None))
def test_the_documents_say_the_facts_at_the_expected_places(file: Path, case: Case) -> None:
    for place in case.expected:
        text = section_text(file.with_name("materials"), place)
        lacking = [forms for forms in case.facts if not any(contains(text, form) for form in forms)]
        assert not lacking
