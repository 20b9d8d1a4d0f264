"""Turns tags within a page's lines into the text that its reader sees."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised
from ingestion.parsers.web.nodes import DROPPED, Node, classes, drop, set_text, text_of

IN_LISTS = frozenset(("p", "ul", "ol", "pre", "table", "dl", "div", "blockquote", "section"))
LARGE = 64  # pixels of a picture that may show something
NOTE_MARK = "noteref"  # epub:type of the mark of a footnote
NOTES = frozenset(("footnote", "citation"))  # of Sphinx
TAB_SETS = frozenset(("sd-tab-set", "tab-set", "tabbed-set", "tabs"))
DESCRIBED = 4  # words of a description that is more than a name


def tidy_lines(page: Node, left_out: LeftOut) -> None:
    """Rewrite the parts of lines: form fields, code, raised digits, descriptions of pictures.
    Pictures without a description are counted."""
    etree.strip_elements(page, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for field in list(page.iter("input", "select", "textarea")):
        _field(field)
    for picture in list(page.iter("img")):
        _picture(picture, left_out)
    for code in page.iter("code", "kbd", "samp"):
        _code(code)
    for above in _outermost(page, "sup"):
        _superscript(above)
    for mark in list(page.iter("a")):
        if mark.get("role") == "doc-noteref" or NOTE_MARK in mark.attrib.values():
            drop(mark)
    for label in list(page.iter("span")):
        if "label" in classes(label) and classes(label.getparent()) & NOTES:
            _label(label)
    for choice in list(page.iter("div")):
        above = choice.getparent()  # none where that became one line itself
        if classes(choice) & {"r0", "r1"} and above is not None and "answer" in classes(above):
            set_text(choice, text_of(choice), "p")  # Moodle: box, letter and words of an answer
    for name in page.iter("span"):
        beside = name.getnext()
        if "title" in classes(name) and "value" in classes(beside if beside is not None else name):
            name.tail = ": "  # Canvas: "Due" beside the date
    for struck in _outermost(page, "del", "s", "strike"):
        if struck.getparent() is not None and (text := text_of(struck)):
            set_text(struck, f"~~{text}~~")


def _outermost(page: Node, *tags: str) -> list[Node]:
    """The elements that are in no other of these: what is within them goes with their content."""
    return [one for one in page.iter(*tags) if next(one.iterancestors(*tags), None) is None]


def tidy_definitions(page: Node) -> None:
    """Write terms with their definitions."""
    for terms in list(page.iter("dl")):
        _definitions(terms)


def _field(field: Node) -> None:
    """The values filled in or chosen in a form, as its reader sees them."""
    kind = field.get("type", "text")
    if field.tag == "textarea":
        set_text(field, field.text or "", "p")
    elif field.tag == "select":
        options = [text_of(option) for option in field.iter("option")]
        chosen = [text_of(o) for o in field.iter("option") if o.get("selected") is not None]
        set_text(field, f" {' / '.join(filter(None, chosen or options))} ")
    elif kind in ("checkbox", "radio"):
        shown = field.get("checked") is not None and not _is_tab(field)
        set_text(field, "☒ " if shown else "")
    else:
        shown = kind in ("text", "number", "date", "email", "url", "tel", "time")
        set_text(field, f" {field.get('value', '')} " if shown else "")


def _is_tab(field: Node) -> bool:
    """Whether a field only shows a tab."""
    around = field.getparent()
    return around is not None and bool(classes(around) & TAB_SETS)


def _picture(picture: Node, left_out: LeftOut) -> None:
    text = " ".join(picture.get("alt", "").split())
    sides = [picture.get(side, "") for side in ("width", "height")]
    small = any(side.isdecimal() and int(side[:6]) < LARGE for side in sides)
    if len(text.split()) >= DESCRIBED:
        set_text(picture, f" Picture: {text} ", "p")
        return
    ornament = picture.get("alt") == "" and picture.get("title") != ""  # Google Docs writes both
    if not small and picture.get("role") != "presentation" and not ornament:
        left_out.unread("picture")
    drop(picture)


def _label(label: Node) -> None:
    """The number of a footnote or the name of a source stands before its text."""
    text = label.getnext()
    if text is not None and text.tag == "p":
        text.text = f"{text_of(label)} {text.text or ''}"
        drop(label)


def _code(code: Node) -> None:
    if not any(True for _ in code.iterancestors("pre")) and (text := code.text_content()).strip():
        set_text(code, f"`{text}`", "code")


def _superscript(node: Node) -> None:
    """Raised digits as such; the marks of footnotes are left out."""
    text = str(node.text_content())
    if next(node.iter("a"), None) is not None and text.strip(" []()").isalnum():
        drop(node)
    else:
        set_text(node, raised(text))


def _definitions(terms: Node) -> None:
    """Term and definition on one line where both are short, else below each other."""
    for nested in [node for node in terms.iter("dt") if node.getparent().tag == "dt"]:
        nested.getparent().addnext(nested)  # lxml puts "<dt>a<dt>b" into each other
    term: Node | None = None
    before: list[str] = []  # the names of terms that share their definition with this one
    for child in list(terms.iter("dt", "dd")):
        if child.tag == "dt":
            if term is not None and term.getparent() is not None and not term.get("defined"):
                before.append(text_of(term))
                drop(term)
            term = child
        elif term is not None and term.get("defined") is None:
            _define(_with_names(term, before), child)
            before = []
    if term is not None and term.get("defined") is None:
        _with_names(term, before)


def _with_names(term: Node, before: Sequence[str]) -> Node:
    term.text = ", ".join([*before, term.text or ""])
    return term


def _define(term: Node, definition: Node) -> None:
    inner = [part.tag for part in definition if part.tag != DROPPED]
    simple = inner == ["p"] or not IN_LISTS.intersection(inner)
    name = text_of(term).rstrip(":")
    if simple and term.getparent() is definition.getparent():
        set_text(definition, f"{name}: {text_of(definition)}", "p")
        drop(term)
    else:
        set_text(term, f"{name}:", "p")
    term.set("defined", "1")
