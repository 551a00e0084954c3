"""Whether we would ask an address at all: what a person is told at once need not fail at night."""

from config import Settings
from contracts.source_settings import SourceSettings
from drafting.addresses import BadAddress, whole_address
from starter.failures import CommandFailed, ExitCode
from starter.running import running_stack


def check_addresses(kept: SourceSettings, settings: Settings) -> None:
    """Raises `CommandFailed` for an address, or a shop's, that only its own machine or network reaches.

    Names are looked up when they are asked; a private address behind a public name is refused then.
    """
    for option, address in (("--address", kept.address), ("--shop", kept.shop_url)):
        if address and not _is_ours(address, settings):
            _check(option, address)


def _check(option: str, address: str) -> None:
    if "@" in address.split("://", 1)[-1].split("/", 1)[0]:
        # Not quoted, as it holds a password.
        raise CommandFailed(
            f"{option}: the address holds a user name or password. Leave it out, and give user:password by "
            "--secret-file or --secret-stdin.",
            ExitCode.USAGE,
        )
    found = whole_address(address, None)
    if isinstance(found, BadAddress):
        raise CommandFailed(f"{option}: {found.why}.", ExitCode.USAGE)


def _is_ours(address: str, settings: Settings) -> bool:
    """The demo shop of a simulator on this machine may be asked, too."""
    stack = running_stack(settings)
    demo_shop = (stack.settings if stack else settings).demo_shop()
    return demo_shop is not None and address.startswith(f"{demo_shop}/")
