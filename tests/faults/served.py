"""Serves an office of invented people on any database: demo mode has one of its own, and production nobody in it yet.

Everything else is the product's: its handlers, its pages, its server and its ticks.
"""

import sys
from dataclasses import replace
from pathlib import Path

import handlers
from casework.office import open_office
from tests.scenarios import stage
from web.serving import serve


def main(role: str, folder: str, url: str, port: str, smtp_port: str) -> int:
    """Serve as `web`, `worker` or `all` until killed."""
    config = replace(stage.config(Path(folder), url), port=int(port), smtp_host="127.0.0.1", smtp_port=int(smtp_port))
    return serve(open_office(config, handlers.table), web=role != "worker", worker=role != "web")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
