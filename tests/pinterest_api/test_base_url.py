"""Where Pinterest may be."""

import pytest

from pinterest_api.base_url import BaseUrl
from pinterest_api.client import PinterestClient
from tests.pinterest_api.doubles import FixedToken, MemoryRates


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("https://api.pinterest.com/v5", False),
        ("https://api-sandbox.pinterest.com/v5/", False),
        ("http://127.0.0.1:8900/v5", True),
        ("http://localhost:8900/v5", True),
        ("http://[::1]:8900/v5", True),
        ("https://gateway.example.com/pinterest/v5", False),
    ],
)
def test_addresses_that_answer_like_pinterest(text: str, local: bool) -> None:  # noqa: FBT001  # a table's column
    base = BaseUrl.parse(text)
    assert base.text == text.rstrip("/")
    assert base.on_this_machine is local


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.pinterest.com/v5",
        "ftp://api.pinterest.com/v5",
        "https://api.pinterest.com",
        "https://api.pinterest.com/v4",
        "https:///v5",
        "https://me:S3cret@api.pinterest.com/v5",
        "https://api.pinterest.com/v5?key=S3cret",
    ],
)
async def test_other_addresses_are_refused_before_anything_opens(text: str) -> None:
    with pytest.raises(ValueError, match="Pinterest's address") as caught:
        async with PinterestClient.open(text, FixedToken(), MemoryRates()):
            pass
    assert "S3cret" not in str(caught.value)
