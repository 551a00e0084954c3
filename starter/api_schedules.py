"""Schedules over HTTP, composed."""

from intake.api.pins_taking import PinDesk
from intake.api.pins_validate import PinValidationApi
from intake.api.schedules import SchedulesApi
from intake.api.schedules_bulk import ScheduleBulkApi
from intake.api.schedules_validate import ScheduleValidationApi
from store.api_pin_orders import SqlApiPinOrders
from store.api_pin_views import SqlApiPinViews
from store.api_schedules import SqlApiSchedules
from store.boards import SqlBoards
from store.database import Database

ScheduleResources = tuple[ScheduleValidationApi, ScheduleBulkApi, SchedulesApi]


def schedule_resources(database: Database, desk: PinDesk) -> ScheduleResources:
    """Paths of a name come before those of an id."""
    schedules = SchedulesApi(desk, SqlApiSchedules(database), SqlApiPinOrders(database))
    pins = PinValidationApi(desk, SqlApiPinViews(database), SqlBoards(database))
    return ScheduleValidationApi(pins), ScheduleBulkApi(schedules), schedules
