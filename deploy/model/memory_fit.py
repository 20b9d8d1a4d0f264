"""Context, slots and GPU layers of a model, from its header and the free memory."""

from __future__ import annotations

from dataclasses import dataclass

from agent.settings import Settings
from deploy.model.gguf_header import Header
from deploy.model.hardware import GIB, Hardware

WORKSPACE = GIB // 2  # bytes of buffers besides weights and context; more with larger models
SHARE = 0.9  # of the free memory at most
# Best first. Eight passages, the question and an answer take about 4,000 tokens; with less, fewer
# passages are read. A second slot lets one question be graded while another answer is written.
WISHES = ((8_192, 8), (8_192, 4), (8_192, 2), (4_096, 2), (8_192, 1), (4_096, 1), (2_048, 1))
MOST_ON_CPU = 2  # slots; more would share the same cores and be too slow


@dataclass(frozen=True, slots=True)
class Fit:
    """`context` tokens for each of `slots` concurrent requests; None layers: CPU only."""

    context: int
    slots: int
    gpu_layers: int | None
    fits: bool = True

    def describe(self, header: Header) -> str:
        """A one-line description."""
        where = "on the CPU"
        if self.gpu_layers is not None:
            where = (
                f"{min(self.gpu_layers, header.layers + 1)} of {header.layers + 1} layers on GPU"
            )
        tight = "" if self.fits else "; it needs more memory than is free and may be slow or fail"
        return f"{self.slots} x {self.context:,} tokens, {where}{tight}"


def fit(header: Header, hardware: Hardware, settings: Settings, *, gpu_build: bool) -> Fit:
    """The best fit; values from the settings are kept.

    `gpu_build`: whether the server supports GPUs. A GPU that is too small for the whole model gets
    as many layers as fit.
    """
    gpu = gpu_build and bool(hardware.gpus)
    room = int((hardware.free if gpu else hardware.memory) * SHARE)
    context, slots = _largest(header, room, settings, gpu)
    needed = _bytes(header, context, slots)
    layers = _layers(header, room, context * slots) if gpu else None
    fits = needed <= (room + hardware.memory if gpu else room)
    return Fit(context, slots, layers, fits)


def _largest(header: Header, room: int, settings: Settings, gpu: bool) -> tuple[int, int]:
    longest = header.context or 4_096
    wishes = [
        (
            settings.llm_options.context or min(context, longest),
            settings.llm_options.slots or (slots if gpu else min(slots, MOST_ON_CPU)),
        )
        for context, slots in WISHES
    ]
    fitting = (wish for wish in wishes if _bytes(header, *wish) <= room)
    return next(fitting, wishes[-1])


def _bytes(header: Header, context: int, slots: int) -> int:
    return header.size + context * slots * header.key_value_bytes + WORKSPACE


def _layers(header: Header, room: int, tokens: int) -> int:
    """The number of layers, including the output layer, that fit into `room` bytes."""
    each = (header.size + tokens * header.key_value_bytes) / (header.layers + 1)
    return max(0, min(header.layers + 1, int((room - WORKSPACE) / each)))
