"""A worker that does nothing but say that it is ready; a simulator and an intake that do nothing but be well."""

import http.server
import json
import os
import signal
import sys
from pathlib import Path


def main() -> None:
    if sys.argv[1] == "worker":
        work()
    serve(int(sys.argv[2]))


def work() -> None:
    if "STAND_IN_WORKER_SAYS" in os.environ:
        sys.exit(os.environ["STAND_IN_WORKER_SAYS"])
    # Waited for, not handled: an event that a handler sets while it is being waited for may lock itself out.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    ready = Path(os.environ["PINFLOW_READY_FILE"])
    ready.with_suffix(".part").write_text(json.dumps({"pid": os.getpid(), "started": 0}))
    ready.with_suffix(".part").replace(ready)
    signal.sigwait({signal.SIGTERM})
    os._exit(0)


def serve(port: int) -> None:
    http.server.HTTPServer(("127.0.0.1", port), Healthy).serve_forever()


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in {"/_simulator/health", "/healthz"} else 404)
        self.end_headers()


if __name__ == "__main__":
    main()
