"""Code of a model: shown as the passage has it, or not at all."""

from __future__ import annotations

from agent.reasoners.llm.code_check import checked_code
from tests.agent.parts import passage

LOOP = passage(
    1,
    "A loop:\n\n```python\nfor name in names:\n    print(name)  # each\n```\n\n"
    "```output\nAda\nBo\n```\n",
)


def test_lines_of_a_passage_are_shown_in_a_fence() -> None:
    found = checked_code("```\nfor name in names:\n    print(name)\n```", [(2, LOOP)])
    assert found
    assert found.place == 2
    assert found.text == "```python\nfor name in names:\n    print(name)\n```"


def test_code_that_differs_gives_way_to_the_passages_own() -> None:
    found = checked_code("```\nfor name in names:\n    print(names)\n```", [(1, LOOP)])
    assert found
    assert "print(name)  # each" in found.text


def test_code_that_no_passage_has_is_not_shown() -> None:
    assert checked_code("```\nimport os\nos.remove(path)\n```", [(1, LOOP)]) is None
    assert checked_code("```\nAda\nBo\n```", [(1, LOOP)]) is None
    assert checked_code("```\n```", [(1, LOOP)]) is None
