// Written by `cargo xtask generate` from sdk-core/src/puguh/operations.rs. Do not edit.

package dev.keybearer.puguh

import dev.keybearer.CallOptions
import dev.keybearer.internal.Argument
import dev.keybearer.internal.Caller
import kotlinx.coroutines.flow.Flow

/** The operations of the client, by service. */
public abstract class PuguhServices internal constructor() {
    internal abstract val caller: Caller

    /** Accounts and tokens. */
    public val auth: Auth by lazy(LazyThreadSafetyMode.PUBLICATION) { Auth(caller) }

    /** Organizations and their members. */
    public val organizations: Organizations by lazy(LazyThreadSafetyMode.PUBLICATION) { Organizations(caller) }

    /** Users of the organization. */
    public val iam: Iam by lazy(LazyThreadSafetyMode.PUBLICATION) { Iam(caller) }

    /** The authorization-code flow of OAuth 2.0, for single sign-on. */
    public val oauth: OAuth by lazy(LazyThreadSafetyMode.PUBLICATION) { OAuth(caller) }

    /**
     * Asks whether the service is well. The body is open JSON; see also `PuguhClient.verifyCredentials`.
     *
     * Called with an API key or an access token. It reads only, so it is retried freely.
     */
    public suspend fun health(options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("puguh.health", emptyList(), null, options)

    /**
     * The public keys that access tokens are signed with (RFC 7517).
     *
     * Called without a credential. It reads only, so it is retried freely.
     */
    public suspend fun jwks(options: CallOptions = CallOptions.DEFAULT): Any? =
        caller.open("puguh.jwks", emptyList(), null, options)
}

/** Accounts and tokens. */
public class Auth internal constructor(private val caller: Caller) {
    /**
     * Creates an account, and with it a first organization. Gives no tokens: sign in next.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted.
     */
    public suspend fun register(request: Register, options: CallOptions = CallOptions.DEFAULT): Registered =
        caller.call("puguh.auth.register", emptyList(), RegisterCodec.asked(request), options, RegisteredCodec)

    /**
     * Signs in with e-mail and password. Hand the result to `PuguhClient.setTokens` to make it this client's
     * session.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted.
     */
    public suspend fun login(request: Login, options: CallOptions = CallOptions.DEFAULT): LoginResponse =
        caller.call("puguh.auth.login", emptyList(), LoginCodec.asked(request), options, LoginResponseCodec)

    /**
     * Exchanges a refresh token for a new access token. A client that holds a refresh token does this by itself.
     *
     * Called without a credential. A repetition does no harm.
     */
    public suspend fun refresh(request: RefreshSession, options: CallOptions = CallOptions.DEFAULT): LoginResponse =
        caller.call("puguh.auth.refresh", emptyList(), RefreshSessionCodec.asked(request), options, LoginResponseCodec)

    /**
     * Revokes the session at the server and, once that has succeeded, forgets its tokens here.
     * `PuguhClient.signOut` forgets them whatever the server says.
     *
     * Called with an access token. A repetition has the effect of one call, so it is retried freely.
     */
    public suspend fun logout(options: CallOptions = CallOptions.DEFAULT) {
        caller.run("puguh.auth.logout", emptyList(), null, options)
    }
}

/** Organizations and their members. */
public class Organizations internal constructor(private val caller: Caller) {
    /**
     * Lists the caller's organizations.
     *
     * Called with an API key or an access token. It reads only, so it is retried freely.
     */
    public suspend fun list(
        request: ListOrganizations = ListOrganizations(),
        options: CallOptions = CallOptions.DEFAULT,
    ): OrganizationPage =
        caller.call("puguh.organizations.list", emptyList(), ListOrganizationsCodec.asked(request), options, OrganizationPageCodec)

    /** The pages of `list`, fetched as they are asked for. A page that is not asked for is not fetched. */
    public fun listPages(
        request: ListOrganizations = ListOrganizations(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<OrganizationPage> =
        caller.pages("puguh.organizations.list", emptyList(), ListOrganizationsCodec.asked(request), options, OrganizationPageCodec)

    /** The items of `list`, page after page, fetched as they are asked for. */
    public fun listItems(
        request: ListOrganizations = ListOrganizations(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<Organization> =
        caller.items("puguh.organizations.list", emptyList(), ListOrganizationsCodec.asked(request), options, OrganizationPageCodec) { it.items }

    /**
     * Creates an organization.
     *
     * Called with an API key or an access token. A repetition may act twice, so it is retried only if the server
     * has certainly not acted.
     */
    public suspend fun create(request: CreateOrganization, options: CallOptions = CallOptions.DEFAULT): Organization =
        caller.call("puguh.organizations.create", emptyList(), CreateOrganizationCodec.asked(request), options, OrganizationCodec)

    /**
     * Reads an organization.
     *
     * Called with an API key or an access token. It reads only, so it is retried freely.
     */
    public suspend fun get(id: String, options: CallOptions = CallOptions.DEFAULT): Organization =
        caller.call("puguh.organizations.get", listOf(Argument("id", id)), null, options, OrganizationCodec)

    /**
     * Changes the given fields of an organization.
     *
     * Called with an API key or an access token. A repetition may act twice, so it is retried only if the server
     * has certainly not acted.
     */
    public suspend fun update(
        id: String,
        request: UpdateOrganization = UpdateOrganization(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Organization =
        caller.call("puguh.organizations.update", listOf(Argument("id", id)), UpdateOrganizationCodec.asked(request), options, OrganizationCodec)

    /**
     * Deletes an organization (soft).
     *
     * Called with an API key or an access token. A repetition has the effect of one call, so it is retried
     * freely.
     */
    public suspend fun delete(id: String, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("puguh.organizations.delete", listOf(Argument("id", id)), null, options)
    }

    /**
     * Lists the members of an organization.
     *
     * Called with an API key or an access token. It reads only, so it is retried freely.
     */
    public suspend fun listMembers(
        id: String,
        request: ListMembers = ListMembers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): MemberPage =
        caller.call("puguh.organizations.list_members", listOf(Argument("id", id)), ListMembersCodec.asked(request), options, MemberPageCodec)

    /** The pages of `listMembers`, fetched as they are asked for. A page that is not asked for is not fetched. */
    public fun listMembersPages(
        id: String,
        request: ListMembers = ListMembers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<MemberPage> =
        caller.pages("puguh.organizations.list_members", listOf(Argument("id", id)), ListMembersCodec.asked(request), options, MemberPageCodec)

    /** The items of `listMembers`, page after page, fetched as they are asked for. */
    public fun listMembersItems(
        id: String,
        request: ListMembers = ListMembers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<Member> =
        caller.items("puguh.organizations.list_members", listOf(Argument("id", id)), ListMembersCodec.asked(request), options, MemberPageCodec) { it.items }

    /**
     * Invites somebody into an organization.
     *
     * Called with an API key or an access token. A repetition may act twice, so it is retried only if the server
     * has certainly not acted.
     */
    public suspend fun inviteMember(
        id: String,
        request: InviteMember,
        options: CallOptions = CallOptions.DEFAULT,
    ): Member =
        caller.call("puguh.organizations.invite_member", listOf(Argument("id", id)), InviteMemberCodec.asked(request), options, MemberCodec)

    /**
     * Changes the role of a member.
     *
     * Called with an API key or an access token. A repetition may act twice, so it is retried only if the server
     * has certainly not acted.
     */
    public suspend fun updateMember(
        id: String,
        userId: String,
        request: UpdateMember,
        options: CallOptions = CallOptions.DEFAULT,
    ): Member =
        caller.call("puguh.organizations.update_member", listOf(Argument("id", id), Argument("userId", userId)), UpdateMemberCodec.asked(request), options, MemberCodec)

    /**
     * Removes a member.
     *
     * Called with an API key or an access token. A repetition has the effect of one call, so it is retried
     * freely.
     */
    public suspend fun removeMember(id: String, userId: String, options: CallOptions = CallOptions.DEFAULT) {
        caller.run("puguh.organizations.remove_member", listOf(Argument("id", id), Argument("userId", userId)), null, options)
    }
}

/** Users of the organization. */
public class Iam internal constructor(private val caller: Caller) {
    /**
     * Lists the users of the organization. The path is documented; filters and the shape of a user are not.
     *
     * Called with an API key or an access token. It reads only, so it is retried freely. **Assumed**: the
     * platform documents no path or shape for it; the path can be overridden.
     */
    public suspend fun listUsers(
        request: ListUsers = ListUsers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): UserPage =
        caller.call("puguh.iam.list_users", emptyList(), ListUsersCodec.asked(request), options, UserPageCodec)

    /** The pages of `listUsers`, fetched as they are asked for. A page that is not asked for is not fetched. */
    public fun listUsersPages(
        request: ListUsers = ListUsers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<UserPage> =
        caller.pages("puguh.iam.list_users", emptyList(), ListUsersCodec.asked(request), options, UserPageCodec)

    /** The items of `listUsers`, page after page, fetched as they are asked for. */
    public fun listUsersItems(
        request: ListUsers = ListUsers(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<Member> =
        caller.items("puguh.iam.list_users", emptyList(), ListUsersCodec.asked(request), options, UserPageCodec) { it.items }
}

/** The authorization-code flow of OAuth 2.0, for single sign-on. */
public class OAuth internal constructor(internal val caller: Caller) {
    /**
     * Exchanges the code that came back with the person. Codes are single use: a lost answer is not retried.
     *
     * Called without a credential. A repetition may act twice, so it is retried only if the server has certainly
     * not acted.
     */
    public suspend fun exchangeCode(
        request: ExchangeCode,
        options: CallOptions = CallOptions.DEFAULT,
    ): LoginResponse =
        caller.call("puguh.oauth.exchange_code", emptyList(), ExchangeCodeCodec.asked(request), options, LoginResponseCodec)
}
