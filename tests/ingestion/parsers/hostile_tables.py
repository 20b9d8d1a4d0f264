"""Tables, lists, questions and captions that break programs: rules without end, cells that nobody
sees, lists within lists."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font

from tests.ingestion.packages import archive, odt
from tests.ingestion.parsers.files import text
from tests.ingestion.parsers.makers.pdf_pages import one_page, shown

Maker = Callable[[Path], object]
SENTENCE = "A tuple cannot be changed."
LINE = shown([(72, 760, SENTENCE)])
DEEP = "<text:list><text:list-item>"


def written(content: str) -> Maker:
    return lambda path: text(path, content)


def ruled(rules: int, length: int) -> Maker:
    """Rules in both directions at any place."""

    def make(path: Path) -> None:
        chance = random.Random(rules)
        places = [(chance.uniform(0, 600), chance.uniform(0, 740)) for _ in range(rules)]
        drawn = "\n".join(
            f"{x:.1f} {y:.1f} m {x + length * (n % 2):.1f} {y + length * (1 - n % 2):.1f} l S"
            for n, (x, y) in enumerate(places)
        )
        one_page(path, f"0.5 w\n{drawn}\n{LINE}")

    return make


def small_cells(path: Path) -> None:
    """A table of 60 rows and columns, each rule in pieces."""
    pieces = [
        f"{50 + 8 * j} {50 + 10 * i} m {58 + 8 * j} {50 + 10 * i} l S "
        f"{50 + 8 * i} {50 + 10 * j} m {50 + 8 * i} {60 + 10 * j} l S"
        for i in range(61)
        for j in range(60)
    ]
    one_page(path, "\n".join(("0.5 w", *pieces, LINE)))


def white_cells(path: Path) -> None:
    """Many cells of white text and many coloured ranges beside them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([SENTENCE])
    for _ in range(400):
        sheet.append(["x"] * 9)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.font = Font(color="FFFFFF")
    for number in range(300):
        blank = Rule(type="containsBlanks")
        sheet.conditional_formatting.add(f"ZZ{number + 1}:ZZ{number + 1}", blank)
    book.save(path)


def circle_of_styles(path: Path) -> None:
    """Styles that are each other's parents, of white text."""
    style = (
        '<style:style xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'style:name="{}" style:parent-style-name="{}"/>'
    )
    styles = style.format("A", "B") + style.format("B", "A")
    odt(path, f'{styles}<text:p text:style-name="A">{SENTENCE}</text:p>')


def page_as_text(path: Path) -> None:
    """A package that names itself a text and has none."""
    kind = "application/vnd.oasis.opendocument.text-web"
    archive(path, {"mimetype": kind, "content.xml": "<x/>"})


GOOD_TABLES: dict[str, Maker] = {
    "rules.pdf": ruled(3_000, 200),
    "few-rules.pdf": ruled(900, 300),
    "small-cells.pdf": small_cells,
    "white.xlsx": white_cells,
    "lists.odt": lambda path: odt(
        path, f"{DEEP * 200}<text:p>{SENTENCE}</text:p>{'</text:list-item></text:list>' * 200}"
    ),
    "levels.odt": lambda path: odt(
        path,
        f'<text:h text:outline-level="{"9" * 40}">A</text:h>'
        '<text:h text:outline-level="x">B</text:h>'
        f'<text:list><text:list-item text:start-value="{"9" * 40}"><text:p>{SENTENCE}</text:p>'
        "</text:list-item></text:list>",
    ),
    "styles.odt": circle_of_styles,
    "parts.gift": written(f"{SENTENCE} {{}}\n" + "::a::q {=x ~y}\n" * 5_000),
    "open.gift": written(f"{SENTENCE}\n\n" + "{" * 50_000 + "\n" * 9 + "}\n::a::" * 5_000),
    "figures.md": written(f"{SENTENCE}\n\n" + ":::{figure} a.png\n" * 5_000),
    "tables.tex": written(
        SENTENCE + r"\begin{longtable}{l}\caption{" + r"\endhead a\\" * 2_000 + r"\end{longtable}"
    ),
    "overlays.tex": written(
        rf"\begin{{frame}}{{x}}{SENTENCE}" + r"\item<1->" * 5_000 + r"\onslide<" * 5_000
    ),
    "open-arguments.tex": written(f"{SENTENCE} " + "\\multirow{2}{idrule\n" * 60),
    "open-arguments-of-boxes.tex": written(f"{SENTENCE} " + r"\begin{block}{x \textbf{y " * 60),
    "cue.srt": written(
        f"00:00:01,0 --> 00:00:02,0\n{SENTENCE}\n\n00:00:03,0 --> 00:00:04,0\n" + "a\nb\n" * 9_000
        + "\n00:00:05,0 --> 00:00:06,0\nb\n"
    ),
    "answer.html": written(
        f"<p>{SENTENCE}</p><div class=answer><div class=r0><div class=r0>x</div></div></div>"
    ),
    "answers.html": written(f"<p>{SENTENCE}</p>" + "<div class=answer><div class=r0>" * 5_000),
    "colors.rtf": written(
        r"{\rtf1{\colortbl" + ";" * 20_000 + "}" + rf"\pard {SENTENCE}" + r"{\cf9 " * 3_000
    ),
}  # fmt: skip
BAD_TABLES: dict[str, tuple[Maker, str]] = {
    "text-web.odt": (page_as_text, "No text"),
    "spaces.gift": (written("\n \n"), "no questions"),
}
