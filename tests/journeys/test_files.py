"""Files as shops, agencies and other tools write them, launched without editing, and what comes of them."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Place

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"

FILES = [
    "csv/pinterest_bulk_create.csv",
    "csv/shopify_export_legacy.csv",
    "csv/shopify_export_new.csv",
    "merchant/merchant_feed.tsv",
    "merchant/merchant_rss2.xml",
    "merchant/google_forum_rss2_apparel_variants.xml",
    "sitemap/sitemap_images.xml",
    "woocommerce/docs_v3_product_1_simple.json",
    "shopify-webhooks/shopify_products_create.json",
]


@pytest.mark.journey
@pytest.mark.parametrize("name", FILES)
def test_each_sample_is_launched_unedited(place: Place, name: str) -> None:
    """Whatever is refused, is refused for what the merchant's own data says. Publish dates are not waited for."""
    if not SAMPLES.is_dir():
        pytest.skip("the sample files do not lie beside this repository")
    words = ["launch", str(SAMPLES / name), "--timezone", "Europe/Berlin", "--edition", name.replace("/", "-")]
    launch = place.pinflow.json(*words, "--detach")["launch"]
    place.pinflow.json("reschedule", launch, "--to", "now")
    report = place.pinflow.json("watch", launch)
    reasons = {product["reason"] for product in report["products"] if product["outcome"] == "refused"}
    assert report["total"] == report["live"] + report["refused"]
    assert reasons <= {"image_missing", "product_not_published", "product_out_of_stock", "row_unreadable"}
    assert report["live"] >= 1


@pytest.mark.journey
def test_what_failed_comes_back_as_a_file_is_mended_and_launched_again(place: Place) -> None:
    catalog = place.folder / "mend.csv"
    catalog.write_text(
        "id,title,link,image_link,board\n"
        "fine,Fine mug,https://shop.example.com/products/fine,https://cdn.example.com/fine_900x900.jpg,Mugs\n"
        "bare,Bare mug,https://shop.example.com/products/bare,,Mugs\n",
        encoding="utf-8",
    )
    first = place.pinflow.json("launch", str(catalog))
    assert (first["live"], first["refused"]) == (1, 1)
    out = place.folder / "mended.csv"
    assert place.pinflow.json("export", first["launch"], "--out", str(out))["products"] == 1
    text = out.read_text(encoding="utf-8")
    assert "image_missing" in text
    assert "fine" not in text
    out.write_text(text.replace("products/bare,", "products/bare,https://cdn.example.com/bare_900x900.jpg"))
    again = place.pinflow.json("launch", str(out))
    assert (again["total"], again["live"]) == (1, 1)
    assert again["products"][0]["product"] == "bare"
