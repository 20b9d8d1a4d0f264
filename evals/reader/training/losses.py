"""The loss of a batch of pairs: the pair as a whole, the span of its answer, and its sentence."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from evals.reader.pairs import Pairs
from evals.reader.training.network import Said

ABOUT, ANSWERS = 0, 1  # columns of `Said.pair`
HIDDEN_TOKENS = 0.04  # of a pair; instead of dropout, which is slow on a processor
MASK, LAST_SPECIAL = 103, 103  # in BERT's vocabulary
SHARES = {"about": 0.5, "answers": 1.0, "order": 0.5, "span": 0.5, "sentence": 0.5}


class Batch(NamedTuple):
    """Tensors of a batch: [batch, sequence] or [batch]."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    readable: Tensor  # the passage's text, and [CLS] for "not here"
    spots: Tensor
    answers: Tensor
    about: Tensor
    weight: Tensor
    asked: Tensor


def collated(
    pairs: Pairs, places: NDArray[np.int64], rng: np.random.Generator | None = None
) -> Batch:
    """The pairs at these places, padded to the longest; with `rng` some tokens are hidden."""
    size = int(pairs.lengths[places].max())
    ids = np.zeros((len(places), size), dtype=np.int64)
    types = np.zeros_like(ids)
    mask = np.zeros(ids.shape, dtype=bool)
    readable = np.zeros_like(mask)
    for row, place in enumerate(places):
        begin, length = pairs.begins[place], pairs.lengths[place]
        ids[row, :length] = pairs.ids[begin : begin + length]
        types[row, :length] = pairs.types[begin : begin + length]
        mask[row, :length] = True
        readable[row, pairs.text[place] : length - 1] = True
    readable[:, 0] = True
    if rng is not None:
        hidden = (rng.random(ids.shape) < HIDDEN_TOKENS) & (ids > LAST_SPECIAL)
        ids[hidden] = MASK
    labels = [array[places].astype(np.int64) for array in (pairs.spots, pairs.answers, pairs.about)]
    given = (ids, types, mask, readable, *labels, pairs.weight[places], pairs.asked[places])
    return Batch(*map(torch.from_numpy, given))


def loss(said: Said, batch: Batch) -> dict[str, Tensor]:
    """The parts of the loss by name, before their shares."""
    return {
        "about": _flag(said.pair[:, ABOUT], batch.about, batch.weight),
        "answers": _flag(said.pair[:, ANSWERS], batch.answers, batch.weight),
        "order": _order(said.pair[:, ANSWERS], batch),
        "span": _span(said.tokens, batch),
        "sentence": _sentence(said.tokens[..., 2], batch),
    }


def total(parts: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([SHARES[name] * part for name, part in parts.items()]).sum()


def _flag(logits: Tensor, labels: Tensor, weight: Tensor) -> Tensor:
    known = (labels >= 0).float() * weight
    each = functional.binary_cross_entropy_with_logits(
        logits, labels.clamp(0).float(), reduction="none"
    )
    return (each * known).sum() / known.sum().clamp(1e-6)


def _order(logits: Tensor, batch: Batch) -> Tensor:
    """Pairs of one question: what answers it above what does not."""
    same = batch.asked[:, None] == batch.asked[None, :]
    better = (batch.answers[:, None] == 1) & (batch.answers[None, :] == 0) & same
    gap = logits[:, None] - logits[None, :]
    return functional.softplus(-gap[better]).sum() / better.sum().clamp(1)


def _span(tokens: Tensor, batch: Batch) -> Tensor:
    """First and last token of the answer, or twice [CLS] where there is none (as for SQuAD 2.0)."""
    spots = batch.spots[:, :2].clone()
    spots[batch.answers == 0] = 0
    known = spots[:, 0] >= 0
    logits = tokens[..., :2].masked_fill(~batch.readable[..., None], -1e4)
    each = [
        functional.cross_entropy(logits[known, :, side], spots[known, side], reduction="none")
        for side in (0, 1)
    ]
    return (sum(each) * batch.weight[known]).sum() / (2 * batch.weight[known].sum().clamp(1e-6))


def _sentence(logits: Tensor, batch: Batch) -> Tensor:
    known = batch.spots[:, 2] >= 0
    at = torch.arange(logits.shape[1])[None, :]
    first, last = batch.spots[known, 2, None], batch.spots[known, 3, None]
    inside = ((at >= first) & (at <= last)).float()
    read = batch.readable[known].float()
    read[:, 0] = 0.0
    each = functional.binary_cross_entropy_with_logits(logits[known], inside, reduction="none")
    return (each * read).sum() / read.sum().clamp(1)
