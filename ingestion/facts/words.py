"""Data: the words that mark facts about a course in labels, headings and columns."""

from __future__ import annotations

from collections.abc import Mapping

from agent.types import FactKind

LABELS: Mapping[FactKind, str] = {
    "person": r"(?:the )?(?:course |lead |head |your )?(?:instructors?|lecturers?|professors?|"
    r"teachers?|teaching (?:assistants?|fellows?|team|staff)|t\.?a\.?s?|tutors?|graders?|"
    r"(?:course|module) (?:leader|director|coordinator|staff)s?|convenors?|conveners?|"
    r"organi[sz]ers?|taught by|faculty)(?: names?)?",
    "hours": r"(?:student |consultation )?(?:office|consultation|drop-in) hours?(?: and location)?"
    r"|consultations?|drop-in sessions?",
    "meeting": r"(?:class |course |lecture |meeting )?(?:lectures?|class(?:es)?|meetings?|"
    r"meeting times?|schedule|times?|lab(?:s| sessions?)?|tutorials?|recitations?|discussions?|"
    r"seminars?|workshops?|practicals?|when|where)(?: (?:and|&) (?:location|place|room|where))?",
    "room": r"(?:class ?|lecture )?(?:rooms?|locations?|venues?|places?)",
    "textbook": r"(?:course |required |recommended |main |optional |set )?(?:text ?books?|texts?|"
    r"books?|readers?|reading list|required readings?|literature|materials? and texts?)",
    "prerequisite": r"pre-?requisites?|requirements?|assumed knowledge|prior knowledge",
    "term": r"terms?|semester|course dates|dates of the (?:course|term)|duration|session",
    "contact": r"e-?mails?|contact(?: information| details)?|phone|telephone|website|web ?page|"
    r"web site|course (?:site|page|website|web page)|forum|mailing list|discussion (?:board|forum)",
    "weight": r"(?:course |final )?(?:grading|grades?|assessments?|marking|evaluation)"
    r"(?: (?:scheme|policy|breakdown|criteria|weights?))?",
}
"""Labels of each kind: before a colon, in a row's first cell, or as a heading."""

POLICIES: Mapping[str, tuple[str, str]] = {
    "late": (
        r"\blate (?:work|days?|polic|submi|home|assign|hand|penalt|project|paper|problem)"
        r"|\blateness\b|\bgrace days?\b|\bslip days?\b|\bdeadlines? and extensions?\b"
        r"|\bextensions? (?:and|polic)",
        r"\blate\b|\bextensions?\b|\bgrace days?\b|\bslip days?\b",
    ),
    "collaboration": (
        r"\bcollaborat|\bworking together\b|\bgroup work\b|\bteam ?work\b",
        r"\bcollaborat|\bin pairs\b|\bdiscuss\b.*\b(?:classmates?|others?|students?|ideas)\b|"
        r"\bwork(?:ing)? (?:together|alone|with)\b",
    ),
    "integrity": (
        r"\b(?:academic|scholastic) (?:honesty|integrity|dishonesty|misconduct|conduct)\b"
        r"|\bplagiari|\bcheating\b|\bhonou?r code\b",
        r"\bplagiari|\bcheat|\bacademic (?:conduct|misconduct|integrity|honesty|dishonesty)\b"
        r"|\bviolations?\b|\bmisconduct\b|\bhonou?r code\b",
    ),
    "attendance": (
        r"\battendance\b|\babsences?\b|\bmissed class",
        r"\battend(?:ance)?\b|\babsen(?:t|ce)",
    ),
    "missed exam": (
        r"\bmiss(?:ed|ing)? (?:an? |the )?(?:exam|midterm|final|test|quiz)|\bmake-?ups?\b"
        r"|\bre-?sits?\b",
        r"\bmiss(?:ed|es|ing)? (?:the |an? )?(?:exam|midterm|final|test|quiz)|\bmake-?up\b"
        r"|\bre-?sit\b",
    ),
    "regrade": (
        r"\bre-?grad|\bappeals?\b|\bmarks come back\b",
        r"\bre-?grad|\bmarked again\b|\bappeal\b",
    ),
    "ai": (
        r"\b(?:use of|using|polic\w+ on) (?:generative |large )?(?:AI|chatgpt|language models?)\b"
        r"|\bAI (?:polic|use\b|tools\b)",
        r"\bgenerative AI\b|\bchatgpt\b|\bcopilot\b|\bAI tools?\b",
    ),
    "accommodation": (
        r"\baccommodations?\b|\bdisabilit",
        r"\baccommodations?\b|\bdisabilit|\badjustments\b",
    ),
}
"""Patterns of each policy: for its heading or label, and for sentences elsewhere."""

TOPIC_HEADINGS = (
    r"^\W*(?:\d[\d.]* )?(?:course )?(?:topics?(?: covered)?|contents?|outline|"
    r"what (?:you|we)(?: will|'ll)? learn|learning (?:outcomes|objectives|goals)|objectives|"
    r"course goals|course description|overview of topics)\W*$"
)
GRADING = r"\bgrad(?:e|es|ing)\b|\bassess|\bmark(?:s|ing)?\b|\bevaluation\b|\bweight"
"""A heading above the weights of a grade."""

COLUMNS: Mapping[str, str] = {
    "week": r"^(?:week|wk|lecture|lec|session|class|unit|module|no|nr|#|day)\b|^#$",
    "date": r"\bdates?\b|\bbegins\b|\bday\b|\bstarts?\b|\bwhen\b|\bweek of\b",
    "topic": r"\btopics?\b|\bsubjects?\b|\bcontents?\b|\bthemes?\b|\btitle\b|\bcovered\b",
    "due": r"\bdue\b|\bdeadlines?\b|\bassignments?\b|\bhomework\b|\bhand(?:ed)?[ -]?in\b"
    r"|\bdeliverables?\b|\bsubmi|\bexams?\b|\bassessments?\b",
    "weight": r"\bweight|\bpercent|%|\bshare\b|\bworth\b|\bof (?:the )?grade\b|\bcounts\b",
    "place": r"\bplace\b|\broom\b|\blocation\b|\bwhere\b|\boffice\b|\bvenue\b|\bbuilding\b",
    "time": r"\btimes?\b|\bhours?\b",
    "role": r"\brole\b|\bposition\b|\bfunction\b|\btitle\b",
    "name": r"\bname\b|\bperson\b|\bstaff\b|\binstructor\b|\bwho\b|\blecturer\b|\bta\b",
}
"""Headers of columns by kind."""
