public import struct Foundation.URL
internal import KeybearerFFI

/// The client of the Pug API: product analytics.
///
/// With an SDK key it sends events, with a shared key it reads what became of them, with an access
/// token it does what a person does on the dashboard.
///
/// ```swift
/// let pug = try PugClient(sdkKey: "pk_sdk_…", projectId: "proj_…")
/// try await pug.events.batchCreate(.init(events: [.init(name: "order_paid", properties: ["total": 12.5])]))
/// ```
public final class PugClient: Sendable {
    let connection: Connection

    /// Builds a client; nothing is sent. It needs one credential.
    ///
    /// Throws ``KeybearerError/invalidConfig(_:)``, naming the option, for anything that could not work.
    ///
    /// - Parameters:
    ///   - sdkKey: A key that writes and reads nothing (`pk_sdk_…`): it may be in apps.
    ///   - sharedKey: A key that reads (`pk_shared_…`), for trusted servers only.
    ///   - projectId: The project to act for.
    ///   - accessToken: The token of a signed-in user, renewed by `onTokenExpired` or with
    ///     `refreshToken`.
    ///   - refreshToken: The token that buys the next access token at the API's own endpoint.
    ///   - expiresIn: How long the access token lives, where that is known better than the token
    ///     says.
    ///   - onTokenExpired: Supplies a new token. However many calls need it, it runs once.
    ///   - tokenStore: Keeps the tokens where they outlive the process.
    ///   - tokenStoreFile: As `tokenStore`: a file that only its owner may read, shared safely by
    ///     processes.
    ///   - anonymous: No credential, for public operations such as signing in; `setTokens` then
    ///     makes it a session.
    ///   - refreshMembers: How a token refresh names its members, where the server differs from
    ///     what is assumed.
    ///   - baseUrl: Where the API lives, if not at its public address. A path is kept; plain
    ///     `http` is for loopback only.
    ///   - timeout: The deadline of each call, waits and retries included. 60 s unless given.
    ///   - attemptTimeout: The longest that one attempt may take. 15 s unless given.
    ///   - maxAttempts: How many attempts a call may take in all; 1 turns retries off. 4 unless
    ///     given.
    ///   - maxServerDelay: The longest delay asked for by the server that is waited out. 120 s
    ///     unless given.
    ///   - pacing: Limits locally how fast requests leave. Off unless given.
    ///   - userAgent: What the client calls itself.
    ///   - overridePaths: Sends operations elsewhere than declared, by their full names.
    ///   - proxy: The way to the network.
    ///   - rootCertificates: Further certificate authorities to trust, in PEM.
    ///   - connectTimeout: How long a connection may take. 5 s unless given.
    ///   - maxResponseBytes: The longest answer that is read.
    ///   - observer: Is told what the client does, in order and soon after, on a thread of the
    ///     library's. It delays no call.
    ///   - log: Is given the same as lines for a log.
    ///   - readsEnvironment: Takes what has not been given from `PUG_SDK_API_KEY` or
    ///     `PUG_SHARED_API_KEY`, `PUG_PROJECT_ID` and `PUG_BASE_URL`.
    public init(
        sdkKey: String? = nil,
        sharedKey: String? = nil,
        projectId: String? = nil,
        accessToken: String? = nil,
        refreshToken: String? = nil,
        expiresIn: Duration? = nil,
        onTokenExpired: (@Sendable (TokenExpired) async throws -> Tokens)? = nil,
        tokenStore: (any TokenStore)? = nil,
        tokenStoreFile: URL? = nil,
        anonymous: Bool = false,
        refreshMembers: Pug.RefreshMembers? = nil,
        baseUrl: String? = nil,
        timeout: Timeout? = nil,
        attemptTimeout: Duration? = nil,
        maxAttempts: Int? = nil,
        maxServerDelay: Duration? = nil,
        pacing: Pacing? = nil,
        userAgent: String? = nil,
        overridePaths: [String: String] = [:],
        proxy: Proxy = .environment,
        rootCertificates: [String]? = nil,
        connectTimeout: Duration? = nil,
        maxResponseBytes: Int? = nil,
        observer: (@Sendable (ClientEvent) -> Void)? = nil,
        log: (@Sendable (LogLevel, String) -> Void)? = nil,
        readsEnvironment: Bool = false
    ) throws(KeybearerError) {
        var options = ClientOptions()
        options.set("sdk_key", sdkKey)
        options.set("shared_key", sharedKey)
        options.set("project_id", projectId)
        options.set("access_token", accessToken)
        options.set("refresh_token", refreshToken)
        options.set("expires_in", expiresIn)
        options.onTokenExpired = onTokenExpired
        options.tokenStore = tokenStore
        options.set("token_store_file", tokenStoreFile?.path)
        options.set("anonymous", anonymous)
        options.set("refresh_members", refreshMembers?.json)
        options.set("base_url", baseUrl)
        options.set("timeout", timeout)
        options.set("attempt_timeout", attemptTimeout)
        options.set("max_attempts", maxAttempts)
        options.set("max_server_delay", maxServerDelay)
        options.set("pacing", pacing)
        options.set("user_agent", userAgent)
        options.set(overridePaths: overridePaths)
        options.set("proxy", proxy)
        options.set("root_certificates", rootCertificates)
        options.set("connect_timeout", connectTimeout)
        options.set("max_response_bytes", maxResponseBytes)
        options.observer = observer
        options.log = log
        options.set("from_env", readsEnvironment)
        connection = try Connection("pug", options)
    }

    /// As the other initializer, for a callback that needs to know nothing and gives a bare token.
    // Disfavoured, so that `nil` is that of the other initializer.
    @_disfavoredOverload
    public convenience init(
        sdkKey: String? = nil,
        sharedKey: String? = nil,
        projectId: String? = nil,
        accessToken: String? = nil,
        refreshToken: String? = nil,
        expiresIn: Duration? = nil,
        onTokenExpired: (@Sendable () async throws -> String)?,
        tokenStore: (any TokenStore)? = nil,
        tokenStoreFile: URL? = nil,
        anonymous: Bool = false,
        refreshMembers: Pug.RefreshMembers? = nil,
        baseUrl: String? = nil,
        timeout: Timeout? = nil,
        attemptTimeout: Duration? = nil,
        maxAttempts: Int? = nil,
        maxServerDelay: Duration? = nil,
        pacing: Pacing? = nil,
        userAgent: String? = nil,
        overridePaths: [String: String] = [:],
        proxy: Proxy = .environment,
        rootCertificates: [String]? = nil,
        connectTimeout: Duration? = nil,
        maxResponseBytes: Int? = nil,
        observer: (@Sendable (ClientEvent) -> Void)? = nil,
        log: (@Sendable (LogLevel, String) -> Void)? = nil,
        readsEnvironment: Bool = false
    ) throws(KeybearerError) {
        var source: (@Sendable (TokenExpired) async throws -> Tokens)?
        if let onTokenExpired { source = { _ in Tokens(try await onTokenExpired()) } }
        try self.init(
            sdkKey: sdkKey,
            sharedKey: sharedKey,
            projectId: projectId,
            accessToken: accessToken,
            refreshToken: refreshToken,
            expiresIn: expiresIn,
            onTokenExpired: source,
            tokenStore: tokenStore,
            tokenStoreFile: tokenStoreFile,
            anonymous: anonymous,
            refreshMembers: refreshMembers,
            baseUrl: baseUrl,
            timeout: timeout,
            attemptTimeout: attemptTimeout,
            maxAttempts: maxAttempts,
            maxServerDelay: maxServerDelay,
            pacing: pacing,
            userAgent: userAgent,
            overridePaths: overridePaths,
            proxy: proxy,
            rootCertificates: rootCertificates,
            connectTimeout: connectTimeout,
            maxResponseBytes: maxResponseBytes,
            observer: observer,
            log: log,
            readsEnvironment: readsEnvironment
        )
    }

    /// A client from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY`, `PUG_PROJECT_ID` and `PUG_BASE_URL`.
    public static func fromEnv() throws(KeybearerError) -> PugClient {
        try PugClient(readsEnvironment: true)
    }

    /// The rate limit as the last answer told it; `nil` before the first, and once closed.
    public func rateLimit() -> RateLimit? {
        let limit = try? connection.core.rateLimit()
        return limit.map { RateLimit($0) }
    }

    /// Ends the client: calls under way come to ``KeybearerError/cancelled(_:)``, later ones to
    /// ``KeybearerError/invalidConfig(_:)``, and its connections are closed. A client that is let go
    /// of closes them too.
    public func close() {
        connection.close()
    }
}

extension PugClient: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of credential and a fingerprint of it, no secret.
    public var description: String { connection.description(of: "PugClient") }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

// MARK: Credentials

extension PugClient {
    /// Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous
    /// client becomes a session by this.
    ///
    /// Throws ``KeybearerError/callback(_:)`` if the token store failed; the tokens are in use nevertheless.
    public func setTokens(_ tokens: Tokens) async throws(KeybearerError) {
        try await connection.call("pug.set_tokens", request: tokens.json)
    }

    /// Signs out: forgets the tokens here and in the token store. Nothing is sent.
    public func signOut() async throws(KeybearerError) {
        try await connection.call("pug.sign_out")
    }

    /// Replaces the SDK key. Calls in flight keep the old one.
    public func setSdkKey(_ key: String) throws(KeybearerError) {
        try connection.setKey("sdk_key", key)
    }

    /// Replaces the shared key. Calls in flight keep the old one.
    public func setSharedKey(_ key: String) throws(KeybearerError) {
        try connection.setKey("shared_key", key)
    }
}

// MARK: Raw calls

extension PugClient {
    /// Calls any method with this client's credential, retries and errors, in open JSON. `service` is
    /// the full name, package included.
    ///
    /// ```swift
    /// let alerts = try await pug.call("alerts.v1.AlertsService", "List", ["limit": 50])
    /// ```
    @discardableResult
    public func call(
        _ service: String,
        _ method: String,
        _ message: [String: JSONValue] = [:],
        options: CallOptions = .init()
    ) async throws(KeybearerError) -> JSONValue {
        try await connection.call("pug.call", [service, method], request: message, options: options)
    }
}

/// The messages and services of ``PugClient``.
public enum Pug {
    /// The tokens in the answer to a sign-in, ready for ``PugClient/setTokens(_:)``. The platform
    /// documents none of the names in it: `members` tells others than those that are assumed.
    ///
    /// Throws ``KeybearerError/unauthenticated(_:)`` with reason `further_step_required` if there are none.
    public static func tokens(
        from answer: JSONValue, members: RefreshMembers? = nil
    ) throws(KeybearerError) -> Tokens {
        do {
            let members = try members.map { try text($0.json, of: nil) }
            return Tokens(try signInTokens(platform: "pug", answer: try text(answer, of: nil), members: members))
        } catch {
            throw KeybearerError(error)
        }
    }

    /// How the members of a token refresh, and of a sign-in's answer, are called. The platform
    /// documents none of these names; `nil` is what is assumed. A dot in the name of a member of the
    /// answer reaches into an object: `session.accessToken`.
    public struct RefreshMembers: Sendable, Hashable {
        /// In the request: the refresh token. `refreshToken` unless given.
        public var refreshToken: String?
        /// In the answer: the new access token. `accessToken` unless given.
        public var accessToken: String?
        /// In the answer: the next refresh token. `refreshToken` unless given.
        public var newRefreshToken: String?
        /// In the answer: the lifetime of the access token. `expiresIn` unless given.
        public var expiresIn: String?

        /// What is not given is as assumed.
        public init(
            refreshToken: String? = nil,
            accessToken: String? = nil,
            newRefreshToken: String? = nil,
            expiresIn: String? = nil
        ) {
            self.refreshToken = refreshToken
            self.accessToken = accessToken
            self.newRefreshToken = newRefreshToken
            self.expiresIn = expiresIn
        }

        var json: [String: JSONValue] {
            let members = [
                "refresh_token": refreshToken,
                "access_token": accessToken,
                "new_refresh_token": newRefreshToken,
                "expires_in": expiresIn,
            ]
            return members.compactMapValues { $0.map(JSONValue.string) }
        }
    }
}

extension Pug.Projects {
    /// Replaces an API key: creates `new`, hands the new key to `deploy`, and revokes the old one only
    /// if `deploy` did not throw. Gives the new key.
    ///
    /// `oldKey` is the id of the old key. It is sent as `{"id": …}`, which is assumed; see the other
    /// method of this name.
    ///
    /// ```swift
    /// let key = try await pug.projects.rotateApiKey("key_1", new: .init(type: .shared, name: "server, autumn")) { key in
    ///     try await vault.store(key.exposed)
    /// }
    /// ```
    ///
    /// Throws ``KeybearerError/callback(_:)`` if `deploy` threw: nothing is revoked, and the message
    /// names the new key's id. An error with reason `both_keys_live` if the old key could not be
    /// revoked.
    @discardableResult
    public func rotateApiKey(
        _ oldKey: String,
        new: Pug.CreateApiKey,
        deploy: @escaping @Sendable (Secret) async throws -> Void
    ) async throws(KeybearerError) -> Pug.ApiKey {
        try await rotateApiKey(.string(oldKey), new: new, deploy: deploy)
    }

    /// As the other method of this name, for servers that name the old key otherwise: an object is sent
    /// as it is.
    @discardableResult
    public func rotateApiKey(
        _ oldKey: JSONValue,
        new: Pug.CreateApiKey,
        deploy: @escaping @Sendable (Secret) async throws -> Void
    ) async throws(KeybearerError) -> Pug.ApiKey {
        let operation = "pug.projects.rotate_api_key"
        let answer = try await connection.run(operation) {
            try connection.core.rotateApiKey(
                oldKey: try text(oldKey, of: operation),
                new: try text(new, of: operation),
                deploy: DeployHook(connection.hooks, deploy),
                tokenRequest: Connection.tokenRequest
            )
        }
        return try decode(answer, of: operation)
    }
}
