"""Leave nothing of what was deleted in the free space of an SQLite file."""

from foundation.database import Database


def overwrite_deleted(database: Database) -> None:
    """Write the file anew without what was deleted; takes as long as copying it, and writers wait meanwhile.

    `secure_delete` overwrites what a statement deletes, but not the copies that stay behind when SQLite moves entries
    of an index to another page. Raises TimeoutError when somebody reads for so long that the old pages must stay.
    On PostgreSQL nothing is done: there deleted rows go when its own vacuum comes.
    """
    if not database.is_sqlite:
        return
    borrowed = database.engine.raw_connection()
    try:
        cursor = borrowed.cursor()
        cursor.execute("VACUUM")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
    finally:
        borrowed.close()
    if busy:
        raise TimeoutError("The database is being read for so long that deleted content cannot be overwritten yet.")
