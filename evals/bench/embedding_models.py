"""Memory and speed of each embedding model that is built here.

`python -m evals.bench.embedding_models NAME` measures one, in a process of its own; its figures are
printed as JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from agent.compose import open_embeddings
from agent.errors import InternalError
from agent.settings import Settings, read_settings
from evals.bench.measured import Measured

TEXTS, QUESTIONS = 64, 40
SENTENCE = "Passage {n} of the course says that a list can be changed and that a tuple cannot. "
REPEATED = 6  # sentences of a passage, about 120 tokens
QUESTION = "What is the difference between a list and tuple number {n}?"


def models(scratch: Path, settings: Settings) -> list[Measured]:
    """Per model the passages and questions that it embeds, and what its process holds."""
    found: list[Measured] = []
    for folder in sorted(settings.models.iterdir()):
        if (folder / "manifest.json").is_file():
            found += _of(folder, settings)
    return found


def _of(folder: Path, settings: Settings) -> list[Measured]:
    environment = os.environ | {"MENTOR_MODELS_DIR": str(settings.models.absolute())}
    command = [sys.executable, "-m", "evals.bench.embedding_models", folder.name]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InternalError(f"The embedding model {folder.name} failed: {done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout)
    disk = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
    about = f"{figures['cores']} cores, passages of {figures['words']} words"
    return [
        Measured(f"{folder.name}, passages embedded", figures["passages"], "/s", about=about),
        Measured(f"{folder.name}, one question, p50", figures["question_ms"], "ms"),
        Measured(f"{folder.name}, memory of a process", figures["mib"], "MiB",
                 about=f"{figures['without']:.0f} MiB before the model is opened"),
        Measured(f"{folder.name}, on disk", disk, "MiB"),
    ]  # fmt: skip


def main(name: str) -> None:
    """Measure one model in this process."""
    without = psutil.Process().memory_info().rss / 2**20
    model = open_embeddings(read_settings().model_copy(update={"embedding_model": name}))
    texts = ["".join(SENTENCE.format(n=n) for _ in range(REPEATED)) for n in range(TEXTS)]
    model.embed_documents(texts[:4])
    seconds = _seconds(lambda: model.embed_documents(texts))
    asked = [QUESTION.format(n=n) for n in range(QUESTIONS)]
    each = [_seconds(lambda text=one: model.embed_query(text)) for one in asked]  # type: ignore[misc]
    figures = {
        "passages": TEXTS / seconds,
        "question_ms": 1000 * statistics.median(each),
        "mib": psutil.Process().memory_info().rss / 2**20,
        "without": without,
        "cores": os.cpu_count(),
        "words": len(texts[0].split()),
    }
    print(json.dumps(figures))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1])
