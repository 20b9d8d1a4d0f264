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
