"""GGUF model files with random weights, for running the real llama-server without a download.

Such a model answers nonsense at the cost, and through the same code, of a real model of its size.
Its vocabulary is the 256 bytes, so one token is one byte of text, unless merges are given that make
words of them. Tokens that are not printable ASCII, and the end of turn, get a logit of 0, which
never wins against all the others: text stays readable and goes on until `max_tokens`, or until a
grammar ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, TokenType
from gguf.quants import quantize
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

START, END = "<|im_start|>", "<|im_end|>"
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PRINTABLE = range(0x20, 0x7F)
LOGIT_SPREAD = 8.0  # standard deviation of the logits: wide, so that sampling rarely meets a tie


# Asked at temperature 0 for {"relevant": [integers from 1 to N]} under a JSON schema, the default
# shape gives these lists after any prompt, and still does with its weights rounded to 8 bits, so
# another processor's rounding does not change them either.
SEED_FIRST = 113  # [1]
SEED_SECOND_AND_THIRD = 44  # [2, 3], where N is 3 to 8
SEED_NONE = 120  # []


@dataclass(frozen=True)
class Shape:
    """Dimensions of a llama-architecture model; the default makes a file of about 0.5 MB.

    `quantized` stores matrices as Q8_0 instead of F32. `unused_tokens` widens the vocabulary, and
    so the output matrix, to the size of a real one. `context_weight` scales what attention adds:
    near 0 the next token depends on the last one only, whatever the prompt was.
    """

    dim: int = 64
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    feed_forward: int = 128
    context: int = 32768
    unused_tokens: int = 0
    quantized: bool = False
    context_weight: float = 0.1


REAL_SIZE = Shape(
    dim=896,
    layers=24,
    heads=14,
    kv_heads=2,
    feed_forward=4864,
    quantized=True,
    unused_tokens=151_000,
)
"""The dimensions of Qwen2.5-0.5B, of which it has the cost: about 0.63 G parameters, 670 MB."""


def write_random_gguf(
    path: Path,
    *,
    seed: int,
    shape: Shape = Shape(),
    merges: Sequence[tuple[str, str]] = (),
    avoided: tuple[str, ...] = (),
) -> Path:
    """Write a model to `path` and return it; the same seed and shape give the same bytes.

    `merges`: pairs of tokens that become one, in GPT-2's order and stand-ins for bytes. Tokens that
    begin with one of `avoided` get a logit of 0, too.
    """
    tokens, types = _vocabulary(["".join(pair) for pair in merges], shape.unused_tokens)
    writer = GGUFWriter(path, "llama")
    _add_hyperparameters(writer, shape)
    _add_tokenizer(writer, tokens, types, [" ".join(pair) for pair in merges])
    readable = [
        row
        for row, token in enumerate(tokens)
        if (row in PRINTABLE or _reads(row, token)) and not token.startswith(avoided)
    ]
    _add_weights(writer, shape, len(tokens), readable, np.random.default_rng(seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _vocabulary(merged: Sequence[str], unused: int) -> tuple[list[str], list[int]]:
    """Tokens 0 to 255 are the bytes, in GPT-2's printable stand-ins; then start and end of turn."""
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = iter(range(256, 512))
    bytes_ = [chr(b) if b in own else chr(next(others)) for b in range(256)]
    spare = [f"<|unused_{n}|>" for n in range(unused)]
    types = [TokenType.NORMAL] * 256 + [TokenType.CONTROL] * 2
    types += [TokenType.NORMAL] * len(merged) + [TokenType.UNUSED] * unused
    return [*bytes_, START, END, *merged, *spare], [int(kind) for kind in types]


def _add_hyperparameters(writer: GGUFWriter, shape: Shape) -> None:
    writer.add_name("random weights")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.dim)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.dim // shape.heads)
    writer.add_rope_freq_base(1_000_000.0)


def _add_tokenizer(
    writer: GGUFWriter, tokens: list[str], types: list[int], merges: list[str]
) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(
        merges or ["ÿ ÿ"]
    )  # the loader wants one; byte 0xFF is in no UTF-8 text
    writer.add_eos_token_id(tokens.index(END))
    writer.add_bos_token_id(tokens.index(START))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _reads(row: int, token: str) -> bool:
    """Whether a merged token is printable; `Ġ` stands for a space."""
    return row > 257 and not token.startswith("<|unused") and token.replace("Ġ", "").isascii()


def _add_weights(
    writer: GGUFWriter,
    shape: Shape,
    vocabulary: int,
    readable: Sequence[int],
    rng: np.random.Generator,
) -> None:
    dim, inner = shape.dim, shape.feed_forward
    kv = dim // shape.heads * shape.kv_heads
    _add_matrix(writer, "token_embd", _random(rng, vocabulary, dim, 1.0), shape.quantized)
    output = _random(rng, vocabulary, dim, LOGIT_SPREAD / dim**0.5)
    silent = np.ones(vocabulary, dtype=bool)
    silent[readable] = False
    output[silent] = 0
    _add_matrix(writer, "output", output, shape.quantized)
    _add_norm(writer, "output_norm", dim)
    sizes = {"attn_q": (dim, dim), "attn_k": (kv, dim), "attn_v": (kv, dim)}
    sizes |= {"ffn_gate": (inner, dim), "ffn_up": (inner, dim), "ffn_down": (dim, inner)}
    for layer in range(shape.layers):
        for name, (rows, columns) in sizes.items():
            matrix = _random(rng, rows, columns, columns**-0.5)
            _add_matrix(writer, f"blk.{layer}.{name}", matrix, shape.quantized)
        mixing = _random(rng, dim, dim, shape.context_weight * dim**-0.5)
        _add_matrix(writer, f"blk.{layer}.attn_output", mixing, shape.quantized)
        _add_norm(writer, f"blk.{layer}.attn_norm", dim)
        _add_norm(writer, f"blk.{layer}.ffn_norm", dim)


def _random(rng: np.random.Generator, rows: int, columns: int, spread: float) -> Matrix:
    return rng.standard_normal((rows, columns), dtype=np.float32) * np.float32(spread)


def _add_norm(writer: GGUFWriter, name: str, dim: int) -> None:
    writer.add_tensor(f"{name}.weight", np.ones(dim, dtype=np.float32))


def _add_matrix(writer: GGUFWriter, name: str, matrix: Matrix, quantized: bool) -> None:
    if not quantized:
        writer.add_tensor(f"{name}.weight", matrix)
        return
    kind = GGMLQuantizationType.Q8_0
    writer.add_tensor(f"{name}.weight", quantize(matrix, kind), raw_dtype=kind)
