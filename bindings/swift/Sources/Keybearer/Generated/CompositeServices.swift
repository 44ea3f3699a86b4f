// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

extension CompositeClient {
    /// The operations `composite.events`.
    public var events: Composite.Events {
        Composite.Events(connection: connection)
    }

    /// The operations `composite.users`.
    public var users: Composite.Users {
        Composite.Users(connection: connection)
    }

    /// The operations `composite.recordings`.
    public var recordings: Composite.Recordings {
        Composite.Recordings(connection: connection)
    }

    /// The operations `composite.project`.
    public var project: Composite.Projects {
        Composite.Projects(connection: connection)
    }

    /// The operations `composite.exports`.
    public var exports: Composite.Exports {
        Composite.Exports(connection: connection)
    }

    /// The operations `composite.team`.
    public var team: Composite.Team {
        Composite.Team(connection: connection)
    }

    /// The operations `composite.billing`.
    public var billing: Composite.Billing {
        Composite.Billing(connection: connection)
    }

    /// The operations `composite.apiKeys`.
    public var apiKeys: Composite.ApiKeys {
        Composite.ApiKeys(connection: connection)
    }
}

extension Composite {
    /// `composite.events` of ``CompositeClient``.
    public struct Events: Sendable {
        let connection: Connection

        /// Sends one event. `name` and `properties` are documented, its other members assumed. A
        /// retry repeats its id (`sysUuid`), so that it counts once.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as idempotent. Scope
        /// `events:write`.
        public func send(_ request: Event, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.events.send", request: request, options: options)
        }

        /// Sends several events at once. The path is documented, the shape assumed. A success means
        /// that all were accepted, unless the answer, if it has one, lists failures; what is not
        /// JSON is given as text.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as idempotent. Scope
        /// `events:write`. *Assumed*: the platform documents no path or shape for it; see
        /// `overridePaths` of the client.
        @discardableResult
        public func sendBatch(
            _ request: SendBatch,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("composite.events.send_batch", request: request, options: options)
        }

        /// Lists events.
        ///
        /// Called with a secret key (sk_…). Retried as safe. Scope `events:read`. *Assumed*: the
        /// platform documents no path or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: ListEvents = .init(),
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> EventPage {
            try await connection.call("composite.events.list", request: request, options: options)
        }

        /// The items of the list that `list` gives, fetched as they are asked for.
        public func listItems(
            _ request: ListEvents = .init(),
            options: CallOptions = .init()
        ) -> ItemSequence<StoredEvent> {
            connection.items("composite.events.list", request: request, options: options)
        }

        /// The pages of the list that `list` gives, fetched as they are asked for.
        public func listPages(
            _ request: ListEvents = .init(),
            options: CallOptions = .init()
        ) -> PageSequence<EventPage> {
            connection.pages("composite.events.list", request: request, options: options)
        }
    }
}

extension Composite {
    /// `composite.users` of ``CompositeClient``.
    public struct Users: Sendable {
        let connection: Connection

        /// Tells who a distinct id is, and may set properties of the profile. It travels as the
        /// event `sys_identify`.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as idempotent. Scope
        /// `users:write`. *Assumed*: the platform documents no path or shape for it; see
        /// `overridePaths` of the client.
        public func identify(_ request: Identify, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.users.identify", request: request, options: options)
        }

        /// Links a further id to a user. It travels as the event `sys_alias`.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as idempotent. Scope
        /// `users:write`. *Assumed*: the platform documents no path or shape for it; see
        /// `overridePaths` of the client.
        public func alias(_ request: Alias, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.users.alias", request: request, options: options)
        }

        /// Reads the caller's own profile.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as safe. Scope
        /// `users:read`. *Assumed*: the platform documents no path or shape for it; see
        /// `overridePaths` of the client.
        public func me(_ request: Me, options: CallOptions = .init()) async throws(KeybearerError) -> User {
            try await connection.call("composite.users.me", request: request, options: options)
        }

        /// Lists users.
        ///
        /// Called with a secret key (sk_…). Retried as safe. Scope `users:read`. *Assumed*: the
        /// platform documents no path or shape for it; see `overridePaths` of the client.
        public func list(
            _ request: ListUsers = .init(),
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> UserPage {
            try await connection.call("composite.users.list", request: request, options: options)
        }

        /// The items of the list that `list` gives, fetched as they are asked for.
        public func listItems(_ request: ListUsers = .init(), options: CallOptions = .init()) -> ItemSequence<User> {
            connection.items("composite.users.list", request: request, options: options)
        }

        /// The pages of the list that `list` gives, fetched as they are asked for.
        public func listPages(
            _ request: ListUsers = .init(),
            options: CallOptions = .init()
        ) -> PageSequence<UserPage> {
            connection.pages("composite.users.list", request: request, options: options)
        }

        /// Reads a user.
        ///
        /// Called with a secret key (sk_…). Retried as safe. Scope `users:read`. *Assumed*: the
        /// platform documents no path or shape for it; see `overridePaths` of the client.
        public func get(distinctId: String, options: CallOptions = .init()) async throws(KeybearerError) -> User {
            try await connection.call("composite.users.get", [distinctId], options: options)
        }

        /// Creates or updates the profile of a user.
        ///
        /// Called with a secret key (sk_…). Retried as idempotent. Scope `users:write`. *Assumed*:
        /// the platform documents no path or shape for it; see `overridePaths` of the client.
        @discardableResult
        public func upsert(
            distinctId: String,
            _ request: Upsert,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> User {
            try await connection.call("composite.users.upsert", [distinctId], request: request, options: options)
        }

        /// Deletes the data of a user. The server may still be at it when it answers.
        ///
        /// Called with a secret key (sk_…). Retried as idempotent. Scope `users:write`. *Assumed*:
        /// the platform documents no path or shape for it; see `overridePaths` of the client.
        public func delete(distinctId: String, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.users.delete", [distinctId], options: options)
        }
    }
}

extension Composite {
    /// `composite.recordings` of ``CompositeClient``.
    public struct Recordings: Sendable {
        let connection: Connection

        /// Sends a part of a session recording.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as unsafe: what may have
        /// been done is not repeated. Scope `events:write`. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        public func send(_ request: SendRecording, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.recordings.send", request: request, options: options)
        }
    }
}

extension Composite {
    /// `composite.project` of ``CompositeClient``.
    public struct Projects: Sendable {
        let connection: Connection

        /// Reads the configuration of the project.
        ///
        /// Called with a public key (pk_…) or a secret key (sk_…). Retried as safe. Scope
        /// `projects:read`. *Assumed*: the platform documents no path or shape for it; see
        /// `overridePaths` of the client.
        public func get(options: CallOptions = .init()) async throws(KeybearerError) -> Project {
            try await connection.call("composite.project.get", options: options)
        }

        /// Changes the given settings of the project, an object.
        ///
        /// Called with a secret key (sk_…). Retried as unsafe: what may have been done is not
        /// repeated. Scope `projects:write`. *Assumed*: the platform documents no path or shape for
        /// it; see `overridePaths` of the client.
        @discardableResult
        public func update(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Project {
            try await connection.call("composite.project.update", request: request, options: options)
        }
    }
}

extension Composite {
    /// `composite.exports` of ``CompositeClient``.
    public struct Exports: Sendable {
        let connection: Connection

        /// Starts an export.
        ///
        /// Called with a secret key (sk_…). Retried as unsafe: what may have been done is not
        /// repeated. Scope `events:read`. *Assumed*: the platform documents no path or shape for
        /// it; see `overridePaths` of the client.
        @discardableResult
        public func create(
            _ request: CreateExport,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> Export {
            try await connection.call("composite.exports.create", request: request, options: options)
        }

        /// Reads how far an export is, and where its result lies once it is done.
        ///
        /// Called with a secret key (sk_…). Retried as safe. Scope `events:read`. *Assumed*: the
        /// platform documents no path or shape for it; see `overridePaths` of the client.
        public func get(id: String, options: CallOptions = .init()) async throws(KeybearerError) -> Export {
            try await connection.call("composite.exports.get", [id], options: options)
        }
    }
}

extension Composite {
    /// `composite.team` of ``CompositeClient``.
    public struct Team: Sendable {
        let connection: Connection

        /// Lists the members. No scope is known for it.
        ///
        /// Called with a secret key (sk_…). Retried as safe. *Assumed*: the platform documents no
        /// path or shape for it; see `overridePaths` of the client.
        public func list(options: CallOptions = .init()) async throws(KeybearerError) -> TeamMemberPage {
            try await connection.call("composite.team.list", options: options)
        }

        /// The items of the list that `list` gives, fetched as they are asked for.
        public func listItems(options: CallOptions = .init()) -> ItemSequence<TeamMember> {
            connection.items("composite.team.list", options: options)
        }

        /// The pages of the list that `list` gives, fetched as they are asked for.
        public func listPages(options: CallOptions = .init()) -> PageSequence<TeamMemberPage> {
            connection.pages("composite.team.list", options: options)
        }

        /// Invites somebody.
        ///
        /// Called with a secret key (sk_…). Retried as unsafe: what may have been done is not
        /// repeated. Scope `team:write`. *Assumed*: the platform documents no path or shape for it;
        /// see `overridePaths` of the client.
        @discardableResult
        public func invite(
            _ request: InviteTeamMember,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> TeamMember {
            try await connection.call("composite.team.invite", request: request, options: options)
        }

        /// Changes the role of a member.
        ///
        /// Called with a secret key (sk_…). Retried as unsafe: what may have been done is not
        /// repeated. Scope `team:write`. *Assumed*: the platform documents no path or shape for it;
        /// see `overridePaths` of the client.
        @discardableResult
        public func update(
            id: String,
            _ request: UpdateTeamMember,
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> TeamMember {
            try await connection.call("composite.team.update", [id], request: request, options: options)
        }

        /// Removes a member.
        ///
        /// Called with a secret key (sk_…). Retried as idempotent. Scope `team:write`. *Assumed*:
        /// the platform documents no path or shape for it; see `overridePaths` of the client.
        public func remove(id: String, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.team.remove", [id], options: options)
        }
    }
}

extension Composite {
    /// `composite.billing` of ``CompositeClient``.
    public struct Billing: Sendable {
        let connection: Connection

        /// Reads the billing data.
        ///
        /// Called with a secret key (sk_…). Retried as safe. Scope `billing:read`. *Assumed*: the
        /// platform documents no path or shape for it; see `overridePaths` of the client.
        public func get(options: CallOptions = .init()) async throws(KeybearerError) -> JSONValue {
            try await connection.call("composite.billing.get", options: options)
        }

        /// Changes the given billing data, an object.
        ///
        /// Called with a secret key (sk_…). Retried as unsafe: what may have been done is not
        /// repeated. Scope `billing:write`. *Assumed*: the platform documents no path or shape for
        /// it; see `overridePaths` of the client.
        @discardableResult
        public func update(
            _ request: [String: JSONValue],
            options: CallOptions = .init()
        ) async throws(KeybearerError) -> JSONValue {
            try await connection.call("composite.billing.update", request: request, options: options)
        }
    }
}

extension Composite {
    /// `composite.apiKeys` of ``CompositeClient``.
    public struct ApiKeys: Sendable {
        let connection: Connection

        /// Revokes a key at once. The platform announces that this can be done; the dashboard
        /// certainly can.
        ///
        /// Called with a secret key (sk_…). Retried as idempotent. *Assumed*: the platform
        /// documents no path or shape for it; see `overridePaths` of the client.
        public func revoke(id: String, options: CallOptions = .init()) async throws(KeybearerError) {
            try await connection.call("composite.api_keys.revoke", [id], options: options)
        }
    }
}
