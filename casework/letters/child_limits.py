"""What the process that makes letters may use: set by itself, before it looks at any template."""

import base64
import io
import resource
from collections.abc import Callable
from contextlib import suppress
from typing import Any

CPU_SECONDS = 20
MEMORY = 1_000_000_000


def limit_self() -> None:
    """Take away what rendering does not need, as far as this computer lets it be taken."""
    wanted = (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for what, most in wanted:
        hard = resource.getrlimit(what)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (limit, limit))
        except (OSError, ValueError):  # some systems do not let a memory limit be set
            continue


def close_the_door(asked: list[dict[str, Any]], answer: Callable[[dict[str, Any]], object]) -> None:
    """Fetch all that these orders need by doing as much with a document of our own; then nothing can be opened.

    A file, a connection and a way to another process each need a number of their own, and there are no more.
    """
    made = _blank()
    for given in ({"a": "x"}, {}):
        answer({"template": made, "context": given, "required": ["a"]})
    if any("changes" in one for one in asked):
        answer({"changes": [], "document": made, "everywhere": [["x", "y"]]})
    if any("faults" in one for one in asked):
        with suppress(KeyError):
            answer({"faults": "", "document": made, "context": {}})
    for what, most in ((resource.RLIMIT_NOFILE, 3), (resource.RLIMIT_NPROC, 0)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue


def _blank() -> str:
    """A template with every kind of mark that templates have."""
    from docx import Document

    written, document = io.BytesIO(), Document()
    for text in ("{{ a }}", "{% for b in [a] %}", "{% if b is defined and b != 'y' %}{{ b | join(', ') }}{% endif %}"):
        document.add_paragraph(text)
    document.add_paragraph("{% endfor %}")
    document.sections[0].footer.paragraphs[0].text = "{{ a }}"
    document.save(written)
    return base64.b64encode(written.getvalue()).decode()
