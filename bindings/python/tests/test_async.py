"""Calls that are awaited: cancelling, event loops, callbacks, frameworks."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from datetime import datetime, timedelta, timezone
from typing import Any, List

import pytest
import uvloop

import keybearer
from keybearer import AsyncPuguhClient

from sandbox import Sandbox

LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]


def aborted(sandbox: Sandbox, count: int = 1) -> bool:
    """Whether the sandbox saw so many clients leave, within five seconds."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if sum(entry.get("aborted") is True for entry in sandbox.journal()) >= count:
            return True
        time.sleep(0.01)
    return False


async def arrived(sandbox: Sandbox, count: int = 1) -> None:
    deadline = time.monotonic() + 5
    while len(sandbox.journal()) < count:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_a_task_that_is_cancelled_closes_its_socket(slow: Sandbox, key: Any) -> None:
    async with AsyncPuguhClient(**key) as client:
        task = asyncio.create_task(client.organizations.list())
        await arrived(slow)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert aborted(slow)


@pytest.mark.asyncio
async def test_wait_for_closes_the_socket_of_what_it_gives_up(slow: Sandbox, key: Any) -> None:
    async with AsyncPuguhClient(**key) as client:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.organizations.list(), 0.3)
        assert aborted(slow)


@pytest.mark.parametrize("make", LOOPS)
def test_a_loop_that_is_closed_under_a_call_closes_its_socket(make: Any, slow: Sandbox, key: Any) -> None:
    client = AsyncPuguhClient(**key)
    loop = make()
    task = loop.create_task(client.organizations.list())
    loop.run_until_complete(arrived(slow))
    loop.close()
    assert aborted(slow)
    coroutine = task.get_coro()
    coroutine.close()


def test_a_loop_that_is_forgotten_under_a_call_closes_its_socket(slow: Sandbox, key: Any) -> None:
    client = AsyncPuguhClient(**key)
    loop = asyncio.new_event_loop()
    task = loop.create_task(client.organizations.list())
    loop.run_until_complete(arrived(slow))
    loop.set_exception_handler(lambda *_: None)
    del task, loop
    gc.collect()
    assert aborted(slow)


@pytest.mark.asyncio
async def test_closing_a_client_fails_its_calls_and_refuses_more(slow: Sandbox, key: Any) -> None:
    client = AsyncPuguhClient(**key)
    task = asyncio.create_task(client.organizations.list())
    await arrived(slow)
    await client.close()
    await client.close()
    with pytest.raises(keybearer.CancelledError) as cancelled:
        await task
    assert cancelled.value.reason == "client_closed"
    with pytest.raises(keybearer.InvalidConfigError) as refused:
        await client.organizations.list()
    assert refused.value.reason == "client_closed"
    assert repr(client) == "AsyncPuguhClient(closed)"


@pytest.mark.parametrize("make", LOOPS)
def test_one_client_serves_many_loops_and_threads(make: Any, sandbox: Sandbox, key: Any) -> None:
    client = AsyncPuguhClient(**key)
    totals: List[Any] = []

    async def several() -> None:
        pages = await asyncio.gather(*(client.organizations.list(page_size=1) for _ in range(20)))
        totals.extend(page.total for page in pages)

    def work() -> None:
        for _ in range(3):
            loop = make()
            try:
                loop.run_until_complete(several())
            finally:
                loop.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert totals == [45] * 240


@pytest.mark.asyncio
async def test_a_thousand_calls_at_once_all_come_back(sandbox: Sandbox, key: Any) -> None:
    async with AsyncPuguhClient(**key) as client:
        pages = await asyncio.gather(*(client.organizations.list(page_size=1) for _ in range(1000)))
        assert {page.total for page in pages} == {45}


@pytest.mark.asyncio
async def test_a_loop_that_is_busy_does_not_hold_up_what_a_call_waits_for(sandbox: Sandbox, key: Any) -> None:
    sandbox.rule(respond={"status": 503, "headers": {"retry-after-ms": "50"}}, times=1)
    async with AsyncPuguhClient(**key) as client:
        task = asyncio.create_task(client.organizations.list())
        await asyncio.sleep(0)
        # The application computes: meanwhile the answer comes, the delay ends, and the call is sent again.
        time.sleep(1)
        first, second = sandbox.journal()
        assert (first["status"], second["status"]) == (503, 200)
        assert second["at_ms"] - first["at_ms"] < 500
        assert (await task).total == 45


@pytest.mark.parametrize("make", LOOPS)
def test_calls_one_after_the_other_and_many_at_once_take_turns_with_threads_that_block(
    make: Any, sandbox: Sandbox, key: Any
) -> None:
    async def work() -> int:
        async with AsyncPuguhClient(**key) as client:
            total = 0
            for _ in range(20):
                total += (await client.organizations.list(page_size=1)).total
                pages = await asyncio.gather(*(client.organizations.list() for _ in range(8)))
                total += sum(page.total for page in pages)
            return total

    def block() -> int:
        with keybearer.PuguhClient(**key) as client:
            return sum(client.organizations.list(page_size=1).total for _ in range(100))

    found: List[int] = []
    threads = [threading.Thread(target=lambda: found.append(block())) for _ in range(2)]
    for thread in threads:
        thread.start()
    loop = make()
    try:
        assert loop.run_until_complete(asyncio.wait_for(work(), 60)) == 20 * 9 * 45
    finally:
        loop.close()
    for thread in threads:
        thread.join()
    assert found == [4500, 4500]


def test_a_loop_that_watches_no_descriptors_works_too(sandbox: Sandbox, key: Any) -> None:
    class Plain(asyncio.SelectorEventLoop):
        def add_reader(self, *_: Any) -> Any:
            raise NotImplementedError

    # The loop's own wake-up needs one: it is added under another name.
    loop = Plain()
    client = AsyncPuguhClient(**key)
    try:
        assert loop.run_until_complete(client.organizations.list()).total == 45
    finally:
        loop.close()


def session(sandbox: Sandbox, callback: Any, **options: Any) -> AsyncPuguhClient:
    token = sandbox.info["puguh"]["expired_access_token"]
    return AsyncPuguhClient(access_token=token, base_url=sandbox.url, on_token_expired=callback, **options)


@pytest.mark.asyncio
async def test_callbacks_may_be_sync_or_async_and_take_the_reason_or_not(sandbox: Sandbox) -> None:
    fresh = sandbox.info["puguh"]["access_token"]
    told: List[Any] = []

    def plain() -> str:
        return fresh

    async def awaited(expired: keybearer.TokenExpired) -> Any:
        told.append(expired)
        await asyncio.sleep(0.01)
        return keybearer.Tokens(fresh, expires_in=timedelta(minutes=5))

    for callback in (plain, awaited, lambda _: {"access_token": fresh}):
        async with session(sandbox, callback) as client:
            pages = await asyncio.gather(*(client.organizations.list() for _ in range(50)))
            assert len(pages) == 50
    assert told == [keybearer.TokenExpired("expired", 1)]


@pytest.mark.asyncio
async def test_an_async_callback_runs_on_the_loop_of_its_client(sandbox: Sandbox) -> None:
    here = asyncio.get_running_loop()
    seen: List[Any] = []

    async def callback() -> str:
        seen.append(asyncio.get_running_loop())
        return str(sandbox.info["puguh"]["access_token"])

    async with session(sandbox, callback) as client:
        await client.organizations.list()
    assert seen == [here]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("result", "message"),
    [
        (7, "not int"),
        (None, "not None"),
        ({}, "access_token"),
        ({"access_token": "t", "expires_in": "1"}, "expires_in"),
    ],
)
async def test_a_callback_that_returns_something_else_is_told_so(sandbox: Sandbox, result: Any, message: str) -> None:
    async with session(sandbox, lambda: result) as client:
        with pytest.raises(keybearer.TokenRefreshFailedError) as failed:
            await client.organizations.list()
    assert message in str(failed.value)
    assert isinstance(failed.value.__cause__, TypeError)


@pytest.mark.asyncio
@pytest.mark.parametrize("raised", [RuntimeError("sealed"), KeyboardInterrupt("sealed"), SystemExit("sealed")])
async def test_what_a_callback_raises_is_the_cause_of_the_error(sandbox: Sandbox, raised: BaseException) -> None:
    def callback() -> str:
        raise raised

    async with session(sandbox, callback) as client:
        with pytest.raises(keybearer.TokenRefreshFailedError) as failed:
            await client.organizations.list()
    assert failed.value.__cause__ is raised
    assert failed.value.retry_after is not None


@pytest.mark.asyncio
@pytest.mark.parametrize("raised", [KeyboardInterrupt("sealed"), SystemExit("sealed"), ValueError("sealed")])
async def test_what_an_async_hook_raises_does_not_end_the_loop(sandbox: Sandbox, raised: BaseException) -> None:
    async def fail(*_: Any) -> Any:
        raise raised

    class Store:
        load = save = clear = fail

    other = asyncio.create_task(asyncio.sleep(0.3, "still here"))
    async with session(sandbox, fail) as client:
        with pytest.raises(keybearer.TokenRefreshFailedError) as failed:
            await client.organizations.list()
    assert failed.value.__cause__ is raised
    async with AsyncPuguhClient(token_store=Store(), access_token="t", base_url=sandbox.url) as client:
        with pytest.raises(keybearer.CallbackError) as refused:
            await client.set_tokens("token")
    assert refused.value.__cause__ is raised
    info = sandbox.info["pug"]
    options = {"access_token": info["access_token"], "project_id": info["project_id"], "base_url": sandbox.url}
    async with keybearer.AsyncPugClient(**options) as client:
        old = (await client.projects.create_api_key(type="API_KEY_TYPE_SHARED", name="summer")).api_key
        with pytest.raises(keybearer.CallbackError) as stopped:
            await client.projects.rotate_api_key(old.id, {"type": "API_KEY_TYPE_SHARED", "name": "autumn"}, fail)
    assert stopped.value.__cause__ is raised
    assert await other == "still here"


@pytest.mark.asyncio
@pytest.mark.parametrize("what", ["list", "list_items", "list_pages", "rotate"])
async def test_a_callback_that_needs_its_own_token_is_refused_at_once(sandbox: Sandbox, what: str) -> None:
    started = time.monotonic()

    async def callback() -> str:
        if what == "list":
            await client.organizations.list()
        elif what == "rotate":
            await pug.projects.rotate_api_key("key", {"type": "API_KEY_TYPE_SDK", "name": "n"}, print)
        else:
            async for _ in getattr(client.organizations, what)():
                pass
        return "token"

    expired = sandbox.info["pug"]["expired_access_token"]
    pug = keybearer.AsyncPugClient(access_token=expired, on_token_expired=callback, base_url=sandbox.url)
    async with session(sandbox, callback) as client, pug:
        with pytest.raises(keybearer.TokenRefreshFailedError) as failed:
            await (pug.projects.list() if what == "rotate" else client.organizations.list())
    assert failed.value.reason == "callback_reentrant"
    assert time.monotonic() - started < 5


@pytest.mark.asyncio
async def test_an_async_callback_runs_on_the_loop_of_the_call_that_needs_it(sandbox: Sandbox) -> None:
    sandbox.rule(times=1, delay_ms=500)
    here, info = asyncio.get_running_loop(), sandbox.info["puguh"]
    seen: List[Any] = []

    async def callback() -> str:
        seen.append(asyncio.get_running_loop())
        return str(info["access_token"])

    client = AsyncPuguhClient(access_token="opaque", on_token_expired=callback, base_url=sandbox.url)
    call = asyncio.create_task(client.organizations.list())
    await arrived(sandbox)
    # Another loop is the last to make a call.
    signing_in = client.auth.login(email=info["email"], password=info["password"])
    await asyncio.to_thread(asyncio.run, signing_in)
    assert (await call).total == 45
    assert seen == [here]


def test_a_loop_that_ends_while_its_callback_runs_leaves_the_others_a_token(sandbox: Sandbox) -> None:
    started: List[Any] = []

    async def callback() -> str:
        started.append(asyncio.get_running_loop())
        await asyncio.sleep(0.5)
        return str(sandbox.info["puguh"]["access_token"])

    client = session(sandbox, callback)

    async def first() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.organizations.list(), 0.2)

    thread = threading.Thread(target=lambda: asyncio.run(first()))
    thread.start()
    while not started:
        time.sleep(0.01)
    assert asyncio.run(client.organizations.list()).total == 45
    thread.join(5)
    assert len(started) == 2 and started[0] is not started[1]


@pytest.mark.asyncio
async def test_a_callback_may_sign_in_with_its_own_client(sandbox: Sandbox) -> None:
    info = sandbox.info["puguh"]

    async def callback() -> Any:
        return await client.auth.login(email=info["email"], password=info["password"])

    client = session(sandbox, callback)
    assert (await client.organizations.list()).total == 45
    await client.close()


@pytest.mark.asyncio
async def test_a_caller_that_gives_up_does_not_stop_the_refresh_of_the_others(sandbox: Sandbox) -> None:
    calls: List[int] = []

    async def callback() -> str:
        calls.append(1)
        await asyncio.sleep(0.3)
        return str(sandbox.info["puguh"]["access_token"])

    async with session(sandbox, callback) as client:
        first = asyncio.create_task(client.organizations.list())
        second = asyncio.create_task(client.organizations.list())
        await asyncio.sleep(0.1)
        first.cancel()
        assert (await second).total == 45
    assert len(calls) == 1


@pytest.mark.asyncio
async def test_on_response_is_told_before_the_call_returns(sandbox: Sandbox, key: Any) -> None:
    told: List[keybearer.Metadata] = []

    async def look(metadata: keybearer.Metadata) -> None:
        await asyncio.sleep(0)
        told.append(metadata)

    async with AsyncPuguhClient(**key) as client:
        await client.organizations.list(on_response=look)
        assert told[0].status == 200 and told[0].attempts == 1
        assert told[0].rate_limit == client.rate_limit() or client.rate_limit() is not None


@pytest.mark.asyncio
async def test_on_response_is_told_of_each_page_of_a_list(sandbox: Sandbox, key: Any) -> None:
    told: List[keybearer.Metadata] = []

    async def look(metadata: keybearer.Metadata) -> None:
        await asyncio.sleep(0)
        told.append(metadata)

    async with AsyncPuguhClient(**key) as client:
        async for page in client.organizations.list_pages(page_size=20, on_response=look):
            assert len(told) == page.page
        assert [metadata.status for metadata in told] == [200, 200, 200]
        items = [item async for item in client.organizations.list_items(page_size=20, on_response=look)]
    assert len(items) == 45 and len(told) == 6


@pytest.mark.asyncio
async def test_lists_are_read_page_by_page_as_they_are_asked_for(sandbox: Sandbox, key: Any) -> None:
    async with AsyncPuguhClient(**key) as client:
        pages = client.organizations.list_pages(page_size=20)
        assert (await pages.__anext__()).page == 1
        assert len(sandbox.journal()) == 1
        assert [len(page.items) async for page in pages] == [20, 5]
        ids = {organization.id async for organization in client.organizations.list_items(page_size=30)}
        assert len(ids) == 45


@pytest.mark.asyncio
async def test_moments_are_datetimes_both_ways(sandbox: Sandbox, key: Any) -> None:
    options = {"base_url": sandbox.url, "api_key": sandbox.info["composite"]["secret_key"]}
    async with keybearer.AsyncCompositeClient(**options) as client:
        at = datetime(2026, 6, 1, 10, 0, 0, 500_000, timezone.utc)
        await client.events.send(name="paid", distinct_id="u-1", properties={"total": 12.5}, timestamp=at)
        (event,) = (await client.events.list(distinct_id="u-1")).data
        assert event.timestamp == at and event.properties == {"total": 12.5}


@pytest.mark.asyncio
async def test_a_key_is_rotated_with_a_deploy_step_that_may_be_async(sandbox: Sandbox) -> None:
    info = sandbox.info["pug"]
    deployed: List[str] = []

    async def deploy(new: str) -> None:
        await asyncio.sleep(0)
        deployed.append(new)

    def broken(_: str) -> None:
        raise OSError("the cluster is down")

    new = keybearer.pug.CreateApiKey(type=keybearer.pug.ApiKeyType.SHARED, name="autumn")
    options = {"access_token": info["access_token"], "project_id": info["project_id"], "base_url": sandbox.url}
    async with keybearer.AsyncPugClient(**options) as client:
        old = (await client.projects.create_api_key(type="API_KEY_TYPE_SHARED", name="summer")).api_key
        api_key = await client.projects.rotate_api_key(old.id, new, deploy)
        assert api_key.key == deployed[0] and deployed[0] not in repr(api_key)
        with pytest.raises(keybearer.CallbackError) as failed:
            await client.projects.rotate_api_key(api_key.id, new, broken)
        assert isinstance(failed.value.__cause__, OSError)
