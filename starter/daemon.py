"""Starts the supervisor as a daemon: a session of its own, nothing of its starter's but the environment."""

import subprocess
import threading
from collections.abc import Sequence

from config import Settings
from starter.home import Home
from starter.logs import open_log
from starter.parts import Part
from starter.processes import ProcessMark, mark_process
from starter.programs import user_environment


def start_supervisor(settings: Settings, home: Home, argv: Sequence[str]) -> ProcessMark:
    """Start it, and leave it to itself."""
    with open_log(home.logs / f"{Part.SUPERVISOR}.log") as output:
        process = subprocess.Popen(  # noqa: S603 - the words are ours
            argv,
            env=user_environment(settings),
            cwd=home.folder,  # it must not hold somebody's folder busy
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # It outlives this command; should it die before, somebody must reap it.
    threading.Thread(target=process.wait, daemon=True, name="reaper").start()
    return mark_process(process.pid, argv)
