// Written by `cargo xtask generate` from sdk-core/src/composite/types.rs. Do not edit.

package dev.keybearer.composite

import dev.keybearer.internal.Codec
import dev.keybearer.internal.ObjectReader
import dev.keybearer.internal.ObjectWriter
import dev.keybearer.internal.member

internal object EventCodec : Codec<Event>(
    keeps = false,
    member("name", "name"),
    member("distinct_id", "distinctId"),
    member("properties", "properties"),
    member("\$set", "set"),
    member("\$set_once", "setOnce"),
    member("timestamp", "timestamp"),
    member("sys_uuid", "sysUuid"),
) {
    override fun write(value: Event, to: ObjectWriter) {
        to.text("name", value.name)
        to.text("distinct_id", value.distinctId)
        to.map("properties", "properties", value.properties)
        to.map("set", "\$set", value.set)
        to.map("setOnce", "\$set_once", value.setOnce)
        to.instant("timestamp", value.timestamp)
        to.text("sys_uuid", value.sysUuid)
    }

    override fun read(from: ObjectReader): Event = Event(
        name = from.required("name", from.text("name")),
        distinctId = from.text("distinct_id"),
        properties = from.map("properties"),
        set = from.map("\$set"),
        setOnce = from.map("\$set_once"),
        timestamp = from.instant("timestamp"),
        sysUuid = from.text("sys_uuid"),
    )
}

internal object SendBatchCodec : Codec<SendBatch>(
    keeps = false,
    member("batch", "batch") { EventCodec },
) {
    override fun write(value: SendBatch, to: ObjectWriter) {
        to.messages("batch", "batch", EventCodec, value.batch)
    }

    override fun read(from: ObjectReader): SendBatch = SendBatch(
        batch = from.messages("batch", EventCodec) ?: emptyList(),
    )
}

internal object StoredEventCodec : Codec<StoredEvent>(
    keeps = true,
    member("name", "name"),
    member("distinct_id", "distinctId"),
    member("properties", "properties"),
    member("timestamp", "timestamp"),
    member("sys_uuid", "sysUuid"),
) {
    override fun write(value: StoredEvent, to: ObjectWriter) {
        to.text("name", value.name)
        to.text("distinct_id", value.distinctId)
        to.map("properties", "properties", value.properties)
        to.instant("timestamp", value.timestamp)
        to.text("sys_uuid", value.sysUuid)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): StoredEvent = StoredEvent(
        name = from.text("name"),
        distinctId = from.text("distinct_id"),
        properties = from.map("properties"),
        timestamp = from.instant("timestamp"),
        sysUuid = from.text("sys_uuid"),
        other = from.rest(),
    )
}

internal object ListEventsCodec : Codec<ListEvents>(
    keeps = false,
    member("distinct_id", "distinctId"),
    member("name", "name"),
    member("from", "from"),
    member("to", "to"),
    member("limit", "limit"),
    member("cursor", "cursor"),
) {
    override fun write(value: ListEvents, to: ObjectWriter) {
        to.text("distinct_id", value.distinctId)
        to.text("name", value.name)
        to.instant("from", value.from)
        to.instant("to", value.to)
        to.uint("limit", value.limit)
        to.text("cursor", value.cursor)
    }

    override fun read(from: ObjectReader): ListEvents = ListEvents(
        distinctId = from.text("distinct_id"),
        name = from.text("name"),
        from = from.instant("from"),
        to = from.instant("to"),
        limit = from.uint("limit"),
        cursor = from.text("cursor"),
    )
}

internal object EventPageCodec : Codec<EventPage>(
    keeps = false,
    member("data", "data") { StoredEventCodec },
    member("next_cursor", "nextCursor"),
) {
    override fun write(value: EventPage, to: ObjectWriter) {
        to.messages("data", "data", StoredEventCodec, value.data)
        to.text("next_cursor", value.nextCursor)
    }

    override fun read(from: ObjectReader): EventPage = EventPage(
        data = from.messages("data", StoredEventCodec) ?: emptyList(),
        nextCursor = from.text("next_cursor"),
    )
}

internal object IdentifyCodec : Codec<Identify>(
    keeps = false,
    member("distinct_id", "distinctId"),
    member("anonymous_id", "anonymousId"),
    member("\$set", "set"),
    member("\$set_once", "setOnce"),
    member("timestamp", "timestamp"),
    member("sys_uuid", "sysUuid"),
) {
    override fun write(value: Identify, to: ObjectWriter) {
        to.text("distinct_id", value.distinctId)
        to.text("anonymous_id", value.anonymousId)
        to.map("set", "\$set", value.set)
        to.map("setOnce", "\$set_once", value.setOnce)
        to.instant("timestamp", value.timestamp)
        to.text("sys_uuid", value.sysUuid)
    }

    override fun read(from: ObjectReader): Identify = Identify(
        distinctId = from.required("distinct_id", from.text("distinct_id")),
        anonymousId = from.text("anonymous_id"),
        set = from.map("\$set"),
        setOnce = from.map("\$set_once"),
        timestamp = from.instant("timestamp"),
        sysUuid = from.text("sys_uuid"),
    )
}

internal object AliasCodec : Codec<Alias>(
    keeps = false,
    member("distinct_id", "distinctId"),
    member("alias", "alias"),
    member("timestamp", "timestamp"),
    member("sys_uuid", "sysUuid"),
) {
    override fun write(value: Alias, to: ObjectWriter) {
        to.text("distinct_id", value.distinctId)
        to.text("alias", value.alias)
        to.instant("timestamp", value.timestamp)
        to.text("sys_uuid", value.sysUuid)
    }

    override fun read(from: ObjectReader): Alias = Alias(
        distinctId = from.required("distinct_id", from.text("distinct_id")),
        alias = from.required("alias", from.text("alias")),
        timestamp = from.instant("timestamp"),
        sysUuid = from.text("sys_uuid"),
    )
}

internal object MeCodec : Codec<Me>(
    keeps = false,
    member("distinct_id", "distinctId"),
) {
    override fun write(value: Me, to: ObjectWriter) {
        to.text("distinct_id", value.distinctId)
    }

    override fun read(from: ObjectReader): Me = Me(
        distinctId = from.required("distinct_id", from.text("distinct_id")),
    )
}

internal object ListUsersCodec : Codec<ListUsers>(
    keeps = false,
    member("limit", "limit"),
    member("cursor", "cursor"),
    member("search", "search"),
) {
    override fun write(value: ListUsers, to: ObjectWriter) {
        to.uint("limit", value.limit)
        to.text("cursor", value.cursor)
        to.text("search", value.search)
    }

    override fun read(from: ObjectReader): ListUsers = ListUsers(
        limit = from.uint("limit"),
        cursor = from.text("cursor"),
        search = from.text("search"),
    )
}

internal object UserPageCodec : Codec<UserPage>(
    keeps = false,
    member("data", "data") { UserCodec },
    member("next_cursor", "nextCursor"),
) {
    override fun write(value: UserPage, to: ObjectWriter) {
        to.messages("data", "data", UserCodec, value.data)
        to.text("next_cursor", value.nextCursor)
    }

    override fun read(from: ObjectReader): UserPage = UserPage(
        data = from.messages("data", UserCodec) ?: emptyList(),
        nextCursor = from.text("next_cursor"),
    )
}

internal object UserCodec : Codec<User>(
    keeps = true,
    member("distinct_id", "distinctId"),
    member("properties", "properties"),
    member("first_seen", "firstSeen"),
    member("last_seen", "lastSeen"),
) {
    override fun write(value: User, to: ObjectWriter) {
        to.text("distinct_id", value.distinctId)
        to.map("properties", "properties", value.properties)
        to.instant("first_seen", value.firstSeen)
        to.instant("last_seen", value.lastSeen)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): User = User(
        distinctId = from.text("distinct_id"),
        properties = from.map("properties"),
        firstSeen = from.instant("first_seen"),
        lastSeen = from.instant("last_seen"),
        other = from.rest(),
    )
}

internal object UpsertCodec : Codec<Upsert>(
    keeps = false,
    member("properties", "properties"),
) {
    override fun write(value: Upsert, to: ObjectWriter) {
        to.map("properties", "properties", value.properties)
    }

    override fun read(from: ObjectReader): Upsert = Upsert(
        properties = from.map("properties") ?: emptyMap(),
    )
}

internal object SendRecordingCodec : Codec<SendRecording>(
    keeps = false,
    member("session_id", "sessionId"),
    member("distinct_id", "distinctId"),
    member("events", "events"),
    member("timestamp", "timestamp"),
) {
    override fun write(value: SendRecording, to: ObjectWriter) {
        to.text("session_id", value.sessionId)
        to.text("distinct_id", value.distinctId)
        to.list("events", "events", value.events)
        to.instant("timestamp", value.timestamp)
    }

    override fun read(from: ObjectReader): SendRecording = SendRecording(
        sessionId = from.required("session_id", from.text("session_id")),
        distinctId = from.text("distinct_id"),
        events = from.list("events") ?: emptyList(),
        timestamp = from.instant("timestamp"),
    )
}

internal object ProjectCodec : Codec<Project>(
    keeps = true,
    member("id", "id"),
    member("name", "name"),
    member("environment", "environment"),
    member("settings", "settings"),
) {
    override fun write(value: Project, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("name", value.name)
        to.text("environment", value.environment)
        to.optionalJson("settings", "settings", value.settings)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Project = Project(
        id = from.text("id"),
        name = from.text("name"),
        environment = from.text("environment"),
        settings = from.json("settings"),
        other = from.rest(),
    )
}

internal object CreateExportCodec : Codec<CreateExport>(
    keeps = false,
    member("type", "type"),
    member("from", "from"),
    member("to", "to"),
    member("format", "format"),
) {
    override fun write(value: CreateExport, to: ObjectWriter) {
        to.text("type", value.type)
        to.instant("from", value.from)
        to.instant("to", value.to)
        to.text("format", value.format)
    }

    override fun read(from: ObjectReader): CreateExport = CreateExport(
        type = from.required("type", from.text("type")),
        from = from.instant("from"),
        to = from.instant("to"),
        format = from.text("format"),
    )
}

internal object ExportCodec : Codec<Export>(
    keeps = true,
    member("id", "id"),
    member("status", "status"),
    member("url", "url"),
) {
    override fun write(value: Export, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("status", value.status)
        to.text("url", value.url)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Export = Export(
        id = from.text("id"),
        status = from.text("status"),
        url = from.text("url"),
        other = from.rest(),
    )
}

internal object TeamMemberPageCodec : Codec<TeamMemberPage>(
    keeps = false,
    member("data", "data") { TeamMemberCodec },
    member("next_cursor", "nextCursor"),
) {
    override fun write(value: TeamMemberPage, to: ObjectWriter) {
        to.messages("data", "data", TeamMemberCodec, value.data)
        to.text("next_cursor", value.nextCursor)
    }

    override fun read(from: ObjectReader): TeamMemberPage = TeamMemberPage(
        data = from.messages("data", TeamMemberCodec) ?: emptyList(),
        nextCursor = from.text("next_cursor"),
    )
}

internal object TeamMemberCodec : Codec<TeamMember>(
    keeps = true,
    member("id", "id"),
    member("email", "email"),
    member("role", "role"),
) {
    override fun write(value: TeamMember, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("email", value.email)
        to.text("role", value.role)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): TeamMember = TeamMember(
        id = from.text("id"),
        email = from.text("email"),
        role = from.text("role"),
        other = from.rest(),
    )
}

internal object InviteTeamMemberCodec : Codec<InviteTeamMember>(
    keeps = false,
    member("email", "email"),
    member("role", "role"),
) {
    override fun write(value: InviteTeamMember, to: ObjectWriter) {
        to.text("email", value.email)
        to.text("role", value.role)
    }

    override fun read(from: ObjectReader): InviteTeamMember = InviteTeamMember(
        email = from.required("email", from.text("email")),
        role = from.text("role"),
    )
}

internal object UpdateTeamMemberCodec : Codec<UpdateTeamMember>(
    keeps = false,
    member("role", "role"),
) {
    override fun write(value: UpdateTeamMember, to: ObjectWriter) {
        to.text("role", value.role)
    }

    override fun read(from: ObjectReader): UpdateTeamMember = UpdateTeamMember(
        role = from.required("role", from.text("role")),
    )
}
