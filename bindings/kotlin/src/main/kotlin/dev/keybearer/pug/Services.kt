// Written by `cargo xtask generate` from sdk-core/src/pug/operations.rs. Do not edit.

package dev.keybearer.pug

import dev.keybearer.CallOptions
import dev.keybearer.internal.Caller
import dev.keybearer.internal.open

/** The operations of the client, by service. */
public abstract class PugServices internal constructor() {
    internal abstract val caller: Caller

    /**
     * Signing in. None of these shapes is documented: requests and answers are open JSON, and `tokensFrom` makes
     * tokens of an answer.
     */
    public val auth: Auth by lazy(LazyThreadSafetyMode.PUBLICATION) { Auth(caller) }

    /** Organizations and their members. */
    public val orgs: Orgs by lazy(LazyThreadSafetyMode.PUBLICATION) { Orgs(caller) }

    /** Projects and their API keys. */
    public val projects: Projects by lazy(LazyThreadSafetyMode.PUBLICATION) { Projects(caller) }

    /** Dashboards and their tiles. */
    public val dashboards: Dashboards by lazy(LazyThreadSafetyMode.PUBLICATION) { Dashboards(caller) }

    /** How an organization sends e-mail. */
    public val emailProviders: EmailProviders by lazy(LazyThreadSafetyMode.PUBLICATION) { EmailProviders(caller) }

    /** Customers: by all signs, the people who sign in to the dashboard. */
    public val customers: Customers by lazy(LazyThreadSafetyMode.PUBLICATION) { Customers(caller) }

    /** Sending events. */
    public val events: Events by lazy(LazyThreadSafetyMode.PUBLICATION) { Events(caller) }

    /** The people in a project's events. `identify` and `alias` are the SDK's, the others read. */
    public val profiles: Profiles by lazy(LazyThreadSafetyMode.PUBLICATION) { Profiles(caller) }

    /** Questions about events. */
    public val insights: Insights by lazy(LazyThreadSafetyMode.PUBLICATION) { Insights(caller) }

    /** What happened lately. */
    public val activity: Activity by lazy(LazyThreadSafetyMode.PUBLICATION) { Activity(caller) }
}

/**
 * Signing in. None of these shapes is documented: requests and answers are open JSON, and `tokensFrom` makes
 * tokens of an answer.
 */
public class Auth internal constructor(private val caller: Caller) {
    /**
     * Signs in with e-mail and password.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun signIn(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.auth.sign_in", emptyList(), open(request), options)

    /**
     * Asks for a sign-in by a link in an e-mail, or completes it.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun signInWithMagicLink(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.auth.sign_in_with_magic_link", emptyList(), open(request), options)

    /**
     * Signs in with what an OAuth provider gave. Google is the one that is documented.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun signInWithOAuth(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.auth.sign_in_with_oauth", emptyList(), open(request), options)

    /**
     * Creates an account.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun signUp(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.auth.sign_up", emptyList(), open(request), options)

    /**
     * Exchanges a refresh token. A client that holds a refresh token does this by itself.
     *
     * Called without a credential. It spends the refresh token, so it is not repeated once the server may have
     * it. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun refreshToken(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.auth.refresh_token", emptyList(), open(request), options)
}

/** Organizations and their members. */
public class Orgs internal constructor(private val caller: Caller) {
    /**
     * Creates an organization.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun create(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.orgs.create", emptyList(), open(request), options)

    /**
     * Reads an organization.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun get(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.orgs.get", emptyList(), open(request), options)

    /**
     * Lists the caller's organizations.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.orgs.list", emptyList(), open(request), options)

    /**
     * Changes an organization.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun update(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.orgs.update", emptyList(), open(request), options)

    /**
     * Invites somebody into an organization. How the organization is named is not documented: `extra` takes what
     * a server asks for.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun inviteMember(request: InviteMember, options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("pug.orgs.invite_member", emptyList(), InviteMemberCodec.asked(request), options)

    /**
     * Lists the members of an organization.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun listMembers(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.orgs.list_members", emptyList(), open(request), options)

    /**
     * Removes a member.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun removeMember(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.orgs.remove_member", emptyList(), open(request), options)
}

/** Projects and their API keys. */
public class Projects internal constructor(internal val caller: Caller) {
    /**
     * Creates a project. Its time zone sets the edges of the buckets of its charts.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted.
     */
    public suspend fun create(request: CreateProject, options: CallOptions = CallOptions.DEFAULT): ProjectAnswer =
        caller.call("pug.projects.create", emptyList(), CreateProjectCodec.asked(request), options, ProjectAnswerCodec)

    /**
     * Reads a project.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun get(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.projects.get", emptyList(), open(request), options)

    /**
     * Lists the projects of an organization.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.projects.list", emptyList(), open(request), options)

    /**
     * Changes the name or time zone of a project. Another time zone moves the edges of old charts too.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun update(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.projects.update", emptyList(), open(request), options)

    /**
     * Creates an API key. The answer is the only one that ever holds the key itself.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted.
     */
    public suspend fun createApiKey(request: CreateApiKey, options: CallOptions = CallOptions.DEFAULT): ApiKeyAnswer =
        caller.call("pug.projects.create_api_key", emptyList(), CreateApiKeyCodec.asked(request), options, ApiKeyAnswerCodec)

    /**
     * Lists the active API keys of a project.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun listApiKeys(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.projects.list_api_keys", emptyList(), open(request), options)

    /**
     * Revokes an API key.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun revokeApiKey(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.projects.revoke_api_key", emptyList(), open(request), options)
}

/** Dashboards and their tiles. */
public class Dashboards internal constructor(private val caller: Caller) {
    /**
     * Lists the dashboards of a project, without their tiles.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): DashboardList =
        caller.call("pug.dashboards.list", emptyList(), open(request), options, DashboardListCodec)

    /**
     * Reads a dashboard with its tiles.
     *
     * Called with an access token. It reads only, so it is retried freely.
     */
    public suspend fun get(request: GetDashboard, options: CallOptions = CallOptions.DEFAULT): DashboardAnswer =
        caller.call("pug.dashboards.get", emptyList(), GetDashboardCodec.asked(request), options, DashboardAnswerCodec)

    /**
     * Creates a dashboard.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted.
     */
    public suspend fun create(request: CreateDashboard, options: CallOptions = CallOptions.DEFAULT): DashboardAnswer =
        caller.call("pug.dashboards.create", emptyList(), CreateDashboardCodec.asked(request), options, DashboardAnswerCodec)

    /**
     * Changes the name of a dashboard and the like, not its tiles.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun update(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.dashboards.update", emptyList(), open(request), options)

    /**
     * Replaces all tiles of a dashboard: one whose id is left out is deleted. The answer is not documented.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     */
    public suspend fun upsert(request: UpsertDashboard, options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("pug.dashboards.upsert", emptyList(), UpsertDashboardCodec.asked(request), options)

    /**
     * Deletes a dashboard.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun delete(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.dashboards.delete", emptyList(), open(request), options)
}

/** How an organization sends e-mail. */
public class EmailProviders internal constructor(private val caller: Caller) {
    /**
     * Reads the settings.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun get(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.email_providers.get", emptyList(), open(request), options)

    /**
     * Writes the settings.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun upsert(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.email_providers.upsert", emptyList(), open(request), options)

    /**
     * Deletes the settings.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun delete(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.email_providers.delete", emptyList(), open(request), options)

    /**
     * Sends an e-mail to try them out.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun sendTest(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.email_providers.send_test", emptyList(), open(request), options)
}

/** Customers: by all signs, the people who sign in to the dashboard. */
public class Customers internal constructor(private val caller: Caller) {
    /**
     * Lists them.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.customers.list", emptyList(), open(request), options)

    /**
     * Reads one.
     *
     * Called with an access token. It reads only, so it is retried freely. **Assumed**: the platform documents
     * no path or shape for it; the path can be overridden.
     */
    public suspend fun get(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.customers.get", emptyList(), open(request), options)

    /**
     * Changes one.
     *
     * Called with an access token. A repetition may act twice, so it is retried only if the server has certainly
     * not acted. **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun update(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.customers.update", emptyList(), open(request), options)
}

/** Sending events. */
public class Events internal constructor(private val caller: Caller) {
    /**
     * Sends events. No event id is documented, so sending a batch twice may store it twice: it is not retried
     * once the server may have it, unless the call is marked `idempotent`.
     *
     * Called with an SDK key (pk_sdk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted.
     */
    public suspend fun batchCreate(request: BatchCreate, options: CallOptions = CallOptions.DEFAULT): BatchCreated =
        caller.call("pug.events.batch_create", emptyList(), BatchCreateCodec.asked(request), options, BatchCreatedCodec)
}

/** The people in a project's events. `identify` and `alias` are the SDK's, the others read. */
public class Profiles internal constructor(private val caller: Caller) {
    /**
     * Creates a profile or merges traits into it; none is ever removed. Earlier anonymous events are attached.
     * Takes effect after a few seconds.
     *
     * Called with an SDK key (pk_sdk_…). A repetition has the effect of one call, so it is retried freely.
     */
    public suspend fun identify(request: Identify, options: CallOptions = CallOptions.DEFAULT): Identified =
        caller.call("pug.profiles.identify", emptyList(), IdentifyCodec.asked(request), options, IdentifiedCodec)

    /**
     * Says that two ids are one person. The answer is not documented.
     *
     * Called with an SDK key (pk_sdk_…). A repetition may act twice, so it is retried only if the server has
     * certainly not acted.
     */
    public suspend fun alias(request: Alias, options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("pug.profiles.alias", emptyList(), AliasCodec.asked(request), options)

    /**
     * Reads a profile.
     *
     * Called with a shared key (pk_shared_…) or an access token. It reads only, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun get(request: GetProfile, options: CallOptions = CallOptions.DEFAULT): ProfileAnswer =
        caller.call("pug.profiles.get", emptyList(), GetProfileCodec.asked(request), options, ProfileAnswerCodec)

    /**
     * Lists profiles.
     *
     * Called with a shared key (pk_shared_…) or an access token. It reads only, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: ListProfiles = ListProfiles(),
        options: CallOptions = CallOptions.DEFAULT,
    ): ProfileList =
        caller.call("pug.profiles.list", emptyList(), ListProfilesCodec.asked(request), options, ProfileListCodec)

    /**
     * Hides a profile; its events stay.
     *
     * Called with a shared key (pk_shared_…) or an access token. A repetition has the effect of one call, so it
     * is retried freely. **Assumed**: the platform documents no path or shape for it; the path can be
     * overridden.
     */
    public suspend fun delete(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.profiles.delete", emptyList(), open(request), options)
}

/** Questions about events. */
public class Insights internal constructor(private val caller: Caller) {
    /**
     * Answers one question: a trend, or a funnel.
     *
     * Called with a shared key (pk_shared_…) or an access token. It reads only, so it is retried freely.
     */
    public suspend fun query(request: Query, options: CallOptions = CallOptions.DEFAULT): InsightsResult =
        caller.call("pug.insights.query", emptyList(), QueryCodec.asked(request), options, InsightsResultCodec)
}

/** What happened lately. */
public class Activity internal constructor(private val caller: Caller) {
    /**
     * Lists recent events.
     *
     * Called with a shared key (pk_shared_…) or an access token. It reads only, so it is retried freely.
     * **Assumed**: the platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun list(
        request: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? =
        caller.open("pug.activity.list", emptyList(), open(request), options)
}
