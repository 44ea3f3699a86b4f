internal import KeybearerFFI

/// The client of the Composite Analytics API: events, users and session recordings.
///
/// With a public key (`pk_…`) it sends events, recordings and identities, and reads the own profile
/// and the configuration of the project; everything else needs a secret key (`sk_…`), and is refused
/// without one before anything is sent.
///
/// ```swift
/// let composite = try CompositeClient(apiKey: "pk_live_…")
/// try await composite.events.send(.init(name: "order_placed", distinctId: "user-17"))
/// ```
public final class CompositeClient: Sendable {
    let connection: Connection

    /// Builds a client; nothing is sent. It needs one credential.
    ///
    /// Throws ``KeybearerError/invalidConfig(_:)``, naming the option, for anything that could not work.
    ///
    /// - Parameters:
    ///   - apiKey: The key: `pk_…` for apps, `sk_…` for servers.
    ///   - keyPlacement: Where the key goes: in a header unless given.
    ///   - scopes: The scopes of the secret key, which does not tell them itself. A call that
    ///     needs another is refused before anything is sent.
    ///   - environment: The environment that the key must be for, if it names one.
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
    ///   - readsEnvironment: Takes what has not been given from `COMPOSITE_API_KEY` and
    ///     `COMPOSITE_BASE_URL`.
    public init(
        apiKey: String? = nil,
        keyPlacement: Composite.KeyPlacement? = nil,
        scopes: [String]? = nil,
        environment: Composite.Environment? = nil,
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
        options.set("api_key", apiKey)
        options.set("key_placement", keyPlacement?.rawValue)
        options.set("scopes", scopes)
        options.set("environment", environment?.rawValue)
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
        connection = try Connection("composite", options)
    }

    /// A client from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`.
    public static func fromEnv() throws(KeybearerError) -> CompositeClient {
        try CompositeClient(readsEnvironment: true)
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

extension CompositeClient: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of credential and a fingerprint of it, no secret.
    public var description: String { connection.description(of: "CompositeClient") }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CompositeClient {
    /// Replaces the key by another of the same kind. Calls in flight keep the old one.
    public func setApiKey(_ key: String) throws(KeybearerError) {
        try connection.setKey("api_key", key)
    }
}

extension CompositeClient {
    /// Calls any path with this client's credential, retries and errors, in open JSON.
    ///
    /// ```swift
    /// let cohorts = try await composite.request(.get, "/v1/cohorts", options: .init(query: ["limit": "50"]))
    /// ```
    @discardableResult
    public func request(
        _ method: RequestMethod,
        _ path: String,
        body: JSONValue? = nil,
        options: CallOptions = .init()
    ) async throws(KeybearerError) -> JSONValue {
        try await connection.call("composite.request", [method.rawValue, path], request: body, options: options)
    }
}

/// The messages and services of ``CompositeClient``.
public enum Composite {
    /// Where the key goes in a request.
    public enum KeyPlacement: String, Sendable, Hashable {
        /// In the header: `Authorization: Bearer …`.
        case header
        /// In the URL, and in no header. Servers and proxies log URLs: only for where headers cannot
        /// be set.
        case query
    }

    /// What a key works on.
    public enum Environment: String, Sendable, Hashable {
        /// Real data: `pk_live_…`, `sk_live_…`.
        case live
        /// Data for trying out: `pk_test_…`, `sk_test_…`.
        case test
    }
}
