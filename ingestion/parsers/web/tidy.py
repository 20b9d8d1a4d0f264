"""What a page writes with tags as the text that its reader sees."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised
from ingestion.parsers.web.nodes import Node, drop, say, spoken

IN_LISTS = frozenset(("p", "ul", "ol", "pre", "table", "dl", "div", "blockquote", "section"))
LARGE = 64  # pixels of a picture that may show something
DESCRIBED = 4  # words of a description that says more than a name


def tidy_lines(page: Node, left_out: LeftOut) -> None:
    """Write what stands within lines: fields of forms, code, raised digits, descriptions of
    pictures. Pictures that nobody described are counted."""
    etree.strip_elements(page, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for field in list(page.iter("input", "select", "textarea")):
        _field(field)
    for picture in list(page.iter("img")):
        _picture(picture, left_out)
    for code in page.iter("code", "kbd", "samp"):
        _code(code)
    for above in list(page.iter("sup")):
        _superscript(above)


def tidy_definitions(page: Node) -> None:
    """Write terms with their definitions."""
    for terms in list(page.iter("dl")):
        _definitions(terms)


def _field(field: Node) -> None:
    """What is filled in or chosen in a form, as its reader sees it."""
    kind = field.get("type", "text")
    if field.tag == "textarea":
        say(field, field.text or "", "p")
    elif field.tag == "select":
        options = [spoken(option) for option in field.iter("option")]
        chosen = [spoken(o) for o in field.iter("option") if o.get("selected") is not None]
        say(field, f" {' / '.join(filter(None, chosen or options))} ")
    elif kind in ("checkbox", "radio"):
        say(field, "☒ " if field.get("checked") is not None else "")
    else:
        shown = kind in ("text", "number", "date", "email", "url", "tel", "time")
        say(field, f" {field.get('value', '')} " if shown else "")


def _picture(picture: Node, left_out: LeftOut) -> None:
    text = " ".join(picture.get("alt", "").split())
    sides = [picture.get(side, "") for side in ("width", "height")]
    small = any(side.isdecimal() and int(side[:6]) < LARGE for side in sides)
    if len(text.split()) >= DESCRIBED:
        say(picture, f" Picture: {text} ", "p")
        return
    if not small and picture.get("role") != "presentation" and picture.get("alt") != "":
        left_out.unread("picture")
    drop(picture)


def _code(code: Node) -> None:
    if not any(True for _ in code.iterancestors("pre")) and (text := code.text_content()).strip():
        say(code, f"`{text}`", "code")


def _superscript(node: Node) -> None:
    """Raised digits as such; the marks of footnotes are left out."""
    text = str(node.text_content())
    if next(node.iter("a"), None) is not None and text.strip(" []()").isalnum():
        drop(node)
    else:
        say(node, raised(text))


def _definitions(terms: Node) -> None:
    """Term and definition on one line where both are short, else below each other."""
    term: Node | None = None
    for child in list(terms.iter("dt", "dd")):
        if child.tag == "dt":
            if term is not None and term.getparent() is not None and not term.get("defined"):
                child.text = f"{spoken(term)}, {child.text or ''}"
                drop(term)
            term = child
            continue
        inner = list(child)
        simple = not any(i.tag in IN_LISTS for i in inner) or [i.tag for i in inner] == ["p"]
        if term is not None and term.get("defined") is None:
            name = spoken(term).rstrip(":")
            if simple and term.getparent() is child.getparent():
                say(child, f"{name}: {spoken(child)}", "p")
                drop(term)
            else:
                say(term, f"{name}:", "p")
            term.set("defined", "1")
