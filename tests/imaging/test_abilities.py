"""Which formats can be read here."""

import pytest
from PIL import features

from imaging.abilities import OPTIONAL, missing_formats
from imaging.formats import Format


def test_the_packaged_pillow_reads_everything() -> None:
    assert missing_formats() == ()


def test_a_build_without_a_decoder_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda feature: feature != "avif")
    assert missing_formats() == (Format.AVIF,)


def test_pillow_knows_every_name_that_we_ask_for() -> None:
    """An unknown name would count as missing, with a warning."""
    known = {
        *features.get_supported_modules(),
        *features.get_supported_codecs(),
        *features.get_supported_features(),
    }
    assert set(OPTIONAL.values()) <= known
