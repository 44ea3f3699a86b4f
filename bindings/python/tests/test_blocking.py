"""Calls that block, and processes: signals, forks, exits."""

from __future__ import annotations

import json
import logging
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from typing import Any, List

import pytest

import keybearer
from keybearer import PuguhClient

from sandbox import Sandbox
from test_async import aborted


def run(code: str, timeout: float = 30, **variables: str) -> str:
    """Runs a program in a process of its own, which must end by itself."""
    program = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **variables},
    )
    assert program.returncode == 0, program.stderr
    assert "Traceback" not in program.stderr and "panick" not in program.stderr, program.stderr
    return program.stdout


def test_threads_share_a_client(sandbox: Sandbox, key: Any) -> None:
    totals: List[Any] = []
    with PuguhClient(**key) as client:

        def work() -> None:
            for _ in range(20):
                totals.append(client.organizations.list(page_size=1).total)

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert totals == [45] * 320


def test_an_interrupt_ends_a_call_and_closes_its_socket(slow: Sandbox, key: Any) -> None:
    code = f"""
        import os, signal, threading, time, keybearer
        client = keybearer.PuguhClient(**{key!r})
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        started = time.monotonic()
        try:
            client.organizations.list()
        except KeyboardInterrupt:
            print(time.monotonic() - started)
    """
    assert float(run(code)) < 5
    assert aborted(slow)


def test_closing_a_client_ends_a_call_in_another_thread(slow: Sandbox, key: Any) -> None:
    client = PuguhClient(**key)
    raised: List[BaseException] = []

    def work() -> None:
        try:
            client.organizations.list()
        except keybearer.CancelledError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not slow.journal():
        time.sleep(0.01)
    client.close()
    thread.join(5)
    assert len(raised) == 1 and aborted(slow)


def test_callbacks_may_be_sync_or_async(sandbox: Sandbox) -> None:
    info = sandbox.info["puguh"]

    def plain() -> str:
        return str(info["access_token"])

    async def awaited(expired: keybearer.TokenExpired) -> str:
        return str(info["access_token"])

    for callback in (plain, awaited):
        options: Any = {"access_token": info["expired_access_token"], "base_url": sandbox.url}
        with PuguhClient(on_token_expired=callback, **options) as client:
            assert client.organizations.list().total == 45


def test_a_child_process_gets_a_client_that_works(sandbox: Sandbox, key: Any) -> None:
    token = sandbox.info["puguh"]["expired_access_token"]
    fresh = sandbox.info["puguh"]["access_token"]
    code = f"""
        import asyncio, os, sys, keybearer
        key = {key!r}
        client = keybearer.PuguhClient(**key)
        session = keybearer.PuguhClient(
            base_url=key["base_url"], access_token={token!r}, on_token_expired=lambda: {fresh!r}
        )
        awaited = keybearer.AsyncPuguhClient(**key)
        def ask():
            page = asyncio.run(awaited.organizations.list())
            return client.organizations.list().total, session.organizations.list().total, page.total
        assert ask() == (45, 45, 45)
        children = []
        for _ in range(4):
            child = os.fork()
            if child == 0:
                try:
                    assert ask() == (45, 45, 45)
                    grandchild = os.fork()
                    if grandchild == 0:
                        os._exit(0 if ask() == (45, 45, 45) else 1)
                    assert os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]) == 0
                except BaseException:
                    import traceback; traceback.print_exc()
                    os._exit(1)
                os._exit(0)
            children.append(child)
        for child in children:
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert ask() == (45, 45, 45)
        print("ok")
    """
    assert run(code) == "ok\n"


def test_a_child_process_is_told_that_a_refresh_token_is_the_parents(sandbox: Sandbox) -> None:
    info = sandbox.info["puguh"]
    options = {"base_url": sandbox.url, "access_token": info["access_token"], "refresh_token": info["refresh_token"]}
    code = f"""
        import os, keybearer
        client = keybearer.PuguhClient(**{options!r})
        client.organizations.list()
        child = os.fork()
        if child == 0:
            try:
                client.organizations.list()
            except keybearer.InvalidConfigError as error:
                os._exit(0 if error.reason == "forked" else 1)
            os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        print("ok")
    """
    assert run(code) == "ok\n"


@pytest.mark.parametrize("store", ["path", "Store()"])
@pytest.mark.parametrize("used", [True, False])
def test_a_child_process_starts_with_what_the_token_store_holds(
    sandbox: Sandbox, tmp_path: Any, store: str, used: bool
) -> None:
    info = sandbox.info["puguh"]
    options = {"base_url": sandbox.url, "access_token": "opaque", "refresh_token": info["refresh_token"]}
    code = f"""
        import json, os, keybearer
        path = {str(tmp_path / "tokens.json")!r}
        class Store:
            def load(self):
                if os.path.exists(path):
                    return json.load(open(path))
            def save(self, tokens):
                json.dump(tokens.to_dict(), open(path, "w"))
            def clear(self):
                os.remove(path)
        client = keybearer.PuguhClient(token_store={store}, **{options!r})
        if {used}:
            client.organizations.list()
            kept = json.load(open(path))
            assert kept["access_token"] != "opaque"
        for _ in range(2):
            child = os.fork()
            if child == 0:
                os._exit(0 if client.organizations.list().total == 45 else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        if {used}:
            assert json.load(open(path)) == kept
        print("ok")
    """
    assert run(code) == "ok\n"
    refreshes = [entry for entry in sandbox.journal() if entry["path"].endswith("/auth/refresh")]
    assert len(refreshes) == 1


def test_a_child_process_is_signed_out_with_its_parent(sandbox: Sandbox) -> None:
    token = sandbox.info["puguh"]["access_token"]
    code = f"""
        import os, keybearer
        plain = keybearer.PuguhClient(base_url={sandbox.url!r}, access_token={token!r})
        renewed = keybearer.PuguhClient(
            base_url={sandbox.url!r}, access_token={token!r}, on_token_expired=lambda: {token!r}
        )
        for client in (plain, renewed):
            client.sign_out()
        child = os.fork()
        if child == 0:
            for client in (plain, renewed):
                try:
                    client.organizations.list()
                    os._exit(1)
                except keybearer.SessionExpiredError:
                    pass
                client.set_tokens("another")
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        print("ok")
    """
    assert run(code) == "ok\n"
    assert not any(entry["path"].endswith("/organizations") for entry in sandbox.journal())


def test_tokens_that_were_refused_are_not_what_a_child_process_starts_with(sandbox: Sandbox, key: Any) -> None:
    token = sandbox.info["puguh"]["access_token"]
    code = f"""
        import os, keybearer
        clients = [
            keybearer.PuguhClient(**{key!r}),
            keybearer.PuguhClient(base_url={sandbox.url!r}, access_token={token!r}),
        ]
        for client in clients:
            try:
                client.set_tokens("a\\nb")
                raise SystemExit("accepted")
            except keybearer.InvalidConfigError:
                pass
        child = os.fork()
        if child == 0:
            os._exit(0 if all(client.organizations.list().total == 45 for client in clients) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        print("ok")
    """
    assert run(code) == "ok\n"


@pytest.mark.parametrize(
    "last",
    [
        "threading.Thread(target=client.organizations.list, daemon=True).start(); time.sleep(0.3)",
        "asyncio.run(given_up())",
        "hung.start(); time.sleep(0.5)",
        "client.close()",
    ],
)
def test_a_process_ends_whatever_is_under_way(slow: Sandbox, key: Any, last: str) -> None:
    token = slow.info["puguh"]["expired_access_token"]
    code = f"""
        import asyncio, threading, time, keybearer
        key = {key!r}
        client = keybearer.PuguhClient(observer=lambda event: None, **key)
        waiting = keybearer.PuguhClient(
            base_url=key["base_url"], access_token={token!r}, on_token_expired=lambda: time.sleep(3600)
        )
        hung = threading.Thread(target=waiting.organizations.list, daemon=True)
        async def given_up():
            awaited = keybearer.AsyncPuguhClient(**key)
            try:
                await asyncio.wait_for(awaited.organizations.list(), 0.3)
            except asyncio.TimeoutError:
                pass
        {last}
    """
    started = time.monotonic()
    run(code)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "last",
    [
        "repr(self.client); self.client.close()",
        "self.client.rate_limit()",
        "self.client.organizations.list(timeout=1)",
        "kept.append(self.client)",
    ],
)
def test_a_client_that_is_collected_in_a_cycle_is_closed_and_not_used_after_it_was_freed(last: str) -> None:
    code = f"""
        import gc, sys, keybearer
        sys.unraisablehook = lambda told: refused.append(told.exc_type)
        refused, kept = [], []
        class Owner:
            def __init__(self):
                self.client = keybearer.PuguhClient(base_url="http://127.0.0.1:1", access_token="t", max_attempts=1)
                self.own = self
            def __del__(self):
                {last}
        for _ in range(50):
            Owner()
            gc.collect()
        for client in kept:
            assert repr(client)
            try:
                client.organizations.list()
            except keybearer.InvalidConfigError as error:
                assert error.reason == "client_closed"
        assert all(issubclass(kind, keybearer.KeybearerError) for kind in refused), refused
        last = Owner()
        print("ok")
    """
    assert run(code) == "ok\n"


def test_processes_of_gunicorn_share_a_client_that_was_made_before_the_fork(
    sandbox: Sandbox, key: Any, tmp_path: Any
) -> None:
    (tmp_path / "service.py").write_text(
        textwrap.dedent(
            f"""
            import os, keybearer
            client = keybearer.PuguhClient(**{key!r})
            client.organizations.list()
            def app(environ, start_response):
                total = client.organizations.list().total
                start_response("200 OK", [("content-type", "text/plain")])
                return [f"{{os.getpid()}} {{total}}".encode()]
            """
        )
    )
    import socket
    import urllib.request

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--bind", f"127.0.0.1:{port}", "service:app"],
        cwd=tmp_path,
        stderr=(tmp_path / "log").open("w"),
    )
    try:
        answers = set()
        deadline = time.monotonic() + 20
        while len(answers) < 10 and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    answers.add((answer.read().decode(), time.monotonic()))
            except OSError:
                time.sleep(0.1)
        assert len(answers) == 10, (tmp_path / "log").read_text()
        assert all(answer.endswith(" 45") for answer, _ in answers)
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(15) == 0


def test_fastapi_serves_with_one_client(sandbox: Sandbox, key: Any) -> None:
    from contextlib import asynccontextmanager
    from typing import AsyncIterator

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    client = keybearer.AsyncPuguhClient(**key)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with client:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/awaited")
    async def awaited() -> Any:
        return (await client.organizations.list()).to_dict()

    with TestClient(app) as browser:
        for _ in range(3):
            assert browser.get("/awaited").json()["total"] == 45


def test_uvicorn_serves_with_one_client_of_each_kind(sandbox: Sandbox, key: Any) -> None:
    code = f"""
        import asyncio, keybearer, socket, threading, urllib.request, uvicorn
        key = {key!r}
        awaited = keybearer.AsyncPuguhClient(**key)
        async def app(scope, receive, send):
            if scope["type"] != "http":
                return
            total = (await awaited.organizations.list()).total
            await send({{"type": "http.response.start", "status": 200, "headers": []}})
            await send({{"type": "http.response.body", "body": str(total).encode()}})
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            pass
        port = server.servers[0].sockets[0].getsockname()[1]
        print([urllib.request.urlopen(f"http://127.0.0.1:{{port}}/").read() for _ in range(3)])
        server.should_exit = True
        thread.join(10)
    """
    assert run(code) == "[b'45', b'45', b'45']\n"


def test_what_happens_is_logged_and_told(sandbox: Sandbox, key: Any, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.rule(times=1, respond={"status": 503, "headers": {"retry-after-ms": "10"}})
    told: List[keybearer.Event] = []
    with caplog.at_level(logging.DEBUG, "keybearer"):
        with PuguhClient(observer=told.append, **key) as client:
            client.organizations.list()
            deadline = time.monotonic() + 5
            while len(told) < 6 and time.monotonic() < deadline:
                time.sleep(0.01)
    assert [event.type for event in told if event.operation][:3] == [
        "attempt_started",
        "attempt_finished",
        "retrying",
    ] or [event.type for event in told]
    assert any(record.levelno == logging.INFO and "retrying" in record.message for record in caplog.records)
    assert key["api_key"] not in caplog.text


def test_an_observer_that_hangs_silences_no_other_client(sandbox: Sandbox, key: Any) -> None:
    told: List[keybearer.Event] = []
    release = threading.Event()
    hanging = PuguhClient(observer=lambda _: release.wait(), **key)
    with PuguhClient(observer=told.append, **key) as client:
        hanging.organizations.list()
        client.organizations.list()
    assert [event.type for event in told] == ["attempt_started", "attempt_finished", "call_finished"]
    release.set()
    hanging.close()


def test_the_log_follows_its_level_and_ends_with_the_last_event_before_close_returns(key: Any) -> None:
    code = f"""
        import logging, sys, keybearer
        client = keybearer.PuguhClient(**{key!r})
        client.organizations.list()
        logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(message)s")
        client.organizations.list()
        client.close()
        print("end")
    """
    assert [line.split(":")[0] for line in run(code).splitlines()] == [
        "attempt_started",
        "attempt_finished",
        "call_finished",
        "end",
    ]


def test_an_error_is_not_caused_by_what_another_hook_raised(sandbox: Sandbox) -> None:
    class Store:
        def load(self) -> None:
            return None

        def save(self, _: Any) -> None:
            raise OSError("the disk is full")

        def clear(self) -> None:
            raise OSError("the disk is broken")

    options: Any = {"base_url": sandbox.url, "access_token": "opaque", "refresh_token": "spent"}
    with PuguhClient(token_store=Store(), **options) as client:
        with pytest.raises(keybearer.SessionExpiredError) as expired:
            client.organizations.list()
        assert expired.value.__cause__ is None
        with pytest.raises(keybearer.CallbackError) as failed:
            client.set_tokens("token")
        assert isinstance(failed.value.__cause__, OSError)


def test_an_observer_that_fails_stops_nothing(sandbox: Sandbox, key: Any) -> None:
    def observer(_: keybearer.Event) -> None:
        raise RuntimeError("on purpose")

    with PuguhClient(observer=observer, **key) as client:
        assert client.organizations.list().total == 45


def test_tokens_are_kept_in_a_file_and_in_an_object(sandbox: Sandbox, tmp_path: Any) -> None:
    info = sandbox.info["puguh"]
    login = {"email": info["email"], "password": info["password"]}
    path = tmp_path / "tokens.json"
    with PuguhClient(base_url=sandbox.url, token_store=path) as client:
        client.set_tokens(client.auth.login(**login))
    assert json.loads(path.read_text())["access_token"]
    with PuguhClient(base_url=sandbox.url, token_store=str(path)) as client:
        assert client.organizations.list().total == 45
        client.sign_out()
    assert not path.exists() or "access_token" not in path.read_text()

    class Store:
        kept: Any = None

        async def load(self) -> Any:
            return self.kept

        async def save(self, tokens: keybearer.StoredTokens) -> None:
            self.kept = tokens

        def clear(self) -> None:
            self.kept = None

    store = Store()
    with PuguhClient(base_url=sandbox.url, token_store=store) as client:
        client.set_tokens(client.auth.login(**login))
        assert store.kept.access_token and store.kept.access_token not in repr(store.kept)


def test_errors_can_be_pickled_and_tell_all(sandbox: Sandbox, key: Any) -> None:
    with PuguhClient(**key) as client, pytest.raises(keybearer.NotFoundError) as raised:
        client.organizations.get("nobody")
    error = pickle.loads(pickle.dumps(raised.value))
    assert type(error) is keybearer.NotFoundError
    assert (error.status, error.operation, error.attempts) == (404, "puguh.organizations.get", raised.value.attempts)
    assert str(error) == str(raised.value) and isinstance(error, keybearer.KeybearerError)


def test_single_sign_on_checks_the_way_back(sandbox: Sandbox, key: Any) -> None:
    with PuguhClient(**key) as client:
        authorization = client.oauth.authorization_url("app", "http://127.0.0.1/cb", ["openid"], pkce=True)
    assert authorization.code_verifier and authorization.state not in repr(authorization)
    assert authorization.code(f"http://127.0.0.1/cb?code=abc&state={authorization.state}") == "abc"
    with pytest.raises(keybearer.InvalidRequestError):
        authorization.code("http://127.0.0.1/cb?code=abc&state=other")


def test_options_come_from_the_environment(sandbox: Sandbox, key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUGUH_API_KEY", key["api_key"])
    monkeypatch.setenv("PUGUH_ORGANIZATION_ID", key["organization_id"])
    with PuguhClient.from_env(base_url=sandbox.url, timeout=5) as client:
        assert client.verify_credentials().total == 45
    with pytest.raises(TypeError):
        PuguhClient.from_env(colour="red")
