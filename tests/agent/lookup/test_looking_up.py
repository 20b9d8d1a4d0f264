"""Questions about courses and about parts of their materials, answered by the whole of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.compose import Changes, open_mentor
from agent.mentor import Mentor
from agent.settings import Settings
from agent.turns.run import Ask
from tests.ingestion.facts.syllabi import (
    bullets_docx,
    homework_md,
    labelled_pdf,
    prose_pdf,
    tables_md,
)
from tests.service import MODELS, ingest

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = date(2028, 2, 10)  # a Thursday
CASES = Path(__file__).parents[4] / "shared" / "cases"
EXAMPLES = ("chat-syllabus-logistics/syllabus.md", "pdf-page-questions/course-reader.pdf",
            "pdf-page-questions/lecture-notes.pdf")  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("courses")
    for course in ("ecology", "history", "statistics"):
        (folder / course).mkdir()
    tables_md(folder / "ecology")
    labelled_pdf(folder / "ecology")
    homework_md(folder / "ecology")
    prose_pdf(folder / "history")
    bullets_docx(folder / "statistics")
    return ingested(folder, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not CASES.is_dir():
        pytest.skip("the example files are not on this machine")
    folder = tmp_path_factory.mktemp("examples")
    for name in EXAMPLES:
        (folder / "course").mkdir(exist_ok=True)
        (folder / "course" / Path(name).name).write_bytes((CASES / name).read_bytes())
    return ingested(folder, tmp_path_factory.mktemp("examples-data"))


def ingested(folder: Path, data: Path) -> Path:
    done = ingest(data, materials_dir=str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return data


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mentor(data: Path) -> AsyncGenerator[Mentor]:
    settings = Settings(_env_file=None, data_dir=data, models_dir=MODELS)
    async with open_mentor(settings, Changes(today=lambda: TODAY)) as opened:
        yield opened


async def ask(mentor: Mentor, question: str, *courses: str) -> dict[str, Any]:
    run = await mentor.answering.begin(Ask(question, courses=courses, keep=False))
    outcome: dict[str, Any] = {}
    async for event in mentor.answering.events(run):
        if event.name in ("done", "error"):
            outcome = dict(event.data)
    assert "status" in outcome, outcome
    for citation in outcome["citations"]:
        (passage,) = (p for p in outcome["passages"] if p["id"] == citation["passage_id"])
        assert citation["quote"] == passage["text"][citation["start"] : citation["end"]]
    return outcome


def looked_up(outcome: dict[str, Any]) -> bool:
    (step,) = (step for step in outcome["trace"] if step["node"] == "look_up")
    return bool(step["detail"]["found"])


def has(answer: str, *parts: str) -> None:
    for part in parts:
        assert part in answer, f"{part!r} is not in: {answer}"


async def test_all_deadlines_of_each_course(mentor: Mentor) -> None:
    outcome = await ask(mentor, "list all deadlines")
    has(outcome["answer"], "**ecology**", "PS1 due", "PS2 due", "Final project due")
    has(outcome["answer"], "**history**", "October 4", "**statistics**", "Assignment 2", "31 March")
    assert "PS1 out" not in outcome["answer"]
    assert (outcome["status"], outcome["unsupported"]) == ("answered", [])
    assert {c["course"] for c in outcome["citations"]} == {"ecology", "history", "statistics"}
    (step,) = (step for step in outcome["trace"] if step["node"] == "look_up")
    assert {
        "course": "statistics",
        "kind": "deadline",
        "label": "Assignment 1",
        "value": "3 March 2028",
        "date": "2028-03-03",
        "source": "statistics/stat12.docx",
    } in step["detail"]["facts"]


async def test_what_is_due_in_a_time_that_is_reckoned_from_today(mentor: Mentor) -> None:
    outcome = await ask(mentor, "what is due in the next two weeks?", "ecology")
    has(outcome["answer"], "Due from Thursday 10 February 2028 to Thursday 24 February", "PS2 due")
    assert "PS1" not in outcome["answer"]
    outcome = await ask(mentor, "what is due next week", "ecology")
    has(outcome["answer"], "Nothing is due from Monday 14 February 2028", "The next", "PS2 due")
    outcome = await ask(mentor, "what is due after midterm 2", "ecology")
    has(outcome["answer"], "Final project due")
    assert "PS2" not in outcome["answer"]


@pytest.mark.parametrize(
    ("question", "course", "parts"),
    [
        ("who teaches the course", "ecology", ["Dr. Ines Farrow"]),
        ("who teaches the course", "history", ["Lena Marsh"]),
        ("who is the tutor of the course", "statistics", ["Wen Li"]),
        ("how is the course graded", "ecology", ["Problem sets: 25%", "(10%)"]),
        ("how is the course graded", "history", ["two essays (20% each)", "participation (10%)"]),
        ("how is the course graded", "statistics", ["Assignments 40%", "Quiz 10%", "Exam 50%"]),
        ("when is the midterm", "history", ["October 20"]),
        ("when is midterm 2", "ecology", ["Mar 28"]),
        ("when is the final and how much does it count?", "ecology", ["May 9", "25%"]),
        ("where is the final", "ecology", ["Main Gymnasium"]),
        ("when is the second essay due", "history", ["November 15"]),
        ("when is homework 2 due", "statistics", ["31 March"]),
        ("which textbook does the course use", "ecology", ["The Living Shore"]),
        ("which textbook does the course use", "history", ["A Short World"]),
        ("where are the lectures held", "history", ["Room 3-442"]),
        ("when are the labs", "statistics", ["Friday 9:00"]),
        ("office hours", "ecology", ["Wednesdays 2-4 pm"]),
        ("what topics does the course cover", "ecology", ["Plankton", "Kelp forests"]),
        ("what happens if i cheat", "ecology", ["zero on the work"]),
        ("what is the late policy", "history", ["one letter grade for each day"]),
    ],
)
async def test_a_fact_of_a_course(
    mentor: Mentor, question: str, course: str, parts: list[str]
) -> None:
    outcome = await ask(mentor, question, course)
    assert looked_up(outcome)
    has(outcome["answer"], *parts)
    assert outcome["status"] == "answered"
    assert outcome["unsupported"] == []
    assert outcome["citations"]
    assert {citation["course"] for citation in outcome["citations"]} == {course}


async def test_only_the_row_that_is_asked_for(mentor: Mentor) -> None:
    outcome = await ask(mentor, "when is problem set 2 due?", "ecology")
    has(outcome["answer"], "| Date | Topic | Assignment |", "PS2 due")
    assert outcome["answer"].count("|\n|") == 2  # header, rule, one row


async def test_what_no_document_states_is_searched(mentor: Mentor) -> None:
    assert not looked_up(await ask(mentor, "when is homework 9 due?", "ecology"))
    assert not looked_up(await ask(mentor, "when is the field trip of the midterm", "ecology"))
    assert not looked_up(await ask(mentor, "what is an upwelling"))


async def test_a_course_that_is_not_there_has_no_facts_of_another(mentor: Mentor) -> None:
    asked = "who is the instructor of CS 320 and when is it offered"
    assert not looked_up(await ask(mentor, asked))
    assert looked_up(await ask(mentor, asked.replace("of CS 320 ", "")))


async def test_a_page_by_its_label_and_by_its_number(mentor: Mentor) -> None:
    outcome = await ask(mentor, "what is on page 2 of the ocean reader?")
    has(outcome["answer"], "Page 2 (the 4th of the file) of “Ocean Reader”", "Gyres turn")
    assert [citation["page"] for citation in outcome["citations"]] == [4]
    assert outcome["kind"] == "place"
    outcome = await ask(mentor, "what is on page ii of the ocean reader?")
    has(outcome["answer"], "Contents of the reader.")


async def test_a_page_that_is_not_there(mentor: Mentor) -> None:
    outcome = await ask(mentor, "what is on page 5 of the ocean reader?")
    has(outcome["answer"], "has no page labelled 5; it has pages i-ii and 1-4")
    assert (outcome["status"], outcome["citations"]) == ("refused", [])


async def test_a_problem_by_its_heading_or_by_its_number(mentor: Mentor) -> None:
    outcome = await ask(mentor, "problem 2 of homework 1")
    has(outcome["answer"], "Draw a food web of the shore.")
    assert "plankton" not in outcome["answer"]
    outcome = await ask(mentor, "exercise 3 of homework 1")
    has(outcome["answer"], "Sketch a crab.")
    assert "limpets" not in outcome["answer"]


async def test_a_section_by_its_title(mentor: Mentor) -> None:
    outcome = await ask(mentor, "what does the late work section say")
    has(outcome["answer"], "**Late work**", "Late problem sets lose 10% per day.")
    assert "Grading" not in outcome["answer"]


async def test_where_something_is_covered(mentor: Mentor) -> None:
    outcome = await ask(mentor, "where is upwelling explained")
    assert outcome["answer"].startswith("**Ocean Reader, p. 5**\n\nUpwelling brings cold water.")
    assert [citation["page"] for citation in outcome["citations"]] == [5]


async def test_a_document_in_short(mentor: Mentor) -> None:
    outcome = await ask(mentor, "summarize the marine ecology syllabus")
    has(outcome["answer"], "**Grading**", "**Late work**", "Late problem sets lose 10% per day.")
    assert outcome["unsupported"] == []
    assert {citation["source"] for citation in outcome["citations"]} == {"ecology/syllabus.md"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def exampled(examples: Path) -> AsyncGenerator[Mentor]:
    settings = Settings(_env_file=None, data_dir=examples, models_dir=MODELS)
    async with open_mentor(settings) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How is the course graded?", ["45% homework"]),
        ("Who teaches the course?", ["Rhona Keld"]),
        ("Which textbook does the course use?", ["Coasts and their charts"]),
        ("Where are the lectures held?", ["Room 7-118"]),
        ("When is the midterm?", ["November 12"]),
        ("When is the project proposal due?", ["November 19"]),
        ("list all deadlines", ["Homework 1", "September 24", "Homework 2", "October 8"]),
        ("What is on page 5 of the course reader?", ["has no page labelled 5"]),
        ("What is on page 2 of the course reader?", ["Brackwater"]),
        ("What is on page 7 of the lecture notes on kites?", ["the Haworth spool"]),
    ],
)
async def test_the_example_questions(exampled: Mentor, question: str, parts: list[str]) -> None:
    outcome = await ask(exampled, question)
    has(outcome["answer"], *parts)
    assert not any(
        citation["page"] == 1 and "page" in question for citation in outcome["citations"]
    )
