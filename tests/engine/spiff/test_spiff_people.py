"""Who may take a user task and by when, worked out once on arrival and kept."""

from datetime import UTC, datetime

from tests.engine.spiff.drawing import diagram, end, process, several, start, user
from tests.engine.spiff.walking import Walk


def task(**attributes: str):
    walk = Walk(diagram(start(), user("a", **attributes), end(), "start > a > end"), {"agency_id": "a7", "who": "p1"})
    return walk.waits.user_tasks[0]


def test_groups_may_be_words_and_expressions():
    wait = task(camunda_candidateGroups='business_office, ${"agency_lead@" + agency_id}')
    assert wait.groups == ("business_office", "agency_lead@a7")


def test_an_expression_may_give_several_groups():
    assert task(camunda_candidateGroups='${["x", "y"]}').groups == ("x", "y")


def test_people_may_be_named():
    wait = task(camunda_assignee="${who}", camunda_candidateUsers="p2,p3")
    assert (wait.assignee, wait.users) == ("p1", ("p2", "p3"))


def test_a_lane_stands_for_its_role_when_nobody_is_named():
    lanes = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="l1" name="Business Office"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        "</bpmn:lane></bpmn:laneSet>"
    )
    walk = Walk(diagram(process("p", lanes, start(), user("a"), end(), "start > a > end")))
    assert walk.waits.user_tasks[0].groups == ("business_office",)


def test_dates_priority_and_form():
    wait = task(
        camunda_dueDate="2027-02-01", camunda_followUpDate="P1D", camunda_priority="80", camunda_formRef="f01_referral"
    )
    assert wait.due_at == datetime(2027, 2, 1, 23, 59, 59, tzinfo=UTC)
    assert wait.follow_up_at == datetime(2027, 1, 15, 10, 15, tzinfo=UTC)
    assert (wait.priority, wait.form_ref) == (80, "f01_referral")
    assert task().priority == 50


def test_each_of_several_people_has_a_task_of_their_own():
    walk = Walk(
        diagram(
            start(), user("a", several("${people}", "person"), camunda_assignee="${person}"), end(), "start > a > end"
        ),
        {"people": ["p1", "p2"]},
    )
    assert [wait.assignee for wait in walk.waits.user_tasks] == ["p1", "p2"]
