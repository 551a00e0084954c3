"""Tables with one product a row and the obvious headers: Google Merchant's, Pinterest's, a shop's own."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from catalog import bounds
from catalog.columns import Columns, Field, claim_columns
from catalog.delimited import Record, Sheet
from catalog.image_lists import part_addresses
from catalog.keys import link_slug, settled_key, slug
from catalog.offers import read_offer
from catalog.publication import is_published
from catalog.stock import parse_availability
from catalog.unreadable import unreadable_row
from contracts.product import (
    DESCRIPTION_MAX,
    IMAGES_MAX,
    Availability,
    CatalogRow,
    Product,
    ProductImage,
    UnreadableRow,
)

TITLE_NAMES = ("title", "producttitle", "name", "productname", "pintitle", "itemname", "itemtitle", "headline")

NAMES: Mapping[Field, Sequence[str]] = MappingProxyType(
    {
        Field.ID: ("id", "productid", "itemid", "offerid"),
        Field.SKU: ("sku", "variantsku", "productsku", "articlenumber", "itemnumber", "productcode"),
        Field.HANDLE: ("handle", "urlhandle", "slug"),
        Field.TITLE: TITLE_NAMES,
        Field.DESCRIPTION: (
            *("description", "productdescription", "pindescription", "longdescription", "bodyhtml", "body"),
            *("shortdescription", "details"),
        ),
        Field.LINK: (
            *("link", "url", "producturl", "productlink", "linkurl", "permalink", "productpage", "pageurl"),
            *("landingpage", "destinationlink", "destinationurl", "website"),
        ),
        Field.IMAGE: (
            *("imagelink", "image", "imageurl", "imagesrc", "mainimage", "featuredimage", "productimage"),
            *("productimageurl", "mediaurl", "img", "imgurl", "photo", "photourl", "picture", "pictureurl"),
            *("image1", "images", "imageurls", "photos", "pictures"),
        ),
        Field.MORE_IMAGES: (
            *("additionalimagelink", "additionalimagelinks", "additionalimages", "moreimages", "gallery"),
            *(f"image{number}" for number in range(2, IMAGES_MAX + 1)),
        ),
        Field.ALT_TEXT: ("alttext", "alt", "imagealttext", "imagealt", "pinalttext"),
        Field.PRICE: ("price", "regularprice", "variantprice", "unitprice"),
        Field.SALE_PRICE: ("saleprice", "specialprice", "discountprice", "discountedprice", "offerprice"),
        Field.COMPARE_AT: ("compareatprice", "variantcompareatprice", "compareat", "wasprice", "oldprice"),
        Field.CURRENCY: ("currency", "currencycode", "pricecurrency"),
        Field.AVAILABILITY: ("availability", "stockstatus", "instock", "available"),
        Field.QUANTITY: ("stock", "quantity", "qty", "stockquantity", "inventory", "inventoryquantity"),
        Field.BRAND: ("brand", "vendor", "manufacturer", "maker"),
        Field.TYPE: ("producttype", "category", "productcategory"),
        Field.LOOSE_TYPE: ("type",),
        Field.CATEGORY: ("googleproductcategory",),
        Field.CATEGORIES: ("categories", "productcategories"),
        Field.BOARD: ("board", "boardname", "pinterestboard", "pinboard"),
        Field.TAGS: ("tags", "keywords", "producttags", "labels", "relatedterms"),
        Field.PUBLISHED: ("published", "visible", "visibility", "publishedononlinestore"),
        Field.STATUS: ("status", "productstatus"),
    }
)
"""For each field the headers that state it, folded (`catalog.headers`), the best first."""

_NAME_IT = "Give the row a title, and better an id of its own."
_ONE_ROW = "Keep one row for each product, or give each its own id."
_SHORTEN = "Shorten it: pictures are given by their address, not by their content."


def read_plain(sheet: Sheet) -> Iterator[CatalogRow | UnreadableRow]:
    """Every record as a product, or as a row that cannot be read; keys seen are all that is remembered."""
    columns = claim_columns(sheet.header, NAMES)
    seen: dict[str, int] = {}
    for record in sheet.records():
        yield record if isinstance(record, UnreadableRow) else _read(record, columns, seen)


def _read(record: Record, columns: Columns, seen: dict[str, int]) -> CatalogRow | UnreadableRow:
    if record.given < len(columns.header) and not columns.text(record, Field.TITLE):
        why = f"The row has {record.given} cells where the header has {len(columns.header)}, and no title."
        return unreadable_row(record.row, why, _NAME_IT)
    name, key = _key(record, columns)
    if not key:
        return unreadable_row(record.row, "The row has no id, SKU, handle, link or title.", _NAME_IT)
    if key in seen:
        return unreadable_row(record.row, f'The {name} "{key}" stands in row {seen[key]} already.', _ONE_ROW)
    seen[key] = record.row
    why_not = bounds.oversize(handle=columns.text(record, Field.HANDLE), addresses=_addresses(record, columns))
    if why_not:
        return unreadable_row(record.row, why_not, _SHORTEN)
    return CatalogRow(row=record.row, product=_product(record, columns, key))


def _key(record: Record, columns: Columns) -> tuple[str, str]:
    """What the key is, and the key: the merchant's own name for the product, or one made of link or title."""
    for name, field in (("id", Field.ID), ("SKU", Field.SKU), ("handle", Field.HANDLE)):
        if own := settled_key(columns.text(record, field)):
            return name, own
    if made := link_slug(columns.text(record, Field.LINK)):
        return "link", settled_key(made)
    title = columns.text(record, Field.TITLE)
    return "title", settled_key(slug(title) or title)


def _product(record: Record, columns: Columns, key: str) -> Product:
    offer = read_offer(columns, record)
    availability = _availability(record, columns)
    unread = {} if availability else columns.stated(record, (Field.AVAILABILITY, Field.QUANTITY))
    return Product(
        key=key,
        title=bounds.paragraph(columns.text(record, Field.TITLE)),
        description=columns.text(record, Field.DESCRIPTION)[:DESCRIPTION_MAX],
        link=columns.text(record, Field.LINK) or None,
        handle=columns.text(record, Field.HANDLE) or None,
        images=_images(record, columns),
        price=offer.prices.price,
        sale_price=offer.prices.sale_price,
        availability=availability or Availability.UNKNOWN,
        published=is_published(columns.text(record, Field.PUBLISHED), columns.text(record, Field.STATUS)),
        brand=bounds.line(columns.text(record, Field.BRAND)),
        product_type=_product_type(record, columns),
        tags=bounds.tags(columns.text(record, Field.TAGS)),
        sku=bounds.line(columns.text(record, Field.SKU)),
        board=bounds.line(columns.text(record, Field.BOARD)),
        extras=columns.extras(record, {**offer.unread, **unread}),
    )


def _availability(record: Record, columns: Columns) -> Availability | None:
    stated = (columns.text(record, field) for field in (Field.AVAILABILITY, Field.QUANTITY))
    return next((found for text in stated if (found := parse_availability(text))), None)


def _product_type(record: Record, columns: Columns) -> str | None:
    """Its own type, else the first of its categories; Google's only when it is more than a number."""
    google = columns.text(record, Field.CATEGORY)
    candidates = (
        columns.text(record, Field.TYPE),
        columns.text(record, Field.CATEGORIES).partition(",")[0].strip(),
        # WooCommerce's "simple" and "variable" stand here, beside its categories.
        columns.text(record, Field.LOOSE_TYPE),
        "" if google.isdigit() else google,
    )
    return next((bounds.paragraph(kind) for kind in candidates if kind), None)


def _images(record: Record, columns: Columns) -> tuple[ProductImage, ...]:
    alt = bounds.paragraph(columns.text(record, Field.ALT_TEXT))
    urls = list(dict.fromkeys(_pictures(record, columns)))[:IMAGES_MAX]
    return tuple(ProductImage(url=url, alt="" if at else alt) for at, url in enumerate(urls))


def _addresses(record: Record, columns: Columns) -> list[str]:
    return [columns.text(record, Field.LINK), *_pictures(record, columns)]


def _pictures(record: Record, columns: Columns) -> list[str]:
    cells = columns.texts(record, Field.IMAGE) + columns.texts(record, Field.MORE_IMAGES)
    return [url for cell in cells for url in part_addresses(cell)]
