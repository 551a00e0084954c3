"""The specification's constraints on fields and parameters, refused in Pinterest's manner of speaking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from simulator.answers import invalid_request, invalid_url

DIGITS = r"^\d+$"
HEX_COLOR = r"^#[0-9A-Fa-f]{6}$"
QUOTED_MAX = 60  # characters of a refused value that its error repeats


class Fields:
    """One object of a request, or its parameters. Each reader raises ApiError 400 on a violation."""

    def __init__(self, values: Mapping[str, Any], inside: str = "") -> None:  # JSON of any shape, read here
        self._values = values
        self._inside = inside

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def mentions(self, name: str) -> bool:
        """Whether the field is there, be it null."""
        return name in self._values

    def raw(self, name: str) -> Any:  # JSON of any shape, for a caller with rules of its own
        return self._values.get(name)

    def path(self, name: str) -> str:
        """The field's name as errors call it: "media_source.url"."""
        return f"{self._inside}{name}"

    def require(self, name: str) -> None:
        if name not in self._values:
            raise invalid_request(f"'{self._inside}{name}' is a required property")
        if self._values[name] is None:
            raise invalid_request(f"'{self._inside}{name}' None is not of type string")

    def text(self, name: str, *, longest: int | None = None) -> str | None:
        """None where the field is absent or null. Lengths are in characters."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._refused(name, "is not of type string")
        if longest is not None and len(value) > longest:
            raise self._refused(name, f"is {len(value)} characters long, constraint: maxLength={longest}")
        return value

    def required_text(self, name: str) -> str:
        self.require(name)
        return self.text(name) or ""

    def matching(self, name: str, pattern: str) -> str | None:
        value = self.text(name)
        # The ASCII flag, for \d in the specification means the ten digits.
        if value is not None and not re.fullmatch(pattern.strip("^$"), value, re.ASCII):
            raise self._refused(name, f"must match the pattern: {pattern}")
        return value

    def digits(self, name: str) -> str:
        self.require(name)
        return self.matching(name, DIGITS) or ""

    def optional_digits(self, name: str) -> str | None:
        return self.matching(name, DIGITS)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value = self.text(name)
        if value is not None and value not in allowed:
            raise self._refused(name, f"is not one of [{', '.join(allowed)}]")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A JSON boolean, or true and false as query parameters spell them."""
        value = self._values.get(name, default)
        spelled = {"true": True, "false": False}
        if not isinstance(value, bool) and value not in spelled:
            raise self._refused(name, "is not of type boolean")
        return value if isinstance(value, bool) else spelled[value]

    def integer(self, name: str, *, most: int | None = None) -> int | None:
        """A whole number from 0 on; None where the field is absent. Null is not a number."""
        if name not in self._values:
            return None
        value = self._values[name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._refused(name, "is not of type integer")
        if value < 0:
            raise self._refused(name, "is too small, constraint: minimum=0")
        if most is not None and value > most:
            raise self._refused(name, f"is too large, constraint: maximum={most}")
        return value

    def number_in_query(self, name: str, *, default: int, least: int, most: int) -> int:
        value = str(self._values.get(name, default))
        if not re.fullmatch(r"-?[0-9]{1,9}", value):
            raise invalid_request(f"Parameter '{name}' was not numeric (was {value[:QUOTED_MAX]})")
        if int(value) > most:
            raise self._refused(name, f"is too large, constraint: maximum={most}")
        if int(value) < least:
            raise self._refused(name, f"is too small, constraint: minimum={least}")
        return int(value)

    def web_address(self, name: str, *, longest: int | None = None) -> str | None:
        """An absolute http(s) URL with a host, and no blanks."""
        value = self.text(name, longest=longest)
        if value is not None and not _is_web_address(value):
            raise invalid_url()
        return value

    def object(self, name: str) -> Fields:
        self.require(name)
        value = self._values[name]
        if not isinstance(value, dict):
            raise self._refused(name, "is not of type object")
        return Fields(value, f"{self._inside}{name}.")

    def objects(self, name: str, *, least: int = 0, most: int) -> list[Fields]:
        self.require(name)
        values = self._values[name]
        if not isinstance(values, list):
            raise self._refused(name, "is not of type array")
        if len(values) < least:
            raise self._refused(name, f"is too short, constraint: minItems={least}")
        if len(values) > most:
            raise self._refused(name, f"is too long, constraint: maxItems={most}")
        found = Fields({str(index): value for index, value in enumerate(values)}, f"{self._inside}{name}.")
        return [found.object(str(index)) for index in range(len(values))]

    def _refused(self, name: str, why: str) -> Exception:
        value = str(self._values.get(name))[:QUOTED_MAX]
        return invalid_request(f"'{self._inside}{name}' value '{value}' {why}")


def _is_web_address(value: str) -> bool:
    if re.search(r"[\s\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
