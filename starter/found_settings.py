"""The settings with the addresses at which everything was found, for commands that ask Pinterest themselves."""

from config import Settings
from starter.running import running_stack
from starter.screen import Screen
from starter.stack import bring_up


async def found_settings(settings: Settings, screen: Screen) -> Settings:
    """The embedded simulator is brought up where it is the Pinterest; any other is asked as it is."""
    if settings.pinterest_url is None:
        with screen.busy("Starting Temporal, the worker and the Pinterest simulator where they do not run"):
            return (await bring_up(settings)).settings
    stack = running_stack(settings)
    return stack.settings if stack else settings
