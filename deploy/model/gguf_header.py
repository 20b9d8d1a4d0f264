"""The header of a GGUF file: the model and its memory needs.

Parsed here rather than with the `gguf` package, which creates an object for every vocabulary entry:
skipping arrays takes milliseconds.
Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from agent.errors import InvalidRequest

VERSIONS = (2, 3)
NEEDED_CONTEXT = 2_048  # tokens for eight passages and a short answer
_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q",
            11: "<q", 12: "<d"}  # fmt: skip
_STRING, _ARRAY = 8, 9
_LONGEST = 256  # longest array that is kept (one number per layer); longer ones are vocabularies
_BLOCKS = {  # numbers and bytes per block, by tensor type
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    30: (1, 2),
}  # fmt: skip
FIX = "Name a complete single-file GGUF chat model: make model FILE=path/to/model.gguf"


@dataclass(frozen=True, slots=True)
class Header:
    """The metadata of a GGUF file. Sizes are in bytes, `context` in tokens."""

    name: str
    architecture: str
    size: int
    context: int
    layers: int
    key_value_bytes: int
    """Memory per token of context, all layers together, with 16 bits per number."""
    chat_template: bool


def read_header(path: Path) -> Header:
    """The header of a file; raises `InvalidRequest` if it is not a complete GGUF file."""
    try:
        with path.open("rb") as file:
            fields, end = _read(file, path)
            size = path.stat().st_size
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be read: {error.strerror}.", FIX) from error
    except (struct.error, ValueError, KeyError, MemoryError) as error:
        raise InvalidRequest(f"The GGUF header of {path} is damaged.", FIX) from error
    if end > size:
        raise InvalidRequest(
            f"{path.name} is incomplete: {size:,} of at least {end:,} bytes.",
            "Download it again, or finish the download.",
        )
    return _header(path, fields, size)


def check_header(header: Header) -> None:
    """Raises `InvalidRequest` for a model that cannot chat about passages."""
    if not header.chat_template:
        raise InvalidRequest(
            f"{header.name} has no chat template: it is a base model or not a language model.",
            "Choose the chat variant, usually named ...-Instruct or ...-it.",
        )
    if header.context < NEEDED_CONTEXT:
        raise InvalidRequest(
            f"{header.name} has a context of {header.context:,} tokens; the minimum is "
            f"{NEEDED_CONTEXT:,}.",
            "Choose a model with a longer context.",
        )


def _read(file: BinaryIO, path: Path) -> tuple[dict[str, Any], int]:
    """The fields except long arrays, and the end of the last tensor in bytes."""
    if file.read(4) != b"GGUF":
        raise InvalidRequest(f"{path} is not a GGUF file.", FIX)
    version = _number(file, "<I")
    if version not in VERSIONS:
        raise InvalidRequest(
            f"{path} is GGUF version {version}; supported: {' and '.join(map(str, VERSIONS))}.",
            "Convert it again with a current llama.cpp, or download another file.",
        )
    tensors, count = _number(file, "<Q"), _number(file, "<Q")
    if tensors > 1_000_000 or count > 1_000_000:
        raise ValueError("absurd counts")
    fields = {_string(file): _value(file, _number(file, "<I")) for _ in range(count)}
    ends = [_tensor_end(file) for _ in range(tensors)]
    alignment = int(fields.get("general.alignment", 32))
    begin = -(-file.tell() // alignment) * alignment
    return fields, begin + max(ends, default=0)


def _header(path: Path, fields: Mapping[str, Any], size: int) -> Header:
    architecture = str(fields.get("general.architecture", "unknown"))

    def field(name: str) -> Any:
        return fields.get(f"{architecture}.{name}", 0)

    layers, heads = int(field("block_count")), _most(field("attention.head_count"))
    head_size = int(field("attention.key_length")) or int(field("embedding_length")) // max(
        heads, 1
    )
    kv_heads = _most(field("attention.head_count_kv")) or heads
    return Header(
        name=str(fields.get("general.name") or path.stem),
        architecture=architecture,
        size=size,
        context=int(field("context_length")),
        layers=layers,
        key_value_bytes=2 * 2 * layers * kv_heads * head_size,
        chat_template=bool(fields.get("tokenizer.chat_template")),
    )


def _most(value: Any) -> int:
    """A number, or the largest number of a list with one per layer."""
    return int(max(value, default=0)) if isinstance(value, list) else int(value)


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        return _array(file)
    return _number(file, _NUMBERS[kind])


def _array(file: BinaryIO) -> list[Any]:
    """The numbers of a short array; longer ones are skipped and give []."""
    kind, count = _number(file, "<I"), _number(file, "<Q")
    if kind == _STRING:
        for _ in range(count):
            file.seek(_number(file, "<Q"), 1)
        return []
    width = struct.calcsize(_NUMBERS[kind])
    if count > _LONGEST:
        file.seek(count * width, 1)
        return []
    return [_number(file, _NUMBERS[kind]) for _ in range(count)]


def _tensor_end(file: BinaryIO) -> int:
    """The end of a tensor in bytes from the start of the data; at least its start."""
    file.seek(_number(file, "<Q"), 1)
    numbers = 1
    for _ in range(_number(file, "<I")):
        numbers *= _number(file, "<Q")
    kind, offset = _number(file, "<I"), _number(file, "<Q")
    in_block, width = _BLOCKS.get(kind, (1, 0))
    return int(offset + numbers // in_block * width)


def _string(file: BinaryIO) -> str:
    length = _number(file, "<Q")
    if length > 1 << 24:
        raise ValueError("absurd length")
    return file.read(length).decode(errors="replace")


def _number(file: BinaryIO, form: str) -> Any:
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]
