"""Which facts of a course a question asks for, by its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.text.course_words import EXAMS, MEETINGS, ROLES, Named, digits, group_of, named, one_of
from agent.text.language import content_words, stem, word_set
from agent.types import FactKind

_COURSE = r"(?:course|class|module|subject|lectures?)"
_EXAM = r"(?:mid-?terms?|finals?|exams?|tests?|quiz(?:zes)?|re-?sits?)"
_WORK = (
    r"(?:homeworks?|assignments?|problem sets?|problem sheets?|labs?|projects?|proposals?|papers?|"
    r"essays?|reports?|presentations?|drafts?|coursework)"
)
_MEETING = one_of(MEETINGS)
_WHEN = (
    r"(?:when|what (?:day|date|time)|which (?:day|date)|(?:exact )?(?:date|day|time) (?:of|for))"
)
_ASKS: tuple[tuple[FactKind, str], ...] = (
    ("deadline", r"\bdeadlines?\b|\bdue\b|\bimportant dates\b|\ball (?:the )?dates\b"),
    ("deadline", rf"{_WHEN}\b.*\b(?:hand(?:ed)? in|turn(?:ed)? in|submit(?:ted)?)\b"),
    ("deadline", rf"{_WHEN} (?:is|are|was) (?:the |our |my )?(?:[\w-]+ ){{0,2}}{_WORK}\b"),
    ("deadline", rf"\b(?:hand|turn) in\b.*\b(?:week|today|tomorrow|{'|'.join(('month', 'friday'))})"),
    ("exam", rf"{_WHEN}\b.*\b{_EXAM}\b|\b{_EXAM}\b.*\b{_WHEN}\b|\b{_EXAM} (?:dates?|schedule|times?)\b"),
    ("exam", r"\b(?:list|show|which|what|all|upcoming|next|any)\b.*\b(?:exams|midterms|tests|quizzes)\b"),
    ("exam", r"\bimportant dates\b|\ball (?:the )?dates\b|\b(?:coming up|upcoming)\b"),
    ("exam", rf"^\W*(?:the )?(?:[\w-]+ )?{_EXAM}(?: exams?)?(?: \d)?\W*$"),
    ("room", rf"\b(?:where|wh(?:ich|at) (?:room|hall|building|place))\b.*\b{_EXAM}\b"),
    ("room", rf"\b{_EXAM}\b.*\b(?:where|wh(?:ich|at) (?:room|hall|building|place)|location)\b"),
    ("weight", r"\bhow (?:is|are|will|does)\b.*\b(?:graded|assessed|marked|calculated|computed)\b"),
    ("weight", r"\bgrad(?:e|ing) (?:scheme|breakdown|policy|weights?|composition|distribution)\b"),
    ("weight", r"^\W*(?:the )?(?:grading|grades?|assessment|weights?)\W*$|\bgrade\b.*\bmade\b"),
    ("weight", r"\bhow (?:much|many percent)\b.*\b(?:counts?|worth|weigh|contribute)\b|\bweights?\b"),
    ("weight", r"\bwhat\b.*\b(?:is|are)\b.*\bworth\b|\b(?:percent|percentage) of (?:the|my) grade\b"),
    ("person", r"\bwho (?:teach|runs|gives|holds|lectures|is (?:teach|giv)|else)\w*\b"),
    ("person", rf"\b(?:who|name|names)\b.*{one_of(ROLES)}|^\W*(?:the )?{one_of(ROLES)}\W*$"),
    ("person", rf"\b(?:list|show|all)\b.*{one_of(ROLES)}|\b(?:teaching|course) (?:staff|team)\b"),
    ("hours", r"\boffice hours?\b|\bconsultation hours?\b"),
    ("meeting", rf"\b(?:where|when|wh(?:ich|at) (?:room|hall|building|times?|days?))\b.*{_MEETING}"),
    ("meeting", rf"{_MEETING}.*\b(?:where|wh(?:ich|at) (?:room|hall|time|day)|room|times?)\b"),
    ("textbook", r"\b(?:text ?books?|course books?|reading list|required (?:text|reading|book)s?)\b"),
    ("textbook", r"\b(?:which|what) (?:book|reader)s?\b|\b(?:need|buy)\b.*\b(?:book|reader)\b"),
    ("topic", r"\bwh(?:at|ich) (?:topics?|subjects?)\b|\btopics? (?:of|in|covered)\b|\blist\b.*\btopics\b"),
    ("topic", rf"\bwhat (?:does|will|is|do) (?:the|this|our|my|we)\b.*\b(?:{_COURSE}|we)\b.*\b(?:cover|learn|teach|about)\b"),
    ("topic", r"\bwhat (?:will|do) (?:i|we|you) learn\b|\bwhat do we cover\b|^\W*(?:the )?(?:course )?(?:topics|contents?|outline|syllabus|schedule)\W*$"),
    ("topic", r"\b(?:weekly|course|class) (?:schedule|plan|outline|topics|contents?)\b|\btimetable\b"),
    ("term", r"\b(?:when|what day)\b.*\b(?:term|semester|course)\b.*\b(?:start|begin|end|finish|over)"),
    ("contact", r"\bcontact\b|\be-?mail (?:address|of)\b|\bcourse (?:web ?)?(?:site|page|forum)\b"),
    ("prerequisite", r"\bpre-?requisites?\b"),
)  # fmt: skip
"""What a question says that asks for facts of a kind; several may be asked for at once."""
_POLICIES: Mapping[str, str] = {
    "late": r"\blate\b|\bextensions?\b|\bgrace days?\b|\bslip days?\b",
    "collaboration": r"\bcollaborat|\bwork (?:together|with)\b|\bin pairs\b|\bgroup work\b"
    r"|\bpartners?\b",
    "integrity": r"\bcheat(?:ing|s|ed)?\b(?! sheet)|\bplagiari|\bacademic (?:integrity|honesty)\b"
    r"|\bcop(?:y|ying) from\b",
    "attendance": r"\battendance\b|\bskip (?:a )?(?:class|lecture)",
    "missed exam": r"\bmiss(?:ed|ing)? (?:the |an? |my )?(?:exam|midterm|final|test|quiz)"
    r"|\bmake-?up (?:exam|quiz|test)",
    "regrade": r"\bre-?grad|\bappeal\b",
    "ai": r"\bchatgpt\b|\bgenerative ai\b|\bai tools?\b",
    "accommodation": r"\baccommodations?\b|\bdisabilit",
    "passing": r"\bto pass\b|\bpassing (?:grade|mark)\b",
}
_POLICY_ASKED = re.compile(
    r"\bpolic(?:y|ies)\b|\brules?\b|\bpenalt(?:y|ies)\b|\bwhat happens\b|\bneed\b|\bcaught\b"
    r"|^\W*(?:the )?[\w-]+(?: [\w-]+)?\W*$",
    re.IGNORECASE,
)
"""What else a question says that asks for a rule as a whole, rather than for a detail of it."""
_EDGE = re.compile(rf"\b(?:after|before|until|since) (?:the |our |my )?(?:[\w-]+ )?{_EXAM}\b")
_NOT = re.compile(
    r"\bwhy\b|\bhow do\b|\b(?:prepare|study|review|practi[cs]e|bring|allowed|code)\b"
    r"|\bhow (?:long|many|late)\b",
    re.IGNORECASE,
)
_SAID = word_set(
    """deadline deadlines due date dates day days time times when where which what who whom list all
    show give tell every important upcoming coming next last first week weeks month today tomorrow
    monday tuesday wednesday thursday friday saturday sunday hand handed turn turned submit submitted
    submission exam exams test tests held place places take takes room rooms hall building location
    located meet meets meeting graded grade grades grading assessed assessment marked mark marks
    scheme breakdown policy policies rule rules weight weights weighted count counts worth percent
    percentage much weigh contribute towards final course courses class classes module teach teaches
    teaching taught teacher runs gives lectures lecture lab labs instructor professor prof lecturer
    staff team people name names textbook book books reading required buy use uses used need topics
    topic subject subjects cover covers covered learn about content contents outline syllabus
    schedule plan timetable term semester start starts begin begins end ends office hours hour
    contact address mail email site page website prerequisite prerequisites happen happens penalty
    calculated computed made exactly january february march april may june july august september
    october november december want know question need homework assignment hw exactly happening"""
)
_SAID_STEMS = frozenset(stem(word) for word in _SAID)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a course."""

    text: str
    kinds: tuple[FactKind, ...]
    works: tuple[Named, ...]  # the work and exams that it names
    policies: tuple[str, ...]
    role: str | None  # of persons: "teacher", "assistant"; None: any
    meeting: str | None  # "lecture", "lab", "tutorial"; None: any
    others: frozenset[str]  # stems of its words that say more than which facts it asks for


def asked_for(question: str) -> Asked | None:
    """What a question asks for; none where it asks for no facts of a course."""
    text = digits(" ".join(question.split()))
    said = _EDGE.sub(" ", text.lower())
    policies = _policies(said)
    kinds = tuple(dict.fromkeys(kind for kind, pattern in _PATTERNS if pattern.search(said)))
    if policies:
        kinds = ("policy",)
    works = tuple(named(said))
    if not kinds or (_NOT.search(said) and not policies) or ("topic" in kinds and works):
        return None
    return Asked(
        text=text,
        kinds=_settled(kinds, works),
        works=works,
        policies=policies,
        role=_role(said),
        meeting=group_of(MEETINGS, said) if "meeting" in kinds else None,
        others=_others(said, works),
    )


_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _ASKS]
_STAFF = re.compile(rf"{one_of(ROLES)}|{_MEETING}")
_COMPILED = {key: re.compile(pattern) for key, pattern in _POLICIES.items()}


def _policies(said: str) -> tuple[str, ...]:
    found = tuple(key for key, pattern in _COMPILED.items() if pattern.search(said))
    return found if found and _POLICY_ASKED.search(said) else ()


def _settled(kinds: tuple[FactKind, ...], works: Sequence[Named]) -> tuple[FactKind, ...]:
    """The kinds without those that another one explains: labs are held, and labs are due."""
    exams = any(work.noun in EXAMS for work in works)
    drop: set[FactKind] = set()
    held = all(work.noun in MEETINGS and not work.number for work in works)
    if "meeting" in kinds and "deadline" in kinds and works and held:
        drop.add("deadline")
    elif "meeting" in kinds and any(
        kind in kinds for kind in ("deadline", "exam", "topic", "room")
    ):
        drop.add("meeting")
    if "hours" in kinds:
        drop |= {"person", "meeting"}
    if "exam" in kinds and works and not exams:
        drop.add("exam")
    if "deadline" in kinds and exams and all(work.noun in EXAMS for work in works):
        drop.add("deadline")
    if "contact" in kinds:
        drop.add("person")
    return tuple(kind for kind in kinds if kind not in drop)


def _role(said: str) -> str | None:
    if re.search(r"\bwho (?:teach|gives|lectures|runs|is teach)", said):
        return "teacher"
    return group_of(ROLES, said)


def _others(said: str, works: Sequence[Named]) -> frozenset[str]:
    """Stems of what is left of a question without what it asks with."""
    inside = [(work.start, work.end) for work in works]
    inside += [found.span() for pattern in _COMPILED.values() for found in pattern.finditer(said)]
    inside += [found.span() for found in _STAFF.finditer(said)]
    return frozenset(
        word.stem
        for word in content_words(said)
        if word.stem not in _SAID_STEMS
        and not word.text.isdigit()
        and not any(start <= word.start < end for start, end in inside)
    )
