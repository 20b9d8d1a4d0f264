"""What people reported as lost is found by a search and in an answer, through the whole service.

Each kind is written by generators of ours; the reported file itself is asked the same, where the
folder of the reports (MENTOR_CASES_DIR, ../shared/cases) is at hand.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.ingestion.parsers.makers.cases import CASES_OF
from tests.ingestion.parsers.makers.pdf_pages import ink
from tests.service import ask, ingest, serving

ROOT = Path(__file__).parents[3]
CASES = Path(os.environ.get("MENTOR_CASES_DIR", ROOT.parent / "shared" / "cases"))


ORIGINS = ("own", "reported")
INK = "pdf-handwriting/ink.pdf"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service over all of the files, each in a course of its own."""
    materials, data = tmp_path_factory.mktemp("materials"), tmp_path_factory.mktemp("data")
    for name, (make, _) in CASES_OF.items():
        for origin in ORIGINS:
            target = materials / course(origin, name) / Path(name).name
            target.parent.mkdir(parents=True)
            if origin == "own":
                make(target)
            elif (CASES / name).is_file():
                shutil.copy(CASES / name, target)
    ink(materials / "own-ink" / "ink.pdf")
    if (CASES / INK).is_file():
        (materials / "reported-ink").mkdir()
        shutil.copy(CASES / INK, materials / "reported-ink" / "ink.pdf")
    done = ingest(data, materials_dir=str(materials))
    assert done.returncode == 3, done.stdout + done.stderr  # the pages of ink have no text
    assert "Hidden slides were left out: 3." in done.stdout
    with serving(data, materials_dir=str(materials)) as client:
        yield client


def course(origin: str, name: str) -> str:
    return f"{origin}-{Path(name).stem}"


def reported(origin: str, name: str) -> None:
    if origin == "reported" and not (CASES / name).is_file():
        pytest.skip(f"the reported file is not at hand ({name}); set MENTOR_CASES_DIR")


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("name", CASES_OF)
def test_a_search_finds_it(client: httpx.Client, name: str, origin: str) -> None:
    reported(origin, name)
    for expected in CASES_OF[name][1]:
        body = {"query": expected.query, "course": course(origin, name), "k": 3}
        passages = client.post("/api/search", json=body).json()["passages"]
        (hit,) = [one for one in passages if expected.says in one["text"]][:1] or [None]
        assert hit, (expected, [one["text"] for one in passages])
        assert not expected.section or hit["section"] == expected.section
        assert expected.page is None or hit["page"] == expected.page


ASKED = {
    "Which goggles are required at the cutting table?": (
        "pdf-rotated-text/rotated90.pdf",
        "Goggles class five are required at the cutting table.",
    ),
    "What does section 2.1 say about the essay?": (
        "docx-numbered-headings/numbered.docx",
        "The essay counts 35 percent and has 1800 words.",
    ),
    "How much does late homework lose a day?": (
        "docx-tracked-insertions/tracked.docx",
        "8 percent",
    ),
    "In which room is the project of the Amber group?": (
        "xlsx-merged-cells/schedule.xlsx",
        "| Group | Exam / Date | Exam / Room | Project / Date | Project / Room |",
    ),
}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("question", ASKED)
def test_a_question_is_answered_from_it(client: httpx.Client, question: str, origin: str) -> None:
    name, expected = ASKED[question]
    reported(origin, name)
    done = ask(client, question, course=course(origin, name))
    assert done["status"] == "answered"
    assert expected in done["answer"] + "".join(c["quote"] for c in done["citations"])


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_hidden_slide_answers_nothing_and_is_named(client: httpx.Client, origin: str) -> None:
    name = "pptx-chart-smartart-math/lecture.pptx"
    reported(origin, name)
    done = ask(client, "What is the solution of quiz two?", course=course(origin, name))
    assert done["status"] == "refused"
    rows = client.get("/api/documents").json()["documents"]
    (row,) = [row for row in rows if row["course"] == course(origin, name)]
    assert (row["status"], row["reason"]) == ("indexed", "Hidden slides were left out: 3.")


PAGES = {
    "What is on page 5 of the course reader?": ("pdf-page-questions/course-reader.pdf", {5}),
    "What is on page 2 of the course reader?": ("pdf-page-questions/course-reader.pdf", {2, 5}),
    "What is on page iii of the course reader?": ("pdf-page-questions/course-reader.pdf", {3}),
    "What is on page 7 of the lecture notes on kites?": (
        "pdf-page-questions/lecture-notes.pdf",
        {7},
    ),
}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("question", PAGES)
def test_a_page_is_found_by_its_number_and_by_its_label(
    client: httpx.Client, question: str, origin: str
) -> None:
    name, pages = PAGES[question]
    reported(origin, name)
    done = ask(client, question, course=course(origin, name))
    assert {c["page"] for c in done["citations"]} <= pages
    assert done["citations"] or "page" in done["answer"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_right_box_of_a_slide_answers(client: httpx.Client, origin: str) -> None:
    name = "pdf-slide-two-boxes/ppt-export.pdf"
    reported(origin, name)
    done = ask(client, "What is the cost of breadth first?", course=course(origin, name))
    quoted = done["answer"] + " ".join(c["quote"] for c in done["citations"])
    assert "Needs a priority queue" not in done["answer"]
    assert done["status"] != "answered" or "linear in the edges" in quoted


@pytest.mark.parametrize("origin", ORIGINS)
def test_pages_of_ink_fail_with_their_reason(client: httpx.Client, origin: str) -> None:
    reported(origin, INK)
    rows = client.get("/api/documents").json()["documents"]
    (row,) = [row for row in rows if row["course"] == course(origin, INK)]
    assert row["status"] in ("failed", "skipped")
    assert "drawing" in row["reason"]
    assert "handwriting" in row["reason"]
