"""Messages about a section by its title, and on where the materials cover something."""

from __future__ import annotations

import re

from agent.understanding.phrases import request

_UNIT = r"(?:section|chapter|paragraph|part|slides?|page|box|callout|block|note)"
_TELLS = (
    r"(?: (?:all )?(?:about|covers?|says?|tells?(?: us| me)?|contains?|lists?|shows?|discuss(?:es)?"
    r"|deals? with|explains?))?"
)
_SECTION = re.compile(
    r"(?:so )?(?:what(?: does| do| did|'s| is| are)?(?: in| on)?|summari[sz]e"
    r"|(?:give me )?(?:an? )?(?:short )?(?:summary|overview|outline) of"
    r"|explain|go through|show me) the (?:"
    rf"{_UNIT} (?:called |named |titled |on |about )?(?P<after>[^\W\d][^\d?]*?)"
    rf"|(?P<before>[^\W\d][^\d?]*?) {_UNIT}){_TELLS}"
)
_DOCUMENT = (
    r"(?:notebooks?|slides?|slide decks?|decks?|pages?|files?|documents?|chapters?|sections?|parts?"
    r"|(?:lecture )?notes|handouts?|readings?|episodes?)"
)
_HAS = (
    r"(?:has|have|had|covers?|covered|explains?|explained|contains?|talks? about|mentions?"
    r"|mentioned|introduces?|introduced|describes?|is about|are about|deals? with|shows?"
    r"|teach(?:es)?)"
)
_TOLD = (
    r"(?:explained|covered|described|defined|discussed|introduced|mentioned|taught|shown|treated)"
)
_WHERE = re.compile(
    rf"(?:in |on |at )?(?:which|what) {_DOCUMENT} {_HAS} (?P<has>.+)"
    rf"|(?:in |on |at )?(?:which|what) {_DOCUMENT} (?:do|did|can|will) (?:we|i|you) "
    r"(?:learn|read|find|see|talk|hear|cover|discuss)(?: about)? (?P<which>.+)"
    r"|where (?:do|did|can|could|will) (?:we|i|you) "
    r"(?:learn|read|find (?:out|something|anything|more|the (?:part|section|explanation))"
    r"(?: on| of)?|hear|read up|talk)(?: more)?(?: about| on)? (?P<learn>.+)"
    r"|where (?:do|can|could) (?:we|i|you) (?:find|see|look up|read) (?:out )?(?P<how>how .+)"
    rf"|where (?:is|are|was|were) (?P<told>.+?) (?:first )?{_TOLD}"
    rf"|where (?:does|do) (?:it|they|the \w+(?: \w+)?) (?:explain|cover|describe|define|mention|"
    r"introduce|say something about|talk about) (?P<it>.+)"
    r"|where (?:is|are|was|were) (?P<example>(?:that|the|this) .+ (?:example|explanation|picture|"
    r"diagram|exercise|proof|definition))"
)
_THE = re.compile(r"(?:the|that|this|a|an) ")


def section_title(text: str) -> str | None:
    """The title of the section whose contents a message requests, in lower case; None if it names
    none."""
    found = _SECTION.fullmatch(request(text.lower()))
    return found and (found["after"] or found["before"])


def covered_topic(text: str) -> str | None:
    """The topic of "where is X explained?" and "which notebook has X?"; None for other messages."""
    found = _WHERE.fullmatch(request(text.lower()))
    topic = found and next(filter(None, found.groups()), None)
    return _THE.sub("", topic, count=1) if topic and re.search(r"[^\W\d_]{2}", topic) else None
