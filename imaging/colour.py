"""Colours as a screen without colour management shows them: sRGB."""

from functools import lru_cache
from io import BytesIO
from itertools import product

from PIL import Image, ImageChops, ImageCms

PROFILE_BYTES_MAX = 4_000_000
PROFILES_KEPT = 32
"""A shop's pictures come from few cameras and printers."""
UNSEEN = 2
"""Levels of 255: a profile that moves no colour further is sRGB by another name."""


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`image` (L, RGB or CMYK) as RGB; a profile that is broken or not for its mode is ignored."""
    transform = _transform(profile, image.mode) if profile and len(profile) <= PROFILE_BYTES_MAX else None
    if transform is None:
        return image.convert("RGB")
    return ImageCms.applyTransform(image, transform) or image.convert("RGB")


@lru_cache(maxsize=PROFILES_KEPT)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """None when there is nothing to transform, or nothing to do it with."""
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            # Without its own cache a transform may be used by several threads at once.
            flags=ImageCms.Flags.NOCACHE,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    levels = range(0, 256, 51)
    probe = Image.new("RGB", (len(levels) ** 2, len(levels)))
    probe.putdata(list(product(levels, repeat=3)))
    changed = ImageCms.applyTransform(probe, transform)
    if changed is None:
        return True
    seen = ImageChops.difference(probe, changed).point(lambda level: 255 if level > UNSEEN else 0)
    return seen.getbbox() is None
