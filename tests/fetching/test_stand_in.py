import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetching.addresses import NotAsked
from fetching.route import route_for
from fetching.stand_in import is_inside, stand_in_address

SHOP = "http://127.0.0.1:8099/shop"
ASSETS = "http://127.0.0.1:8333/pictures"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://cdn.shop.com/a_600x900.jpg?v=1", f"{SHOP}/cdn.shop.com/a_600x900.jpg?v=1"),
        ("http://shop.com:8080/", f"{SHOP}/shop.com:8080/"),
        ("https://shop.com", f"{SHOP}/shop.com/"),
        ("https://shop.com/a%20b/%C3%BC.jpg", f"{SHOP}/shop.com/a%20b/%C3%BC.jpg"),
        (f"{SHOP}/x.jpg", f"{SHOP}/x.jpg"),
    ],
)
def test_the_demo_shop_answers_for_the_products_host(address: str, asked: str) -> None:
    assert stand_in_address(address, SHOP) == asked
    assert stand_in_address(address, SHOP + "/") == asked


@given(st.from_regex(r"https://[a-z]{1,9}\.com/[a-zA-Z0-9/._~%-]{0,40}", fullmatch=True))
def test_whatever_the_path_the_demo_shop_is_not_left(address: str) -> None:
    route = route_for(address, stand_in_shop=SHOP, neighbours=())
    assert is_inside(route.start, SHOP)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8099/",
        "http://127.0.0.1:8099/shopping/a.jpg",
        "http://127.0.0.1:8099/shop/../_simulator/pins",
        "http://127.0.0.1:8098/shop/a.jpg",
        "https://127.0.0.1:8099/shop/a.jpg",
        "http://127.0.0.1/shop/a.jpg",
    ],
)
def test_only_the_exact_demo_shop_may_be_asked_on_this_machine(address: str) -> None:
    for stand_in, neighbours in ((SHOP, ()), (None, (SHOP,)), (SHOP, (SHOP, ASSETS)), (None, (ASSETS,))):
        with pytest.raises(NotAsked):
            route_for(address, stand_in_shop=stand_in, neighbours=neighbours)


def test_the_demo_shop_may_be_asked_by_its_own_address_when_it_is_known() -> None:
    address = f"{SHOP}/a.jpg"
    assert route_for(address, stand_in_shop=None, neighbours=(SHOP,)).start == httpx.URL(address)
    with pytest.raises(NotAsked):
        route_for(address, stand_in_shop=None, neighbours=())


def test_our_own_asset_store_may_be_asked_by_its_own_address_and_is_not_left() -> None:
    route = route_for(f"{ASSETS}/a.jpg", stand_in_shop=None, neighbours=(SHOP, ASSETS))
    assert route.start == httpx.URL(f"{ASSETS}/a.jpg")
    for elsewhere in ("/_admin", f"{SHOP}/a.jpg", "https://shop.example/a.jpg"):
        with pytest.raises(NotAsked):
            route.onward(route.start, elsewhere)
