"""Public question sets, if present: each arm of the search against references."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from agent.settings import Settings
from evals.bench import retrieval
from evals.bench.measured import Measured

FOLDER = "../shared/bench"  # MENTOR_BENCH_DIR overrides
REFERENCES = {
    ("squad2", "dense", "hit@5"): 0.890,
    ("squad2", "BM25", "hit@5"): 0.930,
    ("squad2", "RRF k=10", "hit@5"): 0.963,
    ("squad2", "ours", "hit@5"): 0.963,
    ("squad2", "dense", "MRR@10"): 0.724,
    ("squad2", "BM25", "MRR@10"): 0.848,
    ("squad2", "RRF k=10", "MRR@10"): 0.840,
    ("squad2", "ours", "MRR@10"): 0.840,
    ("hotpotqa", "ours", "hit@10"): 0.80,
}
"""The engine's plain arms as first measured; for `ours`, their plain fusion."""
BARS = {
    ("squad2", "ours", "hit@5"): 0.97,
    ("squad2", "ours", "MRR@10"): 0.86,
    ("hotpotqa", "ours", "hit@10"): 0.82,
    ("squad2", "grader", "balanced"): 0.70,
}
REPORTED = {"squad2": ("hit@5", "MRR@10", "balanced"), "hotpotqa": ("hit@10",)}
"""Metrics by set; all of them for other sets."""


def public_sets(scratch: Path, settings: Settings) -> list[Measured]:
    """[] without the folder, which is not part of the product."""
    folder = Path(os.environ.get("MENTOR_BENCH_DIR", FOLDER))
    if not any(folder.glob("*/questions.jsonl")):
        print(f"Skipped: no question sets in {folder}; set MENTOR_BENCH_DIR.", file=sys.stderr)
        return []
    found = []
    for name, rows in retrieval.measure(folder, settings).items():
        for arm, figures in rows.items():
            for figure in figures:
                reported = name not in REPORTED or figure.name in REPORTED[name]
                if reported and figure.value is not None:
                    key = (name, arm, figure.name)
                    found.append(
                        Measured(
                            f"{name}, {arm}, {figure.name}",
                            figure.value,
                            "",
                            BARS.get(key),
                            at_least=True,
                            about="" if arm == "grader" else f"{figure.of} questions",
                            reference=REFERENCES.get(key),
                            against="reference" if key in REFERENCES else "",
                        )
                    )
    return found
