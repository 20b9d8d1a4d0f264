"""Messages about the conversation itself: its questions, its last answer, another form of it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

from agent.languages.replies import ABOUT, said
from agent.understanding.phrases import request

About = Literal[
    "last_question", "first_question", "questions", "count", "last_answer", "sources", "sure",
    "translate", "shorten", "rephrase",
]  # fmt: skip
REVISIONS: tuple[About, ...] = ("translate", "shorten", "rephrase")
"""Requests that only a language model can fulfil."""

_LANGUAGE = (
    r"(?P<language>english|german|french|spanish|italian|portuguese|dutch|polish|turkish|russian|"
    r"ukrainian|arabic|hebrew|persian|farsi|hindi|urdu|bengali|chinese|mandarin|japanese|korean|"
    r"vietnamese|thai|indonesian|greek|swedish|norwegian|danish|finnish|czech|hungarian|romanian|"
    r"latin|my (?:own )?language|another language)"
)
_IT = (
    r"(?:it|that|this|(?:that|this|the|your)(?: whole| last| previous| first)*"
    r" (?:answer|reply|response|explanation|text|message|paragraph|one))"
)
_AGAIN = r"(?: again| once more| one more time| once again)?"
_DO = r"(?:say|write|give|tell|show|repeat|put|explain|answer|do)(?: me| us)?"
_ASKED = r"(?:ask(?:ed)?|said|say|typed?|wr[io]te|written|sent|send|want(?:ed)?)"
_EARLIER = r"(?:just |last |first |recent |previous |earlier |latest )*"
_PATTERNS: dict[About, str] = {
    "count": rf"how (?:many|much) (?:questions|messages|things|times)? ?(?:did|have|do) i {_ASKED}"
    r"(?: .*)?",
    "first_question": rf"(?:what|which)(?: \w+)? (?:did|have|was) (?:i|my) "
    rf"(?:{_ASKED} )?(?:first|at the (?:start|beginning))(?: question| {_ASKED})?"
    r"|(?:what was |repeat |show me )?my (?:very )?first question(?: again)?",
    "questions": rf"(?:list|show(?: me)?|repeat|give me|what (?:were|are)|which were|tell me)"
    rf"(?: all)?(?: of)?(?: the)?(?: my)? {_EARLIER}questions"
    rf"(?: (?:that )?(?:i|we)(?: have)? {_ASKED}.*| so far)?"
    rf"|what (?:all )?(?:have|did) (?:i|we|you and i)(?: \w+)? (?:talk(?:ed)?|chat(?:ted)?|"
    rf"sp[eo]ken?|discuss(?:ed)?|cover(?:ed)?)(?: about)?(?: .*)?"
    rf"|(?:what|which questions)(?: else)?(?: all)? (?:have|did) i {_ASKED}"
    r"(?: you)?(?: so far| until now| today| before| earlier)"
    rf"|summari[sz]e (?:this|our|the) (?:whole )?(?:conversation|chat|discussion)"
    r"|(?:(?:show(?: me)?|what is) )?(?:our|my|the|this) (?:chat"
    r"|conversation) ?(?:history|so far)?",
    "last_question": rf"(?:what|which question|what question) (?:did|have|was) i {_EARLIER}"
    rf"{_ASKED}(?:ing)?(?: about)?(?: you)?(?: about)?(?: just| last| right)*"
    r"(?: now| before| earlier| a (?:moment|minute) ago)?"
    r"|what was i asking(?: you)?(?: about)?"
    rf"|(?:what(?:'s| is| was)?|whats|repeat|show(?: me)?|tell me) (?:again )?my "
    rf"{_EARLIER}(?:question|message)(?: again)?"
    rf"|my (?:last|previous|latest) question(?: again)?"
    r"|do you (?:remember|know|recall) (?:what i (?:just )?asked(?: you)?|my (?:last )?question)",
    "last_answer": rf"{_DO} {_IT}{_AGAIN}|{_DO} your (?:last |previous )?(?:answer|reply){_AGAIN}"
    r"|what did you (?:just |last )?(?:say|answer|tell me|reply|write)(?: just now| before)?"
    r"|what (?:was|is) your (?:last |previous )?(?:answer|reply)"
    r"|repeat(?: (?:that|it|please))?(?: again)?|come again|say again|pardon(?: me)?|once more",
    "sources": rf"(?:where|from where|how) (?:did|do) you (?:get|find|read|take|know) {_IT}"
    r"(?: from)?|(?:what (?:is|are|was|were)|what's|whats|show(?: me)?|give me|list) "
    r"(?:your|the|that|its) (?:sources?|references?|citations?)|sources?|references|citations"
    rf"|where (?:is|does|was) (?:it|that|this) (?:from|come from|say (?:that|this|so)|written|"
    r"stand)|where does (?:it|that|this) (?:say|stand)(?: (?:that|so|this))?"
    r"|which (?:document|page|slide|lecture|file) (?:is|was) (?:it|that|this) (?:from|in|on)",
    "sure": rf"are you (?:really |very |absolutely |100 |quite )*(?:sure|certain|serious)"
    rf"(?: (?:about|of) {_IT})?|is (?:{_IT}) (?:really )?(?:true|right|correct)|really"
    rf"|rly|for real",
    "translate": rf"translate(?: {_IT})?(?: (?:in|to|into) (?P<other>\w+(?: \w+)?))?"
    rf"|(?:{_DO}(?: {_IT})?{_AGAIN} |{_IT} |same |the same )?(?:in|into|to|auf) {_LANGUAGE}"
    rf"(?: {_IT})?",
    "shorten": rf"(?:shorten|summari[sz]e|condense|compress|abbreviate|sum up|boil down)"
    rf"(?: {_IT})?(?: up| down)?(?: (?:in|to|into) .*)?"
    rf"|(?:make|keep|write|say|put|give me)(?: {_IT})?(?: answer)? (?:a (?:bit|little) |much )?"
    r"(?:shorter|brief(?:er)?|(?:more )?concise|short)(?: version)?"
    r"|(?:a )?short(?:er)?(?: version)?"
    rf"|(?:{_DO}(?: {_IT})? )?in (?:just )?(?:one|two|three|a few|fewer|a single|1|2|3) "
    r"(?:short )?(?:sentences?|words?|lines?)|tl ?dr|too long(?: didn't read)?|briefly|be brief"
    rf"|(?:that|this|it|your answer) (?:is|was) too long",
    "rephrase": rf"(?:rephrase|reword|rewrite|reformulate|paraphrase|format)(?: {_IT})?"
    r"(?: (?:as|in|into|with) .*)?"
    rf"|(?:make|{_DO})(?: {_IT})? (?:as|into|in) (?:an? |some )?(?:bullet points?|bullets|list|"
    r"bulleted list|table|poem|song|rap|tweet|essay|story|pirate.*)"
    rf"|(?:make|write) {_IT} (?:more )?(?:formal|informal|friendly|longer|funny|academic)",
}
_COMPILED = {about: re.compile(pattern) for about, pattern in _PATTERNS.items()}


class AboutConversation(NamedTuple):
    """A request about the conversation."""

    about: About
    language: str | None = None  # to translate into
    code: str | None = None  # of the language that it is made in; None for English


def about_conversation(text: str) -> AboutConversation | None:
    """The request that a message makes about the conversation; None for other messages."""
    plain = request(text)
    for about, pattern in _COMPILED.items():
        if found := pattern.fullmatch(plain):
            named = found.groupdict()
            language = named.get("language") or named.get("other")
            return AboutConversation(about, language)
    return None


def about_conversation_in(text: str, spoken: str | None) -> AboutConversation | None:
    """The same in another language than English; for `spoken` see `said`."""
    found = said(text, ABOUT, spoken)
    return AboutConversation(cast(About, found[1]), code=found[0]) if found else None
