"""The pages, one module for each part of the site."""

from importlib import import_module

from flask import Flask

PARTS = (
    *("work", "tasks", "checking", "handing", "start", "start_checking"),
    *("cases", "case_actions", "case_inside", "documents", "letters", "mail", "dates", "rereading", "telling"),
    *("finding", "emergencies", "who_sees", "why"),
    "templates",
    *("instances", "operations", "processes"),
    *("settings", "calendar", "closed_days", "api_tokens", "audit", "retention", "data_requests", "disclosing"),
    *("contesting", "mail_dropping", "access_review", "agencies", "people", "people_changes"),
    *("sign_in", "forgotten", "provider", "links", "late", "account", "sign_out", "back_channel"),
    *("demo", "help"),
)
"""The modules, in the order in which their addresses are tried."""


def register(app: Flask) -> None:
    """Add every page, and what some of them ask for anew."""
    import_module("web.proving").register(app)
    for name in PARTS:
        app.register_blueprint(import_module(f"{__name__}.{name}").blueprint)
