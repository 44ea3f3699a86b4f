"""What a caller gets wrong is told in Python's own way, naming the argument, before anything is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

import keybearer
from keybearer import CompositeClient, InvalidConfigError, InvalidRequestError, PugClient, PuguhClient

from sandbox import Sandbox

CYCLE: "dict[str, Any]" = {}
CYCLE["self"] = CYCLE


async def awaited(_: Any) -> None:
    """What can only be awaited."""


def fields(error: InvalidRequestError) -> "list[str]":
    return [violation.field for violation in error.violations]


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"total": float("nan")}, "properties.total"),
        ({"total": [1, float("inf")]}, "properties.total[1]"),
        ({1: "a"}, "properties"),
        ({"a": {2: "b"}}, "properties.a"),
        ({"big": 1 << 80}, "properties.big"),
        ({"what": object()}, "properties.what"),
        ({"set": {1, 2}}, "properties.set"),
        ({"at": datetime(2026, 1, 1)}, "properties.at"),
        (CYCLE, "properties"),
        ("text", "properties"),
        (["a"], "properties"),
    ],
)
def test_properties_that_json_cannot_hold_are_refused_by_their_path(
    sandbox: Sandbox, properties: Any, field: str
) -> None:
    with CompositeClient(api_key="sk_test_1", base_url=sandbox.url) as client:
        with pytest.raises(InvalidRequestError) as refused:
            client.events.send(name="paid", distinct_id="u", properties=properties)
    assert fields(refused.value)[0].startswith(field)
    assert refused.value.operation == "composite.events.send"
    assert sandbox.journal() == []


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"page_size": "20"}, "page_size"),
        ({"page_size": 2.5}, "page_size"),
        ({"page_size": True}, "page_size"),
        ({"page_size": -1}, "page_size"),
        ({"page_size": 1 << 40}, "page_size"),
        ({"page_size": 1000}, "page_size"),
        ({"page": 0}, "page"),
        ({"search": 7}, "search"),
        ({"type": 7}, "type"),
        ({"timeout": "5"}, "timeout"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"idempotent": 1}, "idempotent"),
        ({"headers": [("a", "b")]}, "headers"),
        ({"headers": {"authorization": "x"}}, "authorization"),
        ({"query": {1: 2}}, "query"),
        ({"organization_id": 7}, "organization_id"),
        ({"project_id": "p"}, "project_id"),
        ({"on_response": 7}, "on_response"),
        ({"on_response": awaited}, "on_response"),
    ],
)
def test_members_and_options_of_a_wrong_kind_are_refused_by_name(
    sandbox: Sandbox, key: Any, members: Any, field: str
) -> None:
    with PuguhClient(**key) as client, pytest.raises(InvalidRequestError) as refused:
        client.organizations.list(**members)
    assert fields(refused.value) == [field]
    assert sandbox.journal() == []


def test_unknown_and_missing_arguments_are_type_errors(sandbox: Sandbox, key: Any) -> None:
    with PuguhClient(**key) as client:
        for wrong in (
            lambda: client.organizations.list(colour="red"),  # type: ignore[call-arg]
            lambda: client.organizations.get(),  # type: ignore[call-arg]
            lambda: client.auth.login(email="a@b.c"),  # type: ignore[call-arg]
            lambda: client.organizations.list(20),  # type: ignore[misc]
        ):
            with pytest.raises(TypeError):
                wrong()
        with pytest.raises(InvalidRequestError) as refused:
            client.organizations.get(7)  # type: ignore[arg-type]
        assert fields(refused.value) == ["id"]
        with pytest.raises(InvalidConfigError) as config:
            client.set_api_key("\ud800")
        assert config.value.reason == "api_key"
        with pytest.raises(InvalidConfigError) as config:
            client.set_tokens(keybearer.Tokens("token", "\ud800"))
        assert config.value.reason == "refresh_token"
        authorize: Any = client.oauth.authorization_url
        url = "https://app.example/back"
        for call, field in [
            (lambda: client.organizations.get("a\nb\ud800"), "id"),
            (lambda: client.organizations.list(headers={"x-a": "\ud800"}), "headers.x-a"),
            (lambda: client.organizations.list(search="\ud800"), "search"),
            (lambda: client.organizations.list(timeout=10**400), "timeout"),
            (lambda: client.request("GET", "/\ud800"), "path"),
            (lambda: client.request("POST", "/a", {"a": ["\ud800"]}), "body.a[0]"),
            (lambda: client.verify_token("t", checks=5), "checks"),  # type: ignore[arg-type]
            (lambda: client.verify_token("\ud800"), "token"),
            (lambda: authorize("app", url, "read:user"), "scopes"),
            (lambda: authorize("app", url, [5]), "scopes[0]"),
            (lambda: authorize(None, url), "client_id"),
            (lambda: authorize("app", 5), "redirect_uri"),
            (lambda: authorize("app", url, pkce=1), "pkce"),
            (lambda: authorize("app", url).code(None), "callback_url"),
            (lambda: keybearer.pug_tokens({"a": float("nan")}), "answer.a"),
            (lambda: keybearer.pug_tokens({1, 2}), "answer"),
            (lambda: keybearer.pug_tokens({}, members=5), "members"),  # type: ignore[arg-type]
        ]:
            with pytest.raises(InvalidRequestError) as refused:
                call()
            assert fields(refused.value) == [field]
    assert sandbox.journal() == []


def test_what_a_message_lacks_or_has_too_much_is_told_with_its_place(sandbox: Sandbox) -> None:
    with PugClient(sdk_key="pk_sdk_1", base_url=sandbox.url) as client:
        for events, field in [
            ([{"properties": {}}], "events[0].name"),
            ([keybearer.pug.Event(name="a"), {"name": "b", "colour": 1}], "events[1].colour"),
            ([{"name": "a", "timestamp": 7}], "events[0].timestamp"),
            ([{"name": "a", "timestamp": datetime(2026, 1, 1)}], "events[0].timestamp"),
            ([7], "events[0]"),
            ("a", "events"),
            ([], "events"),
            ([{"name": " "}], "events[0].name"),
        ]:
            with pytest.raises(InvalidRequestError) as refused:
                client.events.batch_create(events=events)  # type: ignore[arg-type]
            assert fields(refused.value) == [field], refused.value
    assert sandbox.journal() == []


def test_a_secret_of_a_wrong_kind_is_not_shown(sandbox: Sandbox, key: Any) -> None:
    with PuguhClient(**key) as client, pytest.raises(InvalidRequestError) as refused:
        client.auth.login(email="a@b.c", password=48_151_623)  # type: ignore[arg-type]
    assert "48151623" not in repr(refused.value) + str(refused.value.violations)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"timeout": "60"}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"timeout": timedelta(seconds=-1)}, "timeout"),
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": 2.5}, "max_attempts"),
        ({"pacing": 7}, "pacing"),
        ({"pacing": (0, 1)}, "pacing"),
        ({"pacing": (float("nan"), 1)}, "pacing"),
        ({"pacing": (float("inf"), 1)}, "pacing"),
        ({"pacing": (1, 0)}, "pacing"),
        ({"pacing": (1, "x")}, "pacing"),
        ({"pacing": ({1}, 1)}, "pacing"),
        ({"pacing": {1, 2}}, "pacing"),
        ({"timeout": False}, "timeout"),
        ({"timeout": 10**400}, "timeout"),
        ({"max_attempts": False}, "max_attempts"),
        ({"base_url": False}, "base_url"),
        ({"user_agent": False}, "user_agent"),
        ({"refresh_token": False}, "refresh_token"),
        ({"organization_id": "\ud800"}, "organization_id"),
        ({"token_checks": 5}, "token_checks"),
        ({"token_checks": (1, 2, 3, 4)}, "token_checks"),
        ({"token_checks": keybearer.TokenChecks(issuer=5)}, "token_checks"),  # type: ignore[arg-type]
        ({"root_certificates": ["no PEM"]}, "root_certificates"),
        ({"proxy": "http://"}, "proxy"),
        ({"base_url": 7}, "base_url"),
        ({"override_path": {"puguh.nothing": "/x"}}, "override_path"),
        ({"on_token_expired": "token"}, "on_token_expired"),
        ({"observer": 7}, "observer"),
        ({"observer": awaited}, "observer"),
        ({"token_store": 7}, "token_store"),
        ({"api_key": 7}, "api_key"),
        ({"organization_id": " "}, "organization_id"),
        ({"access_token": "t"}, "credential"),
        ({"root_certificates": "pem"}, "root_certificates"),
    ],
)
def test_options_that_cannot_be_are_refused_by_name(options: Any, name: str) -> None:
    with pytest.raises(InvalidConfigError) as refused:
        PuguhClient(**{"api_key": "k", "organization_id": "o", **options})
    assert refused.value.reason == name


def test_no_text_shows_a_secret(sandbox: Sandbox) -> None:
    info = sandbox.info["puguh"]
    with PuguhClient(base_url=sandbox.url, anonymous=True) as client:
        answer = client.auth.login(email=info["email"], password=info["password"])
        assert answer.access_token and answer.access_token not in repr(answer)
        client.set_tokens(answer)
        assert answer.access_token not in repr(client) + repr(vars(client)) + str(client)
        assert answer.access_token not in repr(keybearer.Tokens(answer.access_token))


def test_messages_are_made_compared_and_taken_apart() -> None:
    event = keybearer.composite.Event(name="paid", distinct_id="u", set={"plan": "pro"})
    assert event.to_dict() == {"name": "paid", "distinct_id": "u", "$set": {"plan": "pro"}}
    assert event == keybearer.composite.Event.from_dict(event.to_dict())
    assert repr(event) == "Event(name='paid', distinct_id='u', set={'plan': 'pro'})"
    answer = keybearer.puguh.LoginResponse.from_dict({"access_token": "t", "mfa": True})
    assert answer.other == {"mfa": True} and "other=<mfa>" in repr(answer)
    role = keybearer.puguh.Role("emperor")
    assert role == "emperor" and keybearer.puguh.Role.OWNER == "owner"
