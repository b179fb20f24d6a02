"""The demo's case: scenario 1 half-way, told up to yesterday, so that there is work for everybody today."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from cases import calendar
from casework.office import Office
from casework.operations import progress
from casework.rehearsal import scenario_1
from casework.rehearsal.play import Play
from casework.rehearsal.scenario_1_answers import Days, Ids
from foundation.clock import SettableClock, london_date

DAYS_AGO = 5
"""How many working days ago the notification came: requests are out, most agencies have replied."""

CHECKED = 4
"""How many of the agencies' replies the office has checked; one more waits for it, the other agencies have not replied.
"""


def tell(office: Office, say: Callable[[str], None]) -> None:
    """Play the case up to the last working day, with a clock that is moved through the days before today."""
    today = london_date(office.clock.now())
    day_0 = calendar.add_working_days(calendar.NATIONAL, today, -DAYS_AGO)
    days = Days(day_0)
    past = replace(office, clock=SettableClock(days.at(0, 8)))
    with office.database.reading() as session:
        ids = Ids(session)
    play = Play(past)
    acts: dict[str, Callable[[], None]] = {
        "the notification comes": lambda: scenario_1.begin(play, ids, days),
        "the office checks it": lambda: scenario_1.check_intake(play, days),
        "agencies are asked": lambda: scenario_1.ask_agencies(play, ids, days),
        "agencies acknowledge": lambda: scenario_1.acknowledge(play, days),
        "agencies reply": lambda: scenario_1.reply(play, days, slice(CHECKED)),
        "one more replies": lambda: scenario_1.send_reply(play, days, CHECKED),
        "the days go by": lambda: play.at(min(office.clock.now(), days.at(DAYS_AGO, 0) - timedelta(hours=6))),
    }
    with progress.bar(len(acts)) as step:
        for name, act in acts.items():
            step(f"an invented case: {name}")
            act()
    say(f"An invented case is under way: {play.reference}.")
