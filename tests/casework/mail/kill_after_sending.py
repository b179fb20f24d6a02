"""A deliverer that is killed between the mail server's answer and writing it down; run by test_mail_crash.py."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from casework.mail import delivery
from casework.office import Office
from engine.work import Environment
from foundation import config, master_key
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.key_store import KeyStore


def killed(*_: Any) -> None:
    """Die as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, port, folder, keys, store = sys.argv[1:]
    parts = config.read({"DATA_DIR": folder, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": port})
    keyring = master_key.keyring(master_key.Source(Path(keys)), KeyStore(store))
    delivery._note = killed  # type: ignore[assignment]
    delivery.deliver_due(Office(parts, Database(url), SystemClock(), keyring, Environment()))
