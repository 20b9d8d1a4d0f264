"""Weights of 4 bits each, in blocks of 32 with one scale, as ONNX Runtime's operators take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 32  # weights with one scale
ZERO = 8  # the half that stands for 0


@dataclass(frozen=True, slots=True)
class FourBit:
    """A matrix of [rows, columns]; a weight is (half - 8) * scale."""

    halves: NDArray[Any]
    """uint8 from 0 to 15, [rows, columns]."""
    scales: NDArray[Any]
    """float32, [rows, columns / 32]."""

    def floats(self) -> NDArray[Any]:
        """The weights as float32."""
        import numpy as np

        blocks = self.halves.reshape(*self.scales.shape, BLOCK).astype(np.float32) - ZERO
        floats: NDArray[Any] = (blocks * self.scales[..., None]).reshape(self.halves.shape)
        return floats

    def unsigned(self) -> NDArray[Any]:
        """Two weights a byte, the first in the low half: [rows, columns / 32, 16], uint8."""
        packed = _paired(self.halves)
        return packed.reshape(*self.scales.shape, BLOCK // 2)

    def signed(self) -> bytes:
        """Two weights a byte in two's complement, row by row: ONNX's INT4."""
        return bytes(_paired((self.halves - ZERO) & 15).tobytes())


def _paired(halves: NDArray[Any]) -> NDArray[Any]:
    packed: NDArray[Any] = halves[:, 0::2] | (halves[:, 1::2] << 4)
    return packed
