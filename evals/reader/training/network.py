"""The reader as a PyTorch module: a BERT encoder over a pair, with three heads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, LAYERS, HEADS, PLACES, TYPES = 384, 6, 12, 256, 4
DROPOUT = 0.1  # in the head alone: drawing the numbers would take a third of the time
EPS = 1e-12


class Said(NamedTuple):
    """The logits of the heads for a batch."""

    pair: Tensor  # [batch, 2]: is about the question; answers it
    tokens: Tensor  # [batch, sequence, 3]: begins the answer; ends it; is in its sentence


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each with a residual and a norm behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=EPS)
        self.wide = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.narrow = nn.Linear(4 * HIDDEN, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=EPS)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = hidden.shape
        parts = self.qkv(hidden).view(batch, length, 3, HEADS, HIDDEN // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        # torch's own attention takes three times as long backwards on a processor
        scores = query @ key.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5
        mixed = torch.softmax(scores + mask, -1, dtype=hidden.dtype) @ value
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        hidden = self.norm1(hidden + mixed)
        inner = functional.gelu(self.wide(hidden))
        return self.norm2(hidden + self.narrow(inner))


class Network(nn.Module):
    """Reads [batch, sequence] of token ids and types, 0 where `mask` is False."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.word = nn.Embedding(words, HIDDEN)
        self.word.weight.requires_grad_(False)  # half of all weights, and good as they are
        self.place = nn.Embedding(PLACES, HIDDEN)
        self.kind = nn.Embedding(TYPES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPS)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = nn.Dropout(DROPOUT)
        self.pooled = nn.Linear(2 * HIDDEN, HIDDEN)
        self.pair = nn.Linear(HIDDEN, 2)
        self.tokens = nn.Linear(HIDDEN, 3)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Said:
        hidden = self.word(ids) + self.kind(types) + self.place.weight[: ids.shape[1]]
        hidden = self.norm(hidden)
        huge = torch.zeros(mask.shape, dtype=torch.bfloat16).masked_fill(~mask, -1e9)
        if not torch.is_autocast_enabled("cpu"):
            huge = huge.float()
        for layer in self.layers:
            hidden = layer(hidden, huge[:, None, None, :])
        share = mask[..., None].to(hidden.dtype)
        mean = (hidden * share).sum(1) / share.sum(1)
        pooled = torch.tanh(self.pooled(torch.cat([hidden[:, 0], mean], -1)))
        return Said(self.pair(self.drop(pooled)).float(), self.tokens(hidden).float())


def short_floats() -> torch.autocast:
    """Products in bfloat16, on a processor that has instructions for them: without them they take
    more than twice as long as in float32."""
    able = torch.cpu.get_capabilities()
    enabled = bool(able.get("amx_bf16") or able.get("avx512_bf16"))
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled)


def published(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of all-MiniLM-L6-v2 under the names of `Network`; the heads are not there."""
    take = weights.__getitem__
    kinds = take("embeddings.token_type_embeddings.weight")
    found = {
        "word.weight": take("embeddings.word_embeddings.weight"),
        "place.weight": take("embeddings.position_embeddings.weight")[:PLACES],
        "kind.weight": torch.cat([kinds, kinds]),
        "norm.weight": take("embeddings.LayerNorm.weight"),
        "norm.bias": take("embeddings.LayerNorm.bias"),
    }
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for number in range(LAYERS):
        theirs, ours = f"encoder.layer.{number}", f"layers.{number}"
        for part in ("weight", "bias"):
            found |= {f"{ours}.{a}.{part}": take(f"{theirs}.{b}.{part}") for a, b in names.items()}
            whole = [take(f"{theirs}.attention.self.{a}.{part}") for a in ("query", "key", "value")]
            found[f"{ours}.qkv.{part}"] = torch.cat(whole)
    return found
