// Written by `cargo xtask generate` from sdk-core/src/puguh/types.rs. Do not edit.

package dev.keybearer.puguh

import dev.keybearer.Message
import dev.keybearer.OpenEnum
import dev.keybearer.internal.hidden
import dev.keybearer.internal.names
import java.time.Instant

/** What a member may do in an organization. */
@JvmInline
public value class Role(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** Everything; one in each organization. */
        public val OWNER: Role = Role("owner")

        /** Everything but owning. */
        public val ADMIN: Role = Role("admin")

        /** Works in the organization. */
        public val MEMBER: Role = Role("member")

        /** Reads. */
        public val VIEWER: Role = Role("viewer")
    }
}

/** What an organization is for. */
@JvmInline
public value class OrganizationType(override val text: String) : OpenEnum {
    override fun toString(): String = text

    public companion object {
        /** One person's own. */
        public val PERSONAL: OrganizationType = OrganizationType("personal")

        /** A team's. */
        public val TEAM: OrganizationType = OrganizationType("team")
    }
}

/** A new account. */
public data class Register(
    /** The address to sign in with. */
    val email: String,
    /** The password. */
    val password: String,
    /** The person's name. */
    val fullName: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = RegisterCodec.toMap(this)

    override fun toString(): String =
        "Register(email=$email, password=${hidden(password)}, fullName=$fullName)"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Register = RegisterCodec.fromMap(json)
    }
}

/** The account that was created. */
public data class Registered(
    /** The new user's id. */
    val userId: String,
    /** The address to sign in with. */
    val email: String? = null,
    /** The id of the organization that was created along. */
    val organizationId: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = RegisteredCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Registered = RegisteredCodec.fromMap(json)
    }
}

/** A sign-in by e-mail and password. */
public data class Login(
    /** The address. */
    val email: String,
    /** The password. */
    val password: String,
) : Message {
    override fun toJson(): Map<String, Any?> = LoginCodec.toMap(this)

    override fun toString(): String =
        "Login(email=$email, password=${hidden(password)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Login = LoginCodec.fromMap(json)
    }
}

/** A refresh token to exchange. */
public data class RefreshSession(
    /** The refresh token. */
    val refreshToken: String,
) : Message {
    override fun toJson(): Map<String, Any?> = RefreshSessionCodec.toMap(this)

    override fun toString(): String =
        "RefreshSession(refreshToken=${hidden(refreshToken)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): RefreshSession = RefreshSessionCodec.fromMap(json)
    }
}

/**
 * What a sign-in, a refresh or a code exchange gives. Without an access token a further step (such as a second
 * factor) is asked for; `LoginResponse.tokens` tells.
 */
public data class LoginResponse(
    /** The token that signs requests. */
    val accessToken: String? = null,
    /** The token that buys the next one. A refresh usually leaves it out: the old one goes on. */
    val refreshToken: String? = null,
    /** `Bearer`. */
    val tokenType: String? = null,
    /** Lifetime of the access token in seconds. */
    val expiresIn: Double? = null,
    /** The scopes granted, separated by spaces (OAuth only). */
    val scope: String? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = LoginResponseCodec.toMap(this)

    override fun toString(): String =
        "LoginResponse(accessToken=${hidden(accessToken)}, refreshToken=${hidden(refreshToken)}" +
            ", tokenType=$tokenType, expiresIn=$expiresIn, scope=$scope, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): LoginResponse = LoginResponseCodec.fromMap(json)
    }
}

/** An authorization code to exchange. */
public data class ExchangeCode(
    /** `authorization_code`. */
    val grantType: String = "authorization_code",
    /** The code that came back. */
    val code: String,
    /** The id of the OAuth client. */
    val clientId: String,
    /** The secret of the OAuth client. */
    val clientSecret: String? = null,
    /** The same address as in the authorization. */
    val redirectUri: String,
    /** The PKCE verifier, if the authorization was made with PKCE. */
    val codeVerifier: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = ExchangeCodeCodec.toMap(this)

    override fun toString(): String =
        "ExchangeCode(grantType=$grantType, code=${hidden(code)}, clientId=$clientId" +
            ", clientSecret=${hidden(clientSecret)}, redirectUri=$redirectUri" +
            ", codeVerifier=${hidden(codeVerifier)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ExchangeCode = ExchangeCodeCodec.fromMap(json)
    }
}

/** Which organizations to list. */
public data class ListOrganizations(
    /** The page, counted from 1. */
    val page: UInt? = null,
    /** Items on a page, from 1 to 100; 20 unless given. */
    val pageSize: UInt? = null,
    /** Only organizations of this type. */
    val type: OrganizationType? = null,
    /** Only organizations whose name matches. */
    val search: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = ListOrganizationsCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ListOrganizations = ListOrganizationsCodec.fromMap(json)
    }
}

/** One page of organizations. */
public data class OrganizationPage(
    /** The organizations of this page. */
    val items: List<Organization>,
    /** How many there are in all. */
    val total: ULong? = null,
    /** The number of this page, counted from 1. */
    val page: UInt? = null,
    /** Items on a page. */
    val pageSize: UInt? = null,
    /** Whether there is a page after this one. */
    val hasNext: Boolean? = null,
    /** Whether there is a page before this one. */
    val hasPrev: Boolean? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = OrganizationPageCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): OrganizationPage = OrganizationPageCodec.fromMap(json)
    }
}

/**
 * An organization.
 *
 * Lists come in two documented forms, plain and as membership with the organization inside; both read as this.
 */
public data class Organization(
    /** The id. */
    val id: String,
    /** The name. */
    val name: String? = null,
    /** The short name in addresses. */
    val slug: String? = null,
    /** What it is for. */
    val description: String? = null,
    /** What kind it is. */
    val type: OrganizationType? = null,
    /** The caller's role in it, where the answer names it. */
    val role: Role? = null,
    /** When it was created (RFC 3339). */
    val createdAt: Instant? = null,
    /** When it was last changed (RFC 3339). */
    val updatedAt: Instant? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = OrganizationCodec.toMap(this)

    override fun toString(): String =
        "Organization(id=$id, name=$name, slug=$slug, description=$description, type=$type, role=$role" +
            ", createdAt=$createdAt, updatedAt=$updatedAt, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Organization = OrganizationCodec.fromMap(json)
    }
}

/** A new organization. */
public data class CreateOrganization(
    /** The name. */
    val name: String,
    /** The short name in addresses. */
    val slug: String? = null,
    /** What it is for. */
    val description: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = CreateOrganizationCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): CreateOrganization = CreateOrganizationCodec.fromMap(json)
    }
}

/** What to change in an organization; what is left out stays. */
public data class UpdateOrganization(
    /** The name. */
    val name: String? = null,
    /** The short name in addresses. */
    val slug: String? = null,
    /** What it is for. */
    val description: String? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = UpdateOrganizationCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): UpdateOrganization = UpdateOrganizationCodec.fromMap(json)
    }
}

/** Which members to list. */
public data class ListMembers(
    /** The page, counted from 1. */
    val page: UInt? = null,
    /** Items on a page, from 1 to 100; 20 unless given. */
    val pageSize: UInt? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = ListMembersCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): ListMembers = ListMembersCodec.fromMap(json)
    }
}

/** One page of members. */
public data class MemberPage(
    /** The members of this page. */
    val items: List<Member>,
    /** How many there are in all. */
    val total: ULong? = null,
    /** The number of this page, counted from 1. */
    val page: UInt? = null,
    /** Items on a page. */
    val pageSize: UInt? = null,
    /** Whether there is a page after this one. */
    val hasNext: Boolean? = null,
    /** Whether there is a page before this one. */
    val hasPrev: Boolean? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = MemberPageCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): MemberPage = MemberPageCodec.fromMap(json)
    }
}

/**
 * A member of an organization, or an invitation to it. Only that there is one is documented, not its members: so
 * any answer can be read, and one of another type than assumed is in `other`.
 */
public data class Member(
    /** The id of the invitation, or of the membership. */
    val id: String? = null,
    /** The user's id. */
    val userId: String? = null,
    /** The address. */
    val email: String? = null,
    /** The person's name. */
    val fullName: String? = null,
    /** What the member may do. */
    val role: Role? = null,
    /** The state, such as `active`. */
    val status: String? = null,
    /** When the member joined (RFC 3339). */
    val joinedAt: Instant? = null,
    /** What else the server said. */
    val other: Map<String, Any?> = emptyMap(),
) : Message {
    override fun toJson(): Map<String, Any?> = MemberCodec.toMap(this)

    override fun toString(): String =
        "Member(id=$id, userId=$userId, email=$email, fullName=$fullName, role=$role, status=$status" +
            ", joinedAt=$joinedAt, other=${names(other)})"

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): Member = MemberCodec.fromMap(json)
    }
}

/** An invitation. */
public data class InviteMember(
    /** Whom to invite. */
    val email: String,
    /** What the new member may do. */
    val role: Role,
) : Message {
    override fun toJson(): Map<String, Any?> = InviteMemberCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): InviteMember = InviteMemberCodec.fromMap(json)
    }
}

/** A change of role. */
public data class UpdateMember(
    /** What the member may do from now on. */
    val role: Role,
) : Message {
    override fun toJson(): Map<String, Any?> = UpdateMemberCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): UpdateMember = UpdateMemberCodec.fromMap(json)
    }
}

/** Which users to list. The filters are assumed. */
public data class ListUsers(
    /** The page, counted from 1. */
    val page: UInt? = null,
    /** Items on a page, from 1 to 100; 20 unless given. */
    val pageSize: UInt? = null,
    /** Only users whose name or address matches. */
    val search: String? = null,
    /** Only users with this role. */
    val role: Role? = null,
    /** Only users in this state. */
    val status: String? = null,
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
    val items: List<Member>,
    /** How many there are in all. */
    val total: ULong? = null,
    /** The number of this page, counted from 1. */
    val page: UInt? = null,
    /** Items on a page. */
    val pageSize: UInt? = null,
    /** Whether there is a page after this one. */
    val hasNext: Boolean? = null,
    /** Whether there is a page before this one. */
    val hasPrev: Boolean? = null,
) : Message {
    override fun toJson(): Map<String, Any?> = UserPageCodec.toMap(this)

    public companion object {
        /** The message that [json] holds, its members named as on the wire. */
        public fun fromJson(json: Map<String, Any?>): UserPage = UserPageCodec.fromMap(json)
    }
}
