"""Messages that ask for a list over a course: deadlines, topics, people, grading and the like."""

from __future__ import annotations

import re

from agent.understanding.phrases import request

_ALL = r"(?:all|every|each|everything|list|overview|upcoming|next|remaining|other|which|what|any)"
_TIME = (
    r"(?:today|tomorrow|tonight|soon|next|now|this (?:week|month|term|semester|weekend)|"
    r"next (?:week|month)|(?:in )?(?:the )?(?:next|coming) (?:\w+ )?(?:days?|weeks?)|"
    r"(?:on |by )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|december))"
)
_DATES = r"(?:deadlines?|due dates?|dates|exams?|tests|important dates|hand in dates)"
_WORK = (
    r"(?:homeworks?|hws?|assignments?|problem sets?|psets?|labs?|projects?|quizzes|exams|"
    r"exercises|tests|coursework)"
)
_COURSE = (
    r"(?:(?:this|the|our|your|my)(?: \w+)? (?:course|class|module|lecture|subject|syllabus)|course|"
    r"class|module|semester|term|syllabus)"
)
_STAFF = (
    r"(?:instructors?|teachers?|lecturers?|professors?|profs?|teaching assistants?|tas|assistants|"
    r"tutors|staff|teaching staff|course staff|people|contacts?|contact (?:details|persons?))"
)
_KINDS: dict[str, str] = {
    "deadlines": rf"{_ALL}(?: of)?(?: the| my| our)?(?: \w+)? {_DATES}(?: .*)?"
    rf"|(?:list|show|give me|tell me|what are|which are)(?: me)?(?: all)?(?: of)?(?: the)?"
    rf"(?: \w+)? {_DATES}(?: .*)?|(?:deadlines|due dates|important dates|exam dates)(?: .*)?"
    rf"|when (?:is|are) (?:all|everything|the {_WORK}|the deadlines)(?: the)?(?: {_WORK})?(?: due)?"
    rf"|(?:what|whats|what's|anything|something)(?: is| are)?(?: .*)? due(?: {_TIME})?"
    rf"|(?:is|are) (?:there )?(?:anything|something|any {_WORK}|{_WORK}) due(?: {_TIME})?"
    rf"|(?:what|which) (?:{_WORK} )?(?:do|must|should) (?:i|we) (?:have )?(?:to )?(?:hand|turn) in"
    rf"(?: {_TIME})?|what(?: is|'s)? (?:coming up|on) {_TIME}",
    "topics": rf"(?:list |show |give me |what are |which are |tell me )(?:me )?(?:all )?(?:of )?"
    rf"(?:the )?(?:topics|subjects|contents|chapters|lectures|modules|units)"
    rf"(?: (?:of|in|for|on|that) .*)?"
    rf"|(?:what|which)(?: are)? (?:the )?(?:topics|subjects|things|material|contents?)?(?: \w+)? ?"
    rf"(?:do|does|will|are|is|did) (?:{_COURSE}|we|i) .*(?:cover|teach|treat|about|learn|deal with)"
    rf"(?:ed)?(?: in {_COURSE})?|what(?: is|'s)? {_COURSE} about|(?:course )?(?:topics"
    rf"|contents?|outline)"
    rf"(?: of {_COURSE})?|(?:schedule|weekly schedule|timetable|course plan)(?: of .*)?"
    rf"|(?:what|which) (?:topics|subjects) .*|what will (?:i|we) learn(?: .*)?",
    "people": rf"who (?:teaches|teach|runs|gives|holds|lectures|organi[sz]es|is teaching)"
    rf"(?: in)? {_COURSE}(?: .*)?|who (?:is|are) (?:the |my |our )?{_STAFF}(?: .*)?"
    rf"|(?:list|show me|give me|tell me|what are|names? of)(?: all)?(?: of)?(?: the)?"
    rf"(?: names? of)?(?: the)? {_STAFF}(?: .*)?|(?:course |teaching )?staff|instructors?|tas"
    rf"|(?:what are |list |when are )?(?:all )?(?:the )?office hours(?: of {_COURSE})?",
    "grading": rf"how (?:is|are|will) (?:{_COURSE}|(?:the |my |our )?(?:final )?grades?"
    rf"|we|i)(?: .*)? "
    r"?(?:be )?(?:graded|grade|calculated|computed|determined|made(?: up)?|marked"
    r"|assessed|composed)"
    rf"(?: in {_COURSE}| up)?|(?:what is |what's |explain |show |list )?(?:the )?grad(?:e|ing)"
    r"(?: (?:scheme|breakdown|policy|scale|weights?|composition|system|distribution|criteria))?"
    rf"(?: (?:of|in|for) {_COURSE})?|(?:what counts|how much does (?:everything"
    rf"|each (?:part|thing))"
    r" count)(?: .*)?|assessment(?: .*)?",
    "work": rf"(?:list|show|give me|what are|which are)(?: me)?(?: all)?(?: of)?(?: the)? {_WORK}"
    rf"(?: .*)?|(?:what|which) {_WORK} (?:are there|do (?:we|i) have)(?: .*)?"
    rf"|how many {_WORK} (?:are there|do (?:we|i) have)(?: .*)?",
    "rules": r"(?:list|show|give me|what are)(?: me)?(?: all)?(?: of)?(?: the)?(?: course)?"
    r"(?: \w+)? (?:policies|rules|prerequisites|requirements|textbooks|books|readings)(?: .*)?"
    r"|(?:policies|prerequisites|textbooks?|reading list|course books?)",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
_CODE = re.compile(r"\b(?:python|java|code|program|function|class called|in a list|object)\b")


def list_wanted(text: str) -> str | None:
    """The kind of list that a message requests ("deadlines", ...); None for other messages."""
    plain = request(text)
    if _CODE.search(plain) and not re.search(rf"\b{_COURSE}\b|\b{_DATES}\b", plain):
        return None
    return next((kind for kind, pattern in _COMPILED.items() if pattern.fullmatch(plain)), None)
