"""Schedules over HTTP, composed."""

from intake.api.pins_taking import PinDesk
from intake.api.schedules import SchedulesApi
from intake.api.schedules_bulk import ScheduleBulkApi
from store.api_pin_orders import SqlApiPinOrders
from store.api_schedules import SqlApiSchedules
from store.database import Database


def schedule_resources(database: Database, desk: PinDesk) -> tuple[ScheduleBulkApi, SchedulesApi]:
    """Those of one name come before `{schedule_id}`."""
    schedules = SchedulesApi(desk, SqlApiSchedules(database), SqlApiPinOrders(database))
    return ScheduleBulkApi(schedules), schedules
