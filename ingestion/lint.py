"""Passages in the index that look badly read: for teachers, who know the materials."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_letters

from agent.languages.detect import passage_language
from agent.types import Chunk

FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$|\\begin\{.*?\\end\{\w+\*?\}|`[^`\n]+`", re.DOTALL)
HOLE = re.compile(
    r"(?<![^\W\d_])[^\W\d_]{2,} {2,}[^\W\d_]{2,}"  # two spaces where a word was
    r"|[^\W\d_] [.,](?= |$)"
    r"|(?<!\w)\( *\)(?= [a-z])|\ufffd"
    r"|Ã[©¨ª«¡¢¤§±³¶º¼]|â€[™œ“”˜]",  # UTF-8 that was taken for Latin letters
    re.MULTILINE,
)
HELD = re.compile(r"\b(?:the|an|than|loses|costs|equals)[.,;](?= |$)")
"""English words that nothing follows; in German "an" may stand there."""
MAYBE = re.compile(r"  | [.,]|\( *\)|(?:the|an|than|loses|costs|equals)[.,;]|[\ufffdÃâ]")
"""A part of every hole, found faster than the hole itself."""
A_TO_Z = ascii_letters.encode()
LITTLE = 20  # letters of a page
FEW_PAGES = 3  # of a document, whose pages may be short
LETTERS = 0.4  # of a section's characters; less is no text
LONG = 80  # characters of a section that is judged by its letters
GLUED = re.compile(r"[A-Za-z]{45}")  # letters of words without spaces; no language is written so
NAMED = 3  # places that are named


class Lint:
    """Looks at the chunks of one document while they pass through."""

    def __init__(self) -> None:
        self._holes: list[str] = []
        self._letters: dict[int, int] = defaultdict(int)
        self._titles: dict[int, str] = {}  # the section that a page begins in
        self._noise: dict[str, None] = {}

    def seen(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The same chunks."""
        for chunk in chunks:
            self._see(chunk)
            yield chunk

    def warnings(self, pages: int | None) -> list[str]:
        """Sentences on what to look at; none if all looks well. `pages`: of the document."""
        found = [_sentence("Sentences with gaps", [f"“{hole}”" for hole in self._holes])]
        if pages and pages > FEW_PAGES:
            titled = self._are_slides(pages)
            found_on = {
                n: self._letters[n] + (_letters(self._titles.get(n, "")) if titled else 0)
                for n in range(1, pages + 1)
            }
            short = [str(n) for n, letters in found_on.items() if letters < LITTLE]
            found.append(_sentence("Pages with little text", short))
        noise = [f"“{name}”" for name in self._noise]
        found.append(_sentence("Sections that do not look like text", noise))
        return [sentence for sentence in found if sentence]

    def _are_slides(self, pages: int) -> bool:
        """Whether most pages begin in a section of their own, whose name is on them."""
        names = [self._titles.get(number, "") for number in range(1, pages + 1)]
        return 2 * sum(a != b for a, b in pairwise(names)) >= pages

    def _see(self, chunk: Chunk) -> None:
        text = chunk["text"]
        prose = FENCED.sub("", text) if "```" in text else text
        lines = [line for line in prose.split("\n") if not line.lstrip().startswith("|")]
        for line in lines:
            if MAYBE.search(line) and (hole := _hole(plain := FORMULA.sub("x", line), text)):
                self._holes.append(_around(plain, hole))
        if chunk["page"] is not None:
            self._letters[chunk["page"]] += _letters(text)
            self._titles.setdefault(chunk["page"], chunk["section"].rpartition(" > ")[2])
        name = chunk["section"].rpartition(" > ")[2]
        noise = _is_noise("".join(lines)) or _is_glued(lines)
        if noise or (name and not any(map(str.isalpha, name))):
            self._noise[name or chunk["title"]] = None


def _hole(line: str, text: str) -> re.Match[str] | None:
    """The gap in a line of a text, if there is one."""
    held = HELD.search(line)
    return HOLE.search(line) or (held if held and passage_language(text) is None else None)


def _around(line: str, hole: re.Match[str]) -> str:
    """The words around a gap."""
    return f"…{line[max(hole.start() - 25, 0) : hole.end() + 15].strip()}…"


def _is_noise(text: str) -> bool:
    shown = "".join(text.split())
    return len(shown) > LONG and _letters(shown) < LETTERS * len(shown)


def _is_glued(lines: Sequence[str]) -> bool:
    """Whether words stand together without spaces."""
    for line in lines:
        word = max(line.split(), key=len, default="")
        if len(word) >= 45 and "/" not in word and GLUED.search(FORMULA.sub("x", word)):
            return True
    return False


def _letters(text: str) -> int:
    """How many letters there are in a text."""
    plain = text.encode("ascii", "ignore")
    few = len(plain) - len(plain.translate(None, A_TO_Z))
    return few if len(plain) == len(text) else few + sum(c > "\x7f" and c.isalpha() for c in text)


def _sentence(what: str, places: Sequence[str]) -> str:
    if not places:
        return ""
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    return f"{what}: {', '.join(places[:NAMED])}{more}."
