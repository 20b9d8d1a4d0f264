"""TeX as its printed page reads: commands of the author, slides, references, parts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ingestion.elements import Element, Parsed
from ingestion.parsers import parse
from tests.ingestion.parsers.files import text

HEAD = r"""\documentclass{book}
\newcommand{\course}{Coastal Engineering 204} % \newcommand{\course}{Old}
\newcommand{\Rey}{\mathrm{Re}}
\newcommand\due[2]{Problem set #1 is due on #2}
\newcommand{\late}[2][3]{#2 loses #1 percent}
\newcommand*{\outer}{\course, twice}
\def\pair#1#2{(#1 and #2)}
\DeclareMathOperator{\rank}{rank}
\NewDocumentCommand{\fee}{O{5} m}{#2 costs #1 euros}
\newtheorem{thm}{Theorem}[section]
\newtheorem{lem}[thm]{Lemma}
\title{Notes on \course}\author{Ann Lee \and Bo Ray}\date{May 2031}
"""


def read(folder: Path, body: str, head: str = HEAD) -> Parsed:
    source = f"{head}\\begin{{document}}\n{body}\n\\end{{document}}"
    return parse(text(folder / "a.tex", source))


def said(folder: Path, body: str, head: str = HEAD) -> list[str]:
    return [element.text for element in read(folder, body, head).elements]


LINES = {
    r"This is \course. \due{4}{21 May 2031}.": (
        "This is Coastal Engineering 204. Problem set 4 is due on 21 May 2031."
    ),
    r"\late{An essay}, \late[9]{a talk}; \fee{A map}, \fee[7]{a guide}.": (
        "An essay loses 3 percent, a talk loses 9 percent; "
        "A map costs 5 euros, a guide costs 7 euros."
    ),
    r"It is \outer{} \pair{a}{b}.": "It is Coastal Engineering 204, twice (a and b).",
    r"At $\Rey = 2300$, $\rank A$.": r"At $\mathrm{Re} = 2300$, $\operatorname{rank} A$.",
    r"Code \verb|\course % x| and \lstinline!a % b!.": r"Code `\course % x` and `a % b`.",
    r"Seen. % \due{4}{never}": "Seen.",
    "Seen \\iffalse hidden\n\nhidden \\fi here.": "Seen here.",
    r"As \cite{arden} and \ref{fig:a} show, 5\% and \href{http://x}{there}.": (
        "As [arden] and [fig:a] show, 5% and there."
    ),
    r"Speed \SI{3}{\metre\per\second}, \qty{9.8}{\kilo\gram}, \num{1200}.": (
        "Speed 3 m/s, 9.8 kg, 1200."
    ),
    r"A {\small grouped} \textcolor{red}{word} in \resizebox{2cm}{!}{a box}.": (
        "A grouped word in a box."
    ),
}


@pytest.mark.parametrize("written", LINES)
def test_a_line_reads_as_it_is_printed(tmp_path: Path, written: str) -> None:
    assert said(tmp_path, written) == [LINES[written]]


def test_the_title_page(tmp_path: Path) -> None:
    parsed = read(tmp_path, r"\maketitle Text.")
    assert parsed.title == "Notes on Coastal Engineering 204"
    assert [e.text for e in parsed.elements] == ["Ann Lee, Bo Ray\nMay 2031", "Text."]


def test_footnotes_follow_their_paragraph(tmp_path: Path) -> None:
    body = "One\\footnote{In \\emph{Penhale}.} and two\\footnote{There.}.\n\nNext."
    assert said(tmp_path, body) == [
        "One and two.", "Footnote 1: In Penhale.", "Footnote 2: There.", "Next."
    ]  # fmt: skip


def test_theorems_have_their_names(tmp_path: Path) -> None:
    body = r"\begin{thm}[Cauchy] It is so. \end{thm}\begin{lem} So it is. \end{lem}"
    assert said(tmp_path, body) == ["Theorem (Cauchy):", "It is so.", "Lemma:", "So it is."]


def test_a_bibliography(tmp_path: Path) -> None:
    items = r"\bibitem{a} N. Arden, \emph{Sea}, 2019.\bibitem[B1]{b} B."
    body = rf"Text.\begin{{thebibliography}}{{9}}{items}\end{{thebibliography}}"
    assert read(tmp_path, body).elements[1:] == [
        Element("heading", "References", level=3),
        Element("list_item", "[a] N. Arden, Sea, 2019."),
        Element("list_item", "[b] B."),
    ]


def test_merged_cells_and_header_lines(tmp_path: Path) -> None:
    body = r"""\begin{tabular}{lll}\toprule
    Group & \multicolumn{2}{c}{Exam} \\ \cmidrule(lr){2-3}
     & Date & Room \\ \midrule
    \multirow{2}{*}{Teal} & 2 June & {\bf H12} \\
     & 3 June & H13 \\ \bottomrule
    \end{tabular}"""
    assert said(tmp_path, body) == [
        "| Group | Exam / Date | Exam / Room |\n| --- | --- | --- |\n"
        "| Teal | 2 June | H12 |\n| Teal | 3 June | H13 |"
    ]


BEAMER = r"""\begin{frame}<1->[t]{Growth of dunes}
\framesubtitle{In the lee}
\begin{itemize}
\item<1-> \alert<2>{Marram grass} traps sand.
\item<2-|alert@3> Fences help \only<3>{on the lee side}.
\end{itemize}
\pause
\begin{block}<2->{Rule of Sennen}
Keep $a<3$ m from the toe.
\end{block}
\begin{columns}\begin{column}{0.5\textwidth}Left\end{column}\column{0.4\textwidth}Right\end{columns}
\note{Ask who was there.}
\end{frame}"""


def test_slides(tmp_path: Path) -> None:
    assert read(tmp_path, BEAMER, r"\documentclass{beamer}").elements == [
        Element("heading", "Growth of dunes", level=4),
        Element("paragraph", "In the lee"),
        Element("list_item", "- Marram grass traps sand."),
        Element("list_item", "- Fences help on the lee side."),
        Element("paragraph", "Rule of Sennen:"),
        Element("paragraph", "Keep $a<3$ m from the toe."),
        Element("paragraph", "Left"),
        Element("paragraph", "Right"),
        Element("notes", "Ask who was there."),
    ]


def test_a_part_uses_the_commands_of_its_document(tmp_path: Path) -> None:
    text(tmp_path / "macros.tex", r"\newcommand{\fee}{3 points}")
    head = r"\input{macros}\newcommand{\bay}{Selkie bay}"
    main = rf"{head}\begin{{document}}\input{{chapters/ch1}}\end{{document}}"
    text(tmp_path / "main.tex", main)
    part = text(tmp_path / "chapters" / "ch1.tex", r"\section{Fees} \bay{} takes \fee.")
    assert [e.text for e in parse(part).elements] == ["Fees", "Selkie bay takes 3 points."]


def test_what_is_not_read_is_noted(tmp_path: Path) -> None:
    body = r"""\input{ch1} \include{../secret} Text. \includegraphics{a}
    \begin{figure}\includegraphics{b}\caption{A hive.}\end{figure}
    \begin{tikzpicture}\draw (0,0);\end{tikzpicture} \bibliography{refs}"""
    parsed = read(tmp_path, body)
    assert [e.text for e in parsed.elements] == ["Text.", "A hive."]
    assert parsed.notes == (
        "Not read: 1 bibliography (refs), 1 picture, 1 drawing.",
        "Not found: ch1, ../secret; add these parts.",
    )


def test_commands_that_grow_without_end_cost_little(tmp_path: Path) -> None:
    letters = "abcdefghijklmno"
    bombs = "".join(rf"\def\{a}{{\{b} \{b} \{b}}}" for a, b in pairwise(letters))
    parsed = read(tmp_path, r"Before. \a", head=bombs + r"\def\o{\a}\def\loop{\loop x}")
    assert parsed.elements[0].text.startswith("Before.")
    assert sum(len(e.text) for e in parsed.elements) < 1_000_000


LISTS = r"""\documentclass{article}
\setlist[enumerate,2]{label=\theenumi.\arabic*}
\newlist{tasks}{enumerate}{1}
\setlist[tasks]{label=Task \Alph*:, nosep}
\renewcommand{\labelenumiii}{[\roman{enumiii}]}
"""
NUMBERED = {
    r"\begin{enumerate}[label=(\alph*)] \item Ebb \item[(x)] Lull \item Flow \end{enumerate}": [
        "(a) Ebb", "(x) Lull", "(b) Flow",
    ],
    r"\begin{tasks} \item Sail \end{tasks} Now: \begin{tasks}[resume] \item Row \end{tasks}": [
        "Task A: Sail", "Now:", "Task B: Row",
    ],
    r"\begin{enumerate}[(i)] \item Ebb \begin{enumerate} \item Low \begin{enumerate} \item Mud"
    r"\end{enumerate} \end{enumerate} \end{enumerate}": [
        "(i) Ebb", "    1.1 Low", "        [i] Mud",
    ],
    r"\begin{enumerate}[start=5,label={\bfseries Q\arabic*)}] \item Ebb \setcounter{enumi}{8}"
    r"\item Flow \end{enumerate}": ["Q5) Ebb", "Q9) Flow"],
    r"\begin{enumerate}[label*=\Roman*.] \item Ebb \begin{enumerate}[label*=\arabic*.] \item Low"
    r"\end{enumerate} \end{enumerate}": ["I. Ebb", "   I.1. Low"],
    r"\begin{itemize}[label=--] \item Ebb \item[Flow] of water \end{itemize}": [
        "- Ebb", "- Flow: of water",
    ],
    r"By turns \begin{enumerate*}[label=\arabic*)] \item ebb \item flow \end{enumerate*}": [
        "By turns", "1) ebb", "2) flow",
    ],
}  # fmt: skip


@pytest.mark.parametrize("body", NUMBERED)
def test_lists_count_as_their_author_set_them(tmp_path: Path, body: str) -> None:
    assert said(tmp_path, body, LISTS) == NUMBERED[body]


def test_slides_number_inner_lists_below_the_outer_one(tmp_path: Path) -> None:
    inner = r"\begin{enumerate} \item Low \end{enumerate}"
    body = rf"\begin{{enumerate}} \item Ebb {inner} \end{{enumerate}}"
    assert said(tmp_path, body, r"\documentclass{beamer}") == ["1. Ebb", "   1.1 Low"]


EXAM = r"""\begin{questions}
\question[10] What is a tide?
\begin{parts}
\part[1] Who pulls it?
\begin{subparts} \subpart Where? \end{subparts}
\part When?
\end{parts}
\titledquestion{Locks}[5\half] Which is right?
\begin{choices} \choice Water \CorrectChoice Air \end{choices}
\question The port is \fillin[Brest][2in] in France. \droppoints
\begin{solution} It is Brest. \end{solution}
\end{questions}"""


def test_questions_of_an_exam_have_their_numbers_and_points(tmp_path: Path) -> None:
    parsed = read(tmp_path, EXAM, r"\documentclass[12pt]{exam}")
    assert [element.text for element in parsed.elements] == [
        "1. (10 points) What is a tide?", "   (a) (1 point) Who pulls it?", "       i. Where?",
        "   (b) When?", "2. Locks (5½ points): Which is right?", "   A. Water", "   B. Air",
        "3. The port is ____ in France.",
    ]  # fmt: skip
    assert parsed.notes == ("Left out: 1 solution.",)


@pytest.mark.parametrize("options", ["", "[answers]"])
def test_a_part_of_an_exam_hides_the_solutions_that_it_hides(tmp_path: Path, options: str) -> None:
    part = r"\question[3] Why? \begin{solution} The moon. \end{solution}"
    body = r"\begin{document}\begin{questions}\input{q1}\end{questions}\end{document}"
    text(tmp_path / "exam.tex", rf"\documentclass{options}{{exam}}{body}")
    parsed = parse(text(tmp_path / "q1.tex", part))
    found = " ".join(element.text for element in parsed.elements)
    assert found.startswith("(3 points) Why?")
    assert ("The moon." in found) == bool(options)
    assert parsed.notes == (() if options else ("Left out: 1 solution.",))


def test_a_part_that_no_file_can_be_is_not_found(tmp_path: Path) -> None:
    parsed = read(tmp_path, f"Tides. \\input{{{'a' * 300}}}")
    assert [note.partition(":")[0] for note in parsed.notes] == ["Not found"]
