"""Notebooks of every format, and the outputs below their cells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingestion.elements import Element, Parsed
from ingestion.parsers import parse
from tests.ingestion.parsers.files import notebook

FRAME = (
    "<div><style scoped>td {}</style><table><thead><tr><th></th><th>mass</th></tr></thead>"
    "<tbody><tr><th>0</th><td>12</td></tr></tbody></table></div>"
)


def shown(folder: Path, *outputs: dict[str, Any]) -> Parsed:
    cell = {"cell_type": "code", "source": "show()", "outputs": list(outputs)}
    return parse(notebook(folder / "a.ipynb", [cell]))


def result(**forms: Any) -> dict[str, Any]:
    data = {name.replace("_", "/", 1): form for name, form in forms.items()}
    return {"output_type": "execute_result", "data": data}


def test_an_output_is_read_in_its_best_form(tmp_path: Path) -> None:
    parsed = shown(
        tmp_path,
        {"output_type": "stream", "text": ["begun\n"]},
        result(text_html=[FRAME], text_plain="   mass\n0  12"),
        result(text_latex=r"$\displaystyle x^{2}$", text_plain="x**2"),
        result(text_markdown="**Done** in 3 s", text_plain="<Markdown object>"),
        result(text_html="<b>Bold</b> words", text_plain="<IPython.core.display.HTML object>"),
        result(text_html="<div>7</div>", text_plain="7"),
    )
    assert parsed.elements[1:] == [
        Element("code", "begun", language="output"),
        Element("table", "|  | mass |\n| --- | --- |\n| 0 | 12 |"),
        Element("paragraph", r"$\displaystyle x^{2}$"),
        Element("paragraph", "Done in 3 s"),
        Element("paragraph", "Bold words"),
        Element("code", "7", language="output"),
    ]
    assert parsed.notes == ()


def test_a_long_output_shows_its_beginning_and_its_end(tmp_path: Path) -> None:
    lines = [f"epoch {number}" for number in range(100)]
    parsed = shown(tmp_path, {"output_type": "stream", "text": "\n".join(lines)})
    output = parsed.elements[1].text.split("\n")
    assert output == [*lines[:20], "...", *lines[-20:]]
    assert parsed.notes == ("Not read: 1 part of long outputs.",)


def test_a_picture_without_words_is_noted(tmp_path: Path) -> None:
    parsed = shown(tmp_path, result(image_png="x", text_plain="<Figure size 640x480 with 1 Axes>"))
    assert len(parsed.elements) == 1
    assert parsed.notes == ("Not read: 1 picture.",)


def test_a_notebook_of_format_3(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Waves"]},
        {"cell_type": "markdown", "source": "Of the sea."},
        {
            "cell_type": "code",
            "input": "1 / 0",
            "language": "python",
            "outputs": [
                {"output_type": "pyout", "text": ["7\n"], "prompt_number": 1},
                {"output_type": "pyout", "html": [FRAME], "text": ["   mass\n", "0  12"]},
                {"output_type": "pyerr", "ename": "ZeroDivisionError", "evalue": "by zero"},
            ],
        },
    ]
    content = {"nbformat": 3, "metadata": {"name": "Sea"}, "worksheets": [{"cells": cells}]}
    (tmp_path / "a.ipynb").write_text(json.dumps(content))
    parsed = parse(tmp_path / "a.ipynb")
    assert parsed.title == "Sea"
    assert parsed.elements == [
        Element("heading", "Waves", level=2),
        Element("paragraph", "Of the sea."),
        Element("code", "1 / 0", language="python"),
        Element("code", "7", language="output"),
        Element("table", "|  | mass |\n| --- | --- |\n| 0 | 12 |"),
        Element("code", "ZeroDivisionError: by zero", language="output"),
    ]


def test_both_sheets_of_a_notebook_of_format_3(tmp_path: Path) -> None:
    printed = {"output_type": "stream", "stream": "stdout", "text": "high water\n"}
    drawn = {"output_type": "display_data", "png": "aaaa", "text": ["<Figure>"]}
    cell = {"cell_type": "code", "input": ["a = 1\n", "tide(a)"], "outputs": [printed, drawn]}
    sheets = [{"cells": [cell]}, {"cells": [{"cell_type": "markdown", "source": ["Ebb."]}]}]
    content = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}
    (tmp_path / "a.ipynb").write_text(json.dumps(content))
    parsed = parse(tmp_path / "a.ipynb")
    assert [e.text for e in parsed.elements] == ["a = 1\ntide(a)", "high water", "Ebb."]
    assert parsed.notes == ("Not read: 1 picture.",)


def test_raw_cells_are_text(tmp_path: Path) -> None:
    raw = {"cell_type": "raw", "source": "---\ntitle: X\ndue: 3 May\n---\nFor the printer."}
    parsed = parse(notebook(tmp_path / "a.ipynb", [raw]))
    assert [e.text for e in parsed.elements] == ["Due: 3 May", "For the printer."]
