"""Words of an index that stand for one that it lacks: other forms of it, and compounds."""

from __future__ import annotations

from agent.languages.language import Language
from agent.languages.names import COMPOUNDING
from agent.search.vocabulary import Vocabulary

SHORTEST = 4  # letters of a part of a compound
REST = 3  # letters of the other part, at least


def kin(stem: str, spoken: Language, vocabulary: Vocabulary) -> frozenset[str]:
    """The stems of the index that may stand for a stem."""
    forms = spoken.forms.get(stem, frozenset()) & vocabulary.frequency.keys()
    if vocabulary.knows(stem) or spoken.code not in COMPOUNDING:
        return forms
    return forms | _participles(stem, spoken, vocabulary) | _compounds(stem, vocabulary)


def _participles(stem: str, spoken: Language, vocabulary: Vocabulary) -> frozenset[str]:
    """The participle of a verb, or the verb of a participle: "gewechselt" for "wechseln"."""
    plain = spoken.without_participle(stem)
    return frozenset(
        one for one in vocabulary.frequency if "ge" in one + stem
        and spoken.without_participle(one) == plain
    )  # fmt: skip


def _compounds(stem: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The compounds that end in a word, and the words that end it.

    A "Kursbuch" is a "Buch", and the "Gruppe" of an exercise class an "Übungsgruppe".
    """
    if len(stem) < SHORTEST:
        return frozenset()
    known = vocabulary.frequency.keys()
    longer = {one for one in known if one.endswith(stem) and len(one) >= len(stem) + REST}
    own = {stem[-length:] for length in range(SHORTEST, len(stem) - REST + 1)}
    return frozenset(longer | (own & known))
