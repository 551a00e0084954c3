"""Character sets: known ones are told apart, and text of another alphabet is refused and not garbled."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.charset import LETTERS_A_STRAY, STRANGE_WORDS_MAX, detect_charset
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from tests.catalog.builders import a_file, products_of, raw_file

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Кружка синяя, ваза белая, лампа настольная", "cp1251"),
        ("Μπλε κούπα, λευκό βάζο, πράσινη λάμπα", "cp1253"),
        ("כחולה כוס, לבן אגרטל, ירוקה מנורה, אדום כיסא", "cp1255"),
        ("青いマグカップ、白い食器。新しい商品、上品な小物。値段、送料", "shift_jis"),
        ("蓝色杯子 白色花瓶 绿色台灯 红色椅子 黑色书桌", "gb18030"),
    ],
)
def test_other_alphabets_are_refused_with_the_way_out(tmp_path: Path, text: str, charset: str) -> None:
    with pytest.raises(CatalogUnreadable, match="is not written in UTF-8") as caught:
        read_catalog(a_file(tmp_path, f"id,title\n1,{text}\n", charset=charset))
    assert "CSV UTF-8" in caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Größe für Mütze, weiß",
        "Où est l'hôtel ? À côté",
        "Þórður á þjóðvegi",
        "ÄÖÜß",
        "20 € “Café”…",
        "•••••••• ••••••",
    ],
)
def test_western_text_is_read_as_it_was_written(tmp_path: Path, text: str) -> None:
    path = a_file(tmp_path, f'id,title\n1,"{text}"\n2,Vase\n', charset="cp1252")
    assert products_of(path)[0].title == text


def test_a_few_words_of_another_alphabet_do_not_refuse_a_file(tmp_path: Path) -> None:
    words = b" ".join(b"\xca\xf0\xf3\xe6" + bytes([0xC0 + at]) for at in range(STRANGE_WORDS_MAX))
    assert detect_charset(raw_file(tmp_path, b"id,title\n1," + words + b" " + words + b"\n")) == "cp1252"


@FUZZ
@given(st.integers(0, LETTERS_A_STRAY), st.booleans())
def test_what_was_pasted_into_utf8_costs_its_own_letter_only(tmp_path: Path, place: int, long: bool) -> None:  # noqa: FBT001  (hypothesis gives it)
    words = ["Größe"] * (LETTERS_A_STRAY + 1 + 70_000 * long)
    before, after = words[:place], words[place:]
    content = " ".join(before).encode() + b" caf\xe9 " + " ".join(after).encode()
    assert detect_charset(raw_file(tmp_path, content)) == "utf-8"


def test_a_stray_byte_does_not_garble_the_other_rows(tmp_path: Path) -> None:
    rows = "".join(f"{number},Größe {number}\n" for number in range(LETTERS_A_STRAY)).encode()
    products = products_of(raw_file(tmp_path, b"id,title\nx,Caf\xe9\n" + rows))
    assert (products[0].title, products[1].title) == ("Caf\ufffd", "Größe 0")


def test_letters_of_utf8_that_say_unknown_are_utf8(tmp_path: Path) -> None:
    assert detect_charset(a_file(tmp_path, "id,title\n1,Caf\ufffd\n")) == "utf-8"
