"""The pages, one module for each part of the site."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every page."""
    from web.pages import (
        case_inside,
        cases,
        dates,
        demo,
        documents,
        handing,
        help,
        instances,
        mail,
        operations,
        processes,
        start,
        tasks,
        telling,
        work,
    )

    inside = (cases, case_inside, documents, mail, dates, telling)
    parts = (work, tasks, handing, start, *inside, instances, operations, processes, demo, help)
    for part in parts:
        app.register_blueprint(part.blueprint)
