"""One exception for each code."""

from __future__ import annotations

import json
import struct
from typing import Any, Dict, List, NamedTuple, Optional, Type


class Violation(NamedTuple):
    """One field that was refused, and why."""

    field: str
    """The path of the field, as it is written in Python: `events[0].name`. What the server said stays as it came."""
    message: str
    """What is wrong, for people."""
    rule: Optional[str] = None
    """The rule that was broken, such as `value_error.missing`, if told."""


class Detail(NamedTuple):
    """A structured detail of an error of Pug's that has no place of its own."""

    type_name: str
    """The full protobuf name, such as `google.rpc.Help`."""
    value: bytes
    """The encoded message."""


class Attempt(NamedTuple):
    """What happened to one attempt of a call."""

    outcome: str
    """What happened, such as `HTTP 503` or `attempt timed out`."""
    elapsed: float
    """Seconds that the attempt took."""
    delay: Optional[float] = None
    """Seconds that the call then waited; None after the last attempt."""


class KeybearerError(Exception):
    """Why a call, or the making of a client, failed. Holds no secret.

    Every code has a class of its own; `code` is the same text in every language.
    """

    code: str = "server"

    def __init__(self, message: str = "", **fields: Any) -> None:
        super().__init__(message)
        self.message: str = message
        """What went wrong, for people: the server's words where it gave any."""
        self.code = fields.get("code", self.code)
        self.platform: Optional[str] = fields.get("platform")
        """`pug`, `puguh` or `composite`."""
        self.operation: Optional[str] = fields.get("operation")
        """The operation, such as `puguh.organizations.list`."""
        self.status: Optional[int] = fields.get("status")
        """The HTTP status of the last answer, if there was one."""
        self.server_code: Optional[str] = fields.get("server_code")
        """The server's own code, such as `resource_exhausted` or `invalid_grant`."""
        self.reason: Optional[str] = fields.get("reason")
        """The reason behind the code; of a refused option, its name."""
        self.request_id: Optional[str] = fields.get("request_id")
        """The request's id at the server, to quote to support."""
        self.retryable: bool = fields.get("retryable", False)
        """Whether the same request may succeed later."""
        self.retries_suppressed: bool = fields.get("retries_suppressed", False)
        """Whether a retry was due but the retry budget was empty."""
        self.maybe_processed: bool = fields.get("maybe_processed", False)
        """Whether the server can have acted although no answer was read."""
        self.retry_after: Optional[float] = fields.get("retry_after")
        """Seconds that the server, or the local limiter, asks to wait."""
        self.violations: List[Violation] = [_violation(violation) for violation in fields.get("violations", ())]
        """The fields that were refused."""
        self.details: List[Detail] = [
            Detail(detail["type_name"], bytes(detail["value"])) for detail in fields.get("details", ())
        ]
        """Structured details that have no place of their own."""
        self.attempts: List[Attempt] = [Attempt(**attempt) for attempt in fields.get("attempts", ())]
        """What happened, attempt by attempt. Empty if nothing was sent."""
        self.body: Optional[str] = fields.get("body")
        """The beginning of the body of the answer, with credentials masked."""
        self.causes: List[str] = list(fields.get("causes", ()))
        """What the errors behind this one say, outermost first."""
        self._text: str = fields.get("text") or f"{self.code}: {message}"

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._text!r})"

    def __reduce__(self) -> Any:
        return _again, (type(self), self.message, self.__dict__)


def _again(kind: Type[KeybearerError], message: str, fields: Dict[str, Any]) -> KeybearerError:
    error = kind(message)
    error.__dict__.update(fields)
    return error


def _violation(violation: Any) -> Violation:
    return violation if isinstance(violation, Violation) else Violation(**violation)


class InvalidConfigError(KeybearerError):
    """Refused while making a client: `reason` names the option."""

    code = "invalid_config"


class InvalidRequestError(KeybearerError):
    """Refused here before anything was sent, or by the server: `violations` names the fields."""

    code = "invalid_request"


class UnauthenticatedError(KeybearerError):
    """The credential is not accepted, and no refresh could cure it."""

    code = "unauthenticated"


class SessionExpiredError(KeybearerError):
    """The session can no longer be refreshed: sign in again and call `set_tokens`."""

    code = "session_expired"


class TokenRefreshFailedError(KeybearerError):
    """The token could not be refreshed this time."""

    code = "token_refresh_failed"


class PermissionDeniedError(KeybearerError):
    """This credential may not call this operation."""

    code = "permission_denied"


class NotFoundError(KeybearerError):
    """No such thing."""

    code = "not_found"


class ConflictError(KeybearerError):
    """It exists already, or was changed meanwhile."""

    code = "conflict"


class RateLimitedError(KeybearerError):
    """Too many requests: said by the server, or held back here. `retry_after` tells how long to wait."""

    code = "rate_limited"


class TimeoutError(KeybearerError):
    """The deadline of the call passed with no answer."""

    code = "timeout"


class CancelledError(KeybearerError):
    """The call was given up because its client was closed."""

    code = "cancelled"


class ConnectionError(KeybearerError):
    """No usable connection. `maybe_processed` tells whether the server can have acted."""

    code = "connection"


class ServerError(KeybearerError):
    """The server failed."""

    code = "server"


class DecodeError(KeybearerError):
    """A success whose body is not what the API promises."""

    code = "decode"


class CallbackError(KeybearerError):
    """Code supplied by the application failed."""

    code = "callback"


_CLASSES: Dict[str, Type[KeybearerError]] = {kind.code: kind for kind in KeybearerError.__subclasses__()}


def error_of(fields: Dict[str, Any]) -> KeybearerError:
    """The exception of a failure of the library."""
    message = fields.pop("message", "")
    return _CLASSES.get(fields.get("code", ""), KeybearerError)(message, **fields)


def error_of_json(text: bytes) -> KeybearerError:
    """The exception of a failure that came as JSON."""
    return error_of(json.loads(text))


def refused(field: str, problem: str, operation: Optional[str] = None) -> InvalidRequestError:
    """A request that is refused because of one of its members."""
    message = f"{field}: {problem}"
    text = f"invalid_request: {message}" + (f" ({operation})" if operation else "")
    platform = operation.split(".", 1)[0] if operation else None
    return InvalidRequestError(
        message, text=text, operation=operation, platform=platform, violations=[Violation(field, problem)]
    )


def option_refused(name: str, problem: str) -> InvalidConfigError:
    """An option that is refused."""
    return InvalidConfigError(f"{name} {problem}", reason=name)


class Reader:
    """Reads what the library writes: big endian, lengths before what they count."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> Any:
        (value,) = struct.unpack_from(">" + form, self._data, self._at)
        self._at += struct.calcsize(">" + form)
        return value

    def bytes(self) -> bytes:
        length = self.take("i")
        self._at += length
        return self._data[self._at - length : self._at]

    def text(self) -> str:
        return self.bytes().decode()

    def optional(self, read: Any) -> Any:
        return read() if self.take("b") else None

    def many(self, read: Any) -> List[Any]:
        return [read() for _ in range(self.take("i"))]


def error_of_record(record: bytes) -> KeybearerError:
    """The exception of a failure that came as a record."""
    reader = Reader(record)
    reader.take("i")
    text = reader.text

    def optional(read: Any) -> Any:
        return reader.optional(read)

    return error_of(
        {
            "code": text(),
            "message": text(),
            "text": text(),
            "platform": optional(text),
            "operation": optional(text),
            "status": optional(lambda: reader.take("H")),
            "server_code": optional(text),
            "reason": optional(text),
            "request_id": optional(text),
            "retryable": reader.take("?"),
            "retries_suppressed": reader.take("?"),
            "maybe_processed": reader.take("?"),
            "retry_after": optional(lambda: reader.take("d")),
            "violations": reader.many(lambda: {"field": text(), "message": text(), "rule": optional(text)}),
            "details": reader.many(lambda: {"type_name": text(), "value": reader.bytes()}),
            "attempts": reader.many(
                lambda: {
                    "outcome": text(),
                    "elapsed": reader.take("d"),
                    "delay": optional(lambda: reader.take("d")),
                }
            ),
            "body": optional(text),
            "causes": reader.many(text),
        }
    )
