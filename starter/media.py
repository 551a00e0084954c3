"""How a launch's pictures reach Pinterest: decided once, by what is set."""

from config import Settings
from contracts.pin import MediaStrategy


def strategy_of(settings: Settings) -> MediaStrategy:
    """By address when the asset store has a public one; else inside the pins' own requests."""
    if settings.assets_public_url is not None:
        return MediaStrategy.IMAGE_URL
    return MediaStrategy.IMAGE_BASE64
