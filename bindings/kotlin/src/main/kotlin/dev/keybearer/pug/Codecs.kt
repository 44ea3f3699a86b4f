// Written by `cargo xtask generate` from sdk-core/src/pug/types.rs. Do not edit.

package dev.keybearer.pug

import dev.keybearer.internal.Codec
import dev.keybearer.internal.ObjectReader
import dev.keybearer.internal.ObjectWriter
import dev.keybearer.internal.member

internal object BatchCreateCodec : Codec<BatchCreate>(
    keeps = false,
    member("events", "events") { EventCodec },
) {
    override fun write(value: BatchCreate, to: ObjectWriter) {
        to.messages("events", "events", EventCodec, value.events)
    }

    override fun read(from: ObjectReader): BatchCreate = BatchCreate(
        events = from.messages("events", EventCodec) ?: emptyList(),
    )
}

internal object EventCodec : Codec<Event>(
    keeps = true,
    member("name", "name"),
    member("properties", "properties"),
    member("timestamp", "timestamp"),
    member("session_id", "sessionId"),
) {
    override fun write(value: Event, to: ObjectWriter) {
        to.text("name", value.name)
        to.map("properties", "properties", value.properties)
        to.instant("timestamp", value.timestamp)
        to.text("sessionId", value.sessionId)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Event = Event(
        name = from.required("name", from.text("name")),
        properties = from.map("properties"),
        timestamp = from.instant("timestamp"),
        sessionId = from.text("sessionId"),
        extra = from.rest(),
    )
}

internal object BatchCreatedCodec : Codec<BatchCreated>(
    keeps = true,
    member("events_created", "eventsCreated"),
) {
    override fun write(value: BatchCreated, to: ObjectWriter) {
        to.ulong("eventsCreated", value.eventsCreated)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): BatchCreated = BatchCreated(
        eventsCreated = from.ulong("eventsCreated"),
        other = from.rest(),
    )
}

internal object IdentifyCodec : Codec<Identify>(
    keeps = false,
    member("external_id", "externalId"),
    member("traits", "traits"),
) {
    override fun write(value: Identify, to: ObjectWriter) {
        to.text("externalId", value.externalId)
        to.map("traits", "traits", value.traits)
    }

    override fun read(from: ObjectReader): Identify = Identify(
        externalId = from.required("externalId", from.text("externalId")),
        traits = from.map("traits"),
    )
}

internal object IdentifiedCodec : Codec<Identified>(
    keeps = true,
    member("profile_id", "profileId"),
) {
    override fun write(value: Identified, to: ObjectWriter) {
        to.text("profileId", value.profileId)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Identified = Identified(
        profileId = from.text("profileId"),
        other = from.rest(),
    )
}

internal object AliasCodec : Codec<Alias>(
    keeps = false,
    member("previous_id", "previousId"),
    member("external_id", "externalId"),
) {
    override fun write(value: Alias, to: ObjectWriter) {
        to.text("previousId", value.previousId)
        to.text("externalId", value.externalId)
    }

    override fun read(from: ObjectReader): Alias = Alias(
        previousId = from.required("previousId", from.text("previousId")),
        externalId = from.required("externalId", from.text("externalId")),
    )
}

internal object GetProfileCodec : Codec<GetProfile>(
    keeps = false,
    member("external_id", "externalId"),
) {
    override fun write(value: GetProfile, to: ObjectWriter) {
        to.text("externalId", value.externalId)
    }

    override fun read(from: ObjectReader): GetProfile = GetProfile(
        externalId = from.required("externalId", from.text("externalId")),
    )
}

internal object ProfileAnswerCodec : Codec<ProfileAnswer>(
    keeps = true,
    member("profile", "profile") { ProfileCodec },
) {
    override fun write(value: ProfileAnswer, to: ObjectWriter) {
        to.message("profile", "profile", ProfileCodec, value.profile)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): ProfileAnswer = ProfileAnswer(
        profile = from.required("profile", from.message("profile", ProfileCodec)),
        other = from.rest(),
    )
}

internal object ProfileCodec : Codec<Profile>(
    keeps = true,
    member("id", "id"),
    member("external_id", "externalId"),
    member("traits", "traits"),
    member("first_seen", "firstSeen"),
    member("last_seen", "lastSeen"),
    member("event_count", "eventCount"),
) {
    override fun write(value: Profile, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("externalId", value.externalId)
        to.map("traits", "traits", value.traits)
        to.instant("firstSeen", value.firstSeen)
        to.instant("lastSeen", value.lastSeen)
        to.ulong("eventCount", value.eventCount)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Profile = Profile(
        id = from.text("id"),
        externalId = from.text("externalId"),
        traits = from.map("traits") ?: emptyMap(),
        firstSeen = from.instant("firstSeen"),
        lastSeen = from.instant("lastSeen"),
        eventCount = from.ulong("eventCount"),
        other = from.rest(),
    )
}

internal object ListProfilesCodec : Codec<ListProfiles>(
    keeps = false,
    member("query", "query"),
    member("limit", "limit"),
    member("offset", "offset"),
) {
    override fun write(value: ListProfiles, to: ObjectWriter) {
        to.text("query", value.query)
        to.uint("limit", value.limit)
        to.uint("offset", value.offset)
    }

    override fun read(from: ObjectReader): ListProfiles = ListProfiles(
        query = from.text("query"),
        limit = from.uint("limit"),
        offset = from.uint("offset"),
    )
}

internal object ProfileListCodec : Codec<ProfileList>(
    keeps = true,
    member("profiles", "profiles") { ProfileCodec },
    member("total", "total"),
) {
    override fun write(value: ProfileList, to: ObjectWriter) {
        to.messages("profiles", "profiles", ProfileCodec, value.profiles)
        to.ulong("total", value.total)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): ProfileList = ProfileList(
        profiles = from.messages("profiles", ProfileCodec) ?: emptyList(),
        total = from.ulong("total"),
        other = from.rest(),
    )
}

internal object QueryCodec : Codec<Query>(
    keeps = false,
    member("query", "query") { InsightsQueryCodec },
) {
    override fun write(value: Query, to: ObjectWriter) {
        to.message("query", "query", InsightsQueryCodec, value.query)
    }

    override fun read(from: ObjectReader): Query = Query(
        query = from.required("query", from.message("query", InsightsQueryCodec)),
    )
}

internal object InsightsQueryCodec : Codec<InsightsQuery>(
    keeps = true,
    member("events", "events") { QueryEventCodec },
    member("time_range", "timeRange") { TimeRangeCodec },
    member("granularity", "granularity"),
    member("aggregation", "aggregation"),
    member("aggregation_property", "aggregationProperty"),
    member("breakdown", "breakdown") { BreakdownCodec },
    member("filters", "filters") { FilterCodec },
    member("conversion_window", "conversionWindow"),
) {
    override fun write(value: InsightsQuery, to: ObjectWriter) {
        to.messages("events", "events", QueryEventCodec, value.events)
        to.message("timeRange", "timeRange", TimeRangeCodec, value.timeRange)
        to.enum("granularity", value.granularity)
        to.enum("aggregation", value.aggregation)
        to.text("aggregationProperty", value.aggregationProperty)
        to.message("breakdown", "breakdown", BreakdownCodec, value.breakdown)
        to.messages("filters", "filters", FilterCodec, value.filters)
        to.text("conversionWindow", value.conversionWindow)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): InsightsQuery = InsightsQuery(
        events = from.messages("events", QueryEventCodec) ?: emptyList(),
        timeRange = from.message("timeRange", TimeRangeCodec),
        granularity = from.text("granularity")?.let(::Granularity),
        aggregation = from.text("aggregation")?.let(::Aggregation),
        aggregationProperty = from.text("aggregationProperty"),
        breakdown = from.message("breakdown", BreakdownCodec),
        filters = from.messages("filters", FilterCodec),
        conversionWindow = from.text("conversionWindow"),
        extra = from.rest(),
    )
}

internal object QueryEventCodec : Codec<QueryEvent>(
    keeps = true,
    member("name", "name"),
    member("filters", "filters") { FilterCodec },
) {
    override fun write(value: QueryEvent, to: ObjectWriter) {
        to.text("name", value.name)
        to.messages("filters", "filters", FilterCodec, value.filters)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): QueryEvent = QueryEvent(
        name = from.required("name", from.text("name")),
        filters = from.messages("filters", FilterCodec),
        extra = from.rest(),
    )
}

internal object TimeRangeCodec : Codec<TimeRange>(
    keeps = true,
    member("start", "start"),
    member("end", "end"),
) {
    override fun write(value: TimeRange, to: ObjectWriter) {
        to.instant("start", value.start)
        to.instant("end", value.end)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): TimeRange = TimeRange(
        start = from.instant("start"),
        end = from.instant("end"),
        extra = from.rest(),
    )
}

internal object BreakdownCodec : Codec<Breakdown>(
    keeps = true,
    member("property", "property"),
) {
    override fun write(value: Breakdown, to: ObjectWriter) {
        to.text("property", value.property)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Breakdown = Breakdown(
        property = from.required("property", from.text("property")),
        extra = from.rest(),
    )
}

internal object FilterCodec : Codec<Filter>(
    keeps = true,
    member("property", "property"),
    member("operator", "operator"),
    member("value", "value"),
) {
    override fun write(value: Filter, to: ObjectWriter) {
        to.text("property", value.property)
        to.enum("operator", value.operator)
        to.json("value", "value", value.value)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Filter = Filter(
        property = from.required("property", from.text("property")),
        operator = from.required("operator", from.text("operator")?.let(::Operator)),
        value = from.json("value"),
        extra = from.rest(),
    )
}

internal object InsightsResultCodec : Codec<InsightsResult>(
    keeps = true,
    member("series", "series") { PointCodec },
) {
    override fun write(value: InsightsResult, to: ObjectWriter) {
        to.messages("series", "series", PointCodec, value.series)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): InsightsResult = InsightsResult(
        series = from.messages("series", PointCodec) ?: emptyList(),
        other = from.rest(),
    )
}

internal object PointCodec : Codec<Point>(
    keeps = true,
    member("timestamp", "timestamp"),
    member("value", "value"),
) {
    override fun write(value: Point, to: ObjectWriter) {
        to.instant("timestamp", value.timestamp)
        to.double("value", "value", value.value)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Point = Point(
        timestamp = from.instant("timestamp"),
        value = from.double("value"),
        other = from.rest(),
    )
}

internal object InviteMemberCodec : Codec<InviteMember>(
    keeps = true,
    member("email", "email"),
    member("role", "role"),
) {
    override fun write(value: InviteMember, to: ObjectWriter) {
        to.text("email", value.email)
        to.enum("role", value.role)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): InviteMember = InviteMember(
        email = from.required("email", from.text("email")),
        role = from.required("role", from.text("role")?.let(::OrgRole)),
        extra = from.rest(),
    )
}

internal object CreateProjectCodec : Codec<CreateProject>(
    keeps = false,
    member("name", "name"),
    member("timezone", "timezone"),
) {
    override fun write(value: CreateProject, to: ObjectWriter) {
        to.text("name", value.name)
        to.text("timezone", value.timezone)
    }

    override fun read(from: ObjectReader): CreateProject = CreateProject(
        name = from.required("name", from.text("name")),
        timezone = from.text("timezone"),
    )
}

internal object ProjectAnswerCodec : Codec<ProjectAnswer>(
    keeps = true,
    member("project", "project") { ProjectCodec },
) {
    override fun write(value: ProjectAnswer, to: ObjectWriter) {
        to.message("project", "project", ProjectCodec, value.project)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): ProjectAnswer = ProjectAnswer(
        project = from.required("project", from.message("project", ProjectCodec)),
        other = from.rest(),
    )
}

internal object ProjectCodec : Codec<Project>(
    keeps = true,
    member("id", "id"),
    member("name", "name"),
    member("timezone", "timezone"),
) {
    override fun write(value: Project, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("name", value.name)
        to.text("timezone", value.timezone)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Project = Project(
        id = from.required("id", from.text("id")),
        name = from.text("name"),
        timezone = from.text("timezone"),
        other = from.rest(),
    )
}

internal object CreateApiKeyCodec : Codec<CreateApiKey>(
    keeps = false,
    member("type", "type"),
    member("name", "name"),
    member("project_id", "projectId"),
) {
    override fun write(value: CreateApiKey, to: ObjectWriter) {
        to.enum("type", value.type)
        to.text("name", value.name)
        to.text("projectId", value.projectId)
    }

    override fun read(from: ObjectReader): CreateApiKey = CreateApiKey(
        type = from.required("type", from.text("type")?.let(::ApiKeyType)),
        name = from.required("name", from.text("name")),
        projectId = from.text("projectId"),
    )
}

internal object ApiKeyAnswerCodec : Codec<ApiKeyAnswer>(
    keeps = true,
    member("api_key", "apiKey") { ApiKeyCodec },
) {
    override fun write(value: ApiKeyAnswer, to: ObjectWriter) {
        to.message("apiKey", "apiKey", ApiKeyCodec, value.apiKey)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): ApiKeyAnswer = ApiKeyAnswer(
        apiKey = from.required("apiKey", from.message("apiKey", ApiKeyCodec)),
        other = from.rest(),
    )
}

internal object ApiKeyCodec : Codec<ApiKey>(
    keeps = true,
    member("id", "id"),
    member("key", "key"),
    member("type", "type"),
    member("created_at", "createdAt"),
) {
    override fun write(value: ApiKey, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("key", value.key)
        to.enum("type", value.type)
        to.instant("createdAt", value.createdAt)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): ApiKey = ApiKey(
        id = from.required("id", from.text("id")),
        key = from.text("key"),
        type = from.text("type")?.let(::ApiKeyType),
        createdAt = from.instant("createdAt"),
        other = from.rest(),
    )
}

internal object DashboardListCodec : Codec<DashboardList>(
    keeps = true,
    member("dashboards", "dashboards") { DashboardCodec },
) {
    override fun write(value: DashboardList, to: ObjectWriter) {
        to.messages("dashboards", "dashboards", DashboardCodec, value.dashboards)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): DashboardList = DashboardList(
        dashboards = from.messages("dashboards", DashboardCodec) ?: emptyList(),
        other = from.rest(),
    )
}

internal object DashboardAnswerCodec : Codec<DashboardAnswer>(
    keeps = true,
    member("dashboard", "dashboard") { DashboardCodec },
) {
    override fun write(value: DashboardAnswer, to: ObjectWriter) {
        to.message("dashboard", "dashboard", DashboardCodec, value.dashboard)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): DashboardAnswer = DashboardAnswer(
        dashboard = from.required("dashboard", from.message("dashboard", DashboardCodec)),
        other = from.rest(),
    )
}

internal object DashboardCodec : Codec<Dashboard>(
    keeps = true,
    member("id", "id"),
    member("name", "name"),
    member("tiles", "tiles") { TileCodec },
    member("created_at", "createdAt"),
    member("updated_at", "updatedAt"),
) {
    override fun write(value: Dashboard, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("name", value.name)
        to.messages("tiles", "tiles", TileCodec, value.tiles)
        to.instant("createdAt", value.createdAt)
        to.instant("updatedAt", value.updatedAt)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Dashboard = Dashboard(
        id = from.required("id", from.text("id")),
        name = from.text("name"),
        tiles = from.messages("tiles", TileCodec),
        createdAt = from.instant("createdAt"),
        updatedAt = from.instant("updatedAt"),
        other = from.rest(),
    )
}

internal object GetDashboardCodec : Codec<GetDashboard>(
    keeps = false,
    member("id", "id"),
) {
    override fun write(value: GetDashboard, to: ObjectWriter) {
        to.text("id", value.id)
    }

    override fun read(from: ObjectReader): GetDashboard = GetDashboard(
        id = from.required("id", from.text("id")),
    )
}

internal object CreateDashboardCodec : Codec<CreateDashboard>(
    keeps = false,
    member("name", "name"),
) {
    override fun write(value: CreateDashboard, to: ObjectWriter) {
        to.text("name", value.name)
    }

    override fun read(from: ObjectReader): CreateDashboard = CreateDashboard(
        name = from.required("name", from.text("name")),
    )
}

internal object UpsertDashboardCodec : Codec<UpsertDashboard>(
    keeps = false,
    member("dashboard_id", "dashboardId"),
    member("tiles", "tiles") { TileCodec },
) {
    override fun write(value: UpsertDashboard, to: ObjectWriter) {
        to.text("dashboardId", value.dashboardId)
        to.messages("tiles", "tiles", TileCodec, value.tiles)
    }

    override fun read(from: ObjectReader): UpsertDashboard = UpsertDashboard(
        dashboardId = from.required("dashboardId", from.text("dashboardId")),
        tiles = from.messages("tiles", TileCodec) ?: emptyList(),
    )
}

internal object TileCodec : Codec<Tile>(
    keeps = true,
    member("id", "id"),
    member("type", "type"),
    member("position", "position") { PositionCodec },
    member("insight", "insight") { InsightCodec },
    member("markdown", "markdown") { MarkdownCodec },
) {
    override fun write(value: Tile, to: ObjectWriter) {
        to.text("id", value.id)
        to.enum("type", value.type)
        to.message("position", "position", PositionCodec, value.position)
        to.message("insight", "insight", InsightCodec, value.insight)
        to.message("markdown", "markdown", MarkdownCodec, value.markdown)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Tile = Tile(
        id = from.text("id"),
        type = from.text("type")?.let(::TileType),
        position = from.message("position", PositionCodec),
        insight = from.message("insight", InsightCodec),
        markdown = from.message("markdown", MarkdownCodec),
        extra = from.rest(),
    )
}

internal object PositionCodec : Codec<Position>(
    keeps = true,
    member("x", "x"),
    member("y", "y"),
    member("w", "w"),
    member("h", "h"),
) {
    override fun write(value: Position, to: ObjectWriter) {
        to.uint("x", value.x)
        to.uint("y", value.y)
        to.uint("w", value.w)
        to.uint("h", value.h)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Position = Position(
        x = from.required("x", from.uint("x")),
        y = from.required("y", from.uint("y")),
        w = from.required("w", from.uint("w")),
        h = from.required("h", from.uint("h")),
        extra = from.rest(),
    )
}

internal object InsightCodec : Codec<Insight>(
    keeps = true,
    member("query", "query") { InsightsQueryCodec },
    member("visualization", "visualization"),
) {
    override fun write(value: Insight, to: ObjectWriter) {
        to.message("query", "query", InsightsQueryCodec, value.query)
        to.enum("visualization", value.visualization)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Insight = Insight(
        query = from.required("query", from.message("query", InsightsQueryCodec)),
        visualization = from.text("visualization")?.let(::Visualization),
        extra = from.rest(),
    )
}

internal object MarkdownCodec : Codec<Markdown>(
    keeps = true,
    member("content", "content"),
) {
    override fun write(value: Markdown, to: ObjectWriter) {
        to.text("content", value.content)
        to.rest(value.extra)
    }

    override fun read(from: ObjectReader): Markdown = Markdown(
        content = from.required("content", from.text("content")),
        extra = from.rest(),
    )
}
