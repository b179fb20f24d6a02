"""How an expression stands in a field that may also hold plain text: ${…}, #{…} or a leading =."""

import re

_BRACES = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)


def expression_in(text: str) -> str | None:
    """The expression in a field of the Modeler, without its wrapping; None when the text is a literal."""
    braces = _BRACES.fullmatch(text)
    if braces is not None:
        return braces[1].strip()
    stripped = text.strip()
    return stripped[1:].strip() if stripped.startswith("=") else None
