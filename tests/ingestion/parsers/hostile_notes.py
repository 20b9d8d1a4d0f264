"""Notes and PDFs that break programs: Markdown, TeX, notebooks, captions, pages of PDFs."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tests.ingestion.parsers.files import pdf_file, text
from tests.ingestion.parsers.makers import pdf_pages
from tests.ingestion.parsers.makers.pdf_pages import one_page, shown, stream

Maker = Callable[[Path], object]
SENTENCE = "A tuple cannot be changed."
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def written(content: str) -> Maker:
    return lambda path: text(path, content)


def cells(*found: object, **metadata: object) -> Maker:
    """A notebook of these cells."""
    content = {"nbformat": 4, "metadata": metadata, "cells": list(found)}
    return lambda path: text(path, json.dumps(content))


def output(**forms: object) -> dict[str, object]:
    shown = {"output_type": "display_data", "data": forms}
    return {"cell_type": "code", "source": SENTENCE, "outputs": [shown]}


LAUGHING = "\n".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}]" for a, b in pairwise(LETTERS))
BOMB = "".join(rf"\def\{a}{{\{b}\{b}\{b}\{b}}}" for a, b in pairwise(LETTERS[:20]))
SILENT = "".join(rf"\def\{a}{{\{b}\{b}\{b}\{b}}}" for a, b in pairwise(LETTERS[:20])) + r"\def\t{}"
LINE = shown([(72, 700, SENTENCE)])
NAMED_TABLE = (
    "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <80> <0000> {} endbfchar"
)


def broken_table(path: Path) -> None:
    """A table of Unicode that is no table, with a letter that has none."""
    font = "/Encoding << /Differences [128 /fi] >> /ToUnicode 6 0 R"
    texts = shown([(72, 700, SENTENCE), (72, 680, r"\200")])
    one_page(path, texts, objects=[stream(NAMED_TABLE.format("<" * 5000))], font=font)


def circle_of_fields(path: Path) -> None:
    """A field of a form that is its own parent."""
    field = (
        "<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 9 9] /Parent 6 0 R /Kids [6 0 R] >>"
    )
    fields = "/AcroForm << /Fields [6 0 R 6 0 R] >>"
    one_page(path, LINE, "/Annots [6 0 R 6 0 R 99 0 R]", fields, [field])


def wide_annotations(path: Path) -> None:
    """Notes on the page that stand nowhere, and very many of them."""
    note = "<< /Type /Annot /Subtype /FreeText /Rect [9e9 -9e9 nan 1] /Contents (x) >>"
    one_page(path, LINE, f"/Annots [{'6 0 R ' * 5_000}]", objects=[note])


def nameless_attachments(path: Path) -> None:
    """Attachments without names or content, and a tree of names in a circle."""
    names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R (b) 99 0 R] /Kids [7 0 R] >> >>"
    objects = ["<< /Type /Filespec >>", "<< /Kids [7 0 R] >>"]
    one_page(path, LINE, catalog=names, objects=objects)


def no_page_size(path: Path) -> None:
    """Pages of size nothing, turned by nothing that there is."""
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 0 0] /Rotate 45 /Contents 5 0 R >>"
    kids = "<< /Type /Pages /Kids [4 0 R 4 0 R] /Count 2 >>"
    whole = ["<< /Type /Catalog /Pages 2 0 R >>", kids, "<< >>", page, stream(LINE)]
    path.write_bytes(pdf_file(whole))


GOOD_NOTES: dict[str, Maker] = {
    "aliases.md": written(f"---\na: &a [x]\n{LAUGHING}\n---\n\n{SENTENCE}\n"),
    "deep-front.md": written(f"---\na: {'[' * 5_000}\n---\n\n{SENTENCE}\n"),
    "endless-front.md": written(f"---\ntitle: x\n\n{SENTENCE}\n"),
    "boxes.md": written(f"{'::: note' + chr(10)}" * 3_000 + f"\n{SENTENCE}\n" + ":::\n" * 6_000),
    "fences.md": written(
        "".join(f"{'`' * (300 - n)}{{note}}\n" for n in range(290)) + f"\n{SENTENCE}\n"
    ),
    "dollars.md": written("$" * 50_001 + f"\n\n{SENTENCE}\n\n" + "$$\n" * 2_001),
    "braces.md": written("{.a" * 20_000 + f"\n\n{SENTENCE}\n\n" + "[x]{#a " * 5_000),
    "wikilinks.md": written("[[" * 20_000 + f"\n\n{SENTENCE}\n\n" + "%%\n" * 2_001),
    "footnotes.md": written(f"{SENTENCE}[^a]\n\n[^a]: See [^a] and [^b].\n[^b]: See [^a].\n"),
    "marks.md": written("==a" * 20_000 + "^1" * 20_000 + f"\n\n{SENTENCE}\n"),
    "tags.md": written("<div>" * 20_000 + f"\n\n{SENTENCE}\n\n" + "<table><tr><td>" * 500),
    "definitions.md": written("a\n: b\n" * 3_000 + f"\n{SENTENCE}\n"),
    "open-brackets.md": written("a ^[\\) " * 60_000 + f"\n\n{SENTENCE}\n"),
    "escapes.md": written(r"\(" + r"\a" * 60 + f"\n\n{SENTENCE}\n\n" + r"\(" * 20_000),
    "long-font.rtf": written(
        r"{\rtf1{\fonttbl{\f1 " + "a " * 90_000 + rf"}}}}\pard {SENTENCE}\par}}"
    ),
    "fonts.rtf": written(
        r"{\rtf1{\fonttbl" + r"{\f1 A}" * 60_000 + "}" + rf"\pard {SENTENCE}\par}}"
    ),
    "cells.rtf": written(
        rf"{{\rtf1 {SENTENCE}\par"
        + r"\trowd"
        + r"\clmrg\cellx9" * 9_000
        + r"\intbl"
        + r"\cell" * 9_000
        + r"\row"
        + r"\clvmrg\cellx1\nestcell\row" * 900
        + "}"
    ),
    "bomb.tex": written(rf"{SENTENCE} {BOMB} \a"),
    "silent.tex": written(rf"{SENTENCE} {SILENT} \a"),
    "loop.tex": written(rf"\def\a{{\b}}\def\b{{\a}}\newcommand\c{{\c}} {SENTENCE} \a \c"),
    "braces.tex": written(rf"{SENTENCE} \newcommand{{\a}}[9]{{#1}} " + "{" * 20_000 + r"\a"),
    "includes.tex": written(rf"\input{{includes}}\include{{/etc/passwd}}\input{{../x}} {SENTENCE}"),
    "spans.tex": written(
        rf"{SENTENCE} \begin{{tabular}}{{l}}\multicolumn{{999}}{{c}}{{a}} & "
        rf"\multirow{{999}}{{*}}{{b}} \\ c \end{{tabular}}"
    ),
    "verbs.tex": written(rf"{SENTENCE} " + r"\verb|" * 5_001 + r"\begin{verbatim}" * 2_000),
    "comments.tex": written(f"{SENTENCE}\n" + "%" * 50_000 + "\n" + "\\%%\n" * 5_000),
    "notes.tex": written(rf"{SENTENCE}\footnote{{a\footnote{{b\footnote{{c}}}}}}"),
    "tables.ipynb": cells(output(**{"text/html": f"<table>{'<tr><td>' * 3_000}"})),
    "scripts.ipynb": cells(output(**{"text/html": "<script>alert(1)</script>" * 99})),
    "long.ipynb": cells(output(**{"text/plain": "x" * (1 << 20)})),
    "levels.ipynb": cells(
        {"cell_type": "heading", "level": 10**9, "source": SENTENCE},
        {"cell_type": "heading", "level": -1, "source": "x"},
    ),
    "times.vtt": written(
        f"WEBVTT\n\n99:99:99.999 --> 00:00.000\n{SENTENCE}\n\n" + "00:01.000 --> 00:02.000\nx\n" * 9
    ),
    "arrows.srt": written(f"00:00:01,0 --> 00:00:02,0\n{SENTENCE}\n" + "-->\n" * 20_000),
    "no-size.pdf": no_page_size,
    "broken-table.pdf": broken_table,
    "circle.pdf": circle_of_fields,
    "annotations.pdf": wide_annotations,
    "attachments.pdf": nameless_attachments,
}
BAD_NOTES: dict[str, tuple[Maker, str]] = {
    "ink.pdf": (pdf_pages.ink, "drawing"),
    "comment.tex": (written("% nothing\n\\begin{document}\\end{document}"), "No text"),
    "comment.md": (written("%%\nnothing\n%%\n"), "No text"),
    "cells.ipynb": (cells({"cell_type": "code", "source": {}, "outputs": 3}), "No text"),
    "outputs.ipynb": (cells(output(**{"text/html": 7}), 5), "not a valid notebook"),
}
