"""The rules for messages in other languages than English: none of English's fires on them."""

from __future__ import annotations

from agent.languages.language import language
from agent.languages.names import LANGUAGES
from agent.languages.replies import talk
from agent.understanding.message import Message, Understood
from agent.understanding.rules import Rule, error


def _small_talk(message: Message) -> Understood | None:
    found = talk(message.text)
    return Understood("small-talk", found[1], message.text) if found else None


def _question(message: Message) -> Understood | None:
    """A question, if materials or embedding model are up to its language."""
    spoken = message.vocabulary.language_of(message.text) or ""
    known = message.multilingual or spoken in message.languages | {message.vocabulary.main_language}
    name = LANGUAGES.get(spoken, spoken)
    asked = _standing(message, spoken)
    return Understood("other-language", name, asked, message.style, needs_model=not known)


def _standing(message: Message, code: str) -> str:
    """A question that names nothing, "why?", with the one before it."""
    before = message.topical[-1].query if message.topical else ""
    named = language(code).content_words(message.text)
    return message.text if named or not before else f"{before} {message.text}"


OTHER_LANGUAGES: tuple[Rule, ...] = (error, _small_talk, _question)
