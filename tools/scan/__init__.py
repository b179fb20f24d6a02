"""Scanners set on a demonstration that is started for them: `python -m tools.scan` (docs/scanning.md)."""
