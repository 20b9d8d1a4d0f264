import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.loops import STRETCH, LoopGuard

ANSWER = """To submit homework:

1. Put all files into one folder.
2. Compress the folder.

```python
for row in range(3):
    print()
for row in range(4):
    print()
```

| Exam | Open book? |
|---|---|
| Midterm | yes |
| Final | yes |
"""


def looped(text: str, size: int = 3) -> int | None:
    """After how many characters it is noticed."""
    guard = LoopGuard()
    for at in range(0, len(text), size):
        if guard.feed(text[at : at + size]):
            return at + size
    return None


@pytest.mark.parametrize(
    "endless",
    ["again ", "A tuple cannot be changed. ", "- A tuple is fixed\n", "\n", "ha", "a, b, c, d, "],
)
def test_an_endless_repetition_is_noticed_soon(endless: str) -> None:
    found = looped("Lists keep their order. " + endless * 1000)
    assert found is not None
    assert found <= max(5 * len(endless), 2 * STRETCH)


def test_a_long_circle_is_noticed_by_its_sentences() -> None:
    circle = "".join(f"Sentence {word} tells of tuples. " for word in ("one", "two", "three") * 40)
    assert looped(circle) is not None


def test_an_ordinary_answer_is_left_alone() -> None:
    assert looped(ANSWER) is None
    assert looped("A tuple is fixed. " * 3) is None


@given(st.lists(st.text(alphabet="abcdefghij ", min_size=1, max_size=12), unique=True, max_size=30))
def test_different_sentences_are_left_alone(words: list[str]) -> None:
    prose = "".join(f"{n}: {word} stands alone here. " for n, word in enumerate(words))
    assert looped(prose) is None
