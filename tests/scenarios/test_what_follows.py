"""What follows the decision: national review and holds, news, actions, closing, opening again, the branch kept."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from cases import access, actions, assignments, files, holds, panel, records, submissions
from cases.records import CaseStatus
from casework import occasions
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from foundation.clock import LONDON
from tests.attacks.wholesome import pdf
from tests.scenarios import looking
from tests.scenarios.signed_in import browser, form
from tests.scenarios.stage import Stage
from web import create_app

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

FINDING = pdf(b"An invented finding.")
CHECKS = {
    "letters_sent": True, "panel_logged": True, "actions": "followed", "holds_ended": True, "decision_stands": True,
    "closure_reason": "review_completed", "keep_until": "2050-01-01",
}  # fmt: skip


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


def status(on: Stage) -> CaseStatus:
    with on.office.database.reading() as session:
        return records.case(session, on.play.case_id).status


def end_review(on: Stage) -> None:
    """The practice review ends early, with the reason."""
    on.play.do("Olive Office", "close_branch", result="ended_early", summary="Worked outside.",
               done_on=on.play.clock.now().date().isoformat(), reason="Another area goes on with it.")  # fmt: skip


def seen_by(on: Stage, names: set[str]) -> set[str]:
    """Who of these may know of the case."""
    return {name for name in names if on.play.case_id in looking.cases_known_to(on, name)}


def test_a_case_is_not_closed_while_the_panel_is_owed_something_and_is_opened_again_with_a_reason(
    chapter: Open,
) -> None:
    on = chapter("sent")
    on.play.at(at(3, 1))
    late = [name for name, tone in looking.clocks_shown(on).items() if tone == "over"]
    assert late == ["panel_reply_due"], "what is worked outside, and times that simply end, are not called late"
    end_review(on)
    assert looking.day(on, "lcspr_due") is None, "the clocks of the review are closed with it"
    with pytest.raises(WentWrong, match="Panel has not replied"):
        on.play.do("Olive Office", "f41_closure", **CHECKS)
    scenario_1.panel_replies(on.play, at(3, 2))
    with pytest.raises(WentWrong, match="actions are still open"):
        on.play.do("Olive Office", "f41_closure", **{**CHECKS, "actions": "done"})
    on.play.do("Olive Office", "f41_closure", **CHECKS)
    assert status(on) is CaseStatus.OPEN, "a second person signs first"
    on.play.do("Carla Chair", "sign_closure", closure="close", reason="All is done.")
    assert status(on) is CaseStatus.CLOSED
    assert looking.states(on, "decided_case") == ["completed"]
    office, readers = {"Olive Office", "Carla Chair"}, {"Gina Northpractice", "Nina Notifier"}
    others = {"Maya Citymember", "Lars Citypartner", "Ida Independent"}
    assert seen_by(on, office | readers | others) == office | readers, "letters may still be read for two weeks"
    on.play.at(at(3, 17))
    assert seen_by(on, office | readers | others | {"Cora Citycare"}) == office | {"Cora Citycare"}
    with on.office.database.reading() as session:
        found = access.codes_on(session, on.play.person("Cora Citycare"), on.play.case_id)
    assert {code.partition("@")[0] for code in found} == {"AO"}, "an open action of her agency, and nothing else"
    assert "case_reopened" not in on.play.may_tell("Olive Office")
    on.play.tell("Carla Chair", "case_reopened", reason="The inquest found otherwise.", reopened_for="reconsider")
    assert status(on) is CaseStatus.OPEN
    assert seen_by(on, office | readers | others) == office | readers | others
    assert looking.states(on, "reconsideration") == looking.states(on, "decided_case")[1:] == ["running"]
    assert looking.unsound(on) == []


def test_a_national_review_holds_local_work_until_somebody_lifts_it(chapter: Open) -> None:
    on = chapter("sent")
    scenario_1.panel_replies(on.play, at(2, 10), "national_review")
    on.play.do(
        "Carla Chair",
        "f38_national_review",
        local_state="hold",
        reason="The Panel asks it.",
        contact="Secretariat",
        review_on="2027-03-10",
    )
    with on.office.database.reading() as session:
        (hold,) = holds.in_force(session, on.play.case_id)
        assert not panel.is_outstanding(session, on.play.case_id)
    assert (hold.step, looking.states(on, "hold")) == ("local_work", ["running"])
    with pytest.raises(WentWrong, match="hold"):
        end_review(on)
    on.play.do("Carla Chair", "f40_hold_review", hold_outcome="lift", reason="The Panel has finished.")
    end_review(on)
    assert looking.states(on, "closure") == ["running"]


def test_a_file_that_is_told_of_waits_for_the_scanner_and_for_the_rest_of_the_form_unless_its_chooser_is_shut_out(
    chapter: Open,
) -> None:
    on = chapter("sent")

    def posted(scanner: str, ids: list[str], *chosen: bytes, **fields: str) -> TestResponse:
        at = replace(on.office, config=replace(on.office.config, virus_scanner=scanner))
        client = browser(create_app(at), on, "Olive Office")
        data = form(**fields) | {"attach-staged": ids, "attach": [(io.BytesIO(one), "finding.pdf") for one in chosen]}
        return client.post(there, data=data, content_type="multipart/form-data")

    def waiting(page: TestResponse) -> list[str]:
        return re.findall(r'name="attach-staged" value="([^"]+)"', page.text)

    with on.office.database.reading() as session:
        offered = occasions.places(session, on.office, on.play.person("Olive Office"), on.play.case_id)
        (place,) = [one.id for one in offered if one.element.id == "news"]
    there = f"/cases/{on.play.reference}/tell/{place}"
    page = posted("127.0.0.1:1", [], FINDING, facts="A finding.")
    assert page.status_code == 422 and "This one is kept for you" in page.text and "A finding." in page.text
    assert "Enter the date" in page.text, "all that is wrong is said at once"
    page = posted("", waiting(page), facts="A finding.")
    assert page.status_code == 422 and "Choose the file again" not in page.text and "Remove finding.pdf" in page.text
    kept = waiting(page)
    rest = {"source": "agency", "known_on-day": "29", "known_on-month": "1", "known_on-year": "2027"}
    with on.office.database.transaction() as session:
        assignments.exclude(session, on.play.case_id, on.play.person("Olive Office"), on.play.clock.now())
    out = posted("", kept, facts="A finding.", **rest)
    assert out.status_code == 404 and "finding.pdf" not in out.text
    with on.office.database.transaction() as session:
        session.execute(delete(assignments.Exclusion))
    assert posted("", kept, facts="A finding.", **rest).status_code == 303
    with on.office.database.reading() as session:
        (told,) = [
            one for one in submissions.of_case(session, on.play.case_id) if one.form_id == "information_received"
        ]
        (file,) = files.of_submission(session, on.play.case_id, told.id)
        assert file.id == kept[0] and files.read(session, on.office.keys, file) == FINDING


def test_news_after_the_decision_goes_to_the_chair_who_has_the_decision_taken_again_and_the_panel_told(
    chapter: Open,
) -> None:
    on = chapter("sent")
    for _ in range(2):
        on.play.tell("Olive Office", "news", facts="A medical finding.", source="agency", known_on="2027-01-29")
    on.play.do("Carla Chair", "new_information", facts="A medical finding.", known_on="2027-01-29", effect="noted",
               reason="Known already.", panel_told="no")  # fmt: skip
    assert looking.states(on, "reconsideration") == []
    on.play.do("Carla Chair", "new_information", facts="A medical finding.", known_on="2027-01-29",
               effect="reconsider", reason="It changes the facts.", panel_told="yes")  # fmt: skip
    on.play.do("Oscar Office", "f38_answer", about="New information", answer="A medical finding has come in.")
    on.play.do("Olive Office", "release_letters", letters_released="yes")
    assert looking.mailed(on, "panel_letter") == {"outside"}
    assert looking.states(on, "reconsideration") == ["running"]
    assert looking.states(on, "practice_review") == ["running"], "the branch goes on until another decision is taken"


def test_an_action_is_settled_only_when_the_group_says_so_and_its_date_moves_only_with_a_reason(chapter: Open) -> None:
    on = chapter("sent")
    lead = "Harry Hospital"
    with pytest.raises(WentWrong, match="Say why the date moves"):
        on.play.do(lead, "f35_progress", progress="at_risk", narrative="Late.", new_due="2027-03-01")
    on.play.do(
        lead, "f35_progress", progress="at_risk", narrative="Late.", new_due="2027-03-01", new_due_reason="Leave"
    )
    on.play.at(at(2, 15))
    assert looking.mailed(on, "action_overdue", at(2, 1)) == set(), "the old date counts no more"
    on.play.do(lead, "f35_progress", progress="not_needed", narrative="The trust merged.", why_not_needed="Done there.")
    with on.office.database.reading() as session:
        assert actions.count_open(session, on.play.case_id) == 2
    on.play.do("Carla Chair", "action_acceptance", acceptance="cancel", reason="Agreed.")
    with on.office.database.reading() as session:
        assert actions.count_open(session, on.play.case_id) == 1
    assert sorted(looking.states(on, "action")) == ["completed", "running"]


def test_a_decision_taken_again_that_stays_the_same_leaves_the_branch_and_its_clocks_alone(chapter: Open) -> None:
    on = chapter("sent")
    due = looking.day(on, "lcspr_due")
    scenario_1.panel_replies(on.play, at(2, 10), "disagrees")
    with on.office.database.reading() as session:
        assert panel.is_outstanding(session, on.play.case_id), "nobody has told the Panel yet"
    on.play.at(at(2, 19))
    assert looking.day(on, "lcspr_due") == due is not None
    assert looking.states(on, "practice_review") == ["running"]
