// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

extension PuguhClient {
    /// The operations `puguh.auth`.
    public var auth: Puguh.Auth {
        Puguh.Auth(connection: connection)
    }

    /// The operations `puguh.organizations`.
    public var organizations: Puguh.Organizations {
        Puguh.Organizations(connection: connection)
    }

    /// The operations `puguh.iam`.
    public var iam: Puguh.Iam {
        Puguh.Iam(connection: connection)
    }

    /// The operations `puguh.oauth`.
    public var oauth: Puguh.OAuth {
        Puguh.OAuth(connection: connection)
    }

    /// Asks whether the service is well. The body is open JSON; see also `verifyCredentials`.
    ///
    /// Called with an API key or an access token. Retried as safe.
    public func health(options: CallOptions = .init()) async throws(KeybearerError) -> JSONValue {
        try await connection.call("puguh.health", options: options)
    }

    /// The public keys that access tokens are signed with (RFC 7517).
    ///
    /// Called with no credential. Retried as safe.
    public func jwks(options: CallOptions = .init()) async throws(KeybearerError) -> JSONValue {
        try await connection.call("puguh.jwks", options: options)
    }
}

extension Puguh {
    /// `puguh.auth` of ``PuguhClient``.
    public struct Auth: Sendable {
        let connection: Connection

        /// Creates an account, and with it a first organization. Gives no tokens: sign in next.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        @discardableResult
        public func register(
            _ request: Register,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Registered {
            try await connection.call("puguh.auth.register", request: request, options: options)
        }

        /// Signs in with e-mail and password. Hand the result to `setTokens` to make it this
        /// client's session.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        @discardableResult
        public func login(
            _ request: Login,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> LoginResponse {
            try await connection.call("puguh.auth.login", request: request, options: options)
        }

        /// Exchanges a refresh token for a new access token. A client that holds a refresh token
        /// does this by itself.
        ///
        /// Called with no credential. Retried as a token refresh.
        @discardableResult
        public func refresh(
            _ request: RefreshSession,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> LoginResponse {
            try await connection.call("puguh.auth.refresh", request: request, options: options)
        }

        /// Revokes the session at the server and, once that has succeeded, forgets its tokens here.
        /// `signOut` forgets them whatever the server says.
        ///
        /// Called with an access token. Retried as idempotent.
        public func logout(options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("puguh.auth.logout", options: options)
        }
    }
}

extension Puguh {
    /// `puguh.organizations` of ``PuguhClient``.
    public struct Organizations: Sendable {
        let connection: Connection

        /// Lists the caller's organizations.
        ///
        /// Called with an API key or an access token. Retried as safe.
        public func list(
            _ request: ListOrganizations = .init(),
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> OrganizationPage {
            try await connection.call("puguh.organizations.list", request: request, options: options)
        }

        /// The items of the list that `list` gives, fetched as they are asked for.
        public func listItems(
            _ request: ListOrganizations = .init(),
            options: CallOptions = .init()
        ) -> ItemSequence<Organization> {
            connection.items("puguh.organizations.list", request: request, options: options)
        }

        /// The pages of the list that `list` gives, fetched as they are asked for.
        public func listPages(
            _ request: ListOrganizations = .init(),
            options: CallOptions = .init()
        ) -> PageSequence<OrganizationPage> {
            connection.pages("puguh.organizations.list", request: request, options: options)
        }

        /// Creates an organization.
        ///
        /// Called with an API key or an access token. Retried as unsafe: what may have been done is
        /// not repeated.
        @discardableResult
        public func create(
            _ request: CreateOrganization,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Organization {
            try await connection.call("puguh.organizations.create", request: request, options: options)
        }

        /// Reads an organization.
        ///
        /// Called with an API key or an access token. Retried as safe.
        public func get(id: String, options: CallOptions = .init()) async throws(KeybearerError) -> Organization {
            try await connection.call("puguh.organizations.get", [id], options: options)
        }

        /// Changes the given fields of an organization.
        ///
        /// Called with an API key or an access token. Retried as unsafe: what may have been done is
        /// not repeated.
        @discardableResult
        public func update(
            id: String,
            _ request: UpdateOrganization,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Organization {
            try await connection.call("puguh.organizations.update", [id], request: request, options: options)
        }

        /// Deletes an organization (soft).
        ///
        /// Called with an API key or an access token. Retried as idempotent.
        public func delete(id: String, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("puguh.organizations.delete", [id], options: options)
        }

        /// Lists the members of an organization.
        ///
        /// Called with an API key or an access token. Retried as safe.
        public func listMembers(
            id: String,
            _ request: ListMembers = .init(),
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> MemberPage {
            try await connection.call("puguh.organizations.list_members", [id], request: request, options: options)
        }

        /// The items of the list that `listMembers` gives, fetched as they are asked for.
        public func listMembersItems(
            id: String,
            _ request: ListMembers = .init(),
            options: CallOptions = .init()
        ) -> ItemSequence<Member> {
            connection.items("puguh.organizations.list_members", [id], request: request, options: options)
        }

        /// The pages of the list that `listMembers` gives, fetched as they are asked for.
        public func listMembersPages(
            id: String,
            _ request: ListMembers = .init(),
            options: CallOptions = .init()
        ) -> PageSequence<MemberPage> {
            connection.pages("puguh.organizations.list_members", [id], request: request, options: options)
        }

        /// Invites somebody into an organization.
        ///
        /// Called with an API key or an access token. Retried as unsafe: what may have been done is
        /// not repeated.
        @discardableResult
        public func inviteMember(
            id: String,
            _ request: InviteMember,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Member {
            try await connection.call("puguh.organizations.invite_member", [id], request: request, options: options)
        }

        /// Changes the role of a member.
        ///
        /// Called with an API key or an access token. Retried as unsafe: what may have been done is
        /// not repeated.
        @discardableResult
        public func updateMember(
            id: String,
            userId: String,
            _ request: UpdateMember,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Member {
            try await connection.call("puguh.organizations.update_member", [id, userId], request: request, options: options)
        }

        /// Removes a member.
        ///
        /// Called with an API key or an access token. Retried as idempotent.
        public func removeMember(
            id: String,
            userId: String,
            options: CallOptions = .init()
        ) async throws(KeybearerError) {
            try await connection.call("puguh.organizations.remove_member", [id, userId], options: options)
        }
    }
}

extension Puguh {
    /// `puguh.iam` of ``PuguhClient``.
    public struct Iam: Sendable {
        let connection: Connection

        /// Lists the users of the organization. The path is documented; filters and the shape of a
        /// user are not.
        ///
        /// Called with an API key or an access token. Retried as safe. *Assumed*: the platform
        /// documents no path or shape for it; see `overridePaths` of the client.
        public func listUsers(
            _ request: ListUsers = .init(),
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> UserPage {
            try await connection.call("puguh.iam.list_users", request: request, options: options)
        }

        /// The items of the list that `listUsers` gives, fetched as they are asked for.
        public func listUsersItems(
            _ request: ListUsers = .init(),
            options: CallOptions = .init()
        ) -> ItemSequence<Member> {
            connection.items("puguh.iam.list_users", request: request, options: options)
        }

        /// The pages of the list that `listUsers` gives, fetched as they are asked for.
        public func listUsersPages(
            _ request: ListUsers = .init(),
            options: CallOptions = .init()
        ) -> PageSequence<UserPage> {
            connection.pages("puguh.iam.list_users", request: request, options: options)
        }
    }
}

extension Puguh {
    /// `puguh.oauth` of ``PuguhClient``.
    public struct OAuth: Sendable {
        let connection: Connection

        /// Exchanges the code that came back with the person. Codes are single use: a lost answer
        /// is not retried.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        @discardableResult
        public func exchangeCode(
            _ request: ExchangeCode,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> LoginResponse {
            try await connection.call("puguh.oauth.exchange_code", request: request, options: options)
        }
    }
}
