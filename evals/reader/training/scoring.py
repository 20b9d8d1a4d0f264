"""A network's scores of pairs, and their accuracy. Needs torch."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from evals.reader.measure import area, balanced, first
from evals.reader.pairs import CHOOSE, Pairs
from evals.reader.training.losses import ABOUT, ANSWERS, collated
from evals.reader.training.network import Network, short_floats

HERE = 2  # column of `scored`
BATCH = 64
MOST = 250  # questions of a source that are measured on


def measured(network: Network, pairs: Pairs, split: int = CHOOSE) -> dict[str, float]:
    """Figures on the pairs of a split, by source."""
    figures: dict[str, float] = {}
    for source in sorted(set(pairs.source)):
        places = np.flatnonzero((pairs.split == split) & (pairs.source == source))
        some = np.unique(pairs.asked[places])[:MOST]
        places = places[np.isin(pairs.asked[places], some)]
        if len(places):
            scores, right = scored(network, pairs, places), pairs.answers[places] == 1
            both = scores[:, ANSWERS] + scores[:, ABOUT]
            figures[f"{source} area"] = area(scores[:, ANSWERS], right)
            figures[f"{source} balanced"] = balanced(scores[:, ANSWERS], right)
            figures[f"{source} span area"] = area(scores[:, HERE], right)
            if source != "articles":
                figures[f"{source} first"] = first(both, right, pairs.asked[places])
    return {name: round(value, 3) for name, value in figures.items()}


def scored(network: Network, pairs: Pairs, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logits by pair: about, answers, and how far the best span is above none."""
    network.eval()
    order = places[np.argsort(pairs.lengths[places], kind="stable")]
    rows: dict[int, list[float]] = {}
    with torch.no_grad(), short_floats():
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            batch = collated(pairs, chosen)
            said = network(batch.ids, batch.types, batch.mask)
            spans = said.tokens[..., :2].masked_fill(~batch.readable[..., None], -1e4)
            above = spans[:, 1:].amax(1).sum(-1) - spans[:, 0].sum(-1)
            found = torch.cat([said.pair, above[:, None]], -1)
            rows |= dict(zip(chosen.tolist(), found.tolist(), strict=True))
    network.train()
    return np.array([rows[place] for place in places.tolist()])
