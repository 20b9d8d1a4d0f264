"""Several rarely changed values in one setting: "name=value name=value"."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from pydantic import BaseModel, ConfigDict


class NamedValues(BaseModel):
    """Values by name; `str()` gives the changed ones in the setting's form."""

    model_config = ConfigDict(frozen=True)

    def __str__(self) -> str:
        changed = {name: getattr(self, name) for name in sorted(self.model_fields_set)}
        return " ".join(f"{name}={value}" for name, value in changed.items() if value is not None)


def reading(kind: type[NamedValues], noun: str) -> Callable[[object], object]:
    """A reader of "name=value name=value", with spaces or commas between, for a setting.

    `noun` is the word for one of them in messages; the reader raises `ValueError`.
    """

    def read(text: object) -> object:
        if not isinstance(text, str):
            return text
        pairs = [pair.partition("=") for pair in text.replace(",", " ").split()]
        for name, _, value in pairs:
            if name not in kind.model_fields or not value:
                raise ValueError(_wrong(kind, noun, name))
        return {name: value for name, _, value in pairs}

    return read


def _wrong(kind: type[NamedValues], noun: str, name: str) -> str:
    if name in kind.model_fields:
        return f"write it as {name}=value, without spaces around ="
    near = get_close_matches(name, kind.model_fields, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(kind.model_fields)}"
    return f"there is no {noun} {name!r}; {hint}"
