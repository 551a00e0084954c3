"""Values for tests: only what matters to a test is written in it."""

from decimal import Decimal

from contracts.contract import Instant
from contracts.launch import LaunchPolicy
from contracts.ledger import NewIntent, NewLaunch, NewRow, RowIntent
from contracts.names import AccountKey, LaunchId
from contracts.pin import PinPolicy
from contracts.product import Availability, Money, Product, ProductImage
from drafting import identity
from tests.fakes.clock import START

ACCOUNT = AccountKey("demo")
LAUNCH = LaunchId("20261121-000000-test-0000")
BOARD = "700000000000000001"
POLICY = PinPolicy(shop_url="https://shop.example.com", grace_seconds=20.0)


def a_product(key: str = "blue-mug", **changes: object) -> Product:
    """A product that becomes a pin."""
    fields: dict[str, object] = {
        "key": key,
        "title": f"Product {key}",
        "description": "<p>Holds tea.</p>",
        "link": f"https://shop.example.com/products/{key}",
        "images": (ProductImage(url=f"https://cdn.example.com/{key}.jpg"),),
        "price": Money(amount=Decimal("12.50"), currency="EUR"),
        "availability": Availability.IN_STOCK,
        "board": "Mugs",
    }
    return Product.model_validate(fields | changes)


def an_intent(
    product: Product, *, board_id: str = BOARD, section_id: str | None = None, edition: str = ""
) -> NewIntent:
    """The intent to pin `product`."""
    key = identity.key_of(ACCOUNT, board_id, product, edition=edition)
    return NewIntent(
        key=key,
        marker=identity.marker_of(key),
        account=ACCOUNT,
        board_id=board_id,
        section_id=section_id,
        board_name="Mugs",
        product=product,
        fingerprint=identity.fingerprint(product),
        edition=edition,
        policy=POLICY,
    )


def a_launch(launch: LaunchId = LAUNCH, *, policy: LaunchPolicy | None = None, at: Instant = START) -> NewLaunch:
    """A launch of `ACCOUNT`."""
    rules = policy or LaunchPolicy(pin=POLICY)
    return NewLaunch(launch=launch, account=ACCOUNT, source="test.csv", policy=rules.model_dump_json(), created=at)


def rows_of(*products: Product) -> list[NewRow]:
    """A launch's rows, numbered from 2 as in a file with a header."""
    return [
        NewRow(
            row=number,
            product_key=product.key,
            title=product.title,
            board_name=product.board or "",
            product=product,
        )
        for number, product in enumerate(products, start=2)
    ]


def row_intents(*products: Product, edition: str = "") -> list[RowIntent]:
    """Admission's verdict on `rows_of` the same products."""
    return [
        RowIntent(row=number, intent=an_intent(product, edition=edition))
        for number, product in enumerate(products, start=2)
    ]
