"""Course materials that were written for the training, and the examples made of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from evals.reader import off_topic
from evals.reader.written_courses import all_documents, examples, read_documents

TEXT = """\
# chem-lab | lab | CHEM 1: Lab rules
## Clothes
Lab coats are worn at all times. Long hair is tied back.
Open shoes are not allowed in the laboratory, whatever the weather outside happens to be like.
?? can i wear sandals => Open shoes are not allowed
!! where do i buy a coat
## Gloves
```
# not a document
```
Gloves protect against acids only. They are thrown away after the session, and
they are never worn outside of the room.
?? may i keep the gloves on in the corridor => never worn outside
## Waste
Solvents go into the red can, and acids into the blue one, which stands beside
the door of the store room.
?? red can? => Solvents go into the red can
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "x.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_sections_keep_their_lines_and_their_questions(tmp_path: Path) -> None:
    (document,) = read_documents(written(tmp_path, TEXT))
    assert [section.heading for section in document.sections] == [
        "CHEM 1: Lab rules > Clothes",
        "CHEM 1: Lab rules > Gloves",
        "CHEM 1: Lab rules > Waste",
    ]
    assert document.sections[0].asked == [("can i wear sandals", "Open shoes are not allowed")]
    assert document.sections[0].near_misses == ["where do i buy a coat"]
    assert "# not a document" in document.sections[1].text


def test_an_answer_that_its_section_lacks_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.txt:13: .*word for word"):
        read_documents(written(tmp_path, TEXT.replace("=> never worn", "=> forbidden")))


def test_a_question_before_any_section_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.txt:1"):
        read_documents(written(tmp_path, "?? what => that\n"))


def test_a_question_is_read_with_its_section_and_with_others(tmp_path: Path) -> None:
    written(tmp_path, TEXT)
    found = list(examples(random.Random(1), tmp_path))
    sandals = [one for one in found if one.question == "can i wear sandals"]
    assert [one.answers for one in sandals].count(True) == 1
    right = next(one for one in sandals if one.answers)
    assert [right.text[a:b] for a, b in right.spans] == ["Open shoes are not allowed"]
    assert {one.about for one in sandals} == {True, False}
    assert not any(one.answers for one in found if one.question == "where do i buy a coat")


OTHER = """\
# art-tour | handout | ART 2: Tour of the museum
## Meeting
We meet at the fountain and leave open shoes and umbrellas at the entrance of the museum.
?? where do we meet => at the fountain
## Sandals
Greek statues wear sandals, and the Roman ones do not.
?? do roman statues wear sandals => the Roman ones do not
"""


def test_a_question_is_read_with_another_document_that_lacks_its_rarest_word(
    tmp_path: Path,
) -> None:
    splits = {"train"}
    written(tmp_path, TEXT + OTHER)
    assert {one.split for one in all_documents(tmp_path)} == splits
    found = list(examples(random.Random(1), tmp_path))
    foreign = [
        one
        for one in found
        if one.question == "can i wear sandals" and one.heading.startswith("ART 2")
    ]
    assert [one.heading for one in foreign] == ["ART 2: Tour of the museum > Meeting"]
    assert not foreign[0].answers
    assert not foreign[0].about


def test_an_everyday_question_is_read_with_what_shares_its_words(tmp_path: Path) -> None:
    (document,) = all_documents(written(tmp_path, TEXT).parent)
    asked = "how long can long hair grow"
    ((question, found),) = off_topic.nearest([asked], document.sections)
    assert question == asked
    assert found[0].path == "Clothes"
    assert {off_topic.split_of(one) for one in off_topic.questions("choose")} == {"choose"}


def test_what_is_written_is_well_formed_and_of_every_split() -> None:
    documents = all_documents()
    assert {one.split for one in documents} == {"train", "choose", "report"}
    assert len({one.id for one in documents}) == len(documents)
    assert all(section.asked for one in documents for section in one.sections)
