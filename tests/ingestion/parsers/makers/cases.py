"""The files in which people reported text as lost, written anew, and what a search must find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from tests.ingestion.parsers.files import Show, pdf, text
from tests.ingestion.parsers.makers import pdf_pages
from tests.ingestion.parsers.makers.courses import cartridge
from tests.ingestion.parsers.makers.pdf_pages import SAFETY
from tests.ingestion.parsers.makers.slides import (
    bars,
    deck,
    equation,
    hide,
    saved,
    slide,
    smart_art,
)
from tests.ingestion.parsers.makers.word import HEADINGS, docx, math, p, part, run, table


@dataclass(frozen=True)
class Found:
    """A passage that a search finds: what it says, its section, and its page."""

    query: str
    says: str
    section: str = ""
    page: int | None = None


def tracked(path: Path) -> None:
    gone, new = '<w:del w:id="1" w:author="T">{}</w:del>', '<w:ins w:id="2" w:author="T">{}</w:ins>'
    deleted = gone.format("<w:r><w:delText>25</w:delText></w:r>")
    docx(
        path,
        p("Late work policy", style="heading1")
        + p("Late homework loses ", deleted, new.format(run("8")), " percent a day.")
        + p(new.format(run("Extensions are granted by the coordinator Ottoline Pike only."))),
    )


def controls(path: Path) -> None:
    filled = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    docx(
        path,
        p("Module description", style="heading1")
        + filled.format(p("The module code is ZQ-5512 and it gives nine credits."))
        + p("Responsible lecturer: ", filled.format(run("Dr Imre Halloran")))
        + table(("Part", "Details"), ("Practical", table(("Group", "Room"), ("Green", "K-77")))),
    )


def equations(path: Path) -> None:
    rate = math("v=", part("f", num="V[S]", den="K+[S]"))
    inverse = f"<m:oMathPara>{math('1/v=1/V+K/(V[S])')}</m:oMathPara>"
    docx(
        path,
        p("Kinetics of the Renwick reaction", style="heading1")
        + p("The Renwick rate law is ", rate, " where V is the limiting rate.")
        + p("Its inverse is linear:")
        + p(inverse),
    )


def numbered(path: Path) -> None:
    docx(
        path,
        p("Aims", style="heading1")
        + p("Why this course on seabird ecology exists.")
        + p("Grading", style="heading1")
        + p("Essay", style="heading2")
        + p("The essay counts 35 percent and has 1800 words.")
        + p("Oral exam", style="heading2")
        + p("The oral exam counts 65 percent and takes 20 minutes.")
        + p("Excursion", style="heading1")
        + p("The boat leaves pier four at six."),
        HEADINGS,
    )


def lecture(path: Path) -> None:
    made = deck()
    slide(made, "Refinery flow", "Crude intake at gate Osprey")
    bars(slide(made, "Enrolment figures"), "Enrolment by subject", Students_in_2029=(41, 17, 63))
    hide(slide(made, "Hidden answers", "Solution of quiz two: option delta, the Mirren lemma"))
    slide(made, "Notes slide", "Bring a pencil to the practical.")
    steps = (
        "Plan the Korrigan sprint",
        "Build in two-week slices",
        "Review with the harbour master",
    )
    smart_art(slide(made, "SmartArt cycle"), *steps)
    entropy = slide(made, "Entropy of mixing")
    equation(entropy, "The mixing entropy of Oslund is ", "S=-R(x ln x + y ln y)")
    saved(made, path)


def schedule(path: Path) -> None:
    book = Workbook()
    plan, groups = book.worksheets[0], book.create_sheet("Two-row header")
    for row in (
        ("Timetable of the Larkspur course",),
        ("Week", "Session", "Topic"),
        ("Week 2", "Mon", "Graphs"),
        (None, "Wed", "Planar embeddings"),
    ):
        plan.append(row)
    for row in (
        ("Group", "Exam", None, "Project", None),
        (None, "Date", "Room", "Date", "Room"),
        ("Teal", "2 June", "H12", "9 June", "H44"),
        ("Amber", "3 June", "H13", "10 June", "H45"),
    ):
        groups.append(row)
    for sheet, merged in ((plan, "A1:C1"), (plan, "A3:A4"), (groups, "B1:C1"), (groups, "D1:E1")):
        sheet.merge_cells(merged)
    book.save(path)


TRIP = (
    "<html><body><form><input type=hidden value=AAAA><h1>Field trip to the Orrin glacier</h1><p>"
    "The bus to the Orrin glacier leaves at 05:50 from gate Lapwing.</p><table><tr>"
    "<th>Item</th><th>Needed</th></tr><tr><td>Crampons</td><td>size of the boot</td></tr></table>"
    "</form></body></html>"
)
REVIEW = (
    "<html><body><h1>Quiz review: mosses</h1><form><div>Which moss grows on the north wall of the "
    "Thrale abbey?</div><div>The correct answer is: Bryum thralense.</div></form></body></html>"
)
WAVES = (
    '<html><body><h1>Waves</h1><p>The Morvah speed is <span class="katex">'
    '<span class="katex-mathml"><math><semantics><mi>c</mi>'
    r'<annotation encoding="application/x-tex">c=\sqrt{gh}'
    "</annotation>"
    '</semantics></math></span><span class="katex-html" aria-hidden="true">c=gh</span></span>'
    " there.</p></body></html>"
)
QUIZ = (
    '<quiz><question type="truefalse"><name><text>Q1</text></name><questiontext><text>'
    "Seals of Selkie bay molt in August.</text></questiontext></question></quiz>"
)
SEMINAR = """---
title: Beekeeping seminar
due: 2031-04-17
tags: [bees, honey]
---
# Overview

See [[Varroa control|how to treat mites]] and [[Winter feed]].

%% private: the exam asks for drone counts %%
"""
MAPS = """+++
title = "Mapmaking"
date = 2031-05-02
+++

{{< figure src="x.png" caption="Contours of Drumlin hill" >}}

The scale of the Drumlin map is 1:4000.
"""
SETS = r"""# Sets

The Corvane set is $S = \{x_1, x_2\}$ and its norm is $\|v\|_2$.

$$
A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}
$$
"""
BOOK = r"""\documentclass{book}
\newcommand{\course}{Coastal Engineering 204}
\newcommand{\due}[2]{Problem set #1 is due on #2}
\title{Notes on \course}
\begin{document}\maketitle
The name of this course is \course. \due{4}{21 May 2031}.
\begin{thebibliography}{9}\bibitem{a} N. Arden, \emph{Breakwaters of Penhale}, 2019.
\end{thebibliography}\end{document}
"""
DUNES = r"""\documentclass{beamer}\begin{document}\begin{frame}{Growth of dunes}
\begin{itemize}\item<1-> \alert{Marram grass} traps sand.\item<2-> Fences help \only<3>{in the lee}.
\end{itemize}\begin{block}{Rule of Sennen}Keep 15 m from the toe.\end{block}
\end{frame}\end{document}
"""
READER = (
    "Preface: the reader was revised in 2030.",
    "Contents: two parts.",
    "Notation: vectors are bold.",
    "Chapter 1. A queue is first in, first out.",
    "Chapter 1 goes on. The pigeonhole principle has the Brackwater proof here.",
    "Chapter 2. A heap keeps the smallest key at the root.",
)
TOPICS = "wind sails bridles knots lines reels the_Haworth_spool landing".split()


def course_reader(path: Path) -> None:
    heading = Show(72, 720, "Course reader of the Alder seminar", 16, "bold")
    pages = [[heading, Show(72, 690, line)] for line in READER]
    pdf(path, pages, catalog="/PageLabels << /Nums [0 << /S /r >> 3 << /S /D >>] >>")


def lecture_notes(path: Path) -> None:
    topics = (topic.replace("_", " ") for topic in TOPICS)
    heading = Show(72, 720, "Lecture notes on kites", 16, "bold")
    pdf(path, [[heading, Show(72, 690, f"Topic of this part: {topic}.")] for topic in topics])


CASES_OF: dict[str, tuple[Callable[[Path], object], list[Found]]] = {
    "docx-tracked-insertions/tracked.docx": (
        tracked,
        [
            Found("late homework", "Late homework loses 8 percent a day.", "Late work policy"),
            Found("who grants extensions", "coordinator Ottoline Pike only.", "Late work policy"),
        ],
    ),
    "docx-content-controls/sdt-nested.docx": (
        controls,
        [
            Found("module code", "The module code is ZQ-5512 and it gives nine credits."),
            Found("responsible lecturer", "Responsible lecturer: Dr Imre Halloran"),
            Found("room of the green group", "K-77"),
        ],
    ),
    "docx-equations/equations.docx": (
        equations,
        [
            Found("Renwick rate law", r"is $v=\frac{V[S]}{K+[S]}$ where V is the limiting rate."),
            Found("its inverse is linear", "1/v=1/V+K/(V[S])"),
        ],
    ),
    "docx-numbered-headings/numbered.docx": (
        numbered,
        [
            Found(
                "how many words has the essay",
                "The essay counts 35 percent and has 1800 words.",
                "2 Grading > 2.1 Essay",
            ),
            Found("boat", "The boat leaves pier four at six.", "3 Excursion"),
        ],
    ),
    "pptx-chart-smartart-math/lecture.pptx": (
        lecture,
        [
            Found("students in glaciology 2029", "| Glaciology | 17 |", page=2),
            Found("students in glaciology 2029", "Enrolment by subject", page=2),
            Found("Korrigan sprint", "- Plan the Korrigan sprint", page=5),
            Found("Korrigan sprint", "- Review with the harbour master", page=5),
            Found("mixing entropy of Oslund", "S=-R(x ln x + y ln y)", page=6),
        ],
    ),
    "xlsx-merged-cells/schedule.xlsx": (
        schedule,
        [
            Found("planar embeddings", "| Week 2 | Wed | Planar embeddings |"),
            Found("room of the project of the Teal group", "Project / Room |\n"),
        ],
    ),
    "html-in-form/aspnet.html": (
        lambda path: text(path, TRIP),
        [
            Found("bus to the Orrin glacier", "leaves at 05:50 from gate Lapwing"),
            Found("bus to the Orrin glacier", "| Crampons | size of the boot |"),
        ],
    ),
    "html-in-form/mixed-form.html": (
        lambda path: text(path, REVIEW),
        [Found("moss north wall Thrale abbey", "The correct answer is: Bryum thralense.")],
    ),
    "html-katex-double/katex.html": (
        lambda path: text(path, WAVES),
        [Found("Morvah speed", r"The Morvah speed is $c=\sqrt{gh}$ there.")],
    ),
    "md-frontmatter-dates/obsidian.md": (
        lambda path: text(path, SEMINAR),
        [
            Found("beekeeping seminar due", "2031-04-17"),
            Found("how to treat mites", "See how to treat mites and Winter feed."),
        ],
    ),
    "md-frontmatter-dates/hugo.md": (
        lambda path: text(path, MAPS),
        [Found("scale of the Drumlin map", "1:4000"), Found("Drumlin hill", "Contours of")],
    ),
    "md-math-backslashes/math.md": (
        lambda path: text(path, SETS),
        [
            Found("Corvane set", r"$S = \{x_1, x_2\}$ and its norm is $\|v\|_2$"),
            Found("matrix A of the sets", r"a & b \\ c & d"),
        ],
    ),
    "tex-macros-overlays/main.tex": (
        lambda path: text(path, BOOK),
        [
            Found("name of this course", "The name of this course is Coastal Engineering 204."),
            Found("problem set 4", "Problem set 4 is due on 21 May 2031."),
            Found("Breakwaters of Penhale", "N. Arden, Breakwaters of Penhale, 2019"),
        ],
    ),
    "tex-macros-overlays/beamer.tex": (
        lambda path: text(path, DUNES),
        [
            Found("marram grass", "- Marram grass traps sand", "Growth of dunes"),
            Found("Rule of Sennen", "Rule of Sennen:\n\nKeep 15 m from the toe."),
        ],
    ),
    "pdf-rotated-text/rotated90.pdf": (
        pdf_pages.turned,
        [Found("goggles at the cutting table", SAFETY[1], page=1)],
    ),
    "pdf-rotated-text/rotated-table.pdf": (
        pdf_pages.sideways_table,
        [
            Found("laser bench", "| Bench | Morning | Afternoon |", page=1),
            Found("laser bench", "| Laser bench | Group Kestrel | Group Merlin |", page=1),
        ],
    ),
    "pdf-slide-two-boxes/ppt-export.pdf": (
        pdf_pages.two_boxes,
        [
            Found("greedy choice", "- Greedy choice by distance\n- Needs a priority", "Dijkstra"),
            Found("cost of breadth first", "- Cost: linear in the edges", "Breadth first", 1),
        ],
    ),
    "pdf-ligatures-unmapped/ligature-nul.pdf": (
        pdf_pages.ligatures,
        [
            Found("spam filter classification threshold", "classification threshold of 0.73"),
            Found("efficiency of the staff", "efficiency of the staff", page=1),
        ],
    ),
    "pdf-ligatures-unmapped/ligature-fffd.pdf": (
        lambda path: pdf_pages.ligatures(path, "FFFD"),
        [Found("filter classification threshold", "classification threshold of 0.", page=1)],
    ),
    "pdf-page-questions/course-reader.pdf": (
        course_reader,
        [Found("pigeonhole principle", "the Brackwater proof", page=5)],
    ),
    "pdf-page-questions/lecture-notes.pdf": (
        lecture_notes,
        [Found("Haworth spool", "the Haworth spool", page=7)],
    ),
    "lms-exports/course.imscc": (
        cartridge,
        [Found("late fee Selkie", "3 points"), Found("Selkie reading list", "eleven books")],
    ),
    "lms-exports/quiz.xml": (
        lambda path: text(path, QUIZ),
        [Found("when do the seals of Selkie molt", "molt in August")],
    ),
    "lms-exports/bank.gift": (
        lambda path: text(path, "::Q1:: The anthem of Selkie college is from {=1887 ~1901}"),
        [Found("anthem of Selkie college", "- 1887\n- 1901")],
    ),
}
