"""python -m ingestion.parsers.pdf.speed FILE...: pages a second on one core, as JSON: "ours" for
`pdf.parse`, "plain" for taking the text out of the same files and doing nothing with it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from ingestion.parsers import parse

LEAST = 2.0  # seconds of processor time for each
ROUNDS = 5


def main(files: Sequence[Path]) -> None:
    """Measure both in turn, so that what else the machine does hits both; the best round counts."""
    pages = sum(map(plain, files))
    speeds = {"ours": 0.0, "plain": 0.0}
    ours: Callable[[Path], object] = parse
    for _ in range(ROUNDS):
        for name, read in (("ours", ours), ("plain", plain)):
            speeds[name] = max(speeds[name], _speed(read, files, pages))
    print(json.dumps(speeds))


def plain(file: Path) -> int:
    """All text of a file, thrown away; its number of pages."""
    document = pdfium.PdfDocument(file)
    for page in document:
        page.get_textpage().get_text_range()
    count = len(document)
    document.close()
    return count


def _speed(read: Callable[[Path], object], files: Sequence[Path], pages: int) -> float:
    began, times = time.process_time(), 0
    while time.process_time() - began < LEAST / ROUNDS:
        for file in files:
            read(file)
        times += 1
    return pages * times / (time.process_time() - began)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
