"""A server of two threads and little patience that answers how much it was sent, for the test of slow senders."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.app.base import BaseApplication

from web import patience


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """How many bytes came."""
    came = len(environ["wsgi.input"].read())
    words = str(came).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(words)))])
    return [words]


class _Server(BaseApplication):  # type: ignore[misc]
    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{sys.argv[1]}",
            "threads": 2,
            "worker_class": "web.patience.PatientWorker",
            "accesslog": None,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return patience.Patience(answer)


if __name__ == "__main__":
    patience.HEAD_SECONDS = patience.BODY_SECONDS = 1.5
    patience.SLOWEST = 1_000
    _Server().run()
