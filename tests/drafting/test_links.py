"""Links: whole, tagged, marked, and never cut."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcome import Reason, Refused
from contracts.pin import LINK_MAX, PinPolicy
from contracts.product import Product
from drafting.links import bare_link, draft_link, read_marker
from tests.drafting.builders import MARKER, POLICY, SHOPLESS, a_product, products

TAGS = f"utm_source=pinterest&utm_medium=organic&utm_campaign=pinflow&pf={MARKER}"
MARKERS = st.text(alphabet="0123456789abcdef", min_size=16, max_size=16)


def link_of(link: str | None, policy: PinPolicy = POLICY, handle: str | None = None) -> str | Refused:
    return draft_link(a_product(link=link, handle=handle), policy, MARKER)


def reason_of(link: str | None, policy: PinPolicy = POLICY) -> Reason:
    refused = link_of(link, policy)
    assert isinstance(refused, Refused), refused
    return refused.reason


@pytest.mark.parametrize(
    ("given_link", "page"),
    [
        ("https://Shop.Example.com/p/mug", "https://shop.example.com/p/mug"),
        ("https://shop.example.com", "https://shop.example.com/"),
        ("http://shop.example.com:80/p", "http://shop.example.com/p"),
        ("https://shop.example.com:443/p", "https://shop.example.com/p"),
        ("https://shop.example.com:8443/p", "https://shop.example.com:8443/p"),
        ("//shop.example.com/p", "https://shop.example.com/p"),
        ("www.example.com/p", "https://www.example.com/p"),
        ("example.com/p", "https://example.com/p"),
        ("shop.example.com:8443/p", "https://shop.example.com:8443/p"),
        ("/p/blue mug", "https://shop.example.com/p/blue%20mug"),
        ("p/mug", "https://shop.example.com/p/mug"),
        ("index.php/mug", "https://shop.example.com/index.php/mug"),
        ("https://shop.example.com/caf%C3%A9/é%zz", "https://shop.example.com/caf%C3%A9/%C3%A9%25zz"),
        ("https://bücher.example.com/p", "https://xn--bcher-kva.example.com/p"),
        ("https://straße.example.com/p", "https://xn--strae-oqa.example.com/p"),
        (" https://shop.example.com/p\n", "https://shop.example.com/p"),
        ("https://8.8.8.8/p", "https://8.8.8.8/p"),
        ("https://[2606:4700::1111]/p", "https://[2606:4700::1111]/p"),
    ],
)
def test_a_link_becomes_whole_and_canonical(given_link: str, page: str) -> None:
    assert link_of(given_link) == f"{page}?{TAGS}"


def test_without_a_link_the_handle_leads_to_the_page() -> None:
    assert link_of(None, handle="blue mug/1") == f"https://shop.example.com/products/blue%20mug%2F1?{TAGS}"
    in_a_folder = PinPolicy(shop_url="example.com/en/")
    assert link_of(None, in_a_folder, "mug") == f"https://example.com/en/products/mug?{TAGS}"


def test_the_merchants_own_tags_stay() -> None:
    link = link_of("https://shop.example.com/p?utm_source=feed&color=blue&UTM_Campaign=x")
    assert (
        link
        == f"https://shop.example.com/p?utm_source=feed&color=blue&UTM_Campaign=x&utm_medium=organic&pf={MARKER}"
    )


def test_an_older_marker_is_replaced_and_the_fragment_kept() -> None:
    link = link_of("https://shop.example.com/p?pf=ffffffffffffffff#size")
    assert link == f"https://shop.example.com/p?{TAGS}#size"


def test_the_campaign_is_the_policys() -> None:
    link = link_of("https://shop.example.com/p", PinPolicy(campaign="spring & more"))
    assert isinstance(link, str)
    assert parse_qs(urlsplit(link).query)["utm_campaign"] == ["spring & more"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "mailto:a@example.com",
        "ftp://example.com/p",
        "https://",
        "https:///p",
        "https://user:secret@example.com/p",
        "https://localhost/p",
        "https://shop.localhost/p",
        "https://printer.local/p",
        "https://intranet/p",
        "http://127.0.0.1:8080/p",
        "http://10.0.0.8/p",
        "http://[::1]/p",
        "http://169.254.169.254/latest",
        "https://exa mple.com/p",
        "https://a..b/p",
        "https://[oops",
        "https://example.com:99999/p",
        "https://good.example\\.evil.com/p",
    ],
)
def test_what_the_public_cannot_open_is_refused(link: str) -> None:
    assert reason_of(link) is Reason.LINK_INVALID


def test_nothing_to_build_from_is_a_missing_link() -> None:
    assert reason_of(None) is Reason.LINK_MISSING
    assert reason_of(" # ") is Reason.LINK_MISSING
    assert reason_of("/p/mug", SHOPLESS) is Reason.LINK_MISSING
    assert isinstance(link_of(None, SHOPLESS, "mug"), Refused)


def test_a_link_that_is_too_long_is_refused_with_both_figures_and_never_cut() -> None:
    refused = link_of("https://shop.example.com/" + "x" * 2_000)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.LINK_TOO_LONG
    assert re.findall(r"\d+", refused.message) == [str(len(f"https://shop.example.com/?{TAGS}") + 2_000), "2048"]


@given(products(), MARKERS)
def test_a_links_marker_can_be_read_back(product: Product, marker: str) -> None:
    link = draft_link(product, POLICY, marker)
    if isinstance(link, str):
        assert read_marker(link) == marker


@given(products())
def test_a_link_is_an_ascii_web_address_within_its_limit(product: Product) -> None:
    link = draft_link(product, POLICY, MARKER)
    if isinstance(link, str):
        parts = urlsplit(link)
        assert link.isascii()
        assert " " not in link
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert len(link) <= LINK_MAX


@given(st.text(alphabet="abc/-_.é%ß41&=+", max_size=3_000))
def test_a_link_is_never_shortened(path: str) -> None:
    """Every character of the page's address is still there, as it was or encoded, or there is no link at all."""
    link = link_of(f"https://shop.example.com/{path}")
    if isinstance(link, str):
        assert unquote(urlsplit(link).path) == unquote(f"/{path}")


@given(products())
def test_a_drafted_link_drafts_to_itself(product: Product) -> None:
    link = draft_link(product, POLICY, MARKER)
    if isinstance(link, str):
        assert link_of(link) == link


@pytest.mark.parametrize(
    "link",
    [
        f"https://shop.example.com/p?pf={MARKER}",
        f"http://shop.example.com/p?b=2&pf={MARKER}&utm_source=pinterest",
        f"https://shop.example.com/p?pf={MARKER.upper()}",
        f"https://shop.example.com/p?a=1&pf={MARKER}.",
        f"https://shop.example.com/p?a=1&amp;pf={MARKER}#top",
        f"https://out.example.com/?url=https%3A%2F%2Fshop.example.com%2Fp%3Fpf%3D{MARKER}",
        f"shop.example.com/p?pf={MARKER} ",
    ],
)
def test_a_marker_is_read_whatever_became_of_its_link(link: str) -> None:
    assert read_marker(link) == MARKER


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "https://shop.example.com/p",
        f"https://x.example/?pf={MARKER}0",
        f"https://x.example/?xpf={MARKER}",
        "?pf=",
    ],
)
def test_a_link_without_our_marker_has_none(link: str | None) -> None:
    assert read_marker(link) is None


def test_links_to_one_page_are_alike_bare() -> None:
    ours = link_of("https://shop.example.com/p/?b=2&a=1")
    assert isinstance(ours, str)
    assert bare_link(ours) == bare_link("http://SHOP.example.com/p?a=1&b=2&utm_term=x")
    assert bare_link(ours) != bare_link("https://shop.example.com/p?a=1&b=3")
    assert bare_link("no address ") == "no address"
