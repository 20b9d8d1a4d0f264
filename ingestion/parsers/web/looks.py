"""What the styles of a page say about its words, as programs that save pages write it: crossed out,
raised, deeper in a list (Google Docs); contents, comments and formulas (Word); tasks (Notion)."""

from __future__ import annotations

import re

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.web.nodes import Node, classes, drop, set_text

RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
CLASS = re.compile(r"\s*(?:span)?\.([\w-]+)\s*")
STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
NUMBERED = re.compile(r"ol\.(lst-kix_[\w-]+)|\.(lst-kix_[\w-]+)\s*>\s*li:before")
COUNTER = re.compile(r"counter\([^,()]+,\s*(lower|upper)-(latin|roman)\)")
CONTENTS = re.compile(r"Mso(?:Toc|Tof)", re.IGNORECASE)
COMMENTS = re.compile(r"mso-element\s*:\s*comment-list", re.IGNORECASE)
CHECKBOX = {"checkbox-on": "☒ ", "checkbox-off": "☐ "}
TYPES = {"latin": "a", "roman": "i"}


def write_looks(page: Node, left_out: LeftOut) -> None:
    """Write what readers see by styles as tags; contents and comments are taken out."""
    struck, raised, numbered = _rules(page)
    for node in list(page.iter("span", "ol", "p", "div", "a")):
        if node.tag == "span":
            style, named = node.get("style", ""), classes(node)
            if STRUCK.search(style) or named & struck:
                node.tag = "s"
            elif RAISED.search(style) or named & raised:
                node.tag = "sup"
        elif node.tag == "ol":
            kind = next((numbered[name] for name in classes(node) if name in numbered), "")
            if kind and not node.get("type"):
                node.set("type", kind)
        elif node.tag == "p":
            if CONTENTS.match(node.get("class", "")):
                drop(node)
        elif node.tag == "div":
            _box(node, left_out)
        elif (node.get("id") or "").startswith("cmnt") and "cmnt_ref" in node.get("href", ""):
            _comment(node, left_out)


def _rules(page: Node) -> tuple[set[str], set[str], dict[str, str]]:
    """The classes of the page's own styles that cross out and that raise, and how lists of classes
    are numbered."""
    struck: set[str] = set()
    raised: set[str] = set()
    numbered: dict[str, str] = {}
    for sheet in page.iter("style"):
        for selectors, rule in RULE.findall(sheet.text or ""):
            for found, kinds in ((STRUCK, struck), (RAISED, raised)):
                if found.search(rule):
                    named = map(CLASS.fullmatch, selectors.split(","))
                    kinds.update(one[1] for one in named if one)
            counter, listed = COUNTER.search(rule), NUMBERED.search(selectors)
            if counter and listed:
                kind = TYPES[counter[2]]
                numbered[listed[1] or listed[2]] = kind if counter[1] == "lower" else kind.upper()
    return struck, raised, numbered


def _box(node: Node, left_out: LeftOut) -> None:
    if COMMENTS.search(node.get("style", "")):
        for _ in node:
            left_out.hidden("comment")
        drop(node)
    elif mark := next((CHECKBOX[name] for name in classes(node) if name in CHECKBOX), ""):
        set_text(node, mark)


def _comment(mark: Node, left_out: LeftOut) -> None:
    """A comment of Google Docs, below the text in a box of its own."""
    box = next(mark.iterancestors("div"), None)
    if box is not None and mark in (box[0][0:1] if len(box) else ()):
        left_out.hidden("comment")
        drop(box)
