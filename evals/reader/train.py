"""`python -m evals.reader.train --data FILE --out DIR`: train the reader. Needs torch.

Resumes where it was stopped. Every few minutes it is measured on what is kept to choose; the best
weights are kept, and each measurement is a line of curve.jsonl.
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

from evals.reader.losses import ABOUT, ANSWERS, collated, loss, total
from evals.reader.measure import area, balanced, first
from evals.reader.network import LAYERS, Network, published
from evals.reader.pairs import CHOOSE, Pairs, epoch, read

RATE, HEAD_RATE, DECAY = 2.5e-4, 1e-3, 0.9  # of the top layer, of the heads, from layer to layer
WARM = 200  # steps until the rate is reached; then it falls to nothing
STORIES = 250  # questions on stories that are measured on


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when all pairs have been seen."""
    parser = argparse.ArgumentParser(prog="python -m evals.reader.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="what prepare has written")
    parser.add_argument(
        "--weights", type=Path, required=True, help="model.safetensors to begin with"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of weights and curve")
    parser.add_argument("--pairs", type=int, default=150_000, help="to see in all")
    parser.add_argument(
        "--every", type=int, default=10_000, help="pairs from one measurement to the next"
    )
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

    def __init__(self, pairs: Pairs, weights: dict[str, torch.Tensor], options: Any) -> None:
        self.pairs, self.options = pairs, options
        self.network = Network(len(weights["embeddings.word_embeddings.weight"]))
        self.network.load_state_dict(published(weights), strict=False)
        self.fast = torch.compile(self.network, dynamic=True)  # 1.3 times as fast; needs g++
        self.optimizer = torch.optim.AdamW(_groups(self.network), weight_decay=0.01, fused=True)
        self.epoch = self.step = self.seen = self.steps = 0
        self.best = 0.0
        self.state = options.out / "state.pt"
        if self.state.exists():
            self._resume()

    def run(self) -> None:
        begun, due, since = time.monotonic(), self.seen + self.options.every, 0
        sums: dict[str, float] = {}
        while self.seen < self.options.pairs:
            batches = epoch(self.pairs, self.epoch, self.options.seed)
            for places in batches[self.step :]:
                parts = self._learn(places)
                for name, value in parts.items():
                    sums[name] = sums.get(name, 0.0) + value.item()
                since += 1
                if since == 50:
                    said = " ".join(f"{name} {value / since:.3f}" for name, value in sums.items())
                    print(
                        f"{self.seen:,} of {self.options.pairs:,} pairs, {time.monotonic() - begun:.0f} s: {said}",
                        flush=True,
                    )
                    sums, since = {}, 0
                if self.seen >= due or self.seen >= self.options.pairs:
                    self._measure(time.monotonic() - begun)
                    due += self.options.every
                if self.seen >= self.options.pairs:
                    return
            self.epoch, self.step = self.epoch + 1, 0

    def _learn(self, places: NDArray[np.int64]) -> dict[str, torch.Tensor]:
        rise = min(1.0, (self.steps + 1) / WARM)
        rate = rise * max(0.0, 1 - self.seen / self.options.pairs)
        for group in self.optimizer.param_groups:
            group["lr"] = group["most"] * rate
        rng = np.random.default_rng((self.options.seed, self.steps))
        batch = collated(self.pairs, places, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = self.fast(batch.ids, batch.types, batch.mask)
        parts = loss(said, batch)
        self.optimizer.zero_grad()
        total(parts).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step, self.steps, self.seen = self.step + 1, self.steps + 1, self.seen + len(places)
        return {name: part.detach() for name, part in parts.items()}

    def _measure(self, seconds: float) -> None:
        figures = measured(self.network, self.pairs)
        line = {"pairs": self.seen, "seconds": round(seconds), **figures}
        with (self.options.out / "curve.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
        mean = float(np.nanmean([figures[name] for name in figures if name.endswith("area")]))
        _saved(self.network, self.options.out / "last.safetensors")
        if mean > self.best:
            self.best = mean
            _saved(self.network, self.options.out / "best.safetensors")
        self._save()

    def _save(self) -> None:
        names = ("epoch", "step", "seen", "steps", "best")
        facts = {name: getattr(self, name) for name in names}
        written = self.state.with_suffix(".new")
        torch.save(
            {
                "network": self.network.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "facts": facts,
                "random": torch.get_rng_state(),
            },
            written,
        )
        written.replace(self.state)

    def _resume(self) -> None:
        saved = torch.load(self.state)
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        for name, value in saved["facts"].items():
            setattr(self, name, value)


def measured(network: Network, pairs: Pairs) -> dict[str, float]:
    """Figures on the pairs kept to choose, by source."""
    figures: dict[str, float] = {}
    for source in sorted(set(pairs.source)):
        places = np.flatnonzero((pairs.split == CHOOSE) & (pairs.source == source))
        if source == "stories":
            places = places[np.isin(pairs.asked[places], np.unique(pairs.asked[places])[:STORIES])]
        if len(places):
            scores = scored(network, pairs, places)
            right = pairs.answers[places] == 1
            answers, about = scores[:, ANSWERS], scores[:, ABOUT]
            figures[f"{source} area"] = round(area(answers, right), 3)
            figures[f"{source} balanced"] = round(balanced(answers, right), 3)
            figures[f"{source} span area"] = round(area(scores[:, 2], right), 3)
            if source != "articles":
                figures[f"{source} first"] = round(
                    first(answers + about, right, pairs.asked[places]), 3
                )
    return figures


def scored(network: Network, pairs: Pairs, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logits by pair: about, answers, and how far the best span is above none."""
    network.eval()
    order = places[np.argsort(pairs.lengths[places], kind="stable")]
    rows: dict[int, list[float]] = {}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 64):
            chosen = order[at : at + 64]
            batch = collated(pairs, chosen)
            said = network(batch.ids, batch.types, batch.mask)
            spans = said.tokens[..., :2].masked_fill(~batch.readable[..., None], -1e4)
            above = spans[:, 1:].amax(1).sum(-1) - spans[:, 0].sum(-1)
            found = torch.cat([said.pair, above[:, None]], -1)
            rows |= dict(zip(chosen.tolist(), found.tolist(), strict=True))
    network.train()
    return np.array([rows[place] for place in places.tolist()])


def _groups(network: Network) -> list[dict[str, Any]]:
    """Parameters with their highest rate: lower layers learn more slowly."""
    heads = [*network.pooled.parameters(), *network.pair.parameters(), *network.tokens.parameters()]
    bottom = [network.place.weight, network.kind.weight, *network.norm.parameters()]
    groups = [{"params": heads, "most": HEAD_RATE}]
    groups += [
        {"params": list(layer.parameters()), "most": RATE * DECAY ** (LAYERS - 1 - number)}
        for number, layer in enumerate(network.layers)
    ]
    return [*groups, {"params": bottom, "most": RATE * DECAY**LAYERS}]


def _saved(network: Network, file: Path) -> None:
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, file)


if __name__ == "__main__":
    sys.exit(main())
