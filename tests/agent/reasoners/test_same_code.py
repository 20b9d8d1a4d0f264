"""Questions on the result of code that the materials show."""

from __future__ import annotations

import pytest

from agent.reasoner import Cite, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.same_code import asked_code, has_code
from agent.search.vocabulary import Vocabulary
from tests.agent.parts import passage

PARTS = """\
A slice takes a part of a list. The first place counts, the last does not.

```python
xs = [4, 8, 15, 16]
xs[1:3]
```

```output
[8, 15]
```
"""
STEPS = """\
A step leaves places out.

```python
xs[::2]
```

```output
[4, 15]
```
"""
CALLS = """\
The function range counts.

| Call | Numbers |
| --- | --- |
| `range(3)` | 0, 1, 2 |
| `range(9, 0, -3)` | 9, 6, 3 |
"""


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("what does xs[::2] give me", ("xs[::2]",)),
        ('what is the output of print("a", sep="-")', ("print('a',sep='-')",)),
        ("xs = [4, 8]\nxs[1:3]\nwhat do i get?", ("xs[1:3]",)),
        (
            "for n in range(9, 0, -3):\n    print(n)\nwhat comes out",
            ("range(9,0,-3)", "forninrange(9,0,-3):print(n)"),
        ),
        ("how does xs[::2] work", ()),
        ("what does len() return", ()),
    ],
)
def test_the_code_whose_result_is_asked_for(message: str, code: tuple[str, ...]) -> None:
    assert asked_code(message) == code


@pytest.mark.parametrize(
    ("message", "result", "other"),
    [
        ("what does xs[1:3] return", "[8, 15]", "[4, 15]"),
        ("xs = [4, 8, 15, 16]\nxs[::2]\nwhat do i get", "[4, 15]", "[8, 15]"),
        ("for n in range(9, 0, -3):\n    print(n)\nwhat comes out", "9, 6, 3", "[4, 15]"),
    ],
)
async def test_the_result_beside_the_same_code_is_quoted(
    message: str, result: str, other: str
) -> None:
    texts = [PARTS, STEPS, CALLS]
    passages = [passage(number, text) for number, text in enumerate(texts, start=1)]
    vocabulary = Vocabulary.of(texts)
    reasoner = ExtractiveReasoner(lambda: vocabulary)
    turn = Turn(message, message, passages=passages, kind="code", asked="slice range step")
    graded = await reasoner.grade(turn)
    shown = [p | {"relevant": good} for p, good in zip(passages, graded.relevant, strict=True)]
    turn = Turn(message, message, passages=shown, kind="code", asked="slice range step")
    parts = [part async for part in reasoner.generate(turn)]
    answer = "".join(part for part in parts if isinstance(part, str))
    assert result in answer
    assert other not in answer
    assert any(isinstance(part, Cite) for part in parts)


@pytest.mark.parametrize(
    ("question", "text", "there"),
    [
        ("what do i get for -7 // 2", "For negative numbers -7 // 2 is -4.", True),
        ("what is 7 // 2", "| // | rounds down | 7 // 2 | 3 |", True),
        ("what is 7//2?", "For negative numbers -7 // 2 is -4.", False),
        ("what does 7 // 2 give", "7 // 25 is 0", False),
        ("what does '-' * 10 print", '>>> "-" * 10', True),
        ("what is homework 3 - 4 about", "homework 3 - 4", False),
    ],
)
def test_signs_between_values_are_found_as_they_are(question: str, text: str, there: bool) -> None:
    assert has_code(asked_code(question), text) is there
