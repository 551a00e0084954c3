"""Revisions of the API's pins: a row that a later one replaced asks for nothing any more, nor does its intent."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col

from drafting.api_pins import SOURCE
from store.tables.api import ApiPinRow
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow


def is_replaced() -> ColumnElement[bool]:
    """Of an intent: rows wanted it, and in the place of each there is a later one."""
    wanted = col(ProductRow.intent_key) == col(IntentRow.key)
    return and_(exists().where(wanted), ~exists().where(wanted, _stands()))


def _stands() -> ColumnElement[bool]:
    """Of a row: a pin of the API is it now, or it came another way."""
    its_launch = (col(LaunchRow.id) == col(ProductRow.launch), col(LaunchRow.source) != SOURCE)
    its_pin = (col(ApiPinRow.launch) == col(ProductRow.launch), col(ApiPinRow.row) == col(ProductRow.row))
    return or_(exists().where(*its_launch), exists().where(*its_pin))
