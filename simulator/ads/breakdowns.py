"""Independent ways to cut the same numbers: each type's values add up to the whole, the types do not."""

from __future__ import annotations

from dataclasses import dataclass

_AGES = ("18-24", "25-34", "35-44", "45-49", "50-54", "55-64", "65+")
_GENDERS = ("FEMALE", "MALE", "UNKNOWN")

VALUES: dict[str, tuple[str, ...]] = {
    "KEYWORD": ("blue mug", "oak table", "linen"),
    "APPTYPE": ("iphone", "android_mobile", "ipad", "web"),
    "GENDER": _GENDERS,
    "LOCATION": ("803", "501"),
    "PLACEMENT": ("BROWSE", "SEARCH", "RELATED_PINS"),
    "COUNTRY": ("DE", "FR", "AT"),
    "TARGETED_INTEREST": ("Home decor", "Food and drink"),
    "PINNER_INTEREST": ("Home decor", "Gardening"),
    "AUDIENCE_INCLUDE": ("2542620905476", "2542620905477"),
    "GEO": ("DE", "FR"),
    "AGE_BUCKET": _AGES,
    "REGION": ("DE-BY", "DE-BE"),
    "AGE_BUCKET_AND_GENDER": tuple(f"{age}, {gender}" for age in _AGES[:2] for gender in _GENDERS[:2]),
    "CREATIVE_TYPE": ("REGULAR", "VIDEO"),
    "AUDIENCE_MULTIPLIER": ("1.0", "1.5"),
    "QUIZ_RESULT": ("A", "B"),
    "MEDIA_TYPE": ("IMAGE", "VIDEO"),
    "CREATIVE_ENHANCEMENTS": ("NONE", "BACKGROUND"),
    "LOCAL_ADS_STORE_CODE": ("S1", "S2"),
}
COMMON = tuple(VALUES)[:13]
BY_LEVEL = {
    "ADVERTISER": COMMON,
    "CAMPAIGN": (*COMMON, "CREATIVE_TYPE", "AUDIENCE_MULTIPLIER"),
    "AD_GROUP": COMMON,
    "PIN_PROMOTION": (*COMMON, "QUIZ_RESULT"),
}
ASYNC_ONLY = ("CREATIVE_ENHANCEMENTS", "LOCAL_ADS_STORE_CODE")


@dataclass(frozen=True)
class Cut:
    """One way to cut: `type` is None for an entity that is itself a part, of which only `position` is wanted."""

    parts: int
    type: str | None = None
    position: int | None = None

    @property
    def wanted(self) -> range:
        return range(self.parts) if self.position is None else range(self.position, self.position + 1)

    def value(self, part: int) -> str | None:
        return VALUES[self.type][part] if self.type else None


def cuts(types: tuple[str, ...]) -> tuple[Cut, ...]:
    return tuple(Cut(len(VALUES[each]), each) for each in types)
