"""A process that opens cases and writes in them until it is killed; run by test_key_store.py."""

import sys
from pathlib import Path

from cases import actions, records
from cases.actions import Plan
from foundation import master_key
from foundation.clock import SystemClock
from foundation.database import Database, new_id
from foundation.key_store import KeyStore

if __name__ == "__main__":
    url, store, key_file, partnership = sys.argv[1:]
    keyring = master_key.keyring(master_key.Source(Path(key_file)), KeyStore(store))
    database, clock = Database(url), SystemClock()
    while True:
        opening = records.Opening(new_id(), partnership, profile="LLR-WT2023", settings_version=1)
        with database.transaction() as session:
            records.open_case(session, keyring, opening, clock.now())
            actions.add(session, keyring, opening.case_id, Plan("safety", "an invented action"), None, clock.now())
        print("opened", flush=True)
