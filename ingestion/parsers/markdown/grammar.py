"""The Markdown that is read: CommonMark with tables, formulas, definitions and footnotes, and the
rules of `rules` for what dialects add."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ingestion.parsers.markdown import rules

DEEPEST = 100  # blocks within blocks; markdown-it leaves out what is deeper
INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def tokens(text: str) -> list[Token]:
    """The tokens of a piece of Markdown."""
    return _parser().parse(text)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    parser.use(deflist_plugin).use(amsmath_plugin)
    parser.use(footnote_plugin, move_to_end=False)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    block, inline = parser.block.ruler, parser.inline.ruler
    block.before("table", "wide_table", rules.double_bars)
    for name, rule in rules.LINES.items():
        block.before("fence", name, rule, INTERRUPTS)
    for name, span in rules.SPANS.items():
        inline.before("escape", name, span)
    return parser
