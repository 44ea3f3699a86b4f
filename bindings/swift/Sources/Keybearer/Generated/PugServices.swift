// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

extension PugClient {
    /// The operations `pug.auth`.
    public var auth: Pug.Auth {
        Pug.Auth(connection: connection)
    }

    /// The operations `pug.orgs`.
    public var orgs: Pug.Orgs {
        Pug.Orgs(connection: connection)
    }

    /// The operations `pug.projects`.
    public var projects: Pug.Projects {
        Pug.Projects(connection: connection)
    }

    /// The operations `pug.dashboards`.
    public var dashboards: Pug.Dashboards {
        Pug.Dashboards(connection: connection)
    }

    /// The operations `pug.emailProviders`.
    public var emailProviders: Pug.EmailProviders {
        Pug.EmailProviders(connection: connection)
    }

    /// The operations `pug.customers`.
    public var customers: Pug.Customers {
        Pug.Customers(connection: connection)
    }

    /// The operations `pug.events`.
    public var events: Pug.Events {
        Pug.Events(connection: connection)
    }

    /// The operations `pug.profiles`.
    public var profiles: Pug.Profiles {
        Pug.Profiles(connection: connection)
    }

    /// The operations `pug.insights`.
    public var insights: Pug.Insights {
        Pug.Insights(connection: connection)
    }

    /// The operations `pug.activity`.
    public var activity: Pug.Activity {
        Pug.Activity(connection: connection)
    }
}

extension Pug {
    /// `pug.auth` of ``PugClient``.
    public struct Auth: Sendable {
        let connection: Connection

        /// Signs in with e-mail and password.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func signIn(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.auth.sign_in", request: request, options: options)
        }

        /// Asks for a sign-in by a link in an e-mail, or completes it.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func signInWithMagicLink(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.auth.sign_in_with_magic_link", request: request, options: options)
        }

        /// Signs in with what an OAuth provider gave. Google is the one that is documented.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func signInWithOAuth(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.auth.sign_in_with_oauth", request: request, options: options)
        }

        /// Creates an account.
        ///
        /// Called with no credential. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func signUp(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.auth.sign_up", request: request, options: options)
        }

        /// Exchanges a refresh token. A client that holds a refresh token does this by itself.
        ///
        /// Called with no credential. Retried as a token refresh. *Assumed*: the platform documents
        /// no path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func refreshToken(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.auth.refresh_token", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.orgs` of ``PugClient``.
    public struct Orgs: Sendable {
        let connection: Connection

        /// Creates an organization.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func create(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.create", request: request, options: options)
        }

        /// Reads an organization.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func get(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.get", request: request, options: options)
        }

        /// Lists the caller's organizations.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.list", request: request, options: options)
        }

        /// Changes an organization.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func update(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.update", request: request, options: options)
        }

        /// Invites somebody into an organization. How the organization is named is not documented:
        /// `extra` takes what a server asks for.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func inviteMember(
            _ request: InviteMember,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.invite_member", request: request, options: options)
        }

        /// Lists the members of an organization.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func listMembers(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.list_members", request: request, options: options)
        }

        /// Removes a member.
        ///
        /// Called with an access token. Retried as idempotent. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func removeMember(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.orgs.remove_member", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.projects` of ``PugClient``.
    public struct Projects: Sendable {
        let connection: Connection

        /// Creates a project. Its time zone sets the edges of the buckets of its charts.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        @discardableResult
        public func create(
            _ request: CreateProject,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> ProjectAnswer {
            try await connection.call("pug.projects.create", request: request, options: options)
        }

        /// Reads a project.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func get(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.projects.get", request: request, options: options)
        }

        /// Lists the projects of an organization.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.projects.list", request: request, options: options)
        }

        /// Changes the name or time zone of a project. Another time zone moves the edges of old
        /// charts too.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func update(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.projects.update", request: request, options: options)
        }

        /// Creates an API key. The answer is the only one that ever holds the key itself.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        @discardableResult
        public func createApiKey(
            _ request: CreateApiKey,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> ApiKeyAnswer {
            try await connection.call("pug.projects.create_api_key", request: request, options: options)
        }

        /// Lists the active API keys of a project.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func listApiKeys(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.projects.list_api_keys", request: request, options: options)
        }

        /// Revokes an API key.
        ///
        /// Called with an access token. Retried as idempotent. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func revokeApiKey(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.projects.revoke_api_key", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.dashboards` of ``PugClient``.
    public struct Dashboards: Sendable {
        let connection: Connection

        /// Lists the dashboards of a project, without their tiles.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> DashboardList {
            try await connection.call("pug.dashboards.list", request: request, options: options)
        }

        /// Reads a dashboard with its tiles.
        ///
        /// Called with an access token. Retried as safe.
        public func get(
            _ request: GetDashboard,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> DashboardAnswer {
            try await connection.call("pug.dashboards.get", request: request, options: options)
        }

        /// Creates a dashboard.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        @discardableResult
        public func create(
            _ request: CreateDashboard,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> DashboardAnswer {
            try await connection.call("pug.dashboards.create", request: request, options: options)
        }

        /// Changes the name of a dashboard and the like, not its tiles.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func update(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.dashboards.update", request: request, options: options)
        }

        /// Replaces all tiles of a dashboard: one whose id is left out is deleted. The answer is
        /// not documented.
        ///
        /// Called with an access token. Retried as idempotent.
        @discardableResult
        public func upsert(
            _ request: UpsertDashboard,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.dashboards.upsert", request: request, options: options)
        }

        /// Deletes a dashboard.
        ///
        /// Called with an access token. Retried as idempotent. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func delete(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.dashboards.delete", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.emailProviders` of ``PugClient``.
    public struct EmailProviders: Sendable {
        let connection: Connection

        /// Reads the settings.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func get(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.email_providers.get", request: request, options: options)
        }

        /// Writes the settings.
        ///
        /// Called with an access token. Retried as idempotent. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func upsert(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.email_providers.upsert", request: request, options: options)
        }

        /// Deletes the settings.
        ///
        /// Called with an access token. Retried as idempotent. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func delete(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.email_providers.delete", request: request, options: options)
        }

        /// Sends an e-mail to try them out.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func sendTest(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.email_providers.send_test", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.customers` of ``PugClient``.
    public struct Customers: Sendable {
        let connection: Connection

        /// Lists them.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.customers.list", request: request, options: options)
        }

        /// Reads one.
        ///
        /// Called with an access token. Retried as safe. *Assumed*: the platform documents no path
        /// or shape for it; see `overridePaths` of the client.
        public func get(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.customers.get", request: request, options: options)
        }

        /// Changes one.
        ///
        /// Called with an access token. Retried as unsafe: what may have been done is not repeated.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func update(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.customers.update", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.events` of ``PugClient``.
    public struct Events: Sendable {
        let connection: Connection

        /// Sends events. No event id is documented, so sending a batch twice may store it twice: it
        /// is not retried once the server may have it, unless the call is marked `idempotent`.
        ///
        /// Called with an SDK key (pk_sdk_…). Retried as unsafe: what may have been done is not
        /// repeated.
        @discardableResult
        public func batchCreate(
            _ request: BatchCreate,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> BatchCreated {
            try await connection.call("pug.events.batch_create", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.profiles` of ``PugClient``.
    public struct Profiles: Sendable {
        let connection: Connection

        /// Creates a profile or merges traits into it; none is ever removed. Earlier anonymous
        /// events are attached. Takes effect after a few seconds.
        ///
        /// Called with an SDK key (pk_sdk_…). Retried as idempotent.
        @discardableResult
        public func identify(
            _ request: Identify,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Identified {
            try await connection.call("pug.profiles.identify", request: request, options: options)
        }

        /// Says that two ids are one person. The answer is not documented.
        ///
        /// Called with an SDK key (pk_sdk_…). Retried as unsafe: what may have been done is not
        /// repeated.
        @discardableResult
        public func alias(_ request: Alias, options: CallOptions = .init()) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.profiles.alias", request: request, options: options)
        }

        /// Reads a profile.
        ///
        /// Called with a shared key (pk_shared_…) or an access token. Retried as safe. *Assumed*:
        /// the platform documents no path or shape for it; see `overridePaths` of the client.
        public func get(
            _ request: GetProfile,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> ProfileAnswer {
            try await connection.call("pug.profiles.get", request: request, options: options)
        }

        /// Lists profiles.
        ///
        /// Called with a shared key (pk_shared_…) or an access token. Retried as safe. *Assumed*:
        /// the platform documents no path or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: ListProfiles = .init(),
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> ProfileList {
            try await connection.call("pug.profiles.list", request: request, options: options)
        }

        /// Hides a profile; its events stay.
        ///
        /// Called with a shared key (pk_shared_…) or an access token. Retried as idempotent.
        /// *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the
        /// client.
        @discardableResult
        public func delete(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.profiles.delete", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.insights` of ``PugClient``.
    public struct Insights: Sendable {
        let connection: Connection

        /// Answers one question: a trend, or a funnel.
        ///
        /// Called with a shared key (pk_shared_…) or an access token. Retried as safe.
        public func query(
            _ request: Query,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> InsightsResult {
            try await connection.call("pug.insights.query", request: request, options: options)
        }
    }
}

extension Pug {
    /// `pug.activity` of ``PugClient``.
    public struct Activity: Sendable {
        let connection: Connection

        /// Lists recent events.
        ///
        /// Called with a shared key (pk_shared_…) or an access token. Retried as safe. *Assumed*:
        /// the platform documents no path or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: [String: JSONValue] = [:],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("pug.activity.list", request: request, options: options)
        }
    }
}
