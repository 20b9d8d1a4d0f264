"""The form of what a model writes: its own labels, copied tags and bare numbers are taken off."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.text.claims import meant
from agent.text.clauses import has_verb
from agent.text.english_words import forms
from agent.types import Passage

HEADING_WORDS = 20  # a line this short may be a copied heading
_FLAGS = re.IGNORECASE
_TAGS = re.compile(
    r"[<‹]\s*/?\s*(?:passage|question|answer|conversation)s?\b[^<>‹›\n]*[>›]?", _FLAGS
)
_BRACKETS = re.compile(
    r"\s*[(\[](?:see |from )?(?:passage|source|page|slide|section)s?\s*(?:number |no\. )?\d+[^)\]]*"
    r"[)\]]",
    _FLAGS,
)
_WHERE = (
    r"(?:the |these |this |your )?(?:given |provided |numbered |course )?"
    r"(?:passages?|sources?|materials?|texts?|context|documents?|slides?)"
    r"(?: (?:number )?\d+(?:(?:, | and |, and )\d+)*)?(?: provided| given| above)?"
)
_OPENERS = [
    re.compile(r"^(?:passage|source|slide|page|section)\s*\d+\s*[:.,–-]\s*", _FLAGS),
    re.compile(r"^(?:answer|mentor|assistant|response|explanation|speaker notes)\s*:\s*", _FLAGS),
    re.compile(r"^(?:sure|certainly|of course|okay|yes|no)\s*[,!.:]\s*", _FLAGS),
    re.compile(
        rf"^(?:according to|as (?:\w+ )?(?:in|by)|based on|from|in) {_WHERE}\s*,\s*", _FLAGS
    ),
    re.compile(rf"^{_WHERE} (?:says?|states?|mentions?|explains?)(?: that)?\s+", _FLAGS),
]
_ITEM = re.compile(r"^\s*(?P<mark>[-*+•]|\d{1,3}[.)])\s+")
_HASHES = re.compile(r"^\s*#{1,6}\s+")
_BOLD_LINE = re.compile(r"^\s*\*\*[^*\n]+\*\*:?\s*$")
_END = re.compile(r"[.!?:…。！？：؟।][\"'”’)\]*_`]*$")
_CODE_LINE = re.compile(
    r"^(?:>>> |\.\.\. |\s{4}\S|(?:def|class|for|while|if|import|from|with) .*:?$)"
)
_SPACE = re.compile(r"\s+([.,;:!?])(?=\s|$)")  # left where a citation was
_GAPS = re.compile(r"(?:^|\s+)…(?=\s|$)")  # of a passage that was cut, copied
_SPACES = re.compile(r"[\s:|–—•*-]+")
_AFTER_HEADING = re.compile(r"\s*[:|–—-]\s*(?:[-–—•*]\s+)?|\s+[-–—•*]\s+")
_DECLINES = re.compile(
    rf"^{_WHERE} (?:do(?:es)? not|don't|doesn't)\b"
    r"|\b(?:do(?:es)? not|don't|doesn't|no|not|cannot|can't|unable)\b.*"
    rf"\b(?:{_WHERE}|information|mention\w*|provided?|specif\w+)\b",
    _FLAGS,
)


def tidy(text: str) -> str:
    """One sentence or list item without tags, labels and openers; "" if nothing else is left."""
    item = _ITEM.match(text)
    text = " ".join(text[item.end() if item else 0 :].split())
    text = _GAPS.sub("", text)
    text = _SPACE.sub(r"\1", _BRACKETS.sub("", _TAGS.sub("", text))).strip()
    text = _opened(text)
    if not re.search(r"\w", text):
        return ""
    return f"{item['mark']} {text}" if item else text


def _opened(text: str) -> str:
    """A text without openers, which may follow each other."""
    rest = text
    for opener in _OPENERS * 2:
        rest = opener.sub("", rest).strip()
    return rest if rest == text else rest[:1].upper() + rest[1:]


def is_heading(text: str, passages: Iterable[Passage]) -> bool:
    """Whether a line is a heading: marked as one, or the title or section of a passage."""
    if _HASHES.match(text) or _BOLD_LINE.match(text):
        return True
    if any(forms(text) in _joined_headings(passage) for passage in passages):
        return True
    words = {word for word in meant(text) if not word.isdigit()}  # "page 4"
    if has_verb(text) or len(text.split()) > HEADING_WORDS or not words:
        return False
    return any(words <= meant(f"{p['title']} {p['section']} page slide") for p in passages)


def _joined_headings(passage: Passage) -> list[list[str]]:
    """The words of a passage's title with a section behind it, as models copy them."""
    title, sections = forms(passage["title"]), passage["section"].split(" > ")
    return [title + forms(" ".join(sections[at:])) for at in range(len(sections))]


def without_heading(text: str, passages: Iterable[Passage]) -> str:
    """A sentence without the title or section of a passage that was copied in front of it."""
    for passage in passages:
        section = passage["section"].rpartition(" > ")[2]
        both = f"{passage['title']}, {section}"
        for heading in (both, section, passage["title"]):
            rest = text[len(heading) :]
            after = _SPACES if heading == both else _AFTER_HEADING
            if heading and text.startswith(heading) and (mark := after.match(rest)):
                return _opened(rest[mark.end() :]) if rest[mark.end() :].strip() else text
    return text


def ends_well(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_END.search(text.rstrip()))


def declines(text: str) -> bool:
    """Whether a sentence says that the passages do not answer."""
    return bool(_DECLINES.search(text))


def looks_like_code(text: str) -> bool:
    """Whether each line is code that should have stood between fences."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and all(_CODE_LINE.match(line) for line in lines)
