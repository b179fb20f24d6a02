"""What each partnership has decided, with dates of validity; a case keeps the version it opened with."""

from cases.settings.profiles import PROFILES
from cases.settings.versions import (
    NewVersion,
    SettingsVersion,
    UnknownSetting,
    adopt,
    for_case,
    in_force,
    make,
    take_over,
    value,
)

__all__ = [
    "PROFILES",
    "NewVersion",
    "SettingsVersion",
    "UnknownSetting",
    "adopt",
    "for_case",
    "in_force",
    "make",
    "take_over",
    "value",
]
