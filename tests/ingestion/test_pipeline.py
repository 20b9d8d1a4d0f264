"""After an ingest, index and catalogue hold what the folder holds."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Literal

import pytest

from agent.errors import NotFound, StoreUnavailable
from agent.types import DocumentRow
from ingestion.batches import SIZE
from ingestion.pipeline import ingest
from ingestion.report import Progress, Report
from ingestion.scan import LOOP, NO_NAME, NO_TARGET, SPECIAL
from tests.ingestion.memory import MemoryEmbeddings, MemoryWriteSide, open_memory
from tests.ingestion.parsers.files import lines, pdf, text

TUPLES = "# Tuples\n\nA tuple is an ordered sequence that cannot be changed.\n"
SETS = "# Sets\n\nA set is a collection of distinct elements.\n"


@pytest.fixture
def side(tmp_path: Path) -> Iterator[MemoryWriteSide]:
    with open_memory(tmp_path) as side:
        yield side


@pytest.fixture
def materials(tmp_path: Path) -> Path:
    folder = tmp_path / "materials"
    text(folder / "cs101" / "tuples.md", TUPLES)
    text(folder / "cs101" / "week 2" / "sets.md", SETS)
    text(folder / "faq.txt", "Where is the lab? In B12.")
    return folder


def run(side: MemoryWriteSide, folder: Path) -> Report:
    return ingest(side, folder)  # type: ignore[arg-type]


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def row(side: MemoryWriteSide, source: str) -> DocumentRow:
    return side.catalog.documents()[source]


def test_every_file_comes_in(side: MemoryWriteSide, materials: Path) -> None:
    report = run(side, materials)
    assert (report.files, report.documents, report.chunks) == (3, 3, 3)
    assert counts(report) == (3, 0, 0, 0)
    assert not report.nothing_to_do
    assert side.index.texts() == {
        "cs101/tuples.md": "A tuple is an ordered sequence that cannot be changed.\n",
        "cs101/week 2/sets.md": "A set is a collection of distinct elements.\n",
        "faq.txt": "Where is the lab? In B12.\n",
    }
    assert side.index.writes == 1  # small documents are written together
    tuples = row(side, "cs101/tuples.md")
    assert (tuples["course"], tuples["title"], tuples["format"]) == ("cs101", "Tuples", "md")
    assert (tuples["status"], tuples["chunks"], tuples["reason"]) == ("indexed", 1, None)
    assert tuples["examples"] == ["What is a tuple?"]
    assert (row(side, "faq.txt")["course"], row(side, "faq.txt")["title"]) == ("general", "Faq")


def test_a_second_run_has_nothing_to_do(side: MemoryWriteSide, materials: Path) -> None:
    assert run(side, materials).embedded == 3
    before, stamp = dict(side.index.chunks), side.catalog.stamp()
    report = run(side, materials)
    assert report.nothing_to_do
    assert (*counts(report), report.embedded) == (0, 0, 0, 3, 0)
    assert (side.index.chunks, side.index.writes, side.embeddings.embedded) == (before, 1, 3)
    assert side.catalog.stamp() == stamp


def test_a_changed_file_replaces_its_chunks(side: MemoryWriteSide, materials: Path) -> None:
    run(side, materials)
    text(materials / "cs101" / "tuples.md", TUPLES.replace("ordered", "immutable"))
    report = run(side, materials)
    assert counts(report) == (0, 1, 0, 2)
    assert "immutable sequence" in side.index.texts()["cs101/tuples.md"]
    assert report.chunks == side.index.count() == 3


def test_a_new_date_alone_changes_nothing(side: MemoryWriteSide, materials: Path) -> None:
    run(side, materials)
    before = side.catalog.stamp()
    os.utime(materials / "faq.txt", ns=(1, 1))
    assert run(side, materials).nothing_to_do
    assert (side.embeddings.embedded, side.catalog.stamp()) == (3, before)


def test_a_file_that_is_gone_leaves(side: MemoryWriteSide, materials: Path) -> None:
    run(side, materials)
    (materials / "faq.txt").unlink()
    assert counts(run(side, materials)) == (0, 0, 1, 2)
    assert "faq.txt" not in side.index.texts()
    assert "faq.txt" not in side.catalog.documents()


def test_a_moved_file_moves(side: MemoryWriteSide, materials: Path) -> None:
    run(side, materials)
    (materials / "faq.txt").rename(materials / "cs101" / "faq.txt")
    report = run(side, materials)
    assert counts(report) == (1, 0, 1, 2)
    assert report.renamed == [("faq.txt", "cs101/faq.txt")]
    assert set(side.index.texts()) == {"cs101/tuples.md", "cs101/week 2/sets.md", "cs101/faq.txt"}


def test_another_embedding_model_reads_everything_anew(
    side: MemoryWriteSide, materials: Path
) -> None:
    run(side, materials)
    side.embeddings = MemoryEmbeddings("model@2")
    assert counts(run(side, materials)) == (0, 3, 0, 0)
    assert side.index.count() == 3


def test_one_bad_file_does_not_stop_the_others(side: MemoryWriteSide, materials: Path) -> None:
    (materials / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    text(materials / "deep.ipynb", "[" * 100_000)  # more than its library bears
    pdf(materials / "scan.pdf", [[]])
    text(materials / "empty.md", "")
    text(materials / "film.mp4", "film")
    for _ in range(2):  # reported again while it lasts, without being parsed again
        report = run(side, materials)
        reasons = dict(report.failed)
        assert set(reasons) == {"broken.pdf", "deep.ipynb", "scan.pdf", "empty.md"}
        assert "damaged" in reasons["broken.pdf"]
        assert reasons["deep.ipynb"].startswith("The file is damaged or in an unknown form")
        assert reasons["scan.pdf"] == "No text was found in the PDF."
        assert reasons["empty.md"] == "The file is empty."
        assert [source for source, _ in report.skipped] == ["film.mp4"]
        assert (report.files, report.documents) == (8, 3)
    assert report.nothing_to_do
    assert row(side, "scan.pdf")["status"] == "failed"
    assert row(side, "film.mp4")["status"] == "skipped"


def test_a_file_that_breaks_leaves_the_index_and_returns(
    side: MemoryWriteSide, materials: Path
) -> None:
    notes = pdf(materials / "notes.pdf", [lines("Lists can be changed.")])
    run(side, materials)
    notes.write_bytes(b"half a file")
    assert [source for source, _ in run(side, materials).failed] == ["notes.pdf"]
    assert "notes.pdf" not in side.index.texts()
    pdf(notes, [lines("Lists can be changed again.")])
    assert counts(run(side, materials)) == (1, 0, 0, 3)
    assert "changed again" in side.index.texts()["notes.pdf"]


def test_an_interrupted_run_is_finished_by_the_next(side: MemoryWriteSide, materials: Path) -> None:
    side.index.fails = StoreUnavailable("The index did not answer.")
    with pytest.raises(StoreUnavailable):
        run(side, materials)
    assert side.catalog.documents() == {}
    side.index.fails = None
    assert counts(run(side, materials)) == (3, 0, 0, 0)


def test_hidden_and_temporary_files_are_not_materials(
    side: MemoryWriteSide, materials: Path
) -> None:
    for name in (".hidden.md", "~$lock.docx", ".DS_Store", "draft.md~", ".git/notes.md"):
        text(materials / name, "Nothing for students.")
    assert run(side, materials).files == 3


def test_links_that_lead_in_circles(side: MemoryWriteSide, materials: Path) -> None:
    (materials / "cs101" / "again").symlink_to(materials, target_is_directory=True)
    (materials / "gone.md").symlink_to(materials / "nowhere.md")
    report = run(side, materials)
    assert report.skipped == [("cs101/again", LOOP)]
    assert report.failed == [("gone.md", NO_TARGET)]
    assert report.documents == 3


def test_a_folder_that_is_linked_is_read_at_both_places(
    side: MemoryWriteSide, materials: Path
) -> None:
    (materials / "cs102").symlink_to(materials / "cs101", target_is_directory=True)
    run(side, materials)
    assert {"cs101/tuples.md", "cs102/tuples.md"} <= set(side.index.texts())


def test_links_that_multiply_each_other_come_to_an_end(
    side: MemoryWriteSide, materials: Path
) -> None:
    for one, other in permutations("abcdef", 2):
        text(materials / one / "notes.md", TUPLES)
        (materials / one / other).symlink_to(materials / other, target_is_directory=True)
    assert len(run(side, materials).skipped) < 1_000


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_source_is_the_name_on_disk(
    side: MemoryWriteSide, materials: Path, form: Literal["NFC", "NFD"]
) -> None:
    names = [unicodedata.normalize(form, "Übung.md"), "講義.md", "ß" * 126 + ".md", "a\nb'\".md"]
    for name in names:
        text(materials / name, TUPLES)
    run(side, materials)
    assert set(names) <= set(side.index.texts())


def test_names_that_differ_in_their_accents_alone_are_two_files(
    side: MemoryWriteSide, materials: Path
) -> None:
    names = {unicodedata.normalize(form, "Übung.md") for form in ("NFC", "NFD")}  # type: ignore[arg-type]
    for name in names:
        text(materials / name, TUPLES)
    for _ in range(2):
        run(side, materials)
        assert names <= set(side.index.texts())


def test_a_name_that_is_no_text_is_an_error(side: MemoryWriteSide, materials: Path) -> None:
    for name in (b"caf\xe9.md", b"caf\xe8.md"):
        Path(os.fsdecode(bytes(materials) + b"/" + name)).write_text(TUPLES)
    assert run(side, materials).failed == [
        ("caf\\xe8.md", NO_NAME),
        ("caf\\xe9.md", NO_NAME),
    ]


def test_a_path_that_is_no_file_is_reported(side: MemoryWriteSide, materials: Path) -> None:
    os.mkfifo(materials / "pipe.md")
    assert run(side, materials).failed == [("pipe.md", SPECIAL)]


def test_a_change_is_seen_though_size_and_date_stay(side: MemoryWriteSide, materials: Path) -> None:
    tuples, stat = materials / "cs101/tuples.md", (materials / "cs101/tuples.md").stat()
    run(side, materials)
    text(tuples, TUPLES.replace("ordered", "written"))
    os.utime(tuples, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert counts(run(side, materials)) == (0, 1, 0, 2)


def test_progress_goes_from_nothing_to_all(side: MemoryWriteSide, materials: Path) -> None:
    progress: list[Progress] = []
    ingest(side, materials, progress.append)  # type: ignore[arg-type]
    assert progress[0] == Progress("cs101/tuples.md", files=0, total=3, chunks=0)
    assert progress[-1] == Progress("", files=3, total=3, chunks=3, share=1.0)


def test_a_large_document_is_written_in_batches(side: MemoryWriteSide, materials: Path) -> None:
    sections = (f"## Topic {n}\n\nTopic {n} is explained here.\n" for n in range(2 * SIZE))
    text(materials / "long.md", "\n".join(sections))
    report = run(side, materials)
    assert report.chunks == side.index.count() == 2 * SIZE + 3
    assert side.index.writes == 3


def test_no_folder_and_an_empty_folder_say_what_to_do(
    side: MemoryWriteSide, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="does not exist") as error:
        run(side, tmp_path / "nowhere")
    assert "make ingest DIR=path" in str(error.value.fix)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound, match="no course materials") as error:
        run(side, tmp_path / "empty")
    assert "PDFs" in str(error.value.fix)


def deadlines(side: MemoryWriteSide) -> list[tuple[str, str, str | None]]:
    found = side.catalog.facts(["deadline"])
    return [(fact["source"], fact["key"], fact["date"]) for fact in found]


def test_the_facts_of_a_course_follow_its_documents(side: MemoryWriteSide, materials: Path) -> None:
    syllabus = "# Syllabus\n\nFall 2031\n\n- Homework 1 is due on October 8.\n"
    file = text(materials / "cs101" / "syllabus.md", syllabus)
    run(side, materials)
    assert deadlines(side) == [("cs101/syllabus.md", "homework 1", "2031-10-08")]
    (fact,) = side.catalog.facts(["deadline"])
    passage_text = side.index.chunks[fact["passage_id"]]["text"]
    assert passage_text[fact["start"] : fact["end"]] == "- Homework 1 is due on October 8."

    text(file, syllabus.replace("October 8", "October 15"))
    run(side, materials)
    assert deadlines(side) == [("cs101/syllabus.md", "homework 1", "2031-10-15")]

    file.rename(materials / "cs101" / "course.md")
    run(side, materials)
    assert deadlines(side) == [("cs101/course.md", "homework 1", "2031-10-15")]

    (materials / "cs101" / "course.md").unlink()
    run(side, materials)
    assert deadlines(side) == []


def test_english_rules_take_no_facts_from_other_languages(
    side: MemoryWriteSide, materials: Path
) -> None:
    german = "# Kursplan\n\n- Homework 1 is due on October 8.\n\n" + (
        "Die Klausur ist im Februar, und die Übungen sind am Montag. Man darf einen Taschenrechner "
        "und ein Blatt mit eigenen Notizen mitnehmen, aber kein Handy und keine Bücher. "
    )
    text(materials / "cs101" / "kursplan.md", german)
    run(side, materials)
    assert deadlines(side) == []


def test_an_index_that_was_made_before_gets_its_facts_with_the_next_ingest(
    side: MemoryWriteSide, materials: Path
) -> None:
    text(materials / "cs101" / "syllabus.md", "# Syllabus\n\nHomework 1 is due on October 8.\n")
    run(side, materials)
    known = row(side, "cs101/syllabus.md")
    side.catalog.publish([known | {"recipe": "parse1 chunk1 model@1"}])  # type: ignore[list-item]
    assert deadlines(side) == []
    assert run(side, materials).changed == 1
    assert deadlines(side) == [("cs101/syllabus.md", "homework 1", "--10-08")]
