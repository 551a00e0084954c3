"""WooCommerce's product export: without addresses of pages, and in the language of its shop."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.ailments import Ailment
from catalog.dialects import Dialect, detect_dialect
from catalog.mending import write_mendable
from contracts.pin import PinPolicy
from contracts.product import Availability, Money, Product
from drafting.links import draft_link
from tests.catalog.builders import a_file, only_product, outline, products_of

HEADER = (
    "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,"
    "In stock?,Stock,Sale price,Regular price,Categories,Tags,Images,Parent,Position"
)
GERMAN = (
    "ID,Typ,Artikelnummer,Name,Veröffentlicht,Ist hervorgehoben?,Sichtbarkeit im Katalog,"
    "Kurzbeschreibung,Beschreibung,Vorrätig?,Lager,Angebotspreis,Regulärer Preis,Kategorien,"
    "Schlagwörter,Bilder,Übergeordnetes Produkt"
)
FRENCH = (
    "ID,Type,UGS,Nom,Publié,Mis en avant ?,Visibilité dans le catalogue,Description courte,"
    "Description,En stock ?,Stock,Tarif promo,Tarif régulier,Catégories,Étiquettes,Images,Parent"
)
SPANISH = (
    "ID,Tipo,SKU,Nombre,Publicado,¿Está destacado?,Visibilidad en el catálogo,Descripción corta,"
    "Descripción,¿En inventario?,Inventario,Precio rebajado,Precio normal,Categorías,Etiquetas,"
    "Imágenes,Superior"
)
ITALIAN = (
    "ID,Tipo,COD,Nome,Pubblicato,In primo piano?,Visibilità nel catalogo,Breve descrizione,"
    "Descrizione,In stock?,Magazzino,Prezzo in offerta,Prezzo di listino,Categorie,Tag,Immagine,"
    "Genitore"
)
PORTUGUESE = (
    "ID,Tipo,REF,Nome,Publicado,Em destaque?,Visibilidade no catálogo,Descrição curta,Descrição,"
    "Em estoque?,Estoque,Preço promocional,Preço,Categorias,Tags,Imagens,Produto ascendente"
)
DUTCH = (
    "ID,Type,Artikelnummer,Naam,Gepubliceerd,Uitgelicht?,Zichtbaarheid in catalogus,"
    "Korte omschrijving,Beschrijving,Op voorraad?,Voorraad,Actieprijs,Reguliere prijs,Categorieën,"
    "Tags,Afbeeldingen,Hoofd"
)
POLISH = (
    "ID,Typ,SKU,Nazwa,Opublikowano,Wyróżniony produkt?,Widoczność w katalogu,Krótki opis,Opis,"
    "W magazynie?,Stan magazynowy,Cena promocyjna,Cena,Kategorie,Tagi,Obrazki,Nadrzędny"
)
RUSSIAN = (
    "ID,Тип,Артикул,Имя,Опубликован,рекомендуемый?,Видимость в каталоге,Короткое описание,Описание,"
    "В наличии?,Запас,Цена распродажи,Базовая цена,Категории,Метки,Изображения,Родительский"  # noqa: RUF001  (Cyrillic)
)
ROW = "44,simple,W-1,Mug,1,0,visible,Short,Long,1,5,9,12,Home > Mugs,blue,https://c.example/1.jpg,"


def exported(folder: Path, *rows: str, header: str = HEADER) -> Path:
    return a_file(folder, "\n".join([header, *rows]) + "\n")


def link_of(product: Product) -> str:
    link = draft_link(product, PinPolicy(shop_url="https://shop.example.com"), "0" * 16)
    assert isinstance(link, str)
    return link


@pytest.mark.parametrize(
    "header", [HEADER, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, POLISH, RUSSIAN], ids=lambda h: h[8:30]
)
def test_an_export_says_the_same_in_every_language(tmp_path: Path, header: str) -> None:
    product = only_product(exported(tmp_path, ROW, header=header))
    assert (product.key, product.sku, product.title) == ("44", "W-1", "Mug")
    assert (product.description, product.product_type, product.published) == ("Long", "Home > Mugs", True)
    assert (product.tags, product.images[0].url) == (("blue",), "https://c.example/1.jpg")
    assert (product.price, product.sale_price) == (Money(amount=Decimal(12)), Money(amount=Decimal(9)))
    assert product.availability is Availability.IN_STOCK


def test_the_page_is_found_by_the_products_id(tmp_path: Path) -> None:
    product = only_product(exported(tmp_path, ROW))
    assert link_of(product).startswith("https://shop.example.com/?post_type=product&p=44&utm_source=pinterest")


@pytest.mark.parametrize("parent", ["id:44", "W-1"])
@pytest.mark.parametrize("kind", ["variation", "Variation, virtual", "subscription_variation"])
def test_a_variation_is_shown_on_its_parents_page(tmp_path: Path, parent: str, kind: str) -> None:
    variable, variation = products_of(
        exported(tmp_path, ROW.replace("simple", "variable"), f'45,"{kind}",W-2,Mug - Red,1{"," * 12}{parent},1')
    )
    assert link_of(variation) == link_of(variable)


@pytest.mark.parametrize("parent", ["id:44", "W-1"])
def test_a_variation_keeps_its_page_when_it_is_mended(tmp_path: Path, parent: str) -> None:
    other = ROW.replace("44", "43", 1).replace("W-1", "W-0")
    variation = f"45,variation,W-2,Mug - Red,1{',' * 12}{parent},1"
    source = exported(tmp_path, other, ROW.replace("simple", "variable"), variation)
    out = tmp_path / "mended.csv"
    assert write_mendable(source, {4: Ailment("refused")}, out) == 1
    assert [(product.key, product.link) for product in products_of(out)] == [
        (product.key, product.link) for product in products_of(source)[1:]
    ]


@pytest.mark.parametrize("parent", ["", "W-9", "id:", "id:44x", "44"])
def test_a_variation_without_a_known_parent_has_no_page(tmp_path: Path, parent: str) -> None:
    path = exported(tmp_path, ROW, f"45,variation,W-2,Mug - Red,1{',' * 12}{parent},1")
    assert products_of(path)[1].link is None


def test_a_product_without_an_id_has_no_page(tmp_path: Path) -> None:
    """It is a table for the import: the shop has yet to give it one."""
    product = only_product(exported(tmp_path, ROW.replace("44,", ",", 1)))
    assert (product.key, product.link) == ("W-1", None)


def test_the_shops_own_addresses_go_first(tmp_path: Path) -> None:
    assert detect_dialect([*HEADER.split(","), "Permalink"]) is Dialect.PLAIN
    path = exported(tmp_path, f"{ROW},,https://a.example/mug", header=f"{HEADER},Permalink")
    assert only_product(path).link == "https://a.example/mug"


def test_line_ends_are_line_ends_again(tmp_path: Path) -> None:
    cell = r"<p>One</p>\n<p>Two</p>\r and C:\\new"
    product = only_product(exported(tmp_path, ROW.replace("Long", cell)))
    assert product.description == "<p>One</p>\n<p>Two</p>\\r and C:\\new"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("[vc_row][vc_column width=1/2]Warm[/vc_column][/vc_row]", "Warm"),
        ("[gallery ids=1 size=full]Warm", "Warm"),
        ("[caption id=7 align=left]Warm[/caption]", "Warm"),
        ("Warm [Limited Edition] [cm] [set of 2] [50]", "Warm [Limited Edition] [cm] [set of 2] [50]"),
        ("[vc_row Warm", "[vc_row Warm"),
        ("[a_" * 100_000, "[a_" * (20_000 // 3) + "[a"),
    ],
)
def test_codes_of_page_builders_are_not_shown(tmp_path: Path, cell: str, text: str) -> None:
    assert only_product(exported(tmp_path, ROW.replace("Long", cell))).description == text


@pytest.mark.parametrize(
    ("cell", "product_type"),
    [
        (r"Salt\, Pepper > Mills, Sale", "Salt, Pepper > Mills"),
        ("Uncategorized", None),
        ("Uncategorized, Mugs", "Mugs"),
        ("", None),
    ],
)
def test_categories_name_the_board(tmp_path: Path, cell: str, product_type: str | None) -> None:
    path = exported(tmp_path, ROW.replace("Home > Mugs", f'"{cell}"'))
    assert only_product(path).product_type == product_type


@pytest.mark.parametrize("kind", ["simple, virtual", "woosb", "registrations"])
def test_how_a_shop_sells_is_no_category(tmp_path: Path, kind: str) -> None:
    path = exported(tmp_path, ROW.replace("simple", f'"{kind}"').replace("Home > Mugs", ""))
    assert only_product(path).product_type is None


@pytest.mark.parametrize(("cell", "shown"), [("hidden", False), ("search", True), ("catalog", True), ("", True)])
def test_what_the_catalog_hides_is_not_published(tmp_path: Path, cell: str, *, shown: bool) -> None:
    assert only_product(exported(tmp_path, ROW.replace("visible", cell))).published is shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("1", True), ("", True), ("true", True), ("'-1", False), ("-1", False), ("0", False), ("2", False)],
)
def test_only_what_is_published_is_shown(tmp_path: Path, cell: str, *, shown: bool) -> None:
    """A draft is -1, what waits for review is 2."""
    assert only_product(exported(tmp_path, ROW.replace("Mug,1,", f"Mug,{cell},"))).published is shown


def test_a_draft_is_none_to_pin_where_the_shops_own_addresses_stand_too(tmp_path: Path) -> None:
    row = ROW.replace("Mug,1,", "Mug,'-1,") + ",,https://a.example/mug"
    assert not only_product(exported(tmp_path, row, header=f"{HEADER},Permalink")).published


def test_what_a_spreadsheet_might_take_for_a_formula_is_a_text_again(tmp_path: Path) -> None:
    row = ROW.replace("Mug", "'-20% Mug").replace("Long", "'- first line").replace("W-1", "'+1")
    product = only_product(exported(tmp_path, row))
    assert (product.title, product.description, product.sku) == ("-20% Mug", "- first line", "+1")
    assert only_product(exported(tmp_path, ROW.replace("Mug", "'n Mug"))).title == "'n Mug"


def test_what_keys_are_made_of_stays_as_it_was_read_before(tmp_path: Path) -> None:
    """Pins are live under these keys: another one would pin their products twice."""
    row = ROW.replace("44,", ",", 1).replace("W-1", "'+1")
    assert only_product(exported(tmp_path, row)).key == "'+1"
    assert only_product(exported(tmp_path, row.replace("'+1", "").replace("Mug", "'--"))).key == "'--"
    header = f"{HEADER},Idempotency key"
    assert only_product(exported(tmp_path, f"{ROW},,'-a", header=header)).idempotency_key == "'-a"


def test_an_escaped_table_is_the_same_when_it_is_mended(tmp_path: Path) -> None:
    row = ROW.replace("Mug", "'-20% Mug").replace("W-1", "'+1").replace(",blue,", r',"a\, b, c",')
    source, out = exported(tmp_path, row), tmp_path / "mended.csv"
    assert write_mendable(source, {2: Ailment("refused")}, out) == 1
    assert products_of(out) == products_of(source)


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        (r"https://c.example/w_8\,h_8/1.jpg, https://c.example/2.jpg", ["/w_8,h_8/1.jpg", "/2.jpg"]),
        (r"https://c.example/a\,/1.jpg", ["/a%2C/1.jpg"]),
    ],
)
def test_a_comma_within_an_address_is_part_of_it(tmp_path: Path, cell: str, addresses: list[str]) -> None:
    product = only_product(exported(tmp_path, ROW.replace("https://c.example/1.jpg", f'"{cell}"')))
    assert [image.url.removeprefix("https://c.example") for image in product.images] == addresses


def test_a_comma_within_a_tag_is_part_of_it(tmp_path: Path) -> None:
    assert only_product(exported(tmp_path, ROW.replace(",blue,", r',"a\, b, c",'))).tags == ("a, b", "c")


def test_short_rows_are_as_long_as_their_header(tmp_path: Path) -> None:
    path = exported(tmp_path, "44,simple,W-1,Mug", "45,simple,W-2,")
    assert outline(path) == [(2, "44"), (3, "!")]


@pytest.mark.parametrize(
    "header", ["ID,Type,Name,Published", "ID,Name,Visibility in catalog", "Type,Name,Published"]
)
def test_a_shops_own_table_is_not_taken_for_an_export(header: str) -> None:
    """Its ids mean nothing to WordPress: a page found by them would be a wrong one."""
    assert detect_dialect(header.split(",")) is Dialect.PLAIN
