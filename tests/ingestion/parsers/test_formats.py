"""In each format a known sentence is found, in its section, on its page or slide."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import docx
import pptx
import pytest
from openpyxl import Workbook

from agent.errors import Unreadable, Unsupported
from ingestion.chunking.sections import sections
from ingestion.elements import Element, Parsed
from ingestion.parsers import parse
from ingestion.parsers.programs import LIBREOFFICE, TESSERACT
from tests.ingestion.packages import archive, book, odt
from tests.ingestion.parsers.files import scan, text

SENTENCE = "A tuple cannot be changed."


def section_of(parsed: Parsed, sentence: str = SENTENCE) -> str:
    """The section path of the element with this sentence."""
    (found,) = (
        section
        for section in sections(parsed, parsed.title)
        if any(sentence in element.text for element in section.elements)
    )
    return " > ".join(found.path)


def test_a_spreadsheet_by_sheet(tmp_path: Path) -> None:
    book = Workbook()
    plan = book.active
    assert plan is not None
    plan.title = "Plan"
    for row in (["Course plan"], [], ["Week", "Topic", "Share"], [1, SENTENCE, 0.25]):
        plan.append(row)
    plan["C4"].number_format = "0%"
    plan.append([2, "=1/0", "#DIV/0!"])
    book.create_sheet("Solutions").sheet_state = "hidden"
    book["Solutions"].append(["secret"])
    book.save(tmp_path / "a.xlsx")
    parsed = parse(tmp_path / "a.xlsx")
    assert section_of(parsed) == "Plan"
    assert parsed.elements == [
        Element("heading", "Plan", level=1),
        Element("paragraph", "Course plan"),
        Element(
            "table",
            "| Week | Topic | Share |\n| --- | --- | --- |\n"
            f"| 1 | {SENTENCE} | 25% |\n| 2 | =1/0 | #DIV/0! |",
        ),
    ]
    assert parsed.notes == (
        "Hidden sheets were left out: Solutions.",
        "Not read: 1 formula result that Excel has not stored (Plan).",
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_in_a_text_file_repeats_its_header(tmp_path: Path, delimiter: str) -> None:
    rows = [delimiter.join(("Name", "Says")), *(f"n{n}{delimiter}word{n}" for n in range(250))]
    parsed = parse(text(tmp_path / "a.csv", "\n".join(rows)))
    tables = [element.text for element in parsed.elements if element.kind == "table"]
    assert all(table.startswith("| Name | Says |\n| --- | --- |\n| n") for table in tables)
    assert sum(table.count("| word") for table in tables) == 250
    assert section_of(parsed, "| n99 | word99 |") == "Rows 2 to 101"
    assert section_of(parsed, "| n249 | word249 |") == "Rows 202 to 251"


def test_quotes_in_a_table(tmp_path: Path) -> None:
    content = 'Name,Says\na,"two, or ""three"""\nb,"never closed\nc,' + "x" * 140_000
    told = parse(text(tmp_path / "a.csv", content)).elements[0].text
    assert '| a | two, or "three" |' in told
    assert "never closed" in told
    assert told.count("x") == 140_000


RST = f"""
Sequences
=========

Tuples
------

{SENTENCE} See :ref:`lists <lists>` and :py:func:`len`, or :math:`a^2`.

.. note:: Mind the ``,``.

.. code-block:: python
   :linenos:

   x = (1,)

.. versionadded:: 3.1
   It was new.

.. toctree::
   other

2. second

   * inner
3. third

.. math::

   a^2 + b^2

=====  =====
Call   Gives
=====  =====
len    int
=====  =====
"""


def test_restructured_text_with_what_sphinx_adds(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.rst", RST))
    assert (parsed.title, section_of(parsed)) == ("Sequences", "Tuples")
    assert [(e.kind, e.text) for e in parsed.elements[2:]] == [
        ("paragraph", f"{SENTENCE} See lists and len, or $a^2$."),
        ("paragraph", "Mind the `,`."),
        ("code", "x = (1,)"),
        ("paragraph", "New in version 3.1:"),
        ("paragraph", "It was new."),
        ("list_item", "2. second"),
        ("list_item", "   - inner"),
        ("list_item", "3. third"),
        ("paragraph", "$$\na^2 + b^2\n$$"),
        ("table", "| Call | Gives |\n| --- | --- |\n| len | int |"),
    ]


def test_restructured_text_reads_no_other_file(tmp_path: Path) -> None:
    text(tmp_path / "secret.txt", "secret")
    parsed = parse(text(tmp_path / "a.rst", f"{SENTENCE}\n\n.. include:: secret.txt\n"))
    assert [e.text for e in parsed.elements] == [SENTENCE]


CHAPTER = "<html><head><title>Two</title></head><body>{}</body></html>"


def test_a_book_by_chapter(tmp_path: Path) -> None:
    chapters = ["<h1>Lists</h1><p>Grows.</p>", f"<p>{SENTENCE}</p>", "<h1>Sets</h1><p>None.</p>"]
    parsed = parse(book(tmp_path / "a.epub", "Python", [CHAPTER.format(c) for c in chapters]))
    assert (parsed.title, section_of(parsed), section_of(parsed, "None.")) == (
        "Python",
        "Two",
        "Sets",
    )


def test_a_protected_book_says_so(tmp_path: Path) -> None:
    locked = '<e xmlns="x"><EncryptionMethod Algorithm="http://x#aes128-cbc"/></e>'
    path = book(tmp_path / "a.epub", "x", ["<p>x</p>"], **{"META-INF/encryption.xml": locked})
    with pytest.raises(Unreadable, match="protected against copying"):
        parse(path)


def test_an_opendocument_text(tmp_path: Path) -> None:
    body = (
        '<text:p text:style-name="Title">Sequences</text:p>'
        '<text:h text:outline-level="1">Tuples</text:h>'
        f"<text:p>{SENTENCE[:8]}<text:s/><text:span>{SENTENCE[8:]}</text:span></text:p>"
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item>"
        "<text:p>inner</text:p></text:list-item></text:list></text:list-item></text:list>"
        '<text:p text:style-name="Preformatted_20_Text">x = (1,)</text:p>'
        '<text:p text:style-name="Preformatted_20_Text">y<text:s text:c="3"/>= 2</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
        "<table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>"
    )
    parsed = parse(odt(tmp_path / "a.odt", body))
    assert (parsed.title, section_of(parsed, "A tuple")) == ("Sequences", "Tuples")
    assert [(e.kind, e.text) for e in parsed.elements[3:]] == [
        ("list_item", "- one"),
        ("list_item", "  - inner"),
        ("code", "x = (1,)\ny   = 2"),
        ("table", "| A | B |\n| --- | --- |"),
    ]


def test_rich_text(tmp_path: Path) -> None:
    source = (
        r"{\rtf1\ansi\ansicpg1252{\stylesheet{\s1\outlinelevel0 heading 1;}}{\info{\title Notes}}"
        r"\pard\s1\outlinelevel0 Tuples\par\pard A tuple cannot be changed. \'dcber \u8364?.\par"
        r"\trowd\cellx1\cellx2\pard\intbl A\cell B\cell\row\pard\intbl 1\cell 2\cell\row\pard\par}"
    )
    parsed = parse(text(tmp_path / "a.rtf", source))
    assert (parsed.title, section_of(parsed)) == ("Notes", "Tuples")
    assert parsed.elements[1:] == [
        Element("paragraph", f"{SENTENCE} Über €."),
        Element("table", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
    ]


TEX = r"""\documentclass{article}\title{On \emph{Sequences}}
\begin{document}\maketitle
\section{Tuples}\label{s}
A \textbf{tuple} cannot be changed. It costs $x^2 \cdot 5$. % not this
\begin{equation} E = mc^2 \end{equation}
\begin{lstlisting}[language=Python]
x = (1,)  # 50%
\end{lstlisting}
\begin{enumerate}\item one \begin{itemize}\item inner\end{itemize}\item two\end{enumerate}
\begin{tabular}{ll} \hline A & B \\ \hline 1 & 2\% \\ \end{tabular}
\begin{frame}{Sets} No order, says \verb|a_b|. \end{frame}
\end{document}"""


def test_tex(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.tex", TEX))
    assert (parsed.title, section_of(parsed)) == ("On Sequences", "Tuples")
    assert section_of(parsed, "No order") == "Tuples > Sets"
    assert [(e.kind, e.text) for e in parsed.elements[1:]] == [
        (
            "paragraph",
            r"A tuple cannot be changed. It costs $x^2 \cdot 5$."
            "\n"
            r"\begin{equation} E = mc^2 \end{equation}",
        ),
        ("code", "x = (1,)  # 50%"),
        ("list_item", "1. one"),
        ("list_item", "   - inner"),
        ("list_item", "2. two"),
        ("table", "| A | B |\n| --- | --- |\n| 1 | 2% |"),
        ("heading", "Sets"),
        ("paragraph", "No order, says `a_b`."),
    ]


PROGRAMS = {
    "a.py": "import x\n\n# It.\n@cache\ndef tuples(a):\n    return KNOWN\n\nclass B:\n    pass\n",
    "a.java": "package p;\n\npublic class B {\n}\n\n/** x */\nclass tuples {\n  int KNOWN;\n}\n",
    "a.c": '#include "x.h"\n\nstatic int *tuples(int a)\n{\n  KNOWN;\n}\n\nvoid b(void) {}\n',
    "a.h": "struct other { int a; };\nstruct tuples {\n  int KNOWN;\n};\n",
    "a.cpp": "int x;\nstd::vector<int> tuples(int a) {\n  KNOWN;\n}\nvoid b() {\n}\n",
    "a.js": "const a = 1;\nexport function tuples() {\n  KNOWN;\n}\nclass B {}\n",
    "a.ts": "interface A {}\nexport const tuples = () => {\n  KNOWN;\n};\ntype B = 1;\n",
    "a.go": "package a\n\nfunc (s S) tuples() {\n\tKNOWN\n}\n\ntype B int\n",
    "a.rs": "use a;\npub fn tuples() {\n  KNOWN\n}\nstruct B;\n",
    "a.sql": "CREATE TABLE IF NOT EXISTS tuples (\n  KNOWN int\n);\ncreate view b as select 1;\n",
    "a.sh": "set -e\ntuples() {\n  KNOWN\n}\nb () {\n}\n",
    "a.r": "library(x)\ntuples <- function(a) {\n  KNOWN\n}\nb <- function() 1\n",
    "a.m": "function y = tuples(x)\n  KNOWN\nend\nfunction b()\nend\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_by_definition(tmp_path: Path, name: str) -> None:
    parsed = parse(text(tmp_path / name, PROGRAMS[name]))
    assert (parsed.title, section_of(parsed, "KNOWN")) == (name, "tuples")
    assert {e.kind for e in parsed.elements} == {"heading", "code"}
    told = "\n".join(e.text for e in parsed.elements if e.kind == "code")
    assert told.split() == PROGRAMS[name].split()


def test_a_program_without_definitions(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.py", "print(1)\n"))
    assert parsed.elements == [Element("code", "print(1)", language="python")]


def test_a_long_class_is_parted_at_its_methods(tmp_path: Path) -> None:
    methods = "".join(f"    def m{n}(self):\n        return {n}\n\n" for n in range(40))
    parsed = parse(text(tmp_path / "a.py", f"class Long:\n{methods}"))
    assert section_of(parsed, "return 37") == "Long > m37"


def test_a_transcript_by_time(tmp_path: Path) -> None:
    cues = [f"{n}\n00:{n:02}:00,000 --> 00:{n:02}:59,500\nWord {n} is said.\n" for n in range(50)]
    cues[30] = f"30\n00:30:00,000 --> 00:30:59,500\n<i>{SENTENCE}</i>\n"
    parsed = parse(text(tmp_path / "a.srt", "\n".join(cues)))
    assert section_of(parsed) == "0:30:00"


def test_captions_that_scroll_say_nothing_twice(tmp_path: Path) -> None:
    content = (
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<v Ann>A tuple\n\n"
        "00:02.000 --> 00:03.000\n<v Ann>A tuple cannot\n\n"
        "00:03.000 --> 00:04.000\ncannot\n\n00:20.000 --> 00:21.000\nLater.\n"
    )
    parsed = parse(text(tmp_path / "a.vtt", content))
    assert [(e.kind, e.text) for e in parsed.elements] == [
        ("heading", "0:00:01"),
        ("paragraph", "Ann: A tuple cannot"),
        ("heading", "0:00:20"),
        ("paragraph", "Later."),
    ]


def test_a_mail(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Midterm “moved”", "Ann Ö <ann@example.org>"
    mail.set_content(f"Dear all,\n\n{SENTENCE}\n")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    parsed = parse(tmp_path / "a.eml")
    assert parsed.title == "Midterm “moved”"
    assert [e.text for e in parsed.elements] == [
        "From: Ann Ö <ann@example.org>",
        "Dear all,",
        SENTENCE,
        "Attachments: plan.pdf",
    ]
    assert parsed.notes == ("Attachments were not read: plan.pdf.",)


def test_an_archive_by_path(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", {"b.txt": "Inner text."})
    path = archive(
        tmp_path / "a.zip",
        {
            "week 1/ü.md": f"# Tuples\n\n{SENTENCE}",
            "inner.zip": inner.read_bytes(),
            "film.mp4": "film",
            "__MACOSX/x.md": "x",
        },
    )
    parsed = parse(path)
    assert section_of(parsed) == "week 1/ü.md > Tuples"
    assert section_of(parsed, "Inner text.") == "inner.zip > b.txt"
    assert [note.split(" are not")[0] for note in parsed.notes] == ["film.mp4: .mp4 files"]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tiff"])
def test_a_picture_needs_a_program(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unsupported, match=r"needs OCR .*: apt install tesseract-ocr"):
        parse(scan(tmp_path / f"a{suffix}", SENTENCE))
    misnamed = scan(tmp_path / f"a{suffix}", SENTENCE).rename(tmp_path / "a.pdf")
    with pytest.raises(Unsupported, match=rf"named \.pdf but is .* {suffix} file\. The picture"):
        parse(misnamed)


@pytest.mark.skipif(not TESSERACT.find(), reason="tesseract is not installed")
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tiff"])
def test_a_picture_is_recognised(tmp_path: Path, suffix: str) -> None:
    parsed = parse(scan(tmp_path / f"a{suffix}", SENTENCE))
    assert [element.text for element in parsed.elements] == [SENTENCE]


@pytest.mark.skipif(not LIBREOFFICE.find(), reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("suffix", "section", "page"), [(".doc", "Tuples", None), (".odp", "Sets", 2)]
)
def test_other_office_files_are_converted(
    tmp_path: Path, suffix: str, section: str, page: int | None
) -> None:
    modern = a_docx(tmp_path) if suffix == ".doc" else a_pptx(tmp_path)
    profile = (tmp_path / "profile").as_uri()
    options = ["--headless", f"-env:UserInstallation={profile}", "--convert-to", suffix[1:]]
    LIBREOFFICE.run([*options, "--outdir", str(tmp_path), str(modern)], "The file", 100)
    parsed = parse(modern.with_suffix(suffix))
    assert section_of(parsed) == section
    assert [e.page for e in parsed.elements if SENTENCE in e.text] == [page]


def a_docx(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading("Sequences", 0)
    document.add_heading("Tuples", 1)
    document.add_paragraph(SENTENCE)
    document.save(str(folder / "-a.docx"))
    return folder / "-a.docx"


def a_pptx(folder: Path) -> Path:
    deck = pptx.Presentation()
    for title, said in (("Lists", "It grows."), ("Sets", SENTENCE)):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = said
    deck.save(str(folder / "-a.pptx"))
    return folder / "-a.pptx"


ENCODED = {
    "cp1252": "L'élève doit étudier la leçon et “réviser” à la maison.",
    "cp1251": "Кортеж — это неизменяемая последовательность значений.",
    "koi8_r": "Кортеж это неизменяемая последовательность значений.",
    "cp1250": "Krotka jest uporządkowanym ciągiem wartości, którego nie można zmienić.",
    "cp1253": "Η πλειάδα είναι μια αμετάβλητη ακολουθία.",
    "cp1256": "الصف هو تسلسل مرتب من القيم التي لا يمكن تغييرها",
    "cp932": "これは日本語のテキストです。タプルは変更できません。",
    "euc_jp": "これは日本語のテキストです。タプルは変更できません。",
    "iso2022_jp": "これは日本語のテキストです。タプルは変更できません。",
    "gb18030": "元组是不可变的有序序列，可以用作字典的键。",
    "big5": "元組是不可變的有序序列，可以用作字典的鍵。",
    "cp949": "튜플은 변경할 수 없는 순서가 있는 값의 모음입니다.",
    "utf-16-be": "A tuple – an ordered one – cannot be changed.",
    "utf-32": "A tuple – an ordered one – cannot be changed.",
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(ENCODED[encoding].encode(encoding))
    assert parse(tmp_path / "a.txt").elements == [Element("paragraph", ENCODED[encoding])]


@pytest.mark.parametrize("declared", ["", "<meta charset='utf-8'>", "<meta charset='cp1250'>"])
def test_a_page_is_read_in_its_encoding(tmp_path: Path, declared: str) -> None:
    page = f"<html><head>{declared}</head><body><p>Größe zählt.</p></body></html>"
    (tmp_path / "a.html").write_bytes(page.encode("cp1250" if "cp1250" in declared else "utf-8"))
    assert [element.text for element in parse(tmp_path / "a.html").elements] == ["Größe zählt."]


def test_a_formula_of_a_page_is_kept_as_tex(tmp_path: Path) -> None:
    formula = (
        "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation>"
        "</semantics></math>"
    )
    page = text(tmp_path / "a.html", f"<html><body><p>It is {formula} here.</p></body></html>")
    assert [element.text for element in parse(page).elements] == ["It is $x^2$ here."]


def test_the_caption_of_a_program_in_rst_is_read(tmp_path: Path) -> None:
    program = (
        ".. code-block:: python\n   :caption: How seals are counted\n   :linenos:\n\n   seals = 3\n"
    )
    parsed = parse(text(tmp_path / "a.rst", f"{SENTENCE}\n\n{program}"))
    assert [e.text for e in parsed.elements][1:] == ["How seals are counted", "seals = 3"]
