"""Words in a paragraph, **bold** ones in bold."""

import re
from typing import Any

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def write(paragraph: Any, words: str) -> None:
    """Add the words to a paragraph."""
    for number, part in enumerate(_BOLD.split(words)):
        if part:
            paragraph.add_run(part).bold = True if number % 2 else None
