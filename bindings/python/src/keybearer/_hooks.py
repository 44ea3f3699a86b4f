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
import queue
import threading
import weakref
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from . import _model as model
from . import _native as native
from ._errors import KeybearerError, error_of_record

if TYPE_CHECKING:
    import asyncio

logger = logging.getLogger("keybearer")
logger.addHandler(logging.NullHandler())

# No longer than the core waits for a callback.
_PATIENCE = 30.0
_MOST_EVENTS = 10_000


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
        self.events: "queue.Queue[Tuple[Hooks, List[Dict[str, Any]]]]" = queue.Queue(_MOST_EVENTS)

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
                threading.Thread(target=self._tell, name="keybearer-events", daemon=True).start()
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
                    try:
                        self.events.put_nowait((hooks, letter["events"]))
                    except queue.Full:
                        pass
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

    def _tell(self) -> None:
        while True:
            hooks, events = self.events.get()
            hooks.observe(events)
            del hooks


_office = _Office()


def _forked() -> None:
    global _office
    _office = _Office()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


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
        self.loop: Optional[asyncio.AbstractEventLoop] = None
        self.raised: Optional[BaseException] = None
        self._deploys: Dict[int, "Hooks"] = {}
        self._deploy: Optional[Callable[[str], Any]] = None
        self._office: Optional[_Office] = None
        self.tag = 0

    def _enrol(self) -> _Office:
        office = _office
        if self._office is not office:
            self._office = office
            self.tag = next(office.tags)
            office.clients[self.tag] = self
        return office

    def mailbox(self) -> native.Mailbox:
        return self._enrol().staffed()

    def client(self, platform: str, options: Dict[str, Any]) -> native.Client:
        """Makes the client with these hooks."""
        office = self._enrol()
        observes = self.observer is not None or logger.isEnabledFor(logging.WARNING)
        asked = self.on_token is not None or self.store is not None or observes
        box = office.staffed() if asked else office.mailbox()
        if observes and self.observer is None and not logger.isEnabledFor(logging.DEBUG):
            # Nobody listens to what goes well.
            options = {"observe": sorted(_NOTABLE), **options}
        try:
            return box.client(
                platform,
                model.dumps(options),
                self.tag,
                self.on_token is not None,
                self.store is not None,
                observes,
            )
        except native.NativeFailure as failure:
            raise error_of_record(failure.record) from None

    def keeps_tokens(self, options: Dict[str, Any]) -> bool:
        """Whether the tokens outlive this process."""
        return self.store is not None or "token_store_file" in options

    def open_letter(self) -> Optional[Tuple[native.Mailbox, int]]:
        """The letter of this process that is being answered here, if there is one."""
        letter = _letter.get()
        if letter is None or self.on_token is None:
            return None
        return self.mailbox(), letter

    def cause_of(self, error: KeybearerError) -> Optional[BaseException]:
        """What the callback raised, if that is what the error tells of."""
        if error.code in ("token_refresh_failed", "session_expired") and error.causes:
            return self.raised
        return None

    # Deploy steps of rotations under way.

    def deploying(self, deploy: Callable[[str], Any]) -> int:
        step = Hooks()
        step._deploy = deploy
        step.loop = self.loop
        step._enrol()
        self._deploys[step.tag] = step
        return step.tag

    def deployed(self, tag: int) -> Optional[BaseException]:
        step = self._deploys.pop(tag, None)
        return step.raised if step else None

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
            self.raised = None
            box.answer(number, model.dumps(answer))
        except BaseException as error:
            self.raised = error
            code = reason = None
            if isinstance(error, native.NativeFailure):
                error = error_of_record(error.record)
            if isinstance(error, KeybearerError):
                code, reason = error.code, error.reason
            message = str(error) or type(error).__name__
            try:
                box.refuse(number, message.encode("utf-8", "replace").decode(), code, reason)
            except BaseException:
                logger.exception("a hook could not be answered")

    def _ask(self, letter: Dict[str, Any]) -> Any:
        kind = letter["kind"]
        if kind == "token":
            assert self.on_token is not None
            if self.takes_argument:
                return self._settled(self.on_token(TokenExpired(letter["reason"], letter["attempt"])))
            return self._settled(self.on_token())
        if kind == "deploy":
            assert self._deploy is not None
            self._settled(self._deploy(letter["key"]))
            return None
        store = self.store
        assert store is not None
        if kind == "load":
            stored = self._settled(store.load())
            if stored is None:
                return None
            if isinstance(stored, Mapping):
                stored = StoredTokens(**stored)
            return stored.to_dict()
        if kind == "save":
            self._settled(store.save(StoredTokens(**letter["tokens"])))
        elif kind == "clear":
            self._settled(store.clear())
        elif hasattr(store, kind):
            self._settled(getattr(store, kind)())
        return None

    def _settled(self, value: Any) -> Any:
        """What a hook gave, awaited if it is async: on the client's event loop, or on one made for it."""
        if not hasattr(value, "__await__"):
            return value

        import asyncio

        async def wait() -> Any:
            return await value

        loop = self.loop
        if loop is not None and loop.is_running():
            future = asyncio.run_coroutine_threadsafe(wait(), loop)
            try:
                return future.result(_PATIENCE + 5)
            except BaseException:
                future.cancel()
                raise
        return asyncio.run(wait())

    # Events.

    def observe(self, events: List[Dict[str, Any]]) -> None:
        for members in events:
            event = Event(members.pop("kind"), **members)
            try:
                _log(event)
                if self.observer is not None:
                    self.observer(event)
            except BaseException:
                logger.exception("an observer failed")


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


_NOTABLE = frozenset(("retrying", "token_refresh_failed", "token_store_failed", "gate_closed"))


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
