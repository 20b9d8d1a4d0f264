"""What syllabi of several layouts state of their courses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.types import Chunk, Fact
from ingestion.documents import Document, read
from ingestion.mirror import Work
from ingestion.scan import File
from tests.ingestion.facts.syllabi import bullets_docx, labelled_pdf, prose_pdf, tables_md
from tests.ingestion.memory import MemoryEmbeddings

CASES = Path(__file__).parents[4] / "shared" / "cases"


def document(file: Path) -> Document:
    found = read(
        Work(File(f"a/{file.name}", file, 1, 1), "0", None), MemoryEmbeddings(), "recipe", {}
    )
    assert isinstance(found, Document)
    return found


def facts_of(folder: Path, name: str, text: str) -> list[Fact]:
    file = folder / name
    file.write_text(text)
    return list(document(file).facts)


def dated(facts: list[Fact]) -> dict[str, str | None]:
    return {f["key"]: f["date"] for f in facts if f["kind"] in ("deadline", "exam")}


def values(facts: list[Fact], kind: str) -> list[tuple[str, str]]:
    return [(fact["key"], fact["value"]) for fact in facts if fact["kind"] == kind]


def test_a_syllabus_of_tables_and_labels(tmp_path: Path) -> None:
    facts = list(document(tables_md(tmp_path)).facts)
    assert dated(facts) == {
        "problem set 1": "2028-02-01",
        "midterm 1": "2028-02-15",
        "problem set 2": "2028-02-22",
        "midterm 2": "2028-03-28",
        "proposal": "2028-03-28",
        "project": "2028-05-02",
        "final": "2028-05-09",
    }
    assert values(facts, "person") == [
        ("teacher", "Dr. Ines Farrow"),
        ("assistant", "Bo Lind"),
    ]
    assert values(facts, "weight") == [
        ("problem set", "25%"), ("midterm", "20%"), ("final", "25%"), ("participation", "10%"),
    ]  # fmt: skip
    assert values(facts, "meeting") == [("lecture", "TTh 1:00 pm - 2:15 pm, Aquarium Building 204")]
    book, _ = (value for _, value in values(facts, "textbook"))
    assert book == "The Living Shore by M. Okonkwo, 3rd edition."
    assert {key for key, _ in values(facts, "policy")} == {"late", "integrity"}
    assert ("feb 1", "Plankton") in values(facts, "topic")
    assert values(facts, "hours") == [("office hours", "Wednesdays 2-4 pm or by appointment")]


def test_a_syllabus_of_sentences(tmp_path: Path) -> None:
    facts = list(document(prose_pdf(tmp_path)).facts)
    assert dated(facts) == {
        "paper 1": "2027-10-04",
        "paper 2": "2027-11-15",
        "midterm": "2027-10-20",
        "final": "2027-12-13",
    }
    assert values(facts, "person") == [
        ("teacher", "Professor Lena Marsh"),
        ("assistant", "Tom Oduya"),
    ]
    assert dict(values(facts, "weight")) == {
        "paper": "20%", "midterm": "25%", "final": "25%", "participation": "10%",
    }  # fmt: skip
    assert [key for key, _ in values(facts, "meeting")] == ["lecture"]
    assert [fact["page"] for fact in facts if fact["kind"] == "textbook"] == [1]


def test_a_syllabus_of_lists(tmp_path: Path) -> None:
    facts = list(document(bullets_docx(tmp_path)).facts)
    assert dated(facts) == {
        "assignment 1": "2028-03-03",
        "assignment 2": "2028-03-31",
        "quiz 1": "2028-03-15",
        "exam": "2028-06-05",
    }
    assert values(facts, "person") == [("teacher", "Dr Amir Sato"), ("assistant", "Wen Li")]
    assert dict(values(facts, "weight")) == {"assignment": "40%", "quiz": "10%", "exam": "50%"}
    assert [key for key, _ in values(facts, "meeting")] == ["lecture", "lab"]
    assert {key for key, _ in values(facts, "policy")} == {"integrity"}


@pytest.mark.parametrize("made", [tables_md, prose_pdf, bullets_docx])
def test_every_fact_names_the_words_that_state_it(
    made: Callable[[Path], Path], tmp_path: Path
) -> None:
    found = document(made(tmp_path))
    chunks: dict[str, Chunk] = {chunk["id"]: chunk for chunk in found.chunks}
    for fact in found.facts:
        words = chunks[fact["passage_id"]]["text"][fact["start"] : fact["end"]]
        assert words == words.strip()
        first = fact["value"].split()[:1]
        assert words
        assert all(word in words.replace("*", "") for word in first)


def test_without_a_year_in_the_document_a_date_has_none(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, "a.md", "# Dates\n\nHomework 1 is due on 5 May.\n")
    assert dated(facts) == {"homework 1": "--05-05"}


def test_january_belongs_to_the_year_after_a_term_that_begins_in_autumn(tmp_path: Path) -> None:
    text = "# A\n\nFall 2029\n\n- The midterm is on 5 November\n- The final exam is on 12 January\n"
    assert dated(facts_of(tmp_path, "a.md", text)) == {
        "midterm": "2029-11-05",
        "final": "2030-01-12",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "You can look at your marked midterm on 5 May.",
        "Students with a conflict between two exams must report it by 9 October.",
        "The homework of 5 May was hard.",
        "Homework 2 is published on 5 May.",
    ],
)
def test_a_date_of_something_else_is_no_deadline(tmp_path: Path, sentence: str) -> None:
    assert dated(facts_of(tmp_path, "a.md", f"# A\n\n{sentence}\n")) == {}


def test_lecture_notes_state_nothing_of_the_course(tmp_path: Path) -> None:
    text = (
        "# Notes\n\n## Late binding\n\nNames are looked up late. A class meets its base at 10:30 "
        "in this example: 20% of calls fail. The textbook case is a violation of the rule.\n\n"
        "| Part | Cost |\n|---|---|\n| 1 | 30% |\n"
    )
    assert facts_of(tmp_path, "a.md", text) == []


def test_penalties_are_no_weights(tmp_path: Path) -> None:
    text = "# A\n\n## Grading\n\nHomework counts 40%.\n\nLate homework loses 10% a day.\n"
    assert values(facts_of(tmp_path, "a.md", text), "weight") == [("homework", "40%")]


def test_what_pages_call_themselves_is_kept(tmp_path: Path) -> None:
    assert document(labelled_pdf(tmp_path)).row["page_labels"] == ["i", "ii", "1", "2", "3", "4"]
    assert document(prose_pdf(tmp_path)).row["page_labels"] == []


@pytest.mark.skipif(not CASES.is_dir(), reason="the example files are not on this machine")
def test_the_example_syllabus() -> None:
    facts = list(document(CASES / "chat-syllabus-logistics" / "syllabus.md").facts)
    assert values(facts, "person") == [("teacher", "Dr. Rhona Keld")]
    found = dated(facts)
    assert (found["midterm"], found["proposal"]) == ("2031-11-12", "2031-11-19")
    assert (found["homework 1"], found["homework 2"]) == ("2031-09-24", "2031-10-08")
