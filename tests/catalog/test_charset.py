"""Character sets: known ones are told apart, and text of another alphabet is refused and not garbled."""
# ruff: noqa: RUF001  (other alphabets, and their quotation marks, are what is tried)

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.charset import LETTERS_A_STRAY, detect_charset
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


ODD_WORDS = b" ".join(b"\xca\xf0\xf3\xe6" + bytes([0xC0 + at]) for at in range(4))


def test_a_few_words_of_another_alphabet_do_not_refuse_a_file(tmp_path: Path) -> None:
    western = WESTERN["German"].encode("cp1252")
    assert detect_charset(raw_file(tmp_path, b"id,title\n1," + western + ODD_WORDS + b"\n")) == "cp1252"


def test_a_file_of_nothing_else_is_refused_however_small(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable):
        detect_charset(raw_file(tmp_path, b"id,title\n1," + ODD_WORDS + b"\n"))


WESTERN = {
    "German": (
        "Große Tüte für Käse – Kölner Qualität®, 20 m³ „so“ groß; Größe 10², ½ l und ¼ l, 49,99 € inkl. MwSt.¹ "
        "Möbelstoff™ (±2°), weiß, süß, schön; Räucherstäbchen… l´eau, Maße 10×20 cm, µm, Stück à 3 €, §5, Öl‚ja‘"
    ),
    "French": (
        "Œuvre brodée à la main « été », créée à côté de l’hôtel ; où ? Cœur, bœuf, noël, garçon, forêt, naïve, "
        "sûr, ambiguë, 1 m², n° 5, prêt-à-porter – ƒ/2.8, L’Haÿ, français, déjà, ÉCRU, ÇA, l’Œil, 12 £, âge"
    ),
    "Danish": "Blåbærgrød på træfad, æble, ø, Århus, håndlavet køkkenrulle, idé, én, smørrebrød, rød",
    "Norwegian": "Håndstrikket genser på ull, blå ærfugl, øre, skjærebrett, kjøttkniv, tørkehåndkle, fôr, møbler",
    "Swedish": "Blå mössa för små öron, grönt ägg, smörkniv, trädgård, måltid, handgjord väska, idé, Åsa, kött",
    "Finnish": "Käsintehty pöytä, äiti, öljylamppu, sähkö, hyvää päivää, tšekki, Žalgiris, yö, pöytäliina, lämpö",
    "Icelandic": (
        "Þórður á þjóðvegi; ýmislegt, Íslensk ullarpeysa, þýðing, kýr, ný húfa, eldhúsþurrka, hreinsiþurrkur, góð "
        "gæði, ofnþvottur, bæði, ský, íþróttaföt, mjög fínn, hálsklútur, öðruvísi, Æðardúnssæng, sængurföt"
    ),
    "Faroese": "Føroysk troyggja, bløð, blýantur, ský, føðsludagur, móðir, nýggj húgva, hvít, stór, kvæði, grønt",
    "Spanish": (
        "¿Qué tamaño? ¡Atención! Niño pequeño, jabón, lámpara, güero, 1ª clase, nº 5, Mª José, cigüeña, corazón; "
        "«más», sofá, baño, ¿cuándo?, edición, ratón, año, té, ÁRBOL, 20 €, algodón"
    ),
    "Portuguese": "Botões, coração, mãe, põe, lã, você, três, opções, avó, avô, às, São João, 1º, cafés, índigo",
    "Italian": "È così; più, città, è già lì, là, tè, lunedì, virtù, qualità, l’età, Forlì, può, università",
    "Catalan": "Història pròpia, col·lecció, esglèsia, l’època, èxit, mòbil, català, llençol, és, això, bàsic",
    "Dutch": "Eén café, coöperatie, ideeën, geïnspireerd, crème brûlée, reünie, vóór, € 20, ’s avonds, hè, zoëven",
    "Estonian": "Käsitöö, põrand, öö, jõulud, üks, šokolaad, žürii, mõõk, sõõr, täht, küünal, kõrvarõngad",
}  # fmt: skip


@pytest.mark.parametrize("language", WESTERN)
def test_real_texts_of_cp1252_pass_as_a_page_and_row_by_row(tmp_path: Path, language: str) -> None:
    for text in (WESTERN[language], *WESTERN[language].split(", ")):
        path = a_file(tmp_path, f'id;title\n1;"{text}"\n', charset="cp1252")
        assert detect_charset(path) == "cp1252", text


@pytest.mark.parametrize(
    ("rows", "charset"),
    [
        (("マグカップ", "テーブル", "クッション"), "cp932"),
        (("テーブル", "マグカップ"), "cp932"),
        (("杯子", "蓝色帽子"), "gbk"),
        (("藍色杯子", "紅色帽子"), "big5"),
        (("파란 머그컵", "빨간 모자"), "euc_kr"),
        (("Синяя кружка", "Красная шапка"), "cp1251"),
        (("Μπλε κούπα", "Καπέλο"), "cp1253"),
        (("Żółta łódka", "Półka dębowa", "Rączka"), "cp1250"),
        (("Żółta łódka", "Duży stół", "Rączka"), "iso8859_2"),
        (("Dřevěná židle", "Kuchyňský nůž", "Modrý hrneček"), "cp1250"),
        (("Kırmızı şapka", "Altın kapağı", "Işık düğme"), "cp1254"),
        (("Tüte für Köln",), "cp437"),
        (("Größe für Mädchen", "Café"), "mac_roman"),
    ],
)
def test_two_or_three_rows_of_another_charset_are_refused(
    tmp_path: Path, rows: tuple[str, ...], charset: str
) -> None:
    content = "id,title\n" + "".join(f"{number},{title}\n" for number, title in enumerate(rows))
    with pytest.raises(CatalogUnreadable, match="is not written in UTF-8"):
        detect_charset(a_file(tmp_path, content, charset=charset))


def test_bytes_that_cp1252_has_no_use_for_are_refused_among_its_letters(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable):
        detect_charset(raw_file(tmp_path, b"id,title\n1,T\x81te K\x90se\n2,Gr\xf6\xdfe f\xfcr\n"))


def test_a_piece_of_utf8_pasted_into_cp1252_refuses_nothing(tmp_path: Path) -> None:
    pasted = "„Soße“ – Á ”".encode()
    words = b"\n".join(b"%d,Gr\xf6\xdfe f\xfcr %d" % (at, at) for at in range(9))
    assert detect_charset(raw_file(tmp_path, b"id,title\n" + words + b"\nx," + pasted + b"\n")) == "cp1252"


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
