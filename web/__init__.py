"""The pages: Flask, templates, and the browser files. Shows and asks; decides nothing."""

import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from casework.office import Office
from foundation import durable_files, secret_words
from foundation.config import ConfigurationError

__all__ = ["create_app"]

TEMPLATES = Path(__file__).parent / "templates"
KEY_BYTES = 32
COOKIE_LASTS = timedelta(days=7)
"""Longer than any session: a form that comes too late is known as whose it is. What holds is in the database."""


def create_app(office: Office) -> Flask:
    """The application that serves one office."""
    from web import assets, csrf, engine_rest, errors, frame, gate, headers, health, read_log, routes, rules, words
    from web.pages import register as register_pages

    app = Flask("web", static_folder=None, template_folder=None)
    app.url_rule_class = routes.LateRule
    if proxies := office.config.sign_in.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.extensions["office"] = office
    secure = office.config.base_url.startswith("https://")
    app.config.update(_settings(office, secure))
    components = PackageLoader("govuk_frontend_jinja", "templates")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({"govuk_frontend_jinja": components})])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    headers.register(app, secure)
    errors.register(app)
    gate.register(app)
    words.register(app)
    assets.register(app)
    frame.register(app)
    csrf.register(app)
    read_log.register(app)
    rules.register(app)
    app.register_blueprint(health.blueprint)
    register_pages(app)
    engine_rest.register(app)
    return app


def _settings(office: Office, secure: bool) -> dict[str, object]:
    """What Flask is told: how its cookie is kept, how much it reads, and that nothing turns a debugger on."""
    from web import gate

    return {
        "SECRET_KEY": session_key(office.config.session_key_file),
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": COOKIE_LASTS,
        "MAX_CONTENT_LENGTH": gate.MOST_IN_ONE_POST,
        "MAX_FORM_MEMORY_SIZE": gate.MOST_OF_FIELDS,
        "MAX_FORM_PARTS": gate.MOST_FIELDS,
        # Whatever FLASK_DEBUG or FLASK_ENV say: a debugger on a page is a way into everything.
        "DEBUG": False,
        "TESTING": False,
        "PROPAGATE_EXCEPTIONS": False,
        "TRAP_HTTP_EXCEPTIONS": False,
        "EXPLAIN_TEMPLATE_LOADING": False,
    }


def session_key(path: Path) -> bytes:
    """The key that signs cookies, made at the first start and kept for all processes of this office.

    Raises ConfigurationError when the file is open to others or holds no random key.
    """
    if not path.exists():
        durable_files.keep_first(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if secret_words.is_open(path):
        raise ConfigurationError([f"{path} is open to other users of this computer: run chmod 600 {path}"])
    if not secret_words.is_random(key, KEY_BYTES):
        raise ConfigurationError([f"{path} holds no random key of {KEY_BYTES} bytes: remove it, a new one is made"])
    return key
