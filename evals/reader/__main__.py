"""`python -m evals.reader`: make the reader, from data to file, in about two hours on two cores.

Four steps: examples (prepare), training (training/, in an environment of its own that has torch),
the file of 8-bit integers (export), and the weights of its scores (fit). Interrupted, it goes on
with the step where it stopped, the training where it was at most five minutes before.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from agent.embedding.model import find_model_folder
from agent.errors import MentorError
from agent.search.reader.opening import FITTED, MODEL, OURS
from agent.search.reader.pair_tokens import PairTokens
from agent.settings import read_settings
from deploy.embedding.__main__ import download
from deploy.embedding.minilm import MINILM
from evals.reader import arrays, fit
from evals.reader.onnx_export import export
from evals.reader.prepare import all_examples, counted

SEED = 1
PUBLISHED = "model.safetensors"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if reader.onnx and reader.json were written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.reader", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, metavar="DIR")
    parser.add_argument("--torch", required=True, help="the Python that has torch")
    parser.add_argument("--out", type=Path, default=OURS, help="folder of reader.onnx")
    options = parser.parse_args(arguments)
    work = read_settings().data_dir / "reader"
    work.mkdir(parents=True, exist_ok=True)
    try:
        _prepare(options.bench, work)
    except MentorError as problem:
        print(problem.explain(), file=sys.stderr)
        return 2
    train = [options.torch, "-m", "evals.reader.training.train", "--seed", str(SEED)]
    train += ["--data", str(work / "examples.npz"), "--weights", str(work / PUBLISHED)]
    if status := subprocess.run([*train, "--out", str(work)]).returncode:
        return status
    options.out.mkdir(parents=True, exist_ok=True)
    export(work / "mean.safetensors", options.out / MODEL)
    fitting = ["--bench", str(options.bench), "--model", str(options.out / MODEL)]
    return fit.main([*fitting, "--out", str(options.out / FITTED)])


def _prepare(bench: Path, work: Path) -> None:
    """Write what the training reads, unless it is there."""
    if not (work / PUBLISHED).exists():
        with tempfile.TemporaryDirectory() as scratch:
            weights = download(MINILM, Path(scratch)) / PUBLISHED
            copied = work / f"{PUBLISHED}.new"
            shutil.copyfile(weights, copied)
            copied.replace(work / PUBLISHED)
    if (work / "examples.npz").exists():
        return
    begun = time.monotonic()
    settings = read_settings()
    found = all_examples(bench, SEED)
    print(f"{counted(found)}\nWriting their tokens ...", flush=True)
    folder = find_model_folder(settings.embedding_model, settings.models)
    written = work / "examples.new.npz"
    arrays.write(found, PairTokens(folder / "tokenizer.json"), written)
    written.replace(work / "examples.npz")
    print(f"{len(found):,} examples in {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
