"""Which units of a passage make the answer, where several could."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner import Cite, Span
from agent.reasoners.extractive.answer import quotes
from agent.reasoners.extractive.question import ask
from agent.search.vocabulary import Vocabulary
from agent.types import Passage
from tests.agent.parts import passage


def answer(question: str, *texts: str) -> str:
    """What is quoted from relevant passages with these texts; all words are equally rare."""
    passages: list[Passage] = [
        passage(n, text, title="Rules", section="", relevant=True)
        for n, text in enumerate(texts, start=1)
    ]
    pieces = quotes([ask(question, Vocabulary.of([]))], passages)
    return "".join(piece for piece in pieces if not isinstance(piece, Cite))


def test_a_list_comes_with_the_short_paragraph_before_it() -> None:
    rule = "Talk about the course. The limit is this: discuss ideas, and copy no files."
    text = f"{rule}\n\n- Allowed: explaining an error.\n- Not allowed: sharing a file."

    text_of_answer = answer("What am I allowed to share?", text)

    assert text_of_answer.startswith(rule)
    assert "- Not allowed: sharing a file." in text_of_answer


def test_a_long_paragraph_before_a_list_is_left_out() -> None:
    talk = "There is much to say about work with others at this college. " * 12
    text = f"{talk.strip()}\n\n- Allowed: explaining an error.\n- Not allowed: sharing a file."

    text_of_answer = answer("What am I allowed to share?", text)

    assert "much to say" not in text_of_answer
    assert "- Allowed: explaining an error." in text_of_answer


def test_a_row_that_only_its_header_speaks_for_is_no_first_answer() -> None:
    table = "| Code | Cure |\n| --- | --- |\n| E101 | use spaces |\n| E225 | add spaces |"
    tool = "Install the checker, and run it once before you submit."

    assert answer("Is there a code to check?", tool, table).startswith(tool)


def test_the_answer_to_the_same_question_in_the_materials_is_preferred() -> None:
    same = "How often is a default value worked out? Answer: only once."
    other = "A default value is worked out by Python."

    assert answer("How often is a default value worked out?", other, same).startswith(same)


def test_what_must_never_be_done_is_not_how_to_do_it() -> None:
    warning = "Never remove elements from a list while you loop over the list: some are skipped."
    method = "The method pop removes an element and returns it; the list gets shorter."

    asked = "How do I remove elements from a list?"
    assert answer(asked, warning, method).startswith(method)
    assert answer("Why should I never remove elements?", warning, method).startswith(warning)


def test_notes_on_an_error_are_not_how_to_do_something() -> None:
    def found(question: str) -> str:
        passages: list[Passage] = [
            passage(1, "A text is converted to a number with int.", section="TypeError"),
            passage(2, "The call int converts a text to a number.", section="Numbers"),
        ]
        for one in passages:
            one["relevant"] = True
        pieces = quotes([ask(question, Vocabulary.of([]))], passages)
        return "".join(piece for piece in pieces if not isinstance(piece, Cite))

    assert found("How do I convert a text to a number?").startswith("The call int")
    assert found("How do I fix a text that I convert to a number?").startswith("A text is")


def test_an_answer_from_each_course_is_below_its_name_however_long_the_first_is() -> None:
    rule = "You may work together on homework in this course, but write your own program. "
    long: list[Passage] = [
        passage(1, rule + "- Allowed: to talk.\n" * 40, course="python", relevant=True),
        passage(2, "Homework may be solved together in pairs.", course="data", relevant=True),
    ]
    asked = ask("Do both courses allow working together on homework?", Vocabulary.of([]))
    text = "".join(piece for piece in quotes([asked], long) if not isinstance(piece, Cite))
    assert text.startswith("**python**\n\nYou may work together")
    assert text.endswith("**data**\n\nHomework may be solved together in pairs.")


def test_code_brings_its_explanation_from_above_other_code() -> None:
    explained = "A label is immutable: once made, it stays as it is."
    first = "```python\nlabel[0] = 1\n```\n\n```output\nTypeError: no item assignment\n```"
    second = "```python\nlabel.grow(4)\n```\n\n```output\nLabelError: cannot grow\n```"

    text = answer(
        "What does the error LabelError: cannot grow mean?", "\n\n".join([explained, first, second])
    )

    assert text.startswith(explained)
    assert "LabelError: cannot grow" in text


def test_a_sentence_of_a_slide_needs_no_full_stop() -> None:
    sentence = "The pattern of counting words is so common that the method tally does it for us"
    code = "```\nif word in counts:\n    counts[word] += 1\n```\n\n```\ncounts.tally(word)\n```"

    assert sentence in answer("Why use tally instead of counting words?", f"{sentence}\n\n{code}")


def test_a_follow_up_is_not_answered_by_the_last_quote_again() -> None:
    question = ask("What happens with join if the strings have a gap?", Vocabulary.of([]))
    texts = "With join, strings may have a gap.", "The gap of strings with join stays."
    passages: list[Passage] = [
        passage(n, text, title="", section="", relevant=True) for n, text in enumerate(texts, 1)
    ]
    last = Span(passages[0]["id"], 0, len(texts[0]))

    def first(quoted: list[Span]) -> str | Cite:
        return next(quotes([replace(question, quoted=quoted)], passages))

    assert [first([]), first([last])] == [*texts]


def test_what_talks_about_code_brings_the_code() -> None:
    code = "```python\npattern = compile('a+')\n```"
    use = "Using this, we can quickly find all runs of the letter in a text."
    other = "There is much more to say on letters, and on texts of letters too. " * 8

    text = answer(
        "How do I find runs of a letter in a text?", f"Write it so:\n\n{code}\n\n{use}\n\n{other}"
    )

    assert text.startswith("Write it so:")
    assert code in text
