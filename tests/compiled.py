"""Templates of pages as they were compiled, shared by all applications of a run."""

import os
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Keeps what was compiled, also in a folder for other workers; a template that changed is compiled anew."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}
        self.folder: Path | None = None

    def shared_in(self, folder: Path) -> None:
        """From now on there is a folder in common."""
        folder.mkdir(exist_ok=True)
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text of the same template."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))
        if bucket.code is None and self.folder is not None and (path := self.folder / bucket.key).exists():
            bucket.bytecode_from_string(path.read_bytes())  # only if it is of this text

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        assert bucket.code is not None
        self.kept[bucket.key, bucket.checksum] = bucket.code
        if self.folder is not None:
            aside = self.folder / f"{bucket.key}.{os.getpid()}"
            aside.write_bytes(bucket.bytecode_to_string())
            aside.rename(self.folder / bucket.key)
