"""F40: another child belongs to the case; agencies that were asked are asked again about that child only."""

from cases import identity, requests
from casework.projections import identities, reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep who the child is apart; prepare a further request to each agency chosen. Gives how many, and which."""
    codes = [code for code in identities.add(given) if code[0] == identity.of_kind(identity.CHILD)]
    due_at, again = reading.instant(given.answers, "reply_due"), reading.several(given.answers, "ask_again")
    if due_at is None:
        return {"asked_again": 0, requests.ADDED: []}
    added: list[Json] = [
        requests.ask_again(given.session, given.case_id, request_id, codes, due_at, given.now).id
        for request_id in again
    ]
    return {"asked_again": len(added), requests.ADDED: added}
