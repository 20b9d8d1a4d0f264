"""Captions that scroll: each line once, whatever a player shows twice."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingestion.parsers import parse
from tests.ingestion.parsers.files import text

YOUTUBE = """WEBVTT
Kind: captions

NOTE made by a program

00:00:00.160 --> 00:00:02.830 align:start position:0%
 
hello<00:00:00.480><c> and</c><00:00:00.680><c> welcome</c>

00:00:02.830 --> 00:00:02.840 align:start position:0%
hello and welcome
 

00:00:02.840 --> 00:00:05.000 align:start position:0%
hello and welcome
to<00:00:03.000><c> the</c><c> course</c>

00:00:05.000 --> 00:00:05.010
to the course
 

00:00:05.010 --> 00:00:08.000
to the course
on glaciers
"""
ROLLING = """1
00:00:01,000 --> 00:00:02,000
hello and welcome

2
00:00:02,000 --> 00:00:03,000
hello and welcome
to the course

3
00:00:03,000 --> 00:00:04,000
to the course
on glaciers
"""
GROWING = """1
00:00:01,000 --> 00:00:02,000
hello and
2
00:00:02,000 --> 00:00:03,000
hello and welcome
3
00:00:03,000 --> 00:00:04,000
hello and welcome
to the
4
00:00:04,000 --> 00:00:05,000
hello and welcome
to the course on glaciers
"""


@pytest.mark.parametrize(
    ("name", "content"), [("a.vtt", YOUTUBE), ("a.srt", ROLLING), ("b.srt", GROWING)]
)
def test_each_line_is_read_once(tmp_path: Path, name: str, content: str) -> None:
    clock, said = parse(text(tmp_path / name, content)).elements
    assert said.text == "hello and welcome to the course on glaciers"
    assert clock.text in ("0:00:00", "0:00:01")


def test_a_cue_without_end_takes_linear_time(tmp_path: Path) -> None:
    def seconds(lines: int) -> float:
        cue = "00:00:0{} --> 00:00:0{}\n{}\n"
        many = "\n".join(f"line {n % 7}" for n in range(lines))
        content = cue.format(1, 2, many) + "\n" + cue.format(3, 4, "The end.")
        began = time.process_time()
        parsed = parse(text(tmp_path / "a.vtt", f"WEBVTT\n\n{content}"))
        assert parsed.elements[-1].text.endswith("The end.")
        return time.process_time() - began

    assert seconds(32_000) < 12 * seconds(8_000) + 0.5
