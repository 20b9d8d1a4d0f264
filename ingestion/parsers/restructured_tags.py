"""Parts of a reStructuredText document that Sphinx shows only where a tag is set."""

from __future__ import annotations

import re

from ingestion.parsers.office.left_out import LeftOut

CONDITIONAL = re.compile(r"([ \t]*)\.\. (?:(only)::[ \t]*(.*)|(todo)::.*)")
FORMATS = frozenset(
    "html latex text epub man format_html format_latex builder_html builder_dirhtml builder_latex "
    "builder_singlehtml not".split()
)


def for_readers(text: str, left_out: LeftOut) -> str:
    """The text without parts for a tag such as "instructor", which are counted, and without notes
    of its authors."""
    kept: list[str] = []
    indent: int | None = None  # of a directive whose content is left out
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        if indent is not None and (not line.strip() or depth > indent):
            continue
        found = CONDITIONAL.match(line)
        words = set(re.findall(r"\w+", found[3])) if found and found[2] else FORMATS
        tagged = not words & FORMATS
        indent = depth if tagged or (found and found[4]) else None
        if tagged:
            left_out.hidden("part for a tag")
        if indent is None:
            kept.append(line)
    return "\n".join(kept)
