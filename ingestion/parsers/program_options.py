"""The options that Quarto writes at the top of a program: "#| fig-cap: Tides at Morvah"."""

from __future__ import annotations

import re

OPTION = re.compile(r"\s*(?:#|//|--|%%?|;|!|')\|(?P<option>.*)")
CAPTION = re.compile(r"\s*(?:fig|tbl|lst)-(?P<kind>cap|alt):\s*(?P<text>.*\S)\s*")
QUOTED = re.compile(r"(?P<mark>[\"'])(?P<text>.*)(?P=mark)")


def parted(program: str) -> tuple[list[str], str]:
    """The captions and descriptions among the options, and the program without its options."""
    lines = program.splitlines()
    options: list[str] = []
    for line in lines:
        found = OPTION.match(line)
        if not found:
            break
        options.append(found["option"])
    captions = [text for option in options if (text := _caption(option))]
    return captions, "\n".join(lines[len(options) :]).strip("\n") if options else program


def _caption(option: str) -> str:
    """The text of a caption, "" for other options and for lists of captions."""
    found = CAPTION.fullmatch(option)
    if not found:
        return ""
    quoted = QUOTED.fullmatch(found["text"])
    text = quoted["text"] if quoted else found["text"]
    plain = text if text.strip("|>[]-+ ") else ""
    return f"Picture: {plain}" if plain and found["kind"] == "alt" else plain
