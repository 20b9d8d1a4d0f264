"""Properties of text from the name of its font."""

from __future__ import annotations

import re

_MONOSPACE = re.compile(
    r"mono|courier|consol|menlo|monaco|inconsolata|typewriter|cmtt|fixed|terminal|hack|\bcode|code\b",
    re.IGNORECASE,
)
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|cmbx", re.IGNORECASE)


def is_monospace(font: str | None) -> bool:
    """Whether a font is one that programs are set in."""
    return bool(font and _MONOSPACE.search(font))


def is_bold(font: str) -> bool:
    """Whether a font is a bold cut."""
    return bool(_BOLD.search(font))
