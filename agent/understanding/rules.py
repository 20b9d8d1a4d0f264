"""The classification rules in order; the first that matches a message wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from agent.reasoner import Exchange
from agent.search.continuations import continuation
from agent.search.ellipsis import lacks_topic
from agent.search.followup import standalone
from agent.search.vocabulary import Vocabulary
from agent.text.counted import counted
from agent.text.english_words import STOP_WORDS, content_stems
from agent.types import Wanted
from agent.understanding.code_constructs import MOST, constructs
from agent.understanding.conversation import about_conversation
from agent.understanding.course_lists import list_wanted
from agent.understanding.inline_code import in_words
from agent.understanding.message import Message, Understood
from agent.understanding.operators import with_words
from agent.understanding.pasted_code import PastedCode, pasted_code
from agent.understanding.pasted_error import pasted_error
from agent.understanding.phrases import tokens
from agent.understanding.places import names_place
from agent.understanding.practice import (
    hint_topic,
    is_attempt,
    quiz_topic,
    wants_next,
    wants_solution,
)
from agent.understanding.small_talk import UNCLEAR, small_talk
from agent.understanding.titled_places import covered_topic, section_title

_ASKS = re.compile(r"\b(?:what|whats|why|how|does|is|are|when|explain)\b", re.IGNORECASE)
_SAYS_ABOUT = re.compile(
    r"what (?:do|does) (?:(?P<section>(?:section|chapter) [\d.]+)|(?:the |our |my )?(?:course )?"
    r"(?:materials?|course|notes|lecture notes|slides|lectures?|script|textbook|book|reader))"
    r" say about (?P<topic>.+)",
    re.IGNORECASE,
)
Rule = Callable[[Message], Understood | None]


def error(message: Message) -> Understood | None:
    found = pasted_error(message.text)
    if found is None:
        return None
    asked = found.question(lambda word: word in message.vocabulary.counts)
    named = found.name or "an error message"
    searched = " ".join([asked, *found.functions, found.line, found.around])
    return Understood("error", f"has {named}", asked, message.style, query=searched)


def _code(message: Message) -> Understood | None:
    found = pasted_code(message.text)
    spoken = in_words(message.text)
    if spoken and (found is None or found.around or _ASKS.search(spoken)):
        return Understood("code", "has code in a sentence", spoken, message.style)
    if found is None:
        return None
    asked = _of_code(found, message.vocabulary)
    lines = counted(found.code.count("\n") + 1, "line")
    why = f"has {lines} of code"
    return Understood("code", why, asked or message.text, message.style, needs_model=not asked)


def _sign(message: Message) -> Understood | None:
    asked = with_words(message.text, message.vocabulary.counts.__contains__)
    return Understood("question", "asks about a sign", asked, message.style) if asked else None


def _of_code(found: PastedCode, vocabulary: Vocabulary) -> str:
    """The words around the code, with those of its constructs that the materials mention.

    Code without a question is searched for by its distinctive constructs, if it has any.
    """
    asks = bool(content_stems(found.around))
    known = [
        construct
        for construct in constructs(found.code, own_names=asks)
        if all(word in vocabulary.counts for word in tokens(construct))
    ]
    if not asks and not known:
        return ""
    return " ".join(part for part in (found.around, ", ".join(known[:MOST])) if part)


def _practice_continued(message: Message) -> Understood | None:
    """The next question or hint, the solution, or the student's own answer."""
    last = message.topical[-1] if message.topical else None
    if last is None or last.kind not in ("quiz", "hint"):
        return None
    of_quiz = last.practice is not None and last.practice["style"] == "quiz"
    kind: Literal["quiz", "hint"] = "quiz" if of_quiz or last.kind == "quiz" else "hint"
    if wants_solution(message.text):
        return Understood(kind, "wants the solution", last.query, kind, wanted="reveal")
    if hint_topic(message.text) == "":
        return Understood("hint", "wants a further hint", last.query, "hint", wanted="next")
    if wants_next(message.text):
        return Understood(kind, f"goes on with the {kind}", last.query, kind, wanted="next")
    if of_quiz and last is message.history[-1] and _answers(message, last):
        return Understood("quiz", "answers the question", last.query, "quiz", wanted="attempt")
    return None


def _answers(message: Message, last: Exchange) -> bool:
    """Whether a message answers the open quiz question."""
    if last.practice is None or last.practice["shown"] == "solution":
        return False
    if quiz_topic(message.text) is not None or hint_topic(message.text) is not None:
        return False
    if about_conversation(message.text) or list_wanted(message.text):
        return False
    talk = small_talk(message.text) in (None, UNCLEAR) and bool(tokens(message.text))
    return (talk or message.text.strip(" .!").lower() in _YES_NO) and is_attempt(message.text)


_YES_NO = frozenset(("yes", "no", "true", "false"))


def _small_talk(message: Message) -> Understood | None:
    intent = small_talk(message.text)
    if intent is None or (message.topical and _leans(message, intent)):
        return None
    return Understood("small-talk", intent, message.text)


def _leans(message: Message, intent: str) -> bool:
    """Whether small talk continues the topic before it."""
    if not tokens(message.text):
        return False
    if continuation(message.text):
        return True
    return intent == UNCLEAR and message.standing != message.text


def _conversation(message: Message) -> Understood | None:
    found = about_conversation(message.text)
    if found is None:
        return None
    return Understood("conversation", found.about.replace("_", " "), message.text)


def _quiz(message: Message) -> Understood | None:
    topic = quiz_topic(message.text)
    if topic is None and message.style != "quiz":
        return None
    why = "asks to be quizzed" if topic is not None else "sent as a quiz"
    wanted: Wanted = "" if topic is None or set(tokens(topic)) - STOP_WORDS else "anything"
    return Understood("quiz", why, _topic(message, topic), "quiz", wanted=wanted)


def _hint(message: Message) -> Understood | None:
    topic = hint_topic(message.text)
    if topic is None and message.style != "hint":
        return None
    why = "asks for a hint" if topic is not None else "sent for a hint"
    return Understood("hint", why, _topic(message, topic), "hint")


def _topic(message: Message, topic: str | None) -> str:
    """The topic named, else the previous question, else the message."""
    if topic and set(tokens(topic)) - STOP_WORDS:
        return standalone(topic, message.topical, message.vocabulary.courses)
    if topic is not None and message.topical:
        return message.topical[-1].query
    return message.standing


def _topic_of_materials(message: Message) -> Understood | None:
    """The topic of "What do the materials say about tuples?"; a section is searched, too."""
    found = _SAYS_ABOUT.fullmatch(message.text)
    if found is None:
        return None
    query = message.text if found["section"] else ""
    return Understood(
        "question", "asks what is said about it", found["topic"], message.style, query=query
    )


def _place(message: Message) -> Understood | None:
    if title := section_title(message.text):
        why = f"names the section “{title}”"
        return Understood("place", why, title, message.style, query=message.text)
    place = names_place(message.text)
    return Understood("place", f"names {place}", message.standing, message.style) if place else None


def _covered(message: Message) -> Understood | None:
    """Asks where something is explained: the places are the answer."""
    topic = covered_topic(message.text)
    if topic is None:
        return None
    asked = standalone(topic, message.topical, message.vocabulary.courses)
    why = "asks where it is covered"
    return Understood("question", why, asked, message.style, wanted="places")


def _course_list(message: Message) -> Understood | None:
    wanted = list_wanted(message.text)
    if wanted is None:
        return None
    return Understood("course-list", f"asks for {wanted}", message.text, message.style)


def _follow_up(message: Message) -> Understood | None:
    if not message.topical:
        return None
    standing, context = message.completed
    wanted = continuation(message.text)
    if not wanted and standing == message.text:
        return None
    return Understood(
        "follow-up",
        f"wants {wanted} on the last answer" if wanted else "refers to the previous question",
        standing,
        message.style,
        context=context,
        wanted=wanted,
    )


def _elliptical(message: Message) -> Understood | None:
    """Leaves its topic to the question before, without a pronoun."""
    before = message.topical[-1] if message.topical else None
    if before is None or not lacks_topic(message.text, message.vocabulary.english):
        return None
    if message.vocabulary.courses.named(message.text):
        return None
    why = "leaves its topic to the previous question"
    return Understood("follow-up", why, message.text, message.style, context=before.query)


def _question(message: Message) -> Understood | None:
    return Understood("question", "asks about the materials", message.standing, message.style)


RULES: tuple[Rule, ...] = (
    error,
    _practice_continued,
    _code,
    _sign,
    _conversation,
    _small_talk,
    _quiz,
    _hint,
    _topic_of_materials,
    _place,
    _covered,
    _course_list,
    _follow_up,
    _elliptical,
    _question,
)
