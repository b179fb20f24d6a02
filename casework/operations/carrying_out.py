"""Which function carries out which command, but for those that serve."""

from argparse import Namespace
from collections.abc import Callable, Mapping

from casework.office import Office
from casework.operations import (
    anchoring,
    backing_up,
    examining,
    outbox_after_restore,
    publish,
    restoring,
    rotating,
    setting_up,
)

Say = Callable[[str], None]

COMMANDS: Mapping[str, Callable[[Office, Namespace, Say], int]] = {
    "migrate": lambda office, _asked, say: setting_up.migrate(office, say),
    "setup": setting_up.first_people,
    "token": setting_up.token,
    "link": setting_up.link,
    "deploy": lambda office, _asked, say: publish.deploy_shipped(office, say),
    "verify-audit": lambda office, _asked, say: anchoring.verify(office, say),
    "doctor": lambda office, _asked, say: examining.examine(office, say),
    "backup": backing_up.back_up,
    "restore": restoring.restore,
    "release-outbox": outbox_after_restore.release,
    "rotate-keys": rotating.rotate,
    "restore-keys": lambda office, _asked, say: restoring.bring_keys_back(office, say),
}
