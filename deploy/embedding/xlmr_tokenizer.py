"""The tokenizer of XLM-R models (SentencePiece unigram) as a tokenizer.json, from its pieces.

Texts are normalized by NFKC, which gives what the published table of single characters does but for
119 of them; those that occur in texts, control characters and the many kinds of spaces, are listed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPACE = "\u2581"  # stands for a space within a piece
_REMOVED = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACES = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


def write_tokenizer(pieces: Sequence[tuple[str, float]], max_tokens: int, folder: Path) -> None:
    """Write the tokenizer's files; `pieces` with their logarithmic probabilities, by token id."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    numbers = {piece: number for number, (piece, _) in enumerate(pieces)}
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=numbers[UNKNOWN]))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_REMOVED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}", special_tokens=[(name, numbers[name]) for name in (BEGIN, END)]
    )
    tokenizer.add_special_tokens([BEGIN, PAD, END, UNKNOWN, MASK])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    named = {"bos_token": BEGIN, "pad_token": PAD, "eos_token": END, "unk_token": UNKNOWN}
    limits = {"model_max_length": max_tokens, "pad_token": PAD}
    (folder / "special_tokens_map.json").write_text(json.dumps(named, indent=2))
    (folder / "tokenizer_config.json").write_text(json.dumps(limits, indent=2))
