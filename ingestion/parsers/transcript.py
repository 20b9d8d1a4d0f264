"""Transcripts of recordings (SubRip, WebVTT): cues joined to passages, each under its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.reading import Reading
from ingestion.parsers.text import read

TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
CUE = re.compile(rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}.*")
SPEAKER = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
TAG = re.compile(r"</?[A-Za-z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
ENOUGH = 500  # characters after which a passage ends with the sentence
MOST = 800  # characters after which it ends anyway
PAUSE = 8.0  # seconds of silence that end a passage


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, in seconds."""

    start: float
    end: float
    text: str


def parse(path: Path, _: Reading) -> Parsed:
    """Read a transcript: a section a passage, named by when it begins ("0:12:05")."""
    cues = list(_without_repeats(_cues(read(path))))
    if not cues:
        raise Unreadable("No times and texts were found; the file is no transcript.")
    return Parsed("", [element for passage in _passages(cues) for element in _elements(passage)])


def _cues(text: str) -> Iterator[Cue]:
    for block in re.split(r"\n[ \t]*\n+", text):
        lines = block.strip("\n").split("\n")
        for number, line in enumerate(lines):
            if found := CUE.fullmatch(line):
                times = found.groups()
                said = " ".join(_plain(line) for line in lines[number + 1 :]).strip()
                yield Cue(_seconds(times[:4]), _seconds(times[4:]), said)
                break


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _plain(line: str) -> str:
    return unescape(TAG.sub("", SPEAKER.sub(r"\1: ", line))).strip()


def _without_repeats(cues: Iterator[Cue]) -> Iterator[Cue]:
    """Captions that scroll say each line two or three times."""
    before = ""
    for cue in cues:
        said = cue.text
        if before and said.startswith(before):
            said = said[len(before) :].strip()
        elif before.endswith(said):
            said = ""
        if said:
            yield Cue(cue.start, cue.end, said)
        before = cue.text or before


def _passages(cues: list[Cue]) -> Iterator[list[Cue]]:
    passage: list[Cue] = []
    length = 0
    for cue in cues:
        complete = length >= ENOUGH and passage[-1].text.endswith((".", "?", "!", "。"))
        silent = bool(passage) and cue.start - passage[-1].end > PAUSE
        if complete or silent or length >= MOST:
            yield passage
            passage, length = [], 0
        passage.append(cue)
        length += len(cue.text) + 1
    yield passage


def _elements(passage: list[Cue]) -> Iterator[Element]:
    yield Element("heading", _clock(passage[0].start), level=1)
    yield Element("paragraph", " ".join(cue.text for cue in passage))


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}"
