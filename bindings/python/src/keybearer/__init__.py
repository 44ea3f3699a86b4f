"""Keybearer: one client for the Pug, ARSAKA PUGUH and Composite Analytics APIs.

    from keybearer import PuguhClient

    with PuguhClient(access_token=token, on_token_expired=fetch_token) as client:
        for organization in client.organizations.list_items():
            print(organization.name)

`PuguhClient`, `PugClient` and `CompositeClient` block; `AsyncPuguhClient` and the others are awaited. Messages are in
`keybearer.puguh`, `keybearer.pug` and `keybearer.composite`. Every failure is a `KeybearerError`.
"""

from . import composite, pug, puguh
from ._call import AsyncCallOptions, Authorization, CallOptions, Metadata, RateLimit
from ._clients import (
    AsyncCompositeClient,
    AsyncPugClient,
    AsyncPuguhClient,
    CompositeClient,
    Pacing,
    PugClient,
    PuguhClient,
    TokenChecks,
    TokenStore,
    VerifiedToken,
    pug_tokens,
)
from ._errors import (
    Attempt,
    CallbackError,
    CancelledError,
    ConflictError,
    ConnectionError,
    DecodeError,
    Detail,
    InvalidConfigError,
    InvalidRequestError,
    KeybearerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    SessionExpiredError,
    TimeoutError,
    TokenRefreshFailedError,
    UnauthenticatedError,
    Violation,
)
from ._hooks import Event, StoredTokens, TokenExpired, Tokens
from ._model import Message

__version__ = "0.1.0"

__all__ = [
    "AsyncCallOptions",
    "AsyncCompositeClient",
    "AsyncPugClient",
    "AsyncPuguhClient",
    "Attempt",
    "Authorization",
    "CallOptions",
    "CallbackError",
    "CancelledError",
    "CompositeClient",
    "ConflictError",
    "ConnectionError",
    "DecodeError",
    "Detail",
    "Event",
    "InvalidConfigError",
    "InvalidRequestError",
    "KeybearerError",
    "Message",
    "Metadata",
    "NotFoundError",
    "Pacing",
    "PermissionDeniedError",
    "PugClient",
    "PuguhClient",
    "RateLimit",
    "RateLimitedError",
    "ServerError",
    "SessionExpiredError",
    "StoredTokens",
    "TimeoutError",
    "TokenChecks",
    "TokenExpired",
    "TokenRefreshFailedError",
    "TokenStore",
    "Tokens",
    "UnauthenticatedError",
    "VerifiedToken",
    "Violation",
    "composite",
    "pug",
    "pug_tokens",
    "puguh",
]
