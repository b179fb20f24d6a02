"""What each partnership has decided, with dates of validity; a case keeps the version it opened with."""

from cases.settings.profiles import PROFILES
from cases.settings.versions import SettingsVersion, UnknownSetting, adopt, for_case, in_force, value

__all__ = ["PROFILES", "SettingsVersion", "UnknownSetting", "adopt", "for_case", "in_force", "value"]
