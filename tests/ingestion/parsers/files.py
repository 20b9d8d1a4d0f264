"""Small real files of each format, made for one test each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

FONTS = {"body": "Helvetica", "bold": "Helvetica-Bold", "code": "Courier"}
A4, SLIDE = (595, 842), (960, 540)
LOCKED = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >> /ID [<00> <00>]"


@dataclass(frozen=True)
class Show:
    """A text on a PDF page: lower left corner in points, size and one of FONTS."""

    x: float
    y: float
    text: str
    size: float = 11
    font: str = "body"


def pdf(
    path: Path,
    pages: Sequence[Sequence[Show]],
    title: str = "",
    size: tuple[int, int] = A4,
    locked: bool = False,
    catalog: str = "",
) -> Path:
    """A PDF written by hand, with the standard fonts."""
    names = {font: f"F{number}" for number, font in enumerate(FONTS)}
    fonts = " ".join(
        f"/{names[font]} << /Type /Font /Subtype /Type1 /BaseFont /{base} "
        "/Encoding /WinAnsiEncoding >>"
        for font, base in FONTS.items()
    )
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Title ({title}) >>",
    ]
    for number, shown in enumerate(pages):
        drawn = "\n".join(
            f"BT /{names[s.font]} {s.size} Tf {s.x} {s.y} Td ({_escaped(s.text)}) Tj ET"
            for s in shown
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] "
            f"/Contents {5 + 2 * number} 0 R /Resources << /Font << {fonts} >> >> >>",
            f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream",
        ]
    path.write_bytes(pdf_file(objects, LOCKED % ("x" * 32, "y" * 32) if locked else ""))
    return path


def scan(path: Path, said: str) -> Path:
    """A picture of a line of text; its suffix says in which format, PDF included."""
    picture = Image.new("L", (1700, 2200), 255)
    ImageDraw.Draw(picture).text((100, 300), said, font=ImageFont.load_default(90), fill=0)
    picture.save(path, resolution=200)
    return path


def joined(path: Path, *parts: Path) -> Path:
    """The pages of several PDFs in one."""
    whole = pdfium.PdfDocument.new()
    for part in parts:
        whole.import_pages(pdfium.PdfDocument(part))
    whole.save(path)
    whole.close()
    return path


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def pdf_file(objects: Sequence[str], trailer: str = "") -> bytes:
    """A PDF file of these objects, numbered from 1: catalog, pages, information, others."""
    file = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    start = len(file)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    return (
        file
        + (
            f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {count} /Root 1 0 R /Info 3 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )


def lines(
    text: str, x: float = 72, top: float = 700, leading: float = 14, **how: object
) -> list[Show]:
    """Each line of a text below the one before."""
    return [
        Show(x, top - number * leading, line, **how)  # type: ignore[arg-type]
        for number, line in enumerate(text.splitlines())
        if line
    ]


def notebook(path: Path, cells: Sequence[dict[str, object]], **metadata: object) -> Path:
    """A notebook of the given cells."""
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    path.write_text(json.dumps(content))
    return path


def text(path: Path, content: str) -> Path:
    """A text file, in folders that are made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path
