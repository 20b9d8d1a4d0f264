"""Parses pasted tracebacks and error messages: the error, and where it was raised."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from dataclasses import dataclass

_NAME = (
    r"(?:[A-Za-z_]\w*\.)*(?:[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Fault|Operation|"
    r"NotFound|Iteration|Failure|Timeout|Refused)|(?:Keyboard|Stop|System)\w+)"
)
_TRACEBACK = re.compile(r"^\s*Traceback \(most recent call last\)", re.MULTILINE)
_FRAME = re.compile(r'^\s*File "[^"\n]*", line \d+(?:, in (?P<name>[^\n]+))?', re.MULTILINE)
_RAISED = re.compile(rf"(?:^|(?<=\s))(?P<name>{_NAME})(?::[ \t]*(?P<message>\S[^\n]*)|$)", re.M)
_OTHER = re.compile(
    r"^\s*(?:Exception in thread \S+ |Uncaught |Unhandled (?:exception|rejection)\S* ?|"
    r"terminate called after throwing an instance of )(?P<uncaught>[^\n]*)"
    r"|^\s*(?:[^\s:]+:\d+(?::\d+)?: )?(?:fatal )?error(?:\[\w+\])?: (?P<compiler>[^\n]+)"
    r"|^\s*(?P<crash>Segmentation fault[^\n]*|core dumped|Bus error[^\n]*|panic: [^\n]+)"
    r"|^\s*(?:-?\w+: )?(?:\S+: )?(?P<shell>command not found|No such file or directory|"
    r"Permission denied)\s*$"
    r"|^\s*(?:npm ERR!|ERROR:|FATAL:|\[ERROR\])\s*(?P<log>[^\n]+)",
    re.MULTILINE,
)
_MET = re.compile(
    r"\s*(?:why|what|how|i|my|help|getting|got|fix)\b(?! (?:is|are) )"
    r"(?!.*\b(?:raise|rais|catch|handl|throw|except\b|define|own|types?|kinds?|difference|vs|versus)).*?"
    r"\b(?P<first>\w+?)[ _]?(?P<last>error|exception|iteration|interrupt)"
    r"(?: (?:mean|error|here|again|all the time|in \w+ \w+))*[\s?.!]*",
    re.IGNORECASE,
)
"""A message that asks about an error by its name alone: "why do i get key error"."""
_COMES_UP = re.compile(r"\b(?:why|get|gets|got|getting|fix|avoid|solve)\b", re.IGNORECASE)
_BUILT_IN = {
    name.lower(): name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
_POINTER = re.compile(r"^[\s~^]+$")
_QUOTED = re.compile(r"(?P<mark>['\"`])(?P<value>[^'\"`\n]*)(?P=mark)")
_ASKS = re.compile(
    r"\s*(?:[-–—?!.]|\b(?:why|what (?:does|do|is|am|should)|how (?:do|can|to)|help)\b.*)*\s*$",
    re.IGNORECASE,
)
_FILE = re.compile(r"[/\\]|\.\w+$")
_CODE = re.compile(r"\[(?:Errno|WinError|Error)? ?-?\d+\] ?")
_WORDS = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class PastedError:
    """An error: its name ("" for none), its message, where it was raised, and the question."""

    name: str
    message: str
    functions: tuple[str, ...]  # of the frames, the innermost last
    line: str  # of code, the innermost
    around: str  # the student's own words

    @property
    def kind(self) -> str:
        """Its name without the module."""
        return self.name.split(".")[-1]

    def question(self, known: Callable[[str], bool]) -> str:
        """The question to search for; quoted values that the materials lack are left out."""

        def kept(quoted: re.Match[str]) -> str:
            words = _WORDS.findall(quoted["value"])
            theirs = bool(words) and all(known(word.lower()) for word in words)
            return quoted[0] if theirs and not _FILE.search(quoted["value"]) else ""

        message = " ".join(_CODE.sub("", _QUOTED.sub(kept, self.message)).split()).rstrip(" :")
        phrase = ": ".join(part for part in (self.kind, message) if part)
        return f"What does the error {phrase} mean?"


def pasted_error(text: str) -> PastedError | None:
    """The error pasted into a message; None without one, or if it is only mentioned."""
    raised = list(_RAISED.finditer(text))
    raised = [found for found in raised if found["message"] or _alone(text, found)]
    if not raised and (named := _named_alone(text)):
        return named
    other = None if raised else _OTHER.search(text)
    if not raised and not other and not _TRACEBACK.search(text) and not _FRAME.search(text):
        return None
    name, message = _named(raised, other)
    frames = list(_FRAME.finditer(text))
    functions = [found["name"].strip() for found in frames if found["name"]]
    return PastedError(
        name,
        message,
        tuple(name for name in functions if not name.startswith("<")),
        _line_behind(text, frames[-1]) if frames else "",
        "\n".join(line for line in text.splitlines() if _own_words(line)).strip(),
    )


def _named_alone(text: str) -> PastedError | None:
    """Of one of Python's own errors that is asked about by its name, without a message."""
    met = _MET.fullmatch(text)
    name = _BUILT_IN.get(f"{met['first']}{met['last']}".lower()) if met else None
    if met is None or name is None or not (_COMES_UP.search(text) or name in text):
        return None  # "what is a syntax error": a kind of errors
    return PastedError(name, "", (), "", text.strip())


def _named(raised: list[re.Match[str]], other: re.Match[str] | None) -> tuple[str, str]:
    if raised:
        last = raised[-1]
        return last["name"], _ASKS.sub("", last["message"] or "").strip()
    phrase = next((part for part in other.groups() if part), "") if other else ""
    name, colon, message = phrase.partition(": ")
    return (name, message) if colon and " " not in name else ("", phrase)


def _alone(text: str, found: re.Match[str]) -> bool:
    """Whether an error's name is alone on its line, in a traceback."""
    start = text.rfind("\n", 0, found.start()) + 1
    return not text[start : found.start()].strip() and bool(_TRACEBACK.search(text))


def _line_behind(text: str, frame: re.Match[str]) -> str:
    behind = text[frame.end() :].lstrip("\n").split("\n", 1)[0]
    return "" if _RAISED.match(behind) else behind.strip()


def _own_words(line: str) -> bool:
    """Whether a line is the student's own and not part of the pasted text."""
    pasted = (_TRACEBACK, _FRAME, _RAISED, _OTHER, _POINTER)
    if line.startswith(("    ", "\t")) or any(pattern.search(line) for pattern in pasted):
        return False
    return len(_WORDS.findall(line)) > 1 and not re.search(r"[=(){}\[\];]", line)
