"""Fences that are no programs: MyST writes notes, figures and formulas as "```{name} argument"."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}[ \t]*(?P<argument>.*)")
OPTIONS = re.compile(
    r"\A---[ \t]*\n(?:[^\n]*\n)*?---[ \t]*(?:\n|\Z)|\A(?::[\w-]+:[^\n]*(?:\n|\Z))+"
)
OPTION = re.compile(r"^:?(caption|alt):[ \t]*(.+)$", re.MULTILINE)
PROGRAMS = {"code-cell": "", "code-block": "", "code": "", "sourcecode": "", "ipython": "python"}
WITHOUT_TEXT = frozenset("toctree tableofcontents contents bibliography raw index".split())
TEXT = frozenset(
    "note tip hint important warning caution danger attention error seealso admonition exercise "
    "exercise-start solution solution-start dropdown margin sidebar topic card grid grid-item "
    "grid-item-card tab-item tab-set tab figure image epigraph pull-quote list-table table "
    "glossary prf:theorem prf:proof prf:definition prf:lemma prf:example prf:algorithm "
    "prf:remark prf:corollary prf:proposition theorem definition proof example lemma rubric "
    "versionadded deprecated div aside details toggle".split()
)  # fmt: skip
LISTED = ("list-table", "glossary")
PICTURES = ("figure", "image")
WHOLE = frozenset((*PICTURES, *LISTED, "math", *PROGRAMS, *WITHOUT_TEXT))  # no boxes of blocks


@dataclass(frozen=True, slots=True)
class Directive:
    """A fence of MyST: its name, its title or path, and what is in it without options."""

    name: str
    argument: str
    content: str
    described: str  # its alternative text or caption


def directive(info: str, content: str) -> Directive | None:
    """The directive of a fence; None for a program ("```{r}" and "```{python}" run one)."""
    found = DIRECTIVE.fullmatch(info.strip())
    if not found or found["name"] not in TEXT | WITHOUT_TEXT | {"math"} | PROGRAMS.keys():
        return None
    options = OPTIONS.match(content)
    option = OPTION.search(options[0]) if options else None
    inner = content[options.end() :] if options else content
    return Directive(found["name"], found["argument"].strip(), inner, option[2] if option else "")
