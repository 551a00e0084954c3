"""How large a picture stands on the canvas."""

CANVAS = (1_000, 1_500)
"""Pixels; Pinterest recommends two to three."""

Size = tuple[int, int]


def fitted(size: Size) -> Size:
    """`size` in proportion, as large as the canvas takes it: one side is the canvas's own."""
    # No limit to enlarging is needed: the guard lets no side below 600 px pass, which makes it 1.7 at most.
    width, height = size
    if width * CANVAS[1] >= height * CANVAS[0]:
        return CANVAS[0], max(1, round(height * CANVAS[0] / width))
    return max(1, round(width * CANVAS[1] / height)), CANVAS[1]


def centred(size: Size) -> Size:
    """The upper left corner of something of `size` in the middle of the canvas."""
    return (CANVAS[0] - size[0]) // 2, (CANVAS[1] - size[1]) // 2
