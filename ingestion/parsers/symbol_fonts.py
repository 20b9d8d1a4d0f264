"""Signs of symbol fonts, which have places instead of characters."""

from __future__ import annotations

GREEK = dict(zip("ABGDEZHQIKLMNXOPRSTUFCYW", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True))
GREEK |= dict(zip("abgdezhqiklmnxoprstufcyw", "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
SYMBOL = {ord(latin): greek for latin, greek in GREEK.items()} | {
    0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xAB: "↔", 0xB0: "°",
    0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBA: "≡", 0xBB: "≈", 0xC5: "⊕", 0xC4: "⊗", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃",
    0xCA: "⊇", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD1: "∇", 0xD5: "∏", 0xD6: "√",
    0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑",
    0xF2: "∫", 0x22: "∀", 0x24: "∃", 0x4A: "ϑ", 0x6A: "ϕ", 0x56: "ς",
}  # fmt: skip
WINGDINGS = {
    0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xE0: "→", 0xDF: "←",
    0xE8: "→", 0xF0: "⇒", 0xA7: "▪", 0x6C: "●", 0x6E: "■", 0x4A: "☺", 0x4C: "☹", 0xD8: "➢",
    0x76: "❖", 0x9F: "•", 0x28: "☎", 0x2A: "✉",
}  # fmt: skip


def from_symbol_font(font: str, place: str) -> str:
    """The character of a sign by its font and its place there, in hexadecimal; "" if unknown."""
    try:
        code = int(place, 16)
    except ValueError:
        return ""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = {"symbol": SYMBOL, "wingdings": WINGDINGS}.get(font.lower(), {})
    if low in table:
        return table[low]
    plain = font.lower() == "symbol" or not table
    return (
        chr(low) if plain and (0x20 < low < 0x7F or (code == low and 0xA0 < code < 0xE000)) else ""
    )
