"""What authors type besides their text: commands and boxes whose words are shown, or are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.parsers import parse
from tests.ingestion.parsers.files import text

FRAME = r"\documentclass{{beamer}}\begin{{document}}\begin{{frame}}{{T}}{}\end{{frame}}"
LONG = (
    r"\begin{longtable}{ll}\caption{Depths of fens}\label{t}\\ \toprule Site & Depth\\ \midrule"
    r"\endfirsthead \multicolumn{2}{l}{continued}\\ Site & Depth\\ \endhead goes & on\\ \endfoot"
    r"\bottomrule\endlastfoot Ness & 9\\ \end{longtable}"
)
TABLE = "| Site | Depth |\n| --- | --- |\n| Ness | 9 |"
OUTER = ["Outer", "print(1)", "After.", "", "End."]
TYPED: dict[str, tuple[str, list[str], tuple[str, ...]]] = {
    "overlays.tex": (
        FRAME.format(
            r"\onslide<1>View \onslide<2->{twice}. \begin{itemize}\item<1->Traps sand"
            r"\item<2|alert@3>Roots \item<only@1> Marram\end{itemize}"
        ),
        ["T", "View twice.", "- Traps sand", "- Roots", "- Marram"],
        (),
    ),
    "longtable.tex": (LONG, ["Depths of fens", TABLE], ()),
    "headed.tex": (
        r"\begin{longtable}{ll} Site & Depth\\ \endhead Ness & 9\\ \end{longtable}",
        [TABLE],
        (),
    ),
    "layout.tex": (
        r"\pagestyle{empty}\bibliographystyle{plain}\index{fen}Fens\index{fen!wet} hold "
        r"\mbox{10 \%} of it\nocite{a}.\vskip 1cm\addcontentsline{toc}{section}{Fens}",
        ["Fens hold 10 % of it."],
        (),
    ),
    "ranges.tex": (
        r"Depth \SIrange{2}{9}{\metre}, \numrange{3}{4} a day\marginpar{See the map.}, "
        r"as \citealp{fenn} says.",
        ["Depth 2 to 9 m, 3 to 4 a day (See the map.), as [fenn] says."],
        (),
    ),
    "drawn.tex": (
        r"\begin{table}\caption{Depths}\begin{tabular}{ll}Site & Depth\\ Ness & 9\end{tabular}"
        r"\end{table}\begin{tikzpicture}\node{A};\end{tikzpicture}\includepdf[pages=-]{plan.pdf}",
        ["Depths", TABLE],
        ("Not read: 1 file of pages (plan.pdf), 1 drawing.",),
    ),
    "colons.md": (
        "# A\n\n* TOC\n{:toc}\n\n:::{figure} a.png\n:name: fig-a\nThe weir, $x^2$\n:::\n\n"
        ":::{math}\n:label: eq\ne = mc^2\n:::\n\n:::{list-table}\n* - Site\n  - Depth\n"
        "* - Ness\n  - 9\n:::\n\n::::{note} Outer\n:::{code-block} python\nprint(1)\n:::\n"
        "After.\n::::\n\nEnd.",
        ["A", "The weir, $x^2$", "$$\ne = mc^2\n$$", TABLE, *OUTER],
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
def test_only_what_is_shown_is_read(tmp_path: Path, name: str) -> None:
    written, expected, notes = TYPED[name]
    parsed = parse(text(tmp_path / name, written))
    assert [element.text for element in parsed.elements] == expected
    assert parsed.notes == notes
