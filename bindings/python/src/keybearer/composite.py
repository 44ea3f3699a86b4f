# Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.
"""The messages and services of Composite Analytics."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, AsyncGenerator, Callable, ClassVar, Dict, Generator, List, Mapping, Optional, Sequence, Union

from . import _model as _m
from ._call import AsyncEngine, Engine, Operation
from ._model import Message, OpenText

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._call import (
        AsyncCallOptions,
        AsyncCallOptionsWithoutProjectId,
        AsyncCallOptionsWithoutQuery,
        CallOptions,
        CallOptionsWithoutProjectId,
        CallOptionsWithoutQuery,
    )


class Event(Message):
    """Something that happened. `name` and `properties` are documented, the rest is assumed."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "distinct_id": ("distinct_id", _m.text),
        "properties": ("properties", _m.properties),
        "set": ("$set", _m.properties),
        "set_once": ("$set_once", _m.properties),
        "timestamp": ("timestamp", _m.moment),
        "sys_uuid": ("sys_uuid", _m.text),
    }
    _required = ("name",)

    def __init__(
        self,
        *,
        name: str,
        distinct_id: Optional[str] = None,
        properties: Optional[Mapping[str, Any]] = None,
        set: Optional[Mapping[str, Any]] = None,
        set_once: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
    ) -> None:
        self._set({"name": name, "distinct_id": distinct_id, "properties": properties, "set": set, "set_once": set_once, "timestamp": timestamp, "sys_uuid": sys_uuid})

    @property
    def name(self) -> str:
        """What happened, such as `order_placed`. Names that begin with `sys_` are the platform's."""
        return self._raw["name"]  # type: ignore[no-any-return]

    @property
    def distinct_id(self) -> Optional[str]:
        """Whose event it is: the id of a user, or an anonymous one. Needed from servers."""
        return self._raw.get("distinct_id")

    @property
    def properties(self) -> Optional[Dict[str, Any]]:
        """What there is to say of it."""
        return self._raw.get("properties")

    @property
    def set(self) -> Optional[Dict[str, Any]]:
        """Properties of the user's profile to overwrite."""
        return self._raw.get("$set")

    @property
    def set_once(self) -> Optional[Dict[str, Any]]:
        """Properties of the user's profile to set where there are none yet."""
        return self._raw.get("$set_once")

    @property
    def timestamp(self) -> Optional[datetime]:
        """When it happened (RFC 3339). The time of the call unless given."""
        return self._moment("timestamp")

    @property
    def sys_uuid(self) -> Optional[str]:
        """The id that it is counted once by, a UUID. A new one (version 7) unless given."""
        return self._raw.get("sys_uuid")


class SendBatch(Message):
    """Events to send together, in this order. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "batch": ("batch", _m.many(_m.message(Event))),
    }
    _required = ("batch",)

    def __init__(
        self,
        *,
        batch: Sequence[Union[Event, Mapping[str, Any]]],
    ) -> None:
        self._set({"batch": batch})

    @property
    def batch(self) -> List[Event]:
        """The events, at least one."""
        return self._messages("batch", Event)  # type: ignore[no-any-return]


class StoredEvent(Message):
    """An event as the server tells it. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "distinct_id": ("distinct_id", _m.text),
        "properties": ("properties", _m.properties),
        "timestamp": ("timestamp", _m.moment),
        "sys_uuid": ("sys_uuid", _m.text),
    }
    _open = True

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        distinct_id: Optional[str] = None,
        properties: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"name": name, "distinct_id": distinct_id, "properties": properties, "timestamp": timestamp, "sys_uuid": sys_uuid, "other": other})

    @property
    def name(self) -> Optional[str]:
        """What happened."""
        return self._raw.get("name")

    @property
    def distinct_id(self) -> Optional[str]:
        """Whose event it is."""
        return self._raw.get("distinct_id")

    @property
    def properties(self) -> Optional[Dict[str, Any]]:
        """What there is to say of it."""
        return self._raw.get("properties")

    @property
    def timestamp(self) -> Optional[datetime]:
        """When it happened (RFC 3339)."""
        return self._moment("timestamp")

    @property
    def sys_uuid(self) -> Optional[str]:
        """The id that it is counted once by."""
        return self._raw.get("sys_uuid")


class ListEvents(Message):
    """Which events to list. The filters are assumed."""

    __slots__ = ()
    _fields = {
        "distinct_id": ("distinct_id", _m.text),
        "name": ("name", _m.text),
        "from_": ("from", _m.moment),
        "to": ("to", _m.moment),
        "limit": ("limit", _m.whole),
        "cursor": ("cursor", _m.text),
    }

    def __init__(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> None:
        self._set({"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor})

    @property
    def distinct_id(self) -> Optional[str]:
        """Only events of this user."""
        return self._raw.get("distinct_id")

    @property
    def name(self) -> Optional[str]:
        """Only events of this name."""
        return self._raw.get("name")

    @property
    def from_(self) -> Optional[datetime]:
        """Only events at this time (RFC 3339) or later."""
        return self._moment("from")

    @property
    def to(self) -> Optional[datetime]:
        """Only events before this time (RFC 3339)."""
        return self._moment("to")

    @property
    def limit(self) -> Optional[int]:
        """Events on a page, 1 or more."""
        return self._raw.get("limit")

    @property
    def cursor(self) -> Optional[str]:
        """Where to go on: the `next_cursor` of the page before."""
        return self._raw.get("cursor")


class EventPage(Message):
    """One page of events. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "data": ("data", _m.many(_m.message(StoredEvent))),
        "next_cursor": ("next_cursor", _m.text),
    }
    _required = ("data",)

    def __init__(
        self,
        *,
        data: Sequence[Union[StoredEvent, Mapping[str, Any]]],
        next_cursor: Optional[str] = None,
    ) -> None:
        self._set({"data": data, "next_cursor": next_cursor})

    @property
    def data(self) -> List[StoredEvent]:
        """The events of this page."""
        return self._messages("data", StoredEvent)  # type: ignore[no-any-return]

    @property
    def next_cursor(self) -> Optional[str]:
        """Where the next page begins; absent on the last."""
        return self._raw.get("next_cursor")


class Identify(Message):
    """Who somebody is. It is sent as the event `sys_identify`; its members are assumed."""

    __slots__ = ()
    _fields = {
        "distinct_id": ("distinct_id", _m.text),
        "anonymous_id": ("anonymous_id", _m.text),
        "set": ("$set", _m.properties),
        "set_once": ("$set_once", _m.properties),
        "timestamp": ("timestamp", _m.moment),
        "sys_uuid": ("sys_uuid", _m.text),
    }
    _required = ("distinct_id",)
    _tag = ("name", "sys_identify")

    def __init__(
        self,
        *,
        distinct_id: str,
        anonymous_id: Optional[str] = None,
        set: Optional[Mapping[str, Any]] = None,
        set_once: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
    ) -> None:
        self._set({"distinct_id": distinct_id, "anonymous_id": anonymous_id, "set": set, "set_once": set_once, "timestamp": timestamp, "sys_uuid": sys_uuid})

    @property
    def distinct_id(self) -> str:
        """The id that the user is known by from now on."""
        return self._raw["distinct_id"]  # type: ignore[no-any-return]

    @property
    def anonymous_id(self) -> Optional[str]:
        """The anonymous id that the user had until now."""
        return self._raw.get("anonymous_id")

    @property
    def set(self) -> Optional[Dict[str, Any]]:
        """Properties of the profile to overwrite."""
        return self._raw.get("$set")

    @property
    def set_once(self) -> Optional[Dict[str, Any]]:
        """Properties of the profile to set where there are none yet."""
        return self._raw.get("$set_once")

    @property
    def timestamp(self) -> Optional[datetime]:
        """When it happened (RFC 3339). The time of the call unless given."""
        return self._moment("timestamp")

    @property
    def sys_uuid(self) -> Optional[str]:
        """The id that it is counted once by, a UUID. A new one (version 7) unless given."""
        return self._raw.get("sys_uuid")


class Alias(Message):
    """A further id of a user. It is sent as the event `sys_alias`; its members are assumed."""

    __slots__ = ()
    _fields = {
        "distinct_id": ("distinct_id", _m.text),
        "alias": ("alias", _m.text),
        "timestamp": ("timestamp", _m.moment),
        "sys_uuid": ("sys_uuid", _m.text),
    }
    _required = ("distinct_id", "alias")
    _tag = ("name", "sys_alias")

    def __init__(
        self,
        *,
        distinct_id: str,
        alias: str,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
    ) -> None:
        self._set({"distinct_id": distinct_id, "alias": alias, "timestamp": timestamp, "sys_uuid": sys_uuid})

    @property
    def distinct_id(self) -> str:
        """The id that the user is known by."""
        return self._raw["distinct_id"]  # type: ignore[no-any-return]

    @property
    def alias(self) -> str:
        """The further id, another than `distinct_id`."""
        return self._raw["alias"]  # type: ignore[no-any-return]

    @property
    def timestamp(self) -> Optional[datetime]:
        """When it happened (RFC 3339). The time of the call unless given."""
        return self._moment("timestamp")

    @property
    def sys_uuid(self) -> Optional[str]:
        """The id that it is counted once by, a UUID. A new one (version 7) unless given."""
        return self._raw.get("sys_uuid")


class Me(Message):
    """Whose profile is the caller's own."""

    __slots__ = ()
    _fields = {
        "distinct_id": ("distinct_id", _m.text),
    }
    _required = ("distinct_id",)

    def __init__(
        self,
        *,
        distinct_id: str,
    ) -> None:
        self._set({"distinct_id": distinct_id})

    @property
    def distinct_id(self) -> str:
        """The id that the caller holds. With a public key the server gives no other profile."""
        return self._raw["distinct_id"]  # type: ignore[no-any-return]


class ListUsers(Message):
    """Which users to list. The filters are assumed."""

    __slots__ = ()
    _fields = {
        "limit": ("limit", _m.whole),
        "cursor": ("cursor", _m.text),
        "search": ("search", _m.text),
    }

    def __init__(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
    ) -> None:
        self._set({"limit": limit, "cursor": cursor, "search": search})

    @property
    def limit(self) -> Optional[int]:
        """Users on a page, 1 or more."""
        return self._raw.get("limit")

    @property
    def cursor(self) -> Optional[str]:
        """Where to go on: the `next_cursor` of the page before."""
        return self._raw.get("cursor")

    @property
    def search(self) -> Optional[str]:
        """Only users who match."""
        return self._raw.get("search")


class User(Message):
    """The profile of a user. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "distinct_id": ("distinct_id", _m.text),
        "properties": ("properties", _m.properties),
        "first_seen": ("first_seen", _m.moment),
        "last_seen": ("last_seen", _m.moment),
    }
    _open = True

    def __init__(
        self,
        *,
        distinct_id: Optional[str] = None,
        properties: Optional[Mapping[str, Any]] = None,
        first_seen: Optional[Union[datetime, str]] = None,
        last_seen: Optional[Union[datetime, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"distinct_id": distinct_id, "properties": properties, "first_seen": first_seen, "last_seen": last_seen, "other": other})

    @property
    def distinct_id(self) -> Optional[str]:
        """The id."""
        return self._raw.get("distinct_id")

    @property
    def properties(self) -> Optional[Dict[str, Any]]:
        """The properties of the profile."""
        return self._raw.get("properties")

    @property
    def first_seen(self) -> Optional[datetime]:
        """When the user was first seen (RFC 3339)."""
        return self._moment("first_seen")

    @property
    def last_seen(self) -> Optional[datetime]:
        """When the user was last seen (RFC 3339)."""
        return self._moment("last_seen")


class UserPage(Message):
    """One page of users. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "data": ("data", _m.many(_m.message(User))),
        "next_cursor": ("next_cursor", _m.text),
    }
    _required = ("data",)

    def __init__(
        self,
        *,
        data: Sequence[Union[User, Mapping[str, Any]]],
        next_cursor: Optional[str] = None,
    ) -> None:
        self._set({"data": data, "next_cursor": next_cursor})

    @property
    def data(self) -> List[User]:
        """The users of this page."""
        return self._messages("data", User)  # type: ignore[no-any-return]

    @property
    def next_cursor(self) -> Optional[str]:
        """Where the next page begins; absent on the last."""
        return self._raw.get("next_cursor")


class Upsert(Message):
    """The profile that a user gets. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "properties": ("properties", _m.properties),
    }
    _required = ("properties",)

    def __init__(
        self,
        *,
        properties: Mapping[str, Any],
    ) -> None:
        self._set({"properties": properties})

    @property
    def properties(self) -> Dict[str, Any]:
        """The properties of the profile."""
        return self._raw["properties"]  # type: ignore[no-any-return]


class SendRecording(Message):
    """A part of a session recording. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "session_id": ("session_id", _m.text),
        "distinct_id": ("distinct_id", _m.text),
        "events": ("events", _m.many(_m.anything)),
        "timestamp": ("timestamp", _m.moment),
    }
    _required = ("session_id", "events")

    def __init__(
        self,
        *,
        session_id: str,
        distinct_id: Optional[str] = None,
        events: Sequence[Any],
        timestamp: Optional[Union[datetime, str]] = None,
    ) -> None:
        self._set({"session_id": session_id, "distinct_id": distinct_id, "events": events, "timestamp": timestamp})

    @property
    def session_id(self) -> str:
        """The session that was recorded."""
        return self._raw["session_id"]  # type: ignore[no-any-return]

    @property
    def distinct_id(self) -> Optional[str]:
        """Whose session it is."""
        return self._raw.get("distinct_id")

    @property
    def events(self) -> List[Any]:
        """What the recorder wrote, in its own form."""
        return self._raw["events"]  # type: ignore[no-any-return]

    @property
    def timestamp(self) -> Optional[datetime]:
        """When this part was recorded (RFC 3339)."""
        return self._moment("timestamp")


class Project(Message):
    """The project that a key belongs to. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "name": ("name", _m.text),
        "environment": ("environment", _m.text),
        "settings": ("settings", _m.anything),
    }
    _open = True

    def __init__(
        self,
        *,
        id: Optional[str] = None,
        name: Optional[str] = None,
        environment: Optional[str] = None,
        settings: Any = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "name": name, "environment": environment, "settings": settings, "other": other})

    @property
    def id(self) -> Optional[str]:
        """The id."""
        return self._raw.get("id")

    @property
    def name(self) -> Optional[str]:
        """The name."""
        return self._raw.get("name")

    @property
    def environment(self) -> Optional[str]:
        """The environment of the key, such as `live`."""
        return self._raw.get("environment")

    @property
    def settings(self) -> Any:
        """The settings, an object."""
        return self._raw.get("settings")


class CreateExport(Message):
    """An export to start. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "type": ("type", _m.text),
        "from_": ("from", _m.moment),
        "to": ("to", _m.moment),
        "format": ("format", _m.text),
    }
    _required = ("type",)

    def __init__(
        self,
        *,
        type: str,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        format: Optional[str] = None,
    ) -> None:
        self._set({"type": type, "from_": from_, "to": to, "format": format})

    @property
    def type(self) -> str:
        """What to export, such as `events`."""
        return self._raw["type"]  # type: ignore[no-any-return]

    @property
    def from_(self) -> Optional[datetime]:
        """From this time on (RFC 3339)."""
        return self._moment("from")

    @property
    def to(self) -> Optional[datetime]:
        """Until before this time (RFC 3339)."""
        return self._moment("to")

    @property
    def format(self) -> Optional[str]:
        """The form of the result."""
        return self._raw.get("format")


class Export(Message):
    """An export that was started. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "status": ("status", _m.text),
        "url": ("url", _m.text),
    }
    _secrets = ("url",)
    _open = True

    def __init__(
        self,
        *,
        id: Optional[str] = None,
        status: Optional[str] = None,
        url: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "status": status, "url": url, "other": other})

    @property
    def id(self) -> Optional[str]:
        """The id."""
        return self._raw.get("id")

    @property
    def status(self) -> Optional[str]:
        """How far it is."""
        return self._raw.get("status")

    @property
    def url(self) -> Optional[str]:
        """Where the result lies. Whoever has the address may be able to read it."""
        return self._raw.get("url")


class TeamMember(Message):
    """A member of the team, or an invitation to it. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "email": ("email", _m.text),
        "role": ("role", _m.text),
    }
    _open = True

    def __init__(
        self,
        *,
        id: Optional[str] = None,
        email: Optional[str] = None,
        role: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "email": email, "role": role, "other": other})

    @property
    def id(self) -> Optional[str]:
        """The id."""
        return self._raw.get("id")

    @property
    def email(self) -> Optional[str]:
        """The address."""
        return self._raw.get("email")

    @property
    def role(self) -> Optional[str]:
        """What the member may do. The roles are not documented."""
        return self._raw.get("role")


class TeamMemberPage(Message):
    """One page of team members. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "data": ("data", _m.many(_m.message(TeamMember))),
        "next_cursor": ("next_cursor", _m.text),
    }
    _required = ("data",)

    def __init__(
        self,
        *,
        data: Sequence[Union[TeamMember, Mapping[str, Any]]],
        next_cursor: Optional[str] = None,
    ) -> None:
        self._set({"data": data, "next_cursor": next_cursor})

    @property
    def data(self) -> List[TeamMember]:
        """The members of this page."""
        return self._messages("data", TeamMember)  # type: ignore[no-any-return]

    @property
    def next_cursor(self) -> Optional[str]:
        """Where the next page begins; absent on the last."""
        return self._raw.get("next_cursor")


class InviteTeamMember(Message):
    """An invitation. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "email": ("email", _m.text),
        "role": ("role", _m.text),
    }
    _required = ("email",)

    def __init__(
        self,
        *,
        email: str,
        role: Optional[str] = None,
    ) -> None:
        self._set({"email": email, "role": role})

    @property
    def email(self) -> str:
        """Whom to invite."""
        return self._raw["email"]  # type: ignore[no-any-return]

    @property
    def role(self) -> Optional[str]:
        """What the new member may do. The roles are not documented."""
        return self._raw.get("role")


class UpdateTeamMember(Message):
    """A change of role. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "role": ("role", _m.text),
    }
    _required = ("role",)

    def __init__(
        self,
        *,
        role: str,
    ) -> None:
        self._set({"role": role})

    @property
    def role(self) -> str:
        """What the member may do from now on. The roles are not documented."""
        return self._raw["role"]  # type: ignore[no-any-return]


_EVENTS_SEND = Operation("composite.events.send", "", Event, Operation.nothing)
_EVENTS_SEND_BATCH = Operation("composite.events.send_batch", "", SendBatch, Operation.as_it_is)
_EVENTS_LIST = Operation("composite.events.list", "", ListEvents, EventPage._of)
_USERS_IDENTIFY = Operation("composite.users.identify", "", Identify, Operation.nothing)
_USERS_ALIAS = Operation("composite.users.alias", "", Alias, Operation.nothing)
_USERS_ME = Operation("composite.users.me", "", Me, User._of)
_USERS_LIST = Operation("composite.users.list", "", ListUsers, UserPage._of)
_USERS_GET = Operation("composite.users.get", "distinct_id", None, User._of)
_USERS_UPSERT = Operation("composite.users.upsert", "distinct_id", Upsert, User._of)
_USERS_DELETE = Operation("composite.users.delete", "distinct_id", None, Operation.nothing)
_RECORDINGS_SEND = Operation("composite.recordings.send", "", SendRecording, Operation.nothing)
_PROJECT_GET = Operation("composite.project.get", "", None, Project._of)
_PROJECT_UPDATE = Operation("composite.project.update", "", None, Project._of)
_EXPORTS_CREATE = Operation("composite.exports.create", "", CreateExport, Export._of)
_EXPORTS_GET = Operation("composite.exports.get", "id", None, Export._of)
_TEAM_LIST = Operation("composite.team.list", "", None, TeamMemberPage._of)
_TEAM_INVITE = Operation("composite.team.invite", "", InviteTeamMember, TeamMember._of)
_TEAM_UPDATE = Operation("composite.team.update", "id", UpdateTeamMember, TeamMember._of)
_TEAM_REMOVE = Operation("composite.team.remove", "id", None, Operation.nothing)
_BILLING_GET = Operation("composite.billing.get", "", None, Operation.as_it_is)
_BILLING_UPDATE = Operation("composite.billing.update", "", None, Operation.as_it_is)
_API_KEYS_REVOKE = Operation("composite.api_keys.revoke", "id", None, Operation.nothing)


class EventsService:
    """`events` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def send(
        self,
        *,
        name: str,
        distinct_id: Optional[str] = None,
        properties: Optional[Mapping[str, Any]] = None,
        set: Optional[Mapping[str, Any]] = None,
        set_once: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Sends one event. `name` and `properties` are documented, its other members assumed. A retry repeats
        its id (`sys_uuid`), so that it counts once.
        """
        self._engine.call(_EVENTS_SEND, (), {"name": name, "distinct_id": distinct_id, "properties": properties, "set": set, "set_once": set_once, "timestamp": timestamp, "sys_uuid": sys_uuid}, options)

    def send_batch(
        self,
        *,
        batch: Sequence[Union[Event, Mapping[str, Any]]],
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Sends several events at once. The path is documented, the shape assumed. A success means that all were
        accepted, unless the answer, if it has one, lists failures; what is not JSON is given as text.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EVENTS_SEND_BATCH, (), {"batch": batch}, options)

    def list(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> EventPage:
        """
        Lists events.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EVENTS_LIST, (), {"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor}, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[StoredEvent, None, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_EVENTS_LIST, (), {"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor}, options, StoredEvent._of)

    def list_pages(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[EventPage, None, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_EVENTS_LIST, (), {"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor}, options, EventPage._of)


class AsyncEventsService:
    """`events` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def send(
        self,
        *,
        name: str,
        distinct_id: Optional[str] = None,
        properties: Optional[Mapping[str, Any]] = None,
        set: Optional[Mapping[str, Any]] = None,
        set_once: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Sends one event. `name` and `properties` are documented, its other members assumed. A retry repeats
        its id (`sys_uuid`), so that it counts once.
        """
        await self._engine.call(_EVENTS_SEND, (), {"name": name, "distinct_id": distinct_id, "properties": properties, "set": set, "set_once": set_once, "timestamp": timestamp, "sys_uuid": sys_uuid}, options)

    async def send_batch(
        self,
        *,
        batch: Sequence[Union[Event, Mapping[str, Any]]],
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Sends several events at once. The path is documented, the shape assumed. A success means that all were
        accepted, unless the answer, if it has one, lists failures; what is not JSON is given as text.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EVENTS_SEND_BATCH, (), {"batch": batch}, options)

    async def list(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> EventPage:
        """
        Lists events.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EVENTS_LIST, (), {"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor}, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[StoredEvent, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_EVENTS_LIST, (), {"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor}, options, StoredEvent._of)

    def list_pages(
        self,
        *,
        distinct_id: Optional[str] = None,
        name: Optional[str] = None,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[EventPage, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_EVENTS_LIST, (), {"distinct_id": distinct_id, "name": name, "from_": from_, "to": to, "limit": limit, "cursor": cursor}, options, EventPage._of)


class UsersService:
    """`users` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def identify(
        self,
        *,
        distinct_id: str,
        anonymous_id: Optional[str] = None,
        set: Optional[Mapping[str, Any]] = None,
        set_once: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Tells who a distinct id is, and may set properties of the profile. It travels as the event
        `sys_identify`.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        self._engine.call(_USERS_IDENTIFY, (), {"distinct_id": distinct_id, "anonymous_id": anonymous_id, "set": set, "set_once": set_once, "timestamp": timestamp, "sys_uuid": sys_uuid}, options)

    def alias(
        self,
        *,
        distinct_id: str,
        alias: str,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Links a further id to a user. It travels as the event `sys_alias`.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        self._engine.call(_USERS_ALIAS, (), {"distinct_id": distinct_id, "alias": alias, "timestamp": timestamp, "sys_uuid": sys_uuid}, options)

    def me(
        self,
        *,
        distinct_id: str,
        **options: Unpack[CallOptions],
    ) -> User:
        """
        Reads the caller's own profile.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_USERS_ME, (), {"distinct_id": distinct_id}, options)  # type: ignore[no-any-return]

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> UserPage:
        """
        Lists users.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_USERS_LIST, (), {"limit": limit, "cursor": cursor, "search": search}, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[User, None, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_USERS_LIST, (), {"limit": limit, "cursor": cursor, "search": search}, options, User._of)

    def list_pages(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[UserPage, None, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_USERS_LIST, (), {"limit": limit, "cursor": cursor, "search": search}, options, UserPage._of)

    def get(
        self,
        distinct_id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> User:
        """
        Reads a user.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_USERS_GET, (distinct_id,), None, options)  # type: ignore[no-any-return]

    def upsert(
        self,
        distinct_id: str,
        /,
        *,
        properties: Mapping[str, Any],
        **options: Unpack[CallOptions],
    ) -> User:
        """
        Creates or updates the profile of a user.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_USERS_UPSERT, (distinct_id,), {"properties": properties}, options)  # type: ignore[no-any-return]

    def delete(
        self,
        distinct_id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Deletes the data of a user. The server may still be at it when it answers.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        self._engine.call(_USERS_DELETE, (distinct_id,), None, options)


class AsyncUsersService:
    """`users` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def identify(
        self,
        *,
        distinct_id: str,
        anonymous_id: Optional[str] = None,
        set: Optional[Mapping[str, Any]] = None,
        set_once: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Tells who a distinct id is, and may set properties of the profile. It travels as the event
        `sys_identify`.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        await self._engine.call(_USERS_IDENTIFY, (), {"distinct_id": distinct_id, "anonymous_id": anonymous_id, "set": set, "set_once": set_once, "timestamp": timestamp, "sys_uuid": sys_uuid}, options)

    async def alias(
        self,
        *,
        distinct_id: str,
        alias: str,
        timestamp: Optional[Union[datetime, str]] = None,
        sys_uuid: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Links a further id to a user. It travels as the event `sys_alias`.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        await self._engine.call(_USERS_ALIAS, (), {"distinct_id": distinct_id, "alias": alias, "timestamp": timestamp, "sys_uuid": sys_uuid}, options)

    async def me(
        self,
        *,
        distinct_id: str,
        **options: Unpack[AsyncCallOptions],
    ) -> User:
        """
        Reads the caller's own profile.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_USERS_ME, (), {"distinct_id": distinct_id}, options)  # type: ignore[no-any-return]

    async def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> UserPage:
        """
        Lists users.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_USERS_LIST, (), {"limit": limit, "cursor": cursor, "search": search}, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[User, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_USERS_LIST, (), {"limit": limit, "cursor": cursor, "search": search}, options, User._of)

    def list_pages(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        search: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[UserPage, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_USERS_LIST, (), {"limit": limit, "cursor": cursor, "search": search}, options, UserPage._of)

    async def get(
        self,
        distinct_id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> User:
        """
        Reads a user.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_USERS_GET, (distinct_id,), None, options)  # type: ignore[no-any-return]

    async def upsert(
        self,
        distinct_id: str,
        /,
        *,
        properties: Mapping[str, Any],
        **options: Unpack[AsyncCallOptions],
    ) -> User:
        """
        Creates or updates the profile of a user.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_USERS_UPSERT, (distinct_id,), {"properties": properties}, options)  # type: ignore[no-any-return]

    async def delete(
        self,
        distinct_id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Deletes the data of a user. The server may still be at it when it answers.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        await self._engine.call(_USERS_DELETE, (distinct_id,), None, options)


class RecordingsService:
    """`recordings` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def send(
        self,
        *,
        session_id: str,
        distinct_id: Optional[str] = None,
        events: Sequence[Any],
        timestamp: Optional[Union[datetime, str]] = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Sends a part of a session recording.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        self._engine.call(_RECORDINGS_SEND, (), {"session_id": session_id, "distinct_id": distinct_id, "events": events, "timestamp": timestamp}, options)


class AsyncRecordingsService:
    """`recordings` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def send(
        self,
        *,
        session_id: str,
        distinct_id: Optional[str] = None,
        events: Sequence[Any],
        timestamp: Optional[Union[datetime, str]] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Sends a part of a session recording.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        await self._engine.call(_RECORDINGS_SEND, (), {"session_id": session_id, "distinct_id": distinct_id, "events": events, "timestamp": timestamp}, options)


class ProjectService:
    """`project` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(
        self,
        **options: Unpack[CallOptions],
    ) -> Project:
        """
        Reads the configuration of the project.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECT_GET, (), None, options)  # type: ignore[no-any-return]

    def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Project:
        """
        Changes the given settings of the project, an object.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECT_UPDATE, (), request, options)  # type: ignore[no-any-return]


class AsyncProjectService:
    """`project` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> Project:
        """
        Reads the configuration of the project.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECT_GET, (), None, options)  # type: ignore[no-any-return]

    async def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Project:
        """
        Changes the given settings of the project, an object.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECT_UPDATE, (), request, options)  # type: ignore[no-any-return]


class ExportsService:
    """`exports` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        *,
        type: str,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        format: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Export:
        """
        Starts an export.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EXPORTS_CREATE, (), {"type": type, "from_": from_, "to": to, "format": format}, options)  # type: ignore[no-any-return]

    def get(
        self,
        id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> Export:
        """
        Reads how far an export is, and where its result lies once it is done.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EXPORTS_GET, (id,), None, options)  # type: ignore[no-any-return]


class AsyncExportsService:
    """`exports` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(
        self,
        *,
        type: str,
        from_: Optional[Union[datetime, str]] = None,
        to: Optional[Union[datetime, str]] = None,
        format: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> Export:
        """
        Starts an export.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EXPORTS_CREATE, (), {"type": type, "from_": from_, "to": to, "format": format}, options)  # type: ignore[no-any-return]

    async def get(
        self,
        id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Export:
        """
        Reads how far an export is, and where its result lies once it is done.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EXPORTS_GET, (id,), None, options)  # type: ignore[no-any-return]


class TeamService:
    """`team` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(
        self,
        **options: Unpack[CallOptions],
    ) -> TeamMemberPage:
        """
        Lists the members. No scope is known for it.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_TEAM_LIST, (), None, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        **options: Unpack[CallOptions],
    ) -> Generator[TeamMember, None, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_TEAM_LIST, (), None, options, TeamMember._of)

    def list_pages(
        self,
        **options: Unpack[CallOptions],
    ) -> Generator[TeamMemberPage, None, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_TEAM_LIST, (), None, options, TeamMemberPage._of)

    def invite(
        self,
        *,
        email: str,
        role: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> TeamMember:
        """
        Invites somebody.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_TEAM_INVITE, (), {"email": email, "role": role}, options)  # type: ignore[no-any-return]

    def update(
        self,
        id: str,
        /,
        *,
        role: str,
        **options: Unpack[CallOptions],
    ) -> TeamMember:
        """
        Changes the role of a member.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_TEAM_UPDATE, (id,), {"role": role}, options)  # type: ignore[no-any-return]

    def remove(
        self,
        id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Removes a member.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        self._engine.call(_TEAM_REMOVE, (id,), None, options)


class AsyncTeamService:
    """`team` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> TeamMemberPage:
        """
        Lists the members. No scope is known for it.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_TEAM_LIST, (), None, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[TeamMember, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_TEAM_LIST, (), None, options, TeamMember._of)

    def list_pages(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[TeamMemberPage, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_TEAM_LIST, (), None, options, TeamMemberPage._of)

    async def invite(
        self,
        *,
        email: str,
        role: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> TeamMember:
        """
        Invites somebody.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_TEAM_INVITE, (), {"email": email, "role": role}, options)  # type: ignore[no-any-return]

    async def update(
        self,
        id: str,
        /,
        *,
        role: str,
        **options: Unpack[AsyncCallOptions],
    ) -> TeamMember:
        """
        Changes the role of a member.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_TEAM_UPDATE, (id,), {"role": role}, options)  # type: ignore[no-any-return]

    async def remove(
        self,
        id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Removes a member.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        await self._engine.call(_TEAM_REMOVE, (id,), None, options)


class BillingService:
    """`billing` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(
        self,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Reads the billing data.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_BILLING_GET, (), None, options)

    def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Changes the given billing data, an object.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_BILLING_UPDATE, (), request, options)


class AsyncBillingService:
    """`billing` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Reads the billing data.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_BILLING_GET, (), None, options)

    async def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Changes the given billing data, an object.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_BILLING_UPDATE, (), request, options)


class ApiKeysService:
    """`api_keys` of `CompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def revoke(
        self,
        id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Revokes a key at once. The platform announces that this can be done; the dashboard certainly can.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        self._engine.call(_API_KEYS_REVOKE, (id,), None, options)


class AsyncApiKeysService:
    """`api_keys` of `AsyncCompositeClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def revoke(
        self,
        id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Revokes a key at once. The platform announces that this can be done; the dashboard certainly can.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        await self._engine.call(_API_KEYS_REVOKE, (id,), None, options)


class CompositeServices:
    """The services of `CompositeClient`."""

    events: EventsService
    users: UsersService
    recordings: RecordingsService
    project: ProjectService
    exports: ExportsService
    team: TeamService
    billing: BillingService
    api_keys: ApiKeysService
    _engine: Engine

    def _open(self, engine: Engine) -> None:
        self._engine = engine
        self.events = EventsService(engine)
        self.users = UsersService(engine)
        self.recordings = RecordingsService(engine)
        self.project = ProjectService(engine)
        self.exports = ExportsService(engine)
        self.team = TeamService(engine)
        self.billing = BillingService(engine)
        self.api_keys = ApiKeysService(engine)


class AsyncCompositeServices:
    """The services of `AsyncCompositeClient`."""

    events: AsyncEventsService
    users: AsyncUsersService
    recordings: AsyncRecordingsService
    project: AsyncProjectService
    exports: AsyncExportsService
    team: AsyncTeamService
    billing: AsyncBillingService
    api_keys: AsyncApiKeysService
    _engine: AsyncEngine

    def _open(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.events = AsyncEventsService(engine)
        self.users = AsyncUsersService(engine)
        self.recordings = AsyncRecordingsService(engine)
        self.project = AsyncProjectService(engine)
        self.exports = AsyncExportsService(engine)
        self.team = AsyncTeamService(engine)
        self.billing = AsyncBillingService(engine)
        self.api_keys = AsyncApiKeysService(engine)


__all__ = [
    "Alias",
    "ApiKeysService",
    "AsyncApiKeysService",
    "AsyncBillingService",
    "AsyncEventsService",
    "AsyncExportsService",
    "AsyncProjectService",
    "AsyncRecordingsService",
    "AsyncTeamService",
    "AsyncUsersService",
    "BillingService",
    "CreateExport",
    "Event",
    "EventPage",
    "EventsService",
    "Export",
    "ExportsService",
    "Identify",
    "InviteTeamMember",
    "ListEvents",
    "ListUsers",
    "Me",
    "Project",
    "ProjectService",
    "RecordingsService",
    "SendBatch",
    "SendRecording",
    "StoredEvent",
    "TeamMember",
    "TeamMemberPage",
    "TeamService",
    "UpdateTeamMember",
    "Upsert",
    "User",
    "UserPage",
    "UsersService",
]
