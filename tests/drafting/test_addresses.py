"""Addresses that are only judged, and those that are made canonical: the same ones are refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drafting.addresses import BadAddress, is_whole_address, whole_address

WORDS = (
    "http:// https: // www. shop .example.com 127.0.0.1 [::1] localhost :80 :x :99999 user@ /a ?x=%zz # - _ %41 . "
    "10.1.2.3 8.8.8.8 0x7f.1 \u3002 ß \x00"
)
PIECES = st.sampled_from(WORDS.split())


@example("https://-a.example.com/")
@example("https://a..example.com/")
@example("https://metadata.google.internal/")
@example("https://a.example.123/")
@example("https://example.com./a")
@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40).map("https://shop.example.com/".__add__))
def test_what_is_judged_is_judged_alike(text: str) -> None:
    assert is_whole_address(text) is not isinstance(whole_address(text, None), BadAddress)


@pytest.mark.parametrize(
    "text", ["https://shop.example.com/a.jpg?v=1", "http://cdn.example.co.uk/", "//a.example.com/x"]
)
def test_usual_addresses_are_whole(text: str) -> None:
    assert is_whole_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://anna:opensesame@shop.example.com/a.jpg",
        "//anna:opensesame@shop.example.com/a.jpg",
        "anna:opensesame@shop.example.com/a.jpg",
        "ftp://anna:open@sesame@shop.example.com/a.jpg",
        "https://anna:opensesame@[::1/shop.example.com/a.jpg",
        "https://anna:open#sesame@shop.example.com/a.jpg",
        "https://anna:open/sesame@shop.example.com/a.jpg",
        "https://anna:open?sesame@shop.example.com/a.jpg",
        "ftp://anna:open/sesame@shop.example.com/a.jpg",
        "https:/anna:opensesame@shop.example.com/a.jpg",
    ],
)
def test_a_password_is_not_repeated(text: str) -> None:
    found = whole_address(text, None)
    assert isinstance(found, BadAddress)
    assert "sesame" not in found.why
    assert "shop.example.com/a.jpg" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "N/A",
        "none",
        "-",
        "\u2014",
        "View product",
        "See it. Now",
        '[{"url":"/1.jpg"}]',
        "=A1",
        "(soon)",
        "Ask us/me",
    ],
)
def test_words_are_no_path_within_a_shop(text: str) -> None:
    found = whole_address(text, "https://shop.example.com")
    assert isinstance(found, BadAddress)
    assert found.why == f'"{text}" is no address'


@pytest.mark.parametrize(
    "text", ["blue mug.jpg", "/blue mug", "products/blue mug", "nonesuch", "-mug", "a(1).jpg", "mug", "#top", ""]
)
def test_a_path_may_have_spaces_and_brackets(text: str) -> None:
    assert not isinstance(whole_address(text, "https://shop.example.com"), BadAddress)
