"""`python -m simulator --port P [--data DIR] [--seed N] [--faults FILE]`.

`sim_<account>` is a token of any account. To go through OAuth instead there is an app from the beginning,
id 1500000 and secret simulated-secret (GET /_simulator/health says so too), with the redirect addresses
http://localhost:8085/, http://localhost:8085/callback and the same on 127.0.0.1; POST /_simulator/apps
registers others. People give their consent at /oauth/.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from simulator.control_input import ControlError
from simulator.journal import JournalError
from simulator.server import Options, run


def main() -> None:
    try:
        run(_options())
    except (ControlError, JournalError, OSError) as error:
        sys.exit(f"simulator: {error}")


def _options() -> Options:
    parser = argparse.ArgumentParser(
        prog="simulator", description="A local Pinterest (API v5) and a demo shop, on 127.0.0.1 only."
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--data", type=Path, help="folder that keeps the state over a restart")
    parser.add_argument("--seed", type=int, default=0, help="of all that happens by chance")
    parser.add_argument("--faults", type=Path, help="JSON file with the fault plan to begin with")
    given = parser.parse_args()
    return Options(port=given.port, data=given.data, seed=given.seed, faults=given.faults)


if __name__ == "__main__":
    main()
