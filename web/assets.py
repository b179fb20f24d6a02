"""The style sheets, scripts and images: read once, named by the hash of them all, sent compressed."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
A_YEAR = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out."""

    kind: str
    plain: bytes
    zipped: bytes


def load(folder: Path) -> tuple[dict[str, Asset], str]:
    """Every file that pages use, by name, and one hash for them all."""
    found: dict[str, Asset] = {}
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        kind = KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        if path.is_file() and kind is not None:
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            digest.update(name.encode() + b"\0" + content)
            found[name] = Asset(kind, content, gzip.compress(content, mtime=0))
    return found, digest.hexdigest()[:16]


FILES, VERSION = load(FOLDER)


@blueprint.get("/static/<version>/<path:name>")
def show(version: str, name: str) -> Response:
    """One file, kept by browsers for good: when it changes, so does its address."""
    asset = FILES.get(name)
    if asset is None:
        abort(404)
    zipped = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.zipped if zipped else asset.plain, content_type=f"{asset.kind}; charset=utf-8")
    response.headers["Cache-Control"] = A_YEAR if version == VERSION else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def asset(name: str) -> str:
    """The address of a file; raises KeyError for a file that is not there, so that no page asks for one."""
    if name not in FILES:
        raise KeyError(f"web/static has no file {name}")
    return url_for("assets.show", version=VERSION, name=name)


def register(app: Flask) -> None:
    """Serve the files, and let templates name them."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset
