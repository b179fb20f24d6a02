"""Who may come to which address: every route has its rule here, and a route without one is refused.

A rule is asked before the page begins. A page may ask for more (whose form it is, whether a date may be corrected),
never for less. Not signed in is answered before any rule, in web.frame.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import structlog
from flask import Flask, request

from casework.tasks import opened
from web import office_settings, role_rules
from web.here import office, viewer
from web.problems import not_found
from web.standing import standing

log = structlog.get_logger(__name__)

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """For whom an address is, in words; `check` raises Problem for everybody else."""

    words: str
    check: Callable[[Arguments], object]


def nothing(_arguments: Arguments) -> None:
    """For everybody who comes this far."""


def _task(arguments: Arguments) -> None:
    with office().database.reading() as session:
        try:
            opened.authorised(session, office(), viewer().id, arguments["task_id"])
        except opened.NotYours as hidden:
            raise not_found() from hidden


def _settings(editing: bool) -> Callable[[Arguments], None]:
    def check(arguments: Arguments) -> None:
        with office().database.reading() as session:
            office_settings.place(session, arguments["code"], editing=editing)

    return check


def _case(part: str, *, whole: bool = False, changing: bool = False) -> Rule:
    """Those to whom a part of the case's pages is open (web.standing).

    `whole`: of these, office and chair, guests too; `changing`: of these, those of the case's own office.
    """

    def check(arguments: Arguments) -> None:
        with office().database.reading() as session:
            here = standing(session, arguments["reference"], part)
        if (whole and not here.sees_identity) or (changing and not here.may_change):
            raise not_found()

    return Rule(
        f"case: {part}{', office and chair' if whole else ', its own office and chair' if changing else ''}", check
    )


def _answering(arguments: Arguments) -> None:
    with office().database.reading() as session:
        if not standing(session, arguments["reference"], "requests").answers_requests:
            raise not_found()


def _either(of_case: Rule, of_office: Rule) -> Rule:
    """The first where the address names a case, the second where it names a partnership."""

    def check(arguments: Arguments) -> None:
        (of_case if "reference" in arguments else of_office).check(arguments)

    return Rule(f"{of_case.words}; or {of_office.words}", check)


EVERYBODY = Rule("everybody, signed in or not", nothing)
DEMO = Rule("everybody, in the demonstration only", nothing)
BY_TOKEN = Rule("whoever holds a token of a process owner", nothing)
BY_PROVIDER = Rule("the organisation's provider, with a token that it signed", nothing)
SIGNED_IN = Rule("everybody who is signed in; lists hold what is theirs", nothing)
OWN = Rule("everybody who is signed in, for what is their own: the page looks nowhere else", nothing)
FINDER = Rule("offices and chairs: names are theirs to know", role_rules.finders)
OPERATOR = Rule("administrators", role_rules.operators)
OWNER = Rule("process owners and administrators", role_rules.owners)
PEOPLE = Rule("administrators and managers of offices, for the people whom they look after", role_rules.lookers_after)
AUDIT = Rule("auditors, chairs, managers and administrators", role_rules.auditors)
EMERGENCY = Rule(
    "those who may open a case in an emergency or look at such uses; each finds theirs", role_rules.in_emergencies
)
KEEPING = Rule("managers of offices and chairs, for the cases that they know", role_rules.keepers)
PROTECTING = Rule("data protection leads and managers of offices, for the cases that they know", role_rules.protectors)
ANSWERING = Rule("case: requests about data, data protection leads and the manager of its own office", _answering)
TASK = Rule("whoever holds the task, may take it or did it, and may know its case", _task)
SETTINGS = Rule("settings of a partnership: those who see them", _settings(False))
SETTLING = Rule("settings of a partnership: those who change them", _settings(True))

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **dict.fromkeys(("assets.show", "health.alive", "health.ready", "well_known.webapps"), EVERYBODY),
        **dict.fromkeys(("sign_in.show", "sign_in.send", "sign_in.code", "sign_in.send_code"), EVERYBODY),
        **dict.fromkeys(
            ("sign_out.leave", "provider.go", "provider.join", "provider.back", "provider.leave"), EVERYBODY
        ),
        **dict.fromkeys(("forgotten.show", "forgotten.send", "help.help_page", "help.accessibility"), EVERYBODY),
        **dict.fromkeys(("links.show", "links.begin", "links.setting", "links.finish"), EVERYBODY),
        **{
            f"account.{name}": OWN
            for name in ("authenticator", "change_authenticator", "change_password", "end", "end_others", "password")
        },
        "provider.again": OWN,
        "back_channel.end": BY_PROVIDER,
        **dict.fromkeys(("account.recovery", "account.renew_codes", "account.show", "late.show", "late.go_on"), OWN),
        **dict.fromkeys(("demo.choose", "demo.become"), DEMO),
        **{
            f"engine_rest.{name}": BY_TOKEN
            for name in ("anything_else", "deploy", "deployments", "engines", "start", "start_newest", "version")
        },
        **dict.fromkeys(("work.home", "work.tasks", "cases.index", "cases.search"), SIGNED_IN),
        **{
            f"start.{name}": SIGNED_IN for name in ("index", "paper", "show", "go_on", "begin", "throw_away", "visible")
        },
        **dict.fromkeys(("settings.index", "start_checking.show", "start_checking.send"), SIGNED_IN),
        **dict.fromkeys(("processes.index", "processes.show", "processes.download"), SIGNED_IN),
        **dict.fromkeys(("well_known.console", "well_known.deployment", "well_known.instance"), SIGNED_IN),
        **dict.fromkeys(("finding.show", "finding.search"), FINDER),
        **dict.fromkeys(("processes.upload", "processes.publish"), OWNER),
        **dict.fromkeys(("api_tokens.index", "api_tokens.make", "api_tokens.revoke"), OWNER),
        **{
            f"instances.{name}": OPERATOR
            for name in ("events", "incidents", "index", "show", "steps", "troubles", "variables", "waiting")
        },
        **dict.fromkeys([f"operations.{name}" for name in ("change_timer", "incident", "retry", "timer")], OPERATOR),
        **dict.fromkeys(
            ("mail.overall", "mail.release", "mail.unblock", "mail_dropping.form", "mail_dropping.drop"), OPERATOR
        ),
        **{
            f"people.{name}": PEOPLE for name in ("add", "change", "index", "link", "new", "search", "show", "sign_out")
        },
        **dict.fromkeys([f"agencies.{name}" for name in ("index", "add", "change", "show", "switch")], PEOPLE),
        **{f"people_changes.{name}": PEOPLE for name in ("away", "back", "end", "give", "hand_on", "leave")},
        **dict.fromkeys(("people_changes.relate", "people_changes.unrelate"), PEOPLE),
        **dict.fromkeys(("access_review.show", "access_review.sign"), PEOPLE),
        **dict.fromkeys(("audit.index", "audit.export", "audit.words"), AUDIT),
        "retention.index": KEEPING,
        "data_requests.index": PROTECTING,
        "data_requests.of_case": _case("requests"),
        **{f"disclosing.{name}": ANSWERING for name in ("copy", "decide", "file", "record", "schedule", "take")},
        **dict.fromkeys(("contesting.record", "contesting.decide"), ANSWERING),
        **dict.fromkeys(("settings.show", "settings.history", "calendar.show"), SETTINGS),
        **dict.fromkeys(("settings.change", "settings.save", "calendar.add_meetings"), SETTLING),
        **dict.fromkeys(("calendar.remove_meeting", "closed_days.day", "closed_days.add_day"), SETTLING),
        **dict.fromkeys(("closed_days.removal", "closed_days.remove_day"), SETTLING),
        **{f"tasks.{name}": TASK for name in ("show", "send", "done", "claim", "release", "visible")},
        **{f"checking.{name}": TASK for name in ("show", "send")},
        **dict.fromkeys(("handing.show", "handing.hand_over"), TASK),
        "cases.show": _case("overview"),
        "cases.tasks": _case("tasks"),
        "cases.counted": _case("clocks"),
        "cases.timeline": _case("timeline"),
        "case_actions.show": _case("actions"),
        "case_inside.progress": _case("progress"),
        "case_inside.who": _case("people"),
        "case_inside.gatherings": _case("meetings"),
        **{f"documents.{name}": _case("documents") for name in ("show", "download", "form")},
        "letters.show": _case("documents"),
        **dict.fromkeys(("letters.change", "letters.save"), _case("documents", changing=True)),
        **{
            f"templates.{name}": _either(_case("documents", whole=True), SETTINGS)
            for name in ("index", "show", "download")
        },
        "templates.save": _either(_case("documents", changing=True), SETTLING),
        **dict.fromkeys(("mail.of_case", "mail.one"), _case("mail")),
        **dict.fromkeys(("mail.send_again", "mail.told"), _case("mail", changing=True)),
        "dates.show": _case("dates"),
        "who_sees.show": _case("access", changing=True),
        "why.show": SIGNED_IN,
        **{f"emergencies.{name}": EMERGENCY for name in ("index", "open_case", "show", "sign_off")},
        **dict.fromkeys(("dates.form", "dates.correct"), _case("dates", changing=True)),
        **dict.fromkeys(("rereading.form", "rereading.read_again"), _case("dates", changing=True)),
        **{f"telling.{name}": _case("tasks") for name in ("show", "send", "visible")},
    }
)
"""The rule of every route, by endpoint."""


def ask() -> None:
    """Ask the rule of the route; raises Problem. What has no rule is nobody's."""
    if request.endpoint is None:
        return
    rule = RULES.get(request.endpoint)
    if rule is None:
        log.error("route_without_rule", endpoint=request.endpoint)
        raise not_found()
    rule.check(request.view_args or {})


def register(app: Flask) -> None:
    """Ask at every request, after it is known who is there."""
    app.before_request(ask)
