// Written by `cargo xtask generate` from sdk-core/src/puguh/types.rs. Do not edit.

package dev.keybearer.puguh

import dev.keybearer.internal.Codec
import dev.keybearer.internal.ObjectReader
import dev.keybearer.internal.ObjectWriter
import dev.keybearer.internal.member

internal object RegisterCodec : Codec<Register>(
    keeps = false,
    member("email", "email"),
    member("password", "password"),
    member("full_name", "fullName"),
) {
    override fun write(value: Register, to: ObjectWriter) {
        to.text("email", value.email)
        to.text("password", value.password)
        to.text("full_name", value.fullName)
    }

    override fun read(from: ObjectReader): Register = Register(
        email = from.required("email", from.text("email")),
        password = from.required("password", from.text("password")),
        fullName = from.text("full_name"),
    )
}

internal object RegisteredCodec : Codec<Registered>(
    keeps = false,
    member("user_id", "userId"),
    member("email", "email"),
    member("organization_id", "organizationId"),
) {
    override fun write(value: Registered, to: ObjectWriter) {
        to.text("user_id", value.userId)
        to.text("email", value.email)
        to.text("organization_id", value.organizationId)
    }

    override fun read(from: ObjectReader): Registered = Registered(
        userId = from.required("user_id", from.text("user_id")),
        email = from.text("email"),
        organizationId = from.text("organization_id"),
    )
}

internal object LoginCodec : Codec<Login>(
    keeps = false,
    member("email", "email"),
    member("password", "password"),
) {
    override fun write(value: Login, to: ObjectWriter) {
        to.text("email", value.email)
        to.text("password", value.password)
    }

    override fun read(from: ObjectReader): Login = Login(
        email = from.required("email", from.text("email")),
        password = from.required("password", from.text("password")),
    )
}

internal object RefreshSessionCodec : Codec<RefreshSession>(
    keeps = false,
    member("refresh_token", "refreshToken"),
) {
    override fun write(value: RefreshSession, to: ObjectWriter) {
        to.text("refresh_token", value.refreshToken)
    }

    override fun read(from: ObjectReader): RefreshSession = RefreshSession(
        refreshToken = from.required("refresh_token", from.text("refresh_token")),
    )
}

internal object LoginResponseCodec : Codec<LoginResponse>(
    keeps = true,
    member("access_token", "accessToken"),
    member("refresh_token", "refreshToken"),
    member("token_type", "tokenType"),
    member("expires_in", "expiresIn"),
    member("scope", "scope"),
) {
    override fun write(value: LoginResponse, to: ObjectWriter) {
        to.text("access_token", value.accessToken)
        to.text("refresh_token", value.refreshToken)
        to.text("token_type", value.tokenType)
        to.double("expiresIn", "expires_in", value.expiresIn)
        to.text("scope", value.scope)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): LoginResponse = LoginResponse(
        accessToken = from.text("access_token"),
        refreshToken = from.text("refresh_token"),
        tokenType = from.text("token_type"),
        expiresIn = from.double("expires_in"),
        scope = from.text("scope"),
        other = from.rest(),
    )
}

internal object ExchangeCodeCodec : Codec<ExchangeCode>(
    keeps = false,
    member("grant_type", "grantType"),
    member("code", "code"),
    member("client_id", "clientId"),
    member("client_secret", "clientSecret"),
    member("redirect_uri", "redirectUri"),
    member("code_verifier", "codeVerifier"),
) {
    override fun write(value: ExchangeCode, to: ObjectWriter) {
        to.text("grant_type", value.grantType)
        to.text("code", value.code)
        to.text("client_id", value.clientId)
        to.text("client_secret", value.clientSecret)
        to.text("redirect_uri", value.redirectUri)
        to.text("code_verifier", value.codeVerifier)
    }

    override fun read(from: ObjectReader): ExchangeCode = ExchangeCode(
        grantType = from.text("grant_type") ?: "authorization_code",
        code = from.required("code", from.text("code")),
        clientId = from.required("client_id", from.text("client_id")),
        clientSecret = from.text("client_secret"),
        redirectUri = from.required("redirect_uri", from.text("redirect_uri")),
        codeVerifier = from.text("code_verifier"),
    )
}

internal object ListOrganizationsCodec : Codec<ListOrganizations>(
    keeps = false,
    member("page", "page"),
    member("page_size", "pageSize"),
    member("type", "type"),
    member("search", "search"),
) {
    override fun write(value: ListOrganizations, to: ObjectWriter) {
        to.uint("page", value.page)
        to.uint("page_size", value.pageSize)
        to.enum("type", value.type)
        to.text("search", value.search)
    }

    override fun read(from: ObjectReader): ListOrganizations = ListOrganizations(
        page = from.uint("page"),
        pageSize = from.uint("page_size"),
        type = from.text("type")?.let(::OrganizationType),
        search = from.text("search"),
    )
}

internal object OrganizationPageCodec : Codec<OrganizationPage>(
    keeps = false,
    member("items", "items") { OrganizationCodec },
    member("total", "total"),
    member("page", "page"),
    member("page_size", "pageSize"),
    member("has_next", "hasNext"),
    member("has_prev", "hasPrev"),
) {
    override fun write(value: OrganizationPage, to: ObjectWriter) {
        to.messages("items", "items", OrganizationCodec, value.items)
        to.ulong("total", value.total)
        to.uint("page", value.page)
        to.uint("page_size", value.pageSize)
        to.boolean("has_next", value.hasNext)
        to.boolean("has_prev", value.hasPrev)
    }

    override fun read(from: ObjectReader): OrganizationPage = OrganizationPage(
        items = from.messages("items", OrganizationCodec) ?: emptyList(),
        total = from.ulong("total"),
        page = from.uint("page"),
        pageSize = from.uint("page_size"),
        hasNext = from.boolean("has_next"),
        hasPrev = from.boolean("has_prev"),
    )
}

internal object OrganizationCodec : Codec<Organization>(
    keeps = true,
    member("id", "id"),
    member("name", "name"),
    member("slug", "slug"),
    member("description", "description"),
    member("type", "type"),
    member("role", "role"),
    member("created_at", "createdAt"),
    member("updated_at", "updatedAt"),
) {
    override fun write(value: Organization, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("name", value.name)
        to.text("slug", value.slug)
        to.text("description", value.description)
        to.enum("type", value.type)
        to.enum("role", value.role)
        to.instant("created_at", value.createdAt)
        to.instant("updated_at", value.updatedAt)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Organization = Organization(
        id = from.required("id", from.text("id")),
        name = from.text("name"),
        slug = from.text("slug"),
        description = from.text("description"),
        type = from.text("type")?.let(::OrganizationType),
        role = from.text("role")?.let(::Role),
        createdAt = from.instant("created_at"),
        updatedAt = from.instant("updated_at"),
        other = from.rest(),
    )
}

internal object CreateOrganizationCodec : Codec<CreateOrganization>(
    keeps = false,
    member("name", "name"),
    member("slug", "slug"),
    member("description", "description"),
) {
    override fun write(value: CreateOrganization, to: ObjectWriter) {
        to.text("name", value.name)
        to.text("slug", value.slug)
        to.text("description", value.description)
    }

    override fun read(from: ObjectReader): CreateOrganization = CreateOrganization(
        name = from.required("name", from.text("name")),
        slug = from.text("slug"),
        description = from.text("description"),
    )
}

internal object UpdateOrganizationCodec : Codec<UpdateOrganization>(
    keeps = false,
    member("name", "name"),
    member("slug", "slug"),
    member("description", "description"),
) {
    override fun write(value: UpdateOrganization, to: ObjectWriter) {
        to.text("name", value.name)
        to.text("slug", value.slug)
        to.text("description", value.description)
    }

    override fun read(from: ObjectReader): UpdateOrganization = UpdateOrganization(
        name = from.text("name"),
        slug = from.text("slug"),
        description = from.text("description"),
    )
}

internal object ListMembersCodec : Codec<ListMembers>(
    keeps = false,
    member("page", "page"),
    member("page_size", "pageSize"),
) {
    override fun write(value: ListMembers, to: ObjectWriter) {
        to.uint("page", value.page)
        to.uint("page_size", value.pageSize)
    }

    override fun read(from: ObjectReader): ListMembers = ListMembers(
        page = from.uint("page"),
        pageSize = from.uint("page_size"),
    )
}

internal object MemberPageCodec : Codec<MemberPage>(
    keeps = false,
    member("items", "items") { MemberCodec },
    member("total", "total"),
    member("page", "page"),
    member("page_size", "pageSize"),
    member("has_next", "hasNext"),
    member("has_prev", "hasPrev"),
) {
    override fun write(value: MemberPage, to: ObjectWriter) {
        to.messages("items", "items", MemberCodec, value.items)
        to.ulong("total", value.total)
        to.uint("page", value.page)
        to.uint("page_size", value.pageSize)
        to.boolean("has_next", value.hasNext)
        to.boolean("has_prev", value.hasPrev)
    }

    override fun read(from: ObjectReader): MemberPage = MemberPage(
        items = from.messages("items", MemberCodec) ?: emptyList(),
        total = from.ulong("total"),
        page = from.uint("page"),
        pageSize = from.uint("page_size"),
        hasNext = from.boolean("has_next"),
        hasPrev = from.boolean("has_prev"),
    )
}

internal object MemberCodec : Codec<Member>(
    keeps = true,
    member("id", "id"),
    member("user_id", "userId"),
    member("email", "email"),
    member("full_name", "fullName"),
    member("role", "role"),
    member("status", "status"),
    member("joined_at", "joinedAt"),
) {
    override fun write(value: Member, to: ObjectWriter) {
        to.text("id", value.id)
        to.text("user_id", value.userId)
        to.text("email", value.email)
        to.text("full_name", value.fullName)
        to.enum("role", value.role)
        to.text("status", value.status)
        to.instant("joined_at", value.joinedAt)
        to.rest(value.other)
    }

    override fun read(from: ObjectReader): Member = Member(
        id = from.text("id"),
        userId = from.text("user_id"),
        email = from.text("email"),
        fullName = from.text("full_name"),
        role = from.text("role")?.let(::Role),
        status = from.text("status"),
        joinedAt = from.instant("joined_at"),
        other = from.rest(),
    )
}

internal object InviteMemberCodec : Codec<InviteMember>(
    keeps = false,
    member("email", "email"),
    member("role", "role"),
) {
    override fun write(value: InviteMember, to: ObjectWriter) {
        to.text("email", value.email)
        to.enum("role", value.role)
    }

    override fun read(from: ObjectReader): InviteMember = InviteMember(
        email = from.required("email", from.text("email")),
        role = from.required("role", from.text("role")?.let(::Role)),
    )
}

internal object UpdateMemberCodec : Codec<UpdateMember>(
    keeps = false,
    member("role", "role"),
) {
    override fun write(value: UpdateMember, to: ObjectWriter) {
        to.enum("role", value.role)
    }

    override fun read(from: ObjectReader): UpdateMember = UpdateMember(
        role = from.required("role", from.text("role")?.let(::Role)),
    )
}

internal object ListUsersCodec : Codec<ListUsers>(
    keeps = false,
    member("page", "page"),
    member("page_size", "pageSize"),
    member("search", "search"),
    member("role", "role"),
    member("status", "status"),
) {
    override fun write(value: ListUsers, to: ObjectWriter) {
        to.uint("page", value.page)
        to.uint("page_size", value.pageSize)
        to.text("search", value.search)
        to.enum("role", value.role)
        to.text("status", value.status)
    }

    override fun read(from: ObjectReader): ListUsers = ListUsers(
        page = from.uint("page"),
        pageSize = from.uint("page_size"),
        search = from.text("search"),
        role = from.text("role")?.let(::Role),
        status = from.text("status"),
    )
}

internal object UserPageCodec : Codec<UserPage>(
    keeps = false,
    member("items", "items") { MemberCodec },
    member("total", "total"),
    member("page", "page"),
    member("page_size", "pageSize"),
    member("has_next", "hasNext"),
    member("has_prev", "hasPrev"),
) {
    override fun write(value: UserPage, to: ObjectWriter) {
        to.messages("items", "items", MemberCodec, value.items)
        to.ulong("total", value.total)
        to.uint("page", value.page)
        to.uint("page_size", value.pageSize)
        to.boolean("has_next", value.hasNext)
        to.boolean("has_prev", value.hasPrev)
    }

    override fun read(from: ObjectReader): UserPage = UserPage(
        items = from.messages("items", MemberCodec) ?: emptyList(),
        total = from.ulong("total"),
        page = from.uint("page"),
        pageSize = from.uint("page_size"),
        hasNext = from.boolean("has_next"),
        hasPrev = from.boolean("has_prev"),
    )
}
