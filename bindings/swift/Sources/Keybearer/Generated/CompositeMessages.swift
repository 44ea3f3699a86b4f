// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

public import struct Foundation.Date

extension Composite {
    /// Something that happened. `name` and `properties` are documented, the rest is assumed.
    public struct Event: Sendable, Hashable {
        /// What happened, such as `order_placed`. Names that begin with `sys_` are the platform's.
        public var name: String
        /// Whose event it is: the id of a user, or an anonymous one. Needed from servers.
        public var distinctId: String?
        /// What there is to say of it.
        public var properties: [String: JSONValue]?
        /// Properties of the user's profile to overwrite.
        public var set: [String: JSONValue]?
        /// Properties of the user's profile to set where there are none yet.
        public var setOnce: [String: JSONValue]?
        /// When it happened (RFC 3339). The time of the call unless given.
        public var timestamp: Date?
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        public var sysUuid: String?

        /// What is not given is left out.
        public init(
            name: String,
            distinctId: String? = nil,
            properties: [String: JSONValue]? = nil,
            set: [String: JSONValue]? = nil,
            setOnce: [String: JSONValue]? = nil,
            timestamp: Date? = nil,
            sysUuid: String? = nil
        ) {
            self.name = name
            self.distinctId = distinctId
            self.properties = properties
            self.set = set
            self.setOnce = setOnce
            self.timestamp = timestamp
            self.sysUuid = sysUuid
        }
    }

    /// Events to send together, in this order. The shape is assumed.
    public struct SendBatch: Sendable, Hashable {
        /// The events, at least one.
        public var batch: [Event]

        /// Of all its members.
        public init(batch: [Event]) {
            self.batch = batch
        }
    }

    /// An event as the server tells it. The shape is assumed.
    public struct StoredEvent: Sendable, Hashable {
        /// What happened.
        public var name: String?
        /// Whose event it is.
        public var distinctId: String?
        /// What there is to say of it.
        public var properties: [String: JSONValue]?
        /// When it happened (RFC 3339).
        public var timestamp: Date?
        /// The id that it is counted once by.
        public var sysUuid: String?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            name: String? = nil,
            distinctId: String? = nil,
            properties: [String: JSONValue]? = nil,
            timestamp: Date? = nil,
            sysUuid: String? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.name = name
            self.distinctId = distinctId
            self.properties = properties
            self.timestamp = timestamp
            self.sysUuid = sysUuid
            self.other = other
        }
    }

    /// Which events to list. The filters are assumed.
    public struct ListEvents: Sendable, Hashable {
        /// Only events of this user.
        public var distinctId: String?
        /// Only events of this name.
        public var name: String?
        /// Only events at this time (RFC 3339) or later.
        public var from: Date?
        /// Only events before this time (RFC 3339).
        public var to: Date?
        /// Events on a page, 1 or more.
        public var limit: Int?
        /// Where to go on: the `nextCursor` of the page before.
        public var cursor: String?

        /// What is not given is left out.
        public init(
            distinctId: String? = nil,
            name: String? = nil,
            from: Date? = nil,
            to: Date? = nil,
            limit: Int? = nil,
            cursor: String? = nil
        ) {
            self.distinctId = distinctId
            self.name = name
            self.from = from
            self.to = to
            self.limit = limit
            self.cursor = cursor
        }
    }

    /// One page of events. The shape is assumed.
    public struct EventPage: Sendable, Hashable {
        /// The events of this page.
        public var data: [StoredEvent]
        /// Where the next page begins; absent on the last.
        public var nextCursor: String?

        /// What is not given is left out.
        public init(data: [StoredEvent], nextCursor: String? = nil) {
            self.data = data
            self.nextCursor = nextCursor
        }
    }

    /// Who somebody is. It is sent as the event `sys_identify`; its members are assumed.
    public struct Identify: Sendable, Hashable {
        /// The id that the user is known by from now on.
        public var distinctId: String
        /// The anonymous id that the user had until now.
        public var anonymousId: String?
        /// Properties of the profile to overwrite.
        public var set: [String: JSONValue]?
        /// Properties of the profile to set where there are none yet.
        public var setOnce: [String: JSONValue]?
        /// When it happened (RFC 3339). The time of the call unless given.
        public var timestamp: Date?
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        public var sysUuid: String?

        /// What is not given is left out.
        public init(
            distinctId: String,
            anonymousId: String? = nil,
            set: [String: JSONValue]? = nil,
            setOnce: [String: JSONValue]? = nil,
            timestamp: Date? = nil,
            sysUuid: String? = nil
        ) {
            self.distinctId = distinctId
            self.anonymousId = anonymousId
            self.set = set
            self.setOnce = setOnce
            self.timestamp = timestamp
            self.sysUuid = sysUuid
        }
    }

    /// A further id of a user. It is sent as the event `sys_alias`; its members are assumed.
    public struct Alias: Sendable, Hashable {
        /// The id that the user is known by.
        public var distinctId: String
        /// The further id, another than `distinctId`.
        public var alias: String
        /// When it happened (RFC 3339). The time of the call unless given.
        public var timestamp: Date?
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        public var sysUuid: String?

        /// What is not given is left out.
        public init(distinctId: String, alias: String, timestamp: Date? = nil, sysUuid: String? = nil) {
            self.distinctId = distinctId
            self.alias = alias
            self.timestamp = timestamp
            self.sysUuid = sysUuid
        }
    }

    /// Whose profile is the caller's own.
    public struct Me: Sendable, Hashable {
        /// The id that the caller holds. With a public key the server gives no other profile.
        public var distinctId: String

        /// Of all its members.
        public init(distinctId: String) {
            self.distinctId = distinctId
        }
    }

    /// Which users to list. The filters are assumed.
    public struct ListUsers: Sendable, Hashable {
        /// Users on a page, 1 or more.
        public var limit: Int?
        /// Where to go on: the `nextCursor` of the page before.
        public var cursor: String?
        /// Only users who match.
        public var search: String?

        /// What is not given is left out.
        public init(limit: Int? = nil, cursor: String? = nil, search: String? = nil) {
            self.limit = limit
            self.cursor = cursor
            self.search = search
        }
    }

    /// One page of users. The shape is assumed.
    public struct UserPage: Sendable, Hashable {
        /// The users of this page.
        public var data: [User]
        /// Where the next page begins; absent on the last.
        public var nextCursor: String?

        /// What is not given is left out.
        public init(data: [User], nextCursor: String? = nil) {
            self.data = data
            self.nextCursor = nextCursor
        }
    }

    /// The profile of a user. The shape is assumed.
    public struct User: Sendable, Hashable {
        /// The id.
        public var distinctId: String?
        /// The properties of the profile.
        public var properties: [String: JSONValue]?
        /// When the user was first seen (RFC 3339).
        public var firstSeen: Date?
        /// When the user was last seen (RFC 3339).
        public var lastSeen: Date?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            distinctId: String? = nil,
            properties: [String: JSONValue]? = nil,
            firstSeen: Date? = nil,
            lastSeen: Date? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.distinctId = distinctId
            self.properties = properties
            self.firstSeen = firstSeen
            self.lastSeen = lastSeen
            self.other = other
        }
    }

    /// The profile that a user gets. The shape is assumed.
    public struct Upsert: Sendable, Hashable {
        /// The properties of the profile.
        public var properties: [String: JSONValue]

        /// Of all its members.
        public init(properties: [String: JSONValue]) {
            self.properties = properties
        }
    }

    /// A part of a session recording. The shape is assumed.
    public struct SendRecording: Sendable, Hashable {
        /// The session that was recorded.
        public var sessionId: String
        /// Whose session it is.
        public var distinctId: String?
        /// What the recorder wrote, in its own form.
        public var events: [JSONValue]
        /// When this part was recorded (RFC 3339).
        public var timestamp: Date?

        /// What is not given is left out.
        public init(sessionId: String, distinctId: String? = nil, events: [JSONValue], timestamp: Date? = nil) {
            self.sessionId = sessionId
            self.distinctId = distinctId
            self.events = events
            self.timestamp = timestamp
        }
    }

    /// The project that a key belongs to. The shape is assumed.
    public struct Project: Sendable, Hashable {
        /// The id.
        public var id: String?
        /// The name.
        public var name: String?
        /// The environment of the key, such as `live`.
        public var environment: String?
        /// The settings, an object.
        public var settings: JSONValue?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            id: String? = nil,
            name: String? = nil,
            environment: String? = nil,
            settings: JSONValue? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.name = name
            self.environment = environment
            self.settings = settings
            self.other = other
        }
    }

    /// An export to start. The shape is assumed.
    public struct CreateExport: Sendable, Hashable {
        /// What to export, such as `events`.
        public var type: String
        /// From this time on (RFC 3339).
        public var from: Date?
        /// Until before this time (RFC 3339).
        public var to: Date?
        /// The form of the result.
        public var format: String?

        /// What is not given is left out.
        public init(type: String, from: Date? = nil, to: Date? = nil, format: String? = nil) {
            self.type = type
            self.from = from
            self.to = to
            self.format = format
        }
    }

    /// An export that was started. The shape is assumed.
    public struct Export: Sendable, Hashable {
        /// The id.
        public var id: String?
        /// How far it is.
        public var status: String?
        /// Where the result lies. Whoever has the address may be able to read it.
        public var url: String?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(id: String? = nil, status: String? = nil, url: String? = nil, other: [String: JSONValue] = [:]) {
            self.id = id
            self.status = status
            self.url = url
            self.other = other
        }
    }

    /// One page of team members. The shape is assumed.
    public struct TeamMemberPage: Sendable, Hashable {
        /// The members of this page.
        public var data: [TeamMember]
        /// Where the next page begins; absent on the last.
        public var nextCursor: String?

        /// What is not given is left out.
        public init(data: [TeamMember], nextCursor: String? = nil) {
            self.data = data
            self.nextCursor = nextCursor
        }
    }

    /// A member of the team, or an invitation to it. The shape is assumed.
    public struct TeamMember: Sendable, Hashable {
        /// The id.
        public var id: String?
        /// The address.
        public var email: String?
        /// What the member may do. The roles are not documented.
        public var role: String?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(id: String? = nil, email: String? = nil, role: String? = nil, other: [String: JSONValue] = [:]) {
            self.id = id
            self.email = email
            self.role = role
            self.other = other
        }
    }

    /// An invitation. The shape is assumed.
    public struct InviteTeamMember: Sendable, Hashable {
        /// Whom to invite.
        public var email: String
        /// What the new member may do. The roles are not documented.
        public var role: String?

        /// What is not given is left out.
        public init(email: String, role: String? = nil) {
            self.email = email
            self.role = role
        }
    }

    /// A change of role. The shape is assumed.
    public struct UpdateTeamMember: Sendable, Hashable {
        /// What the member may do from now on. The roles are not documented.
        public var role: String

        /// Of all its members.
        public init(role: String) {
            self.role = role
        }
    }
}

extension Composite.Event: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        name = try members.required("name")
        distinctId = try members.optional("distinct_id")
        properties = try members.optional("properties")
        set = try members.optional("$set")
        setOnce = try members.optional("$set_once")
        timestamp = try members.date("timestamp")
        sysUuid = try members.optional("sys_uuid")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("name", name)
        try members.write("distinct_id", distinctId)
        try members.write("properties", properties)
        try members.write("$set", set)
        try members.write("$set_once", setOnce)
        try members.write("timestamp", timestamp)
        try members.write("sys_uuid", sysUuid)
    }
}

extension Composite.SendBatch: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        batch = try members.required("batch")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("batch", batch)
    }
}

extension Composite.StoredEvent: Codable {
    private static let declared: Set = ["name", "distinct_id", "properties", "timestamp", "sys_uuid"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        name = try members.optional("name")
        distinctId = try members.optional("distinct_id")
        properties = try members.optional("properties")
        timestamp = try members.date("timestamp")
        sysUuid = try members.optional("sys_uuid")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("name", name)
        try members.write("distinct_id", distinctId)
        try members.write("properties", properties)
        try members.write("timestamp", timestamp)
        try members.write("sys_uuid", sysUuid)
    }
}

extension Composite.StoredEvent: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "name": name as Any,
            "distinctId": distinctId as Any,
            "properties": properties as Any,
            "timestamp": timestamp as Any,
            "sysUuid": sysUuid as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Composite.ListEvents: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        distinctId = try members.optional("distinct_id")
        name = try members.optional("name")
        from = try members.date("from")
        to = try members.date("to")
        limit = try members.optional("limit")
        cursor = try members.optional("cursor")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("distinct_id", distinctId)
        try members.write("name", name)
        try members.write("from", from)
        try members.write("to", to)
        try members.write("limit", limit)
        try members.write("cursor", cursor)
    }
}

extension Composite.EventPage: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        data = try members.required("data")
        nextCursor = try members.optional("next_cursor")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("data", data)
        try members.write("next_cursor", nextCursor)
    }
}

extension Composite.Identify: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        distinctId = try members.required("distinct_id")
        anonymousId = try members.optional("anonymous_id")
        set = try members.optional("$set")
        setOnce = try members.optional("$set_once")
        timestamp = try members.date("timestamp")
        sysUuid = try members.optional("sys_uuid")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("distinct_id", distinctId)
        try members.write("anonymous_id", anonymousId)
        try members.write("$set", set)
        try members.write("$set_once", setOnce)
        try members.write("timestamp", timestamp)
        try members.write("sys_uuid", sysUuid)
    }
}

extension Composite.Alias: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        distinctId = try members.required("distinct_id")
        alias = try members.required("alias")
        timestamp = try members.date("timestamp")
        sysUuid = try members.optional("sys_uuid")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("distinct_id", distinctId)
        try members.write("alias", alias)
        try members.write("timestamp", timestamp)
        try members.write("sys_uuid", sysUuid)
    }
}

extension Composite.Me: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        distinctId = try members.required("distinct_id")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("distinct_id", distinctId)
    }
}

extension Composite.ListUsers: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        limit = try members.optional("limit")
        cursor = try members.optional("cursor")
        search = try members.optional("search")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("limit", limit)
        try members.write("cursor", cursor)
        try members.write("search", search)
    }
}

extension Composite.UserPage: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        data = try members.required("data")
        nextCursor = try members.optional("next_cursor")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("data", data)
        try members.write("next_cursor", nextCursor)
    }
}

extension Composite.User: Codable {
    private static let declared: Set = ["distinct_id", "properties", "first_seen", "last_seen"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        distinctId = try members.optional("distinct_id")
        properties = try members.optional("properties")
        firstSeen = try members.date("first_seen")
        lastSeen = try members.date("last_seen")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("distinct_id", distinctId)
        try members.write("properties", properties)
        try members.write("first_seen", firstSeen)
        try members.write("last_seen", lastSeen)
    }
}

extension Composite.User: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "distinctId": distinctId as Any,
            "properties": properties as Any,
            "firstSeen": firstSeen as Any,
            "lastSeen": lastSeen as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Composite.Upsert: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        properties = try members.required("properties")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("properties", properties)
    }
}

extension Composite.SendRecording: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        sessionId = try members.required("session_id")
        distinctId = try members.optional("distinct_id")
        events = try members.required("events")
        timestamp = try members.date("timestamp")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("session_id", sessionId)
        try members.write("distinct_id", distinctId)
        try members.write("events", events)
        try members.write("timestamp", timestamp)
    }
}

extension Composite.Project: Codable {
    private static let declared: Set = ["id", "name", "environment", "settings"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.optional("id")
        name = try members.optional("name")
        environment = try members.optional("environment")
        settings = try members.optional("settings")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("name", name)
        try members.write("environment", environment)
        try members.write("settings", settings)
    }
}

extension Composite.Project: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "name": name as Any,
            "environment": environment as Any,
            "settings": settings as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Composite.CreateExport: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        type = try members.required("type")
        from = try members.date("from")
        to = try members.date("to")
        format = try members.optional("format")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("type", type)
        try members.write("from", from)
        try members.write("to", to)
        try members.write("format", format)
    }
}

extension Composite.Export: Codable {
    private static let declared: Set = ["id", "status", "url"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.optional("id")
        status = try members.optional("status")
        url = try members.optional("url")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("status", status)
        try members.write("url", url)
    }
}

extension Composite.Export: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "status": status as Any,
            "url": url as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Composite.TeamMemberPage: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        data = try members.required("data")
        nextCursor = try members.optional("next_cursor")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("data", data)
        try members.write("next_cursor", nextCursor)
    }
}

extension Composite.TeamMember: Codable {
    private static let declared: Set = ["id", "email", "role"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.optional("id")
        email = try members.optional("email")
        role = try members.optional("role")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("email", email)
        try members.write("role", role)
    }
}

extension Composite.TeamMember: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "email": email as Any,
            "role": role as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Composite.InviteTeamMember: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        email = try members.required("email")
        role = try members.optional("role")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("email", email)
        try members.write("role", role)
    }
}

extension Composite.UpdateTeamMember: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        role = try members.required("role")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("role", role)
    }
}
