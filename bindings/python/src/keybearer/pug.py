# Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.
"""The messages and services of Pug."""

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


class OrgRole(OpenText):
    """
    What a member may do in an organization. Only `ROLE_MEMBER` is shown by the platform; the other texts are
    inferred.
    """

    __slots__ = ()

    ADMIN: ClassVar[OrgRole]
    """Settings, invitations, everything (inferred)."""
    MEMBER: ClassVar[OrgRole]
    """Analytics and API keys (shown)."""
    VIEWER: ClassVar[OrgRole]
    """Reads (inferred)."""


OrgRole.ADMIN = OrgRole("ROLE_ADMIN")
OrgRole.MEMBER = OrgRole("ROLE_MEMBER")
OrgRole.VIEWER = OrgRole("ROLE_VIEWER")


class ApiKeyType(OpenText):
    """What an API key is for (documented)."""

    __slots__ = ()

    SDK: ClassVar[ApiKeyType]
    """Writes only; safe in browsers and apps."""
    SHARED: ClassVar[ApiKeyType]
    """Reads; for trusted servers only."""


ApiKeyType.SDK = ApiKeyType("API_KEY_TYPE_SDK")
ApiKeyType.SHARED = ApiKeyType("API_KEY_TYPE_SHARED")


class Granularity(OpenText):
    """The width of a bucket of time. Its edges follow the time zone of the project."""

    __slots__ = ()

    HOUR: ClassVar[Granularity]
    """An hour."""
    DAY: ClassVar[Granularity]
    """A day."""
    WEEK: ClassVar[Granularity]
    """A week."""


Granularity.HOUR = Granularity("GRANULARITY_HOUR")
Granularity.DAY = Granularity("GRANULARITY_DAY")
Granularity.WEEK = Granularity("GRANULARITY_WEEK")


class Aggregation(OpenText):
    """What is counted in a bucket."""

    __slots__ = ()

    COUNT: ClassVar[Aggregation]
    """The events."""
    UNIQUE_USERS: ClassVar[Aggregation]
    """The people behind them."""
    SUM: ClassVar[Aggregation]
    """The sum of a property."""
    AVERAGE: ClassVar[Aggregation]
    """The average of a property."""


Aggregation.COUNT = Aggregation("AGGREGATION_COUNT")
Aggregation.UNIQUE_USERS = Aggregation("AGGREGATION_UNIQUE_USERS")
Aggregation.SUM = Aggregation("AGGREGATION_SUM")
Aggregation.AVERAGE = Aggregation("AGGREGATION_AVERAGE")


class Operator(OpenText):
    """How a filter compares. Only equality is shown by the platform; others go in as `Other`."""

    __slots__ = ()

    EQUALS: ClassVar[Operator]
    """The same value."""


Operator.EQUALS = Operator("OPERATOR_EQUALS")


class TileType(OpenText):
    """What a tile shows."""

    __slots__ = ()

    INSIGHT: ClassVar[TileType]
    """The answer to a query."""
    MARKDOWN: ClassVar[TileType]
    """Text."""


TileType.INSIGHT = TileType("TILE_TYPE_INSIGHT")
TileType.MARKDOWN = TileType("TILE_TYPE_MARKDOWN")


class Visualization(OpenText):
    """How an insight is drawn. Only lines are shown by the platform; others go in as `Other`."""

    __slots__ = ()

    LINE: ClassVar[Visualization]
    """A line."""


Visualization.LINE = Visualization("VISUALIZATION_LINE")


class Event(Message):
    """Something that happened (documented)."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "properties": ("properties", _m.properties),
        "timestamp": ("timestamp", _m.moment),
        "session_id": ("sessionId", _m.text),
    }
    _required = ("name",)
    _open = True

    def __init__(
        self,
        *,
        name: str,
        properties: Optional[Mapping[str, Any]] = None,
        timestamp: Optional[Union[datetime, str]] = None,
        session_id: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"name": name, "properties": properties, "timestamp": timestamp, "session_id": session_id, "other": other})

    @property
    def name(self) -> str:
        """What happened, such as `order_paid`. Any text; well-known names have typed properties."""
        return self._raw["name"]  # type: ignore[no-any-return]

    @property
    def properties(self) -> Optional[Dict[str, Any]]:
        """What is known of it. Values are text, numbers or booleans."""
        return self._raw.get("properties")

    @property
    def timestamp(self) -> Optional[datetime]:
        """When it happened (RFC 3339). Left out, it is when the server receives it."""
        return self._moment("timestamp")

    @property
    def session_id(self) -> Optional[str]:
        """The session that it belongs to."""
        return self._raw.get("sessionId")


class BatchCreate(Message):
    """Events to send, together (documented)."""

    __slots__ = ()
    _fields = {
        "events": ("events", _m.many(_m.message(Event))),
    }
    _required = ("events",)

    def __init__(
        self,
        *,
        events: Sequence[Union[Event, Mapping[str, Any]]],
    ) -> None:
        self._set({"events": events})

    @property
    def events(self) -> List[Event]:
        """The events: at least one, at most `MAX_EVENTS`."""
        return self._messages("events", Event)  # type: ignore[no-any-return]


class BatchCreated(Message):
    """What became of a batch (documented)."""

    __slots__ = ()
    _fields = {
        "events_created": ("eventsCreated", _m.long),
    }
    _open = True

    def __init__(
        self,
        *,
        events_created: Optional[int] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"events_created": events_created, "other": other})

    @property
    def events_created(self) -> Optional[int]:
        """How many events were stored; `None` if the server does not say."""
        return self._raw.get("eventsCreated")


class Identify(Message):
    """Traits of a person (documented)."""

    __slots__ = ()
    _fields = {
        "external_id": ("externalId", _m.text),
        "traits": ("traits", _m.properties),
    }
    _required = ("external_id",)

    def __init__(
        self,
        *,
        external_id: str,
        traits: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"external_id": external_id, "traits": traits})

    @property
    def external_id(self) -> str:
        """The person's id in the application."""
        return self._raw["externalId"]  # type: ignore[no-any-return]

    @property
    def traits(self) -> Optional[Dict[str, Any]]:
        """What is known of the person. Merged into the profile."""
        return self._raw.get("traits")


class Identified(Message):
    """The profile that was found or created (documented)."""

    __slots__ = ()
    _fields = {
        "profile_id": ("profileId", _m.text),
    }
    _open = True

    def __init__(
        self,
        *,
        profile_id: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"profile_id": profile_id, "other": other})

    @property
    def profile_id(self) -> Optional[str]:
        """The id of the profile."""
        return self._raw.get("profileId")


class Alias(Message):
    """Two ids of one person (documented)."""

    __slots__ = ()
    _fields = {
        "previous_id": ("previousId", _m.text),
        "external_id": ("externalId", _m.text),
    }
    _required = ("previous_id", "external_id")

    def __init__(
        self,
        *,
        previous_id: str,
        external_id: str,
    ) -> None:
        self._set({"previous_id": previous_id, "external_id": external_id})

    @property
    def previous_id(self) -> str:
        """The id that was in use before."""
        return self._raw["previousId"]  # type: ignore[no-any-return]

    @property
    def external_id(self) -> str:
        """The id from now on."""
        return self._raw["externalId"]  # type: ignore[no-any-return]


class GetProfile(Message):
    """Which profile to read (shown)."""

    __slots__ = ()
    _fields = {
        "external_id": ("externalId", _m.text),
    }
    _required = ("external_id",)

    def __init__(
        self,
        *,
        external_id: str,
    ) -> None:
        self._set({"external_id": external_id})

    @property
    def external_id(self) -> str:
        """The person's id in the application."""
        return self._raw["externalId"]  # type: ignore[no-any-return]


class Profile(Message):
    """What is known of a person (shown)."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "external_id": ("externalId", _m.text),
        "traits": ("traits", _m.properties),
        "first_seen": ("firstSeen", _m.moment),
        "last_seen": ("lastSeen", _m.moment),
        "event_count": ("eventCount", _m.long),
    }
    _required = ("traits",)
    _open = True

    def __init__(
        self,
        *,
        id: Optional[str] = None,
        external_id: Optional[str] = None,
        traits: Mapping[str, Any],
        first_seen: Optional[Union[datetime, str]] = None,
        last_seen: Optional[Union[datetime, str]] = None,
        event_count: Optional[int] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "external_id": external_id, "traits": traits, "first_seen": first_seen, "last_seen": last_seen, "event_count": event_count, "other": other})

    @property
    def id(self) -> Optional[str]:
        """The id of the profile."""
        return self._raw.get("id")

    @property
    def external_id(self) -> Optional[str]:
        """The person's id in the application."""
        return self._raw.get("externalId")

    @property
    def traits(self) -> Dict[str, Any]:
        """The traits that `identify` gave."""
        return self._raw["traits"]  # type: ignore[no-any-return]

    @property
    def first_seen(self) -> Optional[datetime]:
        """When the person was first seen (RFC 3339)."""
        return self._moment("firstSeen")

    @property
    def last_seen(self) -> Optional[datetime]:
        """When the person was last seen (RFC 3339)."""
        return self._moment("lastSeen")

    @property
    def event_count(self) -> Optional[int]:
        """How many events there are of the person."""
        return self._raw.get("eventCount")


class ProfileAnswer(Message):
    """One profile (shown)."""

    __slots__ = ()
    _fields = {
        "profile": ("profile", _m.message(Profile)),
    }
    _required = ("profile",)
    _open = True

    def __init__(
        self,
        *,
        profile: Union[Profile, Mapping[str, Any]],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"profile": profile, "other": other})

    @property
    def profile(self) -> Profile:
        """The profile."""
        return self._message("profile", Profile)  # type: ignore[no-any-return]


class ListProfiles(Message):
    """Which profiles to list (shown)."""

    __slots__ = ()
    _fields = {
        "query": ("query", _m.text),
        "limit": ("limit", _m.whole),
        "offset": ("offset", _m.whole),
    }

    def __init__(
        self,
        *,
        query: Optional[str] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
    ) -> None:
        self._set({"query": query, "limit": limit, "offset": offset})

    @property
    def query(self) -> Optional[str]:
        """Only profiles that match this text."""
        return self._raw.get("query")

    @property
    def limit(self) -> Optional[int]:
        """At most so many profiles."""
        return self._raw.get("limit")

    @property
    def offset(self) -> Optional[int]:
        """How many to skip."""
        return self._raw.get("offset")


class ProfileList(Message):
    """Some profiles (shown)."""

    __slots__ = ()
    _fields = {
        "profiles": ("profiles", _m.many(_m.message(Profile))),
        "total": ("total", _m.long),
    }
    _required = ("profiles",)
    _open = True

    def __init__(
        self,
        *,
        profiles: Sequence[Union[Profile, Mapping[str, Any]]],
        total: Optional[int] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"profiles": profiles, "total": total, "other": other})

    @property
    def profiles(self) -> List[Profile]:
        """The profiles."""
        return self._messages("profiles", Profile)  # type: ignore[no-any-return]

    @property
    def total(self) -> Optional[int]:
        """How many match in all."""
        return self._raw.get("total")


class Filter(Message):
    """What a property must be (shown)."""

    __slots__ = ()
    _fields = {
        "property": ("property", _m.text),
        "operator": ("operator", _m.text),
        "value": ("value", _m.anything),
    }
    _required = ("property", "operator", "value")
    _open = True

    def __init__(
        self,
        *,
        property: str,
        operator: Union[Operator, str],
        value: Any,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"property": property, "operator": operator, "value": value, "other": other})

    @property
    def operator(self) -> Operator:
        """How it is compared."""
        return Operator(self._raw["operator"])

    @property
    def value(self) -> Any:
        """What it is compared with."""
        return self._raw["value"]

    @property
    def property(self) -> str:
        """The property."""
        return self._raw["property"]  # type: ignore[no-any-return]


class QueryEvent(Message):
    """An event that a query looks at (shown)."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "filters": ("filters", _m.many(_m.message(Filter))),
    }
    _required = ("name",)
    _open = True

    def __init__(
        self,
        *,
        name: str,
        filters: Optional[Sequence[Union[Filter, Mapping[str, Any]]]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"name": name, "filters": filters, "other": other})

    @property
    def name(self) -> str:
        """The name of the event."""
        return self._raw["name"]  # type: ignore[no-any-return]

    @property
    def filters(self) -> Optional[List[Filter]]:
        """What this event must match."""
        return self._messages("filters", Filter)  # type: ignore[no-any-return]


class TimeRange(Message):
    """From when to when (shown)."""

    __slots__ = ()
    _fields = {
        "start": ("start", _m.moment),
        "end": ("end", _m.moment),
    }
    _open = True

    def __init__(
        self,
        *,
        start: Optional[Union[datetime, str]] = None,
        end: Optional[Union[datetime, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"start": start, "end": end, "other": other})

    @property
    def start(self) -> Optional[datetime]:
        """The start (RFC 3339)."""
        return self._moment("start")

    @property
    def end(self) -> Optional[datetime]:
        """The end (RFC 3339)."""
        return self._moment("end")


class Breakdown(Message):
    """A property to split an answer by (shown)."""

    __slots__ = ()
    _fields = {
        "property": ("property", _m.text),
    }
    _required = ("property",)
    _open = True

    def __init__(
        self,
        *,
        property: str,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"property": property, "other": other})

    @property
    def property(self) -> str:
        """The property, such as `$geo.country`."""
        return self._raw["property"]  # type: ignore[no-any-return]


class InsightsQuery(Message):
    """What is asked about events (shown). One event is a trend; several, with a conversion window, are a funnel."""

    __slots__ = ()
    _fields = {
        "events": ("events", _m.many(_m.message(QueryEvent))),
        "time_range": ("timeRange", _m.message(TimeRange)),
        "granularity": ("granularity", _m.text),
        "aggregation": ("aggregation", _m.text),
        "aggregation_property": ("aggregationProperty", _m.text),
        "breakdown": ("breakdown", _m.message(Breakdown)),
        "filters": ("filters", _m.many(_m.message(Filter))),
        "conversion_window": ("conversionWindow", _m.duration),
    }
    _required = ("events",)
    _open = True

    def __init__(
        self,
        *,
        events: Sequence[Union[QueryEvent, Mapping[str, Any]]],
        time_range: Optional[Union[TimeRange, Mapping[str, Any]]] = None,
        granularity: Optional[Union[Granularity, str]] = None,
        aggregation: Optional[Union[Aggregation, str]] = None,
        aggregation_property: Optional[str] = None,
        breakdown: Optional[Union[Breakdown, Mapping[str, Any]]] = None,
        filters: Optional[Sequence[Union[Filter, Mapping[str, Any]]]] = None,
        conversion_window: Optional[Union[timedelta, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"events": events, "time_range": time_range, "granularity": granularity, "aggregation": aggregation, "aggregation_property": aggregation_property, "breakdown": breakdown, "filters": filters, "conversion_window": conversion_window, "other": other})

    @property
    def events(self) -> List[QueryEvent]:
        """The events that are looked at: at least one."""
        return self._messages("events", QueryEvent)  # type: ignore[no-any-return]

    @property
    def time_range(self) -> Optional[TimeRange]:
        """The time that is looked at."""
        return self._message("timeRange", TimeRange)  # type: ignore[no-any-return]

    @property
    def granularity(self) -> Optional[Granularity]:
        """The width of a bucket."""
        return None if (text := self._raw.get("granularity")) is None else Granularity(text)

    @property
    def aggregation(self) -> Optional[Aggregation]:
        """What is counted."""
        return None if (text := self._raw.get("aggregation")) is None else Aggregation(text)

    @property
    def aggregation_property(self) -> Optional[str]:
        """The property to add up or average. Needed for a sum and an average."""
        return self._raw.get("aggregationProperty")

    @property
    def breakdown(self) -> Optional[Breakdown]:
        """The property to split by."""
        return self._message("breakdown", Breakdown)  # type: ignore[no-any-return]

    @property
    def filters(self) -> Optional[List[Filter]]:
        """What all events must match."""
        return self._messages("filters", Filter)  # type: ignore[no-any-return]

    @property
    def conversion_window(self) -> Optional[str]:
        """How long a person may take through a funnel: seconds with an `s`, such as `604800s`."""
        return self._raw.get("conversionWindow")


class Query(Message):
    """A question (shown)."""

    __slots__ = ()
    _fields = {
        "query": ("query", _m.message(InsightsQuery)),
    }
    _required = ("query",)

    def __init__(
        self,
        *,
        query: Union[InsightsQuery, Mapping[str, Any]],
    ) -> None:
        self._set({"query": query})

    @property
    def query(self) -> InsightsQuery:
        """What is asked."""
        return self._message("query", InsightsQuery)  # type: ignore[no-any-return]


class Point(Message):
    """A point of a trend (shown)."""

    __slots__ = ()
    _fields = {
        "timestamp": ("timestamp", _m.moment),
        "value": ("value", _m.number),
    }
    _open = True

    def __init__(
        self,
        *,
        timestamp: Optional[Union[datetime, str]] = None,
        value: Optional[float] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"timestamp": timestamp, "value": value, "other": other})

    @property
    def timestamp(self) -> Optional[datetime]:
        """The start of the bucket (RFC 3339)."""
        return self._moment("timestamp")

    @property
    def value(self) -> Optional[float]:
        """What was counted in it."""
        return self._raw.get("value")


class InsightsResult(Message):
    """The answer to a query. Only `series` is shown by the platform; funnels and all else are in `other`."""

    __slots__ = ()
    _fields = {
        "series": ("series", _m.many(_m.message(Point))),
    }
    _required = ("series",)
    _open = True

    def __init__(
        self,
        *,
        series: Sequence[Union[Point, Mapping[str, Any]]],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"series": series, "other": other})

    @property
    def series(self) -> List[Point]:
        """The points of a trend, in order."""
        return self._messages("series", Point)  # type: ignore[no-any-return]


class InviteMember(Message):
    """An invitation (shown)."""

    __slots__ = ()
    _fields = {
        "email": ("email", _m.text),
        "role": ("role", _m.text),
    }
    _required = ("email", "role")
    _open = True

    def __init__(
        self,
        *,
        email: str,
        role: Union[OrgRole, str],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"email": email, "role": role, "other": other})

    @property
    def email(self) -> str:
        """Whom to invite."""
        return self._raw["email"]  # type: ignore[no-any-return]

    @property
    def role(self) -> OrgRole:
        """What the new member may do."""
        return OrgRole(self._raw["role"])


class CreateProject(Message):
    """A new project (shown)."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "timezone": ("timezone", _m.text),
    }
    _required = ("name",)

    def __init__(
        self,
        *,
        name: str,
        timezone: Optional[str] = None,
    ) -> None:
        self._set({"name": name, "timezone": timezone})

    @property
    def name(self) -> str:
        """The name."""
        return self._raw["name"]  # type: ignore[no-any-return]

    @property
    def timezone(self) -> Optional[str]:
        """The time zone, such as `Europe/Berlin`."""
        return self._raw.get("timezone")


class Project(Message):
    """A project. Only its id is shown by the platform."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "name": ("name", _m.text),
        "timezone": ("timezone", _m.text),
    }
    _required = ("id",)
    _open = True

    def __init__(
        self,
        *,
        id: str,
        name: Optional[str] = None,
        timezone: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "name": name, "timezone": timezone, "other": other})

    @property
    def id(self) -> str:
        """The id."""
        return self._raw["id"]  # type: ignore[no-any-return]

    @property
    def name(self) -> Optional[str]:
        """The name (inferred)."""
        return self._raw.get("name")

    @property
    def timezone(self) -> Optional[str]:
        """The time zone, such as `Europe/Berlin` (inferred)."""
        return self._raw.get("timezone")


class ProjectAnswer(Message):
    """One project (shown)."""

    __slots__ = ()
    _fields = {
        "project": ("project", _m.message(Project)),
    }
    _required = ("project",)
    _open = True

    def __init__(
        self,
        *,
        project: Union[Project, Mapping[str, Any]],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"project": project, "other": other})

    @property
    def project(self) -> Project:
        """The project."""
        return self._message("project", Project)  # type: ignore[no-any-return]


class CreateApiKey(Message):
    """A new API key (shown)."""

    __slots__ = ()
    _fields = {
        "type": ("type", _m.text),
        "name": ("name", _m.text),
        "project_id": ("projectId", _m.text),
    }
    _required = ("type", "name")

    def __init__(
        self,
        *,
        type: Union[ApiKeyType, str],
        name: str,
        project_id: Optional[str] = None,
    ) -> None:
        self._set({"type": type, "name": name, "project_id": project_id})

    @property
    def type(self) -> ApiKeyType:
        """What it is for."""
        return ApiKeyType(self._raw["type"])

    @property
    def name(self) -> str:
        """The name, for people."""
        return self._raw["name"]  # type: ignore[no-any-return]

    @property
    def project_id(self) -> Optional[str]:
        """The project, if it is not the client's own."""
        return self._raw.get("projectId")


class ApiKey(Message):
    """An API key (shown)."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "key": ("key", _m.text),
        "type": ("type", _m.text),
        "created_at": ("createdAt", _m.moment),
    }
    _required = ("id",)
    _secrets = ("key",)
    _open = True

    def __init__(
        self,
        *,
        id: str,
        key: Optional[str] = None,
        type: Optional[Union[ApiKeyType, str]] = None,
        created_at: Optional[Union[datetime, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "key": key, "type": type, "created_at": created_at, "other": other})

    @property
    def id(self) -> str:
        """The id."""
        return self._raw["id"]  # type: ignore[no-any-return]

    @property
    def key(self) -> Optional[str]:
        """The key itself: in the answer to its creation, and never again."""
        return self._raw.get("key")

    @property
    def type(self) -> Optional[ApiKeyType]:
        """What it is for."""
        return None if (text := self._raw.get("type")) is None else ApiKeyType(text)

    @property
    def created_at(self) -> Optional[datetime]:
        """When it was created (RFC 3339)."""
        return self._moment("createdAt")


class ApiKeyAnswer(Message):
    """One API key (shown)."""

    __slots__ = ()
    _fields = {
        "api_key": ("apiKey", _m.message(ApiKey)),
    }
    _required = ("api_key",)
    _open = True

    def __init__(
        self,
        *,
        api_key: Union[ApiKey, Mapping[str, Any]],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"api_key": api_key, "other": other})

    @property
    def api_key(self) -> ApiKey:
        """The key."""
        return self._message("apiKey", ApiKey)  # type: ignore[no-any-return]


class Position(Message):
    """Where a tile stands, in units of the dashboard's grid (shown)."""

    __slots__ = ()
    _fields = {
        "x": ("x", _m.whole),
        "y": ("y", _m.whole),
        "w": ("w", _m.whole),
        "h": ("h", _m.whole),
    }
    _required = ("x", "y", "w", "h")
    _open = True

    def __init__(
        self,
        *,
        x: int,
        y: int,
        w: int,
        h: int,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"x": x, "y": y, "w": w, "h": h, "other": other})

    @property
    def x(self) -> int:
        """Columns from the left."""
        return self._raw["x"]  # type: ignore[no-any-return]

    @property
    def y(self) -> int:
        """Rows from the top."""
        return self._raw["y"]  # type: ignore[no-any-return]

    @property
    def w(self) -> int:
        """Columns wide."""
        return self._raw["w"]  # type: ignore[no-any-return]

    @property
    def h(self) -> int:
        """Rows high."""
        return self._raw["h"]  # type: ignore[no-any-return]


class Insight(Message):
    """The insight on a tile (shown)."""

    __slots__ = ()
    _fields = {
        "query": ("query", _m.message(InsightsQuery)),
        "visualization": ("visualization", _m.text),
    }
    _required = ("query",)
    _open = True

    def __init__(
        self,
        *,
        query: Union[InsightsQuery, Mapping[str, Any]],
        visualization: Optional[Union[Visualization, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"query": query, "visualization": visualization, "other": other})

    @property
    def query(self) -> InsightsQuery:
        """What is asked."""
        return self._message("query", InsightsQuery)  # type: ignore[no-any-return]

    @property
    def visualization(self) -> Optional[Visualization]:
        """How the answer is drawn."""
        return None if (text := self._raw.get("visualization")) is None else Visualization(text)


class Markdown(Message):
    """The text on a tile (shown)."""

    __slots__ = ()
    _fields = {
        "content": ("content", _m.text),
    }
    _required = ("content",)
    _open = True

    def __init__(
        self,
        *,
        content: str,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"content": content, "other": other})

    @property
    def content(self) -> str:
        """The text, in Markdown."""
        return self._raw["content"]  # type: ignore[no-any-return]


class Tile(Message):
    """
    A tile of a dashboard (shown). What is read can be written back whole: members that are not declared are
    kept.
    """

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "type": ("type", _m.text),
        "position": ("position", _m.message(Position)),
        "insight": ("insight", _m.message(Insight)),
        "markdown": ("markdown", _m.message(Markdown)),
    }
    _open = True

    def __init__(
        self,
        *,
        id: Optional[str] = None,
        type: Optional[Union[TileType, str]] = None,
        position: Optional[Union[Position, Mapping[str, Any]]] = None,
        insight: Optional[Union[Insight, Mapping[str, Any]]] = None,
        markdown: Optional[Union[Markdown, Mapping[str, Any]]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "type": type, "position": position, "insight": insight, "markdown": markdown, "other": other})

    @property
    def id(self) -> Optional[str]:
        """The id. Left out, the tile is a new one."""
        return self._raw.get("id")

    @property
    def type(self) -> Optional[TileType]:
        """What it shows."""
        return None if (text := self._raw.get("type")) is None else TileType(text)

    @property
    def position(self) -> Optional[Position]:
        """Where it stands."""
        return self._message("position", Position)  # type: ignore[no-any-return]

    @property
    def insight(self) -> Optional[Insight]:
        """The insight, on a tile of that type."""
        return self._message("insight", Insight)  # type: ignore[no-any-return]

    @property
    def markdown(self) -> Optional[Markdown]:
        """The text, on a tile of that type."""
        return self._message("markdown", Markdown)  # type: ignore[no-any-return]


class Dashboard(Message):
    """A dashboard (shown)."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "name": ("name", _m.text),
        "tiles": ("tiles", _m.many(_m.message(Tile))),
        "created_at": ("createdAt", _m.moment),
        "updated_at": ("updatedAt", _m.moment),
    }
    _required = ("id",)
    _open = True

    def __init__(
        self,
        *,
        id: str,
        name: Optional[str] = None,
        tiles: Optional[Sequence[Union[Tile, Mapping[str, Any]]]] = None,
        created_at: Optional[Union[datetime, str]] = None,
        updated_at: Optional[Union[datetime, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "name": name, "tiles": tiles, "created_at": created_at, "updated_at": updated_at, "other": other})

    @property
    def id(self) -> str:
        """The id."""
        return self._raw["id"]  # type: ignore[no-any-return]

    @property
    def name(self) -> Optional[str]:
        """The name."""
        return self._raw.get("name")

    @property
    def tiles(self) -> Optional[List[Tile]]:
        """The tiles; `None` where the answer does not tell, as in a list."""
        return self._messages("tiles", Tile)  # type: ignore[no-any-return]

    @property
    def created_at(self) -> Optional[datetime]:
        """When it was created (RFC 3339)."""
        return self._moment("createdAt")

    @property
    def updated_at(self) -> Optional[datetime]:
        """When it was last changed (RFC 3339)."""
        return self._moment("updatedAt")


class DashboardList(Message):
    """Dashboards (shown)."""

    __slots__ = ()
    _fields = {
        "dashboards": ("dashboards", _m.many(_m.message(Dashboard))),
    }
    _required = ("dashboards",)
    _open = True

    def __init__(
        self,
        *,
        dashboards: Sequence[Union[Dashboard, Mapping[str, Any]]],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"dashboards": dashboards, "other": other})

    @property
    def dashboards(self) -> List[Dashboard]:
        """The dashboards, without their tiles."""
        return self._messages("dashboards", Dashboard)  # type: ignore[no-any-return]


class DashboardAnswer(Message):
    """One dashboard (shown)."""

    __slots__ = ()
    _fields = {
        "dashboard": ("dashboard", _m.message(Dashboard)),
    }
    _required = ("dashboard",)
    _open = True

    def __init__(
        self,
        *,
        dashboard: Union[Dashboard, Mapping[str, Any]],
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"dashboard": dashboard, "other": other})

    @property
    def dashboard(self) -> Dashboard:
        """The dashboard."""
        return self._message("dashboard", Dashboard)  # type: ignore[no-any-return]


class GetDashboard(Message):
    """Which dashboard to read (shown)."""

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
    }
    _required = ("id",)

    def __init__(
        self,
        *,
        id: str,
    ) -> None:
        self._set({"id": id})

    @property
    def id(self) -> str:
        """The id."""
        return self._raw["id"]  # type: ignore[no-any-return]


class CreateDashboard(Message):
    """A new dashboard (shown)."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
    }
    _required = ("name",)

    def __init__(
        self,
        *,
        name: str,
    ) -> None:
        self._set({"name": name})

    @property
    def name(self) -> str:
        """The name."""
        return self._raw["name"]  # type: ignore[no-any-return]


class UpsertDashboard(Message):
    """The tiles that a dashboard is to have (shown)."""

    __slots__ = ()
    _fields = {
        "dashboard_id": ("dashboardId", _m.text),
        "tiles": ("tiles", _m.many(_m.message(Tile))),
    }
    _required = ("dashboard_id", "tiles")

    def __init__(
        self,
        *,
        dashboard_id: str,
        tiles: Sequence[Union[Tile, Mapping[str, Any]]],
    ) -> None:
        self._set({"dashboard_id": dashboard_id, "tiles": tiles})

    @property
    def dashboard_id(self) -> str:
        """The id of the dashboard."""
        return self._raw["dashboardId"]  # type: ignore[no-any-return]

    @property
    def tiles(self) -> List[Tile]:
        """All of its tiles. One that it has and that is not among these is deleted."""
        return self._messages("tiles", Tile)  # type: ignore[no-any-return]


_AUTH_SIGN_IN = Operation("pug.auth.sign_in", "", None, Operation.as_it_is)
_AUTH_SIGN_IN_WITH_MAGIC_LINK = Operation("pug.auth.sign_in_with_magic_link", "", None, Operation.as_it_is)
_AUTH_SIGN_IN_WITH_OAUTH = Operation("pug.auth.sign_in_with_oauth", "", None, Operation.as_it_is)
_AUTH_SIGN_UP = Operation("pug.auth.sign_up", "", None, Operation.as_it_is)
_AUTH_REFRESH_TOKEN = Operation("pug.auth.refresh_token", "", None, Operation.as_it_is)
_ORGS_CREATE = Operation("pug.orgs.create", "", None, Operation.as_it_is)
_ORGS_GET = Operation("pug.orgs.get", "", None, Operation.as_it_is)
_ORGS_LIST = Operation("pug.orgs.list", "", None, Operation.as_it_is)
_ORGS_UPDATE = Operation("pug.orgs.update", "", None, Operation.as_it_is)
_ORGS_INVITE_MEMBER = Operation("pug.orgs.invite_member", "", InviteMember, Operation.as_it_is)
_ORGS_LIST_MEMBERS = Operation("pug.orgs.list_members", "", None, Operation.as_it_is)
_ORGS_REMOVE_MEMBER = Operation("pug.orgs.remove_member", "", None, Operation.as_it_is)
_PROJECTS_CREATE = Operation("pug.projects.create", "", CreateProject, ProjectAnswer._of)
_PROJECTS_GET = Operation("pug.projects.get", "", None, Operation.as_it_is)
_PROJECTS_LIST = Operation("pug.projects.list", "", None, Operation.as_it_is)
_PROJECTS_UPDATE = Operation("pug.projects.update", "", None, Operation.as_it_is)
_PROJECTS_CREATE_API_KEY = Operation("pug.projects.create_api_key", "", CreateApiKey, ApiKeyAnswer._of)
_PROJECTS_LIST_API_KEYS = Operation("pug.projects.list_api_keys", "", None, Operation.as_it_is)
_PROJECTS_REVOKE_API_KEY = Operation("pug.projects.revoke_api_key", "", None, Operation.as_it_is)
_DASHBOARDS_LIST = Operation("pug.dashboards.list", "", None, DashboardList._of)
_DASHBOARDS_GET = Operation("pug.dashboards.get", "", GetDashboard, DashboardAnswer._of)
_DASHBOARDS_CREATE = Operation("pug.dashboards.create", "", CreateDashboard, DashboardAnswer._of)
_DASHBOARDS_UPDATE = Operation("pug.dashboards.update", "", None, Operation.as_it_is)
_DASHBOARDS_UPSERT = Operation("pug.dashboards.upsert", "", UpsertDashboard, Operation.as_it_is)
_DASHBOARDS_DELETE = Operation("pug.dashboards.delete", "", None, Operation.as_it_is)
_EMAIL_PROVIDERS_GET = Operation("pug.email_providers.get", "", None, Operation.as_it_is)
_EMAIL_PROVIDERS_UPSERT = Operation("pug.email_providers.upsert", "", None, Operation.as_it_is)
_EMAIL_PROVIDERS_DELETE = Operation("pug.email_providers.delete", "", None, Operation.as_it_is)
_EMAIL_PROVIDERS_SEND_TEST = Operation("pug.email_providers.send_test", "", None, Operation.as_it_is)
_CUSTOMERS_LIST = Operation("pug.customers.list", "", None, Operation.as_it_is)
_CUSTOMERS_GET = Operation("pug.customers.get", "", None, Operation.as_it_is)
_CUSTOMERS_UPDATE = Operation("pug.customers.update", "", None, Operation.as_it_is)
_EVENTS_BATCH_CREATE = Operation("pug.events.batch_create", "", BatchCreate, BatchCreated._of)
_PROFILES_IDENTIFY = Operation("pug.profiles.identify", "", Identify, Identified._of)
_PROFILES_ALIAS = Operation("pug.profiles.alias", "", Alias, Operation.as_it_is)
_PROFILES_GET = Operation("pug.profiles.get", "", GetProfile, ProfileAnswer._of)
_PROFILES_LIST = Operation("pug.profiles.list", "", ListProfiles, ProfileList._of)
_PROFILES_DELETE = Operation("pug.profiles.delete", "", None, Operation.as_it_is)
_INSIGHTS_QUERY = Operation("pug.insights.query", "", Query, InsightsResult._of)
_ACTIVITY_LIST = Operation("pug.activity.list", "", None, Operation.as_it_is)


class AuthService:
    """`auth` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sign_in(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Signs in with e-mail and password.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_AUTH_SIGN_IN, (), request, options)

    def sign_in_with_magic_link(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Asks for a sign-in by a link in an e-mail, or completes it.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_AUTH_SIGN_IN_WITH_MAGIC_LINK, (), request, options)

    def sign_in_with_oauth(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Signs in with what an OAuth provider gave. Google is the one that is documented.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_AUTH_SIGN_IN_WITH_OAUTH, (), request, options)

    def sign_up(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Creates an account.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_AUTH_SIGN_UP, (), request, options)

    def refresh_token(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Exchanges a refresh token. A client that holds a refresh token does this by itself.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_AUTH_REFRESH_TOKEN, (), request, options)


class AsyncAuthService:
    """`auth` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def sign_in(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Signs in with e-mail and password.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_AUTH_SIGN_IN, (), request, options)

    async def sign_in_with_magic_link(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Asks for a sign-in by a link in an e-mail, or completes it.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_AUTH_SIGN_IN_WITH_MAGIC_LINK, (), request, options)

    async def sign_in_with_oauth(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Signs in with what an OAuth provider gave. Google is the one that is documented.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_AUTH_SIGN_IN_WITH_OAUTH, (), request, options)

    async def sign_up(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Creates an account.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_AUTH_SIGN_UP, (), request, options)

    async def refresh_token(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Exchanges a refresh token. A client that holds a refresh token does this by itself.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_AUTH_REFRESH_TOKEN, (), request, options)


class OrgsService:
    """`orgs` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Creates an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_CREATE, (), request, options)

    def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Reads an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_GET, (), request, options)

    def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Lists the caller's organizations.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_LIST, (), request, options)

    def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Changes an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_UPDATE, (), request, options)

    def invite_member(
        self,
        *,
        email: str,
        role: Union[OrgRole, str],
        other: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Invites somebody into an organization. How the organization is named is not documented: `extra` takes
        what a server asks for.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_INVITE_MEMBER, (), {"email": email, "role": role, "other": other}, options)

    def list_members(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Lists the members of an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_LIST_MEMBERS, (), request, options)

    def remove_member(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Removes a member.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ORGS_REMOVE_MEMBER, (), request, options)


class AsyncOrgsService:
    """`orgs` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Creates an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_CREATE, (), request, options)

    async def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Reads an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_GET, (), request, options)

    async def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Lists the caller's organizations.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_LIST, (), request, options)

    async def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Changes an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_UPDATE, (), request, options)

    async def invite_member(
        self,
        *,
        email: str,
        role: Union[OrgRole, str],
        other: Optional[Mapping[str, Any]] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Invites somebody into an organization. How the organization is named is not documented: `extra` takes
        what a server asks for.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_INVITE_MEMBER, (), {"email": email, "role": role, "other": other}, options)

    async def list_members(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Lists the members of an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_LIST_MEMBERS, (), request, options)

    async def remove_member(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Removes a member.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ORGS_REMOVE_MEMBER, (), request, options)


class ProjectsService:
    """`projects` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        *,
        name: str,
        timezone: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> ProjectAnswer:
        """Creates a project. Its time zone sets the edges of the buckets of its charts."""
        return self._engine.call(_PROJECTS_CREATE, (), {"name": name, "timezone": timezone}, options)  # type: ignore[no-any-return]

    def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Reads a project.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECTS_GET, (), request, options)

    def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Lists the projects of an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECTS_LIST, (), request, options)

    def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Changes the name or time zone of a project. Another time zone moves the edges of old charts too.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECTS_UPDATE, (), request, options)

    def create_api_key(
        self,
        *,
        type: Union[ApiKeyType, str],
        name: str,
        project_id: Optional[str] = None,
        **options: Unpack[CallOptionsWithoutProjectId],
    ) -> ApiKeyAnswer:
        """Creates an API key. The answer is the only one that ever holds the key itself."""
        return self._engine.call(_PROJECTS_CREATE_API_KEY, (), {"type": type, "name": name, "project_id": project_id}, options)  # type: ignore[no-any-return]

    def list_api_keys(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Lists the active API keys of a project.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECTS_LIST_API_KEYS, (), request, options)

    def revoke_api_key(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Revokes an API key.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROJECTS_REVOKE_API_KEY, (), request, options)

    def rotate_api_key(
        self,
        old_key: Union[str, Mapping[str, Any]],
        new: Union[CreateApiKey, Mapping[str, Any]],
        deploy: Callable[[str], Any],
    ) -> ApiKey:
        """
        Replaces an API key: creates `new`, hands the new key to `deploy`, and revokes the old one
        only if `deploy` succeeded. Gives the new key.

        `old_key` is the id of the old key, or the message that revokes it. `deploy` may be async. If
        it raises, the error has the code `callback` and names the new key's id, and nothing is
        revoked.
        """
        raw = self._engine.rotate(old_key, _m.message(CreateApiKey)(new, "new"), deploy)
        return ApiKey._of(raw)


class AsyncProjectsService:
    """`projects` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(
        self,
        *,
        name: str,
        timezone: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> ProjectAnswer:
        """Creates a project. Its time zone sets the edges of the buckets of its charts."""
        return await self._engine.call(_PROJECTS_CREATE, (), {"name": name, "timezone": timezone}, options)  # type: ignore[no-any-return]

    async def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Reads a project.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECTS_GET, (), request, options)

    async def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Lists the projects of an organization.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECTS_LIST, (), request, options)

    async def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Changes the name or time zone of a project. Another time zone moves the edges of old charts too.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECTS_UPDATE, (), request, options)

    async def create_api_key(
        self,
        *,
        type: Union[ApiKeyType, str],
        name: str,
        project_id: Optional[str] = None,
        **options: Unpack[AsyncCallOptionsWithoutProjectId],
    ) -> ApiKeyAnswer:
        """Creates an API key. The answer is the only one that ever holds the key itself."""
        return await self._engine.call(_PROJECTS_CREATE_API_KEY, (), {"type": type, "name": name, "project_id": project_id}, options)  # type: ignore[no-any-return]

    async def list_api_keys(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Lists the active API keys of a project.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECTS_LIST_API_KEYS, (), request, options)

    async def revoke_api_key(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Revokes an API key.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROJECTS_REVOKE_API_KEY, (), request, options)

    async def rotate_api_key(
        self,
        old_key: Union[str, Mapping[str, Any]],
        new: Union[CreateApiKey, Mapping[str, Any]],
        deploy: Callable[[str], Any],
    ) -> ApiKey:
        """
        Replaces an API key: creates `new`, hands the new key to `deploy`, and revokes the old one
        only if `deploy` succeeded. Gives the new key.

        `old_key` is the id of the old key, or the message that revokes it. `deploy` may be async. If
        it raises, the error has the code `callback` and names the new key's id, and nothing is
        revoked.
        """
        raw = await self._engine.rotate(old_key, _m.message(CreateApiKey)(new, "new"), deploy)
        return ApiKey._of(raw)


class DashboardsService:
    """`dashboards` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> DashboardList:
        """
        Lists the dashboards of a project, without their tiles.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_DASHBOARDS_LIST, (), request, options)  # type: ignore[no-any-return]

    def get(
        self,
        *,
        id: str,
        **options: Unpack[CallOptions],
    ) -> DashboardAnswer:
        """Reads a dashboard with its tiles."""
        return self._engine.call(_DASHBOARDS_GET, (), {"id": id}, options)  # type: ignore[no-any-return]

    def create(
        self,
        *,
        name: str,
        **options: Unpack[CallOptions],
    ) -> DashboardAnswer:
        """Creates a dashboard."""
        return self._engine.call(_DASHBOARDS_CREATE, (), {"name": name}, options)  # type: ignore[no-any-return]

    def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Changes the name of a dashboard and the like, not its tiles.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_DASHBOARDS_UPDATE, (), request, options)

    def upsert(
        self,
        *,
        dashboard_id: str,
        tiles: Sequence[Union[Tile, Mapping[str, Any]]],
        **options: Unpack[CallOptions],
    ) -> Any:
        """Replaces all tiles of a dashboard: one whose id is left out is deleted. The answer is not documented."""
        return self._engine.call(_DASHBOARDS_UPSERT, (), {"dashboard_id": dashboard_id, "tiles": tiles}, options)

    def delete(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Deletes a dashboard.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_DASHBOARDS_DELETE, (), request, options)


class AsyncDashboardsService:
    """`dashboards` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> DashboardList:
        """
        Lists the dashboards of a project, without their tiles.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_DASHBOARDS_LIST, (), request, options)  # type: ignore[no-any-return]

    async def get(
        self,
        *,
        id: str,
        **options: Unpack[AsyncCallOptions],
    ) -> DashboardAnswer:
        """Reads a dashboard with its tiles."""
        return await self._engine.call(_DASHBOARDS_GET, (), {"id": id}, options)  # type: ignore[no-any-return]

    async def create(
        self,
        *,
        name: str,
        **options: Unpack[AsyncCallOptions],
    ) -> DashboardAnswer:
        """Creates a dashboard."""
        return await self._engine.call(_DASHBOARDS_CREATE, (), {"name": name}, options)  # type: ignore[no-any-return]

    async def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Changes the name of a dashboard and the like, not its tiles.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_DASHBOARDS_UPDATE, (), request, options)

    async def upsert(
        self,
        *,
        dashboard_id: str,
        tiles: Sequence[Union[Tile, Mapping[str, Any]]],
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """Replaces all tiles of a dashboard: one whose id is left out is deleted. The answer is not documented."""
        return await self._engine.call(_DASHBOARDS_UPSERT, (), {"dashboard_id": dashboard_id, "tiles": tiles}, options)

    async def delete(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Deletes a dashboard.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_DASHBOARDS_DELETE, (), request, options)


class EmailProvidersService:
    """`email_providers` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Reads the settings.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EMAIL_PROVIDERS_GET, (), request, options)

    def upsert(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Writes the settings.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EMAIL_PROVIDERS_UPSERT, (), request, options)

    def delete(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Deletes the settings.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EMAIL_PROVIDERS_DELETE, (), request, options)

    def send_test(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Sends an e-mail to try them out.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_EMAIL_PROVIDERS_SEND_TEST, (), request, options)


class AsyncEmailProvidersService:
    """`email_providers` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Reads the settings.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EMAIL_PROVIDERS_GET, (), request, options)

    async def upsert(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Writes the settings.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EMAIL_PROVIDERS_UPSERT, (), request, options)

    async def delete(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Deletes the settings.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EMAIL_PROVIDERS_DELETE, (), request, options)

    async def send_test(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Sends an e-mail to try them out.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_EMAIL_PROVIDERS_SEND_TEST, (), request, options)


class CustomersService:
    """`customers` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Lists them.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_CUSTOMERS_LIST, (), request, options)

    def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Reads one.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_CUSTOMERS_GET, (), request, options)

    def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Changes one.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_CUSTOMERS_UPDATE, (), request, options)


class AsyncCustomersService:
    """`customers` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Lists them.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_CUSTOMERS_LIST, (), request, options)

    async def get(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Reads one.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_CUSTOMERS_GET, (), request, options)

    async def update(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Changes one.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_CUSTOMERS_UPDATE, (), request, options)


class EventsService:
    """`events` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def batch_create(
        self,
        *,
        events: Sequence[Union[Event, Mapping[str, Any]]],
        **options: Unpack[CallOptions],
    ) -> BatchCreated:
        """
        Sends events. No event id is documented, so sending a batch twice may store it twice: it is not
        retried once the server may have it, unless the call is marked `idempotent`.
        """
        return self._engine.call(_EVENTS_BATCH_CREATE, (), {"events": events}, options)  # type: ignore[no-any-return]


class AsyncEventsService:
    """`events` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def batch_create(
        self,
        *,
        events: Sequence[Union[Event, Mapping[str, Any]]],
        **options: Unpack[AsyncCallOptions],
    ) -> BatchCreated:
        """
        Sends events. No event id is documented, so sending a batch twice may store it twice: it is not
        retried once the server may have it, unless the call is marked `idempotent`.
        """
        return await self._engine.call(_EVENTS_BATCH_CREATE, (), {"events": events}, options)  # type: ignore[no-any-return]


class ProfilesService:
    """`profiles` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def identify(
        self,
        *,
        external_id: str,
        traits: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> Identified:
        """
        Creates a profile or merges traits into it; none is ever removed. Earlier anonymous events are
        attached. Takes effect after a few seconds.
        """
        return self._engine.call(_PROFILES_IDENTIFY, (), {"external_id": external_id, "traits": traits}, options)  # type: ignore[no-any-return]

    def alias(
        self,
        *,
        previous_id: str,
        external_id: str,
        **options: Unpack[CallOptions],
    ) -> Any:
        """Says that two ids are one person. The answer is not documented."""
        return self._engine.call(_PROFILES_ALIAS, (), {"previous_id": previous_id, "external_id": external_id}, options)

    def get(
        self,
        *,
        external_id: str,
        **options: Unpack[CallOptions],
    ) -> ProfileAnswer:
        """
        Reads a profile.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROFILES_GET, (), {"external_id": external_id}, options)  # type: ignore[no-any-return]

    def list(
        self,
        *,
        query: Optional[str] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
        **options: Unpack[CallOptionsWithoutQuery],
    ) -> ProfileList:
        """
        Lists profiles.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROFILES_LIST, (), {"query": query, "limit": limit, "offset": offset}, options)  # type: ignore[no-any-return]

    def delete(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Hides a profile; its events stay.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_PROFILES_DELETE, (), request, options)


class AsyncProfilesService:
    """`profiles` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def identify(
        self,
        *,
        external_id: str,
        traits: Optional[Mapping[str, Any]] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> Identified:
        """
        Creates a profile or merges traits into it; none is ever removed. Earlier anonymous events are
        attached. Takes effect after a few seconds.
        """
        return await self._engine.call(_PROFILES_IDENTIFY, (), {"external_id": external_id, "traits": traits}, options)  # type: ignore[no-any-return]

    async def alias(
        self,
        *,
        previous_id: str,
        external_id: str,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """Says that two ids are one person. The answer is not documented."""
        return await self._engine.call(_PROFILES_ALIAS, (), {"previous_id": previous_id, "external_id": external_id}, options)

    async def get(
        self,
        *,
        external_id: str,
        **options: Unpack[AsyncCallOptions],
    ) -> ProfileAnswer:
        """
        Reads a profile.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROFILES_GET, (), {"external_id": external_id}, options)  # type: ignore[no-any-return]

    async def list(
        self,
        *,
        query: Optional[str] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
        **options: Unpack[AsyncCallOptionsWithoutQuery],
    ) -> ProfileList:
        """
        Lists profiles.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROFILES_LIST, (), {"query": query, "limit": limit, "offset": offset}, options)  # type: ignore[no-any-return]

    async def delete(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Hides a profile; its events stay.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_PROFILES_DELETE, (), request, options)


class InsightsService:
    """`insights` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def query(
        self,
        *,
        query: Union[InsightsQuery, Mapping[str, Any]],
        **options: Unpack[CallOptionsWithoutQuery],
    ) -> InsightsResult:
        """Answers one question: a trend, or a funnel."""
        return self._engine.call(_INSIGHTS_QUERY, (), {"query": query}, options)  # type: ignore[no-any-return]


class AsyncInsightsService:
    """`insights` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def query(
        self,
        *,
        query: Union[InsightsQuery, Mapping[str, Any]],
        **options: Unpack[AsyncCallOptionsWithoutQuery],
    ) -> InsightsResult:
        """Answers one question: a trend, or a funnel."""
        return await self._engine.call(_INSIGHTS_QUERY, (), {"query": query}, options)  # type: ignore[no-any-return]


class ActivityService:
    """`activity` of `PugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[CallOptions],
    ) -> Any:
        """
        Lists recent events.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_ACTIVITY_LIST, (), request, options)


class AsyncActivityService:
    """`activity` of `AsyncPugClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(
        self,
        request: Optional[Mapping[str, Any]] = None,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """
        Lists recent events.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_ACTIVITY_LIST, (), request, options)


class PugServices:
    """The services of `PugClient`."""

    auth: AuthService
    orgs: OrgsService
    projects: ProjectsService
    dashboards: DashboardsService
    email_providers: EmailProvidersService
    customers: CustomersService
    events: EventsService
    profiles: ProfilesService
    insights: InsightsService
    activity: ActivityService
    _engine: Engine

    def _open(self, engine: Engine) -> None:
        self._engine = engine
        self.auth = AuthService(engine)
        self.orgs = OrgsService(engine)
        self.projects = ProjectsService(engine)
        self.dashboards = DashboardsService(engine)
        self.email_providers = EmailProvidersService(engine)
        self.customers = CustomersService(engine)
        self.events = EventsService(engine)
        self.profiles = ProfilesService(engine)
        self.insights = InsightsService(engine)
        self.activity = ActivityService(engine)


class AsyncPugServices:
    """The services of `AsyncPugClient`."""

    auth: AsyncAuthService
    orgs: AsyncOrgsService
    projects: AsyncProjectsService
    dashboards: AsyncDashboardsService
    email_providers: AsyncEmailProvidersService
    customers: AsyncCustomersService
    events: AsyncEventsService
    profiles: AsyncProfilesService
    insights: AsyncInsightsService
    activity: AsyncActivityService
    _engine: AsyncEngine

    def _open(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.auth = AsyncAuthService(engine)
        self.orgs = AsyncOrgsService(engine)
        self.projects = AsyncProjectsService(engine)
        self.dashboards = AsyncDashboardsService(engine)
        self.email_providers = AsyncEmailProvidersService(engine)
        self.customers = AsyncCustomersService(engine)
        self.events = AsyncEventsService(engine)
        self.profiles = AsyncProfilesService(engine)
        self.insights = AsyncInsightsService(engine)
        self.activity = AsyncActivityService(engine)


__all__ = [
    "ActivityService",
    "Aggregation",
    "Alias",
    "ApiKey",
    "ApiKeyAnswer",
    "ApiKeyType",
    "AsyncActivityService",
    "AsyncAuthService",
    "AsyncCustomersService",
    "AsyncDashboardsService",
    "AsyncEmailProvidersService",
    "AsyncEventsService",
    "AsyncInsightsService",
    "AsyncOrgsService",
    "AsyncProfilesService",
    "AsyncProjectsService",
    "AuthService",
    "BatchCreate",
    "BatchCreated",
    "Breakdown",
    "CreateApiKey",
    "CreateDashboard",
    "CreateProject",
    "CustomersService",
    "Dashboard",
    "DashboardAnswer",
    "DashboardList",
    "DashboardsService",
    "EmailProvidersService",
    "Event",
    "EventsService",
    "Filter",
    "GetDashboard",
    "GetProfile",
    "Granularity",
    "Identified",
    "Identify",
    "Insight",
    "InsightsQuery",
    "InsightsResult",
    "InsightsService",
    "InviteMember",
    "ListProfiles",
    "Markdown",
    "Operator",
    "OrgRole",
    "OrgsService",
    "Point",
    "Position",
    "Profile",
    "ProfileAnswer",
    "ProfileList",
    "ProfilesService",
    "Project",
    "ProjectAnswer",
    "ProjectsService",
    "Query",
    "QueryEvent",
    "Tile",
    "TileType",
    "TimeRange",
    "UpsertDashboard",
    "Visualization",
]
