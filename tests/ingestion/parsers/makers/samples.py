"""One file of each type, with as much in it as the generators can put there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill

from tests.ingestion.parsers.files import Show, pdf
from tests.ingestion.parsers.makers import pdf_pages
from tests.ingestion.parsers.makers.charts import chart, diagram
from tests.ingestion.parsers.makers.courses import GIFT, XML_BANK, backup, cartridge, h5p
from tests.ingestion.parsers.makers.notes import CAPTIONS, MARKDOWN, NOTEBOOK, TEX
from tests.ingestion.parsers.makers.open_formats import MAIL, RST, RTF, chapters, numbered, writer
from tests.ingestion.parsers.makers.pages import SAVED
from tests.ingestion.parsers.makers.slides import (
    bars,
    deck,
    equation,
    hide,
    saved,
    slide,
    smart_art,
)
from tests.ingestion.parsers.makers.word import (
    HEADINGS,
    SPACES,
    box,
    cell,
    docx,
    field,
    graphic,
    math,
    notes,
    p,
    part,
    run,
    table,
)


def document(path: Path) -> Path:
    """A Word file."""
    wide = '<w:gridSpan w:val="2"/>'
    body = (
        p("Grading", style="heading1")
        + p("Essay", style="heading2")
        + p(
            '<w:ins w:id="1">' + run("New.") + "</w:ins>",
            '<w:r><w:footnoteReference w:id="1"/></w:r>',
        )
        + p(math("v=", part("f", num="V", den="K"), part("sSup", e="x", sup="2")))
        + table(("Group", cell("Exam", wide)), ("", "Date", "Room"), ("Teal", "2 June", "H12"))
        + p(run("Seen.", '<w:rStyle w:val="x"/>'), run("White.", '<w:color w:val="FFFFFF"/>'))
        + p(box(p("In a box.")), field("REF x", "2.4"))
        + f"<w:sdt><w:sdtContent>{p('Filled in.')}</w:sdtContent></w:sdt>"
        + p(graphic('<c:chart r:id="chart1"/>'), graphic('<dgm:relIds r:dm="diagramData1"/>'))
        + '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    )
    return docx(
        path,
        body,
        HEADINGS,
        footnotes=notes("footnote", "Below."),
        header1=f"<w:hdr {SPACES}>{p('Dr Pike, office K-77')}</w:hdr>",
        chart1=chart("Firing", ["Mon", "Fri"], {"Ovens": [41, 17]}),
        diagramData1=diagram({"1": "Plan", "2": "Fire"}, [("top", "1"), ("1", "2")]),
    )


def lecture(path: Path) -> Path:
    """A deck."""
    made = deck()
    bars(slide(made, "Figures"), "Enrolment", Students=(41, 17, 63))
    slide(made, "Quiz", "Delta.").shapes[1].left = -9_000_000
    smart_art(slide(made, "Cycle"), "Plan", "Build", lines=[("top", "1"), ("1", "2")])
    equation(slide(made, "Entropy", "It grows."), "The entropy is ", "S=-R")
    hide(slide(made, "Answers", "Delta."))
    slide(made, "Table").shapes.add_table(2, 2, 0, 0, 900_000, 900_000).table.cell(0, 0).text = "A"
    return saved(made, path)


def contents(path: Path) -> Path:
    """A PDF with a table of contents, and a table whose cells are centred from top to bottom."""
    titles = ("Contents", *(f"{n} Tides {'. ' * 20}{n + 1}" for n in range(1, 6)), "Part")
    listed = [Show(72, 720 - 20 * row, title) for row, title in enumerate(titles)]
    cells = ((72, 700, "Kind"), (300, 700, "Use"), (72, 660, "List"), (300, 667, "an index"))
    more = ((300, 653, "at once"), (72, 630, "Deque"), (300, 637, "both"), (300, 623, "ends"))
    return pdf(path, [listed, [Show(*cell) for cell in (*cells, *more)]])


def workbook(path: Path) -> Path:
    """A workbook."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("Plan",), ("Group", "Exam", None), (None, "Date", "Room"), ("Teal", "2 June", 7)):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B2:C2")
    sheet["C4"].number_format = '0.0 "EUR"'
    sheet["A4"].font = sheet["B4"].font = Font(color="FFFFFF")
    sheet["B4"].fill = PatternFill("solid", fgColor="1F3864")
    sheet.append(("Red", "3 June", 8))
    sheet["C5"].number_format = ";;;"
    sheet.conditional_formatting.add("A5:B6", Rule(type="containsBlanks"))
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.save(path)
    return path


def written(content: str) -> Callable[[Path], object]:
    """What writes a text."""
    return lambda path: path.write_text(content, encoding="utf-8")


MAKERS: dict[str, Callable[[Path], object]] = {
    "document.docx": document,
    "lecture.pptx": lecture,
    "workbook.xlsx": workbook,
    **{f"{program}.html": written(page) for program, page in SAVED.items()},
    "course.imscc": cartridge,
    "course.mbz": backup,
    "old.zip.mbz": backup,
    "bank.xml": written(XML_BANK),
    "bank.gift": written(GIFT),
    "quiz.h5p": h5p,
    "notes.md": written(MARKDOWN),
    "slides.tex": written(TEX),
    "notebook.ipynb": written(NOTEBOOK),
    "captions.vtt": written(CAPTIONS),
    "captions.srt": written(CAPTIONS.replace("WEBVTT\n\nNOTE x\n\n", "").replace(".", ",")),
    "writer.odt": writer,
    "book.epub": chapters,
    "notes.rtf": written(RTF),
    "notes.rst": written(RST),
    "mail.eml": written(MAIL),
    "form.pdf": pdf_pages.form,
    "ligatures.pdf": pdf_pages.ligatures,
    "boxes.pdf": pdf_pages.two_boxes,
    "sideways.pdf": lambda path: pdf_pages.sideways_table(path, "Upright."),
    "contents.pdf": contents,
    "attached.pdf": pdf_pages.attached,
    "ruled.pdf": pdf_pages.ruled,
    "numbered.odt": numbered,
}


def write(folder: Path) -> list[Path]:
    """All of them, in a folder."""
    for name, make in MAKERS.items():
        make(folder / name)
    return [folder / name for name in MAKERS]
