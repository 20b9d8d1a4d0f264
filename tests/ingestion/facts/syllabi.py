"""Syllabi of made-up courses, each laid out in another way, and a reader with labelled pages."""

from __future__ import annotations

from pathlib import Path

import docx

from tests.ingestion.parsers.files import Show, lines, pdf

TABLES = """# BIO 330: Marine Ecology

Spring 2028, University of Tideholm

**Instructor:** Dr. Ines Farrow, Harrow Hall 12, ifarrow@tideholm.example
**Teaching assistants:** Bo Lind and Ana Reyes
**Class meetings:** TTh 1:00 pm - 2:15 pm, Aquarium Building 204
**Office hours:** Wednesdays 2-4 pm or by appointment

## Required text

*The Living Shore* by M. Okonkwo, 3rd edition. A used copy will do.

## Grading

- Problem sets: 25%
- Two midterm exams: 20% each
- Final exam: 25%
- Class participation (10%)

## Schedule

| Date | Topic | Assignment |
|---|---|---|
| Jan 18 | Introduction | |
| Jan 25 | Tides | PS1 out |
| Feb 1 | Plankton | PS1 due |
| Feb 15 | Midterm 1 | |
| Feb 22 | Kelp forests | PS2 due |
| Mar 28 | Midterm 2 | Project proposal due |
| May 2 | Review | Final project due |

The final exam is on Tuesday, May 9, 2028, 9:00-11:00 am in the Main Gymnasium.

## Late work

Late problem sets lose 10% per day. Nothing is accepted after five days.

## Academic integrity

Plagiarism is reported to the Dean. A first offence means a zero on the work.
"""
PROSE = """Professor Lena Marsh teaches this class in Fall 2027. Lectures meet Monday and
Wednesday from 11:00 to 12:15 in Room 3-442. Your teaching assistant is Tom Oduya.
Office hours are Tuesdays from 3 to 5 pm in Room 3-210.

The textbook is "A Short World" by R. Penn. There is one reading for every lecture.

Your grade is made of two essays (20% each), a midterm (25%), a final examination
(25%) and participation (10%).

The first essay is due on October 4 and the second essay is due on November 15.
The midterm exam will take place on October 20. The final examination is on
December 13 at 9:00 am in the Old Library.

Late essays are marked down one letter grade for each day. Missing the midterm
without a note from a doctor counts as zero."""
BULLETS = {
    "Staff": ["Lecturer: Dr Amir Sato", "Tutor: Wen Li, Thursday 10:00 to 11:00"],
    "When and where": ["Lectures: Monday 14:00 to 15:30, Room B-101", "Labs: Friday 9:00, Room C2"],
    "Assessment": ["Assignments 40%", "Quiz 10%", "Exam 50%"],
    "Dates": [
        "Assignment 1 is due on 3 March 2028",
        "Assignment 2 must be handed in by Friday 31 March",
        "Quiz 1: 15 March",
        "Exam: Monday 5 June, 9:00, Hall A",
    ],
    "Plagiarism": ["Copied work gets no marks.", "A second case goes to the board."],
}


def tables_md(folder: Path) -> Path:
    """A course in tables, with labels in bold."""
    file = folder / "syllabus.md"
    file.write_text(TABLES)
    return file


def prose_pdf(folder: Path) -> Path:
    """A course in sentences."""
    shown = [Show(72, 760, "HIST 101 World History", 20, "bold"), *lines(PROSE)]
    return pdf(folder / "course-info.pdf", [shown], title="World History: Course information")


def bullets_docx(folder: Path) -> Path:
    """A course in lists below headings."""
    document = docx.Document()
    document.add_heading("STAT 12 Statistics: Syllabus", 0)
    for heading, items in BULLETS.items():
        document.add_heading(heading, 1)
        for item in items:
            document.add_paragraph(item, style="List Bullet")
    document.save(str(folder / "stat12.docx"))
    return folder / "stat12.docx"


def labelled_pdf(folder: Path) -> Path:
    """A reader of six pages: two with Roman numbers, then 1 to 4."""
    lines = """Preface to the reader.
Contents of the reader.
Currents begin at the equator.
Gyres turn with the wind.
Upwelling brings cold water.
Ice is fresh water.""".splitlines()
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
    pages = [[Show(72, 760, text)] for text in lines]
    return pdf(folder / "ocean-reader.pdf", pages, title="Ocean Reader", catalog=labels)


def homework_md(folder: Path) -> Path:
    """Problems with numbers, some with headings of their own."""
    file = folder / "hw1.md"
    file.write_text(
        "# Homework 1\n\n## Problem 1\n\nName three kinds of plankton.\n\n"
        "## Problem 2\n\nDraw a food web of the shore.\n\n"
        "## Extra exercises\n\n1. Measure a tide.\n2. Count the limpets.\n3. Sketch a crab.\n"
    )
    return file
