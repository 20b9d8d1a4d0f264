"""Messages that request a quiz or a hint, and their topic."""

from __future__ import annotations

import re

_ON = r"(?:on|about|over|in|for|from|regarding|covering|with)"
_LEAD = r"(?:(?:ok|okay|hey|hi|please|pls|so|and|now|then|can|could|would|will|you|u|i|want|need|" \
    r"let'?s|let|us|do|have|start|to|like|d|would|'d|me)[\s,]+)*"  # fmt: skip
_QUESTIONS = (
    r"(?:(?:an?|another|some|more|one|two|three|a few|\d+|the next|next|different|new|easy|hard|"
    r"harder|easier|practice|practise|quiz|exam|test|review|revision|multiple[- ]choice|mock|"
    r"sample|short)\s+)*"
)
_QUIZ = (
    rf"^{_LEAD}(?:quiz|test|examine|drill|grill)\s+(?:me|my knowledge|us)\b(?:\s+{_ON})?"
    rf"(?P<topic>.*)$",
    rf"^{_LEAD}(?:ask|give|show|make|write|create|generate)\s+(?:me\s+|us\s+)?{_QUESTIONS}"
    rf"(?:questions?|quiz(?:zes)?|flash ?cards?|tests?)\b(?:\s+(?:to|so)\s+\w+.*?)?"
    rf"(?:\s+{_ON}(?P<topic>.*))?$",
    rf"^{_LEAD}ask\s+(?:me|us)\s+(?:something|anything)\s+{_ON}(?P<topic>.*)$",
    rf"^{_LEAD}(?:a\s+)?(?:quiz|quizzing)\s+{_ON}(?P<topic>.*)$",
    rf"^{_LEAD}(?:practice|practise|exam|quiz|test|review|revision|mock"
    rf"|sample)\s+(?:questions?|quiz)"
    rf"(?:\s+{_ON}(?P<topic>.*))?$",
    rf"^{_LEAD}(?:practice|practise)\s+{_ON}(?P<topic>.*)$",
    rf"^{_LEAD}(?:a\s+)?(?:quiz|test)\s*$",
    r"^(?P<topic>.*\S)\s+(?:quiz|flash ?cards?|practice questions?)\s+(?:please|pls|me)$",
)
_NEXT = re.compile(
    r"\W*(?:(?:the\s+)?(?:next|another|one more|more|new|different)(?:\s+(?:one|question"
    r"|quiz|please|"
    r"pls))*|(?:an?\s+)?(?:easier|harder)(?:\s+(?:one|question))?|again|skip(?:\s+(?:it|this))?|"
    r"(?:ask|give)\s+me\s+(?:another|one more)(?:\s+(?:one|question))?|pass|go\s+on|continue)\W*",
    re.IGNORECASE,
)
_REVEAL = re.compile(
    r"\W*(?:(?:ok|okay|please|pls|just|so|and|now|can you|could you)[\s,]+)*"
    r"(?:(?:show|reveal|tell|give)(?:\s+me)?\s+(?:the\s+)?(?:correct\s+|right\s+)?"
    r"(?:answer|solution|it)|reveal|(?:what(?:'s| is|s)\s+)?(?:the\s+)?(?:correct\s+|right\s+)?"
    r"(?:answer|solution)|i\s+(?:really\s+)?(?:don['’]?t|do\s+not)\s+know(?:\s+(?:it|this|that))?|"
    r"no\s+(?:idea|clue)|idk|dunno|i\s+give\s+up|give\s+up)(?:\s+(?:please|pls))?\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\s*(?:(?:ok|okay|so|and|but|wait|hm+|please|hey)[\s,]+)*"
    r"(?:what|whats|how|why|when|where|who|which|whose|can|could|would|may|do|does|did|is there|"
    r"are there|should|explain|show|tell|give|list|summari[sz]e|define|describe|compare|translate|"
    r"stop|quit|end|help|open|find|search)\b",
    re.IGNORECASE,
)
_GUESSES = re.compile(r"\s*(?:is it|are they|is that|maybe|perhaps|it'?s|because)\b", re.I)
_STUCK = (
    r"stuck\b(?!\s+(?:on|with|at|in)\s+(?:an?\s+|the\s+|this\s+|my\s+|some\s+)?(?:\w+\s+)?"
    r"(?:errors?|exceptions?|tracebacks?)\b)(?!.*\b(?:where|who|when|whom)\b)"
)
"""Not before an error or another question: "stuck with an error, where do I look?"."""
_A_BIT = r"(?:(?:just )?(?:an? )?(?:little |tiny )?(?:bit |little )|out |along |get started )?"
_HINT = re.compile(
    r"\bhints?\b|\bclues?\b|\bpoint me (?:in|to)\b|\bnudge\b"
    r"|\b(?:don'?t|do not|without) (?:tell|give|giv|show|reveal|spoil)\w*(?: me)? the "
    r"(?:answer|solution|result)"
    r"|\bhow (?:do|would|should|could|can) i (?:even )?(?:start|begin|approach|get started)"
    r"(?: (?:on|with))? (?:that one|this one|(?:the )?(?:exercise|problem|task|homework|hw|lab)\b)"
    rf"|\b(?:i'?m|i am|im|got|get|we'?re|we are)\s+{_STUCK}|^\s*{_STUCK}"
    rf"|^\s*(?:can you |could you |please |i need )*help (?:me )?{_A_BIT}(?:with|on)\b:?\s+"
    r"(?=.*(?:exercise|problem|homework|hw|task|lab|assignment|question|->|[a-z_]\())",
    re.IGNORECASE,
)
_ABOUT_HINTS = re.compile(
    r"\b(?:type|type-) ?hints?\b|\bwhat (?:is|are) (?:a |the )?hints?\b", re.I
)
_AROUND_HINT = re.compile(
    r"(?:,?\s*\b(?:just|only|but)\b)?\s*\b(?:(?:(?:can|could|may) (?:you|i)|please|pls"
    r"|plz|give|get|"
    r"have|show|tell|need|want|i|me|us|a|an|another|some|small|little|tiny|quick|any|more|just|"
    r"only|one|no)\s+)*(?:hints?|clues?|nudge)\b(?:\s+(?:please|pls|plz))*"
    r"(?:\s*\b(?:for|on|about|with|to|how to solve|in)\b)?"
    r"|\b(?:i'?m|i am|im|got|get|we'?re|we are)?\s*\bstuck\b(?:\s+(?:on|with|at|in))?"
    rf"|^\s*(?:can you |could you |please |i need )*help (?:me )?{_A_BIT}(?:with|on)\b:?"
    r"|[,.;]?\s*(?:please |but )*\b(?:don'?t|do not|without) (?:tell|give|giv|show|reveal|spoil)\w*"
    r"(?: me)? the (?:answer|solution|result)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?:[\s,]+(?:please|pls|plz|thanks|thx))*[\s?.!,;:]*$", re.IGNORECASE)
_COMPILED = [re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in _QUIZ]


def quiz_topic(text: str) -> str | None:
    """The topic of a request for a quiz, "" if it names none; None for other messages."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for pattern in _COMPILED:
        if found := pattern.match(plain):
            return _trimmed(found.groupdict().get("topic") or "")
    return None


def wants_next(text: str) -> bool:
    """Whether a message requests the next question of a quiz, or the next hint."""
    return bool(_NEXT.fullmatch(text))


def wants_solution(text: str) -> bool:
    """Whether a message requests the answer: "show the answer", "I give up", "idk"."""
    return bool(_REVEAL.fullmatch(text))


def is_attempt(text: str) -> bool:
    """Whether a message may be an answer to a quiz question, rather than a question."""
    if _GUESSES.match(text):
        return True
    return not _ASKS.match(text) and not text.rstrip().endswith("?")


def hint_topic(text: str) -> str | None:
    """The topic of a request for a hint, "" if it names none; None for other messages."""
    if not _HINT.search(text) or _ABOUT_HINTS.search(text):
        return None
    return _trimmed(" ".join(_AROUND_HINT.sub(" ", text).split()))


def _trimmed(topic: str) -> str:
    return _ENDS.sub("", topic).strip(" ,:;-.")
