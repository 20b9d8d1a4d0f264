"""The features of question and passage that the grader weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoners.extractive.contrast import OPPOSITES
from agent.reasoners.extractive.question import Question, Term
from agent.reasoners.extractive.reading import Reading, Unit, read
from agent.search.last_quoted import beside
from agent.types import Passage

SYNONYM = 0.8  # credit for a word that may stand for another
KIN = 0.6  # credit for a word of the same root
BESIDE_IT = 0.7  # credit for the course's word for an everyday one that the passage has, too
CONTEXT = 0.7  # credit for a word near the unit, but not in it
ROOT = 5  # letters that two words of one root share at least

FEATURES = (
    "dense",  # cosine similarity of question and passage
    "uncovered",  # share of the question's terms that the best unit and its context lack
    "lacking",  # share of the question's weight that lies on the heaviest term they lack
    "names",  # share of the question's terms that are proper names or numbers
    "opposed",  # 1 if the best unit of the search has the opposite of a word in the question
    "denied",  # 1 if the question is negative and the best unit of the search is not
)


@dataclass(frozen=True, slots=True)
class Fit:
    """The features of one passage."""

    values: tuple[float, ...]  # as named in FEATURES
    covered: tuple[str, ...]  # terms that the passage has, heaviest first
    missing: tuple[str, ...]  # terms that it lacks, heaviest first
    beside: bool = False  # the quotes of the answer that a follow-up is on; it names less itself


def measure(question: Question, passages: Sequence[Passage]) -> list[Fit]:
    """The features of each passage, in their order."""
    finders = [Credits(question, read(passage)) for passage in passages]
    bests = [finder.best() for finder in finders]
    fullest, _ = max(bests, key=lambda best: best[1], default=(None, 0.0))
    against = _against(question, fullest)
    cosines = [passage["dense"] for passage in passages if passage["dense"] is not None]
    floor = min(cosines, default=0.0)
    return [
        Fit(
            (
                passage["dense"] if passage["dense"] is not None else floor,
                *_words(question, finder, unit),
                *against,
            ),
            *finder.found(),
            beside(passage, question.quoted_ids),
        )
        for passage, finder, (unit, _) in zip(passages, finders, bests, strict=True)
    ]


class Credits:
    """How well one passage matches each term of a question, from 0 to 1."""

    def __init__(self, question: Question, reading: Reading) -> None:
        self.question = question
        self.reading = reading
        everything = reading.bag | reading.headings
        self._stand_ins = {
            term.stem: _stand_ins(term, everything, question.meant) for term in question.terms
        }

    def share(self, bag: frozenset[str], context: frozenset[str] = frozenset()) -> float:
        """Share of the question's weight that a unit matches."""
        met = sum(term.weight * self._credit(term, bag, context) for term in self.question.terms)
        return met / self.question.weight

    def best(self) -> tuple[Unit | None, float]:
        """The unit with the largest share, and the share; the first of several."""
        shares = [self.share(unit.bag, unit.context) for unit in self.reading.units]
        if not shares:
            return None, 0.0
        at = shares.index(max(shares))
        return self.reading.units[at], shares[at]

    def found(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The terms that the passage has and those that it lacks, heaviest first."""
        everything = self.reading.bag | self.reading.headings
        ranked = sorted(self.question.terms, key=lambda term: -term.weight)
        has = tuple(term.stem for term in ranked if self.inside(term, everything))
        return has, tuple(term.stem for term in ranked if term.stem not in has)

    def _credit(self, term: Term, bag: frozenset[str], context: frozenset[str]) -> float:
        inside = self.inside(term, bag)
        return inside if inside == 1.0 else max(inside, CONTEXT * self.inside(term, context))

    def inside(self, term: Term, bag: frozenset[str]) -> float:
        """Credit for a term in a set of stems, from 0 to 1."""
        if term.stem in bag or (term.phrase and term.phrase <= bag):
            return 1.0
        stand_ins = self._stand_ins[term.stem]
        return max((credit for other, credit in stand_ins if other in bag), default=0.0)


def _words(question: Question, finder: Credits, unit: Unit | None) -> tuple[float, ...]:
    """The features from `uncovered` to `names`."""
    terms = [term for term in question.terms if not term.framing]
    names = [term for term in question.terms if term.name and not _code_met(term, finder)]
    bag = unit.bag if unit else frozenset[str]()
    near = bag | unit.context if unit else bag
    return (
        sum(1 - finder.inside(term, near) for term in terms) / max(len(terms), 1),
        max((term.weight * (1 - finder.inside(term, near)) for term in terms), default=0.0)
        / question.weight,
        len(names) / max(len(question.terms), 1),
    )


def _code_met(term: Term, finder: Credits) -> bool:
    """Whether it is an identifier or number that the passage contains."""
    return not term.stem.isalpha() and finder.inside(term, finder.reading.bag) == 1.0


def _against(question: Question, unit: Unit | None) -> tuple[float, float]:
    """The features `opposed` and `denied`."""
    bag = unit.bag if unit else frozenset[str]()
    contrary = [
        OPPOSITES[stem] - question.stems for stem in question.stems & OPPOSITES.keys() - bag
    ]
    denied = question.negated and not (unit and unit.negated)
    opposed = not question.decides and any(stems & bag for stems in contrary)
    return float(opposed), float(denied)


def _stand_ins(term: Term, bag: frozenset[str], meant: frozenset[str]) -> list[tuple[str, float]]:
    """The stems of a passage that may replace a term that it lacks, with their credit; the course's
    own words for it replace it anywhere."""
    if term.name:
        return []
    if term.stem in bag:
        return [(other, BESIDE_IT) for other in term.others & meant & bag]
    found = [(other, SYNONYM) for other in term.others & bag]
    if len(term.stem) >= ROOT:
        root = term.stem[: max(ROOT, len(term.stem) - 3)]
        found += [(other, KIN) for other in bag if other.startswith(root)]
    return found


def has_type(question: Question, unit: Unit) -> bool | None:
    """Whether a unit has a date, number or name as requested; None if none is requested."""
    answers = {
        "when": unit.dates,
        "number": unit.numbers,
        "person": unit.names,
        "place": unit.names,
    }.get(question.shape)
    return None if answers is None else bool(answers - question.words)
