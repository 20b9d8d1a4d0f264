"""Scores how well one unit answers a question of a given shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from agent.reasoners.extractive.defining import DOES, defines, defines_another
from agent.reasoners.extractive.features import Credits, has_type
from agent.reasoners.extractive.forms import call_fits, glossed, in_cell, is_cost_row, used_to
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit
from agent.text.english_words import STOP_STEMS, word_set

INSIDE, HEADINGS, LABEL, TYPE, DEFINES = 0.3, 0.5, 0.3, 0.3, 0.75
WEIGHTS: Mapping[str, float] = {
    "matched": 1.0,  # share of the question that the unit and its context match
    "inside": INSIDE,  # share that the unit matches alone
    "headings": HEADINGS,  # share that the headings above it match
    "label": LABEL,  # a row whose first cell is named in the question
    "defines": DEFINES,
    "other label": -0.7,  # "The price: ..." if a definition is asked for
    "says": 0.4,  # "Cure: ..." if the question asks how to fix something
    "type": TYPE,  # a date, number or name, as asked for
    "counts": 0.4,
    "numbered": 0.8,  # "Homework 3" if homework 3 is asked for; against another number
    "shows": 0.1,
    "taught": 0.5,  # a sentence that names all that a how-to question asks, with code below
    "example": 0.5,  # an example, if one is asked for
    "output": -0.5,  # the output of code: it explains nothing
    "code": -0.1,
    "wordless": -0.5,  # code, if the question asks for words
    "reason": 0.3,
    "instructs": 0.2,  # an instruction, in answer to "how to"; against it if it asks yes or no
    "requires": 0.5,  # "must", "optional", if the question asks whether something is needed
    "forbids": -0.5,  # "Never remove elements ..." if the question asks how to
    "names": -0.4,  # a unit without the names and numbers of the question
    "leans": -0.1,
    "row": -0.3,  # a row if a reason is asked for
    "bare": -0.3,  # a row of which only the table's header matches
    "same question": 0.4,  # the answer to the same question in the materials
    "meant": 0.2,  # the course's word for what the question describes
    "call": 1.2,  # the call that the question names; against another one
    "cell": 0.4,  # a row whose label and header together name what is asked for
    "cost": -0.6,  # a row of costs if the question asks what something does
    "asks": -0.4,
    "points": -0.5,
    "fragment": -0.5,
    "picture": -0.8,  # the description of a picture if a definition is asked for
    "long": -1.0,
}
"""How much each signal counts; see `signals`."""
SAME = 0.8  # share of the question's weight from which all that it asks is named
EXERCISE = 0.6  # against a task that is set
LONG = 60  # words; longer units lose score

LOOKED_UP = word_set("number when person place definition list")  # shapes that a row can answer
_CHECK = re.compile(
    r"\b(?:check yourself|self-check|test yourself|try it|exercise|quiz)\b[^\n]{0,20}\Z",
    re.IGNORECASE,
)
"""Before a question that students are to answer."""
PICTURE = "Picture: "  # which the parsers put before the description of a picture
_PARTS = word_set("cure fix remedi solut caus reason mean effect")
"""Stems of labels of the parts that notes on an error or a problem have."""
_EXPLAINS = word_set("definit mean idea note")
_EXAMPLE = re.compile(r"\bexamples?\b", re.IGNORECASE)
_FOR_EXAMPLE = re.compile(r"\b(?:for example|for instance|e\.g\.|such as|example)\b", re.IGNORECASE)
_HAPPENS = re.compile(r"\W*(?:so |and )?what (?:happens|if|is going to happen)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|so that|therefore|otherwise|the reason|this is why|as a result|due to|"
    r"thus|hence)\b",
    re.IGNORECASE,
)


_INSTRUCTS = re.compile(
    r"(?:[-*+•]|\d{1,3}[.)])?\s*(?:To|You (?:can|may|must|should|have to)|Use|Write|Call|Run|Press|"
    r"Click|Open|Choose|Put|Add|Type|Take|Start|Let|Give|Store|Convert|Check|Look|Read|Set|Make|Create)\b"
)


_NEEDS = re.compile(
    r"\b(?:needs?|have to|has to|must|required?|requires?|necessary|mandatory|obligatory|compulsory"
    r"|optional|voluntary|supposed to)\b",
    re.IGNORECASE,
)
"""Whether something is needed, in a question and in what answers it."""
_FORBIDS = re.compile(
    r"(?:[-*+•]|\d{1,3}[.)])?\s*(?:Never|Do not|Don['’]t|Avoid)\b|.*\bno need to\b"
)


def score(question: Question, credits: Credits, units: Sequence[Unit], at: int, text: str) -> float:
    """Share of the question that the unit matches, with bonuses and penalties for its kind."""
    return sum(WEIGHTS[name] * x for name, x in signals(question, credits, units, at, text).items())


def signals(
    question: Question, credits: Credits, units: Sequence[Unit], at: int, text: str
) -> dict[str, float]:
    """What speaks for a unit and against it, by the names of `WEIGHTS`, before it is weighed."""
    unit, shape = units[at], question.shape
    found = {
        "matched": credits.share(unit.bag, unit.context),
        "inside": credits.share(unit.bag),
        "headings": credits.share(credits.reading.headings),
        "label": named_by(question, unit.label) * (shape in LOOKED_UP),
        "type": float(has_type(question, unit) or False),
        "counts": float(bool(question.counted) and _counts(question.counted, unit)),
        "meant": float(bool(question.meant & unit.bag)),
        "numbered": _numbered(question, unit),
        "call": call_fits(question, unit, text),
        "names": _names_missing(question, unit),
        "says": float(_says(question, unit)),
        "leans": float(unit.leans),
        "points": float(unit.points),
        "asks": float(unit.asks and not _answered(units, at)),
        "fragment": float(unit.fragment),
        "long": max(0, len(unit.order) - LONG) / 100,
    }
    if shape in ("definition", "compare"):
        defined = defines(question.topic, unit) or glossed(
            question.topic, question.stems, unit, text
        )
        if question.effect and not defined:
            defined = DOES * used_to(question.topic, unit, text)
        defined = defined or float(labelled(question, units, at))
        defined = 0.0 if unit.asks else defined
        found["defines"] = defined or -defines_another(question.topic, unit)
        found["other label"] = float(not found["defines"] > 0 and _labels_another(question, unit))
        found["picture"] = float(text.startswith(PICTURE, unit.start))
    if _EXAMPLE.search(question.text):
        found["example"] = float(_is_example(units, at, text))
    if shape == "howto":
        found["shows"] = float(_shows(units, at))
        several = len(question.subjects) > 1
        whole = unit.kind == "sentence" and several and found["inside"] >= SAME
        found["taught"] = float(whole and _has_code(units[at + 1 :]))
        found["forbids"] = float(bool(_FORBIDS.match(text, unit.start)))
    if shape == "why":
        found["reason"] = float(bool(_REASON.search(text, unit.start, unit.end)))
    if (shape == "howto" or question.decides) and _INSTRUCTS.match(text, unit.start):
        found["instructs"] = float(shape == "howto") - question.decides
    if question.decides and _NEEDS.search(question.text):
        found["requires"] = (
            float(bool(_NEEDS.search(text, unit.start, unit.end))) * found["matched"]
        )
    if question.decides or shape in ("other", "number"):
        found["cell"] = in_cell(question, credits, unit)
    if question.effect:
        found["cost"] = float(is_cost_row(unit))
    if unit.kind == "item" and text[unit.start : unit.start + 1].isdigit():
        found["row"] = float(shape == "why")
    if unit.kind == "row":
        found["row"] = float(shape == "why")
        found["bare"] = float(credits.share(frozenset(unit.order)) == 0)
    if unit.kind == "code":
        found["output" if unit.output else "code"] = 1.0
        found["wordless"] = float(shape in ("why", "definition") or _is_case(question))
    if asked := _asked(units, at):
        same = credits.share(asked.bag) >= SAME and (not unit.asks or _answered(units, at))
        found["same question"] = float(same and not _CHECK.search(text, 0, asked.start))
    return found


def _says(question: Question, unit: Unit) -> bool:
    """Whether the label before a colon says that this is what is asked for."""
    if not unit.says & _PARTS:
        return False
    own = [term for term in question.terms if not term.earlier]
    return any(unit.says & {term.stem, *term.others} for term in own)


def _labels_another(question: Question, unit: Unit) -> bool:
    """Whether the label before a colon names something else: "The price: ..."."""
    named = unit.says - STOP_STEMS
    return bool(named) and not named & (question.subjects | _EXPLAINS)


def _is_case(question: Question) -> bool:
    """Whether it asks what happens in some case."""
    return bool(_HAPPENS.match(question.text))


def labelled(question: Question, units: Sequence[Unit], at: int) -> bool:
    """Whether the unit above is just the thing's name, as on slides: "Data structure", then "A way
    to organise data"."""
    above = units[at - 1] if at else None
    named = above is not None and above.bag == question.subjects and above.kind != "code"
    return named and units[at].kind in ("item", "sentence") and not units[at].asks


def _is_example(units: Sequence[Unit], at: int, text: str) -> bool:
    """Whether a unit is code that can be run, or announces it, or names an example."""
    unit = units[at]
    if unit.kind == "code":
        return not unit.output
    following = units[at + 1] if at + 1 < len(units) else None
    announces = unit.announces and following is not None and following.kind == "code"
    return announces or bool(_FOR_EXAMPLE.search(text, unit.start, unit.end))


def named_by(question: Question, label: frozenset[str]) -> float:
    """Share of a label that the question names, weighted by its share of the question."""
    named = label & question.stems
    met = sum(term.weight for term in question.terms if term.stem in named)
    return len(named) / len(label) * (met / question.weight) ** 0.5 if label else 0.0


def _answered(units: Sequence[Unit], at: int) -> bool:
    """Whether a question is followed by its answer: "Why ...? Answer: because ..."."""
    following = units[at + 1] if at + 1 < len(units) else None
    return following is not None and not following.opens and not following.asks


def _asked(units: Sequence[Unit], at: int) -> Unit | None:
    """The question that a unit asks or answers."""
    if units[at].asks:
        return units[at]
    return units[at - 1] if at and units[at - 1].asks and not units[at].opens else None


def _shows(units: Sequence[Unit], at: int) -> bool:
    """Whether the unit is a step, or announces code or steps."""
    following = units[at + 1].kind if at + 1 < len(units) else ""
    return units[at].kind == "item" or following in ("code", "item")


def _has_code(units: Sequence[Unit]) -> bool:
    return any(unit.kind == "code" and not unit.output for unit in units)


def _numbered(question: Question, unit: Unit) -> float:
    """1 for a unit that has each noun with its number, -1 for one with another number only."""
    if not question.numbered:
        return 0.0
    pairs = frozenset(pairwise(unit.order))
    if all(pair in pairs for pair in question.numbered):
        return 1.0
    others = {noun for noun, number in pairs if number.isdigit()}
    return -1.0 if any(noun in others for noun, _ in question.numbered) else 0.0


def _counts(counted: str, unit: Unit) -> bool:
    """Whether a number comes right before the counted noun: "three grace days"."""
    places = [at for at, stem in enumerate(unit.order) if stem == counted]
    return any(unit.numbers & frozenset(unit.order[max(at - 3, 0) : at]) for at in places)


def _names_missing(question: Question, unit: Unit) -> float:
    names = [term.stem for term in question.terms if term.name]
    near = unit.bag | unit.context
    return sum(name not in near for name in names) / max(len(names), 1)
