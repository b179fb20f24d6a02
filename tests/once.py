"""What takes long to make is made once in a run of the tests, by whichever worker needs it first."""

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(folder: Path, make: Callable[[Path], Made]) -> Made:
    """What `make` gives for a folder of its own, here or in another worker; the others wait for it meanwhile.

    It is passed on pickled: paths, moments and names, but nothing that is open.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    kept = folder.with_suffix(".made")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            folder.mkdir()
            kept.write_bytes(pickle.dumps(make(folder)))
    found: Made = pickle.loads(kept.read_bytes())
    return found
