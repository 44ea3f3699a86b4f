// Written by `cargo xtask generate` from sdk-core/src/composite/types.rs. Do not edit.

package dev.keybearer.composite

import dev.keybearer.Message
import dev.keybearer.internal.names
import java.time.Instant

/** Something that happened. `name` and `properties` are documented, the rest is assumed. */
public data class Event(
    /** What happened, such as `order_placed`. Names that begin with `sys_` are the platform's. */
    val name: String,
    /** Whose event it is: the id of a user, or an anonymous one. Needed from servers. */
    val distinctId: String? = null,
    /** What there is to say of it. */
    val properties: Map<String, Any?>? = null,
    /** Properties of the user's profile to overwrite. */
    val set: Map<String, Any?>? = null,
    /** Properties of the user's profile to set where there are none yet. */
    val setOnce: Map<String, Any?>? = null,
    /** When it happened (RFC 3339). The time of the call unless given. */
    val timestamp: Instant? = null,
    /** The id that it is counted once by, a UUID. A new one (version 7) unless given. */
    val sysUuid: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = EventCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Event = EventCodec.fromMap(json)
    }
}

/** Events to send together, in this order. The shape is assumed. */
public data class SendBatch(
    /** The events, at least one. */
    val batch: List<Event>,
) : Message {
    override fun toJson(): Map<String, Any?> = SendBatchCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): SendBatch = SendBatchCodec.fromMap(json)
    }
}

/** An event as the server tells it. The shape is assumed. */
public data class StoredEvent(
    /** What happened. */
    val name: String? = null,
    /** Whose event it is. */
    val distinctId: String? = null,
    /** What there is to say of it. */
    val properties: Map<String, Any?>? = null,
    /** When it happened (RFC 3339). */
    val timestamp: Instant? = null,
    /** The id that it is counted once by. */
    val sysUuid: String? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = StoredEventCodec.toMap(this)

    override fun toString(): String =
        "StoredEvent(name=$name, distinctId=$distinctId, properties=$properties, timestamp=$timestamp" +
            ", sysUuid=$sysUuid, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): StoredEvent = StoredEventCodec.fromMap(json)
    }
}

/** Which events to list. The filters are assumed. */
public data class ListEvents(
    /** Only events of this user. */
    val distinctId: String? = null,
    /** Only events of this name. */
    val name: String? = null,
    /** Only events at this time (RFC 3339) or later. */
    val from: Instant? = null,
    /** Only events before this time (RFC 3339). */
    val to: Instant? = null,
    /** Events on a page, 1 or more. */
    val limit: UInt? = null,
    /** Where to go on: the `nextCursor` of the page before. */
    val cursor: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = ListEventsCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ListEvents = ListEventsCodec.fromMap(json)
    }
}

/** One page of events. The shape is assumed. */
public data class EventPage(
    /** The events of this page. */
    val data: List<StoredEvent>,
    /** Where the next page begins; absent on the last. */
    val nextCursor: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = EventPageCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): EventPage = EventPageCodec.fromMap(json)
    }
}

/** Who somebody is. It is sent as the event `sys_identify`; its members are assumed. */
public data class Identify(
    /** The id that the user is known by from now on. */
    val distinctId: String,
    /** The anonymous id that the user had until now. */
    val anonymousId: String? = null,
    /** Properties of the profile to overwrite. */
    val set: Map<String, Any?>? = null,
    /** Properties of the profile to set where there are none yet. */
    val setOnce: Map<String, Any?>? = null,
    /** When it happened (RFC 3339). The time of the call unless given. */
    val timestamp: Instant? = null,
    /** The id that it is counted once by, a UUID. A new one (version 7) unless given. */
    val sysUuid: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = IdentifyCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Identify = IdentifyCodec.fromMap(json)
    }
}

/** A further id of a user. It is sent as the event `sys_alias`; its members are assumed. */
public data class Alias(
    /** The id that the user is known by. */
    val distinctId: String,
    /** The further id, another than `distinctId`. */
    val alias: String,
    /** When it happened (RFC 3339). The time of the call unless given. */
    val timestamp: Instant? = null,
    /** The id that it is counted once by, a UUID. A new one (version 7) unless given. */
    val sysUuid: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = AliasCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Alias = AliasCodec.fromMap(json)
    }
}

/** Whose profile is the caller's own. */
public data class Me(
    /** The id that the caller holds. With a public key the server gives no other profile. */
    val distinctId: String,
) : Message {
    override fun toJson(): Map<String, Any?> = MeCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Me = MeCodec.fromMap(json)
    }
}

/** Which users to list. The filters are assumed. */
public data class ListUsers(
    /** Users on a page, 1 or more. */
    val limit: UInt? = null,
    /** Where to go on: the `nextCursor` of the page before. */
    val cursor: String? = null,
    /** Only users who match. */
    val search: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = ListUsersCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ListUsers = ListUsersCodec.fromMap(json)
    }
}

/** One page of users. The shape is assumed. */
public data class UserPage(
    /** The users of this page. */
    val data: List<User>,
    /** Where the next page begins; absent on the last. */
    val nextCursor: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = UserPageCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): UserPage = UserPageCodec.fromMap(json)
    }
}

/** The profile of a user. The shape is assumed. */
public data class User(
    /** The id. */
    val distinctId: String? = null,
    /** The properties of the profile. */
    val properties: Map<String, Any?>? = null,
    /** When the user was first seen (RFC 3339). */
    val firstSeen: Instant? = null,
    /** When the user was last seen (RFC 3339). */
    val lastSeen: Instant? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = UserCodec.toMap(this)

    override fun toString(): String =
        "User(distinctId=$distinctId, properties=$properties, firstSeen=$firstSeen, lastSeen=$lastSeen" +
            ", other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): User = UserCodec.fromMap(json)
    }
}

/** The profile that a user gets. The shape is assumed. */
public data class Upsert(
    /** The properties of the profile. */
    val properties: Map<String, Any?>,
) : Message {
    override fun toJson(): Map<String, Any?> = UpsertCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Upsert = UpsertCodec.fromMap(json)
    }
}

/** A part of a session recording. The shape is assumed. */
public data class SendRecording(
    /** The session that was recorded. */
    val sessionId: String,
    /** Whose session it is. */
    val distinctId: String? = null,
    /** What the recorder wrote, in its own form. */
    val events: List<Any?>,
    /** When this part was recorded (RFC 3339). */
    val timestamp: Instant? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = SendRecordingCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): SendRecording = SendRecordingCodec.fromMap(json)
    }
}

/** The project that a key belongs to. The shape is assumed. */
public data class Project(
    /** The id. */
    val id: String? = null,
    /** The name. */
    val name: String? = null,
    /** The environment of the key, such as `live`. */
    val environment: String? = null,
    /** The settings, an object. */
    val settings: Any? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ProjectCodec.toMap(this)

    override fun toString(): String =
        "Project(id=$id, name=$name, environment=$environment, settings=$settings, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Project = ProjectCodec.fromMap(json)
    }
}

/** An export to start. The shape is assumed. */
public data class CreateExport(
    /** What to export, such as `events`. */
    val type: String,
    /** From this time on (RFC 3339). */
    val from: Instant? = null,
    /** Until before this time (RFC 3339). */
    val to: Instant? = null,
    /** The form of the result. */
    val format: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = CreateExportCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): CreateExport = CreateExportCodec.fromMap(json)
    }
}

/** An export that was started. The shape is assumed. */
public data class Export(
    /** The id. */
    val id: String? = null,
    /** How far it is. */
    val status: String? = null,
    /** Where the result lies. Whoever has the address may be able to read it. */
    val url: String? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = ExportCodec.toMap(this)

    override fun toString(): String =
        "Export(id=$id, status=$status, url=$url, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Export = ExportCodec.fromMap(json)
    }
}

/** One page of team members. The shape is assumed. */
public data class TeamMemberPage(
    /** The members of this page. */
    val data: List<TeamMember>,
    /** Where the next page begins; absent on the last. */
    val nextCursor: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = TeamMemberPageCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): TeamMemberPage = TeamMemberPageCodec.fromMap(json)
    }
}

/** A member of the team, or an invitation to it. The shape is assumed. */
public data class TeamMember(
    /** The id. */
    val id: String? = null,
    /** The address. */
    val email: String? = null,
    /** What the member may do. The roles are not documented. */
    val role: String? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = TeamMemberCodec.toMap(this)

    override fun toString(): String =
        "TeamMember(id=$id, email=$email, role=$role, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): TeamMember = TeamMemberCodec.fromMap(json)
    }
}

/** An invitation. The shape is assumed. */
public data class InviteTeamMember(
    /** Whom to invite. */
    val email: String,
    /** What the new member may do. The roles are not documented. */
    val role: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = InviteTeamMemberCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): InviteTeamMember = InviteTeamMemberCodec.fromMap(json)
    }
}

/** A change of role. The shape is assumed. */
public data class UpdateTeamMember(
    /** What the member may do from now on. The roles are not documented. */
    val role: String,
) : Message {
    override fun toJson(): Map<String, Any?> = UpdateTeamMemberCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): UpdateTeamMember = UpdateTeamMemberCodec.fromMap(json)
    }
}
