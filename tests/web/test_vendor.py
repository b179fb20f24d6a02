"""The vendored browser files are the ones the manifest names, and carry nobody's identity."""

import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent.parent / "web" / "static"
VENDOR = STATIC / "vendor"
IDENTITY = re.compile(rb"GDS Transport|crown|crest|GOV\.UK", re.IGNORECASE)


def vendored() -> dict[str, bytes]:
    files = {str(path.relative_to(VENDOR)): path.read_bytes() for path in VENDOR.rglob("*") if path.is_file()}
    files.pop("manifest.json")
    return files


def test_every_vendored_file_has_the_hash_the_manifest_says() -> None:
    rows = json.loads((VENDOR / "manifest.json").read_text())["files"]
    assert {row["file"]: row["sha256"] for row in rows} == {
        name: hashlib.sha256(content).hexdigest() for name, content in vendored().items()
    }


def test_every_vendored_file_says_its_package_version_and_licence() -> None:
    rows = json.loads((VENDOR / "manifest.json").read_text())["files"]
    assert {(row["package"], row["version"], row["licence"]) for row in rows} == {
        ("govuk-frontend", "6.3.0", "MIT"),
        ("@ministryofjustice/frontend", "11.1.0", "MIT"),
    }


def test_the_manifest_agrees_with_the_lock_file() -> None:
    lock = json.loads((STATIC.parent.parent / "frontend" / "package-lock.json").read_text())["packages"]
    for row in json.loads((VENDOR / "manifest.json").read_text())["files"]:
        assert lock[f"node_modules/{row['package']}"]["version"] == row["version"]


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*")), ids=lambda path: str(path.relative_to(STATIC)))
def test_no_file_carries_the_identity_of_another_body(path: Path) -> None:
    # A licence keeps its copyright notice, as it must.
    if path.is_file() and path.name != "LICENSE":
        assert not IDENTITY.findall(path.read_bytes())


def test_no_file_asks_another_host_for_anything() -> None:
    for name, content in vendored().items():
        if name.endswith(".css"):
            assert not re.findall(rb"url\((?!images/|data:)[^)]*\)|@import", content), name
        assert b"sourceMappingURL" not in content, name


def test_every_image_a_style_sheet_names_is_there() -> None:
    for name, content in vendored().items():
        for image in re.findall(rb"url\((images/[^)]+)\)", content):
            assert (VENDOR / name).parent.joinpath(image.decode()).is_file(), image
