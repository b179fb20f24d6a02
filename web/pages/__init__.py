"""The pages, one module for each part of the site."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every page."""
    from web.pages import (
        api_tokens,
        audit,
        calendar,
        case_actions,
        case_inside,
        cases,
        closed_days,
        dates,
        demo,
        documents,
        handing,
        help,
        instances,
        letters,
        mail,
        operations,
        processes,
        rereading,
        settings,
        start,
        tasks,
        telling,
        work,
    )

    inside = (cases, case_actions, case_inside, documents, letters, mail, dates, rereading, telling)
    offices = (settings, calendar, closed_days, api_tokens, audit)
    parts = (work, tasks, handing, start, *inside, instances, operations, processes, *offices, demo, help)
    for part in parts:
        app.register_blueprint(part.blueprint)
