"""What messages are made of: reading and writing members, and the checks before anything is sent."""

from __future__ import annotations

import enum
import json
import math
import re
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, ClassVar, Dict, List, Mapping, Optional, Tuple, Type, TypeVar

from ._errors import refused

Codec = Callable[[Any, str], Any]
M = TypeVar("M", bound="Message")
_write = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_read = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_MOST_DEEP = 100


def dumps(value: Any) -> str:
    """JSON without spaces and line feeds."""
    return _write(value)


def loads(text: bytes) -> Any:
    """JSON as the library writes it: in UTF-8, and with nothing around it."""
    return _read(text.decode(), 0)[0]


def kind(value: Any) -> str:
    """What a value is, for people; never the value, which may be a secret."""
    return "None" if value is None else type(value).__name__


def is_async(call: Any) -> bool:
    """Whether to call it gives something to be awaited, as far as its code tells."""
    while hasattr(call, "func"):
        call = call.func  # functools.partial
    codes = [getattr(own, "__code__", None) for own in (call, getattr(type(call), "__call__", None))]  # noqa: B004
    # CO_COROUTINE and CO_ASYNC_GENERATOR; `inspect` would be most of what an import costs.
    return any(code is not None and code.co_flags & 0x280 for code in codes)


# Codecs: from what a caller gives to what is sent.


def text(value: Any, path: str) -> str:
    if type(value) is str:
        if value.isascii():
            return value
        return sound(value, path)
    if isinstance(value, str):
        # An enum of the caller's own is its value.
        return sound(str(value.value) if isinstance(value, enum.Enum) else str(value), path)
    if isinstance(value, uuid.UUID):
        return str(value)
    raise refused(path, f"must be a str, not {kind(value)}")


def sound(value: str, path: str) -> str:
    """Text that can be sent: half of a pair of surrogates is no character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise refused(path, "holds a lone surrogate, which is no character") from None
    return value


def whole(value: Any, path: str) -> int:
    if type(value) is not int:
        raise refused(path, f"must be an int, not {kind(value)}")
    if not 0 <= value < 1 << 32:
        raise refused(path, "must be from 0 to 4294967295")
    return value


def long(value: Any, path: str) -> int:
    if type(value) is not int:
        raise refused(path, f"must be an int, not {kind(value)}")
    if not 0 <= value < 1 << 64:
        raise refused(path, "must be from 0 to 18446744073709551615")
    return value


def number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refused(path, f"must be a number, not {kind(value)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise refused(path, f"is {_not_finite(value)}, which JSON cannot express")
    if isinstance(value, int) and abs(value) >= 1 << 64:
        raise refused(path, "is a larger integer than JSON is read with")
    return value


def boolean(value: Any, path: str) -> bool:
    if value is True or value is False:
        return bool(value)
    raise refused(path, f"must be a bool, not {kind(value)}")


def moment(value: Any, path: str) -> str:
    if isinstance(value, str):
        return text(value, path)
    if isinstance(value, datetime):
        return written_moment(value, path)
    raise refused(path, f"must be a datetime with a time zone, or text, not {kind(value)}")


def duration(value: Any, path: str) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.9f}".rstrip("0").rstrip(".") + "s"
    return text(value, path)


def written_moment(value: datetime, path: str) -> str:
    if value.tzinfo is None:
        raise refused(path, "must be a datetime with a time zone: this one has none")
    return value.isoformat().replace("+00:00", "Z")


def anything(value: Any, path: str, depth: int = 0) -> Any:
    """Open JSON, as it is; what JSON cannot express is refused by its path."""
    if value is None or value is True or value is False:
        return value
    if type(value) is str:
        return value if value.isascii() else sound(value, path)
    if isinstance(value, dict):
        return properties(value, path, depth)
    if type(value) is int:
        if -(1 << 63) <= value < 1 << 64:
            return value
        raise refused(path, "is a larger integer than JSON is read with")
    if isinstance(value, (list, tuple)):
        if depth >= _MOST_DEEP:
            raise refused(path, "is nested too deeply, or holds itself")
        return [anything(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, enum.Enum):
        return anything(value.value, path, depth + 1)
    if isinstance(value, str):
        return sound(str(value), path)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        raise refused(path, f"is {_not_finite(value)}, which JSON cannot express")
    if isinstance(value, datetime):
        return written_moment(value, path)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Message):
        return value.to_dict()
    if isinstance(value, Mapping):
        return properties(value, path, depth)
    raise refused(path, f"is a {kind(value)}, which JSON cannot express")


def properties(value: Any, path: str, depth: int = 0) -> Dict[str, Any]:
    """An object of open JSON."""
    if not isinstance(value, Mapping):
        raise refused(path, f"must be a dict, not {kind(value)}")
    if depth >= _MOST_DEEP:
        raise refused(path, "is nested too deeply, or holds itself")
    result = {}
    for name, member in value.items():
        if not isinstance(name, str):
            raise refused(path, f"has a key that is a {kind(name)}: keys are text")
        if not name.isascii():
            sound(name, path)
        if type(member) is not str or not member.isascii():
            member = anything(member, f"{path}.{name}" if path else name, depth + 1)
        result[name] = member
    return result


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "infinite"


def many(codec: Codec) -> Codec:
    """A list of what `codec` takes."""

    def encode(value: Any, path: str) -> List[Any]:
        if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
            raise refused(path, f"must be a list, not {kind(value)}")
        return [codec(item, f"{path}[{index}]") for index, item in enumerate(value)]

    encode.item = codec  # type: ignore[attr-defined]
    return encode


def message(model: Type["Message"]) -> Codec:
    """A message, or a dict of its members by their names in Python."""

    def encode(value: Any, path: str) -> Dict[str, Any]:
        if isinstance(value, model):
            return value._raw
        if isinstance(value, Message) or not isinstance(value, Mapping):
            raise refused(path, f"must be {model.__name__} or a dict, not {kind(value)}")
        return model._written(value, path + ".")

    encode.model = model  # type: ignore[attr-defined]
    return encode


class OpenText(str):
    """Text of which some values have names. Unknown ones are as good: servers may be newer than this package."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)})"

    def __str__(self) -> str:
        return str.__str__(self)


class Message:
    """A message of an API. Equal if its members are; made anew rather than changed."""

    __slots__ = ("_kept", "_raw")
    # By the name in Python: the name on the wire, and what writes it.
    _fields: ClassVar[Dict[str, Tuple[str, Codec]]] = {}
    _required: ClassVar[Tuple[str, ...]] = ()
    _secrets: ClassVar[Tuple[str, ...]] = ()
    _tag: ClassVar[Optional[Tuple[str, str]]] = None
    _open: ClassVar[bool] = False

    _raw: Dict[str, Any]
    _kept: Dict[str, Any]

    @classmethod
    def _of(cls: Type[M], raw: Any) -> M:
        """The message of what was read."""
        self = cls.__new__(cls)
        self._raw = raw
        self._kept = {}
        return self

    @classmethod
    def _written(cls, members: Mapping[str, Any], path: str = "") -> Dict[str, Any]:
        """Members by their names in Python, as they are sent."""
        fields = cls._fields
        raw: Dict[str, Any] = dict((cls._tag,)) if cls._tag else {}
        for name, value in members.items():
            if value is None:
                continue
            field = fields.get(name)
            if field is None:
                if name == "other" and cls._open:
                    raw.update(properties(value, f"{path}other"))
                    continue
                raise refused(f"{path}{name}", f"is no member of {cls.__name__}")
            raw[field[0]] = field[1](value, path + name)
        for name in cls._required:
            if fields[name][0] not in raw:
                raise refused(path + name, "is missing")
        return raw

    def _set(self, members: Dict[str, Any]) -> None:
        self._raw = self._written(members)
        self._kept = {}

    @classmethod
    def from_dict(cls: Type[M], members: Mapping[str, Any]) -> M:
        """Makes it of its members as on the wire, such as `to_dict` gave them. Nothing is checked."""
        return cls._of(dict(members))

    def to_dict(self) -> Dict[str, Any]:
        """The members as on the wire, in a dict of the caller's own. It holds secrets as they are."""
        return json.loads(dumps(self._raw))  # type: ignore[no-any-return]

    @property
    def other(self) -> Dict[str, Any]:
        """What else the server said, as on the wire."""
        declared = {wire for wire, _ in self._fields.values()}
        return {name: value for name, value in self._raw.items() if name not in declared}

    def _moment(self, wire: str) -> Optional[datetime]:
        return read_moment(self._raw.get(wire))

    def _message(self, wire: str, model: Type[M]) -> Any:
        kept = self._kept.get(wire)
        if kept is None:
            raw = self._raw.get(wire)
            if raw is None:
                return None
            kept = self._kept[wire] = model._of(raw)
        return kept

    def _messages(self, wire: str, model: Type[M]) -> Any:
        kept = self._kept.get(wire)
        if kept is None:
            raw = self._raw.get(wire)
            if raw is None:
                return None
            of = model._of
            kept = self._kept[wire] = [of(item) for item in raw]
        return kept

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._raw == self._raw

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = []
        for name, (wire, _) in self._fields.items():
            if wire in self._raw and self._raw[wire] is not None:
                # Open JSON may hold anything.
                value = "…" if name in self._secrets else _shown(getattr(self, name))
                shown.append(f"{name}={value}")
        names = sorted(self.other) if self._open or type(self)._tag else ()
        if names:
            shown.append(f"other=<{', '.join(names)}>")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> Any:
        return _remake, (type(self), self._raw)


def _remake(model: Type[M], raw: Dict[str, Any]) -> M:
    return model._of(raw)


_SECRET = re.compile(r"(key|token|password|secret|code|authorization)$", re.IGNORECASE)


def _shown(value: Any, depth: int = 0) -> str:
    """A value without what looks like a secret."""
    if isinstance(value, dict):
        members = (
            f"{name!r}: {'…' if _SECRET.search(name) else _shown(member, depth + 1)}" for name, member in value.items()
        )
        return "{" + ", ".join(members) + "}" if depth < 4 else "{…}"
    if isinstance(value, list):
        more = ", …" if len(value) > 20 else ""
        return "[" + ", ".join(_shown(item, depth + 1) for item in value[:20]) + more + "]"
    return repr(value)


_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$", re.ASCII
)


def read_moment(value: Any) -> Optional[datetime]:
    """A moment as RFC 3339 writes it; None for what is none. What is finer than a microsecond is cut off."""
    match = _MOMENT.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = match.groups()
    zone = timezone.utc
    try:
        if sign:
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(-offset if sign == "-" else offset)
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        # A leap second is the last moment before the next minute.
        whole_second, micro = (59, 999_999) if second == "60" else (int(second), micro)
        return datetime(int(year), int(month), int(day), int(hour), int(minute), whole_second, micro, zone)
    except ValueError:
        return None
