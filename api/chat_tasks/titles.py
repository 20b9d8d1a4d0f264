"""A title from a question, and a question from a heading."""

from __future__ import annotations

import re

from agent.languages.detect import language_of
from agent.languages.language import language
from agent.languages.replies import replies, speaks
from agent.text.english_words import STOP_WORDS

MOST_WORDS = 6
NO_TITLE = "New conversation"

_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|ok|okay|so|and|but|please|thanks)[,!.]?\s+|"
    r"(?:can|could|would|will) (?:you|i|we)(?: please)?\s+|"
    r"i(?:'m| am| do not| don't|'d| would)?(?: just)? (?:want|need|like|know|understand|wonder\w*)"
    r"(?: to (?:know|understand|learn))?\s+|"
    r"(?:tell me|explain|describe|define|show me|teach me|help me(?: to)?(?: understand| with)?|"
    r"give me|list)(?: about| how| what| why)?\s+|"
    r"(?:what|who|where|when)(?:'s| is| are| was| were| does| do| did)?\s+|"
    r"how (?:do|does|did|can|could|should|would|to)(?: (?:i|we|you|one))?\s+|"
    r"how (?:is|are)\s+|(?:the|an?|my|our|me)\s+)+",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|an?)\s+", re.IGNORECASE)
_LIMIT = re.compile(r"(\d+)(?:\s*(?:-|–|to)\s*(\d+))?[\s-]*words?\b")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|task|step|week|lecture) )?\d+[\d.]*[.:)]?\s+", re.I
)
_QUESTION = re.compile(r"(?:what|how|why|when|where|which|who|can|does|is|are|do)\b.*\?", re.I)
_ASKS = ("?", "？", "؟")
_HOW_TO = re.compile(r"how to (?P<rest>.+)", re.IGNORECASE)


def title_from(question: str, instruction: str = "") -> str:
    """The topic of a question as a title, with at most the words that an instruction allows."""
    line = " ".join(question.split()).strip(" ?!.\"'")
    line = re.split(r"(?<=[?.!])\s", line)[0].rstrip("?!.")
    code = language_of(question)
    topic = _LEAD.sub("", line, count=1).strip() if not code and _LEAD.match(line) else line
    words = (topic or line).split()
    most = _most_words(instruction)
    if len(words) > most:
        words = (words if code else _ARTICLE.sub("", " ".join(words)).split())[:most]
        small = language(code).stop_words if code else STOP_WORDS
        while len(words) > 1 and words[-1].casefold() in small:
            words.pop()
    title = " ".join(words).strip(" ,;:¿¡")
    return title[:1].upper() + title[1:] if title else NO_TITLE


def question_from(heading: str, code: str | None = None) -> str:
    """A heading as a question that a student would ask next; `code` of its language if not English.

    In a language without sentences of ours the heading itself, which can be asked as well.
    """
    plain = _NUMBERING.sub("", " ".join(heading.replace("`", "").split())).rstrip(" .:")
    if plain.endswith(_ASKS) if code else _QUESTION.fullmatch(plain):
        return plain
    if code and not speaks(code):
        return plain
    how_to = None if code else _HOW_TO.fullmatch(plain)
    if how_to:
        return f"How do I {how_to['rest']}?"
    return replies(code)["says_about"].format(topic=plain.rstrip(" ?"))


def _most_words(instruction: str) -> int:
    found = _LIMIT.search(instruction)
    return max(2, int(found[2] or found[1])) if found else MOST_WORDS
