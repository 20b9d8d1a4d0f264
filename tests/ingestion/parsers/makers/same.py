"""One text in eight formats: ten sections of five facts, written by generators of our own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.ingestion.packages import book, odt
from tests.ingestion.parsers.files import Show, pdf, text
from tests.ingestion.parsers.makers.slides import deck, saved, slide
from tests.ingestion.parsers.makers.word import docx, p, table

TITLE = "The Tarn harbour course"
TOPICS = (
    "Tides", "Locks", "Pilots", "Cranes", "Ferries", "Buoys", "Dredging", "Storms", "Customs",
    "Lighthouses",
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A section: two sentences, two list items and a table row are its five facts."""

    number: int
    topic: str

    @property
    def sentences(self) -> tuple[str, str]:
        first = (
            f"The rule of {self.topic.lower()} was written in {1900 + self.number} by Orla Pike."
        )
        return first, f"It costs {self.number + 12} points to miss the lab on {self.topic.lower()}."

    @property
    def items(self) -> tuple[str, str]:
        return (
            f"Bring form {self.topic[0]}{self.number} to the quay",
            f"Meet at gate {self.number + 30}",
        )

    @property
    def row(self) -> tuple[str, str]:
        return f"Exam on {self.topic.lower()}", f"{self.number + 1} June"

    @property
    def facts(self) -> tuple[str, ...]:
        """What must be found, as a reader of a table has it in Markdown."""
        return (*self.sentences, *self.items, f"| {self.row[0]} | {self.row[1]} |")


SECTIONS = tuple(Section(number, topic) for number, topic in enumerate(TOPICS, start=1))
HEAD = ("Event", "Date")


def as_docx(path: Path) -> None:
    bullet = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    numbering = (
        '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="3">'
        '<w:abstractNumId w:val="3"/></w:num>'
    )
    body = p(TITLE, style="Title")
    for section in SECTIONS:
        body += p(section.topic, style="heading1") + "".join(map(p, section.sentences))
        body += "".join(p(item, more=bullet) for item in section.items)
        body += table(HEAD, section.row)
    docx(path, body, numbering)


def as_pptx(path: Path) -> None:
    made = deck()
    for section in SECTIONS:
        shown = slide(made, section.topic, *section.sentences, *section.items)
        grid = shown.shapes.add_table(2, 2, 0, 4_000_000, 5_000_000, 900_000).table
        for place, content in enumerate((*HEAD, *section.row)):
            grid.cell(place // 2, place % 2).text = content
    saved(made, path)


def as_odt(path: Path) -> None:
    body = ""
    for section in SECTIONS:
        body += f'<text:h text:outline-level="1">{section.topic}</text:h>'
        body += "".join(f"<text:p>{line}</text:p>" for line in section.sentences)
        items = (f"<text:list-item><text:p>{i}</text:p></text:list-item>" for i in section.items)
        body += f"<text:list>{''.join(items)}</text:list>"
        rows = ("".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
                for row in (HEAD, section.row))  # fmt: skip
        lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        body += f"<table:table>{lines}</table:table>"
    odt(path, body)


def _html(section: Section) -> str:
    lines = "".join(f"<p>{line}</p>" for line in section.sentences)
    items = "".join(f"<li>{item}</li>" for item in section.items)
    head, row = (
        "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)
        for tag, cells in (("th", HEAD), ("td", section.row))
    )
    grid = f"<table><tr>{head}</tr><tr>{row}</tr></table>"
    return f"<h2>{section.topic}</h2>{lines}<ul>{items}</ul>{grid}"


def as_html(path: Path) -> None:
    whole = "".join(map(_html, SECTIONS))
    text(path, f"<html><body><h1>{TITLE}</h1>{whole}</body></html>")


def as_epub(path: Path) -> None:
    chapter = "<html xmlns='http://www.w3.org/1999/xhtml'><body>{}</body></html>"
    book(path, TITLE, [chapter.format(_html(section)) for section in SECTIONS])


def as_md(path: Path) -> None:
    parts = [f"# {TITLE}"]
    for section in SECTIONS:
        parts += [f"## {section.topic}", *section.sentences]
        parts += ["\n".join(f"- {item}" for item in section.items)]
        parts += [f"| {' | '.join(HEAD)} |\n|---|---|\n| {' | '.join(section.row)} |"]
    text(path, "\n\n".join(parts) + "\n")


def as_tex(path: Path) -> None:
    parts = [rf"\documentclass{{article}}\title{{{TITLE}}}\begin{{document}}\maketitle"]
    for section in SECTIONS:
        parts += [rf"\section{{{section.topic}}}", *section.sentences]
        items = "".join(rf"\item {item} " for item in section.items)
        parts += [rf"\begin{{itemize}}{items}\end{{itemize}}"]
        rows = r" \\ ".join(" & ".join(row) for row in (HEAD, section.row))
        parts += [rf"\begin{{tabular}}{{ll}}{rows}\end{{tabular}}"]
    text(path, "\n\n".join([*parts, r"\end{document}"]))


def as_pdf(path: Path) -> None:
    pages = []
    for section in SECTIONS:
        shown = [Show(72, 760, f"{section.number} {section.topic}", 16, "bold")]
        shown += [Show(72, 730 - 26 * n, line) for n, line in enumerate(section.sentences)]
        shown += [Show(72, 670 - 16 * n, f"- {item}") for n, item in enumerate(section.items)]
        cells = (
            (n, m, cell) for n, r in enumerate((HEAD, section.row)) for m, cell in enumerate(r)
        )
        shown += [Show(72 + 250 * m, 610 - 16 * n, cell) for n, m, cell in cells]
        pages.append(shown)
    pdf(path, pages, title=TITLE)


WRITERS: dict[str, Callable[[Path], None]] = {
    ".docx": as_docx,
    ".pptx": as_pptx,
    ".odt": as_odt,
    ".html": as_html,
    ".md": as_md,
    ".tex": as_tex,
    ".pdf": as_pdf,
    ".epub": as_epub,
}
PAGED = (".pptx", ".pdf")
