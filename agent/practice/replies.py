"""Texts of quiz questions, hints, solutions and comparisons with a student's answer."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from agent.practice.exercise import Exercise, cue, key_words, where
from agent.practice.hints import Hint
from agent.practice.ideas import Idea
from agent.text.english_words import stems
from agent.types import Passage, Practice, Quote

LOOK_FOR = 4  # words that a hint names
LONG = 6  # letters of a word in which one slip is allowed
_NO_MARK = (
    "Only words are compared, so this is not a grade: read the source to see whether your answer "
    "means the same."
)


def asks(exercise: Exercise) -> list[Quote]:
    """The question, with the place of its answer."""
    place = where(exercise.passage)
    invites = (
        f"The answer is in {place}. Write yours, or ask for “a hint”, “show the answer” or "
        "“next question”."
    )
    question = exercise.question.removesuffix("\n\n")
    return [pointing(f"{question}\n\n{invites}", exercise.passage, exercise.cue)]


def pointing(remark: str, passage: Passage, cue: tuple[int, int]) -> Quote:
    """A remark that cites a passage for its place, and quotes only the words of the cue."""
    return Quote(remark=remark, passage_id=passage["id"], spans=[], cue=cue)


def reveals(practice: Practice) -> list[Quote]:
    """The solution, in the materials' words."""
    lead = "The materials answer:" if practice["style"] == "quiz" else "The solution:"
    return [_solution(lead, practice)]


def compares(practice: Practice, passage: Passage, own: str) -> list[Quote]:
    """The source's text, and the key words that the student's answer has and lacks."""
    wanted = key_words(passage["text"], practice["key"], practice["question"])
    own_stems = stems(own)
    there = [word for stem, word in wanted.items() if _has(own_stems, stem)]
    lacking = [word for stem, word in wanted.items() if not _has(own_stems, stem)]
    parts = []
    if there:
        parts.append(f"Of the source’s key words your answer has: {_listed(there)}.")
    elif wanted:
        parts.append("Your answer has none of the source’s key words.")
    if there and lacking:
        parts.append(f"Not in it: {_listed(lacking)}.")
    lead = " ".join([*parts, _NO_MARK, "The materials say:"])
    return [_solution(lead, practice)]


def places(hint: Hint, question: str) -> list[Quote]:
    """Where to look, and for which words; nothing of the solution."""
    quotes = []
    if hint.task:
        text = f"The task is in {where(hint.task)}."
        quotes.append(pointing(text, hint.task, cue(question, hint.task["text"])))
    named = _words_of(hint.ideas[:1], question)
    look = f" Words to look for there: {_listed(named)}." if named else ""
    start = "Read about it in" if hint.task else "Have a look at"
    text = f"{start} {where(hint.place)}.{look}"
    return [*quotes, pointing(text, hint.place, cue(question, hint.place["text"]))]


def _words_of(ideas: Sequence[Idea], question: str) -> list[str]:
    named: list[str] = []
    for idea in ideas:
        found = key_words(idea.passage["text"], [(idea.start, idea.end)], "")
        named += [word for word in found.values() if word.isalpha()]
    return list(dict.fromkeys(named))[:LOOK_FOR]


def _solution(lead: str, practice: Practice) -> Quote:
    spans = [(start, end) for start, end in practice["answer"]]
    return Quote(remark=lead, passage_id=practice["passage_id"], spans=spans)


def _has(own: Sequence[str], stem: str) -> bool:
    """Whether an answer has a stem; a long one may have one wrong letter."""
    return any(stem == one or (len(stem) >= LONG and OSA.distance(stem, one) == 1) for one in own)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
