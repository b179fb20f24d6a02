"""What the machine writes down about itself: one JSON line for each event, to the error stream, never about people."""

import logging
import sys

import structlog


def configure(*, quietly: bool) -> None:
    """Set up logging for this process; `quietly` leaves out what goes well, for somebody who looks at a demo."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quietly else logging.INFO),
        # Looked up for each event: whoever runs a command may have put another stream in its place since.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
