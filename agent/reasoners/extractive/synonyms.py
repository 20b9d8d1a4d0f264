"""Words that students and course materials use for the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from agent.text.english_words import stem

_GROUPS = """
instructor teacher professor prof lecturer
tutor assistant ta
exam test examination
midterm mid-term
homework assignment
grade mark score point
grade mark marker
percent percentage weight worth count %
late overdue
deadline due
submit hand upload turn
begin start
end finish
stop kill quit abort
class lecture session
dictionary dict
string str text
integer int
boolean bool
function func
append add
remove delete
error exception
own custom
create make build
index indices position
bracket parenthesis parentheses
element item entry
argument parameter
method function
email mail e-mail
book textbook reader
buy purchase sell sold
cost price pricey expensive euro
permit allow may
forbid prohibit ban
collaborate together cooperate pair partner
friend classmate roommate partner
extension grace
penalty lose deduct penalise penalize punish
pass fail
skip miss absent
room place location
retake resit re-sit redo
syllabus schedule timetable
ill illness sick medical
laptop computer machine
mac macos osx
folder directory
shell terminal command
display print output
loop iterate iteration
traverse traversal visit walk
choose pick select
combine merge join glue concatenate
quick fast
cheap inexpensive
slow expensive
run execute
repair fix correct cure solve
cause reason
purpose goal aim
required obligatory compulsory mandatory need
optional voluntary
bring take
library lending borrow lend
telephone phone
exact precise
largest biggest maximum
smallest minimum least
length long size
largest size limit
lookup search
mistake error bug fault
crash stop fail
duplicate repeat twice
check verify test validate
convert turn cast transform
compute calculate
store save keep
wrong incorrect
rule policy
cheat plagiarism
evening night
attempt try submission
grow resize double
undo reverse
default fallback
weakness drawback disadvantage worst
mock practice
recommend suggest
mutable changeable modifiable change modify
immutable unchangeable
switch match
null none
hashmap map dictionary
catch except
throw raise
delete del erase
plot draw
capital uppercase upper
lowercase lower
absent miss
lose deduct given award
start begin beginning
quiz quizzes
rid remove
flip reverse
copy duplicate clone
swap exchange
count tally
""".strip()


def _table() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _GROUPS.splitlines():
        group = {stem(word) for word in line.split()}
        for member in group:
            table.setdefault(member, set()).update(group - {member})
    return {member: frozenset(others) for member, others in table.items()}


SYNONYMS = _table()
"""The synonyms of a stem, as stems."""
