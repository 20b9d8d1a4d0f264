"""Transcripts of recordings (SubRip, WebVTT): cues joined to passages, each under its time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import read

TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
CUE = re.compile(rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}.*")
SPEAKER = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
TAG = re.compile(r"</?[A-Za-z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
BREAK = re.compile(r"\\[Nnh]")  # of a line, as subtitle editors write it
ENOUGH = 500  # characters after which a passage ends with the sentence
MOST = 800  # characters after which it ends anyway
ROLLING = 20  # lines that may scroll; more are on no screen
PAUSE = 8.0  # seconds of silence that end a passage


@dataclass(frozen=True, slots=True)
class Cue:
    """The words from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def parse(path: Path, _: Reading) -> Parsed:
    """Read a transcript: a section a passage, named by when it begins ("0:12:05")."""
    cues = list(_without_repeats(_cues(read(path))))
    if not cues:
        raise Unreadable("No times and texts were found; the file is not a transcript.")
    return Parsed("", [element for passage in _passages(cues) for element in _elements(passage)])


def _cues(text: str) -> Iterator[Cue]:
    """The cues; a line of spaces is part of one (YouTube writes them), an empty line ends it."""
    times: tuple[str | None, ...] = ()
    lines: list[str] = []
    ended = False
    for line in [*text.split("\n"), None]:
        found = CUE.fullmatch(line) if line is not None else None
        if (found or line is None) and times:
            yield _cue(times, lines, numbered=found is not None and not ended)
        if found:
            times, lines, ended = found.groups(), [], False
        elif line and not ended:
            lines.append(line)
        ended = ended or (line == "" and any(map(str.strip, lines)))


def _cue(times: tuple[str | None, ...], lines: list[str], numbered: bool) -> Cue:
    """A cue of these lines; the last may be the next cue's number if no empty line separates."""
    if numbered and lines and lines[-1].strip().isdecimal():
        lines = lines[:-1]
    shown = tuple(filter(None, map(_plain, lines)))
    return Cue(_seconds(times[:4]), _seconds(times[4:]), shown)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _plain(line: str) -> str:
    return unescape(TAG.sub("", SPEAKER.sub(r"\1: ", BREAK.sub(" ", line)))).strip()


def _without_repeats(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Captions that scroll show each line two or three times, and some grow by a word a cue."""
    shown: tuple[str, ...] = ()
    for cue in cues:
        lines = _new(shown, cue.lines)
        if lines:
            yield Cue(cue.start, cue.end, lines)
        shown = cue.lines or shown


def _new(shown: tuple[str, ...], lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a cue that were not shown before it."""
    for start in range(max(len(shown) - ROLLING, 0), len(shown)):
        kept = shown[start:]
        if lines[: len(kept)] == kept:
            return lines[len(kept) :]
        grown = lines[len(kept) - 1] if len(lines) >= len(kept) else ""
        if lines[: len(kept) - 1] == kept[:-1] and grown.startswith(f"{kept[-1]} "):
            return (grown[len(kept[-1]) :].strip(), *lines[len(kept) :])
    return () if lines and " ".join(shown).endswith(" ".join(lines)) else lines


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
