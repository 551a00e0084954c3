"""Whether a running stack is the one that a command's settings mean: which Pinterest it is matters most."""

from collections.abc import Iterator

from config import Settings
from starter.failures import StackDiffers
from starter.record import Services, digest_of_database


def refuse_difference(settings: Settings, services: Services) -> None:
    """Raise `StackDiffers` when the stack was started with settings that lead elsewhere."""
    differences = list(_differences(settings, services))
    if differences:
        raise StackDiffers(
            f"The running stack was started with {' and '.join(differences)} than is set now.\n"
            "Take it down first with: pinflow down (or give it a home of its own with PINFLOW_HOME)"
        )


def _differences(settings: Settings, services: Services) -> Iterator[str]:
    if _elsewhere(settings.temporal_address, services.temporal, embedded=services.web_ui is not None):
        yield f"another PINFLOW_TEMPORAL_ADDRESS ({services.temporal})"
    if settings.temporal_namespace != services.namespace:
        yield f"another PINFLOW_TEMPORAL_NAMESPACE ({services.namespace})"
    if _elsewhere(settings.pinterest_url, services.pinterest_url, embedded=services.simulator is not None):
        yield f"another PINFLOW_PINTEREST_URL ({services.pinterest_url})"
    if digest_of_database(settings) != services.database:
        yield "another PINFLOW_DATABASE_URL"


def _elsewhere(wanted: str | None, found: str, *, embedded: bool) -> bool:
    """Nothing wanted means the embedded one; its own address, given by hand, means it as well."""
    return not embedded if wanted is None else wanted != found
