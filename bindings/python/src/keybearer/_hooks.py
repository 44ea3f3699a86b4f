"""Code of the application's that the core asks for something: token callback, token store, observer, deploy step.

The library posts letters; a thread of ours takes them and answers. The application's code runs on a
thread of its own, or as a task of its event loop, so that it may take its time.
"""

from __future__ import annotations

import contextvars
import itertools
import json
import logging
import os
import sys
import threading
import time
import weakref
from collections import deque
from logging import DEBUG
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from . import _model as model
from . import _native as native
from ._errors import KeybearerError, error_of_record

if TYPE_CHECKING:
    import asyncio

    from ._call import _LoopLane

logger = logging.getLogger("keybearer")
logger.addHandler(logging.NullHandler())

# No longer than the core waits for a callback.
_PATIENCE = 30.0
# Letters with events that an observer has not been told yet.
_MOST_EVENTS = 10_000
# How long a closed client waits until its observer has been told of the last events.
_LAST_EVENTS = 1.0
# How long a thread that tells events waits for more.
_QUIET = 1.0
# A loop that has not run for so long has ended, although nobody closed it.
_STOPPED = 0.5


class TokenExpired(NamedTuple):
    """What `on_token_expired` is told, if it takes an argument."""

    reason: str
    """Why a new token is asked for: `missing`, `expiring`, `expired` or `rejected`."""
    attempt: int
    """1, and one more for each failure in a row before this."""


class Tokens:
    """An access token, with what is known of its life."""

    __slots__ = ("access_token", "expires_in", "refresh_token")

    def __init__(
        self, access_token: str, refresh_token: Optional[str] = None, expires_in: Optional[float] = None
    ) -> None:
        self.access_token = access_token
        self.refresh_token = refresh_token
        """The token that buys the next access token."""
        self.expires_in = expires_in
        """Seconds that the access token lives, counted from when it was asked for; a timedelta is taken too."""

    def __repr__(self) -> str:
        return "Tokens(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokens) and tokens_of(self) == tokens_of(other)

    __hash__ = None  # type: ignore[assignment]


class StoredTokens:
    """Tokens as a token store keeps them."""

    __slots__ = ("access_token", "expires_at", "refresh_token")

    def __init__(
        self, access_token: str, refresh_token: Optional[str] = None, expires_at: Optional[int] = None
    ) -> None:
        self.access_token = access_token
        self.refresh_token = refresh_token
        """The token that buys the next access token."""
        self.expires_at = expires_at
        """When the access token ends, in whole seconds since the Unix epoch."""

    def to_dict(self) -> Dict[str, Any]:
        """The members, to be kept as JSON. They are secret."""
        return {name: getattr(self, name) for name in ("access_token", "refresh_token", "expires_at")}

    def __repr__(self) -> str:
        return "StoredTokens(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredTokens) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]


class Event(NamedTuple):
    """
    Something that happened. `type` is one of `attempt_started`, `attempt_finished`, `retrying`, `call_finished`,
    `token_refreshed`, `token_refresh_failed`, `token_store_failed` and `gate_closed`, and tells which members
    are given; the others are None. Durations are seconds.
    """

    type: str
    call: Optional[int] = None
    operation: Optional[str] = None
    attempt: Optional[int] = None
    attempts: Optional[int] = None
    status: Optional[int] = None
    reason: Optional[str] = None
    error: Optional[str] = None
    elapsed: Optional[float] = None
    delay: Optional[float] = None
    generation: Optional[int] = None
    cool_down: Optional[float] = None
    message: Optional[str] = None


def tokens_of(value: Any) -> Dict[str, Any]:
    """Tokens of whatever gives tokens: text, `Tokens`, the answer to a sign-in, or a dict."""
    if isinstance(value, str):
        return {"access_token": value}
    if isinstance(value, model.Message):
        value = value.to_dict()
    if isinstance(value, Mapping):
        given = {name: value.get(name) for name in ("access_token", "refresh_token", "expires_in")}
    elif hasattr(value, "access_token"):
        given = {name: getattr(value, name, None) for name in ("access_token", "refresh_token", "expires_in")}
    else:
        raise TypeError(f"expected a token as str, Tokens or a dict, not {model.kind(value)}")
    if not isinstance(given["access_token"], str):
        raise TypeError(f"access_token must be a str, not {model.kind(given['access_token'])}")
    if given["refresh_token"] is not None and not isinstance(given["refresh_token"], str):
        raise TypeError(f"refresh_token must be a str, not {model.kind(given['refresh_token'])}")
    lifetime = given["expires_in"]
    if lifetime is not None:
        lifetime = lifetime.total_seconds() if hasattr(lifetime, "total_seconds") else lifetime
        if isinstance(lifetime, bool) or not isinstance(lifetime, (int, float)) or not 0 <= lifetime < 1e15:
            raise TypeError("expires_in must be a number of seconds, zero or more")
        given["expires_in"] = float(lifetime)
    return {name: value for name, value in given.items() if value is not None}


# The letter that is being answered, so that calls made meanwhile are known to come from within.
_letter: "contextvars.ContextVar[Optional[int]]" = contextvars.ContextVar("keybearer_letter", default=None)


class _Office:
    """The mailbox of the process, and the threads that empty it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.box: Optional[native.Mailbox] = None
        self.clients: "weakref.WeakValueDictionary[int, Hooks]" = weakref.WeakValueDictionary()
        self.tags = itertools.count(1)

    def mailbox(self) -> native.Mailbox:
        with self.lock:
            if self.box is None:
                self.box = native.Mailbox()
            return self.box

    def staffed(self) -> native.Mailbox:
        """The mailbox, with somebody who empties it."""
        box = self.mailbox()
        with self.lock:
            if not getattr(self, "_open", False):
                self._open = True
                threading.Thread(target=self._sort, args=(box,), name="keybearer-hooks", daemon=True).start()
        return box

    def _sort(self, box: native.Mailbox) -> None:
        while True:
            data = box.take(60_000)
            if not data:
                continue
            letter = json.loads(data)
            hooks = self.clients.get(letter["tag"])
            kind = letter["kind"]
            if kind == "events":
                if hooks is not None:
                    hooks.tell(letter["events"])
            elif hooks is None:
                box.refuse(letter["id"], "its client is gone", None, None)
            else:
                try:
                    threading.Thread(
                        target=hooks.answer, args=(box, letter), name=f"keybearer-{kind}", daemon=True
                    ).start()
                except RuntimeError as error:
                    # The interpreter is shutting down, or there are too many threads.
                    box.refuse(letter["id"], str(error), None, None)
            del hooks


_office = _Office()


def _forked() -> None:
    global _office
    _office = _Office()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


# The lanes of event loops, by their numbers.
lanes: "weakref.WeakValueDictionary[int, _LoopLane]" = weakref.WeakValueDictionary()


class Hooks:
    """The hooks of one client."""

    def __init__(
        self,
        on_token: Optional[Callable[..., Any]] = None,
        store: Optional[Any] = None,
        observer: Optional[Callable[[Event], Any]] = None,
    ) -> None:
        self.on_token = on_token
        self.takes_argument = on_token is not None and _takes_argument(on_token)
        self.store = store
        self.observer = observer
        # The loops of calls under way, by the tickets of the calls.
        self.waiting: "weakref.WeakValueDictionary[int, _LoopLane]" = weakref.WeakValueDictionary()
        # What was raised last, by the kind of what was asked for, and what the core was told of it.
        self.raised: Dict[str, Tuple[str, BaseException]] = {}
        self.logs_all = False
        self._events: "deque[List[Dict[str, Any]]]" = deque()
        self._some = threading.Condition()
        self._teller: Optional[int] = None
        self._ended = threading.Event()
        self._deploys: Dict[int, "Hooks"] = {}
        self._deploy: Optional[Callable[[str], Any]] = None
        self._office: Optional[_Office] = None
        self.tag = 0

    def _enrol(self) -> _Office:
        office = _office
        if self._office is not office:
            self._office = office
            # In a child process: threads of the parent may have held these.
            self._events.clear()
            self._some = threading.Condition()
            self._teller = None
            self._ended = threading.Event()
            self.tag = next(office.tags)
            office.clients[self.tag] = self
        return office

    def mailbox(self) -> native.Mailbox:
        return self._enrol().staffed()

    def client(self, platform: str, options: Dict[str, Any]) -> native.Client:
        """Makes the client with these hooks."""
        box = self._enrol().staffed()
        try:
            client = box.client(
                platform, model.dumps(options), self.tag, self.on_token is not None, self.store is not None, True
            )
            self.listen(client)
            return client
        except native.NativeFailure as failure:
            raise error_of_record(failure.record) from None

    def listen(self, client: native.Client) -> None:
        """Asks for the events that somebody listens to."""
        self.logs_all = logger.isEnabledFor(DEBUG)
        client.observe(_ALL if self.logs_all or self.observer is not None else _NOTABLE)

    def makes_session(self, options: Dict[str, Any]) -> bool:
        """Whether a client without key and tokens is a session."""
        return self.on_token is not None or self.keeps_tokens(options)

    def keeps_tokens(self, options: Dict[str, Any]) -> bool:
        """Whether the tokens outlive this process."""
        return self.store is not None or "token_store_file" in options

    def open_letter(self) -> Optional[Tuple[native.Mailbox, int]]:
        """The letter of this process that is being answered here, if there is one."""
        letter = _letter.get()
        if letter is None or self.on_token is None:
            return None
        return self.mailbox(), letter

    def letter(self) -> int:
        """The number of the letter that is being answered here; 0 for none."""
        return (_letter.get() or 0) if self.on_token is not None else 0

    def cause_of(self, error: KeybearerError) -> Optional[BaseException]:
        """What a hook raised, if that is what the error tells of."""
        if error.code not in ("token_refresh_failed", "session_expired", "callback"):
            return None
        told = (error.message, *error.causes)
        for kind, (message, raised) in list(self.raised.items()):
            # The core masks tokens in messages; of callbacks it says in the reason that they failed.
            if any(message in text for text in told) or (kind == "token" and error.reason in _CALLBACK):
                return raised
        return None

    # Deploy steps of rotations under way.

    def deploying(self, deploy: Callable[[str], Any]) -> int:
        step = Hooks()
        step._deploy = deploy
        step.waiting = self.waiting
        step._enrol()
        self._deploys[step.tag] = step
        return step.tag

    def deployed(self, tag: int) -> Optional[BaseException]:
        step = self._deploys.pop(tag, None)
        return step.raised["deploy"][1] if step and "deploy" in step.raised else None

    # Answering letters, each on a thread of its own.

    def answer(self, box: native.Mailbox, letter: Dict[str, Any]) -> None:
        number: int = letter["id"]
        _letter.set(number if letter["kind"] == "token" else None)
        try:
            answer = self._ask(letter)
            if letter["kind"] == "token":
                try:
                    answer = tokens_of(answer)
                except TypeError as error:
                    raise TypeError(f"on_token_expired returned something else: {error}") from None
            written = model.dumps(answer)
            self.raised.pop(letter["kind"], None)
            box.answer(number, written)
        except BaseException as error:
            raised = error
            code = reason = None
            if isinstance(error, native.NativeFailure):
                error = error_of_record(error.record)
            if isinstance(error, KeybearerError):
                code, reason = error.code, error.reason
            try:
                message = (str(error) or type(error).__name__).encode("utf-8", "replace").decode()
                self.raised[letter["kind"]] = (message, raised)
                box.refuse(number, message, code, reason)
            except BaseException:
                logger.exception("a hook could not be answered")

    def _ask(self, letter: Dict[str, Any]) -> Any:
        kind, lane = letter["kind"], letter["lane"]
        if kind == "token":
            on_token = self.on_token
            assert on_token is not None
            if self.takes_argument:
                expired = TokenExpired(letter["reason"], letter["attempt"])
                return self._settled(lambda: on_token(expired), lane)
            return self._settled(on_token, lane)
        if kind == "deploy":
            deploy = self._deploy
            assert deploy is not None
            # Once only: it may have put the key to use.
            self._settled(lambda: deploy(letter["key"]), lane, again=False)
            return None
        store = self.store
        assert store is not None
        if kind == "load":
            stored = self._settled(store.load, lane)
            if stored is None:
                return None
            if isinstance(stored, Mapping):
                stored = StoredTokens(**stored)
            return stored.to_dict()
        if kind == "save":
            tokens = StoredTokens(**letter["tokens"])
            self._settled(lambda: store.save(tokens), lane)
        elif kind == "clear":
            self._settled(store.clear, lane)
        elif hasattr(store, kind):
            self._settled(getattr(store, kind), lane)
        return None

    def _settled(self, ask: Callable[[], Any], lane: int, again: bool = True) -> Any:
        """
        What a hook gives, awaited if it is async: on the loop of the call that led to it. If that ends meanwhile, it
        is asked once more on a loop that still waits, or on one made for it.
        """
        value = ask()
        if not hasattr(value, "__await__"):
            return value

        import asyncio

        ended: List[asyncio.AbstractEventLoop] = []
        while True:
            loop = self._loop_of(lane, ended)
            try:
                result, error = asyncio.run(_caught(value)) if loop is None else _on(loop, value)
            except _LoopEnded:
                if loop is None or not again:
                    raise RuntimeError("the event loop that it ran on has ended") from None
                ended.append(loop)
                value = ask()
                continue
            if error is not None:
                raise error
            return result

    def _loop_of(self, lane: int, ended: "List[asyncio.AbstractEventLoop]") -> "Optional[asyncio.AbstractEventLoop]":
        own = lanes.get(lane)
        for candidate in ([own] if own is not None else []) + list(self.waiting.values()):
            loop = candidate.loop
            if loop.is_running() and loop not in ended:
                return loop
        return None

    # Events, told on a thread of this client's own while there are any.

    def tell(self, events: List[Dict[str, Any]]) -> None:
        with self._some:
            if events and len(self._events) >= _MOST_EVENTS:
                return
            self._events.append(events)
            if self._teller is not None:
                self._some.notify()
                return
            thread = threading.Thread(target=self._tell, name="keybearer-events", daemon=True)
            self._teller = 0
        try:
            thread.start()
        except RuntimeError:
            # The interpreter is shutting down, or there are too many threads.
            self._teller = None

    def _tell(self) -> None:
        self._teller = threading.get_ident()
        while True:
            with self._some:
                if not self._events:
                    self._some.wait(_QUIET)
                if not self._events:
                    self._teller = None
                    return
                events = self._events.popleft()
            if events:
                self.observe(events)
            else:
                self._ended.set()

    def has_told(self) -> bool:
        """Whether all that happened has been told, or never will be from here."""
        if self._ended.is_set() or self._teller == threading.get_ident():
            return True
        # Collected, or at the end of the interpreter: no letter comes here any more.
        return sys.is_finalizing() or _office.clients.get(self.tag) is not self

    def wait_until_told(self) -> None:
        if not self.has_told():
            self._ended.wait(_LAST_EVENTS)

    async def told(self) -> None:
        from asyncio import sleep

        latest = time.monotonic() + _LAST_EVENTS
        while not self.has_told() and time.monotonic() < latest:
            await sleep(0.001)

    def observe(self, events: List[Dict[str, Any]]) -> None:
        for members in events:
            event = Event(members.pop("kind"), **members)
            try:
                _log(event)
                if self.observer is not None:
                    self.observer(event)
            except BaseException:
                logger.exception("an observer failed")


class _LoopEnded(Exception):
    """The loop that a hook ran on has ended before it did."""


async def _caught(value: Any) -> "Tuple[Any, Optional[BaseException]]":
    """What is awaited gives, or raises. What ends programs would end the application's loop, out of a task."""
    from asyncio import CancelledError

    try:
        return await value, None
    except CancelledError:
        raise
    except BaseException as error:
        return None, error


def _on(loop: asyncio.AbstractEventLoop, value: Any) -> "Tuple[Any, Optional[BaseException]]":
    """Awaits on a loop of the application's, which may end."""
    import asyncio
    import concurrent.futures

    waited = _caught(value)
    try:
        future = asyncio.run_coroutine_threadsafe(waited, loop)
    except RuntimeError:
        waited.close()
        raise _LoopEnded from None
    until = time.monotonic() + _PATIENCE + 5
    running = time.monotonic()
    while True:
        try:
            return future.result(0.1)
        except (asyncio.CancelledError, concurrent.futures.CancelledError):
            # By itself, or since its loop ends: that is then about to stop.
            latest = time.monotonic() + _STOPPED
            while loop.is_running() and time.monotonic() < latest:
                time.sleep(0.01)
            if loop.is_running():
                raise RuntimeError("it was cancelled") from None
            raise _LoopEnded from None
        except concurrent.futures.TimeoutError:
            now = time.monotonic()
            running = now if loop.is_running() else running
            if loop.is_closed() or now - running > _STOPPED:
                future.cancel()
                raise _LoopEnded from None
            if now > until:
                future.cancel()
                raise


def _takes_argument(callback: Callable[..., Any]) -> bool:
    import inspect

    try:
        signature = inspect.signature(callback)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(None)
    except TypeError:
        return False
    return True


_NOTABLE = ("retrying", "token_refresh_failed", "token_store_failed", "gate_closed")
_ALL = (*_NOTABLE, "attempt_started", "attempt_finished", "call_finished", "token_refreshed")
_CALLBACK = ("callback_failed", "callback_reentrant")


def _log(event: Event) -> None:
    level = logging.WARNING if event.type in ("token_refresh_failed", "token_store_failed") else logging.DEBUG
    if event.type in ("retrying", "gate_closed", "token_refreshed"):
        level = logging.INFO
    if logger.isEnabledFor(level):
        told = ", ".join(
            f"{name}={value:.3f}" if isinstance(value, float) else f"{name}={value}"
            for name, value in zip(event._fields[1:], event[1:])
            if value is not None
        )
        logger.log(level, "%s: %s", event.type, told, extra={"keybearer": event})
