"""docutils: reStructuredText. It reports what Sphinx adds as errors, each with its source; then the
source is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from docutils import nodes
from docutils.core import publish_doctree

from ingestion.elements import Element, Parsed
from ingestion.parsers.markdown_tables import markdown_table
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import letter, roman
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import read
from ingestion.parsers.restructured_tags import for_readers

SAFE = {
    "file_insertion_enabled": False,  # a document may not read other files
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "doctitle_xform": False,
    "_disable_config": True,
}
ROLE = re.compile(r":[\w:+.-]+:`(?:([^`<]+?)\s*<[^`>]+>|[~!]?([^`]+))`")
DIRECTIVE = re.compile(r"\.\. (?P<name>[\w:.+-]+)::[ \t]*(?P<given>.*(?:\n(?![ \t]*\n).*)*)")
OPTION = re.compile(r"[ \t]*:[\w-]+:.*")
CODE_CAPTION = re.compile(r"^\s*:caption:[ \t]*(\S.*)$", re.MULTILINE)
CODE = ("code-block", "code", "sourcecode", "ipython", "testcode", "prompt", "code-cell")
VERSIONS = {
    "versionadded": "New in version {}:",
    "versionchanged": "Changed in version {}:",
    "deprecated": "Deprecated since version {}:",
}
PICTURES = re.compile(
    r"^[ \t]*\.\. (image|figure)::([^\n]*(?:\n(?:[ \t]+\S[^\n]*|[ \t]*(?=\n[ \t])))*)", re.MULTILINE
)
CAPTION = re.compile(r"\n[ \t]*\n[ \t]+\S")
INCLUDED = re.compile(r"^\.\. (?:include|literalinclude)::[ \t]*(\S+)", re.M)
RAW = re.compile(r"^\.\. raw::[ \t]*(\S[^\n]*)\n(?![ \t]*:file:)(?=\s*\S)", re.M)
WITHOUT_ARGUMENT = ("only", "tabs", "grid", "container", "ifconfig")
FORMS: dict[str, Callable[[int], str]] = {
    "loweralpha": letter,
    "upperalpha": lambda number: letter(number).upper(),
    "lowerroman": roman,
    "upperroman": lambda number: roman(number).upper(),
}
UNREAD = ("toctree", "index", "highlight", "include", "literalinclude", "raw", "contents", "meta")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a reStructuredText file; its title is its first heading."""
    left_out = LeftOut()
    text = for_readers(read(path), left_out)
    elements = list(_read(text))
    title = next((e.text for e in elements if e.kind == "heading"), "")
    _count(text, left_out)
    return Parsed(title, elements, notes=left_out.notes())


def _count(text: str, left_out: LeftOut) -> None:
    """Count pictures without a description, and files that are included."""
    for name, given in PICTURES.findall(text):
        if ":alt:" not in given and (name == "image" or not CAPTION.search(given)):
            left_out.unread("picture")
    for name in INCLUDED.findall(text):
        left_out.unread("included file", name)
    for form in RAW.findall(text):
        left_out.unread("raw part", form.strip())


def _read(text: str, level: int = 0) -> Iterator[Element]:
    yield from _block(publish_doctree(text, settings_overrides=SAFE), level, "")


def _block(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    for kind, reader in BLOCKS:
        if isinstance(node, kind):
            yield from reader(node, level, indent)
            return
    yield from _children(node, level, indent)


def _children(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    for child in node.children:
        yield from _block(child, level, indent)


def _section(node: nodes.Node, level: int, _: str) -> Iterator[Element]:
    yield from _children(node, level + 1, "")


def _title(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    if text := " ".join(_inline(node).split()):
        known = isinstance(node.parent, nodes.section)
        yield (
            Element("heading", text, level=level)
            if known
            else Element("paragraph", f"{indent}{text}")
        )


def _paragraph(node: nodes.Node, _: int, indent: str) -> Iterator[Element]:
    if text := " ".join(_inline(node).split()):
        yield Element("paragraph", indent + text)


def _lines(node: nodes.Node, _: int, indent: str) -> Iterator[Element]:
    lines = [_inline(line) for line in node.findall(nodes.line)]
    yield Element("paragraph", indent + "\n".join(lines))


def _code(node: nodes.Node, _: int, __: str) -> Iterator[Element]:
    classes = [name for name in node["classes"] if name != "code"]  # type: ignore[index]
    language = "python" if isinstance(node, nodes.doctest_block) else next(iter(classes), "")
    if text := node.astext().rstrip():
        yield Element("code", text, language=language)


def _formula(node: nodes.Node, _: int, __: str) -> Iterator[Element]:
    yield Element("paragraph", f"$$\n{node.astext().strip()}\n$$")


def _list(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    numbered = isinstance(node, nodes.enumerated_list)
    first = int(node.get("start", 1)) if numbered else 1  # type: ignore[attr-defined]
    form = FORMS.get(node.get("enumtype", ""), str)  # type: ignore[attr-defined]
    for number, item in enumerate(node.children, start=first):
        marker = f"{form(number)}. " if numbered else "- "
        for position, element in enumerate(_children(item, level, indent + " " * len(marker))):
            if position == 0 and element.kind == "paragraph":
                yield Element("list_item", f"{indent}{marker}{element.text.lstrip()}")
            else:
                yield element


def _pair(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    """A term or field with its description."""
    name, *texts = node.children
    elements = [element for text in texts for element in _children(text, level, indent + "  ")]
    term = f"{indent}- {_inline(name)}"
    if elements and elements[0].kind == "paragraph":
        term += f": {elements.pop(0).text.strip()}"
    yield Element("list_item", term)
    yield from elements


def _table(node: nodes.Node, _: int, __: str) -> Iterator[Element]:
    rows = [
        [" ".join(_inline(cell).split()) for cell in row.children]
        for row in node.findall(nodes.row)
    ]
    for title in node.findall(nodes.title):
        yield Element("paragraph", _inline(title))
    if table := markdown_table(rows):
        yield Element("table", table)


def _note(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    """A footnote or a work that is cited, with its mark."""
    label, *texts = node.children
    mark = _inline(label)
    opening = f"[{mark}] " if isinstance(node, nodes.citation) else f"Footnote {mark}: "
    for text in texts:
        for element in _block(text, level, indent):
            prose = element.kind == "paragraph"
            yield replace(element, text=opening + element.text) if prose else element
            opening = "" if prose else opening


def _topic(node: nodes.Node, level: int, indent: str) -> Iterator[Element]:
    if "contents" not in node["classes"]:  # type: ignore[index]
        yield from _children(node, level, indent)


def _unknown(node: nodes.Node, level: int, _: str) -> Iterator[Element]:
    """Directives unknown to docutils: their argument and content are read."""
    for source in node.findall(nodes.literal_block):
        text = source.astext()
        found = DIRECTIVE.match(text)
        if not found:
            yield Element("paragraph", text)
            continue
        given = [line for line in found["given"].split("\n") if not OPTION.fullmatch(line)]
        argument, body = given[0].strip(), dedent("\n".join(given[1:]) + text[found.end() :])
        if found["name"] == "math":
            yield Element("paragraph", f"$$\n{(argument + body).strip()}\n$$")
        elif found["name"] in CODE:
            if caption := CODE_CAPTION.search(found["given"]):
                yield Element("paragraph", caption[1].strip())
            yield Element("code", body.strip("\n").rstrip(), language=argument)
        elif found["name"] not in UNREAD:
            hidden = "" if found["name"] in WITHOUT_ARGUMENT else "{}"
            note = VERSIONS.get(found["name"], hidden).format(argument)
            yield from _read(f"{note}\n\n{body}", level)


def _nothing(_: nodes.Node, __: int, ___: str) -> Iterator[Element]:
    yield from ()


def _inline(node: nodes.Node) -> str:
    if isinstance(node, nodes.problematic):
        return ROLE.sub(lambda role: role[1] or role[2], node.astext())
    if isinstance(node, nodes.math):
        return f"${node.astext()}$"
    if isinstance(node, nodes.footnote_reference):
        return ""
    if isinstance(node, nodes.literal):
        return f"`{node.astext()}`"
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    if not node.children:
        return node.astext() if isinstance(node, nodes.Text) else ""
    between = " " if isinstance(node, nodes.entry) else ""
    return between.join(_inline(child) for child in node.children)


def _picture(node: nodes.Node, _: int, indent: str) -> Iterator[Element]:
    if isinstance(node, nodes.image) and (described := str(node.get("alt", "")).strip()):
        yield Element("paragraph", f"{indent}Picture: {described}")


BLOCKS: tuple[tuple[type[nodes.Node], Callable[[nodes.Node, int, str], Iterator[Element]]], ...] = (
    (nodes.section, _section),
    (nodes.title, _title),
    (nodes.system_message, _unknown),
    (nodes.math_block, _formula),
    (nodes.literal_block, _code),
    (nodes.doctest_block, _code),
    (nodes.line_block, _lines),
    (nodes.table, _table),
    (nodes.definition_list_item, _pair),
    (nodes.field, _pair),
    (nodes.bullet_list, _list),
    (nodes.enumerated_list, _list),
    (nodes.footnote, _note),
    (nodes.citation, _note),
    (nodes.topic, _topic),
    (nodes.comment, _nothing),
    (nodes.substitution_definition, _nothing),
    (nodes.target, _nothing),
    (nodes.raw, _nothing),
    (nodes.TextElement, _paragraph),
    (nodes.image, _picture),
)
