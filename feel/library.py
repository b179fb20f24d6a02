"""All built-in functions by name."""

from collections.abc import Mapping

from feel.builtins import aggregates, contexts, conversion, lists, moments, numbers, ranges, strings
from feel.signatures import Signature

_TABLES = (conversion, strings, numbers, lists, aggregates, contexts, moments, ranges)

LIBRARY: Mapping[str, list[Signature]] = {
    name: signatures for module in _TABLES for name, signatures in module.FUNCTIONS.table.items()
}
"""What may be called without being plugged in; docs/feel.md lists the same, which a test checks."""
