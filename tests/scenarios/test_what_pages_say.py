"""What the pages of a case say to those who work under pressure of time: the most urgent first, and nothing wrong."""

from collections.abc import Callable

import pytest
from lxml import html

from cases.settings import versions
from casework import settings_changes
from casework.rehearsal import scenario_1
from foundation.database import new_id
from tests.scenarios.signed_in import browser, form
from tests.scenarios.stage import Stage
from web import create_app

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow


def read(on: Stage, name: str, path: str) -> html.HtmlElement:
    """A page as somebody gets it."""
    answer = browser(create_app(on.office), on, name).get(path)
    assert answer.status_code == 200, answer.text[:500]
    return html.document_fromstring(answer.text)


def case(on: Stage, name: str, path: str = "") -> html.HtmlElement:
    """A page of the case."""
    return read(on, name, f"/cases/{on.play.reference}{path}")


def tasks(root: html.HtmlElement) -> list[str]:
    """The names of the tasks that a page offers, in its order."""
    return [one.text_content().partition(",")[0] for one in root.find_class("app-task__name") if len(one)]


def words(root: html.HtmlElement) -> str:
    """What a page says."""
    return " ".join(root.text_content().split())


def test_what_is_due_first_is_offered_first_and_what_is_to_be_read_is_a_link(chapter: Open) -> None:
    on = chapter("begun")
    check = tasks(case(on, "Olive Office"))
    assert check == ["Check the intake"]
    scenario_1.check_intake(on.play, on.days)
    both = ["Confirm children and agencies to ask", "Set the meeting"]
    assert tasks(case(on, "Olive Office")) == tasks(case(on, "Olive Office", "/tasks")) == both


def test_the_office_reads_what_came_in_and_each_reply_from_the_task_that_checks_it(chapter: Open) -> None:
    on = chapter("begun")
    check = read(on, "Olive Office", case(on, "Olive Office").xpath("//a[starts-with(@href, '/tasks/')]/@href")[0])
    assert "There are none." in words(check), "no possible duplicates"
    assert "Seriously harmed" in words(read(on, "Olive Office", check.xpath("//a[.='Read what came in']/@href")[0]))
    on = chapter("acknowledged")
    scenario_1.send_reply(on.play, on.days, 0)
    overview = case(on, "Olive Office")
    assert tasks(overview) == ["Check the reply: City children’s social care"]
    assert "Agency information request (7)" in words(overview), "one line for all of them"
    check = read(on, "Olive Office", overview.xpath("//a[starts-with(@href, '/tasks/')]/@href")[0])
    reply = read(on, "Olive Office", check.xpath("//a[.='Read the reply']/@href")[0])
    assert "Information request reply" in words(reply)


def test_what_a_member_may_not_know_is_not_filled_with_something_wrong(chapter: Open) -> None:
    on = chapter("declared")
    ended = case(on, "Howard Hospitalmember", "/tasks")
    checked = [words(row) for row in ended.xpath("//tr") if "Check the reply" in words(row)]
    assert checked and all("somebody not named here" in row for row in checked), "the office checks, no agency does"
    declared = [
        words(row) for row in case(on, "Olive Office", "/documents").xpath("//tr") if "Declaration" in words(row)
    ]
    assert len(declared) > 6 and not [row for row in declared if "version" in row], "each has made one of their own"


def test_a_start_form_without_a_partnership_says_all_that_is_wrong_at_once(chapter: Open) -> None:
    on = chapter("begun")
    app = create_app(on.office)
    client, address = browser(app, on, "Paul Policelead"), "/start/intake/referral_received"
    # A long form has an address of its own, to which the way back from its answers leads.
    page = client.get(address, follow_redirects=True)
    assert page.request.path.startswith(f"{address}/") and "Which partnership is the case for?" in page.text
    assert "Check your answers" in page.text and "Save and finish later" not in page.text
    answer = client.post(address, data=form(_action="submit"))
    assert answer.status_code == 422
    wrong = [words(one) for one in html.document_fromstring(answer.text).xpath("//*[@role='alert']//a")]
    assert wrong[0] == "Select the partnership the case is for" and len(wrong) > 5, wrong
    assert "Enter the date of the incident" in wrong


def test_calendar_and_people_call_group_advisor_and_partners_what_the_partnership_calls_them(chapter: Open) -> None:
    on = chapter("begun")
    today, home = on.days.at(0, 11).date(), on.ids.partnerships["LEI"]
    with on.office.database.reading() as session:
        before = versions.in_force(session, home, today)
        changes = {**before.own(), "label.group": "Learning Group", "label.independent_advisor": "Scrutineer"}
        changes |= {"label.safeguarding_partner": "Delegate", "label.health_partner": "Care Board"}
        wanted = versions.NewVersion(before.profile, changes, today, "Our own word.")
    settings_changes.save(on.office, home, wanted, on.play.person("Mona Manager"), new_id(), before.version)
    assert "Dates of the Learning Group" in words(read(on, "Olive Office", "/settings/LEI/calendar"))
    for address in ("/people", "/people/review", f"/people/{on.play.person('Carla Chair')}"):
        said = words(read(on, "Mona Manager", address))
        assert "Learning Group chair" in said and "Case Review Group chair" not in said, address
    assert "Learning Group chair" in words(case(on, "Olive Office", "/people"))
    everybody = words(read(on, "Mona Manager", "/people"))
    assert "Scrutineer" in everybody and "Delegate" in everybody
    assert "Care Board" in words(read(on, "Mona Manager", "/people/agencies"))


def task(on: Stage, name: str, called: str) -> html.HtmlElement:
    """The page of a task that somebody is offered in the case, by how it is called."""
    found = [one for one in case(on, name, "/tasks").find_class("app-task__name") if called in words(one)]
    return read(on, name, found[0].xpath(".//a/@href")[0])


def test_nobody_counts_as_there_before_it_is_noted_how_they_attend_and_the_chair_signs(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(on.days.at(8, 10))
    assert "Not quorate: 0 agencies present that count" in words(task(on, "Olive Office", "Record attendance"))
    scenario_1.attend(on.play, on.ids, on.days)
    on.play.do("Ida Independent", "f14_advice", advises_review="no", reason="What there is to learn is known.")
    signing = task(on, "Carla Chair", "Record the decision").xpath("//select[@name='sign']/option[@value!='']")
    assert [words(one).partition(",")[0] for one in signing] == ["Carla Chair", "Vera Vicechair"]


def test_each_agency_s_question_about_its_inspectorate_names_the_agency(chapter: Open) -> None:
    on = chapter("sent")
    named = [one for one in tasks(case(on, "Paul Policelead", "/tasks")) if "inspectorate" in one]
    assert named == ["Say whether your inspectorate must know: Police"]
    assert "This is about Police." in words(task(on, "Paul Policelead", "inspectorate"))


def test_each_reason_of_a_partner_is_a_line_of_its_own(chapter: Open) -> None:
    on = chapter("decided")
    reasons = {"Lars Citypartner": "The school was not heard.", "Petra Policepartner": "The advisor was not heard."}
    for name, reason in reasons.items():
        on.play.do(name, "f15_confirmation", position="reconsider", reason=reason, delegated=True)
    on.play.do("Hal Healthpartner", "f15_confirmation", position="agree", delegated=True)
    asked = task(on, "Carla Chair", "Decide how to take it again")
    assert {words(one) for one in asked.xpath("//main//li")} >= set(reasons.values())
