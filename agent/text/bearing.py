"""Whether a statement bears on a question: on its subject, and with a value of the kind asked for.

A true quote of the wrong sentence is supported by its passage; this is the other half. It is by
words alone, so it errs towards "yes": a sentence may bear on the question without answering it.
In other languages than English only the subject is compared, and across languages nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.languages.detect import language_of, passage_language
from agent.languages.language import language
from agent.text.dates import WEEKDAYS, dates
from agent.text.english_words import FRAME_STEMS, content_stems, stems

LEAST = 0.5
"""Share of the question's subject that the statement and its heading must name."""

_DEFINES = re.compile(
    r"^\W*(?:(?:so )?what(?:'s|s| is| are)|define|definition of|meaning of)\s+(?:an? |the )?"
    r"(?P<subject>[\w-]+(?: [\w-]+){0,2})\s*\??\s*$",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"^\W*(?:an? |the )?(?P<subject>[^.:;!?]{1,60}?)\s+(?:is|are|means)\b", re.IGNORECASE
)
_FRAME = re.compile(r"\bthe (?:point|purpose|use) (?:of|in)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:an?|the)\b", re.IGNORECASE)
_ASKS = {
    "when": re.compile(r"\bwhen\b|\bwhat (?:time|day|date)\b|\bdeadline\b|\bdue\b", re.IGNORECASE),
    "amount": re.compile(r"\bhow (?:much|many)\b|\bpercent\w*|\bhow long\b", re.IGNORECASE),
    "person": re.compile(r"^\W*who(?:'s|s)?\b", re.IGNORECASE),
}
_TIME = re.compile(
    rf"\b\d{{1,2}}[:.]\d\d\b|\b\d{{1,2}}\s*[ap]\.?m\b|\b(?:{'|'.join(WEEKDAYS)})s?\b"
    r"|\b(?:week|day|hour|minute|month|midnight|noon|before|after|until)s?\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d|\b(?:no|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twice|"
    r"all|every|each|any)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+|\b[A-Z][a-z]+ [A-Z][a-z]+|@")


def bears_on(statement: str, question: str, heading: str = "") -> bool:
    """See the module. `heading`: title and section of the passage that supports the statement."""
    said = f"{statement} {heading}"
    spoken, written = language_of(question), passage_language(said)
    if spoken and spoken == written:
        known = language(spoken)
        subject = set(known.content_stems(question)) - known.frame_stems
        return _names(subject, known.stems(said))
    if spoken or written:
        return True
    asked = content_stems(_FRAME.sub("", question))
    subject = {stem for stem in asked if stem not in FRAME_STEMS}
    if not _names(subject, stems(said)):
        return False
    return _defines(statement, question) and _has_value(statement, question)


def _names(subject: set[str], words: Iterable[str]) -> bool:
    return not subject or len(subject.intersection(words)) >= LEAST * len(subject)


def _defines(statement: str, question: str) -> bool:
    """Whether it defines the very thing asked for: a list, not a linked list."""
    asked, stated = _DEFINES.match(question), _DEFINED.match(statement)
    if not (asked and stated):
        return True
    wanted = set(stems(_ARTICLE.sub("", asked["subject"])))
    defined = set(stems(_ARTICLE.sub("", stated["subject"])))
    return not (wanted < defined)


def _has_value(statement: str, question: str) -> bool:
    """Whether it has the date, amount or name that the question asks for, if any."""
    if _ASKS["when"].search(question):
        return bool(dates(statement) or _TIME.search(statement))
    if _ASKS["amount"].search(question):
        return bool(_AMOUNT.search(statement))
    if _ASKS["person"].search(question):
        return bool(_NAME.search(statement))
    return True
