"""Cells of a workbook as the texts that people see in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from catalog.storable import storable
from catalog.xml_stream import local_name

DIGITS_MAX = 40
"""Numbers with more digits than this before or behind the point keep their exponent."""

SHOWN_DIGITS = 15
"""What spreadsheet programs show of a number that is not whole: 0.3 of 0.30000000000000004."""

_WHOLE = re.compile(r"-?[0-9]{1,40}")
_ESCAPE = "_x"
_HALF_SECOND = timedelta(seconds=0.5)


class CellTrouble(Exception):
    """The cell has no value that could be read; the message says why."""


@dataclass(frozen=True)
class Reader:
    """What a workbook keeps apart from its cells: its texts, and how its numbers are shown."""

    strings: Sequence[str] = ()
    date_styles: frozenset[int] = frozenset()
    widths: Mapping[int, int] = field(default_factory=dict)
    """Digits that a style shows at least: 5 of `00000`."""
    since_1904: bool = False

    def text(self, cell: Element) -> str:
        """The cell's text, stripped. Raises `CellTrouble` when it shows an error or has yet to be calculated."""
        kind, style = cell.get("t", "n"), _style(cell)
        if kind == "inlineStr":
            return rich_text(_child(cell, "is")).strip()
        value = _child(cell, "v")
        stated = "" if value is None else value.text or ""
        if not stated and kind != "str" and _child(cell, "f") is not None:
            raise CellTrouble("holds a formula without a result")
        return self._shown(kind, stated, style).strip() if stated else ""

    def _shown(self, kind: str, stated: str, style: int) -> str:
        if kind == "s":
            return self._shared(stated)
        if kind == "b":
            return "true" if stated.strip() == "1" else "false"
        if kind == "e":
            raise CellTrouble(f"shows the error {stated[:40]}")
        return self._number(stated, style) if kind == "n" else plain_text(stated)

    def _shared(self, stated: str) -> str:
        try:
            at = int(stated)
        except ValueError:
            at = -1
        if not 0 <= at < len(self.strings):
            raise CellTrouble("names a text that is not in the workbook")
        return self.strings[at]

    def _number(self, stated: str, style: int) -> str:
        if style in self.date_styles:
            return self._date(stated)
        return _padded(number_text(stated), self.widths.get(style, 0))

    def _date(self, stated: str) -> str:
        """A date as `2026-11-22`, with its time as `2026-11-22T20:00:00`, a time alone as `20:00:00`."""
        epoch = CALENDAR_MAC_1904 if self.since_1904 else CALENDAR_WINDOWS_1900
        try:
            moment = from_excel(float(stated), epoch)
            if isinstance(moment, datetime):
                moment = (moment + _HALF_SECOND).replace(microsecond=0)
        except (ValueError, OverflowError) as error:
            raise CellTrouble("holds a date that no calendar has") from error
        if isinstance(moment, time):
            return moment.replace(microsecond=0).isoformat()
        return (
            moment.isoformat().removesuffix("T00:00:00") if isinstance(moment, datetime) else number_text(stated)
        )


def number_text(stated: str) -> str:
    """`12.5`, `7` for `7.0`, `49.99` for `49.990000000000002`; long ones without an exponent."""
    stated = stated.strip()
    if _WHOLE.fullmatch(stated):
        return stated
    try:
        number = Decimal(f"{float(stated):.{SHOWN_DIGITS}g}")
    except (ValueError, InvalidOperation):
        return storable(stated)
    if not number.is_finite() or abs(number.adjusted()) > DIGITS_MAX:
        return stated
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_text(stated: str) -> str:
    """A text with its escapes (`_x000D_`) read."""
    return storable(unescape(stated) if _ESCAPE in stated else stated)


def rich_text(element: Element | None) -> str:
    """The text of a shared or inline string, whatever its fonts; without the hints of how to pronounce it."""
    if element is None:
        return ""
    runs = (child for child in element if local_name(child.tag) in {"t", "r"})
    texts = (run.text if local_name(run.tag) == "t" else getattr(_child(run, "t"), "text", None) for run in runs)
    return plain_text("".join(text for text in texts if text))


def _padded(number: str, width: int) -> str:
    return number.zfill(width) if width and number.isdigit() else number


def _style(cell: Element) -> int:
    stated = cell.get("s", "0")
    return int(stated) if stated.isdecimal() else 0


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child.tag) == name), None)
