// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

public import struct Foundation.Date

extension Pug {
    /// What a member may do in an organization. Only `ROLE_MEMBER` is shown by the platform; the
    /// other texts are inferred.
    ///
    /// Any other text is a value too: `OrgRole(rawValue: "…")`.
    public struct OrgRole: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Settings, invitations, everything (inferred).
        public static let admin = Self(rawValue: "ROLE_ADMIN")

        /// Analytics and API keys (shown).
        public static let member = Self(rawValue: "ROLE_MEMBER")

        /// Reads (inferred).
        public static let viewer = Self(rawValue: "ROLE_VIEWER")
    }

    /// What an API key is for (documented).
    ///
    /// Any other text is a value too: `ApiKeyType(rawValue: "…")`.
    public struct ApiKeyType: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Writes only; safe in browsers and apps.
        public static let sdk = Self(rawValue: "API_KEY_TYPE_SDK")

        /// Reads; for trusted servers only.
        public static let shared = Self(rawValue: "API_KEY_TYPE_SHARED")
    }

    /// The width of a bucket of time. Its edges follow the time zone of the project.
    ///
    /// Any other text is a value too: `Granularity(rawValue: "…")`.
    public struct Granularity: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// An hour.
        public static let hour = Self(rawValue: "GRANULARITY_HOUR")

        /// A day.
        public static let day = Self(rawValue: "GRANULARITY_DAY")

        /// A week.
        public static let week = Self(rawValue: "GRANULARITY_WEEK")
    }

    /// What is counted in a bucket.
    ///
    /// Any other text is a value too: `Aggregation(rawValue: "…")`.
    public struct Aggregation: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The events.
        public static let count = Self(rawValue: "AGGREGATION_COUNT")

        /// The people behind them.
        public static let uniqueUsers = Self(rawValue: "AGGREGATION_UNIQUE_USERS")

        /// The sum of a property.
        public static let sum = Self(rawValue: "AGGREGATION_SUM")

        /// The average of a property.
        public static let average = Self(rawValue: "AGGREGATION_AVERAGE")
    }

    /// How a filter compares. Only equality is shown by the platform; others go in as
    /// `init(rawValue:)`.
    ///
    /// Any other text is a value too: `Operator(rawValue: "…")`.
    public struct Operator: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The same value.
        public static let equals = Self(rawValue: "OPERATOR_EQUALS")
    }

    /// What a tile shows.
    ///
    /// Any other text is a value too: `TileType(rawValue: "…")`.
    public struct TileType: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The answer to a query.
        public static let insight = Self(rawValue: "TILE_TYPE_INSIGHT")

        /// Text.
        public static let markdown = Self(rawValue: "TILE_TYPE_MARKDOWN")
    }

    /// How an insight is drawn. Only lines are shown by the platform; others go in as
    /// `init(rawValue:)`.
    ///
    /// Any other text is a value too: `Visualization(rawValue: "…")`.
    public struct Visualization: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A line.
        public static let line = Self(rawValue: "VISUALIZATION_LINE")
    }

    /// Events to send, together (documented).
    public struct BatchCreate: Sendable, Hashable {
        /// The events: at least one, at most `1000`.
        public var events: [Event]

        /// Of all its members.
        public init(events: [Event]) {
            self.events = events
        }
    }

    /// Something that happened (documented).
    public struct Event: Sendable, Hashable {
        /// What happened, such as `order_paid`. Any text; well-known names have typed properties.
        public var name: String
        /// What is known of it. Values are text, numbers or booleans.
        public var properties: [String: JSONValue]?
        /// When it happened (RFC 3339). Left out, it is when the server receives it.
        public var timestamp: Date?
        /// The session that it belongs to.
        public var sessionId: String?
        /// What else a server takes, such as an id of the event or of the person. Named as on the
        /// wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(
            name: String,
            properties: [String: JSONValue]? = nil,
            timestamp: Date? = nil,
            sessionId: String? = nil,
            extra: [String: JSONValue] = [:]
        ) {
            self.name = name
            self.properties = properties
            self.timestamp = timestamp
            self.sessionId = sessionId
            self.extra = extra
        }
    }

    /// What became of a batch (documented).
    public struct BatchCreated: Sendable, Hashable {
        /// How many events were stored; `nil` if the server does not say.
        public var eventsCreated: Int?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(eventsCreated: Int? = nil, other: [String: JSONValue] = [:]) {
            self.eventsCreated = eventsCreated
            self.other = other
        }
    }

    /// Traits of a person (documented).
    public struct Identify: Sendable, Hashable {
        /// The person's id in the application.
        public var externalId: String
        /// What is known of the person. Merged into the profile.
        public var traits: [String: JSONValue]?

        /// What is not given is left out.
        public init(externalId: String, traits: [String: JSONValue]? = nil) {
            self.externalId = externalId
            self.traits = traits
        }
    }

    /// The profile that was found or created (documented).
    public struct Identified: Sendable, Hashable {
        /// The id of the profile.
        public var profileId: String?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(profileId: String? = nil, other: [String: JSONValue] = [:]) {
            self.profileId = profileId
            self.other = other
        }
    }

    /// Two ids of one person (documented).
    public struct Alias: Sendable, Hashable {
        /// The id that was in use before.
        public var previousId: String
        /// The id from now on.
        public var externalId: String

        /// Of all its members.
        public init(previousId: String, externalId: String) {
            self.previousId = previousId
            self.externalId = externalId
        }
    }

    /// Which profile to read (shown).
    public struct GetProfile: Sendable, Hashable {
        /// The person's id in the application.
        public var externalId: String

        /// Of all its members.
        public init(externalId: String) {
            self.externalId = externalId
        }
    }

    /// One profile (shown).
    public struct ProfileAnswer: Sendable, Hashable {
        /// The profile.
        public var profile: Profile
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(profile: Profile, other: [String: JSONValue] = [:]) {
            self.profile = profile
            self.other = other
        }
    }

    /// What is known of a person (shown).
    public struct Profile: Sendable, Hashable {
        /// The id of the profile.
        public var id: String?
        /// The person's id in the application.
        public var externalId: String?
        /// The traits that `identify` gave.
        public var traits: [String: JSONValue]
        /// When the person was first seen (RFC 3339).
        public var firstSeen: Date?
        /// When the person was last seen (RFC 3339).
        public var lastSeen: Date?
        /// How many events there are of the person.
        public var eventCount: Int?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            id: String? = nil,
            externalId: String? = nil,
            traits: [String: JSONValue],
            firstSeen: Date? = nil,
            lastSeen: Date? = nil,
            eventCount: Int? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.externalId = externalId
            self.traits = traits
            self.firstSeen = firstSeen
            self.lastSeen = lastSeen
            self.eventCount = eventCount
            self.other = other
        }
    }

    /// Which profiles to list (shown).
    public struct ListProfiles: Sendable, Hashable {
        /// Only profiles that match this text.
        public var query: String?
        /// At most so many profiles.
        public var limit: Int?
        /// How many to skip.
        public var offset: Int?

        /// What is not given is left out.
        public init(query: String? = nil, limit: Int? = nil, offset: Int? = nil) {
            self.query = query
            self.limit = limit
            self.offset = offset
        }
    }

    /// Some profiles (shown).
    public struct ProfileList: Sendable, Hashable {
        /// The profiles.
        public var profiles: [Profile]
        /// How many match in all.
        public var total: Int?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(profiles: [Profile], total: Int? = nil, other: [String: JSONValue] = [:]) {
            self.profiles = profiles
            self.total = total
            self.other = other
        }
    }

    /// A question (shown).
    public struct Query: Sendable, Hashable {
        /// What is asked.
        public var query: InsightsQuery

        /// Of all its members.
        public init(query: InsightsQuery) {
            self.query = query
        }
    }

    /// What is asked about events (shown). One event is a trend; several, with a conversion window,
    /// are a funnel.
    public struct InsightsQuery: Sendable, Hashable {
        /// The events that are looked at: at least one.
        public var events: [QueryEvent]
        /// The time that is looked at.
        public var timeRange: TimeRange?
        /// The width of a bucket.
        public var granularity: Granularity?
        /// What is counted.
        public var aggregation: Aggregation?
        /// The property to add up or average. Needed for a sum and an average.
        public var aggregationProperty: String?
        /// The property to split by.
        public var breakdown: Breakdown?
        /// What all events must match.
        public var filters: [Filter]?
        /// How long a person may take through a funnel: seconds with an `s`, such as `604800s`.
        public var conversionWindow: String?
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(
            events: [QueryEvent],
            timeRange: TimeRange? = nil,
            granularity: Granularity? = nil,
            aggregation: Aggregation? = nil,
            aggregationProperty: String? = nil,
            breakdown: Breakdown? = nil,
            filters: [Filter]? = nil,
            conversionWindow: String? = nil,
            extra: [String: JSONValue] = [:]
        ) {
            self.events = events
            self.timeRange = timeRange
            self.granularity = granularity
            self.aggregation = aggregation
            self.aggregationProperty = aggregationProperty
            self.breakdown = breakdown
            self.filters = filters
            self.conversionWindow = conversionWindow
            self.extra = extra
        }
    }

    /// An event that a query looks at (shown).
    public struct QueryEvent: Sendable, Hashable {
        /// The name of the event.
        public var name: String
        /// What this event must match.
        public var filters: [Filter]?
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(name: String, filters: [Filter]? = nil, extra: [String: JSONValue] = [:]) {
            self.name = name
            self.filters = filters
            self.extra = extra
        }
    }

    /// From when to when (shown).
    public struct TimeRange: Sendable, Hashable {
        /// The start (RFC 3339).
        public var start: Date?
        /// The end (RFC 3339).
        public var end: Date?
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(start: Date? = nil, end: Date? = nil, extra: [String: JSONValue] = [:]) {
            self.start = start
            self.end = end
            self.extra = extra
        }
    }

    /// A property to split an answer by (shown).
    public struct Breakdown: Sendable, Hashable {
        /// The property, such as `$geo.country`.
        public var property: String
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(property: String, extra: [String: JSONValue] = [:]) {
            self.property = property
            self.extra = extra
        }
    }

    /// What a property must be (shown).
    public struct Filter: Sendable, Hashable {
        /// The property.
        public var property: String
        /// How it is compared.
        public var `operator`: Operator
        /// What it is compared with.
        public var value: JSONValue
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(property: String, operator: Operator, value: JSONValue, extra: [String: JSONValue] = [:]) {
            self.property = property
            self.operator = `operator`
            self.value = value
            self.extra = extra
        }
    }

    /// The answer to a query. Only `series` is shown by the platform; funnels and all else are in
    /// `other`.
    public struct InsightsResult: Sendable, Hashable {
        /// The points of a trend, in order.
        public var series: [Point]
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(series: [Point], other: [String: JSONValue] = [:]) {
            self.series = series
            self.other = other
        }
    }

    /// A point of a trend (shown).
    public struct Point: Sendable, Hashable {
        /// The start of the bucket (RFC 3339).
        public var timestamp: Date?
        /// What was counted in it.
        public var value: Double?
        /// What else the server said, such as the value of a breakdown. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(timestamp: Date? = nil, value: Double? = nil, other: [String: JSONValue] = [:]) {
            self.timestamp = timestamp
            self.value = value
            self.other = other
        }
    }

    /// An invitation (shown).
    public struct InviteMember: Sendable, Hashable {
        /// Whom to invite.
        public var email: String
        /// What the new member may do.
        public var role: OrgRole
        /// What else a server takes, such as the organization. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(email: String, role: OrgRole, extra: [String: JSONValue] = [:]) {
            self.email = email
            self.role = role
            self.extra = extra
        }
    }

    /// A new project (shown).
    public struct CreateProject: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The time zone, such as `Europe/Berlin`.
        public var timezone: String?

        /// What is not given is left out.
        public init(name: String, timezone: String? = nil) {
            self.name = name
            self.timezone = timezone
        }
    }

    /// One project (shown).
    public struct ProjectAnswer: Sendable, Hashable {
        /// The project.
        public var project: Project
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(project: Project, other: [String: JSONValue] = [:]) {
            self.project = project
            self.other = other
        }
    }

    /// A project. Only its id is shown by the platform.
    public struct Project: Sendable, Hashable {
        /// The id.
        public var id: String
        /// The name (inferred).
        public var name: String?
        /// The time zone, such as `Europe/Berlin` (inferred).
        public var timezone: String?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(id: String, name: String? = nil, timezone: String? = nil, other: [String: JSONValue] = [:]) {
            self.id = id
            self.name = name
            self.timezone = timezone
            self.other = other
        }
    }

    /// A new API key (shown).
    public struct CreateApiKey: Sendable, Hashable {
        /// What it is for.
        public var type: ApiKeyType
        /// The name, for people.
        public var name: String
        /// The project, if it is not the client's own.
        public var projectId: String?

        /// What is not given is left out.
        public init(type: ApiKeyType, name: String, projectId: String? = nil) {
            self.type = type
            self.name = name
            self.projectId = projectId
        }
    }

    /// One API key (shown).
    public struct ApiKeyAnswer: Sendable, Hashable {
        /// The key.
        public var apiKey: ApiKey
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(apiKey: ApiKey, other: [String: JSONValue] = [:]) {
            self.apiKey = apiKey
            self.other = other
        }
    }

    /// An API key (shown).
    public struct ApiKey: Sendable, Hashable {
        /// The id.
        public var id: String
        /// The key itself: in the answer to its creation, and never again.
        public var key: Secret?
        /// What it is for.
        public var type: ApiKeyType?
        /// When it was created (RFC 3339).
        public var createdAt: Date?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            id: String,
            key: String? = nil,
            type: ApiKeyType? = nil,
            createdAt: Date? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.key = key.map { Secret($0) }
            self.type = type
            self.createdAt = createdAt
            self.other = other
        }
    }

    /// Dashboards (shown).
    public struct DashboardList: Sendable, Hashable {
        /// The dashboards, without their tiles.
        public var dashboards: [Dashboard]
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(dashboards: [Dashboard], other: [String: JSONValue] = [:]) {
            self.dashboards = dashboards
            self.other = other
        }
    }

    /// One dashboard (shown).
    public struct DashboardAnswer: Sendable, Hashable {
        /// The dashboard.
        public var dashboard: Dashboard
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(dashboard: Dashboard, other: [String: JSONValue] = [:]) {
            self.dashboard = dashboard
            self.other = other
        }
    }

    /// A dashboard (shown).
    public struct Dashboard: Sendable, Hashable {
        /// The id.
        public var id: String
        /// The name.
        public var name: String?
        /// The tiles; `nil` where the answer does not tell, as in a list.
        public var tiles: [Tile]?
        /// When it was created (RFC 3339).
        public var createdAt: Date?
        /// When it was last changed (RFC 3339).
        public var updatedAt: Date?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            id: String,
            name: String? = nil,
            tiles: [Tile]? = nil,
            createdAt: Date? = nil,
            updatedAt: Date? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.name = name
            self.tiles = tiles
            self.createdAt = createdAt
            self.updatedAt = updatedAt
            self.other = other
        }
    }

    /// Which dashboard to read (shown).
    public struct GetDashboard: Sendable, Hashable {
        /// The id.
        public var id: String

        /// Of all its members.
        public init(id: String) {
            self.id = id
        }
    }

    /// A new dashboard (shown).
    public struct CreateDashboard: Sendable, Hashable {
        /// The name.
        public var name: String

        /// Of all its members.
        public init(name: String) {
            self.name = name
        }
    }

    /// The tiles that a dashboard is to have (shown).
    public struct UpsertDashboard: Sendable, Hashable {
        /// The id of the dashboard.
        public var dashboardId: String
        /// All of its tiles. One that it has and that is not among these is deleted.
        public var tiles: [Tile]

        /// Of all its members.
        public init(dashboardId: String, tiles: [Tile]) {
            self.dashboardId = dashboardId
            self.tiles = tiles
        }
    }

    /// A tile of a dashboard (shown). What is read can be written back whole: members that are not
    /// declared are kept.
    public struct Tile: Sendable, Hashable {
        /// The id. Left out, the tile is a new one.
        public var id: String?
        /// What it shows.
        public var type: TileType?
        /// Where it stands.
        public var position: Position?
        /// The insight, on a tile of that type.
        public var insight: Insight?
        /// The text, on a tile of that type.
        public var markdown: Markdown?
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(
            id: String? = nil,
            type: TileType? = nil,
            position: Position? = nil,
            insight: Insight? = nil,
            markdown: Markdown? = nil,
            extra: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.type = type
            self.position = position
            self.insight = insight
            self.markdown = markdown
            self.extra = extra
        }
    }

    /// Where a tile stands, in units of the dashboard's grid (shown).
    public struct Position: Sendable, Hashable {
        /// Columns from the left.
        public var x: Int
        /// Rows from the top.
        public var y: Int
        /// Columns wide.
        public var w: Int
        /// Rows high.
        public var h: Int
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(x: Int, y: Int, w: Int, h: Int, extra: [String: JSONValue] = [:]) {
            self.x = x
            self.y = y
            self.w = w
            self.h = h
            self.extra = extra
        }
    }

    /// The insight on a tile (shown).
    public struct Insight: Sendable, Hashable {
        /// What is asked.
        public var query: InsightsQuery
        /// How the answer is drawn.
        public var visualization: Visualization?
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(query: InsightsQuery, visualization: Visualization? = nil, extra: [String: JSONValue] = [:]) {
            self.query = query
            self.visualization = visualization
            self.extra = extra
        }
    }

    /// The text on a tile (shown).
    public struct Markdown: Sendable, Hashable {
        /// The text, in Markdown.
        public var content: String
        /// What else a server takes. Named as on the wire.
        public var extra: [String: JSONValue]

        /// What is not given is left out.
        public init(content: String, extra: [String: JSONValue] = [:]) {
            self.content = content
            self.extra = extra
        }
    }
}

extension Pug.BatchCreate: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        events = try members.required("events")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("events", events)
    }
}

extension Pug.Event: Codable {
    private static let declared: Set = ["name", "properties", "timestamp", "sessionId"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        name = try members.required("name")
        properties = try members.optional("properties")
        timestamp = try members.date("timestamp")
        sessionId = try members.optional("sessionId")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("name", name)
        try members.write("properties", properties)
        try members.write("timestamp", timestamp)
        try members.write("sessionId", sessionId)
    }
}

extension Pug.Event: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "name": name as Any,
            "properties": properties as Any,
            "timestamp": timestamp as Any,
            "sessionId": sessionId as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.BatchCreated: Codable {
    private static let declared: Set = ["eventsCreated"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        eventsCreated = try members.optional("eventsCreated")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("eventsCreated", eventsCreated)
    }
}

extension Pug.BatchCreated: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "eventsCreated": eventsCreated as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Identify: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        externalId = try members.required("externalId")
        traits = try members.optional("traits")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("externalId", externalId)
        try members.write("traits", traits)
    }
}

extension Pug.Identified: Codable {
    private static let declared: Set = ["profileId"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        profileId = try members.optional("profileId")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("profileId", profileId)
    }
}

extension Pug.Identified: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "profileId": profileId as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Alias: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        previousId = try members.required("previousId")
        externalId = try members.required("externalId")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("previousId", previousId)
        try members.write("externalId", externalId)
    }
}

extension Pug.GetProfile: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        externalId = try members.required("externalId")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("externalId", externalId)
    }
}

extension Pug.ProfileAnswer: Codable {
    private static let declared: Set = ["profile"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        profile = try members.required("profile")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("profile", profile)
    }
}

extension Pug.ProfileAnswer: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "profile": profile as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Profile: Codable {
    private static let declared: Set = ["id", "externalId", "traits", "firstSeen", "lastSeen", "eventCount"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.optional("id")
        externalId = try members.optional("externalId")
        traits = try members.required("traits")
        firstSeen = try members.date("firstSeen")
        lastSeen = try members.date("lastSeen")
        eventCount = try members.optional("eventCount")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("externalId", externalId)
        try members.write("traits", traits)
        try members.write("firstSeen", firstSeen)
        try members.write("lastSeen", lastSeen)
        try members.write("eventCount", eventCount)
    }
}

extension Pug.Profile: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "externalId": externalId as Any,
            "traits": traits as Any,
            "firstSeen": firstSeen as Any,
            "lastSeen": lastSeen as Any,
            "eventCount": eventCount as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.ListProfiles: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        query = try members.optional("query")
        limit = try members.optional("limit")
        offset = try members.optional("offset")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("query", query)
        try members.write("limit", limit)
        try members.write("offset", offset)
    }
}

extension Pug.ProfileList: Codable {
    private static let declared: Set = ["profiles", "total"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        profiles = try members.required("profiles")
        total = try members.optional("total")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("profiles", profiles)
        try members.write("total", total)
    }
}

extension Pug.ProfileList: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "profiles": profiles as Any,
            "total": total as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Query: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        query = try members.required("query")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("query", query)
    }
}

extension Pug.InsightsQuery: Codable {
    private static let declared: Set = [
        "events", "timeRange", "granularity", "aggregation", "aggregationProperty", "breakdown", "filters", "conversionWindow",
    ]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        events = try members.required("events")
        timeRange = try members.optional("timeRange")
        granularity = try members.optional("granularity")
        aggregation = try members.optional("aggregation")
        aggregationProperty = try members.optional("aggregationProperty")
        breakdown = try members.optional("breakdown")
        filters = try members.optional("filters")
        conversionWindow = try members.optional("conversionWindow")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("events", events)
        try members.write("timeRange", timeRange)
        try members.write("granularity", granularity)
        try members.write("aggregation", aggregation)
        try members.write("aggregationProperty", aggregationProperty)
        try members.write("breakdown", breakdown)
        try members.write("filters", filters)
        try members.write("conversionWindow", conversionWindow)
    }
}

extension Pug.InsightsQuery: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "events": events as Any,
            "timeRange": timeRange as Any,
            "granularity": granularity as Any,
            "aggregation": aggregation as Any,
            "aggregationProperty": aggregationProperty as Any,
            "breakdown": breakdown as Any,
            "filters": filters as Any,
            "conversionWindow": conversionWindow as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.QueryEvent: Codable {
    private static let declared: Set = ["name", "filters"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        name = try members.required("name")
        filters = try members.optional("filters")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("name", name)
        try members.write("filters", filters)
    }
}

extension Pug.QueryEvent: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "name": name as Any,
            "filters": filters as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.TimeRange: Codable {
    private static let declared: Set = ["start", "end"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        start = try members.date("start")
        end = try members.date("end")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("start", start)
        try members.write("end", end)
    }
}

extension Pug.TimeRange: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "start": start as Any,
            "end": end as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Breakdown: Codable {
    private static let declared: Set = ["property"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        property = try members.required("property")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("property", property)
    }
}

extension Pug.Breakdown: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "property": property as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Filter: Codable {
    private static let declared: Set = ["property", "operator", "value"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        property = try members.required("property")
        `operator` = try members.required("operator")
        value = try members.required("value")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("property", property)
        try members.write("operator", `operator`)
        try members.write("value", value)
    }
}

extension Pug.Filter: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "property": property as Any,
            "operator": `operator` as Any,
            "value": value as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.InsightsResult: Codable {
    private static let declared: Set = ["series"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        series = try members.required("series")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("series", series)
    }
}

extension Pug.InsightsResult: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "series": series as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Point: Codable {
    private static let declared: Set = ["timestamp", "value"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        timestamp = try members.date("timestamp")
        value = try members.optional("value")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("timestamp", timestamp)
        try members.write("value", value)
    }
}

extension Pug.Point: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "timestamp": timestamp as Any,
            "value": value as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.InviteMember: Codable {
    private static let declared: Set = ["email", "role"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        email = try members.required("email")
        role = try members.required("role")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("email", email)
        try members.write("role", role)
    }
}

extension Pug.InviteMember: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "email": email as Any,
            "role": role as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.CreateProject: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        name = try members.required("name")
        timezone = try members.optional("timezone")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("name", name)
        try members.write("timezone", timezone)
    }
}

extension Pug.ProjectAnswer: Codable {
    private static let declared: Set = ["project"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        project = try members.required("project")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("project", project)
    }
}

extension Pug.ProjectAnswer: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "project": project as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Project: Codable {
    private static let declared: Set = ["id", "name", "timezone"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.required("id")
        name = try members.optional("name")
        timezone = try members.optional("timezone")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("name", name)
        try members.write("timezone", timezone)
    }
}

extension Pug.Project: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "name": name as Any,
            "timezone": timezone as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Project: Identifiable {}

extension Pug.CreateApiKey: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        type = try members.required("type")
        name = try members.required("name")
        projectId = try members.optional("projectId")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("type", type)
        try members.write("name", name)
        try members.write("projectId", projectId)
    }
}

extension Pug.ApiKeyAnswer: Codable {
    private static let declared: Set = ["apiKey"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        apiKey = try members.required("apiKey")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("apiKey", apiKey)
    }
}

extension Pug.ApiKeyAnswer: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "apiKey": apiKey as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.ApiKey: Codable {
    private static let declared: Set = ["id", "key", "type", "createdAt"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.required("id")
        key = try members.optional("key")
        type = try members.optional("type")
        createdAt = try members.date("createdAt")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("key", key)
        try members.write("type", type)
        try members.write("createdAt", createdAt)
    }
}

extension Pug.ApiKey: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "key": key as Any,
            "type": type as Any,
            "createdAt": createdAt as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.ApiKey: Identifiable {}

extension Pug.DashboardList: Codable {
    private static let declared: Set = ["dashboards"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        dashboards = try members.required("dashboards")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("dashboards", dashboards)
    }
}

extension Pug.DashboardList: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "dashboards": dashboards as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.DashboardAnswer: Codable {
    private static let declared: Set = ["dashboard"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        dashboard = try members.required("dashboard")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("dashboard", dashboard)
    }
}

extension Pug.DashboardAnswer: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "dashboard": dashboard as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Dashboard: Codable {
    private static let declared: Set = ["id", "name", "tiles", "createdAt", "updatedAt"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.required("id")
        name = try members.optional("name")
        tiles = try members.optional("tiles")
        createdAt = try members.date("createdAt")
        updatedAt = try members.date("updatedAt")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("name", name)
        try members.write("tiles", tiles)
        try members.write("createdAt", createdAt)
        try members.write("updatedAt", updatedAt)
    }
}

extension Pug.Dashboard: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "name": name as Any,
            "tiles": tiles as Any,
            "createdAt": createdAt as Any,
            "updatedAt": updatedAt as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Dashboard: Identifiable {}

extension Pug.GetDashboard: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        id = try members.required("id")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("id", id)
    }
}

extension Pug.GetDashboard: Identifiable {}

extension Pug.CreateDashboard: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        name = try members.required("name")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("name", name)
    }
}

extension Pug.UpsertDashboard: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        dashboardId = try members.required("dashboardId")
        tiles = try members.required("tiles")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("dashboardId", dashboardId)
        try members.write("tiles", tiles)
    }
}

extension Pug.Tile: Codable {
    private static let declared: Set = ["id", "type", "position", "insight", "markdown"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.optional("id")
        type = try members.optional("type")
        position = try members.optional("position")
        insight = try members.optional("insight")
        markdown = try members.optional("markdown")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("id", id)
        try members.write("type", type)
        try members.write("position", position)
        try members.write("insight", insight)
        try members.write("markdown", markdown)
    }
}

extension Pug.Tile: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "type": type as Any,
            "position": position as Any,
            "insight": insight as Any,
            "markdown": markdown as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Position: Codable {
    private static let declared: Set = ["x", "y", "w", "h"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        x = try members.required("x")
        y = try members.required("y")
        w = try members.required("w")
        h = try members.required("h")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("x", x)
        try members.write("y", y)
        try members.write("w", w)
        try members.write("h", h)
    }
}

extension Pug.Position: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "x": x as Any,
            "y": y as Any,
            "w": w as Any,
            "h": h as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Insight: Codable {
    private static let declared: Set = ["query", "visualization"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        query = try members.required("query")
        visualization = try members.optional("visualization")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("query", query)
        try members.write("visualization", visualization)
    }
}

extension Pug.Insight: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "query": query as Any,
            "visualization": visualization as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Pug.Markdown: Codable {
    private static let declared: Set = ["content"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        content = try members.required("content")
        extra = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: extra)
        try members.write("content", content)
    }
}

extension Pug.Markdown: CustomReflectable {
    /// Of `extra`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "content": content as Any,
            "extra": extra.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}
