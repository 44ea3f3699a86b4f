// Written by `cargo xtask generate` from sdk-core/src/composite/operations.rs. Do not edit.

package dev.keybearer.composite

import dev.keybearer.CallOptions
import dev.keybearer.internal.Argument
import dev.keybearer.internal.Caller
import dev.keybearer.internal.open
import kotlinx.coroutines.flow.Flow

/** The operations of the client, by service. */
public abstract class CompositeServices internal constructor() {
    internal abstract val caller: Caller

    /** What happened. */
    public val events: Events by lazy(LazyThreadSafetyMode.PUBLICATION) { Events(caller) }

    /** Who did it. */
    public val users: Users by lazy(LazyThreadSafetyMode.PUBLICATION) { Users(caller) }

    /** Session recordings. */
    public val recordings: Recordings by lazy(LazyThreadSafetyMode.PUBLICATION) { Recordings(caller) }

    /** The project that the key belongs to. */
    public val project: Projects by lazy(LazyThreadSafetyMode.PUBLICATION) { Projects(caller) }

    /** Exports of data. */
    public val exports: Exports by lazy(LazyThreadSafetyMode.PUBLICATION) { Exports(caller) }

    /** The people who work on the project. */
    public val team: Team by lazy(LazyThreadSafetyMode.PUBLICATION) { Team(caller) }

    /** Billing, in open JSON. */
    public val billing: Billing by lazy(LazyThreadSafetyMode.PUBLICATION) { Billing(caller) }

    /** API keys. */
    public val apiKeys: ApiKeys by lazy(LazyThreadSafetyMode.PUBLICATION) { ApiKeys(caller) }
}

/** What happened. */
public class Events internal constructor(private val caller: Caller) {
    /**
     * Sends one event. `name` and `properties` are documented, its other members assumed. A retry repeats its id
     * (`sysUuid`), so that it counts once.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). A repetition has the effect of one call, so it is
     * retried freely.
     */
    public suspend fun send(request: Event, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.events.send", emptyList(), EventCodec.asked(request), options)
    }

    /**
     * Sends several events at once. The path is documented, the shape assumed. A success means that all were
     * accepted, unless the answer, if it has one, lists failures; what is not JSON is given as text.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). A repetition has the effect of one call, so it is
     * retried freely. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun sendBatch(request: SendBatch, options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("composite.events.send_batch", emptyList(), SendBatchCodec.asked(request), options)

    /**
     * Lists events.
     *
     * Called with a secret key (sk_…). It reads only, so it is retried freely. **Assumed**: the platform
     * documents no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: ListEvents = ListEvents(),
        options: CallOptions = CallOptions.DEFAULT,
    ): EventPage =
        caller.call("composite.events.list", emptyList(), ListEventsCodec.asked(request), options, EventPageCodec)

    /** The pages of `list`, fetched as they are asked for. A page that is not asked for is not fetched. */
    public fun listPages(
        request: ListEvents = ListEvents(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<EventPage> =
        caller.pages("composite.events.list", emptyList(), ListEventsCodec.asked(request), options, EventPageCodec)

    /** The items of `list`, page after page, fetched as they are asked for. */
    public fun listItems(
        request: ListEvents = ListEvents(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<StoredEvent> =
        caller.items("composite.events.list", emptyList(), ListEventsCodec.asked(request), options, EventPageCodec) { it.data }
}

/** Who did it. */
public class Users internal constructor(private val caller: Caller) {
    /**
     * Tells who a distinct id is, and may set properties of the profile. It travels as the event `sys_identify`.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). A repetition has the effect of one call, so it is
     * retried freely. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun identify(request: Identify, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.users.identify", emptyList(), IdentifyCodec.asked(request), options)
    }

    /**
     * Links a further id to a user. It travels as the event `sys_alias`.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). A repetition has the effect of one call, so it is
     * retried freely. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun alias(request: Alias, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.users.alias", emptyList(), AliasCodec.asked(request), options)
    }

    /**
     * Reads the caller's own profile.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). It reads only, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun me(request: Me, options: CallOptions = CallOptions.DEFAULT): User =
        caller.call("composite.users.me", emptyList(), MeCodec.asked(request), options, UserCodec)

    /**
     * Lists users.
     *
     * Called with a secret key (sk_…). It reads only, so it is retried freely. **Assumed**: the platform
     * documents no path or shape for it; the path can be overridden.
     */
    public suspend fun list(request: ListUsers = ListUsers(), options: CallOptions = CallOptions.DEFAULT): UserPage =
        caller.call("composite.users.list", emptyList(), ListUsersCodec.asked(request), options, UserPageCodec)

    /** The pages of `list`, fetched as they are asked for. A page that is not asked for is not fetched. */
    public fun listPages(
        request: ListUsers = ListUsers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<UserPage> =
        caller.pages("composite.users.list", emptyList(), ListUsersCodec.asked(request), options, UserPageCodec)

    /** The items of `list`, page after page, fetched as they are asked for. */
    public fun listItems(request: ListUsers = ListUsers(), options: CallOptions = CallOptions.DEFAULT): Flow<User> =
        caller.items("composite.users.list", emptyList(), ListUsersCodec.asked(request), options, UserPageCodec) { it.data }

    /**
     * Reads a user.
     *
     * Called with a secret key (sk_…). It reads only, so it is retried freely. **Assumed**: the platform
     * documents no path or shape for it; the path can be overridden.
     */
    public suspend fun get(distinctId: String, options: CallOptions = CallOptions.DEFAULT): User =
        caller.call("composite.users.get", listOf(Argument("distinctId", distinctId)), null, options, UserCodec)

    /**
     * Creates or updates the profile of a user.
     *
     * Called with a secret key (sk_…). A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun upsert(distinctId: String, request: Upsert, options: CallOptions = CallOptions.DEFAULT): User =
        caller.call("composite.users.upsert", listOf(Argument("distinctId", distinctId)), UpsertCodec.asked(request), options, UserCodec)

    /**
     * Deletes the data of a user. The server may still be at it when it answers.
     *
     * Called with a secret key (sk_…). A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun delete(distinctId: String, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.users.delete", listOf(Argument("distinctId", distinctId)), null, options)
    }
}

/** Session recordings. */
public class Recordings internal constructor(private val caller: Caller) {
    /**
     * Sends a part of a session recording.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). A repetition may act twice, so it is retried only
     * if the server has certainly not acted. **Assumed**: the platform documents no path or shape for it; the
     * path can be overridden.
     */
    public suspend fun send(request: SendRecording, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.recordings.send", emptyList(), SendRecordingCodec.asked(request), options)
    }
}

/** The project that the key belongs to. */
public class Projects internal constructor(private val caller: Caller) {
    /**
     * Reads the configuration of the project.
     *
     * Called with a public key (pk_…) or a secret key (sk_…). It reads only, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun get(options: CallOptions = CallOptions.DEFAULT): Project =
        caller.call("composite.project.get", emptyList(), null, options, ProjectCodec)

    /**
     * Changes the given settings of the project, an object.
     *
     * Called with a secret key (sk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted. **Assumed**: the platform documents no path or shape for it; the path can be
     * overridden.
     */
    public suspend fun update(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Project =
        caller.call("composite.project.update", emptyList(), open(request), options, ProjectCodec)
}

/** Exports of data. */
public class Exports internal constructor(private val caller: Caller) {
    /**
     * Starts an export.
     *
     * Called with a secret key (sk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted. **Assumed**: the platform documents no path or shape for it; the path can be
     * overridden.
     */
    public suspend fun create(request: CreateExport, options: CallOptions = CallOptions.DEFAULT): Export =
        caller.call("composite.exports.create", emptyList(), CreateExportCodec.asked(request), options, ExportCodec)

    /**
     * Reads how far an export is, and where its result lies once it is done.
     *
     * Called with a secret key (sk_…). It reads only, so it is retried freely. **Assumed**: the platform
     * documents no path or shape for it; the path can be overridden.
     */
    public suspend fun get(id: String, options: CallOptions = CallOptions.DEFAULT): Export =
        caller.call("composite.exports.get", listOf(Argument("id", id)), null, options, ExportCodec)
}

/** The people who work on the project. */
public class Team internal constructor(private val caller: Caller) {
    /**
     * Lists the members. No scope is known for it.
     *
     * Called with a secret key (sk_…). It reads only, so it is retried freely. **Assumed**: the platform
     * documents no path or shape for it; the path can be overridden.
     */
    public suspend fun list(options: CallOptions = CallOptions.DEFAULT): TeamMemberPage =
        caller.call("composite.team.list", emptyList(), null, options, TeamMemberPageCodec)

    /** The pages of `list`, fetched as they are asked for. A page that is not asked for is not fetched. */
    public fun listPages(options: CallOptions = CallOptions.DEFAULT): Flow<TeamMemberPage> =
        caller.pages("composite.team.list", emptyList(), null, options, TeamMemberPageCodec)

    /** The items of `list`, page after page, fetched as they are asked for. */
    public fun listItems(options: CallOptions = CallOptions.DEFAULT): Flow<TeamMember> =
        caller.items("composite.team.list", emptyList(), null, options, TeamMemberPageCodec) { it.data }

    /**
     * Invites somebody.
     *
     * Called with a secret key (sk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted. **Assumed**: the platform documents no path or shape for it; the path can be
     * overridden.
     */
    public suspend fun invite(request: InviteTeamMember, options: CallOptions = CallOptions.DEFAULT): TeamMember =
        caller.call("composite.team.invite", emptyList(), InviteTeamMemberCodec.asked(request), options, TeamMemberCodec)

    /**
     * Changes the role of a member.
     *
     * Called with a secret key (sk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted. **Assumed**: the platform documents no path or shape for it; the path can be
     * overridden.
     */
    public suspend fun update(
        id: String,
        request: UpdateTeamMember,
        options: CallOptions = CallOptions.DEFAULT,
    ): TeamMember =
        caller.call("composite.team.update", listOf(Argument("id", id)), UpdateTeamMemberCodec.asked(request), options, TeamMemberCodec)

    /**
     * Removes a member.
     *
     * Called with a secret key (sk_…). A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun remove(id: String, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.team.remove", listOf(Argument("id", id)), null, options)
    }
}

/** Billing, in open JSON. */
public class Billing internal constructor(private val caller: Caller) {
    /**
     * Reads the billing data.
     *
     * Called with a secret key (sk_…). It reads only, so it is retried freely. **Assumed**: the platform
     * documents no path or shape for it; the path can be overridden.
     */
    public suspend fun get(options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("composite.billing.get", emptyList(), null, options)

    /**
     * Changes the given billing data, an object.
     *
     * Called with a secret key (sk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted. **Assumed**: the platform documents no path or shape for it; the path can be
     * overridden.
     */
    public suspend fun update(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("composite.billing.update", emptyList(), open(request), options)
}

/** API keys. */
public class ApiKeys internal constructor(private val caller: Caller) {
    /**
     * Revokes a key at once. The platform announces that this can be done; the dashboard certainly can.
     *
     * Called with a secret key (sk_…). A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun revoke(id: String, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("composite.api_keys.revoke", listOf(Argument("id", id)), null, options)
    }
}
