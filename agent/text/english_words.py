"""English words in a text: their positions, their stems, and the content words among them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from py_rust_stemmers import SnowballStemmer


def word_set(text: str) -> frozenset[str]:
    """The words of a text of words and white space."""
    return frozenset(text.split())


_WORD = re.compile(
    r"\d+(?:[.,:]\d+)+"  # 3.11, 1,000, 23:59
    r"|(?:[eE]-mail|[rR]e-)\w*|[cC]\+\+|[cCfF]\#"
    r"|\w+(?:['’]\w+)*"
    r"|(?<![^\s`'\"(])"  # an operator stands alone: == but not **bold**
    r"(?:[=!<>+*/%-]=|\*\*|//|->|:=|[=+%<>])(?![^\s`'\"?.,)])"
)
_STEM = SnowballStemmer("english").stem_word

STOP_WORDS = word_set(
    """a about above after again all almost also although always am an and any anybody anyone
    anything are aren't as at back be because been before being below between both but by can can't
    cannot could couldn't did didn't do does doesn't doing don't down during each either else ever
    every everybody everyone everything few for from further get gets got had hadn't has hasn't have
    haven't having he her here hers herself him himself his how however i i'd i'll i'm i've if in
    into is isn't it it's its itself just let let's like lot many may maybe me might more most much
    must my myself neither no nor not now of off often ok okay on once one ones only or other others
    our ours out over own per perhaps please rather really same shall she should shouldn't since so
    some somebody someone something still such than thank thanks that that's the their theirs them
    themselves then there there's these they they're this those though through thus to too toward
    under until up upon us very was wasn't we well were weren't what what's whatever when where
    where's whether which while who who's whom whose why will with within without won't would
    wouldn't yes yet you you're your yours yourself hello hi hey
    arent cant couldnt didnt doesnt dont hadnt hasnt havent hows im isnt ive shouldnt thats theres
    theyre ppl u ur wasnt werent whats wheres whos wont wouldnt youre"""
)
_FRAME = word_set(
    """answer briefly brief call called describe description define definition detail details
    difference different differ example explain explanation find give go happen help know learn look
    make mean meaning need please purpose question show summarize summary talk tell thing think
    understand use useful using want way work write kind exactly actually usually compare comparison
    versus vs anyway anyways basically simply instead"""
)
FRAME_STEMS = frozenset(_STEM(word) for word in _FRAME)
"""Words that frame a question rather than name its subject."""

STOP_STEMS = frozenset(_STEM(word) for word in STOP_WORDS)

_KEYWORD_NOUNS = word_set("loop loops statement keyword operator clause block blocks")


class Word(NamedTuple):
    """A word, number, identifier or operator: `text[start:end]` in lower case, and its stem."""

    text: str
    start: int
    end: int
    stem: str


def words(text: str) -> list[Word]:
    """The words of a text in order; markup and punctuation are left out."""
    return [
        Word(match[0].lower(), match.start(), match.end(), stem(match[0]))
        for match in _WORD.finditer(text)
    ]


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, stop words included."""
    return [stem(word) for word in _WORD.findall(text)]


def forms(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return [word.lower() for word in _WORD.findall(text)]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem of one word, in lower case; numbers lose their thousands commas."""
    plain = word.lower().replace("’", "'")
    if plain[0].isdigit():
        return plain.replace(",", "")
    return str(_STEM(plain.replace("-", "") if plain[0].isalpha() else plain))


_ALL_ARTICLES = frozenset("a an the each every another one".split())
_ARTICLES = {
    "else": _ALL_ARTICLES,
    "if": _ALL_ARTICLES,
    "for": _ALL_ARTICLES,
    "with": _ALL_ARTICLES,
    "while": _ALL_ARTICLES - {"a"},
}
"""Keywords of Python, and the words behind which each is a noun; "a while" is some time."""


def content_words(question: str) -> list[Word]:
    """The content words in order, repetitions included.

    A stop word counts if it is code: in back-quotes, called, as in "get()", before "loop",
    "keyword" ..., or used as a noun: "an else after every if".
    """
    found = words(question)
    before = ["", *(word.text for word in found)]
    following = [*(word.text for word in found[1:]), ""]
    return [
        word
        for word, after, article in zip(found, following, before, strict=False)
        if word.text.replace("’", "'") not in STOP_WORDS
        or after in _KEYWORD_NOUNS
        or (article in _ARTICLES.get(word.text, ()) and (not after or after in STOP_WORDS))
        or question[word.start - 1 : word.start] == "`"
        or question[word.end : word.end + 1] == "("
    ]


def content_stems(question: str) -> list[str]:
    """The stems of the content words, each once, in order of first occurrence."""
    return list(dict.fromkeys(word.stem for word in content_words(question)))
