"""The library, by ctypes: the few functions that the package needs, with as little around them as can be.

The calling convention is that of uniffi, whose version is pinned. `tests/test_native.py` holds what
is written here against the bindings that uniffi itself generates from the library.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from ctypes import (
    POINTER,
    Structure,
    byref,
    c_char_p,
    c_int8,
    c_int32,
    c_uint64,
    c_void_p,
    string_at,
)
from typing import Any, Dict, Iterable, Optional

from ._errors import InvalidConfigError

if sys.platform == "darwin":
    _NAME = "libkeybearer_ffi.dylib"
elif sys.platform == "win32":
    _NAME = "keybearer_ffi.dll"
else:
    _NAME = "libkeybearer_ffi.so"

_library = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "_ffi", _NAME))

_CONTRACT = 30
if _library.ffi_keybearer_ffi_uniffi_contract_version() != _CONTRACT:
    raise ImportError("keybearer: the library and the package are not of one version; install it anew")


class Buffer(Structure):
    """Bytes that the library owns."""

    _fields_ = (("capacity", c_uint64), ("len", c_uint64), ("data", c_void_p))


class Bytes(Structure):
    """Bytes that are lent to the library for one call."""

    _fields_ = (("len", c_int32), ("data", c_char_p))


class Status(Structure):
    """Whether a call went well."""

    _fields_ = (("code", c_int8), ("error", Buffer))


_S = POINTER(Status)


def _function(name: str, restype: Any, *argtypes: Any) -> Any:
    function = getattr(_library, name)
    function.argtypes = (*argtypes, _S)
    function.restype = restype
    return function


def _method(name: str, restype: Any, *argtypes: Any) -> Any:
    return _function(f"uniffi_keybearer_ffi_fn_method_{name}", restype, c_uint64, *argtypes)


_from_bytes = _function("ffi_keybearer_ffi_rustbuffer_from_bytes", Buffer, Bytes)
_free_buffer = _function("ffi_keybearer_ffi_rustbuffer_free", None, Buffer)

_client_clone = _function("uniffi_keybearer_ffi_fn_clone_client", c_uint64, c_uint64)
_client_free = _function("uniffi_keybearer_ffi_fn_free_client", None, c_uint64)
_client_authorization_url = _method("client_authorization_url", Buffer, Buffer, Buffer, Buffer, c_int8)
_client_describe = _method("client_describe", Buffer)
_client_observe = _method("client_observe", None, Buffer)
_client_pages = _method("client_pages", c_uint64, Buffer, Buffer, Buffer, Buffer, c_int8)
_client_rate_limit = _method("client_rate_limit", Buffer)
_client_set_key = _method("client_set_key", None, Buffer, Buffer)
_client_shutdown = _method("client_shutdown", None)
_lane_new = _function("uniffi_keybearer_ffi_fn_constructor_lane_new", c_uint64, c_int8)
_lane_clone = _function("uniffi_keybearer_ffi_fn_clone_lane", c_uint64, c_uint64)
_lane_free = _function("uniffi_keybearer_ffi_fn_free_lane", None, c_uint64)
_lane_cancel = _method("lane_cancel", None, c_uint64)
_lane_descriptor = _method("lane_descriptor", c_int32)
_lane_fetch = _method("lane_fetch", Buffer)
_lane_next = _method("lane_next", c_int8, c_uint64, c_uint64)
_lane_next_within = _method("lane_next_within", c_int8, c_uint64, c_uint64, c_uint64, c_uint64)
_lane_number = _method("lane_number", c_uint64)
_lane_rotate = _method("lane_rotate", c_int8, c_uint64, c_uint64, Buffer, Buffer, c_uint64, c_uint64, c_uint64)
_lane_ask = _method("lane_ask", Buffer, c_uint64, c_uint64, Bytes, c_uint64)
_lane_start = _method("lane_start", c_int8, c_uint64, c_uint64, Bytes)
_lane_start_within = _method("lane_start_within", c_int8, c_uint64, c_uint64, Bytes, c_uint64, c_uint64)
_lane_stirs = _method("lane_stirs", c_int32)
_lane_turn = _method("lane_turn", Buffer)
_lane_wait = _method("lane_wait", Buffer, c_uint64)
_mailbox_new = _function("uniffi_keybearer_ffi_fn_constructor_mailbox_new", c_uint64)
_mailbox_clone = _function("uniffi_keybearer_ffi_fn_clone_mailbox", c_uint64, c_uint64)
_mailbox_free = _function("uniffi_keybearer_ffi_fn_free_mailbox", None, c_uint64)
_mailbox_answer = _method("mailbox_answer", c_int8, c_uint64, Buffer)
_mailbox_client = _method("mailbox_client", c_uint64, Buffer, Buffer, c_uint64, c_int8, c_int8, c_int8)
_mailbox_refuse = _method("mailbox_refuse", c_int8, c_uint64, Buffer, Buffer, Buffer)
_mailbox_take = _method("mailbox_take", Buffer, c_uint64)
_pages_clone = _function("uniffi_keybearer_ffi_fn_clone_pages", c_uint64, c_uint64)
_pages_free = _function("uniffi_keybearer_ffi_fn_free_pages", None, c_uint64)
_callback_code = _function("uniffi_keybearer_ffi_fn_func_callback_code", Buffer, Buffer, Buffer)
_sign_in_tokens = _function("uniffi_keybearer_ffi_fn_func_sign_in_tokens", Buffer, Buffer, Buffer, Buffer)


class NativeFailure(Exception):
    """A failure of the library, its record still as bytes."""

    def __init__(self, record: bytes) -> None:
        super().__init__("a failure of the library")
        self.record = record


class _Local(threading.local):
    def __init__(self) -> None:
        self.status = Status()
        self.by_reference = byref(self.status)


_local = _Local()


def _check(status: Status) -> None:
    code = status.code
    if code == 0:
        return
    record = _taken(status.error)
    status.code = 0
    status.error = Buffer()
    if code == 1:
        raise NativeFailure(record)
    raise RuntimeError(f"keybearer: the library failed: {record.decode('utf-8', 'replace')}")


def _taken(buffer: Buffer) -> bytes:
    """The bytes of a buffer, which is given back."""
    length = buffer.len
    if not length:
        if buffer.capacity:
            _free_buffer(buffer, _local.by_reference)
        return b""
    data = string_at(buffer.data, length)
    _free_buffer(buffer, _local.by_reference)
    return data


def _lent(data: bytes) -> Buffer:
    local = _local
    buffer: Buffer = _from_bytes(Bytes(len(data), data), local.by_reference)
    _check(local.status)
    return buffer


def _text(text: str) -> Buffer:
    return _lent(text.encode())


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _optional_text(text: Optional[str]) -> Buffer:
    return _lent(b"\0" if text is None else b"\1" + _length(text.encode()))


def _texts(texts: "Iterable[str]") -> Buffer:
    parts = [_length(text.encode()) for text in texts]
    return _lent(len(parts).to_bytes(4, "big") + b"".join(parts))


# Counts the forks between the first process and this one: what was made before is not freed after.
_generation = 0


def _forked() -> None:
    global _generation
    _generation += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def generation() -> int:
    """How often the process was forked since the package was imported."""
    return _generation


_now = generation


class _Handle:
    """What the library knows an object by. It is freed with the last reference to it: a call in progress has one."""

    __slots__ = ("free", "generation", "number")

    def __init__(self, number: int, free: Any) -> None:
        self.number = number
        self.free = free
        self.generation = _generation

    # What is needed is held here: modules are emptied when the interpreter ends.
    def __del__(self, local: Any = _local, now: Any = _now) -> None:
        # In a child process it is not ours: the threads that it belongs to are the parent's.
        if self.generation == now():
            self.free(self.number, local.by_reference)


# Handles whose objects have not been finalized. The collector finalizes the objects of a cycle one after the other,
# while all of them can still be used, by finalizers and by threads that those start. It never finds a handle that
# is held here, so none is freed before its object lets go of it, and none while a call uses it.
_handles: Dict[int, _Handle] = {}


class _Object:
    """An object of the library."""

    __slots__ = ("__weakref__", "generation", "handle")
    _clone: Any
    _free: Any
    handle: _Handle

    def __init__(self, number: int) -> None:
        self.generation = _generation
        self.handle = _handles[id(self)] = _Handle(number, self._free)

    def __del__(self, handles: Any = _handles) -> None:
        handles.pop(id(self), None)
        try:
            del self.handle
        except AttributeError:
            pass

    def __getattr__(self, name: str) -> Any:
        # Only `handle` is ever missing: after the end of its life an object may still be at hand.
        raise InvalidConfigError("this is closed: it was collected", reason="client_closed")

    def clone(self, status: Any) -> int:
        """A reference for one call, which takes it."""
        handle = self.handle
        return self._clone(handle.number, status)  # type: ignore[no-any-return]


class Client(_Object):
    __slots__ = ()
    _clone = _client_clone
    _free = _client_free

    def describe(self) -> str:
        local = _local
        told = _client_describe(self.clone(local.by_reference), local.by_reference)
        _check(local.status)
        return _taken(told).decode()

    def shutdown(self) -> None:
        local = _local
        _client_shutdown(self.clone(local.by_reference), local.by_reference)
        _check(local.status)

    def set_key(self, name: str, key: str) -> None:
        local = _local
        _client_set_key(self.clone(local.by_reference), _text(name), _text(key), local.by_reference)
        _check(local.status)

    def observe(self, kinds: "Iterable[str]") -> None:
        local = _local
        _client_observe(self.clone(local.by_reference), _texts(kinds), local.by_reference)
        _check(local.status)

    def rate_limit(self) -> bytes:
        local = _local
        limit = _client_rate_limit(self.clone(local.by_reference), local.by_reference)
        _check(local.status)
        return _taken(limit)

    def authorization_url(self, client_id: str, redirect_uri: str, scopes: "list[str]", pkce: bool) -> bytes:
        local = _local
        made = _client_authorization_url(
            self.clone(local.by_reference),
            _text(client_id),
            _text(redirect_uri),
            _texts(scopes),
            pkce,
            local.by_reference,
        )
        _check(local.status)
        return _taken(made)

    def pages(
        self, operation: str, arguments: "list[str]", request: Optional[str], options: Optional[str], items: bool
    ) -> Pages:
        local = _local
        pages = _client_pages(
            self.clone(local.by_reference),
            _text(operation),
            _texts(arguments),
            _optional_text(request),
            _optional_text(options),
            items,
            local.by_reference,
        )
        _check(local.status)
        return Pages(pages)


class Pages(_Object):
    __slots__ = ()
    _clone = _pages_clone
    _free = _pages_free


class Lane(_Object):
    __slots__ = ()
    _clone = _lane_clone
    _free = _lane_free

    def __init__(self, watched: bool) -> None:
        local = _local
        handle = _lane_new(watched, local.by_reference)
        _check(local.status)
        super().__init__(handle)

    def descriptor(self) -> int:
        local = _local
        return int(_lane_descriptor(self.clone(local.by_reference), local.by_reference))

    def stirs(self) -> int:
        local = _local
        return int(_lane_stirs(self.clone(local.by_reference), local.by_reference))

    def number(self) -> int:
        local = _local
        return int(_lane_number(self.clone(local.by_reference), local.by_reference))

    def start(self, client: Client, ticket: int, call: bytes) -> bool:
        local = _local
        status = local.by_reference
        turned = _lane_start(
            self.clone(status),
            client.clone(status),
            ticket,
            Bytes(len(call), call),
            status,
        )
        if local.status.code:
            _check(local.status)
        return bool(turned)

    def start_within(self, client: Client, ticket: int, call: bytes, mailbox: Mailbox, letter: int) -> bool:
        local = _local
        status = local.by_reference
        turned = _lane_start_within(
            self.clone(status),
            client.clone(status),
            ticket,
            Bytes(len(call), call),
            mailbox.clone(status),
            letter,
            status,
        )
        _check(local.status)
        return bool(turned)

    def next(self, pages: Pages, ticket: int) -> bool:
        local = _local
        status = local.by_reference
        turned = _lane_next(self.clone(status), pages.clone(status), ticket, status)
        _check(local.status)
        return bool(turned)

    def next_within(self, pages: Pages, ticket: int, mailbox: Mailbox, letter: int) -> bool:
        local = _local
        status = local.by_reference
        turned = _lane_next_within(
            self.clone(status), pages.clone(status), ticket, mailbox.clone(status), letter, status
        )
        _check(local.status)
        return bool(turned)

    def rotate(
        self, client: Client, ticket: int, old_key: str, new: str, mailbox: Mailbox, tag: int, letter: int
    ) -> bool:
        local = _local
        status = local.by_reference
        turned = _lane_rotate(
            self.clone(status),
            client.clone(status),
            ticket,
            _text(old_key),
            _text(new),
            mailbox.clone(status),
            tag,
            letter,
            status,
        )
        _check(local.status)
        return bool(turned)

    def ask(self, client: Client, ticket: int, call: bytes, milliseconds: int) -> bytes:
        local = _local
        status = local.by_reference
        buffer = _lane_ask(
            self.clone(status), client.clone(status), ticket, Bytes(len(call), call), milliseconds, status
        )
        if local.status.code:
            _check(local.status)
        return _taken(buffer)

    def fetch(self) -> bytes:
        local = _local
        status = local.by_reference
        buffer = _lane_fetch(self.clone(status), status)
        if local.status.code:
            _check(local.status)
        return _taken(buffer)

    def turn(self) -> bytes:
        local = _local
        status = local.by_reference
        buffer = _lane_turn(self.clone(status), status)
        if local.status.code:
            _check(local.status)
        return _taken(buffer)

    def wait(self, milliseconds: int) -> bytes:
        local = _local
        status = local.by_reference
        buffer = _lane_wait(self.clone(status), milliseconds, status)
        if local.status.code:
            _check(local.status)
        return _taken(buffer)

    def cancel(self, ticket: int) -> None:
        local = _local
        _lane_cancel(self.clone(local.by_reference), ticket, local.by_reference)
        _check(local.status)


class Mailbox(_Object):
    __slots__ = ()
    _clone = _mailbox_clone
    _free = _mailbox_free

    def __init__(self) -> None:
        local = _local
        handle = _mailbox_new(local.by_reference)
        _check(local.status)
        super().__init__(handle)

    def client(
        self, platform: str, options: str, tag: int, token_source: bool, token_store: bool, observer: bool
    ) -> Client:
        local = _local
        handle = _mailbox_client(
            self.clone(local.by_reference),
            _text(platform),
            _text(options),
            tag,
            token_source,
            token_store,
            observer,
            local.by_reference,
        )
        _check(local.status)
        return Client(handle)

    def take(self, milliseconds: int) -> bytes:
        local = _local
        letter = _mailbox_take(self.clone(local.by_reference), milliseconds, local.by_reference)
        _check(local.status)
        return _taken(letter)

    def answer(self, letter: int, answer: str) -> bool:
        local = _local
        answered = _mailbox_answer(self.clone(local.by_reference), letter, _text(answer), local.by_reference)
        _check(local.status)
        return bool(answered)

    def refuse(self, letter: int, message: str, code: Optional[str], reason: Optional[str]) -> bool:
        local = _local
        refused = _mailbox_refuse(
            self.clone(local.by_reference),
            letter,
            _text(message),
            _optional_text(code),
            _optional_text(reason),
            local.by_reference,
        )
        _check(local.status)
        return bool(refused)


def callback_code(url: str, state: str) -> str:
    local = _local
    code = _callback_code(_text(url), _text(state), local.by_reference)
    _check(local.status)
    return _taken(code).decode()


def sign_in_tokens(platform: str, answer: str, members: Optional[str]) -> bytes:
    local = _local
    tokens = _sign_in_tokens(_text(platform), _text(answer), _optional_text(members), local.by_reference)
    _check(local.status)
    return _taken(tokens)


__all__ = ["Client", "Lane", "Mailbox", "NativeFailure", "Pages", "callback_code", "generation", "sign_in_tokens"]
