"""Records that somebody says are wrong about them, or wants deleted or used no longer: what is shown with each.

What was sent is never rewritten. From the day on which a record is marked it says that it is contested; what two people
decided then stands with it wherever it is shown, with who decided it, when and why (UK GDPR Articles 5(1)(d), 16 to 18
and 21). The decisions are rows of the request's schedule (cases.disclosures).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from cases import disclosures
from cases.data_requests import ACCESS, ERASE, OBJECT, RECTIFY, RESTRICT, DataRequest
from cases.disclosures import CONTESTED, NOT_THEIRS, Disclosure
from foundation.crypto import Keyring
from foundation.database import Session, bucket_of

DECIDED = "decide"
"""The code of the form that says: it is decided record by record."""

CORRECT, PARTLY, DISPUTED, USE_NO_MORE, DELETE, LEAVE = (
    "correct",
    "partly",
    "disputed",
    "use_no_more",
    "delete",
    "leave",
)
DECISIONS = {
    CONTESTED: "It is about this record, and is not decided yet",
    CORRECT: "It is wrong or incomplete: show with it what is right",
    PARTLY: "Some of it is wrong or incomplete: show what is right; the rest stays as it is",
    DISPUTED: "It is what somebody thinks or judged: show with it that it is disputed, and how",
    USE_NO_MORE: "Keep it, and use it no longer",
    DELETE: "Delete it",
    LEAVE: "Leave it as it is",
    NOT_THEIRS: "It is not about this record",
}
"""What becomes of a record, in the words of whoever decides."""

SHOWN = {
    CORRECT: "Corrected",
    PARTLY: "Corrected in part",
    DISPUTED: "Disputed",
    USE_NO_MORE: "Not to be used",
    DELETE: "To be deleted",
}
"""What stands with a record for good, in short; anything else is not shown once they were told."""

NEEDS_GROUND = frozenset({PARTLY, LEAVE})
"""What is decided only with a reason why something stays as it is."""

GROUNDS = {
    "accurate": "It is accurate and complete as it stands",
    "no_ground": "None of the grounds on which the law gives this right applies",
    "public_task": "It is needed for a duty in law or a task in the public interest (Article 17(3)(b))",
    "claims": "It is needed to establish, exercise or defend legal claims (Articles 17(3)(e), 18(2), 21(1))",
    "compelling": "There are compelling legitimate grounds that go before their interests (Article 21(1))",
    "others": "It is needed to protect the rights of somebody else (Article 18(2))",
    "crime": "It would be likely to prejudice the prevention or detection of crime (Schedule 2 paragraph 2)",
    "functions": "It would be likely to prejudice a function of protecting the public (Schedule 2 paragraph 7)",
    "court": "Data that a court processes (Schedule 3)",
    "other": "Another reason or exemption, named in the note",
}
"""Why something stays as it is: Articles of the UK GDPR, Schedules of the Data Protection Act 2018."""

ARTICLES: Mapping[str, str] = {RECTIFY: "16", ERASE: "17", RESTRICT: "18", OBJECT: "21"}
"""The Article of the UK GDPR by which each right is used."""

Named = tuple[str, str]
"""What a record is and its id, as in a schedule."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands with a record. `people` are those who decided and checked it; none while it is contested only."""

    request_id: str
    code: str
    since: datetime
    article: str
    people: tuple[str, ...] = ()
    statement: str = field(default="", repr=False)

    @property
    def short(self) -> str:
        """One word or two for a list."""
        return SHOWN.get(self.code, "Contested")

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet, or they were not told yet."""
        return self.code == CONTESTED


def marks(session: Session, keyring: Keyring, case_id: str) -> Mapping[Named, list[Mark]]:
    """What stands with each record of a case, in the order in which it was asked for; nothing with most."""
    query = (
        select(Disclosure, DataRequest)
        .join(DataRequest, (DataRequest.bucket == Disclosure.bucket) & (DataRequest.id == Disclosure.request_id))
        .where(Disclosure.bucket == bucket_of(case_id), Disclosure.case_id == case_id)
        .where(DataRequest.asked != ACCESS, Disclosure.decision.is_not(None), Disclosure.decision != NOT_THEIRS)
        .order_by(Disclosure.request_id, Disclosure.number)
    )
    found: dict[Named, list[Mark]] = defaultdict(list)
    for row, request in session.execute(query):
        mark = _mark(session, keyring, row, request)
        if mark:
            found[row.source, row.source_id].append(mark)
    return found


def of_record(session: Session, keyring: Keyring, case_id: str, named: Named) -> list[Mark]:
    """What stands with one record."""
    return marks(session, keyring, case_id).get(named, [])


def chosen(session: Session, request: DataRequest) -> list[Disclosure]:
    """The records that a request is about."""
    return [one for one in disclosures.of_request(session, request) if one.decision not in (None, NOT_THEIRS)]


def upheld(session: Session, request: DataRequest) -> list[Disclosure]:
    """Those of them with which something is shown from now on."""
    return [one for one in chosen(session, request) if request.decision == DECIDED and one.decision in SHOWN]


def _mark(session: Session, keyring: Keyring, row: Disclosure, request: DataRequest) -> Mark | None:
    article = ARTICLES.get(request.asked, "")
    if request.shown_at is not None and request.decision == DECIDED and row.decision in SHOWN:
        people = tuple(one for one in (row.decided_by, request.checked_by) if one)
        words = disclosures.statement_of(session, keyring, row)
        return Mark(request.id, str(row.decision), request.shown_at, article, people, words)
    if request.released_at is None and request.ended_at is None:
        return Mark(request.id, CONTESTED, row.decided_at or request.registered_at, article)
    return None
