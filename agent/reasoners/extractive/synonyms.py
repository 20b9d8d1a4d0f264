"""Words that students and course materials use for the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from agent.language import stem

_GROUPS = """
instructor teacher professor prof
exam test examination
homework assignment
grade mark score
percent percentage weight worth count %
late overdue
deadline due
submit hand upload
begin start
end finish
class lecture session
dictionary dict
string str
integer int
boolean bool
function func
append add
remove delete
error exception
create make
index indices position
bracket parenthesis parentheses
element item
argument parameter
method function
email mail
book textbook
permit allow
collaborate together
extension grace
fail pass
room place location
retake resit
syllabus schedule
print display output
loop iterate iteration
""".strip()


def _table() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _GROUPS.splitlines():
        group = {stem(word) for word in line.split()}
        for member in group:
            table.setdefault(member, set()).update(group - {member})
    return {member: frozenset(others) for member, others in table.items()}


SYNONYMS = _table()
"""The stems that may stand for a stem."""
