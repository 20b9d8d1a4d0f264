"""Files are read by processes of their own, and these may die of them."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import psutil
import pytest

from agent.errors import InternalError
from agent.types import Chunk
from ingestion.documents import Document
from ingestion.mirror import Aside, Work
from ingestion.scan import File
from ingestion.workers.worker_pool import Limits, Workers

MODEL = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8"
CRASHING = (sys.executable, "-m", "tests.ingestion.workers.crashing")
Open = Callable[..., Workers]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def opened(
            seconds: float = 60, program: tuple[str, ...] = CRASHING, model: Path = MODEL
        ) -> Workers:
            limits, log = Limits(seconds, 1024), tmp_path / "log"
            spool = tmp_path / "spool"
            workers = Workers(model, "recipe", spool, limits, 2, log, program)
            return stack.enter_context(closing(workers))

        yield opened
    assert not list((tmp_path / "spool").glob("*"))


def works(folder: Path, **texts: str) -> list[Work]:
    made = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        made.append(Work(File(path.name, path, len(text), 1), sha256, None))
    return made


def outcomes(workers: Workers, todo: list[Work]) -> dict[str, list[Chunk] | str]:
    """The chunks of each file, or the reason why there are none."""
    return {
        found.file.source if isinstance(found, Aside) else found.row["source"]: found.reason
        if isinstance(found, Aside)
        else list(found.chunks)
        for found in workers.read(todo)
    }


def test_a_file_that_kills_its_reader_is_reported_and_the_others_are_read(
    opened: Open, tmp_path: Path
) -> None:
    texts = {f"good{n}": f"Text {n}." for n in range(4)} | {"loud": "print"}
    bad = {"bad": "crash", "big": "killed for its memory"}
    found = outcomes(opened(), works(tmp_path, **bad, **texts))
    assert len(found) == 7
    for name, text in texts.items():
        (chunk,) = found[f"{name}.txt"]
        assert isinstance(chunk, dict)
        assert chunk["text"] == text
    assert "crashes its parser" in str(found["bad.txt"])
    assert "not enough memory" in str(found["big.txt"])


def test_a_file_that_takes_too_long_is_given_up(opened: Open, tmp_path: Path) -> None:
    found = outcomes(opened(seconds=2), works(tmp_path, slow="hang", good="Text."))
    assert str(found["slow.txt"]).startswith("Reading the file took over 2 s; split it")
    assert len(found["good.txt"]) == 1
    assert "hang" not in (tmp_path / "log").read_text()
    assert "Timeout (0:00:02)" in (tmp_path / "log").read_text()


def test_what_failed_for_good_is_not_read_again(opened: Open, tmp_path: Path) -> None:
    (found,) = opened().read(works(tmp_path, bad="crash"))
    assert isinstance(found, Aside)
    assert (found.recipe, len(found.sha256)) == ("recipe", 64)


def test_a_reader_that_was_ended_between_two_files_costs_no_file(
    opened: Open, tmp_path: Path
) -> None:
    reading = opened().read(works(tmp_path, a="One.", b="Two.", c="Three."))
    assert isinstance(next(reading), Document)
    for child in psutil.Process().children():
        if "tests.ingestion.workers.crashing" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
    assert all(isinstance(found, Document) for found in reading)


def test_no_reader_is_ended_that_is_still_of_use(opened: Open, tmp_path: Path) -> None:
    pipes = [tmp_path / name for name in ("first", "second")]
    for pipe in pipes:
        os.mkfifo(pipe)
    held = works(tmp_path, **{pipe.name: f"wait for {pipe}" for pipe in pipes})
    workers = opened()
    workers._empty_spool()
    with ThreadPoolExecutor() as threads:
        reading = [threads.submit(workers.read_one, work) for work in held]
        for both_read in [pipe.open("w") for pipe in pipes]:
            both_read.close()
        assert all(isinstance(found.result(), Document) for found in reading)
    workers._end_idle(needed=1)
    assert sum(process.poll() is None for process in workers._all) == 1
    for work in works(tmp_path, c="Three.", d="Four."):
        assert isinstance(workers.read_one(work), Document)
    assert len(workers._all) == 2  # none had to be started for the rest


def test_readers_that_do_not_start_are_no_fault_of_the_files(opened: Open, tmp_path: Path) -> None:
    workers = opened(model=tmp_path / "nowhere")
    with pytest.raises(InternalError, match="did not start"):
        list(workers.read(works(tmp_path, a="One.")))
    assert "EmbeddingModelMissing" in (tmp_path / "log").read_text()


def test_stopping_ends_what_is_being_read(opened: Open, tmp_path: Path) -> None:
    workers = opened()
    reading = workers.read(works(tmp_path, a="One.", slow="hang"))
    assert isinstance(next(reading), Document)
    workers.stop()
    reading.close()
