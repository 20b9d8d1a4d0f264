"""How Office programs write the numbers of headings and list items, and raised digits."""

from __future__ import annotations

from collections.abc import Callable

ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
RAISABLE = set("0123456789+-−=()n")


def raised(text: str) -> str:
    """Digits set as superscript as such, for 10⁶ is not 106; other text as it is."""
    return text.translate(RAISED) if set(text.strip()) <= RAISABLE else text


def crossed_out(text: str) -> str:
    """Text that its author has crossed out, marked as in Markdown."""
    inner = text.strip()
    return text.replace(inner, f"~~{inner}~~") if inner else text


def roman(number: int) -> str:
    """i, ii, iii, iv, ...; what no Roman wrote stays as it is."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for size, sign in ROMAN:
        while number >= size:
            written += sign
            number -= size
    return written


def letter(number: int) -> str:
    """a, b, ... z, aa, bb, ..."""
    if not 0 < number <= 26 * 20:
        return str(number)
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, ..."""
    teen = 10 < number % 100 < 14
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


WORD: dict[str, Callable[[int], str]] = {
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": letter,
    "upperLetter": lambda number: letter(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": ordinal,
    "none": lambda _: "",
}
"""By the names of Word's number formats (ECMA-376 part 1, 17.18.59); others are digits."""
SLIDES: dict[str, Callable[[int], str]] = {
    "romanLc": roman,
    "romanUc": lambda number: roman(number).upper(),
    "alphaLc": letter,
    "alphaUc": lambda number: letter(number).upper(),
}
"""By the beginnings of PowerPoint's names (20.1.10.61)."""


def automatic(kind: str, number: int) -> str:
    """A number of a list in PowerPoint: "arabicPeriod" and 2 give "2."."""
    name = next((name for name in SLIDES if kind.startswith(name)), "")
    written = SLIDES[name](number) if name else str(number)
    if kind.endswith("ParenBoth"):
        return f"({written})"
    return written + (")" if kind.endswith("ParenR") else ".")
