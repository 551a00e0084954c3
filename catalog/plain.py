"""Tables with one product a row and the obvious headers: Google Merchant's, Pinterest's, a shop's own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from catalog import bounds
from catalog.columns import Columns, Field, claim_columns
from catalog.delimited import Record
from catalog.further_names import claim_further
from catalog.given_keys import BadKey, read_given_key
from catalog.headers import fold_header
from catalog.image_lists import page_address
from catalog.keys import link_slug, settled_key, slug
from catalog.media import Media, read_images, read_media
from catalog.numbered_names import claim_counted
from catalog.offers import read_offer
from catalog.plans import PUBLISH_TIME_NAMES, claim_plan
from catalog.posts import POST_NAMES, PUBLISH_AT_NAMES, has_sections_in_boards, settled_header
from catalog.product_types import read_categories, read_product_type
from catalog.publication import is_published
from catalog.stock import is_counted, parse_availability
from catalog.table import Table
from catalog.timing import read_publish_at
from catalog.unreadable import unreadable_row
from contracts.product import (
    DESCRIPTION_MAX,
    IMAGES_MAX,
    Availability,
    CatalogRow,
    Product,
    UnreadableRow,
)

TITLE_NAMES = ("title", "producttitle", "name", "productname", "pintitle", "itemname", "itemtitle", "headline")

NAMES: Mapping[Field, Sequence[str]] = MappingProxyType(
    {
        Field.ID: ("id", "productid", "itemid", "offerid", "idempotencykey"),
        Field.GIVEN_KEY: ("idempotencykey", "pinkey"),
        Field.SKU: ("sku", "variantsku", "productsku", "articlenumber", "itemnumber", "productcode"),
        Field.HANDLE: ("handle", "urlhandle", "slug"),
        Field.TITLE: TITLE_NAMES,
        Field.DESCRIPTION: (
            *("description", "productdescription", "pindescription", "longdescription", "bodyhtml", "body"),
            *("shortdescription", "details", "descriptions", "summary"),
        ),
        Field.POST: POST_NAMES,
        Field.LINK: (
            *("link", "url", "producturl", "productlink", "linkurl", "permalink", "productpage", "pageurl"),
            *("landingpage", "destinationlink", "destinationurl", "website"),
            *("links", "linkogmetaurl"),
        ),
        Field.PAGE: (
            "uri",
            "finalurl",
            "ogmetaurl",
            "affiliatelink",
            "affiliateurl",
            "productpageurl",
            "canonicalurl",
        ),
        Field.IMAGE: (
            *("imagelink", "image", "imageurl", "imagesrc", "mainimage", "featuredimage", "productimage"),
            *("productimageurl", "mediaurl", "img", "imgurl", "photo", "photourl", "picture", "pictureurl"),
            *("image1", "images", "imageurls", "photos", "pictures", "mediaurls"),
            *("baseimage", "hostedimageurls"),
        ),
        Field.MORE_IMAGES: (
            *("additionalimagelink", "additionalimagelinks", "additionalimages", "moreimages", "gallery"),
            *(f"image{number}" for number in range(2, IMAGES_MAX + 1)),
        ),
        Field.VIDEO: ("video", "videourl", "videourls"),
        Field.COVER: ("thumbnail", "coverimageurl"),
        Field.ALT_TEXT: ("alttext", "alt", "imagealttext", "imagealt", "pinalttext", "alttexts", "imagesalt"),
        Field.PRICE: ("price", "regularprice", "variantprice", "unitprice", "priceinfoprice", "pricetaxincluded"),
        Field.SALE_PRICE: ("saleprice", "specialprice", "discountprice", "discountedprice", "offerprice"),
        Field.COMPARE_AT: (
            *("compareatprice", "variantcompareatprice", "compareat", "wasprice", "oldprice"),
            "regularprice",  # beside a "price", which is then the current one
            "priceinfooriginalprice",
        ),
        Field.CURRENCY: ("currency", "currencycode", "pricecurrency", "priceinfocurrencycode", "currencyid"),
        Field.AVAILABILITY: ("availability", "stockstatus", "instock", "available", "isinstock"),
        Field.QUANTITY: (
            *("stock", "quantity", "qty", "stockquantity", "inventory", "inventoryquantity"),
            *("currentstock", "currentstocklevel"),
        ),
        Field.TRACKER: ("trackinventory", "inventorytracking"),
        Field.BRAND: ("brand", "vendor", "manufacturer", "maker"),
        Field.TYPE: ("producttype", "category", "productcategory"),
        Field.LOOSE_TYPE: ("type",),
        Field.CATEGORY: ("googleproductcategory",),
        Field.CATEGORIES: ("categories", "productcategories"),
        Field.BOARD: ("board", "boardname", "pinterestboard", "pinboard", "boardid", "pinterestboardid"),
        Field.SECTION: ("boardsection", "boardsectionname", "boardsectionid", "pinterestsection"),
        Field.TAGS: ("tags", "keywords", "producttags", "labels", "relatedterms"),
        Field.ROW_KIND: ("fieldtype",),
        Field.PARENT: ("parent",),
        Field.PUBLISHED: (
            *("published", "visible", "visibility", "publishedononlinestore", "active", "isactive", "enabled"),
            *("productonline", "online", "isvisible", "productvisible", "productisavailable"),
        ),
        Field.VISIBILITY: ("visibilityincatalog", "visibilityincatalogue", "catalogvisibility"),
        Field.STATUS: ("status", "productstatus"),
        Field.PUBLISH_AT: (*PUBLISH_AT_NAMES, "publishedat", "date"),
        Field.PUBLISH_TIME: PUBLISH_TIME_NAMES,
        Field.PUBLISH_CLOCK: ("time24hr",),
    }
)
"""For each field the headers that state it, folded (`catalog.headers`), the best first."""

_SHOWN = (Field.PUBLISHED, Field.STATUS, Field.VISIBILITY)

_NAME_IT = "Give the row a title, and better an id of its own."
_ONE_ROW = "Keep one row for each product, or give each row its own id, in a column `id`."
_DELETE = "Delete it: it is no product."
_SHORTEN = "Shorten it: pictures are given by their address, not by their content."


def read_plain(table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    """Every record as a product, or as a row that cannot be read; keys seen are all that is remembered.

    Only Wix's rows of variants, which have no title, are part of the product above them.
    """
    columns = claim_plain(table.header)
    seen: dict[str, int] = {}
    for record in table.records():
        if isinstance(record, UnreadableRow):
            yield record
        elif not _is_variant(record, columns):
            yield read_record(record, columns, seen)


def _is_variant(record: Record, columns: Columns) -> bool:
    return columns.text(record, Field.ROW_KIND).lower() == "variant" and not _title(record, columns)


def claim_plain(header: Sequence[str]) -> Columns:
    """The columns of a plain table. A post's text counts only where title or description is missing."""
    folded = [fold_header(name) for name in header]
    columns = claim_columns(settled_header(header, folded), NAMES)
    columns = claim_further(columns, NAMES, titled=has_titles(columns))
    columns = claim_counted(columns, NAMES)
    claims = dict(columns.claims)
    if Field.TITLE in claims and Field.DESCRIPTION in claims:
        claims.pop(Field.POST, None)
    if Field.BOARD in claims and has_sections_in_boards(folded):
        claims[Field.BOARD_PATH] = claims.pop(Field.BOARD)
    return claim_plan(replace(columns, header=tuple(header), claims=claims))


def has_titles(columns: Columns) -> bool:
    """Whether one of the columns is a title's, or a post's text beside its pictures."""
    pictured = columns.has(Field.IMAGE) or columns.has(Field.VIDEO)
    return columns.has(Field.TITLE) or (columns.has(Field.POST) and pictured)


def read_record(record: Record, columns: Columns, seen: dict[str, int]) -> CatalogRow | UnreadableRow:
    """One record as a product. `seen` has the keys of the records before it with their rows; its own is added.

    Where the caller names the pins, one product may have several.
    """
    if record.given < len(columns.header) and not _title(record, columns):
        why = f"The row has {record.given} cells where the header has {len(columns.header)}, and no title."
        return unreadable_row(record.row, why, _NAME_IT)
    if record.cells == columns.header:
        return unreadable_row(record.row, "The row is the header once more.", _DELETE)
    named = _named(record, columns, seen)
    if isinstance(named, UnreadableRow):
        return named
    media, publish_at = read_media(columns, record), read_publish_at(columns, record)
    if isinstance(publish_at, UnreadableRow):
        return publish_at
    addresses = [_page(record, columns), *media.addresses]
    why_not = bounds.oversize(handle=columns.text(record, Field.HANDLE), addresses=addresses)
    if why_not:
        return unreadable_row(record.row, why_not, _SHORTEN)
    product = _product(record, columns, key=named.key, media=media, publish_at=publish_at)
    return CatalogRow(row=record.row, product=product.model_copy(update={"idempotency_key": named.given}))


@dataclass(frozen=True)
class _Named:
    """What a record calls its product, and its pin if it does."""

    key: str
    given: str | None


def _named(record: Record, columns: Columns, seen: dict[str, int]) -> _Named | UnreadableRow:
    name, key = product_key(record, columns)
    if not key:
        return unreadable_row(record.row, "The row has no id, SKU, handle, link or title.", _NAME_IT)
    given = read_given_key(columns.text(record, Field.GIVEN_KEY))
    if isinstance(given, BadKey):
        return unreadable_row(record.row, given.why, given.remedy)
    if key in seen and given is None:
        return unreadable_row(record.row, f'The {name} "{key}" stands in row {seen[key]} already.', _ONE_ROW)
    seen.setdefault(key, record.row)
    return _Named(key, given)


def product_key(record: Record, columns: Columns) -> tuple[str, str]:
    """What the key is, and the key: the merchant's own name for the product, or one made of link or title."""
    for name, field in (("id", Field.ID), ("SKU", Field.SKU), ("handle", Field.HANDLE)):
        if own := settled_key(columns.text(record, field)):
            return name, own
    if made := link_slug(columns.text(record, Field.LINK)):
        return "link", settled_key(made)
    title = _title(record, columns)
    return "title", settled_key(slug(title) or title)


def _title(record: Record, columns: Columns) -> str:
    """The title; of a post that has none the first line of its text."""
    post = columns.text(record, Field.POST)
    return columns.text(record, Field.TITLE) or next(iter(post.splitlines()), "")


def _product(record: Record, columns: Columns, *, key: str, media: Media, publish_at: str | None) -> Product:
    offer = read_offer(columns, record)
    availability = _availability(record, columns)
    unread = media.unused if availability else (*media.unused, Field.AVAILABILITY, Field.QUANTITY)
    board, section = _board(record, columns)
    return Product(
        key=key,
        title=bounds.paragraph(_title(record, columns)),
        description=_description(record, columns)[:DESCRIPTION_MAX],
        link=_page(record, columns) or None,
        handle=columns.text(record, Field.HANDLE) or None,
        images=read_images(columns, record, media),
        video=media.video,
        price=offer.prices.price,
        sale_price=offer.prices.sale_price,
        availability=availability or Availability.UNKNOWN,
        published=is_published(*(text for field in _SHOWN for text in columns.texts(record, field))),
        brand=bounds.line(columns.text(record, Field.BRAND)),
        product_type=read_product_type(columns, record),
        categories=read_categories(columns, record),
        tags=bounds.tags(columns.text(record, Field.TAGS)),
        sku=bounds.line(columns.text(record, Field.SKU) or columns.text(record, Field.LATE_SKU)),
        board=bounds.line(board),
        section=bounds.line(section),
        publish_at=publish_at,
        extras=columns.extras(record, {**offer.unread, **columns.stated(record, unread)}),
    )


def _page(record: Record, columns: Columns) -> str:
    return page_address(columns.text(record, Field.LINK) or columns.text(record, Field.PAGE))


def _description(record: Record, columns: Columns) -> str:
    return columns.text(record, Field.DESCRIPTION) or columns.text(record, Field.POST)


def _board(record: Record, columns: Columns) -> tuple[str, str]:
    """The board and its section; empty what the record does not say."""
    section = columns.text(record, Field.SECTION)
    board, _, within = columns.text(record, Field.BOARD_PATH).partition("/")
    return board.strip() or columns.text(record, Field.BOARD), section or within.strip()


def _availability(record: Record, columns: Columns) -> Availability | None:
    counted = (Field.QUANTITY,) if is_counted(columns.text(record, Field.TRACKER)) else ()
    stated = (columns.text(record, field) for field in (Field.AVAILABILITY, *counted))
    return next((found for text in stated if (found := parse_availability(text))), None)
