"""Camunda Modeler's own requests, replayed: connection check, version, deployment, refusal, start; in production too.

Bodies are written out as its FormData makes them (camunda-plugin/shared/CamundaAPI.js), not made by a test client.
"""

import base64
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from cases import api_tokens, people, records
from casework.operations import setting_up
from engine import definitions
from engine.tables.definitions import Deployment
from foundation import audit
from foundation.clock import SettableClock
from tests.web import sample_files
from tests.web import world as worlds
from tests.web.world import World
from web import create_app

CHECK, CREATE = "/engine-rest/deployment?maxResults=0", "/engine-rest/deployment/create"
BOUNDARY = "----WebKitFormBoundaryAQ7zPmcTm3c4vH0b"
NOT_PARSED = "ENGINE-09005 Could not parse BPMN process."

TRIAL = (
    sample_files.HEAD
    + """<bpmn:process id="trial" name="Trial run" isExecutable="true" camunda:historyTimeToLive="P180D">
<bpmn:startEvent id="begin" name="Begun"><bpmn:outgoing>t1</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="look" name="Look at it" camunda:candidateGroups="business_office"
camunda:formRef="sample_check" camunda:formRefBinding="latest">
<bpmn:documentation>Guidance 4.3.1: look at it.</bpmn:documentation>
<bpmn:incoming>t1</bpmn:incoming><bpmn:outgoing>t2</bpmn:outgoing></bpmn:userTask>
<bpmn:endEvent id="end" name="Looked at"><bpmn:incoming>t2</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="t1" sourceRef="begin" targetRef="look" />
<bpmn:sequenceFlow id="t2" sourceRef="look" targetRef="end" />
</bpmn:process></bpmn:definitions>"""
).encode()


@pytest.fixture
def token(world: World) -> str:
    """The process owner's token."""
    with world.office.database.transaction() as session:
        now = world.office.clock.now()
        return api_tokens.make(session, world.people["owner"], "Laptop", timedelta(days=30), now)[1]


@pytest.fixture
def modeler(app: Flask, token: str) -> "Modeler":
    """The process owner's Modeler, with a token."""
    return Modeler(app.test_client(), {"Authorization": f"Bearer {token}"})


class Modeler:
    """What the Modeler sends, from a page that is a file."""

    def __init__(self, client: FlaskClient, credentials: dict[str, str]) -> None:
        self.client = client
        self.headers = {
            "Accept": "application/json",
            "Origin": "file://",
            "Sec-Fetch-Site": "cross-site",
            **credentials,
        }

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, headers=self.headers)

    def deploy(
        self, *files: tuple[str, bytes], address: str = CREATE, tenant: str = "", name: str = "n"
    ) -> TestResponse:
        fields = {"deployment-name": name, "deployment-source": "Camunda Modeler", "enable-duplicate-filtering": "true"}
        if tenant:
            fields["tenant-id"] = tenant
        parts = [
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()
        ]
        for number, (file, content) in enumerate(files):
            kind = "text/xml" if number == 0 else "application/octet-stream"
            head = f'Content-Disposition: form-data; name="{file}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'
            parts.append(head.encode() + content)
        edge = f"--{BOUNDARY}\r\n".encode()
        body = b"".join(edge + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()
        return self.client.post(
            address, data=body, headers=self.headers, content_type=f"multipart/form-data; boundary={BOUNDARY}"
        )

    def start(self, definition_id: str, business_key: str | None = "default", variables: Any = None) -> TestResponse:
        asked = {"businessKey": business_key, "variables": variables}
        return self.client.post(
            f"/engine-rest/process-definition/{definition_id}/start", json=asked, headers=self.headers
        )


def sample(old: str = "", new: str = "") -> tuple[str, bytes]:
    return "sample.bpmn", sample_files.process().replace(old.encode(), new.encode())


def forms() -> list[tuple[str, bytes]]:
    return [(name, content) for name, content in sample_files.files().items() if name.endswith(".form")]


def first_id(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    return str(next(iter(answer.json["deployedProcessDefinitions"])))


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode("latin-1")).decode()}


def test_without_credentials_the_dialog_is_told_to_ask_for_some_and_a_cookie_is_none(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    for client in (app.test_client(), sign_in("owner"), sign_in("admin")):
        answer = client.get(CHECK, headers={"Origin": "file://"})
        assert (answer.status_code, answer.json["type"]) == (401, "Unauthorized")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert Modeler(client, {}).deploy(sample()).status_code == 401
        for path in ("/engine-rest", "/engine-rest/", "/engine-rest/task", "/rest/deployment", "/engine-rest//version"):
            assert client.get(path).status_code == 401, path
        asked = client.options(CREATE, headers={"Origin": "null", "Access-Control-Request-Method": "POST"})
        assert (asked.status_code, asked.headers["Access-Control-Allow-Headers"].partition(",")[0]) == (
            204,
            "authorization",
        )
        assert "Set-Cookie" not in asked.headers


def test_bearer_and_basic_are_taken_as_the_modeler_sends_them(app: Flask, token: str, world: World) -> None:
    client = app.test_client()
    for credentials in (
        {"Authorization": f"Bearer {token}"},
        basic("owner@cspr.example", token),
        basic("OWNER@cspr.example", token),
    ):
        modeler = Modeler(client, credentials)
        answer = modeler.get(CHECK)
        assert (answer.status_code, answer.json) == (200, [])
        assert modeler.get("/engine-rest/version").json == {"version": "7.24.0"}
    for wrong in (
        {"Authorization": f"Bearer {token}x"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic not-base64"},
        basic("admin@cspr.example", token),
        basic("owner@cspr.example", "pässword"),
    ):
        assert Modeler(client, wrong).get(CHECK).status_code == 401, wrong


def test_a_token_that_ended_was_revoked_or_whose_owner_lost_the_role_does_not_hold(
    modeler: Modeler, world: World, clock: SettableClock
) -> None:
    office = world.office
    assert modeler.get(CHECK).status_code == 200
    with office.database.transaction() as session:
        ((row, _),) = api_tokens.listed(session, world.people["owner"])
        assert row.last_used_at == office.clock.now()
        row.expires_at = office.clock.now()
    assert modeler.get(CHECK).status_code == 401
    with office.database.transaction() as session:
        ((row, _),) = api_tokens.listed(session)
        row.expires_at = office.clock.now() + timedelta(days=1)
    assert modeler.get(CHECK).status_code == 200
    with office.database.transaction() as session:
        ((row, person),) = api_tokens.listed(session)
        person.active = False
    assert modeler.get(CHECK).status_code == 401
    with office.database.transaction() as session:
        ((row, person),) = api_tokens.listed(session)
        person.active = True
        api_tokens.revoke(session, row, world.people["admin"], office.clock.now())
    assert modeler.get(CHECK).status_code == 401


def test_a_diagram_with_its_forms_is_published_once_and_sent_again_answers_the_same(
    modeler: Modeler, world: World
) -> None:
    changed = sample("Referral check", "Referral check, changed")
    first = modeler.deploy(changed, *forms(), name="Referral – “check”")
    told = first.json
    assert (first.status_code, told["name"], told["source"]) == (200, "Referral – “check”", "Camunda Modeler")
    (found,) = told["deployedProcessDefinitions"].values()
    assert (found["key"], found["version"], found["resource"], found["suspended"]) == (
        "sample",
        2,
        "sample.bpmn",
        False,
    )
    assert found["deploymentId"] == told["id"]
    again = modeler.deploy(changed, *forms(), name="Referral – “check”")
    assert again.json == told
    with world.office.database.reading() as session:
        deployments = session.scalars(select(Deployment)).all()
        assert [one.deployed_by for one in deployments if one.id == told["id"]] == [world.people["owner"]]
        assert len(deployments) == 2
        entries = audit.entries(session, audit.stream_of("definitions", "all"))
        assert [(one.actor, one.subject) for one in entries][-1] == (world.people["owner"], told["id"])


def test_an_address_written_otherwise_is_understood_and_the_file_of_the_tab_comes_first(modeler: Modeler) -> None:
    for address in ("/engine-rest//deployment/create", "/rest/deployment/create/"):
        answer = modeler.deploy(("trial.bpmn", TRIAL), *forms(), sample(), address=address)
        assert first_id(answer).startswith("trial:1:")
        assert len(answer.json["deployedProcessDefinitions"]) == 2


def test_a_refusal_says_every_problem_with_file_element_and_line_and_publishes_nothing(
    modeler: Modeler, world: World
) -> None:
    broken = sample("sample_check", "no_such_form")
    answer = modeler.deploy(broken, ("trial.bpmn", TRIAL), *forms())
    told = answer.json
    assert (answer.status_code, told["type"]) == (400, "ParseException")
    assert told["message"].startswith(NOT_PARSED)
    for words in ("1. Error in sample.bpmn, line ", "“Check the referral” check", "no_such_form", "To do: "):
        assert words in told["message"], words
    problem = told["details"]["sample.bpmn"]["errors"][0]
    assert (problem["mainElementId"], problem["elementIds"]) == ("check", ["check"])
    assert problem["line"] > 1
    with world.office.database.reading() as session:
        assert [one.version for one in definitions.versions(session, definitions.PROCESS, "sample")] == [1]
        assert not definitions.versions(session, definitions.PROCESS, "trial")


BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><b>&b;</b>'
CLOUD = sample("<bpmn:definitions ", "<bpmn:definitions xmlns:modeler='http://camunda.org/schema/modeler/1.0' "
               "modeler:executionPlatform='Camunda Cloud' ")  # fmt: skip


REFUSED: list[tuple[list[Any], str]] = [
    ([], "no file came"),
    ([("bomb.bpmn", BOMB)], "bomb.bpmn"),
    ([("half.bpmn", sample()[1][:4000])], "half.bpmn, line "),
    ([("f.form", b'{"id": "f", "components": [')], "f.form"),
    ([("f.form", b"[" * 100_000)], "f.form"),
    ([("picture.png", b"\x89PNG")], "This is no diagram (.bpmn), decision table (.dmn) or form (.form)."),
    ([sample(), ("sample.bpmn", TRIAL)], "Two attached files have this name."),
    ([("füße.bpmn", b"")], "füße.bpmn"),
    ([CLOUD], "Camunda 8"),
]


def test_what_cannot_be_published_is_refused_in_words(modeler: Modeler) -> None:
    for files, words in REFUSED:
        answer = modeler.deploy(*files)
        assert (answer.status_code, words in answer.json["message"]) == (400, True), (words, answer.text)


def test_a_tenant_and_too_large_a_body_are_refused_and_broken_parts_break_nothing(modeler: Modeler) -> None:
    answer = modeler.deploy(sample(), tenant="leicester")
    assert answer.status_code == 400
    assert "tenant" in answer.json["message"].lower()
    large = modeler.deploy(("large.bpmn", b" " * (16 * 1024 * 1024)))
    assert (large.status_code, large.json["message"]) == (413, "The files are too large.")
    for body, kind in (
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"", "text/xml"),
    ):
        answer = modeler.client.post(CREATE, data=body, content_type=kind, headers=modeler.headers)
        assert answer.status_code == 400, (kind, answer.text)
    assert modeler.get("/engine-rest/task").status_code == 404
    assert modeler.get("/engine-rest/a%00b").status_code == 404


def test_a_deployed_process_is_tried_out_in_the_demonstration_and_the_links_lead_to_its_pages(
    modeler: Modeler, world: World, sign_in: Callable[[str], FlaskClient]
) -> None:
    deployed = modeler.deploy(("trial.bpmn", TRIAL))
    id_ = first_id(deployed)
    variables = {
        "urgent": {"value": True, "type": "Boolean"},
        "days": {"value": 3, "type": "Integer"},
        "note": {"value": None},
    }
    for key, given in (("default", variables), (None, None), ("", {})):
        answer = modeler.start(id_, key, given)
        assert answer.status_code == 200, answer.text
        assert (answer.json["definitionId"], answer.json["ended"]) == (id_, False)
        with world.office.database.reading() as session:
            assert records.by_reference(session, answer.json["businessKey"]).partnership_id == "lei"
    assert (
        modeler.client.post("/engine-rest/process-definition/key/trial/start", headers=modeler.headers).status_code
        == 200
    )
    known = modeler.client.get("/.well-known/camunda-automation-platform/webapps").json
    assert known["cockpitUrl"].endswith("/ops")
    query = '/ops/repository?deploymentsQuery=[{"type":"id","operator":"eq","value":"' + deployed.json["id"] + '"}]'
    assert sign_in("owner").get(query).location == "/processes/trial"
    assert sign_in("owner").get("/ops/repository?deploymentsQuery=[1]").location == "/processes"
    page = f"/ops/process-instance/{answer.json['id']}"
    assert sign_in("owner").get(page).location == "/processes/trial"
    assert sign_in("admin").get(page).location == f"/admin/instances/{answer.json['id']}"


NOT_STARTED: list[tuple[str | None, Any, str]] = [
    ("LEI-27-001", None, "cannot begin in LEI-27-001"),
    (None, [], "must be an object"),
    (None, {"a": 1}, "The variable “a” must be written as"),
    (None, {"a": {"value": "x", "type": "Integer"}}, "The variable “a” is no Integer"),
    (None, {"a": {"value": "x", "type": "File"}}, "is of the type File; known are"),
    (None, {"partnership": {"value": "XXX"}}, "Say in the variable “partnership”"),
]


def test_a_start_that_cannot_be_is_refused_in_words(modeler: Modeler) -> None:
    id_ = first_id(modeler.deploy(("trial.bpmn", TRIAL)))
    for key, variables, words in NOT_STARTED:
        answer = modeler.start(id_, key, variables)
        assert (answer.status_code, words in answer.json["message"]) == (400, True), (words, answer.text)


def test_a_process_with_a_start_form_begins_by_the_rules_of_the_start_page(
    app: Flask, modeler: Modeler, world: World
) -> None:
    id_ = first_id(modeler.deploy(sample(), *forms()))
    refused = modeler.start(id_)
    assert (refused.status_code, refused.json["type"]) == (403, "AuthorizationException")
    assert "none of the roles" in refused.json["message"]
    with world.office.database.transaction() as session:
        people.give_role(session, world.people["owner"], "referrer", "lei")
    assert "are not right:\n1. " in modeler.start(id_).json["message"]
    answers = {"summary": {"value": "A child was hurt in an invented place."}, "on": {"value": "2027-01-10"}}
    assert modeler.start(id_, variables=answers).status_code == 200
    modeler.deploy(sample("Referral check", "Referral check, newer"), *forms())
    assert "has been published again since" in modeler.start(id_, variables=answers).json["message"]


def test_in_production_it_works_with_a_token_made_on_the_command_line_though_nobody_is_signed_in(
    world: World, tmp_path: Path
) -> None:
    office = replace(world.office, config=replace(world.office.config, demo=False))
    said: list[str] = []
    asked = Namespace(email="Owner@cspr.example", name="Laptop", days=30)
    assert setting_up.token(office, asked, said.append) == 0
    app = create_app(office)
    modeler = Modeler(app.test_client(), {"Authorization": f"Bearer {said[0].splitlines()[0]}"})
    assert modeler.get(CHECK).status_code == 200
    id_ = first_id(modeler.deploy(("trial.bpmn", TRIAL)))
    answer = modeler.start(id_)
    assert (answer.status_code, "Only in the demonstration" in answer.json["message"]) == (403, True)
    assert modeler.client.get("/.well-known/camunda-automation-platform/webapps").status_code == 200
    assert modeler.client.get(CHECK).status_code == 401
    assert modeler.client.get("/tokens").location == "/sign-in"
    for wrong in ("nobody@cspr.example", "office@cspr.example"):
        assert setting_up.token(office, Namespace(email=wrong, name="x", days=30), said.append) == 1
    assert said[1:] == [
        "Nobody has the address nobody@cspr.example.",
        "Only process owners and administrators have tokens.",
    ]


def test_a_token_is_made_on_a_page_shown_once_kept_as_a_hash_and_revoked_there(
    app: Flask, world: World, sign_in: Callable[[str], FlaskClient]
) -> None:
    owner, data = sign_in("owner"), worlds.form(name="Laptop", days="90")
    page = owner.post("/tokens", data=data)
    (text,) = html.document_fromstring(page.text).xpath("//input[@id='token']/@value")
    assert Modeler(app.test_client(), basic("owner@cspr.example", text)).get(CHECK).status_code == 200
    again = owner.post("/tokens", data=data)
    assert (again.status_code, text in again.text) == (409, False)
    assert text not in owner.get("/tokens").text
    raw = b"".join(one.read_bytes() for one in Path(world.office.config.data_dir).glob("demo.sqlite*"))
    assert (text.encode() in raw, b"api_token" in raw) == (False, True)
    with world.office.database.reading() as session:
        ((row, _),) = api_tokens.listed(session)
    revoke = f"/tokens/{row.id}/revoke"
    assert sign_in("office").post(revoke, data=worlds.form()).status_code == 403
    assert sign_in("admin").post(revoke, data=worlds.form()).status_code == 303
    assert Modeler(app.test_client(), {"Authorization": f"Bearer {text}"}).get(CHECK).status_code == 401
    assert "Revoked" in owner.get("/tokens").text
    with world.office.database.reading() as session:
        written = [
            (one.actor, one.action) for one in audit.entries(session, audit.stream_of("people", "administration"))
        ]
    assert written[-2:] == [(world.people["owner"], "token made"), (world.people["admin"], "token revoked")]
