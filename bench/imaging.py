# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""CPU time of our letterbox against the way it is usually written with Pillow, side by side in one run.

    python -m bench.imaging [rounds]

Times are CPU milliseconds of this process (all threads), the median of interleaved rounds: on a busy machine only
the ratios mean something. The pictures are synthetic; they have a photograph's bits per pixel, not its motifs.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import prod
from statistics import median

from PIL import Image, ImageCms, ImageFilter

from contracts.studio import Canvas
from imaging.fitting import CANVAS, centred
from imaging.letterbox import QUALITY, letterbox

ROUNDS = 7
SHRUNK_FROM = 1_600
"""Pixels a side from which shrinking on reading can help; smaller sources only show that nothing is lost."""


@dataclass(frozen=True)
class Case:
    """A source, and how many pixels a side it has."""

    name: str
    side: int
    source: bytes
    fast: bool = True
    """A format that can be shrunk on reading."""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    tell(f"{'source':28}{'naive ms':>10}{'ours ms':>10}{'faster':>9}")
    ratios: list[tuple[Case, float]] = []
    for case in cases():
        slow, quick = measured(case, rounds)
        ratios.append((case, slow / quick))
        tell(f"{case.name:28}{slow:10.1f}{quick:10.1f}{slow / quick:8.2f}x")
    large = [ratio for case, ratio in ratios if case.fast and case.side >= SHRUNK_FROM]
    tell(f"{'geometric mean, JPEG >= 1600':48}{geometric(large):8.2f}x")
    tell(f"{'geometric mean, all':48}{geometric([ratio for _, ratio in ratios]):8.2f}x")


def measured(case: Case, rounds: int) -> tuple[float, float]:
    """Milliseconds of the naive way and of ours."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for way, kept in zip((naive, ours), times, strict=True):
            kept.append(cpu_ms(way, case.source))
    return median(times[0]), median(times[1])


def cpu_ms(way: Callable[[bytes], object], source: bytes) -> float:
    began = time.process_time()
    way(source)
    return (time.process_time() - began) * 1_000


def ours(source: bytes) -> None:
    if not isinstance(letterbox(source, None), Canvas):
        raise TypeError("the picture was refused")


def naive(source: bytes) -> bytes:
    """As tutorials have it; orientation, profile, alpha and 16 bits are not even looked at."""
    image = Image.open(BytesIO(source)).convert("RGB")
    image.thumbnail(CANVAS, Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", CANVAS, "white")
    canvas.paste(image, centred(image.size))
    out = BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def cases() -> list[Case]:
    large, medium, wide = photo(4_000, 4_000), photo(2_000, 2_000), photo(3_000, 2_000)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return [
        Case("photo 4000 JPEG", 4_000, encoded(large, quality=92)),
        Case("photo 4000 JPEG progressive", 4_000, encoded(large, quality=92, progressive=True)),
        Case("photo 3000x2000 JPEG", 3_000, encoded(wide, quality=90)),
        Case("photo 2000 JPEG", 2_000, encoded(medium, quality=90)),
        Case("photo 2000 JPEG, sRGB profile", 2_000, encoded(medium, quality=90, icc_profile=srgb)),
        Case("packshot 2000 JPEG", 2_000, encoded(packshot(2_000), quality=88)),
        Case("packshot 1600 JPEG", 1_600, encoded(packshot(1_600), quality=85)),
        Case("packshot 1000 JPEG", 1_000, encoded(packshot(1_000), quality=85)),
        Case("photo 2000 PNG", 2_000, encoded(medium, "PNG"), fast=False),
        Case("photo 2000 WebP", 2_000, encoded(medium, "WEBP", quality=85), fast=False),
    ]


def photo(width: int, height: int) -> Image.Image:
    """Soft shapes with grain."""
    bands = []
    for _ in range(3):
        shapes = Image.effect_noise((width // 40, height // 40), 90).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        grain = Image.effect_noise((width, height), 24).filter(ImageFilter.GaussianBlur(0.8))
        bands.append(Image.blend(shapes, grain, 0.4))
    return Image.merge("RGB", bands)


def packshot(side: int) -> Image.Image:
    """Something in the middle of nothing."""
    image = Image.new("RGB", (side, side), (252, 252, 252))
    image.paste(photo(side // 2, side // 2), (side // 4, side // 4))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: int | bytes | bool) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def geometric(ratios: list[float]) -> float:
    return float(prod(ratios) ** (1 / len(ratios)))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
