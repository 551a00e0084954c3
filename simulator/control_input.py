"""Input to the simulator's own doors, read strictly: each refusal names the place and the field."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

NUMBER_MAX = 1e12
EPOCH_MAX = 253_402_300_000.0  # the year 9999


class ControlError(Exception):
    """Bad control input, as a sentence."""


@dataclass(frozen=True)
class Input:
    """One JSON object and the name of its place for the sentences."""

    values: dict[str, Any]  # JSON of any shape, read here
    place: str

    @classmethod
    def of(cls, posted: Any, place: str) -> Input:  # JSON of any shape, read here
        if not isinstance(posted, dict):
            raise ControlError(f"{place} must be a JSON object.")
        return cls(posted, place)

    def refused(self, field: str, why: str) -> ControlError:
        return ControlError(f"{self.place}: {field} {why}.")

    def allow(self, *known: str) -> None:
        for field in self.values:
            if field not in known:
                raise self.refused(repr(field), f"is not known here; known are {', '.join(known)}")

    def has(self, field: str) -> bool:
        """Whether the field is there with a value; null is the same as absent."""
        return self.values.get(field) is not None

    def text(self, field: str, *, default: str | None) -> str | None:
        value = self.values.get(field)
        if value is None:
            return default
        if not isinstance(value, str) or not value:
            raise self.refused(field, f"must be a text, not {value!r}")
        return value

    def is_flag(self, field: str) -> bool:
        return isinstance(self.values.get(field), bool)

    def flag(self, field: str) -> bool:
        value = self.values.get(field)
        if value is not None and not isinstance(value, bool):
            raise self.refused(field, f"must be true or false, not {value!r}")
        return bool(value)

    def number(self, field: str, *, default: float, least: float = 0.0, most: float = NUMBER_MAX) -> float:
        value = self.values.get(field)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refused(field, f"must be a number, not {value!r}")
        if not least <= value <= most:
            raise self.refused(field, f"must lie between {least:g} and {most:g}, not {value!r}")
        return float(value)

    def integer(self, field: str, *, default: int, least: int = 0, most: int = int(NUMBER_MAX)) -> int:
        value = self.values.get(field)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.refused(field, f"must be a whole number, not {value!r}")
        return int(self.number(field, default=default, least=least, most=most))

    def inner(self, field: str) -> Input:
        """The object in that field; an empty one if there is none."""
        value = self.values.get(field)
        return Input.of({} if value is None else value, f"{self.place}, {field}")

    def objects(self, field: str, *, longest: int) -> list[Any]:
        value = self.values.get(field, [])
        if not isinstance(value, list) or len(value) > longest:
            raise self.refused(field, f"must be a list of at most {longest}")
        return value

    def texts(self, field: str, *, longest: int) -> list[str]:
        found = self.objects(field, longest=longest)
        for value in found:
            if not isinstance(value, str) or not value.strip():
                raise self.refused(field, f"must hold texts only, not {value!r}")
        return found
