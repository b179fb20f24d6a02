"""Serve pages, do the machine's work, or both, in one process that ends cleanly when asked to."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from gunicorn.app.base import BaseApplication

from casework import forgetting, key_copies
from casework.mail import delivery
from casework.office import Office
from casework.operations import anchoring, catching_up, key_files, restoring, tidying, upgrading
from casework.signing_in import mailing
from engine import limits, scheduler, worker
from foundation.config import ConfigurationError
from foundation.crypto import CannotOpen, MasterKeyProblem
from foundation.signed_files import NotAsSigned
from web import create_app, session_key
from web.patience import Patience

THREADS = 8


def serve(office: Office, *, web: bool, worker: bool) -> int:
    """Run until told to stop; gives the exit code. Raises ConfigurationError when the session key cannot be used."""
    if web:
        session_key(office.config.session_key_file)
    _settle(office)
    # Pages run in a child process, and a connection belongs to the process that opened it.
    office.close()
    if web:
        _Pages(office, with_worker=worker).run()
        return 0
    limits.last_resort = _begin_anew
    stop = scheduler.start(ticks(office))
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()
    stop()
    return 0


def _settle(office: Office) -> None:
    """See to it that nothing is served that was deleted, whatever copy of the database this is; finish an update."""
    if wrong := list(key_files.faults(office.config)):
        raise ConfigurationError(wrong)
    try:
        restoring.settle(office)
        upgrading.finish(office, print)
    except (NotAsSigned, MasterKeyProblem, CannotOpen) as problem:
        raise ConfigurationError([f"{problem}: see docs/operations.md"]) from None


def _begin_anew() -> None:
    """Replace this process by a fresh one: nobody need watch over a worker. Gunicorn does that for pages."""
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - our own command line once more


def ticks(office: Office) -> Mapping[str, tuple[Callable[[], object], float]]:
    """What the machine does by itself, and how often in seconds."""
    return {
        "due timers and jobs": (lambda: worker.run_due(office.worker), 1.0),
        "mail": (lambda: delivery.deliver_due(office), 1.0),
        "mail about accounts": (lambda: mailing.deliver_due(office), 2.0),
        "uploads never sent": (lambda: tidying.drop_uploads_never_sent(office), 3600.0),
        "drafts never sent": (lambda: tidying.drop_drafts_never_sent(office), 3600.0),
        "tasks taken in roles that ended": (lambda: tidying.give_back_lapsed(office), 3600.0),
        # Looked at often, so that a restarted worker does not leave a gap; written each hour.
        "copy of the keys": (lambda: key_copies.write(office), 60.0),
        "deletions begun and not ended": (lambda: forgetting.finish(office), 300.0),
        "records of cases from before": (lambda: catching_up.begin_to_count(office), 300.0),
        "audit anchor": (lambda: anchoring.anchor_when_due(office), 300.0),
        "what signing in leaves behind": (lambda: tidying.forget_old_sign_ins(office), 3600.0),
    }


class _Pages(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one process and several threads; the worker's ticks start after the fork, never before."""

    def __init__(self, office: Office, *, with_worker: bool) -> None:
        self._office = office
        self._with_worker = with_worker
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        for name, value in {
            "bind": f"{'127.0.0.1' if self._office.config.demo else '0.0.0.0'}:{self._office.config.port}",  # noqa: S104
            "workers": 1,
            "threads": THREADS,
            "worker_class": "web.patience.PatientWorker",
            "graceful_timeout": 10,
            "timeout": 60,
            "limit_request_field_size": 8190,
            "post_worker_init": self._start_ticks,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def _start_ticks(self, _worker: Any) -> None:
        if self._with_worker:
            scheduler.start(ticks(self._office))

    def load(self) -> Any:
        """The application."""
        return Patience(create_app(self._office))
