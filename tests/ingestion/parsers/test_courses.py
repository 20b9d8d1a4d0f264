"""Course exports and question banks are read, and answers only where that is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import Unreadable, Unsupported
from ingestion.chunking.sections import sections
from ingestion.elements import Parsed
from ingestion.parsers import parse
from ingestion.parsers.parser_options import Reading
from tests.ingestion.parsers.files import text
from tests.ingestion.parsers.makers.courses import GIFT, XML_BANK, backup, cartridge, h5p, packed


def places(parsed: Parsed) -> dict[str, str]:
    """Where each text stands: its section path."""
    return {
        element.text: " > ".join(section.path)
        for section in sections(parsed, parsed.title)
        for element in section.elements
    }


@pytest.mark.parametrize("name", ["course.imscc", "same.zip"])
def test_a_common_cartridge(tmp_path: Path, name: str) -> None:
    parsed = parse(cartridge(tmp_path / name))
    said = places(parsed)
    assert parsed.title == "Selkie studies"
    assert said == {
        "The late fee of Selkie studies is 3 points.": "Week 1: Coasts > Start here",
        "Write 900 words on one bay.": "Week 1: Coasts > Essay",
        "Due: 2031-04-17 21:59 UTC\nPoints: 12": "Week 1: Coasts > Essay",
        "When do the seals molt?": "Week 1: Coasts > Seal quiz > Coats",
        "- In August": "Week 1: Coasts > Seal quiz > Coats",
        "- In May": "Week 1: Coasts > Seal quiz > Coats",
        "Tell us which bay you know.": "Say hello",
        "http://seals.example/cam": "Seal cam",
        "The Selkie reading list has eleven books.": "web_resources/notes.txt",
    }
    notes = " ".join(parsed.notes)
    assert "The answers of 1 question were left out; MENTOR_QUIZ_ANSWERS=true" in notes
    assert "Left out: 1 unpublished page." in notes


def test_a_cartridge_names_files_that_cannot_be_read(tmp_path: Path) -> None:
    parsed = parse(cartridge(tmp_path / "a.imscc", **{"web_resources/film.mp4": "film"}))
    assert any(
        note.startswith("web_resources/film.mp4: .mp4 files are not") for note in parsed.notes
    )


@pytest.mark.parametrize("name", ["course.mbz", "course.zip.mbz"])
def test_a_moodle_backup(tmp_path: Path, name: str) -> None:
    parsed = parse(backup(tmp_path / name))
    said = places(parsed)
    assert parsed.title == "Selkie studies"
    assert said == {
        "A course on seals.": "",
        "Bring boots.": "Coasts",
        "Write on one bay.": "Coasts > Essay",
        "Due: 2031-04-17 23:59 UTC": "Coasts > Essay",
        "High water is at 05:50.": "Coasts > Tides",
        "Cliffs are steep.": "Coasts > Reader > Coasts",
        "Stay 15 m from the seals.": "Coasts > Rules > rules.md > Safety",
        "where seals rest": "Coasts > Words > Haul-out",
        "http://seals.example/cam": "Coasts > Seal cam",
        "When do seals molt?": "Question bank > Seals > Coats",
        "- In August": "Question bank > Seals > Coats",
        "- In May": "Question bank > Seals > Coats",
    }
    assert "Left out: 1 hidden activity." in parsed.notes


def test_a_hidden_section_of_a_backup(tmp_path: Path) -> None:
    hidden = "<section><name>Exam</name><visible>0</visible></section>"
    parsed = parse(backup(tmp_path / "a.mbz", **{"sections/section_1/section.xml": hidden}))
    assert "Exam" not in "".join(places(parsed).values())
    assert "Left out: 1 hidden section." in parsed.notes


def test_a_backup_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no backup of Moodle; download it again"):
        parse(packed(tmp_path / "a.mbz", {"other.xml": "<x/>"}))


def test_a_question_bank_in_moodle_xml(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.xml", XML_BANK))
    said = places(parsed)
    assert said == {
        "Questions of week 3.": "Seals / Coats",
        "When do the seals of Selkie bay molt?": "Seals / Coats > Molt",
        "- In August": "Seals / Coats > Molt",
        "- In May": "Seals / Coats > Molt",
        "Pups have white fur.": "Seals / Coats > Fur",
        "Where do they live?": "Seals / Coats > Match",
        "- ice": "Seals / Coats > Match",
        "- Ringed seal": "Seals / Coats > Match",
        "The bay is ____ and the month ____ (August / May).": "Seals / Coats > Gap",
    }
    assert parsed.notes == (
        "The answers of 4 questions were left out; MENTOR_QUIZ_ANSWERS=true reads them, too.",
    )


def test_answers_are_read_where_that_is_set(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.xml", XML_BANK), Reading(quiz_answers=True))
    said = [e.text for e in parsed.elements if ": " in e.text]
    assert said == [
        "Answer: In August",
        "Feedback: Yes.",
        "Feedback: They rest on land.",
        "Answer: true",
        "Answer: Ringed seal: ice",
        "Answer: Selkie; August",
        "Feedback: Right",
    ]
    assert parsed.notes == ()


@pytest.mark.parametrize("name", ["bank.gift", "exported.txt"])
def test_a_question_bank_in_gift(tmp_path: Path, name: str) -> None:
    parsed = parse(text(tmp_path / name, GIFT))
    said = places(parsed)
    assert said == {
        "The anthem of Selkie college was written in": "Seals > Anthem",
        **dict.fromkeys(("- 1887", "- 1901", "- 1920"), "Seals > Anthem"),
        "Pups have white fur.": "Seals > Fur",
        "The bay of ____ is deep.": "Seals > Gap",
        "How deep is it?": "Seals > Depth",
        "Where do they live?": "Seals > Match",
        **dict.fromkeys(("- Grey seal", "- ice", "- Ringed seal", "- rock"), "Seals > Match"),
        "What is the set {1, 2}?": "Seals > Essay",
    }
    with_answers = parse(tmp_path / name, Reading(quiz_answers=True))
    answers = [e.text for e in with_answers.elements if e.text.startswith("Answer")]
    assert answers == [
        "Answer: 1887",
        "Answer: true",
        "Answer: Selkie; Selkie bay",
        "Answer: 12:1",
        "Answer: Ringed seal: ice; Grey seal: rock",
    ]


def test_an_h5p_package(tmp_path: Path) -> None:
    parsed = parse(h5p(tmp_path / "a.h5p"))
    assert parsed.title == "Seal quiz"
    assert [e.text for e in parsed.elements] == [
        "Bays",
        "Look at the map of Selkie bay.",
        "Which seal is grey?",
        "- Halichoerus",
        "- Phoca",
        "Fill in.",
        "Seals rest on a ____.",
        "Seals hear well.",
    ]
    assert parsed.notes[0].startswith("Answers of its questions were left out")
    with_answers = parse(tmp_path / "a.h5p", Reading(quiz_answers=True)).elements
    said = [e.text for e in with_answers]
    assert {"Answer: Halichoerus", "Seals rest on a haul-out.", "Answer: true"} <= set(said)


def test_other_xml_is_of_no_use(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="no question bank of Moodle or QTI; save it as"):
        parse(text(tmp_path / "pom.xml", "<project><name>x</name></project>"))
