// Written by `cargo xtask generate` from sdk-core/src/pug/types.rs. Do not edit.

package dev.keybearer.pug

import dev.keybearer.Message
import dev.keybearer.OpenEnum
import dev.keybearer.internal.hidden
import dev.keybearer.internal.names
import java.time.Instant

/**
 * What a member may do in an organization. Only `ROLE_MEMBER` is shown by the platform; the other texts are
 * inferred.
 */
@JvmInline
public value class OrgRole(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** Settings, invitations, everything (inferred). */
        public val ADMIN: OrgRole = OrgRole("ROLE_ADMIN")

        /** Analytics and API keys (shown). */
        public val MEMBER: OrgRole = OrgRole("ROLE_MEMBER")

        /** Reads (inferred). */
        public val VIEWER: OrgRole = OrgRole("ROLE_VIEWER")
    }
}

/** What an API key is for (documented). */
@JvmInline
public value class ApiKeyType(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** Writes only; safe in browsers and apps. */
        public val SDK: ApiKeyType = ApiKeyType("API_KEY_TYPE_SDK")

        /** Reads; for trusted servers only. */
        public val SHARED: ApiKeyType = ApiKeyType("API_KEY_TYPE_SHARED")
    }
}

/** The width of a bucket of time. Its edges follow the time zone of the project. */
@JvmInline
public value class Granularity(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** An hour. */
        public val HOUR: Granularity = Granularity("GRANULARITY_HOUR")

        /** A day. */
        public val DAY: Granularity = Granularity("GRANULARITY_DAY")

        /** A week. */
        public val WEEK: Granularity = Granularity("GRANULARITY_WEEK")
    }
}

/** What is counted in a bucket. */
@JvmInline
public value class Aggregation(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** The events. */
        public val COUNT: Aggregation = Aggregation("AGGREGATION_COUNT")

        /** The people behind them. */
        public val UNIQUE_USERS: Aggregation = Aggregation("AGGREGATION_UNIQUE_USERS")

        /** The sum of a property. */
        public val SUM: Aggregation = Aggregation("AGGREGATION_SUM")

        /** The average of a property. */
        public val AVERAGE: Aggregation = Aggregation("AGGREGATION_AVERAGE")
    }
}

/** How a filter compares. Only equality is shown by the platform; others go in by their text. */
@JvmInline
public value class Operator(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** The same value. */
        public val EQUALS: Operator = Operator("OPERATOR_EQUALS")
    }
}

/** What a tile shows. */
@JvmInline
public value class TileType(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** The answer to a query. */
        public val INSIGHT: TileType = TileType("TILE_TYPE_INSIGHT")

        /** Text. */
        public val MARKDOWN: TileType = TileType("TILE_TYPE_MARKDOWN")
    }
}

/** How an insight is drawn. Only lines are shown by the platform; others go in by their text. */
@JvmInline
public value class Visualization(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** A line. */
        public val LINE: Visualization = Visualization("VISUALIZATION_LINE")
    }
}

/** Events to send, together (documented). */
public data class BatchCreate(
    /** The events: at least one, at most 1000. */
    val events: List<Event>,
) : Message {
    override fun toJson(): Map<String, Any?> = BatchCreateCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): BatchCreate = BatchCreateCodec.fromMap(json)
    }
}

/** Something that happened (documented). */
public data class Event(
    /** What happened, such as `order_paid`. Any text; well-known names have typed properties. */
    val name: String,
    /** What is known of it. Values are text, numbers or booleans. */
    val properties: Map<String, Any?>? = null,
    /** When it happened (RFC 3339). Left out, it is when the server receives it. */
    val timestamp: Instant? = null,
    /** The session that it belongs to. */
    val sessionId: String? = null,
    /** What else a server takes, such as an id of the event or of the person. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = EventCodec.toMap(this)

    override fun toString(): String =
        "Event(name=$name, properties=$properties, timestamp=$timestamp, sessionId=$sessionId" +
            ", extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Event = EventCodec.fromMap(json)
    }
}

/** What became of a batch (documented). */
public data class BatchCreated(
    /** How many events were stored; `null` if the server does not say. */
    val eventsCreated: ULong? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = BatchCreatedCodec.toMap(this)

    override fun toString(): String =
        "BatchCreated(eventsCreated=$eventsCreated, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): BatchCreated = BatchCreatedCodec.fromMap(json)
    }
}

/** Traits of a person (documented). */
public data class Identify(
    /** The person's id in the application. */
    val externalId: String,
    /** What is known of the person. Merged into the profile. */
    val traits: Map<String, Any?>? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = IdentifyCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Identify = IdentifyCodec.fromMap(json)
    }
}

/** The profile that was found or created (documented). */
public data class Identified(
    /** The id of the profile. */
    val profileId: String? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = IdentifiedCodec.toMap(this)

    override fun toString(): String =
        "Identified(profileId=$profileId, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Identified = IdentifiedCodec.fromMap(json)
    }
}

/** Two ids of one person (documented). */
public data class Alias(
    /** The id that was in use before. */
    val previousId: String,
    /** The id from now on. */
    val externalId: String,
) : Message {
    override fun toJson(): Map<String, Any?> = AliasCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Alias = AliasCodec.fromMap(json)
    }
}

/** Which profile to read (shown). */
public data class GetProfile(
    /** The person's id in the application. */
    val externalId: String,
) : Message {
    override fun toJson(): Map<String, Any?> = GetProfileCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): GetProfile = GetProfileCodec.fromMap(json)
    }
}

/** One profile (shown). */
public data class ProfileAnswer(
    /** The profile. */
    val profile: Profile,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ProfileAnswerCodec.toMap(this)

    override fun toString(): String =
        "ProfileAnswer(profile=$profile, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ProfileAnswer = ProfileAnswerCodec.fromMap(json)
    }
}

/** What is known of a person (shown). */
public data class Profile(
    /** The id of the profile. */
    val id: String? = null,
    /** The person's id in the application. */
    val externalId: String? = null,
    /** The traits that `identify` gave. */
    val traits: Map<String, Any?>,
    /** When the person was first seen (RFC 3339). */
    val firstSeen: Instant? = null,
    /** When the person was last seen (RFC 3339). */
    val lastSeen: Instant? = null,
    /** How many events there are of the person. */
    val eventCount: ULong? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ProfileCodec.toMap(this)

    override fun toString(): String =
        "Profile(id=$id, externalId=$externalId, traits=$traits, firstSeen=$firstSeen, lastSeen=$lastSeen" +
            ", eventCount=$eventCount, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Profile = ProfileCodec.fromMap(json)
    }
}

/** Which profiles to list (shown). */
public data class ListProfiles(
    /** Only profiles that match this text. */
    val query: String? = null,
    /** At most so many profiles. */
    val limit: UInt? = null,
    /** How many to skip. */
    val offset: UInt? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = ListProfilesCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ListProfiles = ListProfilesCodec.fromMap(json)
    }
}

/** Some profiles (shown). */
public data class ProfileList(
    /** The profiles. */
    val profiles: List<Profile>,
    /** How many match in all. */
    val total: ULong? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ProfileListCodec.toMap(this)

    override fun toString(): String =
        "ProfileList(profiles=$profiles, total=$total, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ProfileList = ProfileListCodec.fromMap(json)
    }
}

/** A question (shown). */
public data class Query(
    /** What is asked. */
    val query: InsightsQuery,
) : Message {
    override fun toJson(): Map<String, Any?> = QueryCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Query = QueryCodec.fromMap(json)
    }
}

/** What is asked about events (shown). One event is a trend; several, with a conversion window, are a funnel. */
public data class InsightsQuery(
    /** The events that are looked at: at least one. */
    val events: List<QueryEvent>,
    /** The time that is looked at. */
    val timeRange: TimeRange? = null,
    /** The width of a bucket. */
    val granularity: Granularity? = null,
    /** What is counted. */
    val aggregation: Aggregation? = null,
    /** The property to add up or average. Needed for a sum and an average. */
    val aggregationProperty: String? = null,
    /** The property to split by. */
    val breakdown: Breakdown? = null,
    /** What all events must match. */
    val filters: List<Filter>? = null,
    /** How long a person may take through a funnel: seconds with an `s`, such as `604800s`. */
    val conversionWindow: String? = null,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = InsightsQueryCodec.toMap(this)

    override fun toString(): String =
        "InsightsQuery(events=$events, timeRange=$timeRange, granularity=$granularity" +
            ", aggregation=$aggregation, aggregationProperty=$aggregationProperty, breakdown=$breakdown" +
            ", filters=$filters, conversionWindow=$conversionWindow, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): InsightsQuery = InsightsQueryCodec.fromMap(json)
    }
}

/** An event that a query looks at (shown). */
public data class QueryEvent(
    /** The name of the event. */
    val name: String,
    /** What this event must match. */
    val filters: List<Filter>? = null,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = QueryEventCodec.toMap(this)

    override fun toString(): String =
        "QueryEvent(name=$name, filters=$filters, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): QueryEvent = QueryEventCodec.fromMap(json)
    }
}

/** From when to when (shown). */
public data class TimeRange(
    /** The start (RFC 3339). */
    val start: Instant? = null,
    /** The end (RFC 3339). */
    val end: Instant? = null,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = TimeRangeCodec.toMap(this)

    override fun toString(): String =
        "TimeRange(start=$start, end=$end, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): TimeRange = TimeRangeCodec.fromMap(json)
    }
}

/** A property to split an answer by (shown). */
public data class Breakdown(
    /** The property, such as `$geo.country`. */
    val property: String,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = BreakdownCodec.toMap(this)

    override fun toString(): String =
        "Breakdown(property=$property, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Breakdown = BreakdownCodec.fromMap(json)
    }
}

/** What a property must be (shown). */
public data class Filter(
    /** The property. */
    val property: String,
    /** How it is compared. */
    val operator: Operator,
    /** What it is compared with. */
    val value: Any? = null,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = FilterCodec.toMap(this)

    override fun toString(): String =
        "Filter(property=$property, operator=$operator, value=$value, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Filter = FilterCodec.fromMap(json)
    }
}

/** The answer to a query. Only `series` is shown by the platform; funnels and all else are in `other`. */
public data class InsightsResult(
    /** The points of a trend, in order. */
    val series: List<Point>,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = InsightsResultCodec.toMap(this)

    override fun toString(): String =
        "InsightsResult(series=$series, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): InsightsResult = InsightsResultCodec.fromMap(json)
    }
}

/** A point of a trend (shown). */
public data class Point(
    /** The start of the bucket (RFC 3339). */
    val timestamp: Instant? = null,
    /** What was counted in it. */
    val value: Double? = null,
    /** What else the server said, such as the value of a breakdown. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = PointCodec.toMap(this)

    override fun toString(): String =
        "Point(timestamp=$timestamp, value=$value, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Point = PointCodec.fromMap(json)
    }
}

/** An invitation (shown). */
public data class InviteMember(
    /** Whom to invite. */
    val email: String,
    /** What the new member may do. */
    val role: OrgRole,
    /** What else a server takes, such as the organization. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = InviteMemberCodec.toMap(this)

    override fun toString(): String =
        "InviteMember(email=$email, role=$role, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): InviteMember = InviteMemberCodec.fromMap(json)
    }
}

/** A new project (shown). */
public data class CreateProject(
    /** The name. */
    val name: String,
    /** The time zone, such as `Europe/Berlin`. */
    val timezone: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = CreateProjectCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): CreateProject = CreateProjectCodec.fromMap(json)
    }
}

/** One project (shown). */
public data class ProjectAnswer(
    /** The project. */
    val project: Project,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ProjectAnswerCodec.toMap(this)

    override fun toString(): String =
        "ProjectAnswer(project=$project, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ProjectAnswer = ProjectAnswerCodec.fromMap(json)
    }
}

/** A project. Only its id is shown by the platform. */
public data class Project(
    /** The id. */
    val id: String,
    /** The name (inferred). */
    val name: String? = null,
    /** The time zone, such as `Europe/Berlin` (inferred). */
    val timezone: String? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ProjectCodec.toMap(this)

    override fun toString(): String =
        "Project(id=$id, name=$name, timezone=$timezone, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Project = ProjectCodec.fromMap(json)
    }
}

/** A new API key (shown). */
public data class CreateApiKey(
    /** What it is for. */
    val type: ApiKeyType,
    /** The name, for people. */
    val name: String,
    /** The project, if it is not the client's own. */
    val projectId: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = CreateApiKeyCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): CreateApiKey = CreateApiKeyCodec.fromMap(json)
    }
}

/** One API key (shown). */
public data class ApiKeyAnswer(
    /** The key. */
    val apiKey: ApiKey,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ApiKeyAnswerCodec.toMap(this)

    override fun toString(): String =
        "ApiKeyAnswer(apiKey=$apiKey, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ApiKeyAnswer = ApiKeyAnswerCodec.fromMap(json)
    }
}

/** An API key (shown). */
public data class ApiKey(
    /** The id. */
    val id: String,
    /** The key itself: in the answer to its creation, and never again. */
    val key: String? = null,
    /** What it is for. */
    val type: ApiKeyType? = null,
    /** When it was created (RFC 3339). */
    val createdAt: Instant? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ApiKeyCodec.toMap(this)

    override fun toString(): String =
        "ApiKey(id=$id, key=${hidden(key)}, type=$type, createdAt=$createdAt, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ApiKey = ApiKeyCodec.fromMap(json)
    }
}

/** Dashboards (shown). */
public data class DashboardList(
    /** The dashboards, without their tiles. */
    val dashboards: List<Dashboard>,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = DashboardListCodec.toMap(this)

    override fun toString(): String =
        "DashboardList(dashboards=$dashboards, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): DashboardList = DashboardListCodec.fromMap(json)
    }
}

/** One dashboard (shown). */
public data class DashboardAnswer(
    /** The dashboard. */
    val dashboard: Dashboard,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = DashboardAnswerCodec.toMap(this)

    override fun toString(): String =
        "DashboardAnswer(dashboard=$dashboard, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): DashboardAnswer = DashboardAnswerCodec.fromMap(json)
    }
}

/** A dashboard (shown). */
public data class Dashboard(
    /** The id. */
    val id: String,
    /** The name. */
    val name: String? = null,
    /** The tiles; `null` where the answer does not tell, as in a list. */
    val tiles: List<Tile>? = null,
    /** When it was created (RFC 3339). */
    val createdAt: Instant? = null,
    /** When it was last changed (RFC 3339). */
    val updatedAt: Instant? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = DashboardCodec.toMap(this)

    override fun toString(): String =
        "Dashboard(id=$id, name=$name, tiles=$tiles, createdAt=$createdAt, updatedAt=$updatedAt" +
            ", other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Dashboard = DashboardCodec.fromMap(json)
    }
}

/** Which dashboard to read (shown). */
public data class GetDashboard(
    /** The id. */
    val id: String,
) : Message {
    override fun toJson(): Map<String, Any?> = GetDashboardCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): GetDashboard = GetDashboardCodec.fromMap(json)
    }
}

/** A new dashboard (shown). */
public data class CreateDashboard(
    /** The name. */
    val name: String,
) : Message {
    override fun toJson(): Map<String, Any?> = CreateDashboardCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): CreateDashboard = CreateDashboardCodec.fromMap(json)
    }
}

/** The tiles that a dashboard is to have (shown). */
public data class UpsertDashboard(
    /** The id of the dashboard. */
    val dashboardId: String,
    /** All of its tiles. One that it has and that is not among these is deleted. */
    val tiles: List<Tile>,
) : Message {
    override fun toJson(): Map<String, Any?> = UpsertDashboardCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): UpsertDashboard = UpsertDashboardCodec.fromMap(json)
    }
}

/** A tile of a dashboard (shown). What is read can be written back whole: members that are not declared are kept. */
public data class Tile(
    /** The id. Left out, the tile is a new one. */
    val id: String? = null,
    /** What it shows. */
    val type: TileType? = null,
    /** Where it stands. */
    val position: Position? = null,
    /** The insight, on a tile of that type. */
    val insight: Insight? = null,
    /** The text, on a tile of that type. */
    val markdown: Markdown? = null,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = TileCodec.toMap(this)

    override fun toString(): String =
        "Tile(id=$id, type=$type, position=$position, insight=$insight, markdown=$markdown" +
            ", extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Tile = TileCodec.fromMap(json)
    }
}

/** Where a tile stands, in units of the dashboard's grid (shown). */
public data class Position(
    /** Columns from the left. */
    val x: UInt,
    /** Rows from the top. */
    val y: UInt,
    /** Columns wide. */
    val w: UInt,
    /** Rows high. */
    val h: UInt,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = PositionCodec.toMap(this)

    override fun toString(): String =
        "Position(x=$x, y=$y, w=$w, h=$h, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Position = PositionCodec.fromMap(json)
    }
}

/** The insight on a tile (shown). */
public data class Insight(
    /** What is asked. */
    val query: InsightsQuery,
    /** How the answer is drawn. */
    val visualization: Visualization? = null,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = InsightCodec.toMap(this)

    override fun toString(): String =
        "Insight(query=$query, visualization=$visualization, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Insight = InsightCodec.fromMap(json)
    }
}

/** The text on a tile (shown). */
public data class Markdown(
    /** The text, in Markdown. */
    val content: String,
    /** What else a server takes. */
    val extra: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = MarkdownCodec.toMap(this)

    override fun toString(): String =
        "Markdown(content=$content, extra=${names(extra)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Markdown = MarkdownCodec.fromMap(json)
    }
}
