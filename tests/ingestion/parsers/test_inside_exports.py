"""Texts inside course exports, quizzes and notebooks: nothing of them is lost without a note, and
no answer is read as a text."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.packages import archive
from tests.ingestion.parsers.files import notebook, text
from tests.ingestion.parsers.makers.courses import activity, backup, cartridge

ANSWERS = "MENTOR_QUIZ_ANSWERS=true reads them, too."
FILM = (
    '<p>See the film.<iframe src="https://v.example" title="Peat film"></iframe><video src="a.mp4">'
    '</video><img src="https://x.example/y.png"></p>'
)
NOTED = "Not read: 1 embedded page (Peat film), 1 video, 1 picture."


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


def test_questions_that_no_empty_line_parts_keep_their_answers(tmp_path: Path) -> None:
    bank = (
        "::Year::When was Ness drained? {#1931:5}\nMoss holds {=water ~sand} well.\n"
        "::Note::A fen is wet.\n::Kinds:: Which are wet? {~%50%fen\n~%50%bog ~%-100%dune}\n"
    )
    parsed = parse(text(tmp_path / "a.gift", bank))
    assert said(parsed) == [
        "Year", "When was Ness drained?",
        "", "Moss holds ____ well.", "- sand", "- water",
        "Note", "A fen is wet.",
        "Kinds", "Which are wet?", "- bog", "- dune", "- fen",
    ]  # fmt: skip
    assert parsed.notes == (f"The answers of 3 questions were left out; {ANSWERS}",)


def test_pictures_of_questions_are_noted(tmp_path: Path) -> None:
    asked = escape('<p>Which moss is it? <img src="@@PLUGINFILE@@/a.png"></p>')
    question = f"<questiontext><text>{asked}</text><file name='a.png'>aaaa</file></questiontext>"
    bank = f"<quiz><question type='essay'><name><text>M</text></name>{question}</question></quiz>"
    parsed = parse(text(tmp_path / "a.xml", bank))
    assert said(parsed) == ["M", "Which moss is it?"]
    assert parsed.notes == ("Not read: 1 picture.",)


def test_what_a_page_of_a_backup_embeds_is_noted(tmp_path: Path) -> None:
    own = '<img src="@@PLUGINFILE@@/m.png">'  # which is a file of the backup
    page = f"<name>Film</name><content>{escape(FILM + own)}</content>"
    parsed = parse(backup(tmp_path / "a.mbz", **activity(1, "page", page)))
    assert "See the film." in said(parsed)
    assert NOTED in parsed.notes


def test_what_a_talk_of_a_cartridge_embeds_is_noted(tmp_path: Path) -> None:
    topic = f"<topic><title>Say</title><text texttype='text/html'>{escape(FILM)}</text></topic>"
    parsed = parse(cartridge(tmp_path / "a.imscc", **{"g3.xml": topic}))
    assert "See the film." in said(parsed)
    assert NOTED in parsed.notes


DATES = {"date": [{"startDate": "1805", "headline": "Victory", "text": "<p>Won.</p>"}]}
CONTENTS: dict[str, tuple[object, list[str], bool]] = {
    "H5P.Timeline": (
        {"timeline": {"headline": "Ships", **DATES}},
        ["Ships", "Victory", "1805", "Won."],
        False,
    ),
    "H5P.Summary": (
        {"intro": "Choose.", "summaries": [{"summary": ["Tar binds.", "Rope sinks."], "tip": ""}]},
        ["Choose.", "- Rope sinks.", "- Tar binds."],
        True,
    ),
    "H5P.Crossword": ({"words": [{"clue": "Front edge", "answer": "LUFF"}]}, ["Front edge"], True),
    "H5P.GuessTheAnswer": (
        {"taskDescription": "<p>What is it?</p>", "solutionText": "<p>A sloop</p>"},
        ["What is it?"],
        True,
    ),
    "H5P.Unknown": (
        {"openButton": "Open", "epilogue": "<p>Ropes hold.</p>"},
        ["Ropes hold."],
        False,
    ),
}


@pytest.mark.parametrize("library", CONTENTS)
def test_kinds_of_h5p(tmp_path: Path, library: str) -> None:
    content, expected, kept = CONTENTS[library]
    about = {"title": "Sails", "mainLibrary": library}
    members = {"h5p.json": json.dumps(about), "content/content.json": json.dumps(content)}
    parsed = parse(archive(tmp_path / "a.h5p", members))
    assert said(parsed) == expected
    assert parsed.notes == ((f"Answers of its questions were left out; {ANSWERS}",) if kept else ())


def test_data_and_pages_among_the_outputs_of_a_notebook(tmp_path: Path) -> None:
    shown = [
        {
            "application/json": {"depth": 9},
            "text/plain": "<IPython.core.display.JSON object>",
        },
        {"text/html": "<p>Fens <img src='a.png'></p>", "text/plain": "<IPython HTML>"},
    ]
    outputs = [{"output_type": "display_data", "data": data, "metadata": {}} for data in shown]
    cell = {"cell_type": "code", "source": "depths", "metadata": {}, "outputs": outputs}
    parsed = parse(notebook(tmp_path / "a.ipynb", [cell]))
    assert said(parsed) == ["depths", '{\n "depth": 9\n}', "Fens"]
    assert parsed.notes == ("Not read: 1 picture.",)
