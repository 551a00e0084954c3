"""Ties a program to the life of the supervisor, then becomes it: `python tether.py SUPERVISOR_PID PROGRAM WORD...`

On Linux the program is asked to end when the supervisor dies, even by SIGKILL; elsewhere nothing is tied, and the
next `pinflow up` ends what was left. The program keeps the process id, since it replaces this one. Run by its path
and not as a module, with nothing but the standard library: it costs milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""prctl(2)"""


def main() -> None:
    supervisor, *words = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # It may have died before we asked to be told.
        if os.getppid() != int(supervisor):
            sys.exit(1)
        _stand_back()
    os.execv(words[0], words)  # noqa: S606 - there is no shell on purpose: the process id must be the program's


def _stand_back() -> None:
    """Linux shares a processor among sessions before it looks at who is nice: the session must be it, too."""
    try:
        with open("/proc/self/autogroup", "w", encoding="ascii") as group:  # noqa: PTH123 - pathlib takes longer
            group.write(str(os.getpriority(os.PRIO_PROCESS, 0)))
    except OSError:  # a kernel that does not know of it, or does not let us
        pass


if __name__ == "__main__":
    main()
