"""The BERT encoder as an ONNX graph, written straight from published weights.

Weights of 4 bits stay as they are: ONNX Runtime multiplies with them and looks up their rows.

Devlin and others, "BERT: Pre-training of Deep Bidirectional Transformers for Language
Understanding", 2018: post-layer-norm, GELU by the error function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.embedding.four_bit import BLOCK, FourBit

if TYPE_CHECKING:  # avoids numpy's import if the model already exists
    from numpy.typing import NDArray

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"
FLOAT, INTEGER = 1, 7  # onnx.TensorProto.FLOAT, INT64
CONTRIB = "com.microsoft"  # ONNX Runtime's own operators
INT8_SUMS = 4  # activations are rounded to 8 bits: faster, and the cosine to float64 is 0.9999

Shapes = Mapping[str, tuple[int, Sequence[str | int]]]
"""Inputs or outputs of a graph: type and sizes; a size with a name varies."""


def write_graph(
    weights: Mapping[str, NDArray[Any] | FourBit], config: Mapping[str, Any], target: Path
) -> None:
    """Write a BERT encoder as ONNX from its weights and published `config`.

    Inputs `input_ids`, `attention_mask`, `token_type_ids`: int64 [batch, sequence]. Output
    `last_hidden_state`: float32 [batch, sequence, hidden].
    """
    graph = Graph(weights, eps=config["layer_norm_eps"])
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    encoder(graph, _embeddings(graph), _mask(graph), layers, heads, output=OUTPUT)
    sizes = ["batch", "sequence", config["hidden_size"]]
    graph.save(target, dict.fromkeys(INPUTS, (INTEGER, sizes[:2])), {OUTPUT: (FLOAT, sizes)})


class Graph:
    """A graph under construction: operators in order, and their tensors."""

    def __init__(self, weights: Mapping[str, NDArray[Any] | FourBit], eps: float) -> None:
        self.nodes: list[tuple[str, Sequence[str], str, Mapping[str, Any]]] = []
        self.tensors: dict[str, NDArray[Any] | list[int]] = {}
        self.packed: dict[str, FourBit] = {}
        self._weights = weights
        self._eps = eps
        self.width = self._array("embeddings.LayerNorm.weight").size

    def op(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append((kind, inputs, output, attributes))
        return output

    def constant(self, name: str, value: NDArray[Any] | list[int]) -> str:
        self.tensors[name] = value
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self._array(name))

    def table(self, name: str) -> str:
        """A matrix whose rows are looked up."""
        value = self._weights[name]
        if not isinstance(value, FourBit):
            return self.weight(name)
        self.packed[name] = value
        self.constant(f"{name}.scales", value.scales)
        return name

    def rows(self, table: str, numbers: str) -> str:
        """The rows of a table by their numbers."""
        if table not in self.packed:
            return self.op("Gather", table, numbers)
        return self.op(
            "GatherBlockQuantized", table, numbers, f"{table}.scales",
            gather_axis=0, quantize_axis=1, block_size=BLOCK, domain=CONTRIB,
        )  # fmt: skip

    def linear(self, hidden: str, name: str, scale: float = 1.0) -> str:
        matrix, bias = self._weights[f"{name}.weight"], self._array(f"{name}.bias")
        if isinstance(matrix, FourBit):
            product = self._multiplied(hidden, f"{name}.weight", matrix, scale)
        else:
            turned = self.constant(f"{name}.weight", matrix.T * scale)
            product = self.op("MatMul", hidden, turned)
        return self.op("Add", product, self.constant(f"{name}.bias", bias * scale))

    def initializers(self) -> Iterator[Any]:
        """The tensors as ONNX has them."""
        import numpy as np
        from onnx import TensorProto, helper, numpy_helper

        for name, tensor in self.tensors.items():
            yield numpy_helper.from_array(np.asarray(tensor), name)
        for name, table in self.packed.items():
            sizes = list(table.halves.shape)
            yield helper.make_tensor(name, TensorProto.INT4, sizes, table.signed(), raw=True)

    def save(self, target: Path, inputs: Shapes, outputs: Shapes) -> None:
        """Write it as a model with these inputs and outputs."""
        import onnx
        from onnx import helper

        nodes = [helper.make_node(k, i, [o], o, **given) for k, i, o, given in self.nodes]
        ends = [
            [helper.make_tensor_value_info(name, kind, sizes) for name, (kind, sizes) in of.items()]
            for of in (inputs, outputs)
        ]
        body = helper.make_graph(nodes, "bert", *ends, list(self.initializers()))
        opset = [helper.make_opsetid("", 20)]  # the first with Gelu
        if self.packed:
            opset = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]  # ... with INT4
        version = 10 if self.packed else 9
        onnx.save(helper.make_model(body, opset_imports=opset, ir_version=version), target)

    def _array(self, name: str) -> NDArray[Any]:
        value = self._weights[name]
        return value.floats() if isinstance(value, FourBit) else value

    def _multiplied(self, hidden: str, name: str, matrix: FourBit, scale: float) -> str:
        """The product with a 4-bit matrix of [output, input]."""
        outputs, inputs = matrix.halves.shape
        packed = self.constant(name, matrix.unsigned())
        scales = self.constant(f"{name}.scales", matrix.scales * matrix.scales.dtype.type(scale))
        return self.op(
            "MatMulNBits", hidden, packed, scales,
            K=inputs, N=outputs, bits=4, block_size=BLOCK, accuracy_level=INT8_SUMS, domain=CONTRIB,
        )  # fmt: skip

    def norm(self, hidden: str, name: str, output: str = "") -> str:
        parts = hidden, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", *parts, output=output, epsilon=self._eps)


def encoder(
    graph: Graph, hidden: str, mask: str | None, layers: int, heads: int, output: str = ""
) -> str:
    """The layers over embedded tokens; returns the name of what the last one puts out."""
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        attended = _attention(graph, hidden, mask, f"{layer}.attention", heads)
        hidden = graph.norm(
            graph.op("Add", hidden, attended), f"{layer}.attention.output.LayerNorm"
        )
        inner = graph.op("Gelu", graph.linear(hidden, f"{layer}.intermediate.dense"))
        outer = graph.op("Add", hidden, graph.linear(inner, f"{layer}.output.dense"))
        last = output if number == layers - 1 else ""
        hidden = graph.norm(outer, f"{layer}.output.LayerNorm", output=last)
    return hidden


def _embeddings(graph: Graph) -> str:
    word, kind, place = (
        graph.table(f"embeddings.{name}_embeddings.weight")
        for name in ("word", "token_type", "position")
    )
    length = graph.op("Shape", "input_ids", start=1, end=2)
    places = graph.op("Slice", place, graph.constant("first", [0]), length)
    tokens = graph.rows(word, "input_ids")
    typed = graph.op("Add", tokens, graph.rows(kind, "token_type_ids"))
    return graph.norm(graph.op("Add", typed, places), "embeddings.LayerNorm")


def _mask(graph: Graph) -> str:
    """0 for tokens, a huge negative number for padding, [batch, 1, 1, sequence]."""
    axes = graph.constant("axes", [1, 2])
    padding = graph.op("Sub", "attention_mask", graph.constant("one", [1]))
    huge = graph.op("Mul", padding, graph.constant("huge", [10**9]))
    return graph.op("Unsqueeze", graph.op("Cast", huge, to=FLOAT), axes)


def _attention(graph: Graph, hidden: str, mask: str | None, name: str, heads: int) -> str:
    width = graph.width // heads
    split = graph.constant("split", [0, 0, heads, width])
    join = graph.constant("join", [0, 0, graph.width])

    def part(which: str, axes: Sequence[int], scale: float = 1.0) -> str:
        flat = graph.linear(hidden, f"{name}.self.{which}", scale)
        return graph.op("Transpose", graph.op("Reshape", flat, split), perm=axes)

    query, value = part("query", (0, 2, 1, 3), width**-0.5), part("value", (0, 2, 1, 3))
    scores = graph.op("MatMul", query, part("key", (0, 2, 3, 1)))
    shares = graph.op("Softmax", graph.op("Add", scores, mask) if mask else scores, axis=-1)
    mixed = graph.op("Transpose", graph.op("MatMul", shares, value), perm=(0, 2, 1, 3))
    return graph.linear(graph.op("Reshape", mixed, join), f"{name}.output.dense")
