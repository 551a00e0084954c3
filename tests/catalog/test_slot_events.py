"""What a slot tells, as changes of products."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.database_rows import TableMapping
from catalog.pgoutput import UNCHANGED, Cell
from catalog.slot_events import SlotEvents, SlotMessage
from contracts.changes import ChangeKind, NoChange, ProductChange, UnreadableEvent
from contracts.product import Availability
from contracts.slots import RowEvent, SlotPage
from tests.catalog.event_builders import changed, is_sound, product_of, refused
from tests.catalog.pgoutput_builders import (
    BOOL,
    COMMITTED_AT,
    END,
    FINAL,
    INT8,
    JSONB,
    PRODUCTS,
    ROW,
    SOUND,
    TEXT,
    TEXTS,
    Columns,
    begin,
    commit,
    delete,
    insert,
    relation,
    truncate,
    type_name,
    update,
)

RECEIVED = COMMITTED_AT + 60
ID_ONLY: tuple[Cell, ...] = ("6", None, None, None, None, None)


def page(*messages: bytes, mapping: TableMapping | None = None, received: float = RECEIVED) -> SlotPage:
    """What they tell, each of a position of its own."""
    told = [SlotMessage(FINAL - 1_000 + number, len(data), data) for number, data in enumerate(messages)]
    return SlotEvents(received, mapping or TableMapping()).page(told)


def events(
    *rows: bytes, columns: Columns | None = None, mapping: TableMapping | None = None
) -> Sequence[RowEvent]:
    """What the rows of one transaction tell."""
    table = relation(columns) if columns else relation()
    return page(begin(), table, *rows, commit(), mapping=mapping).events


def event(row: bytes, *, columns: Columns | None = None, mapping: TableMapping | None = None) -> RowEvent:
    (only,) = events(row, columns=columns, mapping=mapping)
    return only


def test_a_row_that_came_is_a_product_of_when_it_was_committed() -> None:
    change = changed(event(insert()))
    assert (change.kind, change.product_key, change.at) == (ChangeKind.UPSERT, "7", COMMITTED_AT)
    product = product_of(change)
    assert (product.title, product.price and product.price.amount) == ("Blue mug", Decimal("12.50"))


def test_a_row_that_went_is_a_deletion_though_only_its_key_is_told() -> None:
    change = changed(event(delete(ID_ONLY)))
    assert (change.kind, change.product_key, change.product) == (ChangeKind.DELETE, "6", None)


def test_a_long_text_that_did_not_change_is_left_open() -> None:
    row = (*ROW[:2], UNCHANGED, *ROW[3:])
    change = changed(event(update(row)))
    assert "description" in change.unsaid
    assert product_of(change).title == "Blue mug"


def test_a_long_text_that_did_not_change_is_taken_from_the_old_row_where_all_of_it_is_told() -> None:
    full: Columns = tuple(
        (name, kind, True) for name, kind in (("id", INT8), ("title", TEXT), ("description", TEXT))
    )
    row = update(("7", "Red mug", UNCHANGED), old=("7", "Blue mug", "Very soft"))
    change = changed(event(row, columns=full))
    assert product_of(change).description == "Very soft"
    assert "description" not in change.unsaid


def test_a_row_with_a_new_key_is_a_deletion_and_a_product() -> None:
    gone, came = events(update(key=ID_ONLY))
    assert (changed(gone).kind, changed(gone).product_key) == (ChangeKind.DELETE, "6")
    assert (changed(came).kind, changed(came).product_key) == (ChangeKind.UPSERT, "7")
    assert changed(gone).delivery != changed(came).delivery


def test_a_key_that_a_mapping_made_is_found_again_by_the_rows_number() -> None:
    columns: Columns = (("id", INT8, True), ("slug", TEXT, False), ("title", TEXT, False))
    mapping = TableMapping(columns={"slug": "id"})
    came = changed(event(insert(("7", "blue-mug", "Blue mug")), columns=columns, mapping=mapping))
    gone = changed(event(delete(("7", None, None)), columns=columns, mapping=mapping))
    assert (came.product_key, came.foreign_id) == ("blue-mug", "7")
    assert gone.foreign_id == "7"


def test_values_mean_what_their_types_say() -> None:
    columns: Columns = (
        ("id", INT8, True),
        ("title", TEXT, False),
        ("tags", TEXTS, False),
        ("in_stock", BOOL, False),
        ("images", JSONB, False),
    )
    row = insert(("7", "Mug", '{new,"on sale"}', "f", '[{"src": "https://cdn.example.com/a.jpg"}]'))
    product = product_of(event(row, columns=columns))
    assert product.tags == ("new", "on sale")
    assert product.availability is Availability.OUT_OF_STOCK
    assert [image.url for image in product.images] == ["https://cdn.example.com/a.jpg"]


def test_a_list_of_a_type_that_is_the_shops_own_is_known_by_its_name() -> None:
    columns: Columns = (("id", INT8, True), ("title", TEXT, False), ("tags", 90_001, False))
    told = page(begin(), type_name(90_001, "_season"), relation(columns), insert(("7", "Mug", "{spring,summer}")))
    assert product_of(told.events[0]).tags == ("spring", "summer")


def test_rows_of_other_tables_are_read_and_change_nothing() -> None:
    assert isinstance(event(insert(), mapping=TableMapping(tables=frozenset({"mugs"}))), NoChange)
    watched = event(insert(), mapping=TableMapping(tables=frozenset({"Public.Products"})))
    assert changed(watched).product_key == "7"


def test_a_table_that_was_emptied_deletes_nothing_and_is_told() -> None:
    told = page(begin(), relation(), truncate(PRODUCTS, 99), commit())
    assert not told.events
    assert len(told.notes) == 2
    assert "public.products was emptied" in told.notes[0]


def test_the_same_change_read_again_is_the_same_and_another_is_another() -> None:
    rows = (insert(), update(), update(), delete(ID_ONLY))
    first, again = events(*rows), events(*rows)
    assert first == again
    assert len({changed(each).delivery for each in first}) == len(rows)


def test_what_is_read_by_another_mapping_is_still_the_same_change() -> None:
    priced = changed(event(insert(), mapping=TableMapping(currency="EUR")))
    assert priced.delivery == changed(event(insert())).delivery


def test_rows_of_one_position_are_told_apart_and_keep_their_order() -> None:
    copied = [SlotMessage(FINAL, 1, data) for data in (begin(), relation(), insert(), insert(), insert())]
    told = SlotEvents(RECEIVED, TableMapping()).page(copied).events
    sequences = [changed(each).sequence for each in told]
    assert sequences == sorted(set(sequences))


def test_later_in_the_log_is_later_in_the_order_of_texts() -> None:
    early = page(begin(final=9), relation(), insert(), commit()).events
    late = page(begin(final=10), relation(), insert(), commit()).events
    assert changed(early[0]).sequence < changed(late[0]).sequence


def test_a_server_whose_clock_is_far_ahead_is_not_believed() -> None:
    told = page(begin(at=RECEIVED + 86_400), relation(), insert())
    assert changed(told.events[0]).at == RECEIVED


def test_a_slot_may_be_moved_behind_a_transaction_that_was_read_whole_and_no_further() -> None:
    reader = SlotEvents(RECEIVED, TableMapping())
    reader.page([SlotMessage(1, 1, data) for data in (begin(), relation(), insert())])
    assert reader.end is None
    reader.page([SlotMessage(2, 1, commit())])
    assert reader.end == END


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(insert(number=404), id="of a table that was not named"),
        pytest.param(insert(ROW[:3]), id="with too few columns"),
        pytest.param(update(key=("6",)), id="with too few columns of its key"),
        pytest.param(insert((None,) * 6), id="without anything"),
        pytest.param(delete((None,) * 6), id="deleted without a key"),
        pytest.param(b"I\0", id="cut off"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_next_one_is_read(row: bytes) -> None:
    broken, sound = events(row, insert())
    assert refused(broken).message
    assert changed(sound).product_key == "7"


def test_a_message_that_was_too_long_to_be_sent_for_is_told() -> None:
    told = SlotEvents(RECEIVED, TableMapping()).page([SlotMessage(1, 9_000_000, None)])
    assert "9,000,000 bytes" in refused(told.events[0]).message
    assert told.rows == 1


@given(st.lists(st.sampled_from(SOUND) | st.binary(max_size=40), max_size=12))
def test_messages_in_any_order_break_nothing(messages: list[bytes]) -> None:
    for each in page(*messages).events:
        assert isinstance(each, ProductChange | NoChange | UnreadableEvent)
        assert is_sound(each)
