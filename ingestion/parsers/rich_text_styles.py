"""The style and font tables of an RTF file: styles that are headings, symbol fonts."""

from __future__ import annotations

import re

from ingestion.parsers.symbol_fonts import from_symbol_font

STYLE = re.compile(r"\{\\s(\d+)(?!\d)((?:[^{}]|\{[^{}]*\})*)\}")
LEVEL = re.compile(r"\\outlinelevel([0-8])(?!\d)")
NAMED = re.compile(r"[ ;}](?:heading|Heading|Überschrift) ([1-9]);")
USED = re.compile(r"\\s(\d+)(?![\d])(?=[\\ {}\r\n])")
FONTS = re.compile(r"\{[^{}]{0,100}\\fonttbl")
LONGEST_FONTS = 200_000  # characters; thousands of fonts
FONT = re.compile(r"\{\\f(\d+)(?!\d)((?:[^{};]|\{[^{}]*\})*);?\}")
GROUP = re.compile(r"\{[^{}]*\}")
SIGNS = re.compile(r"\b(?:Symbol|Wingdings)")
TOKEN = re.compile(
    r"\\(?P<name>[a-z]+)(?P<number>-?\d+)? ?|\\'(?P<code>[0-9a-fA-F]{2})|\\.|(?P<brace>[{}])"
    r"|(?P<sign>[!-\[\]-z|~])",
    re.DOTALL,
)


def headed(source: str) -> str:
    r"""The source with \outlinelevel in front of paragraphs whose style is that of a heading."""
    begun = source.find("{\\stylesheet")
    if begun < 0:
        return source
    end = _closing(source, begun)
    levels: dict[str, str] = {}
    for style in STYLE.finditer(source, begun, end):
        if level := LEVEL.search(style[2]):
            levels[style[1]] = level[1]
        elif named := NAMED.search(style[2]):
            levels[style[1]] = str(int(named[1]) - 1)
    if not levels:
        return source

    def marked(used: re.Match[str]) -> str:
        level = levels.get(used[1])
        return f"{used[0]}\\outlinelevel{level}" if level else used[0]

    return source[:end] + USED.sub(marked, source[end:])


def _closing(source: str, place: int) -> int:
    """The place after the group that begins at a place."""
    depth = 0
    for token in TOKEN.finditer(source, place):
        depth += {"{": 1, "}": -1}.get(token["brace"] or "", 0)
        if depth == 0:
            return token.end()
    return len(source)


def with_short_fonts(source: str) -> str:
    """The source without tables of fonts that striprtf would look through for minutes."""
    begun = FONTS.search(source)
    while begun:
        end = _closing(source, begun.start())
        if end - begun.start() > LONGEST_FONTS:
            source, end = source[: begun.start()] + source[end:], begun.start()
        begun = FONTS.search(source, end)
    return source


def with_signs(source: str) -> str:
    """The source with the characters of symbol fonts as what they show: "a" in Symbol is α."""
    fonts = {
        number: name[0]
        for number, said in FONT.findall(source)
        if (name := SIGNS.search(GROUP.sub("", said)))
    }
    return "".join(_Signs(fonts).parts(source)) if fonts else source


class _Signs:
    def __init__(self, fonts: dict[str, str]) -> None:
        self._fonts = fonts
        self._font = ""  # the symbol font at a place, "" for others
        self._outer: list[str] = []

    def parts(self, source: str) -> list[str]:
        found: list[str] = []
        place = end = 0
        begun = source.find("{\\fonttbl")
        if begun >= 0:
            end = _closing(source, begun)
            found.append(source[:end])
            place = end
        for token in TOKEN.finditer(source, end):
            found.append(source[place : token.start()])
            found.append(self._token(token))
            place = token.end()
        return [*found, source[place:]]

    def _token(self, token: re.Match[str]) -> str:
        if token["brace"] == "{":
            self._outer.append(self._font)
        elif token["brace"]:
            self._font = self._outer.pop() if self._outer else ""
        elif token["name"] == "f" and token["number"]:
            self._font = self._fonts.get(token["number"], "")
        elif token["name"] == "plain":
            self._font = ""
        elif self._font:
            return self._sign(token)
        return token[0]

    def _sign(self, token: re.Match[str]) -> str:
        code = token["code"] or (f"{ord(token['sign']):x}" if token["sign"] else "")
        if token["name"] == "u" and token["number"]:
            code = f"{int(token['number'][:6]) % 0x10000:x}"
        sign = from_symbol_font(self._font, code) if code else ""
        return f"{{\\uc0\\u{ord(sign)} }}" if sign else token[0]
