"""A question in a textbook's words: students say "undo a zip", materials "unzip"; or in English,
for materials that have no text in the student's language.

Asked for where nothing was found. The student's own words stay the question that is answered.
"""

from __future__ import annotations

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agent.languages.detect import is_english
from agent.llm.client import Model
from agent.prompts import plain
from agent.reasoner import Turn
from agent.reasoners.llm.one_word import fixed_part
from agent.reasoners.llm.prompt_fitting import asker_of
from agent.types import Usage

SYSTEM = """You put a student's question the way a textbook would, with the terms of the subject. \
Keep names, numbers and code as they are. Reply with the question alone, in one line."""
EXAMPLES = (  # course, the student's words, the textbook's
    (
        "Biology",
        "why do leaves look green",
        "Why are leaves green: chlorophyll and the light it reflects?",
    ),
    (
        "Chemistry",
        "stuff that makes a reaction go quicker but is still there afterwards",
        "What is a catalyst?",
    ),
    (
        "Physics",
        "the thing i pushed keeps going after i let go, why",
        "Why does a body keep moving without a force (inertia)?",
    ),
    (
        "Course rules",
        "can i sell what you gave us",
        "May the course materials be used commercially (licence)?",
    ),
    ("Statistics", "the number in the middle when you line them all up", "What is the median?"),
    (
        "Chemistry",
        "my solution stays clear no matter how much salt i put in",
        "Why does the salt dissolve: saturation and solubility?",
    ),
)
TOKENS = 48
LONGEST = 200  # characters of a question
TITLES = 2  # of the best documents, which name the course


def _asked(course: str, question: str) -> str:
    return f"Course: {course}\nStudent: {question}"


FIXED_PART = fixed_part(SYSTEM, ((_asked(course, q), put) for course, q, put in EXAMPLES))


def otherwise(course: str, question: str) -> list[BaseMessage]:
    """Asks for a question of this course in a textbook's words."""
    return [*FIXED_PART, HumanMessage(plain(_asked(course, question[:LONGEST])))]


async def textbook_question(model: Model, turn: Turn) -> tuple[str | None, Usage]:
    """The question as a textbook would put it; None if the model gives none.

    Raises `ModelUnavailable`.
    """
    titles = list(dict.fromkeys(passage["title"] for passage in turn.passages))[:TITLES]
    messages = otherwise("; ".join(titles), turn.put)
    reply, usage = await model.reply(messages, TOKENS, asker_of(turn))
    reply = next(iter(reply.splitlines()), "")
    same = reply.lower().rstrip("?. ") == turn.put.lower().rstrip("?. ")
    return (None if same or not reply or len(reply) > LONGEST else reply), usage


ENGLISH = """You translate a student's question into English, for a search. Keep names, numbers \
and code as they are. Reply with the English question alone, in one line."""


async def english_question(model: Model, turn: Turn) -> tuple[str | None, Usage]:
    """The question in English; None if the model gives none. Raises `ModelUnavailable`."""
    messages = [SystemMessage(ENGLISH), HumanMessage(plain(turn.put[:LONGEST]))]
    reply, usage = await model.reply(messages, TOKENS, asker_of(turn))
    line = next(iter(reply.splitlines()), "")
    return (line if line and is_english(line) else None), usage
