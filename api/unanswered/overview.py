"""Unanswered questions by topic, and how many there were in each week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from typing_extensions import TypedDict

from agent.mentor import Mentor
from agent.refusals.nearest import nearest_places
from agent.turns.turn_row import FeedbackRow, TurnRow
from agent.types import Passage, Place
from agent.unanswered.failed import Failed, Reason, failed
from agent.unanswered.topic_groups import Topic, subject_words, topics

NEAR = 3  # closest places shown for a topic
CLOSE = 0.33
"""Least cosine of close materials: of the sample's off-topic questions none comes nearer."""
KNOWN = 0.5
"""Least share of a question's content words that the materials use, if nothing is close."""

Asked = Sequence[tuple[TurnRow, FeedbackRow | None]]


class Question(TypedDict):
    """A question that was not answered well, without the names of those who asked."""

    key: str
    question: str
    times: int
    reasons: dict[Reason, int]
    courses: list[str]  # that it was asked in; empty: all
    last_asked_at: float  # seconds since the epoch
    comments: list[str]
    answer: str  # the last bad one; "" for a refusal
    conversation_id: str | None  # of the last one, if the teacher may read it


class TopicView(TypedDict):
    """Questions on one topic."""

    name: str
    times: int
    off_topic: bool  # nothing in the materials is near
    questions: list[Question]
    nearest: list[Place]


class Week(TypedDict):
    """One week, by its Monday."""

    week: str  # ISO 8601
    asked: int
    unanswered: int


class Unanswered(TypedDict):
    """The overview; topics with the most failures first."""

    topics: list[TopicView]
    weeks: list[Week]
    courses: list[str]  # that questions were asked in
    settled: int  # questions that were dealt with


def overview(mentor: Mentor, user: str, course: str | None) -> Unanswered:
    """The overview of one course or of all; raises `MentorError` if the index cannot be read."""
    transcripts = mentor.conversations.transcripts
    every = transcripts.feedback.asked()
    turns = [(turn, rating) for turn, rating in every if not course or course in turn["courses"]]
    found = failed(turns)
    settled = transcripts.settled.times()
    open_ = [each for each in found if settled.get(each.key, 0.0) < each.last_asked_at]
    own = transcripts.readable(user)
    return Unanswered(
        topics=[_view(mentor, topic, own) for topic in _topics(mentor, open_)],
        weeks=weeks(turns),
        courses=sorted({name for turn, _ in every for name in turn["courses"]}),
        settled=len(found) - len(open_),
    )


def _topics(mentor: Mentor, questions: Sequence[Failed]) -> list[Topic]:
    def nearest(query: str, vector: Sequence[float]) -> list[Passage]:
        return mentor.index.search(query, vector, courses=(), k=NEAR)

    vectors = [mentor.embeddings.embed_query(question.query) for question in questions]
    vocabulary, floor = mentor.understanding.vocabulary, mentor.embeddings.cosine_floor
    return topics(questions, vectors, vocabulary, nearest, floor)


def _view(mentor: Mentor, topic: Topic, own: set[str]) -> TopicView:
    return TopicView(
        name=topic.name,
        times=topic.times,
        off_topic=not any(_on_topic(mentor, question.query) for question in topic.questions),
        questions=[_question(question, own) for question in topic.questions],
        nearest=nearest_places(_close(topic.nearest)),
    )


def _on_topic(mentor: Mentor, query: str) -> bool:
    """Whether the materials use a question's words, or have something close to it."""
    vocabulary = mentor.understanding.vocabulary
    wanted = subject_words(query, vocabulary)
    counts = vocabulary.counts
    known = sum(stem in counts or form.lower() in counts for stem, form in wanted.items())
    if wanted and known >= KNOWN * len(wanted):
        return True
    vector = mentor.embeddings.embed_query(query)
    return bool(_close(mentor.index.search(query, vector, courses=(), k=NEAR)))


def _close(passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if (passage["dense"] or 0.0) >= CLOSE]


def _question(question: Failed, own: set[str]) -> Question:
    last = question.last
    answered = last is not None and last["status"] == "answered"
    conversation = last["conversation_id"] if last else None
    return Question(
        key=question.key,
        question=question.question,
        times=question.times,
        reasons=question.reasons,
        courses=question.courses,
        last_asked_at=question.last_asked_at,
        comments=question.comments,
        answer=last["answer"] if last and answered else "",
        conversation_id=conversation if conversation in own else None,
    )


def weeks(turns: Asked) -> list[Week]:
    """Every week from the first question to the last, also those without any."""
    asked: Counter[str] = Counter(monday(turn["asked_at"]) for turn, _ in turns)
    bad = [pair for pair in turns if failed([pair])]
    unanswered: Counter[str] = Counter(monday(turn["asked_at"]) for turn, _ in bad)
    if not asked:
        return []
    first, last = (datetime.fromisoformat(edge) for edge in (min(asked), max(asked)))
    days = range(0, (last - first).days + 1, 7)
    names = [(first + timedelta(days=day)).date().isoformat() for day in days]
    return [Week(week=name, asked=asked[name], unanswered=unanswered[name]) for name in names]


def monday(seconds: float) -> str:
    """The Monday (UTC) of a time's week."""
    day = datetime.fromtimestamp(seconds, UTC).date()
    return (day - timedelta(days=day.weekday())).isoformat()
