"""How a process logs: events and fields, one a line, with the workflow and the pin that they are about."""

import logging
import sys
from collections.abc import Sequence

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow

from config import Settings

PIN = "pin/"


def configure_logs(settings: Settings) -> None:
    """From now on. Lines of libraries, Temporal's own among them, look the same and come from warnings up."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[not_again, *_shared(), _renderer(as_json=settings.log_json)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    # A filter, not `not_again`: nobody catches what that raises, and it would end the workflow's task.
    handler.addFilter(lambda _: not _is_replayed())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_shared()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(as_json=settings.log_json),
            ],
        )
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)


def _shared() -> Sequence[Processor]:
    return (
        structlog.contextvars.merge_contextvars,
        add_whose,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    )


def _renderer(*, as_json: bool) -> Processor:
    return structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)


def not_again(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A workflow that is replayed says nothing: it has said it before. Raises `structlog.DropEvent`."""
    del logger, method
    if _is_replayed():
        raise structlog.DropEvent
    return event


def _is_replayed() -> bool:
    return workflow.in_workflow() and workflow.unsafe.is_replaying_history_events()


def add_whose(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The workflow, the activity that logs for it, and the pin's key when it is a pin's."""
    del logger, method
    if activity.in_activity():
        info = activity.info()
        event.setdefault("activity", info.activity_type)
        found = info.workflow_id
    elif workflow.in_workflow():
        found = workflow.info().workflow_id
    else:
        return event
    if found is not None:
        event.setdefault("workflow", found)
        if found.startswith(PIN):
            event.setdefault("key", found.rpartition("/")[2])
    return event
