"""Every page of the S6 case for whoever asks, and what is sent wrongly to some of them."""

import base64
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from cases import files, people, submissions
from cases.clocks import anchors
from cases.correspondence import letters, outbox
from cases.partnerships import Agency
from casework import occasions
from casework.rehearsal.play import Play
from casework.rehearsal.scenario_1_answers import Days, Ids
from engine import instances, tasks
from engine.tables.instances import Timer
from foundation.clock import london_date
from foundation.database import Session
from tests.scenarios.signed_in import form
from tests.scenarios.stage import Stage
from web import create_app

LEFT_OUT = frozenset({"assets.show", "demo.choose", "processes.download", "templates.download", "provider.go"})
"""Pages that know nothing of cases: what is the same for everybody, and the way to a provider there is none of here."""


ALIKE = frozenset({"tasks.done", "handing.show", "letters.change"})
"""Pages that say the same of each thing: a few are enough."""

FEW = 3

NOTHING = ["none"]
"""What stands in an address for a thing that the case has none of."""

WATCHED = ("GP practice North", "Independent counselling provider")
"""Agencies of which every document and form is looked at."""


class Undone(Exception):
    """What a test wrote is taken back."""


DISGUISES: Mapping[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper": lambda said: said.upper().encode(),
    "base64": lambda said: base64.b64encode(said.encode()),
    "utf-16": lambda said: said.encode("utf-16"),
    "hex": lambda said: said.encode().hex().encode(),
    "compressed": lambda said: zlib.compress(said.encode()),
}


def stage(play: Play) -> Stage:
    """The play as the helpers of other tests take it."""
    with play.office.database.reading() as session:
        return Stage(play.office, play, Ids(session), Days(london_date(play.clock.now())))


def addresses(play: Play) -> Iterator[tuple[str, str]]:
    """Every page that there is, with the things of the case in its address: endpoint and address.

    Of things that are alike (letters of a kind to agencies, forms of agencies) some stand for all.
    """
    app = create_app(play.office)
    with play.office.database.reading() as session:
        known = _known(session, play)
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in LEFT_OUT:
                continue
            names = sorted(rule.arguments)
            several = product(*(known.get(name, NOTHING) for name in names))
            for chosen in islice(several, FEW if rule.endpoint in ALIKE else None):
                yield rule.endpoint, rule.build(dict(zip(names, chosen, strict=True)))[1]  # type: ignore[index]


def _known(session: Session, play: Play) -> dict[str, list[str]]:
    """What an address may have in it, by the name of the argument."""
    case_id = play.case_id
    watched = set(session.scalars(select(Agency.id).where(Agency.name.in_(WATCHED))))

    named = {one.file_id: one.kind for one in letters.of_case(session, case_id)}

    def theirs(one: Any) -> str:
        return str(one.agency_id) if one.agency_id in watched else ""

    event, *_ = occasions.places(session, play.office, play.person("Olive Office"), case_id)
    return {
        "reference": [play.reference],
        "task_id": _some(tasks.of_case(session, case_id), lambda one: (one.form_ref,)),
        "file_id": _some(
            files.of_case(session, case_id), lambda one: (named.get(one.id, one.kind), one.visibility, theirs(one))
        ),
        "submission_id": _some(submissions.of_case(session, case_id), lambda one: (one.form_id, theirs(one))),
        "letter_id": _some(letters.of_case(session, case_id), lambda one: (one.kind,)),
        "mail_id": _some(outbox.of_case(session, case_id), lambda one: (one.kind,))[:3],
        "instance_id": _some(instances.of_case(session, case_id), lambda one: (one.process,))[:2],
        "timer_id": [one.id for one in session.scalars(select(Timer).limit(1))] or ["none"],
        "person_id": [session.scalars(select(people.Person.id).limit(1)).one()],
        "name": list(dict.fromkeys(one.name for one in anchors.history(session, case_id)))[:2],
        "place": [event.id],
        "code": ["LEI"],
        "section": ["quorum"],
        "process": ["intake"],
        "event": ["notification_received"],
        "key": ["intake"],
    }


def _some(rows: list[Any], alike: Callable[[Any], tuple[Any, ...]]) -> list[str]:
    """The last of each that are alike."""
    return list({alike(one): str(one.id) for one in rows}.values())


def sent_wrongly(client: FlaskClient, play: Play, task: str, word: str) -> None:
    """What somebody writes into a form that cannot be taken, and into searches and addresses."""
    wrong = {"reason": word, "person": word, "name": word, "reference": word, "date-day": word, "text": word}
    for address in (
        f"/tasks/{task}",
        f"/tasks/{task}/hand-over",
        f"/cases/{play.reference}/dates/received_at",
        f"/cases/{word}/dates/received_at",
        f"/tasks/{word}",
        "/start/intake/notification_received",
        "/sign-in",
    ):
        assert client.post(address, data=form(**wrong)).status_code in (303, 400, 404, 422), address
