"""Expressions are FEEL, compile, and read what exists."""

import pytest

from tests.engine.lint.drawing import chain, choice, service, user
from tests.engine.lint.pieces import HERE, LOOP, Case, mail, refused

CASES: list[Case] = [
    ("feel", "f_q_yes", choice("${decision = }" + HERE), choice()),
    ("feel", "ask", chain(user(attributes='camunda:assignee="${1 +}"') + HERE), chain(user())),
    ("feel", "work", chain(mail(to="${(}" + HERE)), chain(mail(to='${"crg_chair"}'))),
    ("unknown-function", "f_q_yes", choice("${shout(decision)}" + HERE), choice("${string length(decision) &gt; 2}")),
    ("juel", "f_q_yes", choice("${execution.getVariable(1)}" + HERE), choice()),
    ("juel", "f_q_yes", choice("${decision == 'yes'}" + HERE), choice('${decision == "yes" &amp;&amp; amount &gt; 2}')),
    ("juel", "f_q_yes", choice("${empty decision}" + HERE), choice("${decision = null}")),
    ("juel", "f_q_yes", choice("${decision eq 3}" + HERE), choice()),
    ("juel", "f_q_yes", choice("${amount mod 2 = 0}" + HERE), choice("${modulo(amount, 2) = 0}")),
    ("juel", "f_q_yes", choice('${not decision = "no"}' + HERE), choice('${not(decision = "no")}')),
    (
        "juel",
        "f_q_yes",
        choice("${decision = 1 ? true : false}" + HERE),
        choice("${if decision = 1 then true else false}"),
    ),
    ("bean-call", "f_q_yes", choice("${checker.isFine(decision)}" + HERE), choice()),
    ("python", "f_q_yes", choice("${decision == True}" + HERE), choice("${decision = true}")),
    ("python", "f_q_yes", choice("${decision is None}" + HERE), choice("${decision = null}")),
    ("mixed-text", "work", chain(mail(to="to ${decision}" + HERE)), chain(user(), mail(to='${"to " + decision}'))),
    ("undeclared-variable", "f_q_yes", choice('${decison = "yes"}' + HERE), choice()),
    (
        "undeclared-variable",
        "ask",
        chain(user(inner=LOOP.replace("<bpmn", f"\n{HERE}<bpmn"))),
        chain(service("list", "partners.list"), user(inner=LOOP)),
    ),
    (
        "undeclared-variable",
        "work",
        chain(mail(to="${partner}" + HERE)),
        chain(service("list", "partners.list"), mail(to="${partner_signoff}")),
    ),
    ("empty-condition", "f_q_yes", choice(" " + HERE), choice()),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)
