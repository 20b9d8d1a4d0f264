"""The table of the bench, and what its measures are made of."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np

from deploy.llama.build_cache import LlamaServer
from deploy.llama.llama_server import start_llama_server
from evals.bench import corpus
from evals.bench.__main__ import HEADINGS, RESULTS, cells, in_order, results_page
from evals.bench.agentic import _merges
from evals.bench.measured import Measured
from evals.bench.measures import MEASURES
from tests.servers.fixtures import free_port
from tests.servers.gguf_file import write_random_gguf

TEXTS = ["The midterm exam takes place in the Sports Hall. Bring a pen to the exam."] * 30


def test_ratios_come_first_and_every_figure_names_its_reference() -> None:
    slow = Measured("start", 4.2, "s", reference=2.0, against="importing its libraries")
    late = Measured("streams, behind", 700, "ms", 500, about="p50 600 ms")
    ratio = Measured("ingest / embedding alone", 1.18, "", 1.15, about="59 s vs 50 s")

    assert in_order([slow, late, ratio]) == [ratio, slow, late]
    assert [cells(each) for each in (ratio, slow, late)] == [
        ["1.18", "ingest / embedding alone", "", "at most 1.15", "**missed**", "59 s vs 50 s"],
        ["2.10", "start", "4.20 s", "importing its libraries 2 s", "", ""],
        ["1.40", "streams, behind", "700 ms", "at most 500 ms", "**missed**", "p50 600 ms"],
    ]


def test_a_bar_is_shown_beside_its_reference() -> None:
    hit = Measured(
        "squad2, ours", 0.975, "", 0.97, at_least=True, reference=0.963, against="reference"
    )

    assert hit.holds
    assert cells(hit)[:5] == [
        "1.01",
        "squad2, ours",
        "0.975",
        "at least 0.970; reference 0.963",
        "met",
    ]


def test_the_published_results_have_the_rows_of_the_table() -> None:
    headings = f"| {' | '.join(HEADINGS)} |"
    measured = f"2026-11-25, 2 cores.\n\n{headings}\n| 1.18 | ingest |\n"

    assert measured in results_page(measured)
    assert headings in RESULTS.read_text()


def test_every_measure_has_a_name_of_its_own() -> None:
    assert len({measure.__name__ for measure in MEASURES}) == len(MEASURES)


def test_made_chunks_are_the_same_however_they_are_cut_into_batches() -> None:
    whole = list(corpus.chunks(TEXTS, 0, 20))

    assert [*corpus.chunks(TEXTS, 0, 7), *corpus.chunks(TEXTS, 7, 20)] == whole
    made = corpus.vectors(np.eye(4, 8).tolist(), 50)
    assert made.shape == (50, 8)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)


def test_the_random_model_reads_words_of_the_materials_as_one_token_each(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    file = write_random_gguf(tmp_path / "m.gguf", seed=1, merges=_merges(TEXTS), avoided=(",",))
    with (
        start_llama_server(
            llama_program, file, port=free_port(), context=512, slots=1, threads=1,
            log=tmp_path / "llama.log", announce=lambda _: None,
        ) as running,
        httpx.Client(base_url=running.base_url, trust_env=False) as client,
    ):  # fmt: skip
        text = "The midterm exam takes place in the Sports Hall."
        tokens = client.post("/tokenize", json={"content": text}).json()["tokens"]
        back = client.post("/detokenize", json={"tokens": tokens}).json()["content"]

    assert len(tokens) == len(text.split()) + 1
    assert back == text
