"""Questions from code: what does it print? Asked if the materials show the output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from agent.practice.exercise import Exercise
from agent.reasoners.extractive.reading import Unit, read
from agent.types import Passage

MOST = 12  # lines of code
_LABEL = re.compile(r"(?:The )?(?:output|it prints|this prints|prints):?", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*[`~]{3,}[^\n]*\n?", re.MULTILINE)


def outputs(passage: Passage) -> Iterator[Exercise]:
    """Questions from code that is followed by its output."""
    units = [u for u in read(passage).units if not _is_label(passage, u)]
    labelled = {u.start for u in _labelled(passage)}
    for code, output in pairwise(units):
        if code.kind != "code" or code.output or output.kind != "code" or code.lines > MOST:
            continue
        source = passage["text"][code.start : code.end]
        shown = passage["text"][output.start : output.end]
        if (output.output or output.start in labelled) and _stands_alone(source, shown):
            span = (output.start, output.end)
            inside = _inside(shown, output.start)
            asked = f"What does this code print?\n\n{source}\n\n"
            first = _inside(source, code.start)
            named = (first[0], passage["text"].find("\n", first[0]))
            yield Exercise(asked, passage, (span,), (inside,), named=named)


def _labelled(passage: Passage) -> Iterator[Unit]:
    for label, code in pairwise(read(passage).units):
        if code.kind == "code" and _is_label(passage, label):
            yield code


def _is_label(passage: Passage, unit: Unit) -> bool:
    return bool(_LABEL.fullmatch(passage["text"][unit.start : unit.end].strip()))


def _stands_alone(source: str, shown: str) -> bool:
    """Whether the code is self-contained: it prints, reads no input and raises nothing."""
    lines = [line for line in _FENCE.sub("", source).splitlines() if line.strip()]
    printed = _FENCE.sub("", shown).strip()
    return (
        len(lines) > 1
        and "print(" in source
        and not re.search(r"input\(|import random|open\(|np\.|glob|time\.|plt\.", source)
        and bool(printed)
        and printed.count("\n") < MOST
        and "Traceback" not in printed
        and _is_whole(source)
    )


def _is_whole(source: str) -> bool:
    """Whether every name used is defined in the code, as far as can be seen."""
    bare = _TEXT.sub(" ", _FENCE.sub("", source))
    groups = [group for made in _MADE for group in made.findall(bare)]
    made = set(re.findall(r"\w+", " ".join(groups)))
    used = set(re.findall(r"(?<![\w.])([^\W\d]\w*)\b(?!\s*=[^=])", bare))
    return used <= made | _KNOWN


_TEXT = re.compile(
    r"#[^\n]*|f?\"\"\".*?\"\"\"|\bf?\"[^\"\n]*\"|f?'[^'\n]*'|\"[^\"\n]*\"", re.DOTALL
)
_MADE = (
    re.compile(r"(?m)^[ \t]*([\w, \t]+?)\s*(?:[-+*/]|//)?=(?!=)"),
    re.compile(r"\b(?:def|class|as|import)\s+(\w+)"),
    re.compile(r"\bfor\s+([\w, ()]+?)\s+in\b"),
    re.compile(r"def \w+\(([^)]*)\)"),
    re.compile(r"lambda ([\w, ]+):"),
)
"""Patterns that define a name."""
_KNOWN = frozenset(
    """print len range int float str bool list dict set tuple sum min max abs round sorted reversed
    enumerate zip type isinstance any all map filter ord chr True False None and or not in is if
    elif else for while def return break continue pass try except finally raise as from import
    lambda with class assert del yield ValueError KeyError IndexError TypeError NameError
    ZeroDivisionError Exception""".split()
)


def _inside(shown: str, start: int) -> tuple[int, int]:
    """The output without its fences."""
    first = _FENCE.match(shown)
    begin = first.end() if first else 0
    end = shown.rstrip().rfind("\n")
    return start + begin, start + (end if end > begin else len(shown))
