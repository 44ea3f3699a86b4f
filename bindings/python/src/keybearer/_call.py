"""A call on its way: started here, its outcome fetched from the library's lane.

Blocking calls wait in the library without the interpreter's lock. Async calls leave a future, and
the event loop is woken by a descriptor when outcomes are there: many are then fetched at once. No
thread of the library ever enters the interpreter.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
import uuid
import weakref
from datetime import timedelta
from logging import DEBUG
from typing import (
    TYPE_CHECKING,
    Any,
    AsyncGenerator,
    Callable,
    Dict,
    Generator,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Type,
    TypedDict,
    TypeVar,
    Union,
)

from . import _model as model
from . import _native as native
from ._errors import KeybearerError, Reader, error_of_json, error_of_record, refused
from ._hooks import lanes, logger

if TYPE_CHECKING:
    import asyncio

    from ._hooks import Hooks

T = TypeVar("T")


class RateLimit(NamedTuple):
    """A rate limit, as the last answer told it."""

    limit: Optional[int] = None
    """How many requests the window allows."""
    remaining: Optional[int] = None
    """How many of them are left."""
    reset: Optional[float] = None
    """Seconds until the window starts anew."""


class Metadata(NamedTuple):
    """What came with an answer besides its body."""

    status: int
    """The HTTP status."""
    headers: Dict[str, str]
    """The headers, by their names in lower case; several of one name are joined by a comma."""
    request_id: Optional[str]
    """The request's id at the server."""
    rate_limit: Optional[RateLimit]
    """What the answer says of the rate limit."""
    attempts: int
    """How many attempts were sent."""
    elapsed: float
    """Seconds that the call took, waits included."""


class _Options(TypedDict, total=False):
    timeout: Union[float, timedelta, None]
    idempotent: bool
    headers: Mapping[str, str]
    organization_id: str
    application_id: str


class CallOptionsWithoutProjectId(_Options, total=False):
    """The options of a call whose request has a `project_id` of its own."""

    query: Mapping[str, Any]
    on_response: Callable[[Metadata], Any]


class CallOptionsWithoutQuery(_Options, total=False):
    """The options of a call whose request has a `query` of its own."""

    project_id: str
    on_response: Callable[[Metadata], Any]


class CallOptions(_Options, total=False):
    """
    What a call takes besides its request: `timeout` (seconds or a timedelta for the whole call; None for no
    deadline), `idempotent` (repeating it does no harm), `headers`, `query`, `organization_id`,
    `application_id`, `project_id`, and `on_response` (called with the `Metadata` before the call returns;
    of a list, for each page).
    """

    query: Mapping[str, Any]
    project_id: str
    on_response: Callable[[Metadata], Any]


class AsyncCallOptionsWithoutProjectId(CallOptionsWithoutProjectId, total=False):
    """As for blocking calls; `on_response` may be async."""


class AsyncCallOptionsWithoutQuery(CallOptionsWithoutQuery, total=False):
    """As for blocking calls; `on_response` may be async."""


class AsyncCallOptions(CallOptions, total=False):
    """As for blocking calls; `on_response` may be async."""


class Authorization:
    """Where to send a person to sign in, and what to keep until they come back."""

    __slots__ = ("code_verifier", "state", "url")

    def __init__(self, url: str, state: str, code_verifier: Optional[str] = None) -> None:
        self.url = url
        """The address to open in a browser."""
        self.state = state
        """Comes back with the person."""
        self.code_verifier = code_verifier
        """The PKCE verifier, if PKCE was asked for; it goes into the code exchange."""

    def code(self, callback_url: str) -> str:
        """
        The code in the address that the person came back with.

        Raises `PermissionDeniedError` if the person or the server said no, and `InvalidRequestError` if the
        state is not the one that was sent: this is then not the answer to this authorization.
        """
        try:
            return native.callback_code(model.text(callback_url, "callback_url"), model.text(self.state, "state"))
        except native.NativeFailure as failure:
            raise raised(failure) from None

    def __repr__(self) -> str:
        return f"Authorization(url={self.url.split('?')[0]!r}, …)"


_texts = model.many(model.text)


class Operation:
    """An operation, as declared."""

    __slots__ = ("build", "head", "name", "parameters", "request")

    def __init__(
        self,
        name: str,
        parameters: str,
        request: Optional[Type[model.Message]],
        build: Callable[[Any], Any],
    ) -> None:
        self.name = name
        self.parameters = tuple(parameters.split())
        self.request = request
        self.build = build
        # What a call without arguments and options begins with.
        self.head = f"{name}\n\n\n"

    @staticmethod
    def nothing(_: Any) -> None:
        """The answer of an operation that returns nothing of use."""

    @staticmethod
    def as_it_is(value: Any) -> Any:
        """An answer in open JSON."""
        return value

    def encode(self, arguments: Sequence[Any], members: Any, options: Mapping[str, Any]) -> bytes:
        """The call, in the form of a lane."""
        try:
            if members is None:
                request = ""
            elif self.request is None:
                request = model.dumps(model.properties(members, "request"))
            else:
                request = model.dumps(self.request._written(members))
            if not arguments and not options:
                return (self.head + request).encode()
            written = [argument_of(value, name) for name, value in zip(self.parameters, arguments)]
            return f"{self.name}\n{model.dumps(written)}\n{options_of(options, self.name)}\n{request}".encode()
        except KeybearerError as error:
            raise _named(error, self.name) from None
        except RecursionError:
            raise refused("request", "is nested too deeply, or holds itself", self.name) from None


def _named(error: KeybearerError, operation: str) -> KeybearerError:
    if error.operation is None:
        error.operation = operation
        error.platform = operation.split(".", 1)[0]
        error._text += f" ({operation})"
    return error


def argument_of(value: Any, name: str) -> str:
    """A path argument."""
    if isinstance(value, (str, uuid.UUID)):
        return model.sound(str(value), name)
    raise refused(name, f"must be a str, not {model.kind(value)}")


_OPTIONS = frozenset(CallOptions.__annotations__) | frozenset(_Options.__annotations__)


def seconds_of(value: Any, name: str) -> float:
    """A duration in seconds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return model.number(value, name)


def options_of(options: Mapping[str, Any], operation: str) -> str:
    """The options of a call, as JSON."""
    if not options:
        return ""
    written: Dict[str, Any] = {}
    for name, value in options.items():
        if name == "timeout":
            written[name] = None if value is None else seconds_of(value, name)
        elif name == "on_response":
            if value is not None:
                if not callable(value):
                    raise refused(name, f"must be callable, not {model.kind(value)}")
                written["metadata"] = True
        elif name not in _OPTIONS:
            method = operation.rsplit(".", 1)[-1]
            raise TypeError(f"{method}() got an unexpected keyword argument {name!r}")
        elif value is None:
            continue
        elif name == "idempotent":
            written[name] = model.boolean(value, name)
        elif name in ("headers", "query"):
            written[name] = model.properties(value, name)
        else:
            written[name] = model.text(value, name)
    return model.dumps(written)


def metadata_of(raw: Dict[str, Any]) -> Metadata:
    """What came with an answer."""
    headers: Dict[str, str] = {}
    for header in raw["headers"]:
        name, value = header["name"], header["value"]
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    limit = raw["rate_limit"]
    return Metadata(
        status=raw["status"],
        headers=headers,
        request_id=raw["request_id"],
        rate_limit=RateLimit(**limit) if limit else None,
        attempts=raw["attempts"],
        elapsed=raw["elapsed"],
    )


# Lanes: where outcomes are fetched.

_tickets = itertools.count(1)
Outcome = Tuple[int, bytes]


def _outcomes(data: bytes) -> Iterator[Tuple[int, int, bytes]]:
    at, end = 0, len(data)
    while at < end:
        body = data.index(b"\n", at) + 1
        ticket, what, length = data[at:body].split()
        at = body + int(length)
        yield int(ticket), int(what), data[body:at]


# How long a blocking call waits before it looks for signals, in milliseconds. Other threads than
# the main one get none.
_SLICE = 50
_LONG = 60_000
_idle: List[native.Lane] = []


def _forget_lanes() -> None:
    """In a child process: the lanes are the parent's."""
    _idle.clear()
    _lanes.clear()
    _local.__dict__.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_lanes)


class _LoopLane:
    """The lane of an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.key = id(loop)
        self.pending: Dict[int, "asyncio.Future[Outcome]"] = {}
        self.generation = native.generation()
        self.watching = False
        self.lane = native.Lane(True)
        self.stirs = self.lane.stirs()
        try:
            descriptor = self.lane.descriptor()
            if descriptor < 0:
                raise NotImplementedError
            loop.add_reader(descriptor, _Ear(self))
        except NotImplementedError:
            # A loop that watches no descriptors: a thread waits in its place.
            self.lane = native.Lane(False)
            threading.Thread(target=self._watch, name="keybearer-lane", daemon=True).start()
        lanes[self.lane.number()] = self

    def fetch(self) -> None:
        self.settle(self.lane.fetch())

    def expect(self, ticket: int) -> "asyncio.Future[Outcome]":
        """A future for what comes under this ticket."""
        future: "asyncio.Future[Outcome]" = self.loop.create_future()
        self.pending[ticket] = future
        return future

    def watch(self, turned: bool) -> None:
        """Whether the calls run on the loop's own thread from now on."""
        if turned is not self.watching:
            self.watching = turned
            if turned:
                known: "weakref.ref[_LoopLane]" = weakref.ref(self)
                self.loop.add_reader(self.stirs, _turn, known)
            else:
                self.loop.remove_reader(self.stirs)

    def turn(self) -> None:
        """Runs the calls for as long as there is something to do."""
        if not self.pending:
            # What stirs is of others.
            self.watch(False)
        self.settle(self.lane.turn())

    def settle(self, data: bytes) -> None:
        pending = self.pending
        for ticket, what, body in _outcomes(data):
            future = pending.pop(ticket, None)
            if future is not None and not future.done():
                future.set_result((what, body))

    def _watch(self) -> None:
        lane, loop = self.lane, self.loop
        while not loop.is_closed():
            data = lane.wait(1_000)
            if data:
                try:
                    loop.call_soon_threadsafe(self.settle, data)
                except RuntimeError:
                    break
        self.abandon()

    def abandon(self) -> None:
        """Gives up what nobody will fetch any more, as the loop is closed."""
        pending, self.pending = self.pending, {}
        if self.generation == native.generation():
            for ticket in pending:
                self.lane.cancel(ticket)


def _turn(known: "weakref.ref[_LoopLane]") -> None:
    lane = known()
    if lane is not None:
        lane.turn()


class _Ear:
    """What a loop calls when a lane has outcomes. Only the loop holds it: a loop that is closed lets go of it."""

    __slots__ = ("lane",)

    def __init__(self, lane: _LoopLane) -> None:
        self.lane = lane

    def __call__(self) -> None:
        self.lane.fetch()

    def __del__(self) -> None:
        try:
            self.lane.abandon()
        except Exception:
            # The interpreter ends, and all calls with it.
            pass


# Held by their loops and by the calls under way, so that a loop that is forgotten can be collected.
_lanes: "weakref.WeakValueDictionary[int, _LoopLane]" = weakref.WeakValueDictionary()
_local = threading.local()


def _running_loop() -> asyncio.AbstractEventLoop:
    # Loaded by whoever awaits, and not by whoever blocks: it is most of what an import costs.
    global _running_loop
    from asyncio import get_running_loop as _running_loop

    return _running_loop()


def _lane() -> _LoopLane:
    """The lane of the running loop."""
    loop = _running_loop()
    known: Any = getattr(_local, "lane", None)
    lane: Optional[_LoopLane] = known and known()
    if lane is not None and lane.loop is loop:
        return lane
    lane = _lanes.get(id(loop))
    if lane is None or lane.loop is not loop or lane.generation != native.generation():
        lane = _lanes[id(loop)] = _LoopLane(loop)
    _local.lane = weakref.ref(lane)
    return lane


class Starter:
    """Starts calls of one client, and ends it. A child process gets a client of its own."""

    def __init__(self, platform: str, options: Dict[str, Any], hooks: Hooks) -> None:
        self.platform = platform
        self.options = options
        self.hooks = hooks
        self.closed = False
        self.lock = threading.Lock()
        self.client = hooks.client(platform, options)

    def live(self) -> native.Client:
        """The client of this process."""
        client = self.client
        if client.generation != native.generation():
            client = self._rebuilt()
        if logger.isEnabledFor(DEBUG) is not self.hooks.logs_all:
            self.hooks.listen(client)
        return client

    def _rebuilt(self) -> native.Client:
        # The lock may be held by a thread that is not here any more.
        self.lock = threading.Lock()
        with self.lock:
            if self.client.generation != native.generation():
                if self.options.get("refresh_token") and not self.hooks.keeps_tokens(self.options):
                    from ._errors import InvalidConfigError

                    raise InvalidConfigError(
                        "this client was made before the process was forked, and its refresh token belongs to "
                        "the parent: make a client in the child, or give both a token_store",
                        reason="forked",
                        platform=self.platform,
                    )
                options = self.options
                if self.platform != "composite":
                    # What the store holds is as new as what the parent was given, or newer.
                    options = {**options, "inherited": True}
                self.client = self.hooks.client(self.platform, options)
                if self.closed:
                    self.client.shutdown()
        return self.client

    # What a child process starts with follows what the library has accepted.

    def signed_in(self, tokens: Dict[str, Any]) -> None:
        for name in ("anonymous", "signed_out", "access_token", "refresh_token", "expires_in"):
            self.options.pop(name, None)
        self.options.update(tokens)

    def signed_out(self) -> None:
        options = self.options
        tokens = [options.pop(name, None) for name in ("access_token", "refresh_token", "expires_in")]
        key = "api_key" in options or "sdk_key" in options or "shared_key" in options
        session = not key and "anonymous" not in options and self.hooks.makes_session(options)
        if any(tokens) or session:
            options["signed_out"] = True

    def keyed(self, name: str, key: str) -> None:
        self.options.pop("from_env", None)
        self.options[name] = key

    def start(self, lane: native.Lane, ticket: int, call: bytes) -> bool:
        letter = self.hooks.open_letter()
        if letter is None:
            return lane.start(self.live(), ticket, call)
        return lane.start_within(self.live(), ticket, call, *letter)

    def turn(self, lane: native.Lane, ticket: int, pages: native.Pages) -> bool:
        letter = self.hooks.open_letter()
        if letter is None:
            return lane.next(pages, ticket)
        return lane.next_within(pages, ticket, *letter)

    def pages(self, operation: Operation, arguments: Any, members: Any, options: Any, items: bool) -> native.Pages:
        name, args, opts, request = operation.encode(arguments, members, options).decode().split("\n", 3)
        try:
            return self.live().pages(name, json.loads(args) if args else [], request or None, opts or None, items)
        except native.NativeFailure as failure:
            raise error_of_record(failure.record) from None

    def authorization_url(self, client_id: Any, redirect_uri: Any, scopes: Any, pkce: Any) -> Authorization:
        operation = "puguh.oauth.authorization_url"
        try:
            made = self.live().authorization_url(
                model.text(client_id, "client_id"),
                model.text(redirect_uri, "redirect_uri"),
                _texts(scopes, "scopes"),
                model.boolean(pkce, "pkce"),
            )
        except KeybearerError as error:
            raise _named(error, operation) from None
        except native.NativeFailure as failure:
            raise _named(error_of_record(failure.record), operation) from None
        reader = Reader(made)
        return Authorization(reader.text(), reader.text(), reader.optional(reader.text))

    def rotation(self, old_key: Any, new: Dict[str, Any], deploy: Any) -> Tuple[str, str, int]:
        name = "pug.projects.rotate_api_key"
        if not callable(deploy):
            raise refused("deploy", f"must be callable, not {model.kind(deploy)}", name)
        try:
            if not isinstance(old_key, str):
                old_key = model.properties(old_key, "old_key")
        except KeybearerError as error:
            raise _named(error, name) from None
        return model.dumps(old_key), model.dumps(new), self.hooks.deploying(deploy)

    def failure(self, body: bytes) -> KeybearerError:
        error = error_of_json(body)
        cause = self.hooks.cause_of(error)
        if cause is not None:
            error.__cause__ = cause
        return error


def _plain(options: Mapping[str, Any], operation: Operation) -> Mapping[str, Any]:
    """The options of a blocking call, in which nothing can be awaited."""
    if options and model.is_async(options.get("on_response")):
        raise refused("on_response", "must not be async: this client blocks", operation.name)
    return options


class Engine(Starter):
    """Makes blocking calls."""

    def call(self, operation: Operation, arguments: Any, members: Any, options: Any) -> Any:
        call = operation.encode(arguments, members, _plain(options, operation))

        def ask(lane: native.Lane, ticket: int, patience: int) -> bytes:
            letter = self.hooks.open_letter()
            if letter is None:
                return lane.ask(self.live(), ticket, call, patience)
            lane.start_within(self.live(), ticket, call, *letter)
            return lane.wait(patience)

        return operation.build(self._read(*self.run(ask), options))

    def _read(self, what: int, body: bytes, options: Any) -> Any:
        if what == 0:
            return model.loads(body)
        if what == 1:
            raise self.failure(body)
        both = model.loads(body)
        options["on_response"](metadata_of(both["metadata"]))
        return both["value"]

    def run(self, ask: Callable[[native.Lane, int, int], bytes]) -> Outcome:
        """Starts something on a lane of its own, and waits for it."""
        generation = native.generation()
        try:
            lane = _idle.pop()
        except IndexError:
            lane = native.Lane(False)
        ticket = next(_tickets)
        patience = _SLICE if threading.current_thread() is threading.main_thread() else _LONG
        try:
            data = ask(lane, ticket, patience)
            while True:
                for other, what, body in _outcomes(data):
                    if other == ticket:
                        if len(_idle) < 64 and generation == native.generation():
                            _idle.append(lane)
                        return what, body
                data = lane.wait(patience)
        except BaseException:
            # KeyboardInterrupt, above all: the request is given up, and its socket closed.
            lane.cancel(ticket)
            raise

    def _turn(
        self, operation: Operation, arguments: Any, members: Any, options: Any, items: bool
    ) -> Generator[Any, None, None]:
        pages = self.pages_of(operation, arguments, members, _plain(options, operation), items)

        def ask(lane: native.Lane, ticket: int, patience: int) -> bytes:
            self.turn(lane, ticket, pages)
            return lane.wait(patience)

        while True:
            what, body = self.run(ask)
            if not body:
                return
            yield self._read(what, body, options)

    def pages_of(self, *ask: Any) -> native.Pages:
        return Starter.pages(self, *ask)

    def items(
        self, operation: Operation, arguments: Any, members: Any, options: Any, build: Callable[[Any], T]
    ) -> Generator[T, None, None]:
        for page in self._turn(operation, arguments, members, options, True):
            for item in page:
                yield build(item)

    def pages(  # type: ignore[override]
        self, operation: Operation, arguments: Any, members: Any, options: Any, build: Callable[[Any], T]
    ) -> Generator[T, None, None]:
        for page in self._turn(operation, arguments, members, options, False):
            yield build(page)

    def rotate(self, old_key: Any, new: Dict[str, Any], deploy: Any) -> Any:
        old, message, tag = self.rotation(old_key, new, deploy)

        def ask(lane: native.Lane, ticket: int, patience: int) -> bytes:
            lane.rotate(self.live(), ticket, old, message, self.hooks.mailbox(), tag, self.hooks.letter())
            return lane.wait(patience)

        try:
            what, body = self.run(ask)
        finally:
            cause = self.hooks.deployed(tag)
        if what == 1:
            raise self.failure(body) from cause
        return model.loads(body)


class AsyncEngine(Starter):
    """Makes calls that are awaited."""

    async def call(self, operation: Operation, arguments: Any, members: Any, options: Any) -> Any:
        call = operation.encode(arguments, members, options)
        lane = _lane()
        ticket = next(_tickets)
        future = lane.expect(ticket)
        try:
            if self.hooks.on_token is None and self.hooks.store is None:
                turned = lane.lane.start(self.live(), ticket, call)
            else:
                self.hooks.waiting[ticket] = lane
                turned = self.start(lane.lane, ticket, call)
            if turned is not lane.watching:
                lane.watch(turned)
            what, body = await future
        except BaseException:
            # Cancelled, or the loop goes away: the request is given up, and its socket closed.
            if lane.pending.pop(ticket, None) is not None:
                lane.lane.cancel(ticket)
            raise
        finally:
            self.hooks.waiting.pop(ticket, None)
        if what == 0:
            return operation.build(model.loads(body))
        return operation.build(await self._read(what, body, options))

    async def _read(self, what: int, body: bytes, options: Any) -> Any:
        if what == 0:
            return model.loads(body)
        if what == 1:
            raise self.failure(body)
        both = model.loads(body)
        told = options["on_response"](metadata_of(both["metadata"]))
        if hasattr(told, "__await__"):
            await told
        return both["value"]

    async def run(self, start: Callable[[native.Lane, int], bool]) -> Outcome:
        """Starts something on the loop's lane, and waits for it."""
        lane = _lane()
        ticket = next(_tickets)
        future = lane.expect(ticket)
        try:
            self.hooks.waiting[ticket] = lane
            lane.watch(start(lane.lane, ticket))
            return await future
        except BaseException:
            if lane.pending.pop(ticket, None) is not None:
                lane.lane.cancel(ticket)
            raise
        finally:
            self.hooks.waiting.pop(ticket, None)

    async def _turn(
        self, operation: Operation, arguments: Any, members: Any, options: Any, items: bool
    ) -> AsyncGenerator[Any, None]:
        pages = Starter.pages(self, operation, arguments, members, options, items)
        while True:
            what, body = await self.run(lambda lane, ticket: self.turn(lane, ticket, pages))
            if not body:
                return
            yield await self._read(what, body, options)

    async def items(
        self, operation: Operation, arguments: Any, members: Any, options: Any, build: Callable[[Any], T]
    ) -> AsyncGenerator[T, None]:
        async for page in self._turn(operation, arguments, members, options, True):
            for item in page:
                yield build(item)

    async def pages(  # type: ignore[override]
        self, operation: Operation, arguments: Any, members: Any, options: Any, build: Callable[[Any], T]
    ) -> AsyncGenerator[T, None]:
        async for page in self._turn(operation, arguments, members, options, False):
            yield build(page)

    async def rotate(self, old_key: Any, new: Dict[str, Any], deploy: Any) -> Any:
        old, message, tag = self.rotation(old_key, new, deploy)
        try:
            what, body = await self.run(
                lambda lane, ticket: lane.rotate(
                    self.live(), ticket, old, message, self.hooks.mailbox(), tag, self.hooks.letter()
                )
            )
        finally:
            cause = self.hooks.deployed(tag)
        if what == 1:
            raise self.failure(body) from cause
        return model.loads(body)


def raised(failure: native.NativeFailure) -> KeybearerError:
    """The exception of a failure of the library."""
    return error_of_record(failure.record)
