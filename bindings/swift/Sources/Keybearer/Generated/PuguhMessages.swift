// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

public import struct Foundation.Date

extension Puguh {
    /// What a member may do in an organization.
    ///
    /// Any other text is a value too: `Role(rawValue: "…")`.
    public struct Role: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Everything; one in each organization.
        public static let owner = Self(rawValue: "owner")

        /// Everything but owning.
        public static let admin = Self(rawValue: "admin")

        /// Works in the organization.
        public static let member = Self(rawValue: "member")

        /// Reads.
        public static let viewer = Self(rawValue: "viewer")
    }

    /// What an organization is for.
    ///
    /// Any other text is a value too: `OrganizationType(rawValue: "…")`.
    public struct OrganizationType: RawRepresentable, Sendable, Hashable, Codable {
        /// The text, as it is sent.
        public let rawValue: String

        /// The value of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// One person's own.
        public static let personal = Self(rawValue: "personal")

        /// A team's.
        public static let team = Self(rawValue: "team")
    }

    /// A new account.
    public struct Register: Sendable, Hashable {
        /// The address to sign in with.
        public var email: String
        /// The password.
        public var password: Secret
        /// The person's name.
        public var fullName: String?

        /// What is not given is left out.
        public init(email: String, password: String, fullName: String? = nil) {
            self.email = email
            self.password = Secret(password)
            self.fullName = fullName
        }
    }

    /// The account that was created.
    public struct Registered: Sendable, Hashable {
        /// The new user's id.
        public var userId: String
        /// The address to sign in with.
        public var email: String?
        /// The id of the organization that was created along.
        public var organizationId: String?

        /// What is not given is left out.
        public init(userId: String, email: String? = nil, organizationId: String? = nil) {
            self.userId = userId
            self.email = email
            self.organizationId = organizationId
        }
    }

    /// A sign-in by e-mail and password.
    public struct Login: Sendable, Hashable {
        /// The address.
        public var email: String
        /// The password.
        public var password: Secret

        /// Of all its members.
        public init(email: String, password: String) {
            self.email = email
            self.password = Secret(password)
        }
    }

    /// A refresh token to exchange.
    public struct RefreshSession: Sendable, Hashable {
        /// The refresh token.
        public var refreshToken: Secret

        /// Of all its members.
        public init(refreshToken: String) {
            self.refreshToken = Secret(refreshToken)
        }
    }

    /// What a sign-in, a refresh or a code exchange gives. Without an access token a further step
    /// (such as a second factor) is asked for; `tokens` tells.
    public struct LoginResponse: Sendable, Hashable {
        /// The token that signs requests.
        public var accessToken: Secret?
        /// The token that buys the next one. A refresh usually leaves it out: the old one goes on.
        public var refreshToken: Secret?
        /// `Bearer`.
        public var tokenType: String?
        /// Lifetime of the access token in seconds.
        public var expiresIn: Double?
        /// The scopes granted, separated by spaces (OAuth only).
        public var scope: String?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            accessToken: String? = nil,
            refreshToken: String? = nil,
            tokenType: String? = nil,
            expiresIn: Double? = nil,
            scope: String? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.accessToken = accessToken.map { Secret($0) }
            self.refreshToken = refreshToken.map { Secret($0) }
            self.tokenType = tokenType
            self.expiresIn = expiresIn
            self.scope = scope
            self.other = other
        }
    }

    /// An authorization code to exchange.
    public struct ExchangeCode: Sendable, Hashable {
        /// `authorization_code`.
        public var grantType: String
        /// The code that came back.
        public var code: Secret
        /// The id of the OAuth client.
        public var clientId: String
        /// The secret of the OAuth client.
        public var clientSecret: Secret?
        /// The same address as in the authorization.
        public var redirectUri: String
        /// The PKCE verifier, if the authorization was made with PKCE.
        public var codeVerifier: Secret?

        /// What is not given is left out.
        public init(
            grantType: String,
            code: String,
            clientId: String,
            clientSecret: String? = nil,
            redirectUri: String,
            codeVerifier: String? = nil
        ) {
            self.grantType = grantType
            self.code = Secret(code)
            self.clientId = clientId
            self.clientSecret = clientSecret.map { Secret($0) }
            self.redirectUri = redirectUri
            self.codeVerifier = codeVerifier.map { Secret($0) }
        }
    }

    /// Which organizations to list.
    public struct ListOrganizations: Sendable, Hashable {
        /// The page, counted from 1.
        public var page: Int?
        /// Items on a page, from 1 to 100; 20 unless given.
        public var pageSize: Int?
        /// Only organizations of this type.
        public var type: OrganizationType?
        /// Only organizations whose name matches.
        public var search: String?

        /// What is not given is left out.
        public init(page: Int? = nil, pageSize: Int? = nil, type: OrganizationType? = nil, search: String? = nil) {
            self.page = page
            self.pageSize = pageSize
            self.type = type
            self.search = search
        }
    }

    /// One page of organizations.
    public struct OrganizationPage: Sendable, Hashable {
        /// The organizations of this page.
        public var items: [Organization]
        /// How many there are in all.
        public var total: Int?
        /// The number of this page, counted from 1.
        public var page: Int?
        /// Items on a page.
        public var pageSize: Int?
        /// Whether there is a page after this one.
        public var hasNext: Bool?
        /// Whether there is a page before this one.
        public var hasPrev: Bool?

        /// What is not given is left out.
        public init(
            items: [Organization],
            total: Int? = nil,
            page: Int? = nil,
            pageSize: Int? = nil,
            hasNext: Bool? = nil,
            hasPrev: Bool? = nil
        ) {
            self.items = items
            self.total = total
            self.page = page
            self.pageSize = pageSize
            self.hasNext = hasNext
            self.hasPrev = hasPrev
        }
    }

    /// An organization.
    ///
    /// Lists come in two documented forms, plain and as membership with the organization inside;
    /// both read as this.
    public struct Organization: Sendable, Hashable {
        /// The id.
        public var id: String
        /// The name.
        public var name: String?
        /// The short name in addresses.
        public var slug: String?
        /// What it is for.
        public var description: String?
        /// What kind it is.
        public var type: OrganizationType?
        /// The caller's role in it, where the answer names it.
        public var role: Role?
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
            slug: String? = nil,
            description: String? = nil,
            type: OrganizationType? = nil,
            role: Role? = nil,
            createdAt: Date? = nil,
            updatedAt: Date? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.name = name
            self.slug = slug
            self.description = description
            self.type = type
            self.role = role
            self.createdAt = createdAt
            self.updatedAt = updatedAt
            self.other = other
        }
    }

    /// A new organization.
    public struct CreateOrganization: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The short name in addresses.
        public var slug: String?
        /// What it is for.
        public var description: String?

        /// What is not given is left out.
        public init(name: String, slug: String? = nil, description: String? = nil) {
            self.name = name
            self.slug = slug
            self.description = description
        }
    }

    /// What to change in an organization; what is left out stays.
    public struct UpdateOrganization: Sendable, Hashable {
        /// The name.
        public var name: String?
        /// The short name in addresses.
        public var slug: String?
        /// What it is for.
        public var description: String?

        /// What is not given is left out.
        public init(name: String? = nil, slug: String? = nil, description: String? = nil) {
            self.name = name
            self.slug = slug
            self.description = description
        }
    }

    /// Which members to list.
    public struct ListMembers: Sendable, Hashable {
        /// The page, counted from 1.
        public var page: Int?
        /// Items on a page, from 1 to 100; 20 unless given.
        public var pageSize: Int?

        /// What is not given is left out.
        public init(page: Int? = nil, pageSize: Int? = nil) {
            self.page = page
            self.pageSize = pageSize
        }
    }

    /// One page of members.
    public struct MemberPage: Sendable, Hashable {
        /// The members of this page.
        public var items: [Member]
        /// How many there are in all.
        public var total: Int?
        /// The number of this page, counted from 1.
        public var page: Int?
        /// Items on a page.
        public var pageSize: Int?
        /// Whether there is a page after this one.
        public var hasNext: Bool?
        /// Whether there is a page before this one.
        public var hasPrev: Bool?

        /// What is not given is left out.
        public init(
            items: [Member],
            total: Int? = nil,
            page: Int? = nil,
            pageSize: Int? = nil,
            hasNext: Bool? = nil,
            hasPrev: Bool? = nil
        ) {
            self.items = items
            self.total = total
            self.page = page
            self.pageSize = pageSize
            self.hasNext = hasNext
            self.hasPrev = hasPrev
        }
    }

    /// A member of an organization, or an invitation to it. Only that there is one is documented,
    /// not its members: so any answer can be read, and one of another type than assumed is in
    /// `other`.
    public struct Member: Sendable, Hashable {
        /// The id of the invitation, or of the membership.
        public var id: String?
        /// The user's id.
        public var userId: String?
        /// The address.
        public var email: String?
        /// The person's name.
        public var fullName: String?
        /// What the member may do.
        public var role: Role?
        /// The state, such as `active`.
        public var status: String?
        /// When the member joined (RFC 3339).
        public var joinedAt: Date?
        /// What else the server said. Named as on the wire.
        public var other: [String: JSONValue]

        /// What is not given is left out.
        public init(
            id: String? = nil,
            userId: String? = nil,
            email: String? = nil,
            fullName: String? = nil,
            role: Role? = nil,
            status: String? = nil,
            joinedAt: Date? = nil,
            other: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.userId = userId
            self.email = email
            self.fullName = fullName
            self.role = role
            self.status = status
            self.joinedAt = joinedAt
            self.other = other
        }
    }

    /// An invitation.
    public struct InviteMember: Sendable, Hashable {
        /// Whom to invite.
        public var email: String
        /// What the new member may do.
        public var role: Role

        /// Of all its members.
        public init(email: String, role: Role) {
            self.email = email
            self.role = role
        }
    }

    /// A change of role.
    public struct UpdateMember: Sendable, Hashable {
        /// What the member may do from now on.
        public var role: Role

        /// Of all its members.
        public init(role: Role) {
            self.role = role
        }
    }

    /// Which users to list. The filters are assumed.
    public struct ListUsers: Sendable, Hashable {
        /// The page, counted from 1.
        public var page: Int?
        /// Items on a page, from 1 to 100; 20 unless given.
        public var pageSize: Int?
        /// Only users whose name or address matches.
        public var search: String?
        /// Only users with this role.
        public var role: Role?
        /// Only users in this state.
        public var status: String?

        /// What is not given is left out.
        public init(
            page: Int? = nil,
            pageSize: Int? = nil,
            search: String? = nil,
            role: Role? = nil,
            status: String? = nil
        ) {
            self.page = page
            self.pageSize = pageSize
            self.search = search
            self.role = role
            self.status = status
        }
    }

    /// One page of users. The shape is assumed.
    public struct UserPage: Sendable, Hashable {
        /// The users of this page.
        public var items: [Member]
        /// How many there are in all.
        public var total: Int?
        /// The number of this page, counted from 1.
        public var page: Int?
        /// Items on a page.
        public var pageSize: Int?
        /// Whether there is a page after this one.
        public var hasNext: Bool?
        /// Whether there is a page before this one.
        public var hasPrev: Bool?

        /// What is not given is left out.
        public init(
            items: [Member],
            total: Int? = nil,
            page: Int? = nil,
            pageSize: Int? = nil,
            hasNext: Bool? = nil,
            hasPrev: Bool? = nil
        ) {
            self.items = items
            self.total = total
            self.page = page
            self.pageSize = pageSize
            self.hasNext = hasNext
            self.hasPrev = hasPrev
        }
    }
}

extension Puguh.Register: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        email = try members.required("email")
        password = try members.required("password")
        fullName = try members.optional("full_name")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("email", email)
        try members.write("password", password)
        try members.write("full_name", fullName)
    }
}

extension Puguh.Registered: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        userId = try members.required("user_id")
        email = try members.optional("email")
        organizationId = try members.optional("organization_id")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("user_id", userId)
        try members.write("email", email)
        try members.write("organization_id", organizationId)
    }
}

extension Puguh.Login: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        email = try members.required("email")
        password = try members.required("password")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("email", email)
        try members.write("password", password)
    }
}

extension Puguh.RefreshSession: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        refreshToken = try members.required("refresh_token")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("refresh_token", refreshToken)
    }
}

extension Puguh.LoginResponse: Codable {
    private static let declared: Set = ["access_token", "refresh_token", "token_type", "expires_in", "scope"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        accessToken = try members.optional("access_token")
        refreshToken = try members.optional("refresh_token")
        tokenType = try members.optional("token_type")
        expiresIn = try members.optional("expires_in")
        scope = try members.optional("scope")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("access_token", accessToken)
        try members.write("refresh_token", refreshToken)
        try members.write("token_type", tokenType)
        try members.write("expires_in", expiresIn)
        try members.write("scope", scope)
    }
}

extension Puguh.LoginResponse: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "accessToken": accessToken as Any,
            "refreshToken": refreshToken as Any,
            "tokenType": tokenType as Any,
            "expiresIn": expiresIn as Any,
            "scope": scope as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Puguh.ExchangeCode: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        grantType = try members.required("grant_type")
        code = try members.required("code")
        clientId = try members.required("client_id")
        clientSecret = try members.optional("client_secret")
        redirectUri = try members.required("redirect_uri")
        codeVerifier = try members.optional("code_verifier")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("grant_type", grantType)
        try members.write("code", code)
        try members.write("client_id", clientId)
        try members.write("client_secret", clientSecret)
        try members.write("redirect_uri", redirectUri)
        try members.write("code_verifier", codeVerifier)
    }
}

extension Puguh.ListOrganizations: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        page = try members.optional("page")
        pageSize = try members.optional("page_size")
        type = try members.optional("type")
        search = try members.optional("search")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("page", page)
        try members.write("page_size", pageSize)
        try members.write("type", type)
        try members.write("search", search)
    }
}

extension Puguh.OrganizationPage: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        items = try members.required("items")
        total = try members.optional("total")
        page = try members.optional("page")
        pageSize = try members.optional("page_size")
        hasNext = try members.optional("has_next")
        hasPrev = try members.optional("has_prev")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("items", items)
        try members.write("total", total)
        try members.write("page", page)
        try members.write("page_size", pageSize)
        try members.write("has_next", hasNext)
        try members.write("has_prev", hasPrev)
    }
}

extension Puguh.Organization: Codable {
    private static let declared: Set = ["id", "name", "slug", "description", "type", "role", "created_at", "updated_at"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.required("id")
        name = try members.optional("name")
        slug = try members.optional("slug")
        description = try members.optional("description")
        type = try members.optional("type")
        role = try members.optional("role")
        createdAt = try members.date("created_at")
        updatedAt = try members.date("updated_at")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("name", name)
        try members.write("slug", slug)
        try members.write("description", description)
        try members.write("type", type)
        try members.write("role", role)
        try members.write("created_at", createdAt)
        try members.write("updated_at", updatedAt)
    }
}

extension Puguh.Organization: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "name": name as Any,
            "slug": slug as Any,
            "description": description as Any,
            "type": type as Any,
            "role": role as Any,
            "createdAt": createdAt as Any,
            "updatedAt": updatedAt as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Puguh.Organization: Identifiable {}

extension Puguh.CreateOrganization: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        name = try members.required("name")
        slug = try members.optional("slug")
        description = try members.optional("description")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("name", name)
        try members.write("slug", slug)
        try members.write("description", description)
    }
}

extension Puguh.UpdateOrganization: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        name = try members.optional("name")
        slug = try members.optional("slug")
        description = try members.optional("description")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("name", name)
        try members.write("slug", slug)
        try members.write("description", description)
    }
}

extension Puguh.ListMembers: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        page = try members.optional("page")
        pageSize = try members.optional("page_size")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("page", page)
        try members.write("page_size", pageSize)
    }
}

extension Puguh.MemberPage: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        items = try members.required("items")
        total = try members.optional("total")
        page = try members.optional("page")
        pageSize = try members.optional("page_size")
        hasNext = try members.optional("has_next")
        hasPrev = try members.optional("has_prev")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("items", items)
        try members.write("total", total)
        try members.write("page", page)
        try members.write("page_size", pageSize)
        try members.write("has_next", hasNext)
        try members.write("has_prev", hasPrev)
    }
}

extension Puguh.Member: Codable {
    private static let declared: Set = ["id", "user_id", "email", "full_name", "role", "status", "joined_at"]

    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder, keepingAllBut: Self.declared)
        id = try members.optional("id")
        userId = try members.optional("user_id")
        email = try members.optional("email")
        fullName = try members.optional("full_name")
        role = try members.optional("role")
        status = try members.optional("status")
        joinedAt = try members.date("joined_at")
        other = try members.rest()
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write(rest: other)
        try members.write("id", id)
        try members.write("user_id", userId)
        try members.write("email", email)
        try members.write("full_name", fullName)
        try members.write("role", role)
        try members.write("status", status)
        try members.write("joined_at", joinedAt)
    }
}

extension Puguh.Member: CustomReflectable {
    /// Of `other`, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "id": id as Any,
            "userId": userId as Any,
            "email": email as Any,
            "fullName": fullName as Any,
            "role": role as Any,
            "status": status as Any,
            "joinedAt": joinedAt as Any,
            "other": other.keys.sorted(),
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

extension Puguh.InviteMember: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        email = try members.required("email")
        role = try members.required("role")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("email", email)
        try members.write("role", role)
    }
}

extension Puguh.UpdateMember: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        role = try members.required("role")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("role", role)
    }
}

extension Puguh.ListUsers: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        page = try members.optional("page")
        pageSize = try members.optional("page_size")
        search = try members.optional("search")
        role = try members.optional("role")
        status = try members.optional("status")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("page", page)
        try members.write("page_size", pageSize)
        try members.write("search", search)
        try members.write("role", role)
        try members.write("status", status)
    }
}

extension Puguh.UserPage: Codable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        items = try members.required("items")
        total = try members.optional("total")
        page = try members.optional("page")
        pageSize = try members.optional("page_size")
        hasNext = try members.optional("has_next")
        hasPrev = try members.optional("has_prev")
    }

    public func encode(to encoder: any Encoder) throws {
        var members = MemberWriter(encoder)
        try members.write("items", items)
        try members.write("total", total)
        try members.write("page", page)
        try members.write("page_size", pageSize)
        try members.write("has_next", hasNext)
        try members.write("has_prev", hasPrev)
    }
}
