"""Markdown as sanitised HTML without active content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

PLAIN = ("code", "lheading", "reference", "html_block", "html_inline", "entity", "autolink")
"""Rules for markup that quotes from lectures contain without meaning Markdown."""
CITED = re.compile(r"(?:\[\d{1,3}(?:, ?\d{1,3})*\])+")
BRACKETED = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
LONGEST_CODE = 20_000  # characters with syntax highlighting at most
LONGEST_FORMULA = 2_000  # characters
HALVES = re.compile("[\ud800-\udfff]")  # lone surrogates, which cannot be encoded
FORMULAS = ("math_inline", "math_block", "math_inline_bracketed")
WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)

MATHML = """math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover
    munderover mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts""".split()
TAGS = {
    *"p h3 h4 h5 h6 ul ol li blockquote hr br em strong s code pre a span div".split(),
    *"figure figcaption table thead tbody tr th td".split(),
    *MATHML,
}
ATTRIBUTES = {
    "a": {"href", "target"},
    "ol": {"start"},
    "span": {"class", "data-cite"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "figure": {"class"},
    "pre": {"tabindex", "role", "aria-label"},
    "th": {"class"},
    "td": {"class"},
    **{tag: {"display", "stretchy", "mathvariant", "columnalign"} for tag in MATHML},
}
_COLOURS: Any = HtmlFormatter(nowrap=True, classprefix="c-")


def answers() -> MarkdownIt:
    """The Markdown of answers, with `[1]` as placeholder for a citation."""
    markdown = _markdown()
    markdown.inline.ruler.before("link", "cited", _cited)
    markdown.add_render_rule("cited", _show_cited)
    return markdown


def materials(written_in_markdown: bool) -> MarkdownIt:
    """The Markdown of materials; in other formats stars and dollar signs are literal."""
    markdown = _markdown()
    return markdown if written_in_markdown else markdown.disable(["emphasis", *FORMULAS])


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block and its first line."""

    html: str
    line: int


def blocks(markdown: MarkdownIt, text: str) -> list[Block]:
    """The blocks of a text."""
    tokens = markdown.parse(HALVES.sub("\ufffd", text))
    return [
        Block(_html(markdown, tokens[start:end]), (tokens[start].map or [0])[0])
        for start, end in _spans(tokens)
    ]


def inline(text: str, *, written_in_markdown: bool) -> str:
    """A line of the materials as HTML without blocks."""
    markdown = materials(written_in_markdown)
    tokens = markdown.parseInline(HALVES.sub("\ufffd", text))
    return _html(markdown, tokens)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "highlight": _coloured})
    markdown.enable(["table", "strikethrough"]).disable(list(PLAIN))
    markdown.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    markdown.inline.ruler.at("emphasis", _stars)
    markdown.inline.ruler.before("escape", "math_inline_bracketed", _bracketed)
    markdown.validateLink = _is_web  # type: ignore[method-assign]
    for name, rule in RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _html(markdown: MarkdownIt, tokens: Sequence[Token]) -> str:
    html = markdown.renderer.render(tokens, markdown.options, {})
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )  # fmt: skip


def _spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield start, at + 1
            start = at + 1


def _is_web(url: str) -> bool:
    """Whether a URL is absolute; relative paths of the materials would be dead links here."""
    return WEB.fullmatch(url) is not None


def _stars(state: StateInline, silent: bool) -> bool:
    """Emphasis only with stars, and not inside `2*3*4`: `__init__` and products are literal."""
    around = state.src[state.pos - 1 : state.pos] if state.pos else " "
    around += state.src[state.pos + 1 : state.pos + 2] or " "
    if state.src[state.pos] == "_" or around.isalnum():
        return False
    return emphasis.tokenize(state, silent)


def _bracketed(state: StateInline, silent: bool) -> bool:
    r"""Formulas as language models write them: `\(x\)` and `\[x\]`."""
    found = BRACKETED.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        name = "math_inline" if found[1] is not None else "math_inline_double"
        state.push(name, "math", 0).content = found[1] or found[2] or ""
    state.pos = found.end()
    return True


def _cited(state: StateInline, silent: bool) -> bool:
    """`[1]`, `[1][2]` or `[1, 2]`, but not the indices in `grid[1][2]`."""
    before = state.src[state.pos - 1] if state.pos else " "
    if state.src[state.pos] != "[" or before.isalnum() or before in "_])":
        return False
    found = CITED.match(state.src, state.pos)
    if not found or state.src[found.end() : found.end() + 1] == "(":
        return False
    if not silent:
        state.push("cited", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _show_cited(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    numbers = re.findall(r"\d+", tokens[at].content)
    return "".join(f'<span data-cite="{n}">[{n}]</span>' for n in numbers)


def _heading(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """A heading below the question's level 2."""
    level = min(int(tokens[at].tag[1:]) + 2, 6)
    return f"<{'/' if tokens[at].nesting < 0 else ''}h{level}>"


def _image(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """The alternative text: loading the picture would reveal the reader to another host."""
    return escape(tokens[at].content)


def _link(renderer: RendererHTML, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    return f'<a href="{escape(str(tokens[at].attrGet("href")))}" target="_blank">'


def _table(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    if tokens[at].nesting < 0:
        return "</table></div>"
    return '<div class="table" tabindex="0" role="group" aria-label="Table"><table>'


def _cell(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    align = re.sub("text-align:", "", str(tokens[at].attrGet("style") or ""))
    return f'<{tokens[at].tag} class="{escape(align)}">' if align else f"<{tokens[at].tag}>"


def _fence(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    language = (tokens[at].info.split() or [""])[0][:30]
    label = escape(language or "code")
    code = _coloured(tokens[at].content, language, "") or escape(tokens[at].content)
    return (
        f'<figure class="code"><figcaption><span>{label}</span></figcaption>'
        f'<pre tabindex="0" role="group" aria-label="Code: {label}"><code>{code}</code></pre>'
        "</figure>"
    )


def _coloured(code: str, language: str, _: str) -> str:
    if not language or len(code) > LONGEST_CODE:
        return ""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return str(highlight(code, lexer, _COLOURS))


def _formula(display: str) -> Any:
    def show(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
        latex = tokens[at].content.strip()
        html = _mathml(latex, display) or f"<code>{escape(latex)}</code>"
        return html if display == "inline" else f'<div class="formula">{html}</div>'

    return show


def _mathml(latex: str, display: str) -> str:
    """MathML of a formula; "" if the library cannot parse it."""
    if len(latex) > LONGEST_FORMULA:
        return ""
    try:
        return str(convert(latex, display=display))
    except Exception:  # noqa: BLE001  the library raises whatever comes, RecursionError too
        return ""


RULES = {
    "heading_open": _heading,
    "heading_close": _heading,
    "image": _image,
    "link_open": _link,
    "table_open": _table,
    "table_close": _table,
    "th_open": _cell,
    "td_open": _cell,
    "fence": _fence,
    "math_inline": _formula("inline"),
    "math_inline_double": _formula("block"),
    "math_block": _formula("block"),
}
