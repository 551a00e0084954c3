"""Which of our formats the Pillow of this machine cannot read: not every build has every decoder."""

from PIL import features

from imaging.formats import Format

OPTIONAL = {Format.JPEG: "jpg", Format.PNG: "zlib", Format.WEBP: "webp", Format.AVIF: "avif"}
"""Pillow's own names of what a format needs; GIF needs nothing."""


def missing_formats() -> tuple[Format, ...]:
    """The formats that would be refused as broken, although we say that we take them."""
    return tuple(form for form, feature in OPTIONAL.items() if not features.check(feature))
