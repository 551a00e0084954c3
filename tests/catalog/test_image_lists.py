"""Several addresses in one cell, as shops and programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.image_lists import WIX_FOLDER, part_addresses
from catalog.lines import RECORD_MAX

WIX = "a1b2c3_0123456789abcdef0123456789abcdef~mv2.jpg"


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("https://c/1.jpg, https://c/2.jpg", ["https://c/1.jpg", "https://c/2.jpg"]),
        ("https://c/1.jpg;/2.jpg|//c/3.jpg", ["https://c/1.jpg", "/2.jpg", "//c/3.jpg"]),
        ("https://c/w_1,h_2/3.jpg", ["https://c/w_1,h_2/3.jpg"]),
        ("https://c/1.jpg,2.jpg", ["https://c/1.jpg,2.jpg"]),
        ("1.jpg;2.PNG;folder/3.webp", ["1.jpg", "2.PNG", "folder/3.webp"]),
        ("mug, blue.jpg", ["mug, blue.jpg"]),
        ('["https://c/1.jpg", "https://c/2.jpg"]', ["https://c/1.jpg", "https://c/2.jpg"]),
        ("['https://c/1.jpg','2.jpg']", ["https://c/1.jpg", "2.jpg"]),
        (
            '[{"url":"https://c/1.jpg","tag":["a"]},{"src":"https://c/2.jpg"}]',
            ["https://c/1.jpg", "https://c/2.jpg"],
        ),
        (r'["https:\/\/c\/1.jpg"]', ["https://c/1.jpg"]),
        ('{"url":"https://c/1.jpg"}', ["https://c/1.jpg"]),
        ("[{'url':'https://c/1.jpg'}]", ["https://c/1.jpg"]),
        ("mug.jpg (https://c/a,b)", ["https://c/a,b"]),
        ("mug.jpg (https://c/a),vase.jpg (https://c/b)", ["https://c/a", "https://c/b"]),
        ('="https://c/1.jpg"', ["https://c/1.jpg"]),
        ('=IMAGE("https://c/1.jpg")', ["https://c/1.jpg"]),
        ('<img src="https://c/1.jpg">', ["https://c/1.jpg"]),
        ("/redirect?to=https://c/1.jpg", ["/redirect?to=https://c/1.jpg"]),
        ("//c/fetch/https://d/1.jpg", ["//c/fetch/https://d/1.jpg"]),
        ("c.example/fetch/https://d/(1).jpg", ["c.example/fetch/https://d/(1).jpg"]),
        ("https://c/?of=(https://d/1.jpg)", ["https://c/?of=(https://d/1.jpg)"]),
        ("[" * 100_000, ["[" * 100_000]),
        ("[]", []),
        ("[ ]", []),
        ("[https://c/1.jpg]", ["https://c/1.jpg"]),
        (f"{WIX};{WIX}", [WIX_FOLDER + WIX] * 2),
        (f"https://c/{WIX}", [f"https://c/{WIX}"]),
        ("", []),
        (" ,; ", []),
    ],
)
def test_a_cell_may_hold_several(cell: str, addresses: list[str]) -> None:
    assert part_addresses(cell) == addresses


address = st.from_regex(r"https://[a-z]{1,5}\.example/[a-z0-9,;|]{0,8}[a-z0-9]", fullmatch=True)


@given(st.lists(address, min_size=1, max_size=5), st.sampled_from([",", ", ", ";", " | ", "\n"]))
def test_whatever_the_separator_every_address_comes_out_whole(addresses: list[str], separator: str) -> None:
    assert part_addresses(separator.join(addresses)) == addresses


@given(st.lists(address, min_size=1, max_size=5), st.sampled_from(["'", '"']))
def test_a_list_as_a_program_writes_it_is_a_list(addresses: list[str], quote: str) -> None:
    assert part_addresses(f"[{', '.join(quote + each + quote for each in addresses)}]") == addresses


@pytest.mark.parametrize("filler", [",", " ", "' ", "a.jpg,", "['a',", ".jpg ", ", "])
@pytest.mark.parametrize("shape", ["https://c/1.jpg{}x", "[{}x]", "['{}']", "{}x", "{}"])
def test_a_cell_made_to_take_its_square_takes_its_length(shape: str, filler: str) -> None:
    """Were it otherwise, nobody would see the end of this test."""
    assert isinstance(part_addresses(shape.format(filler * (RECORD_MAX // len(filler)))), list)
