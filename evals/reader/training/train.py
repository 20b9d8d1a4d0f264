"""`python -m evals.reader.training.train --data FILE --out DIR`: train the reader. Needs torch.

Resumes where it was at most five minutes before it stopped. Now and then the network is measured
on what is kept to choose: a line of curve.jsonl. What is delivered, mean.safetensors, is the mean
of the weights at the later measurements (Izmailov and others, "Averaging Weights Leads to Wider
Optima and Better Generalization", UAI 2018).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from evals.reader.pairs import Pairs, epoch, read
from evals.reader.training.losses import collated, loss, total
from evals.reader.training.network import LAYERS, Network, published, short_floats
from evals.reader.training.progress import Progress
from evals.reader.training.scoring import measured

RATE, HEAD_RATE, DECAY = 2.5e-4, 1e-3, 0.9  # of the top layer, of the heads, layer by layer
WARM = 200  # steps until the rate is reached; then it falls
FALLS = 1.6  # of all pairs: where it would reach zero
MEAN_FROM = 0.4  # of all pairs
SAVED = 300  # seconds from one saved state to the next, at most
WORDS = "embeddings.word_embeddings.weight"
FACTS = ("epoch", "step", "steps", "seen", "means")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when all pairs have been seen."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.reader.training.train", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="what prepare has written")
    parser.add_argument(
        "--weights", type=Path, required=True, help="to begin with: MiniLM's, or of a former run"
    )
    parser.add_argument("--rate", type=float, default=1.0, help="of the usual learning rates")
    parser.add_argument("--out", type=Path, required=True, help="folder of weights and curve")
    parser.add_argument("--pairs", type=int, default=84_000, help="to see in all")
    parser.add_argument("--every", type=int, default=12_000, help="pairs between measurements")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    Training(read(options.data), load_file(options.weights), options).run()
    return 0


class Training:
    """A network, its optimizer, and how far they are."""

    def __init__(self, pairs: Pairs, weights: dict[str, Tensor], options: Any) -> None:
        self.pairs, self.options = pairs, options
        ours = "word.weight" in weights
        self.network = Network(len(weights["word.weight" if ours else WORDS]))
        self.network.load_state_dict(weights if ours else published(weights), strict=ours)
        self.fast = torch.compile(self.network, dynamic=True)  # 1.3 times as fast; needs g++
        self.optimizer = torch.optim.AdamW(_groups(self.network), weight_decay=0.01, fused=True)
        self.epoch = self.step = self.steps = self.seen = self.means = 0
        self.mean: dict[str, Tensor] = {}
        self.state, self.saved = options.out / "state.pt", time.monotonic()
        self.curve = options.out / "curve.jsonl"
        if self.state.exists():
            self._resume()

    def run(self) -> None:
        """Learn until all pairs have been seen."""
        progress = Progress(self.options.pairs)
        every = self.options.every
        due = (self.seen // every + 1) * every
        while self.seen < self.options.pairs:
            for places in epoch(self.pairs, self.epoch, self.options.seed)[self.step :]:
                progress.say(self.seen, self._learn(places))
                if self.seen >= due or self.seen >= self.options.pairs:
                    self._measure(progress.seconds)
                    due += every
                elif time.monotonic() - self.saved > SAVED:
                    self._save()
                if self.seen >= self.options.pairs:
                    return
            self.epoch, self.step = self.epoch + 1, 0

    def _learn(self, places: NDArray[np.int64]) -> dict[str, Tensor]:
        rise = min(1.0, (self.steps + 1) / WARM)
        rate = self.options.rate * rise * (1 - self.seen / (FALLS * self.options.pairs))
        for group in self.optimizer.param_groups:
            group["lr"] = group["most"] * rate
        rng = np.random.default_rng((self.options.seed, self.steps))
        batch = collated(self.pairs, places, rng)
        with short_floats():
            said = self.fast(batch.ids, batch.types, batch.mask)
        parts = loss(said, batch)
        self.optimizer.zero_grad()
        total(parts).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step, self.steps, self.seen = self.step + 1, self.steps + 1, self.seen + len(places)
        return parts

    def _measure(self, seconds: float) -> None:
        figures = measured(self.network, self.pairs)
        line = json.dumps({"pairs": self.seen, "seconds": round(seconds), **figures})
        print(line, flush=True)
        weights = self.network.state_dict()
        if self.seen >= MEAN_FROM * self.options.pairs:
            self.means += 1
            old = self.mean or weights
            self.mean = {name: old[name].lerp(weights[name], 1 / self.means) for name in weights}
            save_file(self.mean, self.options.out / "mean.safetensors")
        self._save()
        with self.curve.open("a") as file:
            file.write(f"{line}\n")

    def _save(self) -> None:
        written = self.state.with_suffix(".new")
        weights = self.network.state_dict()
        facts = {name: getattr(self, name) for name in FACTS}
        saved = {"network": weights, "mean": self.mean, "facts": facts}
        torch.save(saved | {"optimizer": self.optimizer.state_dict()}, written)
        written.replace(self.state)
        self.saved = time.monotonic()

    def _resume(self) -> None:
        saved = torch.load(self.state)
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.mean = saved["mean"]
        for name, value in saved["facts"].items():
            setattr(self, name, value)


def _groups(network: Network) -> list[dict[str, Any]]:
    """Parameters with their highest rate: lower layers learn more slowly."""
    heads = [*network.pooled.parameters(), *network.pair.parameters(), *network.tokens.parameters()]
    bottom = [network.place.weight, network.kind.weight, *network.norm.parameters()]
    layers = [
        {"params": list(layer.parameters()), "most": RATE * DECAY ** (LAYERS - 1 - number)}
        for number, layer in enumerate(network.layers)
    ]
    return [
        {"params": heads, "most": HEAD_RATE},
        *layers,
        {"params": bottom, "most": RATE * DECAY**LAYERS},
    ]


if __name__ == "__main__":
    sys.exit(main())
