"""A source as a file or options have it: read with an objection for all that does not fit, and written back."""

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, time
from enum import Enum
from zoneinfo import available_timezones

from pydantic import ValidationError

from ads.objections import Objection
from ads.spec_trouble import unknown_fields, written_trouble
from ads.written_kinds import unfit_kinds
from contracts.ads import AdsSourceSpec

ZONES_TOLD_MAX = 3


def read_written(written: Mapping[str, object]) -> AdsSourceSpec | tuple[Objection, ...]:
    """The source, or all that is wrong with how it is written."""
    wrong = (*unknown_fields(written), *unfit_kinds(written))
    told = {one.field for one in wrong}
    try:
        spec = AdsSourceSpec.model_validate(written)
    except ValidationError as error:
        return (*wrong, *(one for one in written_trouble(error) if one.field not in told))
    return wrong or tuple(zone_trouble(spec)) or spec


def zone_trouble(spec: AdsSourceSpec) -> Iterator[Objection]:
    """A schedule by clocks that nobody has would never be kept."""
    zone, known = spec.snapshot.zone, available_timezones()
    if zone not in known:
        near = difflib.get_close_matches(zone, known, ZONES_TOLD_MAX)
        yield Objection("snapshot.zone", "unknown_zone", f"there is no time zone {zone}", tuple(near) or ("UTC",))


def written_of(spec: AdsSourceSpec) -> dict[str, object]:
    """The source as its file would have it: what is as usual is left out, tables come last."""
    plain = {name: _plain(value) for name, value in spec.model_dump(exclude_defaults=True).items()}
    return dict(sorted(plain.items(), key=lambda item: isinstance(item[1], dict)))


def _plain(value: object) -> object:
    """As TOML has it: days are its own, times of day are text, as a person writes them."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value
    return value.value if isinstance(value, Enum) else value
