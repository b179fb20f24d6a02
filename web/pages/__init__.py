"""The pages, one module for each part of the site."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every page."""
    from web.pages import (
        case_inside,
        cases,
        demo,
        documents,
        help,
        instances,
        operations,
        processes,
        start,
        tasks,
        work,
    )

    parts = (work, tasks, start, cases, case_inside, documents, instances, operations, processes, demo, help)
    for part in parts:
        app.register_blueprint(part.blueprint)
