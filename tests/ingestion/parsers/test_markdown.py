"""What dialects of Markdown add: a reader of the page sees it, so the index has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.chunking.sections import sections
from ingestion.elements import Element, Parsed
from ingestion.parsers import parse
from tests.ingestion.parsers.files import text


def read(folder: Path, content: str, name: str = "a.md") -> Parsed:
    return parse(text(folder / name, content))


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


def by_section(parsed: Parsed) -> dict[str, str]:
    found = sections(parsed, parsed.title)
    return {" > ".join(s.path): " ".join(e.text for e in s.elements) for s in found}


FORMULAS = r"""The set is $S = \{x_1, x_2\}$ and its norm is $\|v\|_2$.

$$
A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}
$$

The product $a_1 * b_1 * c_1$ costs $5 or $6 \(x_i < 2\) and $$y_{i}y_{j}$$.

\[
E = m c^2
\]

\begin{align}
u_1 &= v_1 \\
u_2 &= v_2
\end{align}

```math
\sqrt{g_h}
```
"""


def test_formulas_are_kept_to_the_letter(tmp_path: Path) -> None:
    assert said(read(tmp_path, FORMULAS)) == [
        r"The set is $S = \{x_1, x_2\}$ and its norm is $\|v\|_2$.",
        "$$\nA = \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}\n$$",
        r"The product $a_1 * b_1 * c_1$ costs $5 or $6 $x_i < 2$ and $$y_{i}y_{j}$$.",
        "$$\nE = m c^2\n$$",
        "\\begin{align}\nu_1 &= v_1 \\\\\nu_2 &= v_2\n\\end{align}",
        "$$\n\\sqrt{g_h}\n$$",
    ]


FRONT = {
    "yaml": "---\ntitle: Bees\ndue: 2031-04-17\nlayout: post\ntags: [bees, honey]\n---\n",
    "toml": '+++\ntitle = "Bees"\ndue = 2031-04-17\nlayout = "x"\ntags = ["bees", "honey"]\n+++\n',
    "dots": "---\ntitle: 'Bees'\ndue: 2031-04-17\nformat: html\ntags: bees, honey\n...\n",
}


@pytest.mark.parametrize("written", FRONT)
def test_what_the_front_matter_states_is_read(tmp_path: Path, written: str) -> None:
    parsed = read(tmp_path, f"{FRONT[written]}\n# Start\n\nText.\n")
    assert parsed.title == "Bees"
    assert said(parsed) == ["Due: 2031-04-17\nTags: bees, honey", "Start", "Text."]


def test_front_matter_that_is_written_badly_costs_only_itself(tmp_path: Path) -> None:
    parsed = read(tmp_path, "---\ntitle: Bees: a course\nx: [1\n---\n\nText.\n")
    assert (parsed.title, said(parsed)) == ("Bees: a course", ["Text."])


BOXES = """# Bees

## Hives

Before.

::: {.callout-tip title="Smoke"}
Cool smoke first.
:::

::::::::::: challenge

## Count them

How many?

::: solution

## Answer

Forty.

:::
::::::::::::::::::::::

After.

:::{admonition} Gear
:class: dropdown
A veil.
:::

::: warning
Wasps.
:::

Last.
"""


def test_a_box_is_part_of_its_section_and_ends_with_it(tmp_path: Path) -> None:
    assert by_section(read(tmp_path, BOXES)) == {
        "Hives > Smoke": "Cool smoke first.",
        "Hives > Count them": "How many?",
        "Hives > Count them > Answer": "Forty.",
        "Hives > Gear": "A veil.",
        "Hives": "Warning: Wasps. Last.",  # what stands there last
    }


def test_text_before_and_after_a_box_is_in_the_same_section(tmp_path: Path) -> None:
    parsed = read(tmp_path, BOXES)
    found = [(" > ".join(s.path), [e.text for e in s.elements]) for s in sections(parsed, "Bees")]
    assert ("Hives", ["Before."]) in found
    assert ("Hives", ["After."]) in found


MYST = """```{note}
Bring a *veil*.
```

```{figure} hive.png
:alt: A hive with ten frames in it

The Langstroth hive.
```

```{code-cell} ipython3
:tags: [hide-input]
x = 1
```

```{math}
:label: a
x^2
```

```{python}
y = 2
```
"""


def test_fences_that_are_no_programs(tmp_path: Path) -> None:
    assert read(tmp_path, MYST).elements == [
        Element("paragraph", "Note:"),
        Element("paragraph", "Bring a veil."),
        Element("paragraph", "Picture: A hive with ten frames in it"),
        Element("paragraph", "The Langstroth hive."),
        Element("code", "x = 1", language="python"),
        Element("paragraph", "$$\nx^2\n$$"),
        Element("code", "y = 2", language="python"),
    ]


LINES = {
    "See [[Varroa control|how to treat mites]] and [[Winter feed]].": (
        "See how to treat mites and Winter feed."
    ),
    "The list x = [[1, 2], [3, 4]] and np.array([[a, b]]).": (
        "The list x = [[1, 2], [3, 4]] and np.array([[a, b]])."
    ),
    "Seen. %% the exam asks for drones %% Really.": "Seen. Really.",
    "Brood time is ==21 days== if x==y and y==z.": "Brood time is 21 days if x==y and y==z.",
    "Mass 10^6^ kg of H~2~O, 10<sup>3</sup> more.": "Mass 10⁶ kg of H2O, 10³ more.",
    "Take `pip`{.bash} or [the tool](a.html){target=_blank}.": "Take `pip` or the tool.",
    "A [bee]{#bee .term} flies.": "A bee flies.",
    "A set {x=5} and a dict {a: 1}.": "A set {x=5} and a dict {a: 1}.",
    "![Hive](a.png){width=50% alt='Ten frames in a row \\[x\\]'}": (
        "Hive Picture: Ten frames in a row [x]"
    ),
    '{{< figure src="x.png" caption="Contours of Drumlin" >}}': "Contours of Drumlin",
    "Drones^[They have no sting.] leave.": "Drones [They have no sting.] leave.",
    "> [!warning] Stings\n> The kit is in locker 31.": "Stings: The kit is in locker 31.",
    "> [!NOTE]\n> The kit is in locker 31.": "Note: The kit is in locker 31.",
    "A fact worth a link. ^abc123": "A fact worth a link.",
    "<!-- hidden --> Shown <!-- not -->": "Shown",
    "[glossary]{#glossary}\n:   A list of words.": "glossary: A list of words.",
    "<table><tr><th>A</th></tr><tr><td>1</td></tr></table>": "| A |\n| --- |\n| 1 |",
    '{% include note.html text="Wear gloves." %}': "Wear gloves.",
}


@pytest.mark.parametrize("written", LINES)
def test_lines_read_as_the_page_shows_them(tmp_path: Path, written: str) -> None:
    assert said(read(tmp_path, f"{written}\n")) == [LINES[written]]


def test_a_comment_over_several_paragraphs_is_hidden(tmp_path: Path) -> None:
    parsed = read(tmp_path, "Before.\n\n%%\nHidden one.\n\nHidden two.\n%%\n\n```\n%%time\n```\n")
    assert said(parsed) == ["Before.", "%%time"]


def test_a_footnote_follows_its_paragraph(tmp_path: Path) -> None:
    parsed = read(tmp_path, "A[^1] and b[^n].\n\nNext.\n\n[^1]: One.\n[^n]: Two\n    lines.\n")
    assert said(parsed) == ["A and b.", "Footnote 1: One.", "Footnote 2: Two lines.", "Next."]


def test_headings_lose_their_attributes(tmp_path: Path) -> None:
    parsed = read(tmp_path, "# Bees {#bees .unnumbered}\n\n## Hives {-}\n\n{: .lead}\nText.\n")
    assert said(parsed) == ["Bees", "Hives", "Text."]


def test_columns_without_a_name_do_not_break_a_table(tmp_path: Path) -> None:
    content = "| A | B || C | D |\n|---|---||---|---|\n| 1 | 2 || 3 | 4 |\n"
    (table,) = read(tmp_path, content).elements
    assert table == Element(
        "table", "| A | B | C | D |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |"
    )


def test_pictures_that_nobody_described_are_noted(tmp_path: Path) -> None:
    parsed = read(tmp_path, "Text.\n\n![](a.png)\n\n![[hive.png]]\n\n![A hive](b.png)\n")
    assert parsed.notes == ("Not read: 2 pictures.",)


def test_a_link_list_is_left_out_but_not_a_sentence_of_links(tmp_path: Path) -> None:
    parsed = read(tmp_path, "[Back](a.md) | [Home](b.md)\n\nSee [a](a.md), then [b](b.md).\n")
    assert said(parsed) == ["See a, then b."]
