"""What teachers write and save, in the formats of their programs: what a reader of it sees."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.packages import ODT, archive, book, odt
from tests.ingestion.parsers.files import Show, lines, pdf, text
from tests.ingestion.parsers.makers.pdf_pages import one_page, shown
from tests.ingestion.parsers.makers.word import docx, p, run

EXAM = (
    r"\documentclass{exam}\begin{document}\question How deep? \begin{solution}Very.\end{solution}"
)
WRITTEN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "switch.tex": (
        r"\newif\ifsol Show it. \ifsol It is 7. \else Try it. \fi \soltrue\ifsol Now 8.\fi",
        "Show it. Try it. Now 8.",
        (),
    ),
    "toggle.tex": (
        r"\newtoggle{sol}\togglefalse{sol}Show it.\iftoggle{sol}{ It is 7.}{ Try it.}",
        "Show it. Try it.",
        (),
    ),
    "exam.tex": (EXAM, "How deep?", ("Left out: 1 solution.",)),
    "own.tex": (
        r"\newenvironment{aside}[1]{\textbf{Aside on #1:} }{ (end)}"
        r"\begin{aside}{moons}They pull.\end{aside}",
        "Aside on moons: They pull. (end)",
        (),
    ),
    "struck.tex": (r"It costs \sout{9} 12 euro. \today", "It costs ~~9~~ 12 euro.", ()),
    "box.md": (
        '!!! warning "Late work"\n    Loses 8 percent.\n\n    - a day\n\nOn it goes.\n',
        "Late work\nLoses 8 percent.\n- a day\n\nOn it goes.",
        (),
    ),
    "inner.md": (
        '??? note\n    Outer.\n\n    === "Linux"\n        Inner.\n',
        "Note:\nOuter.\nLinux\nInner.\n",
        (),
    ),
    "hidden.qmd": (
        "Asked.\n\n::: {.content-hidden}\n## Answer\n\nIt is 7.\n\n::: {.note}\nX\n:::\n:::\n\n"
        "More.\n",
        "Asked.\nMore.",
        ("Left out: 1 hidden box.",),
    ),
    "parts.qmd": (
        "See it.\n\n{{< include _part.qmd >}}\n\n{{< video lecture.mp4 >}}\n",
        "See it.",
        ("Not read: 1 included file (_part.qmd), 1 video.",),
    ),
    "notes.rst": (
        ".. contents::\n\nLate work [1]_ costs.\n\n.. [1] With a note.\n\n.. only:: html\n\n"
        "   So.\n\n"
        "a. one\nb. two\n\n.. math:: e = 1\n   :label: x\n",
        "Late work costs.\nFootnote 1: With a note.\nSo.\na. one\nb. two\n$$\ne = 1\n$$",
        (),
    ),
    "deleted.rtf": (
        r"{\rtf1 {\header Exam in H12\par}It loses {\deleted 25}{\revised 8} percent{\super\chftn}"
        r"{\footnote With a note.} of 10{\super 6}.{\v secret}\par{\pntext 1.\tab}One\par"
        r"{\shp{\*\shpinst{\shptxt Bring a float.\par}}}Last.\par{\footer\chpgn\par}}",
        "It loses 8 percent of 10⁶.\nFootnote 1: With a note.\n1. One\nLast.\nBring a float.\n\n"
        "Exam in H12",
        ("Left out: 1 stretch of hidden text.",),
    ),
    "merged.rtf": (
        r"{\rtf1 \trowd\trleft0\clvmgf\cellx2000\clmgf\cellx4000\clmrg\cellx6000"
        r"\pard\intbl Group\cell Exam\cell\cell\row"
        r"\trowd\clvmrg\cellx2000\cellx4000\cellx6000\pard\intbl\cell Date\cell Room\cell\row"
        r"\trowd\cellx2000\cellx4000\cellx6000\pard\intbl Teal\cell 2 June\par 9 am\cell H12 | H13"
        r"\cell\row\pard The end |\par}",
        "| Group | Exam / Date | Exam / Room |\n| --- | --- | --- |\n"
        r"| Teal | 2 June 9 am | H12 \| H13 |" + "\nThe end |",
        (),
    ),
    "wider.rtf": (
        r"{\rtf1 \trowd\trleft-70\cellx1990\cellx6000\pard\intbl Week\cell Labs\cell\row"
        r"\trowd\trleft-70\cellx2000\cellx4000\cellx6000\pard\intbl 1\cell Mon\cell "
        r"\pard\intbl\itap2 Row\nestcell Seat\nestcell{\*\nesttableprops\trowd\cellx1\nestrow}"
        r"{\nonesttables\par}4\nestcell 7\nestcell{\*\nesttableprops\trowd\nestrow}"
        r"\pard\intbl\cell\row}",
        "| Week | Labs | Labs |\n| --- | --- | --- |\n| 1 | Mon | Row: 4, Seat: 7 |",
        (),
    ),
    "zeroes.srt": ("1\n0:0:5.0 --> 0:0:6\nNo zeroes.\n", "0:00:05\nNo zeroes.", ()),
    "named.csv": (
        "sep=;\nName;Grade\nPike;1,3\n;\nBo;2,7\n",
        "| Name | Grade |\n| --- | --- |\n| Pike | 1,3 |\n| Bo | 2,7 |",
        (),
    ),
    "tables.csv": (
        "Name,Grade\nPike,1\n,\nRoom,Seats\nH1,30\n",
        "| Name | Grade |\n| --- | --- |\n| Pike | 1 |\n"
        "| Room | Seats |\n| --- | --- |\n| H1 | 30 |",
        (),
    ),
    "accordion.html": (
        '<h3><button data-bs-target="#a">When is it?</button></h3><div id="a" class="collapse" '
        'style="display:none">On 3 June in H12, before the lunch.</div><button>Print</button>',
        "When is it?\nOn 3 June in H12, before the lunch.",
        (),
    ),
    "film.html": (
        '<p>Watch.</p><iframe src="x" title="Lecture 3"></iframe><iframe width="1"></iframe>'
        "<video>No film here</video><svg><path/></svg><svg><text>Axis</text></svg>",
        "Watch.",
        ("Not read: 1 embedded page (Lecture 3), 1 video, 1 drawing.",),
    ),
    "struck.html": ("<p>It costs <del>9</del> 12 euro.</p>", "It costs ~~9~~ 12 euro.", ()),
}


def said(parsed: Parsed) -> str:
    return "\n".join(element.text for element in parsed.elements)


@pytest.mark.parametrize("name", WRITTEN)
def test_it_reads_as_its_reader_sees_it(tmp_path: Path, name: str) -> None:
    content, expected, notes = WRITTEN[name]
    parsed = parse(text(tmp_path / name, content))
    assert said(parsed).strip() == expected.strip()
    assert parsed.notes == notes


SPANNED = (
    '<table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Group'
    '</text:p></table:table-cell><table:table-cell table:number-columns-spanned="2"><text:p>Exam'
    "</text:p></table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>"
    "<table:covered-table-cell/><table:table-cell><text:p>Day</text:p></table:table-cell>"
    "<table:table-cell><text:p>Room</text:p></table:table-cell></table:table-row><table:table-row>"
    + "".join(
        f"<table:table-cell><text:p>{one}</text:p></table:table-cell>"
        for one in ("Teal", "Mon", "H1")
    )
    + "</table:table-row></table:table>"
)


def test_footnotes_boxes_and_merged_cells_of_an_opendocument_text(tmp_path: Path) -> None:
    body = (
        '<text:p>Late work<text:note text:note-class="footnote"><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>With a note.</text:p></text:note-body>"
        '</text:note> loses 8.<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing'
        ':1.0"><draw:text-box><text:p>Bring a float.</text:p></draw:text-box></draw:frame>'
        '<text:s text:c="99999999999"/></text:p>' + SPANNED
    )
    assert said(parse(odt(tmp_path / "a.odt", body))).split("\n") == [
        "Late work loses 8.", "Footnote 1: With a note.", "Bring a float.",
        "| Group | Exam / Day | Exam / Room |", "| --- | --- | --- |", "| Teal | Mon | H1 |",
    ]  # fmt: skip


def test_page_headers_of_an_opendocument_text(tmp_path: Path) -> None:
    plain = odt(tmp_path / "plain.odt", "<text:p>Late work loses 8.</text:p>")
    with zipfile.ZipFile(plain) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    header = "<style:header><text:p>Exam in H12</text:p></style:header>"
    footer = "<style:footer><text:p>Page <text:page-number>3</text:page-number></text:p>"
    looks = ODT.format(body=f"{header}{footer}</style:footer>").encode()
    whole = archive(tmp_path / "a.odt", members | {"styles.xml": looks})
    assert said(parse(whole)) == "Late work loses 8.\n\nExam in H12"


def test_marks_of_footnotes_of_an_e_book(tmp_path: Path) -> None:
    page = (
        "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><body>"
        "<h1>One</h1><p>The rule<a epub:type='noteref' href='#n'>1</a> holds.</p></body></html>"
    )
    assert said(parse(book(tmp_path / "a.epub", "Harbour", [page]))) == "One\nThe rule holds."


def test_crossed_out_words_of_word(tmp_path: Path) -> None:
    line = p("It costs ", run("9 ", "<w:strike/>"), "12 euro.")
    assert said(parse(docx(tmp_path / "a.docx", line))) == "It costs ~~9~~ 12 euro."


def test_a_table_right_below_its_caption(tmp_path: Path) -> None:
    rows = (("Part", "Weight"), ("Essay", "35 %"), ("Exam", "65 %"))
    cells = [
        (72 + 150 * c, 680 - 18 * r, x) for r, row in enumerate(rows) for c, x in enumerate(row)
    ]
    page = shown([(72, 698, "Table 1: Weights of the course"), *cells])
    assert said(parse(one_page(tmp_path / "a.pdf", page))).split("\n") == [
        "Table 1: Weights of the course",
        "| Part | Weight |", "| --- | --- |", "| Essay | 35 % |", "| Exam | 65 % |",
    ]  # fmt: skip


def test_two_columns_with_a_footnote(tmp_path: Path) -> None:
    left = "\n".join(f"The left column has line number {n} here" for n in range(9))
    right = "\n".join(f"and the right column has line {n} here too" for n in range(9))
    page = [*lines(left, 72), *lines(right, 320), Show(72, 120, "1 The mayor was Orla Pike.", 8)]
    whole = said(parse(pdf(tmp_path / "a.pdf", [page])))
    assert whole.index("number 8") < whole.index("right column has line 0")
