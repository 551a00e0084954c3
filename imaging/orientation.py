"""Which way up a picture is to be seen, as the camera noted it (EXIF tag 0x0112)."""

from PIL import ExifTags, Image

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = frozenset(
    {
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_90,
    }
)


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """What sets the picture upright; None when it is, or when its notes cannot be read."""
    try:
        noted = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - damaged notes raise whatever they like, and do not damage the picture
        return None
    return TURNS.get(noted) if isinstance(noted, int) else None


def seen(size: tuple[int, int], turn: Image.Transpose | None) -> tuple[int, int]:
    """A size after the turn; doing it twice gives the first again."""
    return (size[1], size[0]) if turn in SIDEWAYS else size


def upright(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)
