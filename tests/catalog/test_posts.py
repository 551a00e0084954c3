"""Tables of posts: the headers of schedulers, and what they mean for a pin."""

from pathlib import Path

import pytest

from contracts.product import CatalogRow, Product, UnreadableRow
from tests.catalog.builders import a_file, only_product, outline, products_of, rows_of

PINTEREST = "Title,Media URL,Pinterest board,Thumbnail,Description,Link,Publish date,Keywords"
PINBRIDGE = (
    "account_id,board_id,title,idempotency_key,description,link_url,image_url,asset_id,alt_text,related_terms,"
    "dominant_color,cover_image_url,run_at"
)
PUBLER = (
    "Date - Intl. format or prompt,Text,Link(s) - Separated by comma,Media URL(s) - Separated by comma,"
    "Title - For the pin,Label(s),Alt text(s) - Separated by ||,Comment(s),"
    '"Pin board, FB album, or Google category",Post subtype,CTA,Reminder'
)
PICTURE = "https://c.example/1.jpg"


def pinned(folder: Path, header: str, row: str) -> Product:
    return only_product(a_file(folder, f"{header}\n{row}\n"))


def refusal(folder: Path, header: str, row: str) -> UnreadableRow:
    (found,) = rows_of(a_file(folder, f"{header}\n{row}\n"))
    assert isinstance(found, UnreadableRow)
    return found


def test_pinterests_own_table_is_read(tmp_path: Path) -> None:
    row = f'Nook,{PICTURE},Home Decor,,Warm,https://a.example/nook,2026-12-01T14:30:00,"decor,cozy"'
    product = pinned(tmp_path, PINTEREST, row)
    assert (product.key, product.title, product.description) == ("nook", "Nook", "Warm")
    assert (product.board, product.section, product.publish_at) == ("Home Decor", None, "2026-12-01T14:30:00")
    assert (product.images[0].url, product.tags, product.extras) == (PICTURE, ("decor", "cozy"), {})


@pytest.mark.parametrize(
    ("cell", "board", "section"),
    [
        ("Home Decor/Nooks", "Home Decor", "Nooks"),
        (" Home / Nooks/Small ", "Home", "Nooks/Small"),
        ("Home/", "Home", None),
        ("/Nooks", None, "Nooks"),
        ("", None, None),
    ],
)
def test_pinterests_board_may_name_a_section(
    tmp_path: Path, cell: str, board: str | None, section: str | None
) -> None:
    product = pinned(tmp_path, PINTEREST, f"Nook,{PICTURE},{cell},,,,,")
    assert (product.board, product.section) == (board, section)


def test_elsewhere_a_slash_is_part_of_the_boards_name(tmp_path: Path) -> None:
    product = pinned(tmp_path, "title,image,board,board section", "Nook,/1.jpg,Black/White,Small")
    assert (product.board, product.section) == ("Black/White", "Small")


def test_a_media_address_of_a_video_is_the_video_and_the_thumbnail_its_cover(tmp_path: Path) -> None:
    video = "https://c.example/film.MP4?v=1"
    product = pinned(tmp_path, PINTEREST, f"Nook,{video},Home,{PICTURE},,,,")
    assert product.video == video
    assert [image.url for image in product.images] == [PICTURE]


@pytest.mark.parametrize("moment", ["5", "0:05", "00:00:03.5", "3s"])
def test_a_moment_of_the_video_is_no_address_of_a_cover(tmp_path: Path, moment: str) -> None:
    """Pinterest takes either for a thumbnail; the cover is then the video's own first frame."""
    product = pinned(tmp_path, PINTEREST, f"Nook,https://c.example/film.mp4,Home,{moment},,,,")
    assert (product.images, product.extras) == ((), {"Thumbnail": moment})


def test_a_video_without_a_cover_has_no_pictures(tmp_path: Path) -> None:
    product = pinned(tmp_path, PINTEREST, "Nook,https://c.example/film.mov,Home,,,,,")
    assert (product.video, product.images) == ("https://c.example/film.mov", ())


def test_a_thumbnail_without_a_video_is_no_picture(tmp_path: Path) -> None:
    product = pinned(tmp_path, PINTEREST, f"Nook,{PICTURE},Home,https://c.example/small.jpg,,,,")
    assert (product.video, len(product.images)) == (None, 1)
    assert product.extras == {"Thumbnail": "https://c.example/small.jpg"}


@pytest.mark.parametrize("address", ["https://youtu.be/x", "https://a.example/mp4", "https://a.example/?f=a.mp4"])
def test_an_address_of_no_video_file_is_kept_and_not_pinned(tmp_path: Path, address: str) -> None:
    product = pinned(tmp_path, "title,image,video_url", f"Nook,{PICTURE},{address}")
    assert (product.video, product.images[0].url) == (None, PICTURE)
    assert product.extras == {"video_url": address}


def test_a_bulk_file_of_other_names_is_read(tmp_path: Path) -> None:
    header = "board_name,title,description,link,image_url,published_at"
    product = pinned(tmp_path, header, f"Home,Nook,Warm,https://a.example/nook,{PICTURE},2026-12-01 14:30")
    assert (product.board, product.publish_at, product.images[0].url) == ("Home", "2026-12-01T14:30:00", PICTURE)


def test_pinbridges_key_is_its_own_for_the_pin(tmp_path: Path) -> None:
    row = f'acc_1,987654,Nook,order-7,Warm,https://a.example/nook,{PICTURE},,A nook,"a,b",#fff,,'
    product = pinned(tmp_path, PINBRIDGE, row + "2026-12-01T14:30:00+01:00")
    assert (product.key, product.board, product.link) == ("order-7", "987654", "https://a.example/nook")
    assert (product.images[0].alt, product.tags) == ("A nook", ("a", "b"))
    assert product.publish_at == "2026-12-01T14:30:00+01:00"
    assert product.extras == {"account_id": "acc_1", "dominant_color": "#fff"}


def test_pinbridges_asset_is_kept_where_there_is_no_picture(tmp_path: Path) -> None:
    product = pinned(tmp_path, PINBRIDGE, "acc_1,9,Nook,k,,,,asset_5,,,,,")
    assert (product.images, product.extras["asset_id"]) == ((), "asset_5")


def test_publers_columns_are_known_by_their_places(tmp_path: Path) -> None:
    row = (
        f'2026-12-01 14:30,Warm and soft,https://a.example/nook,"{PICTURE}, https://c.example/2.jpg",Nook,"a,b",'
        "Front||Back,First!,Home Decor,,,"
    )
    product = pinned(tmp_path, PUBLER, row)
    assert (product.title, product.description, product.board) == ("Nook", "Warm and soft", "Home Decor")
    assert [(image.url, image.alt) for image in product.images] == [
        (PICTURE, "Front"),
        ("https://c.example/2.jpg", "Back"),
    ]
    assert (product.publish_at, product.tags) == ("2026-12-01T14:30:00", ("a", "b"))
    assert product.extras == {"Comment(s)": "First!"}


def test_publers_short_headers_mean_the_same(tmp_path: Path) -> None:
    product = pinned(tmp_path, "Date,Text,Link(s),Media URL(s)", f",Nook,https://a.example/nook,{PICTURE}")
    assert (product.key, product.title, product.publish_at) == ("nook", "Nook", None)


def test_highlevels_post_is_title_and_description_in_one(tmp_path: Path) -> None:
    header = "postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl),imageUrls,gifUrl,videoUrls"
    header = f"{header},pinterestBoardId"
    product = pinned(tmp_path, header, f'2026-12-01 14:30:00,"Nook\nWarm",https://a.example/n,{PICTURE},,,55')
    assert (product.title, product.description, product.board) == ("Nook", "Nook\nWarm", "55")
    assert (product.publish_at, product.link) == ("2026-12-01T14:30:00", "https://a.example/n")


def test_postfasts_table_is_read(tmp_path: Path) -> None:
    header = "scheduled_at,account_id,content,media_urls,pinterest_board_id"
    product = pinned(tmp_path, header, f"2026-12-01T14:30:00Z,1,Nook,{PICTURE},55")
    assert (product.title, product.board, product.publish_at) == ("Nook", "55", "2026-12-01T14:30:00+00:00")


def test_sprouts_date_and_time_are_two_columns(tmp_path: Path) -> None:
    header = "date,time_24hr,message_text,link,image"
    product = pinned(tmp_path, header, f"22/11/2026,20:00,Nook,https://a.example/n,{PICTURE}")
    assert (product.publish_at, product.title) == ("2026-11-22T20:00:00", "Nook")


@pytest.mark.parametrize("clock", ["18:30", "1830", "6:30 PM", "18:30:00", "18h30"])
@pytest.mark.parametrize(
    "header",
    [
        *("Publish date,Time", "Date,Time", "Publish date,Publish time", "date,time_24hr", "Post date,Post time"),
        *("Scheduled date,Scheduled time", "Datum,Uhrzeit", "Publish date (YYYY-MM-DD),Time (24h)"),
    ],
)
def test_a_time_beside_its_date_is_part_of_the_moment(tmp_path: Path, header: str, clock: str) -> None:
    product = pinned(tmp_path, f"title,image,{header}", f"Nook,{PICTURE},2027-01-02,{clock}")
    assert (product.publish_at, product.extras) == ("2027-01-02T18:30:00", {})


def test_a_midnight_that_a_program_adds_to_each_date_yields_to_the_time_beside_it(tmp_path: Path) -> None:
    for midnight in ("2027-01-02 00:00", "2027-01-02T00:00:00"):
        product = pinned(tmp_path, "title,image,date,time", f"Nook,{PICTURE},{midnight},18:30")
        assert product.publish_at == "2027-01-02T18:30:00"


def test_a_moment_in_one_cell_needs_no_time_beside_it(tmp_path: Path) -> None:
    header = "title,image,date,time,scheduled time"
    assert pinned(tmp_path, header, f"Nook,{PICTURE},2027-01-02 20:00,,").publish_at == "2027-01-02T20:00:00"
    product = pinned(tmp_path, header, f"Nook,{PICTURE},2021-05-06,,2027-01-02 10:00")
    assert product.publish_at == "2027-01-02T10:00:00"


@pytest.mark.parametrize(
    ("date", "clock", "why"),
    [
        ("2027-01-02", "", 'The column "date" says "2027-01-02", and "time_24hr" is blank.'),
        ("", "18:00", 'The column "time_24hr" says "18:00", and no date stands beside it.'),
        (
            "2027-01-02",
            "evening",
            'The column "date" says "2027-01-02 evening", which is no date and time that can be read.',
        ),
    ],
)
def test_half_a_moment_refuses_its_row(tmp_path: Path, date: str, clock: str, why: str) -> None:
    """Midnight is no hour that anybody chose, and at once is none that can be called back."""
    assert refusal(tmp_path, "title,image,date,time_24hr", f"Nook,{PICTURE},{date},{clock}").message == why


@pytest.mark.parametrize("header", ["Time", "Publish time", "Post time"])
def test_no_time_is_missing_in_silence_whatever_its_column_is_called(tmp_path: Path, header: str) -> None:
    bad = refusal(tmp_path, f"title,image,publish date,{header}", f"Nook,{PICTURE},2027-01-02,")
    assert bad.message == f'The column "publish date" says "2027-01-02", and "{header}" is blank.'


def test_neither_date_nor_time_is_no_moment(tmp_path: Path) -> None:
    assert pinned(tmp_path, "title,image,date,time_24hr", f"Nook,{PICTURE},,").publish_at is None


@pytest.mark.parametrize(
    "header",
    [
        *("Posting Time", "Posting date", "Scheduled Time", "Schedule Date", "Scheduled Date", "Scheduled For"),
        *(
            "Publish Time",
            "Publish on",
            "Schedule time",
            "Post time",
            "Post Date",
            "Publish time (YYYY-MM-DD HH:MM)",
        ),
        *("Veröffentlichen am", "Veröffentlichungsdatum", "Geplant für", "Date de publication"),
    ],
)
def test_the_moment_of_a_post_has_many_names(tmp_path: Path, header: str) -> None:
    product = pinned(tmp_path, f"title,image,board,{header}", f"Nook,{PICTURE},Home,2027-01-02 10:00")
    assert product.publish_at == "2027-01-02T10:00:00"


@pytest.mark.parametrize("header", ["Post Date", "Veröffentlichungsdatum", "Datum", "Time"])
def test_a_shops_list_of_products_is_no_plan(tmp_path: Path, header: str) -> None:
    """There it is when a book came out, or when the shop put the product on sale."""
    product = pinned(tmp_path, f"title,image,price,{header}", f"Nook,{PICTURE},12,2021-05-06")
    assert (product.publish_at, product.extras) == (None, {header: "2021-05-06"})


def test_a_time_without_any_date_column_is_a_column_of_the_shops(tmp_path: Path) -> None:
    product = pinned(tmp_path, "title,image,time,timezone", f"Pasta,{PICTURE},30 min,EST")
    assert (product.publish_at, product.extras) == (None, {"time": "30 min", "timezone": "EST"})


@pytest.mark.parametrize(
    ("stated", "zone", "moment"),
    [
        ("2027-01-02 10:00", "America/New_York", "2027-01-02T10:00:00-05:00"),
        ("2027-07-02 10:00", "America/New_York", "2027-07-02T10:00:00-04:00"),
        ("2027-03-28 02:30", "Europe/Berlin", "2027-03-28T03:00:00+02:00"),
        ("2027-10-31 02:30", "Europe/Berlin", "2027-10-31T02:30:00+02:00"),
        ("2027-01-02 10:00+01:00", "America/New_York", "2027-01-02T10:00:00+01:00"),
        ("2027-01-02 10:00", "", "2027-01-02T10:00:00"),
        ("1970-01-02 10:00", "Europe/Berlin", "1970-01-02T10:00:00"),
    ],
)
def test_a_time_zone_in_its_own_column_is_that_of_the_row(
    tmp_path: Path, stated: str, zone: str, moment: str
) -> None:
    product = pinned(tmp_path, "title,image,publish date,Timezone", f"Nook,{PICTURE},{stated},{zone}")
    assert (product.publish_at, product.extras) == (moment, {})


@pytest.mark.parametrize("zone", ["Eastern Time", "Berlin", "GMT+5:30", "../x"])
def test_a_time_zone_that_there_is_not_refuses_its_row(tmp_path: Path, zone: str) -> None:
    bad = refusal(tmp_path, "title,image,publish date,tz", f"Nook,{PICTURE},2027-01-02 10:00,{zone}")
    assert bad.message == f'The column "tz" says "{zone}", which is no time zone.'


def test_a_date_that_may_be_two_refuses_its_row_and_no_other(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,title,date\n1,Nook,05/06/2026\n2,Vase,25/06/2026\n")
    assert outline(path) == [(2, "!"), (3, "2")]
    bad = rows_of(path)[0]
    assert isinstance(bad, UnreadableRow)
    assert bad.message == 'The column "date" says "05/06/2026", which may be 2026-06-05 or 2026-05-06.'


@pytest.mark.parametrize("header", ["Publish date", "run_at", "scheduled_at", "published_at", "DATE"])
def test_a_date_that_cannot_be_read_is_shown_with_its_column(tmp_path: Path, header: str) -> None:
    """To pass it over would publish at once, and a pin cannot be called back."""
    bad = refusal(tmp_path, f"title,image,{header}", f"Nook,{PICTURE},next Tuesday")
    assert f'The column "{header}" says "next Tuesday"' in bad.message
    assert "2026-11-22 20:00" in bad.remedy


def test_a_long_date_is_not_repeated_whole(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, "title,date", f"Nook,{'x' * 5_000}").message) < 200


def test_shopifys_word_for_being_shown_is_no_date(tmp_path: Path) -> None:
    header = "Handle,Title,Body (HTML),Published,Published At,Publish date,Variant Price"
    product = pinned(tmp_path, header, "nook,Nook,,TRUE,2021-01-01,2026-12-01,5")
    assert (product.publish_at, product.published) == ("2026-12-01T00:00:00", True)


def test_a_shopify_product_with_an_unclear_date_is_refused_under_its_first_row(tmp_path: Path) -> None:
    rows = "a,Nook,5,\na,,6,soon\nb,Vase,7,\n"
    path = a_file(tmp_path, f"Handle,Title,Variant Price,Publish date\n{rows}")
    assert outline(path) == [(2, "!"), (4, "b")]


def test_a_text_beside_title_and_description_is_a_column_of_the_shops(tmp_path: Path) -> None:
    product = pinned(tmp_path, "title,description,content,image", f"Jam,Sweet,250 ml,{PICTURE}")
    assert (product.description, product.extras) == ("Sweet", {"content": "250 ml"})


def test_columns_of_our_own_export_are_not_read_back(tmp_path: Path) -> None:
    header = "id,title,pinflow_outcome,Pinflow_Reason,pinflow_message,pinflow_remedy,pinflower"
    product = pinned(tmp_path, header, "1,Mug,refused,image_missing,There is none.,Add one.,rose")
    assert product.extras == {"pinflower": "rose"}


PAGE = "https://a.example/p-1"


def test_without_ids_a_page_has_one_pin_whatever_the_order_of_its_rows(tmp_path: Path) -> None:
    """Which row is the first says nothing: a key made of it would pin one again when rows change places."""
    rows = [f"{title},{PICTURE},Home,,,{PAGE},," for title in "AB"]
    for order in (rows, rows[::-1]):
        first, other = rows_of(a_file(tmp_path, "\n".join((PINTEREST, *order))))
        assert isinstance(first, CatalogRow)
        assert first.product.key == "p-1"
        assert isinstance(other, UnreadableRow)
        assert "column `id`" in other.remedy


def test_with_ids_a_page_has_several_pins_whatever_the_order_of_its_rows(tmp_path: Path) -> None:
    rows = [f"{title},{PICTURE},Home,,,{PAGE},,,{at}" for at, title in enumerate("AB")]
    for order in (rows, rows[::-1]):
        products = products_of(a_file(tmp_path, "\n".join((f"{PINTEREST},id", *order))))
        assert {product.title: product.key for product in products} == {"A": "0", "B": "1"}


def test_a_rows_zone_that_means_something_else_is_asked_for(tmp_path: Path) -> None:
    bad = refusal(tmp_path, "title,image,publish date,timezone", f"Nook,{PICTURE},2026-12-24 10:00,EST")
    assert "write America/New_York" in bad.remedy
