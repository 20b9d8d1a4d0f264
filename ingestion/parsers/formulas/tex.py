"""Writing TeX: signs, groups, and what stands above, below and around them."""

from __future__ import annotations

import re

from ingestion.parsers.formulas.symbols import ACCENTS, FUNCTIONS, NAMES, SPECIAL

ATOM = re.compile(r"[^\\{}^_\s]|\\[A-Za-z]+|\\[{}#$%&_|]")
TALL = re.compile(r"\\(?:frac|sum|prod|int|begin|binom|sqrt|over|under)")
OPEN = {"{": r"\{", "}": r"\}", "": ".", "|": "|", "‖": r"\|", "∥": r"\|"}


def signs(text: str) -> str:
    """Plain characters of a formula as TeX: "α≤5%" is r"\\alpha \\leq 5\\%"."""
    written: list[str] = []
    for sign in text:
        if sign in SPECIAL:
            written.append(SPECIAL[sign])
        elif name := NAMES.get(sign):
            written.append(rf"\{name}" if name.endswith(("}", "|")) else rf"\{name} ")
        else:
            written.append(_letter(sign))
    return "".join(written)


def _letter(sign: str) -> str:
    """A letter of Unicode's mathematical alphabets as the letter that it is."""
    import unicodedata

    return unicodedata.normalize("NFKC", sign) if 0x1D400 <= ord(sign) <= 0x1D7FF else sign


def joined(parts: list[str]) -> str:
    """Parts of a formula one after the other, without double spaces."""
    return re.sub(r" {2,}", " ", "".join(parts))


def group(tex: str) -> str:
    """As the argument of a command: in braces."""
    return f"{{{tex.strip()}}}"


def script(sign: str, tex: str) -> str:
    """A sub- or superscript, "" without any text: "^2", "_{ij}"."""
    tex = tex.strip()
    if not tex:
        return ""
    return f"{sign}{tex}" if ATOM.fullmatch(tex) else f"{sign}{{{tex}}}"


def base(tex: str) -> str:
    """The base of a script, in braces unless it is one sign or one bracket."""
    tex = tex.strip()
    single = ATOM.fullmatch(tex) or re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]|[A-Za-z]+|\d+", tex)
    return tex if single or not tex else f"{{{tex}}}"


def fraction(above: str, below: str) -> str:
    return rf"\frac{group(above)}{group(below)}"


def root(content: str, degree: str = "") -> str:
    degree = degree.strip()
    return rf"\sqrt[{degree}]{group(content)}" if degree else rf"\sqrt{group(content)}"


def fenced(content: str, before: str = "(", after: str = ")") -> str:
    """In brackets, which grow with what they hold."""
    if TALL.search(content):
        return rf"\left{_fence(before)} {content.strip()} \right{_fence(after)}"
    return f"{_plain(before)}{content.strip()}{_plain(after)}"


def _fence(sign: str) -> str:
    return OPEN.get(sign) or signs(sign).strip()


def _plain(sign: str) -> str:
    return "" if not sign else _fence(sign) + (" " if _fence(sign)[-1:].isalpha() else "")


def accent(sign: str, content: str) -> str:
    """A sign above or below: "\\hat{x}"."""
    if name := ACCENTS.get(sign):
        return rf"\{name}{group(content)}"
    return rf"\overset{group(signs(sign))}{group(content)}"


def function(name: str) -> str:
    """The name of a function as TeX writes it upright: "\\sin "; other text as it is."""
    plain = name.strip()
    if plain in FUNCTIONS:
        return rf"\{plain} "
    return rf"\operatorname{{{plain}}} " if re.fullmatch(r"[A-Za-z]{2,}", plain) else plain


def rows(name: str, lines: list[list[str]]) -> str:
    """An environment of rows: matrix, aligned, cases."""
    body = r" \\ ".join(" & ".join(cell.strip() for cell in line) for line in lines)
    return rf"\begin{{{name}}} {body} \end{{{name}}}"


def inline(tex: str) -> str:
    """A formula within a sentence; "" without any text."""
    return f"${tex.strip()}$" if tex.strip() else ""


def display(tex: str) -> str:
    """A formula that stands alone; "" without any text."""
    return f"$$\n{tex.strip()}\n$$" if tex.strip() else ""
