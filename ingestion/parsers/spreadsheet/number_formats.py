"""Numbers of a sheet with what their format writes around them, and durations, as Excel shows
them. The digits themselves are not rounded."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

DIGITS = re.compile(r"[#0?][#0?,.]*")
# "EUR", [$€-407], \\m, € and, without anything written, the widths _x and *x
WRITTEN = re.compile(r'[_*].|"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|\\(.)|([€$£¥ ])')
CODE = re.compile(r"\[(?!\$)[^\]]*\]")  # a colour or a condition
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
PADDED = re.compile(r"0+(?:[- ]0+)*")  # 00000 and 000-0000
PARTS = re.compile(r'(?:\A|;)((?:"[^"]*"|\[[^\]]*\]|\\.|[^;])*)')
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
    "=": operator.eq,
}  # fmt: skip


def number(value: float, form: str) -> str:
    """A number with the unit or the currency of its format; only the words of a format without
    digits: "pass"; "" where its format shows nothing."""
    section = _section(value, form)
    if not section:
        return ""
    if "%" in WRITTEN.sub("", section):
        return f"{value * 100:.10g}%"
    before, digits, after = _around(section)
    if not digits:
        return before or f"{value:.15g}"
    if PADDED.fullmatch(digits) and value >= 0 and value == int(value):
        return before + _filled(str(int(value)), digits) + after
    scale = len(digits) - len(digits.rstrip(","))
    return f"{before}{value / 1000**scale:.15g}{after}"


def text(value: str, form: str) -> str:
    """A text with the words that its format writes around it; "" where the format shows nothing."""
    parts: list[str] = PARTS.findall(form)
    own = parts[3] if len(parts) > 3 else parts[-1] if "@" in form else "@"
    before, at, after = CODE.sub("", own).partition("@")
    return _words(before) + (value if at else "") + _words(after)


def duration(value: timedelta) -> str:
    """Hours, minutes and seconds: "25:30"."""
    seconds = round(abs(value).total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    text = f"{hours}:{minutes:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return f"-{text}" if value < timedelta() else text


def _section(value: float, form: str) -> str:
    """The part of a format that is for a number: by its condition, else for those above, below
    and equal to zero."""
    parts: list[str] = PARTS.findall(form) if ";" in form else [form]
    conditions = [CONDITION.search(part) for part in parts]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=True):
            if not condition or COMPARED[condition[1]](value, float(condition[2])):
                return part
        return "0"
    chosen = 2 if value == 0 else 1 if value < 0 else 0
    own = parts[chosen] if chosen < min(len(parts), 3) else parts[0]
    shows = DIGITS.search(WRITTEN.sub("", CODE.sub("", own)))
    return parts[0] if shows and value < 0 else own  # the minus stays


@lru_cache(maxsize=1000)
def _around(section: str) -> tuple[str, str, str]:
    """The text of a format before the digits, their places, and the text after them."""
    form = CODE.sub("", section)
    digits = DIGITS.search(WRITTEN.sub(lambda found: "_" * len(found[0]), form))
    if digits is None:
        return ("", "", "") if "General" in form else (_words(form), "", "")
    whole = re.compile(r"[#0?][#0?,.]*(?:[- ]0+)*").match(form, digits.start())
    end = whole.end() if whole else digits.end()
    return _words(form[: digits.start()]), form[digits.start() : end], _words(form[end:])


def _words(form: str) -> str:
    found = WRITTEN.finditer(form)
    return "".join(next(filter(None, part.groups()), "") for part in found)


def _filled(value: str, places: str) -> str:
    """Digits at their places, with leading zeros: 7 as 00007."""
    count = places.count("0")
    digits = iter(value.zfill(count)[-count:])
    return value[:-count] + "".join(next(digits) if place == "0" else place for place in places)
