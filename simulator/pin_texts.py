"""The texts of a pin and the limits that the specification sets them, in characters."""

from __future__ import annotations

from typing import TypedDict

from simulator.fields import Fields

TITLE_MAX, DESCRIPTION_MAX, ALT_TEXT_MAX, LINK_MAX = 100, 800, 500, 2048


class Texts(TypedDict):
    title: str | None
    description: str | None
    alt_text: str | None
    link: str | None


def checked_texts(fields: Fields) -> Texts:
    """None where the request gives none. Raises ApiError 400 for one that breaks its limit."""
    return {
        "title": fields.text("title", longest=TITLE_MAX),
        "description": fields.text("description", longest=DESCRIPTION_MAX),
        "alt_text": fields.text("alt_text", longest=ALT_TEXT_MAX),
        "link": fields.web_address("link", longest=LINK_MAX),
    }
