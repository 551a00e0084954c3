"""Values of a JSON body are of the kind that the document says: `1` is no `true`, and `"5"` is no 5.

Queries and forms have texts alone, which are read as what is meant.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Self, get_args

from pydantic import BaseModel, ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

KINDS: Mapping[type, tuple[tuple[type, ...], str]] = {
    bool: ((bool,), "true or false"),
    int: ((int, float), "a number"),
    float: ((int, float), "a number"),
    date: ((str,), "a text"),
    datetime: ((str,), "a text"),
}
"""What JSON has for a value of ours, and how it is called."""


class JsonKinds(BaseModel):
    """A body whose flags, numbers and times are taken as those alone. Its other fields are strict anyway."""

    @model_validator(mode="wrap")
    @classmethod
    def _of_their_kinds(cls, sent: Any, read: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """Any: whatever was sent."""
        wrong = _wrong(cls, sent) if info.mode == "json" and isinstance(sent, dict) else []
        if wrong:
            raise ValidationError.from_exception_data(cls.__name__, wrong)
        return read(sent)


def _wrong(model: type[BaseModel], sent: Mapping[str, object]) -> list[InitErrorDetails]:
    found: list[InitErrorDetails] = []
    for name, (kinds, called) in _watched(model).items():
        value = sent.get(name)
        if value is None or (isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))):
            continue
        error = PydanticCustomError("kind", "it must be {called}", {"called": called})
        found.append(InitErrorDetails(type=error, loc=(name,), input=None))
    return found


@cache
def _watched(model: type[BaseModel]) -> Mapping[str, tuple[tuple[type, ...], str]]:
    """Its fields of such kinds, by the name on the wire."""
    found = {}
    for name, info in model.model_fields.items():
        for kind in (info.annotation, *get_args(info.annotation)):
            its = KINDS.get(_plain(kind))
            if its is not None:
                found[info.alias or name] = its
    return found


def _plain(annotation: Any) -> Any:  # Any: whatever a field is annotated with
    """Without what `Annotated` adds."""
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    return annotation
