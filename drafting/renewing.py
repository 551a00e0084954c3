"""When an access token is to be renewed: well before its end, so that what goes wrong is mended in daylight."""

from contracts.contract import Instant

MARGIN_SHARE = 0.3
"""Of a token's life: Pinterest's usual 30 days give nine."""

MARGIN_SECONDS_MAX = 5 * 86_400.0
"""More warning than this helps nobody."""

FRESH_SHARE = 0.2
"""Of a token's life: so young it has not run out, whatever the clocks say."""

FRESH_SECONDS_MAX = 60.0


def margin_seconds(life_seconds: float) -> float:
    """How long before its end a token that lives so long is renewed."""
    return min(MARGIN_SECONDS_MAX, max(0.0, life_seconds) * MARGIN_SHARE)


def renewal_due(made: Instant | None, ends: Instant) -> Instant:
    """When to renew a token. Nobody knows when it was `made`: as one that lives long."""
    return ends - (MARGIN_SECONDS_MAX if made is None else margin_seconds(ends - made))


def is_fresh(made: Instant | None, ends: Instant | None, at: Instant) -> bool:
    """Whether a token is too young to have run out: if it is refused now, so will the next one be.

    It belongs to another host (a sandbox's in production), or its owner has locked the app out.
    """
    if made is None:
        return False
    young = FRESH_SECONDS_MAX if ends is None else min(FRESH_SECONDS_MAX, (ends - made) * FRESH_SHARE)
    return at - made < young
