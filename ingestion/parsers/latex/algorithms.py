r"""Algorithms of the packages algorithm2e, algorithmic and algpseudocode, as lines of a program."""

from __future__ import annotations

import re

from ingestion.parsers.latex.braces import argument

BEGUN = re.compile(r"\\begin\{(algorithm2e|algorithmic|algorithm)\}(?:\s*\[[^\]]*\])?")
NESTED = re.compile(r"\\begin\{algorithmic\}")
STEP = "  "
# algorithm2e: what a command with a body in braces is printed as
BLOCKS = {
    "While": "while {} do", "For": "for {} do", "ForEach": "for each {} do",
    "ForAll": "for all {} do",
    "If": "if {} then", "uIf": "if {} then", "lIf": "if {} then", "ElseIf": "else if {} then",
    "uElseIf": "else if {} then", "Else": "else", "uElse": "else", "lElse": "else",
    "Repeat": "repeat until {}", "Loop": "loop", "Begin": "begin", "Fn": "function {}:",
    "Function": "function {}:", "Switch": "switch {}", "Case": "case {}", "Other": "otherwise",
}  # fmt: skip
KEYWORDS = {"KwIn": "Input", "KwOut": "Output", "KwData": "Data", "KwResult": "Result",
        "Input": "Input", "Output": "Output"}  # fmt: skip
# algorithmic and algpseudocode: lines of their own, and what they do to the indentation
LINES = {
    "state": ("", 0, 0), "statex": ("", 0, 0), "require": ("Input: ", 0, 0),
    "ensure": ("Output: ", 0, 0), "if": ("if {} then", 0, 1), "elsif": ("else if {} then", -1, 1),
    "else": ("else", -1, 1), "endif": ("", -1, 0), "for": ("for {} do", 0, 1),
    "forall": ("for all {} do", 0, 1), "endfor": ("", -1, 0), "while": ("while {} do", 0, 1),
    "endwhile": ("", -1, 0), "repeat": ("repeat", 0, 1), "until": ("until {}", -1, 0),
    "loop": ("loop", 0, 1), "endloop": ("", -1, 0), "procedure": ("procedure {}({})", 0, 1),
    "endprocedure": ("", -1, 0), "function": ("function {}({})", 0, 1), "endfunction": ("", -1, 0),
    "input": ("Input: ", 0, 0), "output": ("Output: ", 0, 0),
}  # fmt: skip
WORDS = {"return": "return ", "print": "print ", "kwret": "return ", "kwto": " to ", "to": " to ",
         "and": " and ", "or": " or ", "not": "not ", "true": "true", "false": "false"}  # fmt: skip
COMMENT = frozenset(("tcp", "tcc", "comment", "tcp*", "tcc*", "comment*"))
COMMAND = re.compile(r"\\([A-Za-z]+\*?)|\\;|\\\\")
PLAIN = re.compile(
    r"\\(?:text(?:bf|it|tt|sc|rm|sf)|emph|mbox|text)\{([^{}]*)\}|\\(?:nl|Indp|Indm|BlankLine)\b"
)
DEEPEST = 12
MOST = 20_000  # characters of one algorithm


def written_out(source: str) -> str:
    """The source with its algorithms as programs, each below its caption."""
    parts: list[str] = []
    place = 0
    for begun in BEGUN.finditer(source):
        end = source.find(f"\\end{{{begun[1]}}}", begun.end())
        if begun.start() < place or end < 0 or end - begun.end() > MOST:
            continue
        inner = source[begun.end() : end]
        if begun[1] == "algorithm" and NESTED.search(inner):
            continue  # a frame around one
        parts += [source[place : begun.start()], _program(inner, begun[1])]
        place = end + len(begun[1]) + 6
    return "".join(parts) + source[place:]


def _program(inner: str, kind: str) -> str:
    caption = re.search(r"\\caption\s*(?=\{)", inner)
    given = argument(inner, caption.end()) if caption else None
    if caption and given:
        inner = inner[: caption.start()] + inner[given[1] :]
    inner = re.sub(
        r"\\label\s*\{[^{}]*\}|\\(?:LinesNumbered|DontPrintSemicolon|SetAlgoLined)\b", "", inner
    )
    lines = _Lines(kind == "algorithmic" or bool(re.search(r"\\(?:State|STATE)\b", inner)))
    lines.read(inner, 0)
    body = "\n".join(line for line in lines.done() if line.strip())
    opening = f"\n\nAlgorithm: {given[0]}\n\n" if given else "\n\n"
    return f"{opening}\\begin{{verbatim}}\n{body}\n\\end{{verbatim}}\n\n" if body else opening


class _Lines:
    def __init__(self, listed: bool) -> None:
        self._listed = listed  # as algorithmic has it: a command begins a line
        self._depth = 0
        self._found: list[str] = []
        self._line = ""

    def done(self) -> list[str]:
        """The lines so far."""
        self._end()
        return self._found

    def _end(self) -> None:
        if text := " ".join(PLAIN.sub(r"\1", self._line).replace("{}", "").split()):
            self._found.append(STEP * max(self._depth, 0) + text)
        self._line = ""

    def read(self, source: str, deep: int) -> None:
        """Add the lines of a piece of an algorithm."""
        place = 0
        for command in COMMAND.finditer(source):
            if command.start() < place:
                continue
            self._line += source[place : command.start()]
            place = self._command(source, command, deep)
        self._line += source[place:]

    def _command(self, source: str, command: re.Match[str], deep: int) -> int:
        name = command[1] or ""
        if not name:
            self._end()
            return command.end()
        if name.lower() in COMMENT:
            return self._given(source, command.end(), "  # {}")
        if name in KEYWORDS and not self._listed:
            self._end()
            return self._given(source, command.end(), f"{KEYWORDS[name]}: {{}}\n")
        if self._listed and name.lower() in LINES:
            return self._lined(source, command.end(), *LINES[name.lower()])
        if not self._listed and (name in BLOCKS or name == "eIf") and deep < DEEPEST:
            return self._block(source, command.end(), name, deep)
        self._line += WORDS.get(name.lower(), command[0])
        return command.end()

    def _given(self, source: str, place: int, form: str) -> int:
        given = argument(source, place)
        if given:
            self._line += form.format(given[0]).rstrip("\n")
        if form.endswith("\n"):
            self._end()
        return given[1] if given else place

    def _lined(self, source: str, place: int, form: str, before: int, after: int) -> int:
        self._end()
        self._depth += before
        values: list[str] = []
        for _ in range(form.count("{}")):
            given = argument(source, place)
            if given:
                values.append(given[0])
                place = given[1]
        self._line = form.format(*values, *[""] * (form.count("{}") - len(values)))
        if after:
            self._end()
        self._depth += after
        return place

    def _block(self, source: str, place: int, name: str, deep: int) -> int:
        self._end()
        form = BLOCKS.get(name, "if {} then")
        bodies = (form, "else") if name == "eIf" else (form,)
        for opening in bodies:
            condition = argument(source, place) if "{}" in opening else None
            place = condition[1] if condition else place
            self._line = opening.format(condition[0] if condition else "")
            self._end()
            body = argument(source, place) if source[place:].lstrip()[:1] == "{" else None
            if body:
                self._depth += 1
                self.read(body[0], deep + 1)
                self._end()
                self._depth -= 1
                place = body[1]
        return place
