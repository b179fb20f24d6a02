"""Refreshes the browser files under web/static/vendor from npm. Needs Node; running the product does not.

    python tools/vendor.py            fetch the locked packages, adapt them, write the files and their manifest
    python tools/vendor.py --check    do the same in memory and say whether the committed files are what comes out

The components come without the identity of the bodies that publish them: their fonts, emblems and names may be used
by those bodies only, so they are cut out here, and a test looks that none is left.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
VENDOR = ROOT / "web" / "static" / "vendor"

GOVUK = "govuk-frontend"
MOJ = "@ministryofjustice/frontend"
SOURCES = {
    "govuk/govuk-frontend.min.css": (GOVUK, "dist/govuk/govuk-frontend.min.css"),
    "govuk/govuk-frontend.min.js": (GOVUK, "dist/govuk/govuk-frontend.min.js"),
    "moj/moj-frontend.min.css": (MOJ, "moj/moj-frontend.min.css"),
    "moj/moj-frontend.min.js": (MOJ, "moj/moj-frontend.min.js"),
}
ICONS = "moj/assets/images"
FONTS = '"Helvetica Neue",Helvetica,Arial,sans-serif'

MIT = """MIT License

{notice}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
# The packages carry no licence file; the notices are those of their public repositories and must be kept.
NOTICES = {
    "govuk/LICENSE": "Copyright (C) 2017 Crown Copyright (Government Digital Service)",
    "moj/LICENSE": "Copyright (c) 2019 Ministry of Justice",
}


def main() -> int:
    """Fetch, adapt, and write or compare; the exit code is 1 when a comparison fails."""
    arguments = argparse.ArgumentParser(description="Refresh the vendored browser files (needs Node and npm).")
    arguments.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    check = arguments.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        files = built(install(Path(folder)))
    if check:
        return compare(files)
    for old in [path for path in VENDOR.rglob("*") if path.is_file()]:
        old.unlink()
    for name, content in files.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    sys.stdout.write(f"{len(files)} files written to {VENDOR.relative_to(ROOT)}\n")
    return 0


def install(folder: Path) -> Path:
    """Install exactly the locked packages, running none of their scripts; gives the node_modules folder."""
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes((FRONTEND / name).read_bytes())
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)  # noqa: S603
    return folder / "node_modules"


def built(modules: Path) -> dict[str, bytes]:
    """Every vendored file by its name, the manifest last."""
    versions = {package: package_version(modules, package) for package in (GOVUK, MOJ)}
    files: dict[str, bytes] = {}
    origin: dict[str, str] = {}
    for name, (package, path) in SOURCES.items():
        files[name] = adapted((modules / package / path).read_text(encoding="utf-8")).encode()
        origin[name] = package
    for icon in sorted(icons_named(files["moj/moj-frontend.min.css"].decode())):
        files[f"moj/images/{icon}"] = (modules / MOJ / ICONS / icon).read_bytes()
        origin[f"moj/images/{icon}"] = MOJ
    for name, notice in NOTICES.items():
        files[name] = MIT.format(notice=notice).encode()
        origin[name] = GOVUK if name.startswith("govuk/") else MOJ
    files["manifest.json"] = manifest(files, origin, versions)
    return files


def package_version(modules: Path, package: str) -> str:
    """The version that npm installed."""
    return str(json.loads((modules / package / "package.json").read_text(encoding="utf-8"))["version"])


def adapted(text: str) -> str:
    """The file without foreign fonts, emblems and names, and with its images beside it."""
    text = re.sub(r"/\*!\s*Copyright[^*]*(?:\*(?!/)[^*]*)*exclusive use on[^*]*\*/", "", text)
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = text.replace("GDS Transport,arial,sans-serif", FONTS)
    text = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", text)
    text = re.sub(r"[^{}]*[-_](?:crown|crest)\{[^{}]*\}", "", text)
    text = text.replace("GOV.UK Frontend", "govuk-frontend").replace("GOV.UK", "govuk")
    text = text.replace("url(/assets/images/", "url(images/")
    return re.sub(r"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]*\*/)\s*$", "", text)


def icons_named(css: str) -> set[str]:
    """The image files that a style sheet asks for."""
    return set(re.findall(r"url\(images/([^)]+)\)", css))


def manifest(files: dict[str, bytes], origin: dict[str, str], versions: dict[str, str]) -> bytes:
    """Where each file is from, and its hash and size, so that a change shows in review."""
    rows = [
        {
            "file": name,
            "package": origin[name],
            "version": versions[origin[name]],
            "licence": "MIT",
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }
        for name, content in sorted(files.items())
    ]
    return (json.dumps({"files": rows}, indent=2) + "\n").encode()


def compare(files: dict[str, bytes]) -> int:
    """Write every difference between what was built and what is committed; 1 when there is one."""
    present = {str(path.relative_to(VENDOR)): path.read_bytes() for path in VENDOR.rglob("*") if path.is_file()}
    different = sorted(name for name in files.keys() | present.keys() if files.get(name) != present.get(name))
    for name in different:
        sys.stdout.write(f"different: {name}\n")
    sys.stdout.write(f"{len(different)} files differ.\n" if different else "The vendored files are up to date.\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
