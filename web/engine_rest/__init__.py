"""The part of Camunda 7's REST interface with which an unmodified Camunda Modeler deploys and starts."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

BASE, ALIAS = "/engine-rest", "/rest"
"""Where it stands, and what the Modeler's dialog offers at first."""


def register(app: Flask) -> None:
    """Add the calls, and let the Modeler write their address as its users do."""
    from web.engine_rest import calls, well_known

    app.register_blueprint(calls.blueprint)
    app.register_blueprint(well_known.blueprint)
    app.wsgi_app = _AsTyped(app.wsgi_app)  # type: ignore[method-assign]


class _AsTyped:
    """An address that ends in a slash makes double ones, and some people leave out `engine-`."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        parts = [part for part in path.split("/") if part]
        if parts and f"/{parts[0]}" in (BASE, ALIAS):
            environ = {**environ, "PATH_INFO": f"{BASE}/{'/'.join(parts[1:])}"}
        return self._inner(environ, start_response)
