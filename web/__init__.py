"""The pages: Flask, templates, and the browser files. Shows and asks; decides nothing."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from casework.office import Office

__all__ = ["create_app"]

TEMPLATES = Path(__file__).parent / "templates"
MEGABYTE = 1024 * 1024
MOST_IN_ONE_POST = 64 * MEGABYTE
WORKING_DAY = timedelta(hours=10)


def create_app(office: Office) -> Flask:
    """The application that serves one office."""
    from web import assets, csrf, engine_rest, errors, frame, headers, health, read_log, words
    from web.pages import register as register_pages

    app = Flask("web", static_folder=None, template_folder=None)
    app.extensions["office"] = office
    secure = office.config.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=session_key(office.config.session_key_file),
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=WORKING_DAY,
        MAX_CONTENT_LENGTH=MOST_IN_ONE_POST,
        MAX_FORM_MEMORY_SIZE=4 * MEGABYTE,
        MAX_FORM_PARTS=4000,
    )
    components = PackageLoader("govuk_frontend_jinja", "templates")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({"govuk_frontend_jinja": components})])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    headers.register(app, secure)
    errors.register(app)
    words.register(app)
    assets.register(app)
    frame.register(app)
    csrf.register(app)
    read_log.register(app)
    app.register_blueprint(health.blueprint)
    register_pages(app)
    engine_rest.register(app)
    return app


def session_key(path: Path) -> bytes:
    """The key that signs sessions, made at the first start and kept for all processes of this office."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = secrets.token_bytes(32)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key
