"""What a decoding process does to itself before it touches a stranger's picture."""

import os
import signal
import sys
import threading
import warnings
from multiprocessing import connection, parent_process

MODESTY = 5
"""How far it steps back for others (nice(2)): pictures are made ahead, a pin whose slot has come cannot wait."""


def confine(memory_bytes: int) -> None:
    """Bound this process's address space, keep it quiet and modest, and end it with its parent."""
    # Ctrl-C goes to the whole group; the parent decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pillow warns of strangers' odd files; what matters of that is in our answer.
    warnings.simplefilter("ignore")
    _limit_memory(memory_bytes)
    if sys.platform != "win32":
        os.nice(MODESTY)
    threading.Thread(target=_end_with_parent, name="parent watch", daemon=True).start()


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "win32":  # it has no such limit
        return
    import resource  # noqa: PLC0415 - not there on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _end_with_parent() -> None:
    # A parent killed outright tells nobody; its end of this pipe closes all the same.
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
