"""Generated materials of any size, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

VOCABULARY = (
    "a the of in and to is that it for with as on by this are from or an be which at each one "
    "value list program function number point data table order element set case step result name "
    "type file line word part time system state input output value class object method variable "
    "loop string index graph node edge tree path search sort memory model error test theory proof "
    "sum product matrix vector field force energy mass market price demand supply cell protein "
    "gene history city law court state power river plant animal season method sample measure"
).split()
LINES, WORDS = 24, 12  # per page, per line
A4 = (595, 842)  # points


def sentence(rng: random.Random, words: int) -> str:
    """Common words in random order."""
    return " ".join(rng.choices(VOCABULARY, k=words)).capitalize() + "."


def notes(folder: Path, count: int, seed: int, sentences: int = 6) -> None:
    """Write `count` small Markdown files; six sentences are about half a chunk."""
    rng = random.Random(seed)
    for number in range(count):
        file = folder / f"course-{number % 5}" / f"note-{number:04}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        body = " ".join(sentence(rng, 12) for _ in range(sentences))
        file.write_text(f"# Note {number}\n\n{body}\n", encoding="utf-8")


def book(path: Path, pages: int) -> None:
    """Write a PDF with running headers, headings, full lines and page numbers."""
    rng = random.Random(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    fonts = "<< /F1 3 0 R >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number in range(1, pages + 1):
        drawn = "\n".join(
            f"BT /F1 {size} Tf 60 {y} Td ({text}) Tj ET" for size, y, text in _page(rng, number)
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] "
            f"/Contents {2 * number + 3} 0 R /Resources << /Font {fonts} >> >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_file(objects))


def _page(rng: random.Random, number: int) -> Iterator[tuple[int, int, str]]:
    """Each line's font size, height on the page in points, and text."""
    yield 9, 810, "A book about everything"
    yield 9, 30, str(number)
    y = 780
    if number % 5 == 1:
        yield 16, y, f"{number // 5 + 1} {sentence(rng, 3)[:-1]}"
        y -= 32
    for _ in range(LINES):
        yield 11, y, sentence(rng, WORDS)
        y -= 15


def _file(objects: list[str]) -> bytes:
    file = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    start, count = len(file), len(objects) + 1
    file += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    file += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
    file += f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(file)
