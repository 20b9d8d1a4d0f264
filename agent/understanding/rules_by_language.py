"""The rules for messages in other languages than English: none of English's fires on them."""

from __future__ import annotations

from typing import cast

from agent.languages.language import language
from agent.languages.names import LANGUAGES
from agent.languages.replies import TALK, WANTED, said, topic_asked
from agent.search.continuations import continuation
from agent.types import Wanted
from agent.understanding.conversation import about_conversation_in
from agent.understanding.message import Message, Understood
from agent.understanding.rules import Rule, error


def _small_talk(message: Message) -> Understood | None:
    found = said(message.text, TALK, message.spoken)
    return Understood("small-talk", found[1], message.text) if found else None


def _conversation(message: Message) -> Understood | None:
    found = about_conversation_in(message.text, message.spoken)
    if found is None:
        return None
    return Understood("conversation", found.about.replace("_", " "), message.text)


def _continuation(message: Message) -> Understood | None:
    """ "More", "an example": on the question before."""
    found = said(message.text, WANTED, message.spoken)
    wanted = cast(Wanted, found[1]) if found else continuation(message.text)
    if not wanted or not message.topical:
        return None
    before = message.topical[-1].query
    asked = f"{before} {message.text}" if found and wanted == "example" else before
    return Understood(
        "other-language", f"wants {wanted} on the last answer", asked, message.style,
        wanted=wanted, needs_model=not _known(message),
    )  # fmt: skip


def _topic_of_materials(message: Message) -> Understood | None:
    """The topic of "What do the materials say about ...?", as the page suggests it."""
    topic = topic_asked(message.text)
    if topic is None:
        return None
    why = "asks what is said about it"
    unknown = not _known(message)
    return Understood("other-language", why, topic, message.style, needs_model=unknown)


def _question(message: Message) -> Understood | None:
    """A question, if materials or embedding model are up to its language."""
    spoken = message.spoken or ""
    name = LANGUAGES.get(spoken, spoken)
    asked = _standing(message, spoken)
    return Understood("other-language", name, asked, message.style, needs_model=not _known(message))


def _known(message: Message) -> bool:
    """Whether materials or embedding model are up to the message's language."""
    known = message.languages | {message.vocabulary.main_language}
    return message.multilingual or message.spoken in known


def _standing(message: Message, code: str) -> str:
    """A question that names nothing, "why?", with the one before it."""
    before = message.topical[-1].query if message.topical else ""
    named = language(code).content_words(message.text)
    return message.text if named or not before else f"{before} {message.text}"


OTHER_LANGUAGES: tuple[Rule, ...] = (
    error, _small_talk, _conversation, _continuation, _topic_of_materials, _question,
)  # fmt: skip
