"""Data: the patterns of questions for each kind of fact, and the words they ask with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.text.course_words import MEETINGS, ROLES, one_of
from agent.text.english_words import stem, word_set
from agent.types import FactKind

EXAM = r"(?:mid-?terms?|finals?|exams?|tests?|quiz(?:zes)?|re-?sits?)"
WORK = (
    r"(?:homeworks?|assignments?|problem sets?|problem sheets?|labs?|projects?|proposals?|papers?|"
    r"essays?|reports?|presentations?|drafts?|coursework)"
)
HOW_MANY = (
    rf"\bhow many (?:{EXAM}|{WORK})(?: (?:are there|(?:do|will) (?:we|i|you) (?:have|get|do)|"
    r"(?:are|is) (?:in|for|on) (?:the|this|our) (?:course|class)))?(?: in total| altogether)?\W*$"
)
"""How many pieces of work there are, which stands beside their weight."""
MEETING, ROLE = one_of(MEETINGS), one_of(ROLES)
_COURSE = r"(?:course|class|module|subject|lectures?|we|i)"
_WHEN = (
    r"(?:when|what (?:day|date|time)|which (?:day|date)|(?:exact )?(?:date|day|time) (?:of|for))"
)
_PLACE = r"(?:room|hall|building|place)"
_WHERE = rf"(?:where|wh(?:ich|at) {_PLACE})"
_TEACHES = r"(?:teach|gives?|holds?|lectures?|runs?)"

ASKS: Mapping[FactKind, Sequence[str]] = {
    "deadline": (
        r"\bdeadlines?\b|\bdue\b",
        r"\bimportant dates\b|\ball (?:the )?dates\b",
        rf"{_WHEN}\b.*\b(?:hand(?:ed)? in|turn(?:ed)? in|submit(?:ted)?)\b",
        rf"{_WHEN} (?:is|are|was) (?:the |our |my )?(?:[\w-]+ ){{0,2}}{WORK}\b",
        r"\b(?:hand|turn) in\b.*\b(?:week|today|tomorrow|month|(?:mon|tues|wednes|thurs|fri)day)\b",
    ),
    "exam": (
        rf"{_WHEN}\b.*\b{EXAM}\b",
        rf"\b{EXAM}\b.*\b{_WHEN}\b",
        rf"\b{EXAM} (?:dates?|schedule|times?)\b",
        rf"\b(?:dates?|schedule|times?) of (?:the |all )?{EXAM}\b",
        r"\b(?:list|show|which|what|all|upcoming|next|any)\b.*\b(?:exams|midterms|tests|quizzes)\b",
        r"\bimportant dates\b|\ball (?:the )?dates\b|\b(?:coming up|upcoming)\b",
        rf"^\W*(?:the )?(?:[\w-]+ )?{EXAM}(?: exams?)?(?: \d)?\W*$",
    ),
    "room": (
        rf"\b{_WHERE}\b.*\b{EXAM}\b",
        rf"\b{EXAM}\b.*\b(?:{_WHERE}|location|room)\b",
    ),
    "weight": (
        r"\bhow (?:is|are|will|does)\b.*\b(?:graded|assessed|marked|calculated|computed)\b",
        r"\bgrad(?:e|ing) (?:scheme|breakdown|policy|weights?|composition|distribution)\b",
        r"^\W*(?:the )?(?:grading|grades?|assessment)\W*$",
        r"\bgrade\b.*\bmade\b",
        r"\bhow (?:much|many percent)\b.*\b(?:counts?|worth|weigh|contribute)\b",
        r"\bwhat\b.*\b(?:is|are)\b.*\bworth\b",
        rf"\bweights?\b.*\b(?:{EXAM}|{WORK})\b|\b(?:{EXAM}|{WORK})\b.*\bweights?\b",
        HOW_MANY,
        r"\b(?:percent|percentage) of (?:the|my) grade\b",
    ),
    "person": (
        rf"\bwho (?:is )?{_TEACHES}\w*\b",
        rf"\b(?:who|name|names)\b.*{ROLE}",
        rf"^\W*(?:the )?{ROLE}\W*$",
        rf"\b(?:list|show|all)\b.*{ROLE}",
        r"\b(?:teaching|course) (?:staff|team)\b",
    ),
    "hours": (
        r"\b(?:office|consultation) hours?\b",
        r"\bwhen (?:is|are) (?:\w+ ){1,3}(?:free|available)\b",
        r"\bwhen can i (?:see|meet|visit|talk to|speak to|ask)\b",
    ),
    "meeting": (
        rf"\b(?:{_WHERE}|when|wh(?:ich|at) (?:times?|days?))\b.*{MEETING}",
        rf"{MEETING}.*\b(?:{_WHERE}|{_WHEN}|room|times?)\b",
    ),
    "textbook": (
        r"\b(?:text ?books?|course books?|reading list)\b",
        r"\brequired (?:texts?|readings?|books?)\b",
        r"\b(?:which|what) (?:book|reader)s?\b",
        r"\b(?:need|buy)\b.*\b(?:book|reader)\b",
    ),
    "topic": (
        r"\bwh(?:at|ich) (?:topics?|subjects?)\b",
        r"\btopics? (?:of|in|covered)\b|\b(?:list|all)\b.*\btopics\b",
        rf"\bwhat (?:does|will|is|do)\b.*\b{_COURSE}\b.*\b(?:cover|learn|teach|about)\b",
        r"\bwhat is (?:the|this|our) (?:course|class|module) about\b",
        r"^\W*(?:the )?(?:course )?(?:topics|contents?|outline|syllabus|schedule)\W*$",
        r"\b(?:which|what) week\b|\bwhen (?:do|will|are|did) (?:we|i|you)\b"
        r".*\b(?:learn|learning|cover|covering|do|doing|discuss|talk|study)\b",
        r"\b(?:weekly|course|class) (?:schedule|plan|outline|topics|contents?)\b|\btimetable\b",
    ),
    "term": (
        r"\b(?:when|what day)\b.*\b(?:term|semester|course)\b.*\b(?:start|begin|end|finish|over)",
    ),
    "contact": (
        r"\bhow (?:do|can) i (?:contact|reach|e-?mail)\b",
        r"\bcontact\b|\be-?mail (?:address|of)\b",
        r"\bcourse (?:web ?)?(?:site|page|forum)\b",
    ),
    "prerequisite": (r"\bpre-?requisites?\b",),
}
"""Patterns of questions; a question may ask for several kinds at once."""

POLICIES: Mapping[str, str] = {
    "late": r"\blate\b|\bextensions?\b|\bgrace days?\b|\bslip days?\b",
    "collaboration": r"\bcollaborat\w*|\bwork(?:ing)? (?:together|with)\b|\bin pairs\b"
    r"|\bgroup work\b|\bpartners?\b",
    "integrity": r"\bcheat(?:ing|s|ed)?\b(?! sheet)|\bplagiari\w*|\bcop(?:y|ying) from\b"
    r"|\bacademic (?:integrity|honesty)\b",
    "attendance": r"\battendance\b|\bskip (?:a )?(?:class|lecture)",
    "missed exam": r"\bmiss(?:ed|ing)? (?:the |an? |my )?(?:exam|midterm|final|test)"
    r"|\bmake-?up (?:exam|test)",
    "regrade": r"\bre-?grad\w*|\bappeal\b",
    "ai": r"\bchatgpt\b|\bgenerative ai\b|\bai tools?\b",
    "accommodation": r"\baccommodations?\b|\bdisabilit\w*",
    "passing": r"\bto pass\b|\bpassing (?:grade|mark)\b",
}
"""Patterns of questions about each policy."""
RULE_ASKED = (
    r"\bpolic(?:y|ies)\b|\brules?\b|\bpenalt(?:y|ies)\b|\bwhat happens\b|\bneed\b|\bcaught\b"
    r"|\b(?:mandatory|required|compulsory|obligatory|recorded)\b"
    r"|^\W*(?:the )?[\w-]+(?: [\w-]+)?\W*$"
)
"""Wording that asks for the policy itself, rather than for a detail in it."""
RULE_NAMED = r"^\W*(?:the )?(?!.*\bpolic|.*\brules?\b)[\w-]+ [\w-]+\W*$"
"""A message that only names a term: "grace days", and not the whole late policy."""

NOT_ASKED = (
    r"\bwhy\b|\bhow do\b(?! i (?:contact|reach|e-?mail))"
    r"|\b(?:prepare|study|review|practi[cs]e|bring|allowed|code)\b"
    r"|\bhow (?:long|many(?! percent)|late)\b"
    r"|\b(?:which|what) (?:weeks|chapters|lectures|parts|material|stuff) (?:is|are|will|come)\b"
)
"""Wording that does not ask for a fact of the course."""

_COMMON = word_set(
    """deadline deadlines due date dates day days time times when where which what who whom list all
    show give tell every important upcoming coming next last first week weeks month today tomorrow
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december course courses class classes module exactly
    final exam exams know want question please"""
)
_WORDS: Mapping[FactKind, str] = {
    "deadline": "hand handed turn turned submit submitted submission in homework assignment need",
    "exam": "test tests take takes place held start starts begin begins schedule",
    "room": "room rooms hall building place location located held take takes write",
    "weight": "graded grade grades grading assessed assessment marked mark marks scheme breakdown "
    "policy weight weights weighted count counts worth percent percentage much weigh contribute "
    "towards made calculated computed distribution composition many total altogether",
    "person": "teach teaches teaching taught runs gives holds lectures lecture instructor professor"
    " prof lecturer staff team people name names else",
    "hours": "office hours hour consultation instructor professor held free available see meet "
    "visit talk speak ask",
    "meeting": "room rooms hall building place location located held take takes meet meets meeting "
    "lecture lectures start starts begin begins end ends",
    "textbook": "textbook book books reading list required buy use uses used need course reader",
    "topic": "topic topics subject subjects cover covers covered learn about content contents "
    "outline syllabus schedule plan timetable taught teach weekly lecture lectures do talk discuss "
    "study doing covering learning",
    "policy": "policy policies rule rules happen happens penalty need caught get mandatory "
    "required compulsory obligatory recorded",
    "term": "term semester start starts begin begins end ends finish over",
    "contact": "reach contact address mail email e-mail site page website forum instructor "
    "professor",
    "prerequisite": "prerequisite prerequisites need",
}
ASKING: Mapping[FactKind, frozenset[str]] = {
    kind: frozenset(stem(word) for word in _COMMON | word_set(words))
    for kind, words in _WORDS.items()
}
"""Stems of the words that ask for each kind; the answer need not contain them."""
