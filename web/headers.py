"""What every answer tells the browser: one strict policy for the whole site, and that pages are not to be kept."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FOR_FILES = "default-src 'none'; sandbox"
"""For what is downloaded: whatever it holds, a browser that shows it all the same runs nothing of it."""

SHOWN, ASSETS = frozenset({"text/html", "application/json"}), "assets.show"
"""What a browser is given to show, besides the style, scripts and pictures of the pages. Everything else is saved,
whichever route gives it and whether or not that says so."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses hold no names, but which case somebody reads is nobody else's business.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def register(app: Flask, secure: bool) -> None:
    """Put the headers on every answer; over https also ask for https only."""

    @app.after_request
    def add(response: Response) -> Response:
        if response.mimetype not in SHOWN and request.endpoint != ASSETS:
            response.headers.setdefault("Content-Disposition", "attachment")
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = FOR_FILES
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # Shared computers: what was on the screen must not come back with the back button after signing out.
        response.headers.setdefault("Cache-Control", "no-store")
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response
