"""The clients: their options, and what no operation is declared for."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, NamedTuple, Optional, Sequence, Type, TypeVar, Union

from . import _model as model
from . import _native as native
from ._call import AsyncEngine, Engine, Operation, RateLimit, raised, seconds_of
from ._errors import InvalidConfigError, KeybearerError, Reader, option_refused, refused
from ._hooks import Event, Hooks, StoredTokens, Tokens, tokens_of
from .composite import AsyncCompositeServices, CompositeServices
from .pug import AsyncPugServices, PugServices
from .puguh import AsyncPuguhServices, LoginResponse, OrganizationPage, PuguhServices

if TYPE_CHECKING:
    from typing_extensions import Protocol, Unpack

    from ._call import AsyncCallOptions, CallOptions
else:
    Protocol = object

# Stands for an option that is not given, where None says something.
_DEFAULT: Any = type("Default", (), {"__repr__": lambda self: "…"})()


class Pacing(NamedTuple):
    """How fast requests leave: `per_second` on average, `burst` at once."""

    per_second: float
    burst: int

    @classmethod
    def per_minute(cls, requests: int) -> Pacing:
        """So many requests a minute, as plans are quoted, all of them at once if need be."""
        return cls(requests / 60, requests)


class TokenChecks(NamedTuple):
    """What `verify_token` checks besides signature and expiry."""

    issuer: Optional[str] = None
    """The only `iss` accepted."""
    audience: Optional[str] = None
    """What `aud` must be or contain."""
    leeway: Union[float, timedelta, None] = None
    """By how many seconds clocks may differ; 30 unless given."""

    def _written(self) -> Dict[str, Any]:
        checks = {
            name: None if value is None else model.text(value, name)
            for name, value in (("issuer", self.issuer), ("audience", self.audience))
        }
        if self.leeway is not None:
            checks["leeway"] = seconds_of(self.leeway, "leeway")  # type: ignore[assignment]
        return {name: value for name, value in checks.items() if value is not None}


class VerifiedToken(NamedTuple):
    """What a token that was verified says."""

    subject: Optional[str]
    """Whom it is about."""
    expires_at: float
    """When it expires, in seconds since the Unix epoch."""
    claims: Dict[str, Any]
    """Every claim, those above among them."""


class TokenStore(Protocol):
    """What an object needs to keep tokens. The methods may be async; `lock` and `unlock` may be left out."""

    def load(self) -> Any:
        """The `StoredTokens` last saved, or None."""

    def save(self, tokens: StoredTokens) -> Any:
        """Replaces what is saved, wholly or not at all."""

    def clear(self) -> Any:
        """Forgets the tokens."""


S = TypeVar("S", bound="_Base")


def _checks(checks: Any, name: str) -> Dict[str, Any]:
    """What `verify_token` checks, as it is sent."""
    if not isinstance(checks, tuple) or len(checks) > len(TokenChecks._fields):
        raise refused(name, f"must be TokenChecks, not {model.kind(checks)}")
    return TokenChecks(*checks)._written()


def _pacing(pacing: Any) -> Dict[str, Any]:
    if not isinstance(pacing, (tuple, list)) or len(pacing) != 2:
        raise refused("pacing", f"must be Pacing(per_second, burst), not {model.kind(pacing)}")
    per_second, burst = pacing
    try:
        return {"per_second": model.number(per_second, "per_second"), "burst": model.whole(burst, "burst")}
    except KeybearerError as error:
        raise refused("pacing", error.message) from None


_DURATIONS = ("timeout", "attempt_timeout", "max_server_delay", "connect_timeout", "expires_in")


def _named(name: str, error: KeybearerError) -> InvalidConfigError:
    return option_refused(name, error.violations[0].message if error.violations else error.message)


def _options(given: Dict[str, Any]) -> Dict[str, Any]:
    """The options of the library, from those that were given."""
    options: Dict[str, Any] = {}
    for name, value in given.items():
        if name in ("on_token_expired", "observer"):
            if value is not None and not callable(value):
                raise option_refused(name, f"must be callable, not {model.kind(value)}")
            if name == "observer" and model.is_async(value):
                raise option_refused(name, "must not be async: it is called on a thread of its own")
            continue
        if value is _DEFAULT or (value is None and name not in ("timeout", "proxy")):
            continue
        if name == "anonymous" and value is False:
            continue
        try:
            if value is None:
                options[name] = None
            elif name in _DURATIONS:
                options[name] = seconds_of(value, name)
            elif name == "pacing":
                options[name] = _pacing(value)
            elif name == "token_checks":
                options[name] = _checks(value, name)
            elif name == "token_store":
                if isinstance(value, (str, os.PathLike)):
                    options["token_store_file"] = model.text(os.fspath(value), name)
                elif not all(hasattr(value, method) for method in ("load", "save", "clear")):
                    raise option_refused(name, f"must be a path, or have load, save and clear: {model.kind(value)}")
            else:
                options[name] = model.anything(value, name)
        except (InvalidConfigError, ImportError):
            raise
        except KeybearerError as error:
            raise _named(name, error) from None
        except (TypeError, ValueError):
            raise option_refused(name, f"is of another type than expected: {model.kind(value)}") from None
    return options


class _Base:
    _engine: Any
    _platform: str
    _engines: Any

    def _make(self, given: Dict[str, Any], from_env: bool = False) -> None:
        given.pop("self", None)
        given.pop("__class__", None)
        options = _options(given)
        if from_env:
            options["from_env"] = True
        store = given.get("token_store")
        hooks = Hooks(
            given.get("on_token_expired"),
            None if store is None or "token_store_file" in options else store,
            given.get("observer"),
        )
        self._open(self._engines(self._platform, options, hooks))

    def _open(self, engine: Any) -> None:
        raise NotImplementedError

    @classmethod
    def _from_env(cls: Type[S], given: Dict[str, Any]) -> S:
        import inspect

        self = cls.__new__(cls)
        known = inspect.signature(cls).parameters
        for name in given:
            if name not in known:
                raise TypeError(f"from_env() got an unexpected keyword argument {name!r}")
        self._make(dict(given), from_env=True)
        return self

    def rate_limit(self) -> Optional[RateLimit]:
        """The rate limit as the last answer told it; None if none did."""
        try:
            reader = Reader(self._engine.live().rate_limit())
        except native.NativeFailure as failure:
            raise raised(failure) from None

        def whole() -> Any:
            return reader.take("Q")

        def limit() -> RateLimit:
            return RateLimit(reader.optional(whole), reader.optional(whole), reader.optional(lambda: reader.take("d")))

        return reader.optional(limit)  # type: ignore[no-any-return]

    def _set_key(self, name: str, key: str) -> None:
        if not isinstance(key, str):
            raise option_refused(name, f"must be a str, not {model.kind(key)}")
        try:
            model.sound(key, name)
        except KeybearerError as error:
            raise _named(name, error) from None
        try:
            self._engine.live().set_key(name, key)
        except native.NativeFailure as failure:
            raise raised(failure) from None
        self._engine.keyed(name, key)

    def _tokens(self, tokens: Any) -> Dict[str, Any]:
        try:
            return {name: model.anything(value, name) for name, value in tokens_of(tokens).items()}
        except TypeError as error:
            raise option_refused("tokens", str(error)) from None
        except KeybearerError as error:
            raise _named(error.violations[0].field, error) from None

    def _close(self) -> bool:
        """Ends the client; says whether there may be events left to tell."""
        engine = self._engine
        engine.closed = True
        if engine.client.generation == native.generation():
            try:
                engine.client.shutdown()
            except InvalidConfigError:
                # It was collected with whoever closes it: that has closed it.
                return False
            return True
        return False

    def __repr__(self) -> str:
        engine = self._engine
        if engine.closed:
            return f"{type(self).__name__}(closed)"
        if engine.client.generation != native.generation():
            return f"{type(self).__name__}(of the parent process)"
        try:
            told = re.search(r'kind: "(.*?)", fingerprint: "(.*?)"', engine.client.describe())
        except Exception:
            return f"{type(self).__name__}(gone)"
        credential = f"{told[1]}={told[2]!r}" if told else "anonymous"
        return f"{type(self).__name__}({credential})"


class _Blocking(_Base):
    _engines = Engine

    def close(self) -> None:
        """Ends the client: calls under way fail with `CancelledError`, and its connections are closed."""
        if self._close():
            self._engine.hooks.wait_until_told()

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Awaited(_Base):
    _engines = AsyncEngine

    async def close(self) -> None:
        """Ends the client: calls under way fail with `CancelledError`, and its connections are closed."""
        if self._close():
            await self._engine.hooks.told()

    async def __aenter__(self: S) -> S:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


_PUG_CALL = Operation("pug.call", "service method", None, Operation.as_it_is)
_PUG_SET_TOKENS = Operation("pug.set_tokens", "", None, Operation.nothing)
_PUG_SIGN_OUT = Operation("pug.sign_out", "", None, Operation.nothing)
_PUGUH_SET_TOKENS = Operation("puguh.set_tokens", "", None, Operation.nothing)
_PUGUH_SIGN_OUT = Operation("puguh.sign_out", "", None, Operation.nothing)
_PUGUH_VERIFY_CREDENTIALS = Operation("puguh.verify_credentials", "", None, OrganizationPage._of)
_PUGUH_VERIFY_TOKEN = Operation("puguh.verify_token", "token", None, lambda told: VerifiedToken(**told))


class _Body(Operation):
    """A raw call, whose body is any JSON."""

    __slots__ = ()

    def encode(self, arguments: Sequence[Any], members: Any, options: Mapping[str, Any]) -> bytes:
        head = super().encode(arguments, None, options)
        if members is _DEFAULT:
            return head
        try:
            return head + model.dumps(model.anything(members, "body")).encode()
        except KeybearerError as error:
            from ._call import _named as of_operation

            raise of_operation(error, self.name) from None


_PUGUH_RAW = _Body("puguh.request", "method path", None, Operation.as_it_is)
_COMPOSITE_RAW = _Body("composite.request", "method path", None, Operation.as_it_is)


def _sign_in_tokens(platform: str, answer: Any, members: Optional[Mapping[str, str]] = None) -> Tokens:
    written = model.dumps(model.anything(answer, "answer"))
    names = None if members is None else model.dumps(model.properties(members, "members"))
    try:
        told = native.sign_in_tokens(platform, written, names)
    except native.NativeFailure as failure:
        raise raised(failure) from None
    reader = Reader(told)
    return Tokens(reader.text(), reader.optional(reader.text), reader.optional(lambda: reader.take("d")))


def pug_tokens(answer: Any, members: Optional[Mapping[str, str]] = None) -> Tokens:
    """
    Makes tokens of the answer to a sign-in at Pug, whose shape is not documented, ready for `set_tokens`.

    `members` names the members, as the option `refresh_members` does. Raises `UnauthenticatedError` with reason
    `further_step_required` if there is no access token in it.
    """
    return _sign_in_tokens("pug", answer, members)


class _Composite(_Base):
    """What both clients of Composite Analytics are: their options, and what needs no waiting."""

    _platform = "composite"

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        key_placement: Optional[str] = None,
        scopes: Optional[Sequence[str]] = None,
        environment: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout: Union[float, timedelta, None] = _DEFAULT,
        attempt_timeout: Union[float, timedelta, None] = None,
        max_attempts: Optional[int] = None,
        max_server_delay: Union[float, timedelta, None] = None,
        pacing: Optional[Pacing] = None,
        user_agent: Optional[str] = None,
        override_path: Optional[Mapping[str, str]] = None,
        proxy: Optional[str] = _DEFAULT,
        root_certificates: Optional[Sequence[str]] = None,
        connect_timeout: Union[float, timedelta, None] = None,
        observer: Optional[Callable[[Event], Any]] = None,
    ) -> None:
        """
        It needs a key. Nothing is sent.

        api_key: a public key (`pk_…`) or a secret one (`sk_…`).
        key_placement: `header`, unless given, or `query`.
        scopes: the scopes of the secret key; a call that needs another is then refused here.
        environment: `live` or `test`: a key that names the other one is refused.

        Options that all clients take:

        base_url: where the API lives, if not at its public address. Plain `http` is for loopback only.
        timeout: seconds for a whole call, waits and retries included; 60 unless given. None: no deadline.
        attempt_timeout: seconds that one attempt may take; 15 unless given.
        max_attempts: attempts in all; 1 turns retries off. 4 unless given.
        max_server_delay: the longest wait asked for by the server that is waited out; 120 seconds unless given.
        pacing: `Pacing(per_second, burst)`, to limit here how fast requests leave.
        user_agent: what the client calls itself.
        override_path: paths by the full names of operations, for those that are assumed or have moved.
        proxy: a proxy's URL; None for no proxy. Without it the environment decides (`HTTPS_PROXY`, `NO_PROXY`).
        root_certificates: PEM texts of certificates to trust besides Mozilla's.
        connect_timeout: seconds to connect in; 5 unless given.
        observer: is called with each `Event`, on a thread of its own.

        Raises `InvalidConfigError`, its `reason` the name of the option, for anything that could not work.
        """
        self._make(dict(locals()))

    @classmethod
    def from_env(cls: Type[S], **options: Any) -> S:
        """A client from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`; options that are given come first."""
        return cls._from_env(options)

    def set_api_key(self, key: str) -> None:
        """Replaces the key by another of its kind. Calls in flight keep the old one."""
        self._set_key("api_key", key)


class _Puguh(_Base):
    """What both clients of ARSAKA PUGUH are: their options, and what needs no waiting."""

    _platform = "puguh"

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        organization_id: Optional[str] = None,
        application_id: Optional[str] = None,
        token_checks: Optional[TokenChecks] = None,
        access_token: Optional[str] = None,
        on_token_expired: Optional[Callable[..., Any]] = None,
        refresh_token: Optional[str] = None,
        expires_in: Union[float, timedelta, None] = None,
        token_store: Union[str, os.PathLike[str], TokenStore, None] = None,
        anonymous: bool = False,
        base_url: Optional[str] = None,
        timeout: Union[float, timedelta, None] = _DEFAULT,
        attempt_timeout: Union[float, timedelta, None] = None,
        max_attempts: Optional[int] = None,
        max_server_delay: Union[float, timedelta, None] = None,
        pacing: Optional[Pacing] = None,
        user_agent: Optional[str] = None,
        override_path: Optional[Mapping[str, str]] = None,
        proxy: Optional[str] = _DEFAULT,
        root_certificates: Optional[Sequence[str]] = None,
        connect_timeout: Union[float, timedelta, None] = None,
        observer: Optional[Callable[[Event], Any]] = None,
    ) -> None:
        """
        It needs one credential. Nothing is sent.

        api_key: an API key; needs `organization_id`.
        organization_id: the organization to act for.
        application_id: the application to act for.
        token_checks: what `verify_token` checks besides signature and expiry.
        access_token: the token of a signed-in user; renewed by one of the next two.
        on_token_expired: gives a new token when the current one nears its end or is rejected: a str, `Tokens`, or a
            dict. It may be async, and may take a `TokenExpired`. However many calls need it, it runs once.
        refresh_token: buys the next access token at the platform's own endpoint.
        expires_in: seconds that the access token still lives, where that is known better than the token says.
        token_store: keeps the tokens where they outlive the process: a path, or an object with the methods of
            `TokenStore`.
        anonymous: no credential, for public operations such as signing in; `set_tokens` then makes it a session.

        Options that all clients take:

        base_url: where the API lives, if not at its public address. Plain `http` is for loopback only.
        timeout: seconds for a whole call, waits and retries included; 60 unless given. None: no deadline.
        attempt_timeout: seconds that one attempt may take; 15 unless given.
        max_attempts: attempts in all; 1 turns retries off. 4 unless given.
        max_server_delay: the longest wait asked for by the server that is waited out; 120 seconds unless given.
        pacing: `Pacing(per_second, burst)`, to limit here how fast requests leave.
        user_agent: what the client calls itself.
        override_path: paths by the full names of operations, for those that are assumed or have moved.
        proxy: a proxy's URL; None for no proxy. Without it the environment decides (`HTTPS_PROXY`, `NO_PROXY`).
        root_certificates: PEM texts of certificates to trust besides Mozilla's.
        connect_timeout: seconds to connect in; 5 unless given.
        observer: is called with each `Event`, on a thread of its own.

        Raises `InvalidConfigError`, its `reason` the name of the option, for anything that could not work.
        """
        self._make(dict(locals()))

    @classmethod
    def from_env(cls: Type[S], **options: Any) -> S:
        """A client from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`, `PUGUH_APPLICATION_ID` and `PUGUH_BASE_URL`; options that are given come first."""
        return cls._from_env(options)

    def set_api_key(self, key: str) -> None:
        """Replaces the key by another of its kind. Calls in flight keep the old one."""
        self._set_key("api_key", key)


class _Pug(_Base):
    """What both clients of Pug are: their options, and what needs no waiting."""

    _platform = "pug"

    def __init__(
        self,
        *,
        sdk_key: Optional[str] = None,
        shared_key: Optional[str] = None,
        project_id: Optional[str] = None,
        refresh_members: Optional[Mapping[str, str]] = None,
        access_token: Optional[str] = None,
        on_token_expired: Optional[Callable[..., Any]] = None,
        refresh_token: Optional[str] = None,
        expires_in: Union[float, timedelta, None] = None,
        token_store: Union[str, os.PathLike[str], TokenStore, None] = None,
        anonymous: bool = False,
        base_url: Optional[str] = None,
        timeout: Union[float, timedelta, None] = _DEFAULT,
        attempt_timeout: Union[float, timedelta, None] = None,
        max_attempts: Optional[int] = None,
        max_server_delay: Union[float, timedelta, None] = None,
        pacing: Optional[Pacing] = None,
        user_agent: Optional[str] = None,
        override_path: Optional[Mapping[str, str]] = None,
        proxy: Optional[str] = _DEFAULT,
        root_certificates: Optional[Sequence[str]] = None,
        connect_timeout: Union[float, timedelta, None] = None,
        observer: Optional[Callable[[Event], Any]] = None,
    ) -> None:
        """
        It needs one credential. Nothing is sent.

        sdk_key: an SDK key (`pk_sdk_…`), which writes events and profiles and reads nothing.
        shared_key: a shared key (`pk_shared_…`), which reads; for trusted servers only.
        project_id: the project to act for.
        refresh_members: how the members of a token refresh are called, where the server names them otherwise:
            `refresh_token`, `access_token`, `new_refresh_token`, `expires_in`.
        access_token: the token of a signed-in user; renewed by one of the next two.
        on_token_expired: gives a new token when the current one nears its end or is rejected: a str, `Tokens`, or a
            dict. It may be async, and may take a `TokenExpired`. However many calls need it, it runs once.
        refresh_token: buys the next access token at the platform's own endpoint.
        expires_in: seconds that the access token still lives, where that is known better than the token says.
        token_store: keeps the tokens where they outlive the process: a path, or an object with the methods of
            `TokenStore`.
        anonymous: no credential, for public operations such as signing in; `set_tokens` then makes it a session.

        Options that all clients take:

        base_url: where the API lives, if not at its public address. Plain `http` is for loopback only.
        timeout: seconds for a whole call, waits and retries included; 60 unless given. None: no deadline.
        attempt_timeout: seconds that one attempt may take; 15 unless given.
        max_attempts: attempts in all; 1 turns retries off. 4 unless given.
        max_server_delay: the longest wait asked for by the server that is waited out; 120 seconds unless given.
        pacing: `Pacing(per_second, burst)`, to limit here how fast requests leave.
        user_agent: what the client calls itself.
        override_path: paths by the full names of operations, for those that are assumed or have moved.
        proxy: a proxy's URL; None for no proxy. Without it the environment decides (`HTTPS_PROXY`, `NO_PROXY`).
        root_certificates: PEM texts of certificates to trust besides Mozilla's.
        connect_timeout: seconds to connect in; 5 unless given.
        observer: is called with each `Event`, on a thread of its own.

        Raises `InvalidConfigError`, its `reason` the name of the option, for anything that could not work.
        """
        self._make(dict(locals()))

    @classmethod
    def from_env(cls: Type[S], **options: Any) -> S:
        """A client from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY`, `PUG_PROJECT_ID` and `PUG_BASE_URL`; options that are given come first."""
        return cls._from_env(options)

    def set_sdk_key(self, key: str) -> None:
        """Replaces the key by another of its kind. Calls in flight keep the old one."""
        self._set_key("sdk_key", key)

    def set_shared_key(self, key: str) -> None:
        """Replaces the key by another of its kind. Calls in flight keep the old one."""
        self._set_key("shared_key", key)


class PugClient(_Pug, PugServices, _Blocking):
    """The client of Pug: product analytics. Its calls block; threads may share it."""

    def call(
        self, service: str, method: str, message: Optional[Mapping[str, Any]] = None, /, **options: Unpack[CallOptions]
    ) -> Any:
        """
        Calls any method, with this client's credential, retries and errors, in open JSON. `service` is the full name,
        such as `alerts.v1.AlertsService`.
        """
        return self._engine.call(_PUG_CALL, (service, method), message or {}, options)

    def set_tokens(self, tokens: Union[str, Tokens, LoginResponse, Mapping[str, Any]]) -> None:
        """
        Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous client becomes a
        session by this.
        """
        written = self._tokens(tokens)
        self._engine.call(_PUG_SET_TOKENS, (), written, {})
        self._engine.signed_in(written)

    def sign_out(self) -> None:
        """Signs out: forgets the tokens here and in the token store."""
        self._engine.signed_out()
        self._engine.call(_PUG_SIGN_OUT, (), None, {})


class PuguhClient(_Puguh, PuguhServices, _Blocking):
    """The client of ARSAKA PUGUH: identity and organizations. Its calls block; threads may share it."""

    def request(self, method: str, path: str, /, body: Any = _DEFAULT, **options: Unpack[CallOptions]) -> Any:
        """Calls any path, with this client's credential, retries and errors, in open JSON."""
        return self._engine.call(_PUGUH_RAW, (method, path), body, options)

    def set_tokens(self, tokens: Union[str, Tokens, LoginResponse, Mapping[str, Any]]) -> None:
        """
        Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous client becomes a
        session by this.
        """
        written = self._tokens(tokens)
        self._engine.call(_PUGUH_SET_TOKENS, (), written, {})
        self._engine.signed_in(written)

    def sign_out(self) -> None:
        """Signs out: forgets the tokens here and in the token store, and revokes the session at the server."""
        self._engine.signed_out()
        self._engine.call(_PUGUH_SIGN_OUT, (), None, {})

    def verify_credentials(self, **options: Unpack[CallOptions]) -> OrganizationPage:
        """Checks the credential with a call that cannot succeed without it: the first page of one organization."""
        return self._engine.call(_PUGUH_VERIFY_CREDENTIALS, (), None, options)  # type: ignore[no-any-return]

    def verify_token(self, token: str, /, checks: Optional[TokenChecks] = None) -> VerifiedToken:
        """
        Verifies an access token here, by signature (RS256), expiry and `checks`, with the keys that PUGUH publishes.

        Raises `UnauthenticatedError` with a `reason` such as `token_expired` for one that is not acceptable.
        """
        written = None if checks is None else _checks(checks, "checks")
        return self._engine.call(_PUGUH_VERIFY_TOKEN, (token,), written, {})  # type: ignore[no-any-return]


class CompositeClient(_Composite, CompositeServices, _Blocking):
    """The client of Composite Analytics: events, users and session recordings. Its calls block; threads may share it."""

    def request(self, method: str, path: str, /, body: Any = _DEFAULT, **options: Unpack[CallOptions]) -> Any:
        """Calls any path, with this client's credential, retries and errors, in open JSON."""
        return self._engine.call(_COMPOSITE_RAW, (method, path), body, options)


class AsyncPugClient(_Pug, AsyncPugServices, _Awaited):
    """The client of Pug: product analytics. Its calls are awaited, on any event loop."""

    async def call(
        self,
        service: str,
        method: str,
        message: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Calls any method, with this client's credential, retries and errors, in open JSON. `service` is the full name,
        such as `alerts.v1.AlertsService`.
        """
        return await self._engine.call(_PUG_CALL, (service, method), message or {}, options)

    async def set_tokens(self, tokens: Union[str, Tokens, LoginResponse, Mapping[str, Any]]) -> None:
        """
        Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous client becomes a
        session by this.
        """
        written = self._tokens(tokens)
        await self._engine.call(_PUG_SET_TOKENS, (), written, {})
        self._engine.signed_in(written)

    async def sign_out(self) -> None:
        """Signs out: forgets the tokens here and in the token store."""
        self._engine.signed_out()
        await self._engine.call(_PUG_SIGN_OUT, (), None, {})


class AsyncPuguhClient(_Puguh, AsyncPuguhServices, _Awaited):
    """The client of ARSAKA PUGUH: identity and organizations. Its calls are awaited, on any event loop."""

    async def request(
        self, method: str, path: str, /, body: Any = _DEFAULT, **options: Unpack[AsyncCallOptions]
    ) -> Any:
        """Calls any path, with this client's credential, retries and errors, in open JSON."""
        return await self._engine.call(_PUGUH_RAW, (method, path), body, options)

    async def set_tokens(self, tokens: Union[str, Tokens, LoginResponse, Mapping[str, Any]]) -> None:
        """
        Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous client becomes a
        session by this.
        """
        written = self._tokens(tokens)
        await self._engine.call(_PUGUH_SET_TOKENS, (), written, {})
        self._engine.signed_in(written)

    async def sign_out(self) -> None:
        """Signs out: forgets the tokens here and in the token store, and revokes the session at the server."""
        self._engine.signed_out()
        await self._engine.call(_PUGUH_SIGN_OUT, (), None, {})

    async def verify_credentials(self, **options: Unpack[AsyncCallOptions]) -> OrganizationPage:
        """Checks the credential with a call that cannot succeed without it: the first page of one organization."""
        return await self._engine.call(_PUGUH_VERIFY_CREDENTIALS, (), None, options)  # type: ignore[no-any-return]

    async def verify_token(self, token: str, /, checks: Optional[TokenChecks] = None) -> VerifiedToken:
        """
        Verifies an access token here, by signature (RS256), expiry and `checks`, with the keys that PUGUH publishes.

        Raises `UnauthenticatedError` with a `reason` such as `token_expired` for one that is not acceptable.
        """
        written = None if checks is None else _checks(checks, "checks")
        return await self._engine.call(_PUGUH_VERIFY_TOKEN, (token,), written, {})  # type: ignore[no-any-return]


class AsyncCompositeClient(_Composite, AsyncCompositeServices, _Awaited):
    """The client of Composite Analytics: events, users and session recordings. Its calls are awaited, on any event loop."""

    async def request(
        self, method: str, path: str, /, body: Any = _DEFAULT, **options: Unpack[AsyncCallOptions]
    ) -> Any:
        """Calls any path, with this client's credential, retries and errors, in open JSON."""
        return await self._engine.call(_COMPOSITE_RAW, (method, path), body, options)
