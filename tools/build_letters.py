"""Draws the Word templates in letters/ from their texts in tools/letter_texts.

python -m tools.build_letters            write every template
python -m tools.build_letters --check    say which committed template is not what its text makes
"""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

from tools import letter_drawing

TEXTS = Path(__file__).with_name("letter_texts")
PARTS = ("letterhead", "paperhead", "outcome", "outcome_reason", "outcome_follows", "outcome_next")
LETTERS = Path(__file__).resolve().parent.parent / "letters"


def built() -> dict[str, bytes]:
    """Every template by its file name."""
    return {f"{path.stem}.docx": letter_drawing.draw(source(path)) for path in sorted(TEXTS.glob("D*.txt"))}


def source(path: Path) -> letter_drawing.Source:
    """One text with the parts that it shares with others put in: `[letterhead]` stands for _letterhead.txt."""
    text = path.read_text("utf-8")
    # A letterhead begins with a paperhead, so it is put in first.
    for part in PARTS:
        text = text.replace(f"[{part}]\n", (TEXTS / f"_{part}.txt").read_text("utf-8"))
    return letter_drawing.read(path.stem, text)


def stale() -> list[str]:
    """The templates whose committed parts differ from what their texts make; compression does not count."""
    made = built()
    names = sorted(made.keys() | {path.name for path in LETTERS.glob("*.docx")})
    return [
        name
        for name in names
        if name not in made or not (LETTERS / name).exists() or _parts(made[name]) != _parts_of(LETTERS / name)
    ]


def main(arguments: list[str]) -> int:
    """Write or check; 1 when a check finds a difference."""
    if "--check" in arguments:
        wrong = stale()
        sys.stdout.write(
            "".join(f"{name} is not what its text makes: run python -m tools.build_letters\n" for name in wrong)
        )
        return 1 if wrong else 0
    for name, content in built().items():
        (LETTERS / name).write_bytes(content)
        sys.stdout.write(f"{name}\n")
    return 0


def _parts_of(path: Path) -> dict[str, bytes]:
    return _parts(path.read_bytes())


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
