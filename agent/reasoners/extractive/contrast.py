"""Opposites: a statement about one does not hold for the other."""

from __future__ import annotations

from collections.abc import Mapping

from agent.text.english_words import stem

_OPPOSITES = """
first last, before after, more less, more fewer, most least, north south, east west,
northern southern, eastern western, increase decrease, increase reduce, rise fall, raise lower,
high low, highest lowest, large small, largest smallest, big little, early late, earliest latest,
old new, oldest newest, win lose, won lost, begin end, start end, start stop, accept reject,
accept refuse, support oppose, allow forbid, allow prohibit, allow prevent, include exclude,
gain lose, strong weak, positive negative, good bad, best worst, public private, rich poor,
male female, men women, man woman, open closed, open close, import export, enter leave,
arrive leave, build destroy, create destroy, success failure, succeed fail, pass fail, love hate,
friend enemy, major minor, majority minority, maximum minimum, internal external, inside outside,
above below, over under, upper lower, left right, same different, always never,
possible impossible, legal illegal, mutable immutable, ordered unordered, sorted unsorted,
true false, present absent, arrest release, attack defend, invade defend, victory defeat, buy sell,
borrow lend, ancient modern, urban rural, wet dry, hot cold, warm cool, fast slow, easy hard,
simple complex, join leave, connect separate, unite divide, encourage discourage,
approve disapprove, agree disagree, necessary unnecessary, direct indirect, formal informal,
regular irregular, known unknown, likely unlikely, dependent independent, add remove,
append remove, push pop, encode decode, ascending descending, local global, midterm final
"""


def _table() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for pair in _OPPOSITES.split(","):
        one, other = (stem(word) for word in pair.split())
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return {one: frozenset(others) for one, others in table.items()}


OPPOSITES = _table()
"""The opposites of a stem."""
