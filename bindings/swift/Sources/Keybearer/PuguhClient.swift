public import Foundation
internal import KeybearerFFI

/// The client of the ARSAKA PUGUH API: identity and organizations.
///
/// With an API key it acts as a server, for one organization; with an access token, as a user.
///
/// ```swift
/// let client = try PuguhClient(accessToken: token, onTokenExpired: { try await fetchToken() })
/// let page = try await client.organizations.list(.init(pageSize: 20))
/// ```
public final class PuguhClient: Sendable {
    let connection: Connection

    /// Builds a client; nothing is sent. It needs one credential.
    ///
    /// Throws ``KeybearerError/invalidConfig(_:)``, naming the option, for anything that could not work.
    ///
    /// - Parameters:
    ///   - apiKey: An API key. It needs `organizationId`.
    ///   - organizationId: The organization to act for.
    ///   - applicationId: The application to act for.
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
    ///   - tokenChecks: What `verifyToken` checks besides signature and expiry.
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
    ///   - readsEnvironment: Takes what has not been given from `PUGUH_API_KEY`,
    ///     `PUGUH_ORGANIZATION_ID`, `PUGUH_APPLICATION_ID` and `PUGUH_BASE_URL`.
    public init(
        apiKey: String? = nil,
        organizationId: String? = nil,
        applicationId: String? = nil,
        accessToken: String? = nil,
        refreshToken: String? = nil,
        expiresIn: Duration? = nil,
        onTokenExpired: (@Sendable (TokenExpired) async throws -> Tokens)? = nil,
        tokenStore: (any TokenStore)? = nil,
        tokenStoreFile: URL? = nil,
        anonymous: Bool = false,
        tokenChecks: Puguh.TokenChecks? = nil,
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
        options.set("organization_id", organizationId)
        options.set("application_id", applicationId)
        options.set("access_token", accessToken)
        options.set("refresh_token", refreshToken)
        options.set("expires_in", expiresIn)
        options.onTokenExpired = onTokenExpired
        options.tokenStore = tokenStore
        options.set("token_store_file", tokenStoreFile?.path)
        options.set("anonymous", anonymous)
        options.set("token_checks", tokenChecks?.json)
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
        connection = try Connection("puguh", options)
    }

    /// As the other initializer, for a callback that needs to know nothing and gives a bare token.
    // Disfavoured, so that `nil` is that of the other initializer.
    @_disfavoredOverload
    public convenience init(
        apiKey: String? = nil,
        organizationId: String? = nil,
        applicationId: String? = nil,
        accessToken: String? = nil,
        refreshToken: String? = nil,
        expiresIn: Duration? = nil,
        onTokenExpired: (@Sendable () async throws -> String)?,
        tokenStore: (any TokenStore)? = nil,
        tokenStoreFile: URL? = nil,
        anonymous: Bool = false,
        tokenChecks: Puguh.TokenChecks? = nil,
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
            apiKey: apiKey,
            organizationId: organizationId,
            applicationId: applicationId,
            accessToken: accessToken,
            refreshToken: refreshToken,
            expiresIn: expiresIn,
            onTokenExpired: source,
            tokenStore: tokenStore,
            tokenStoreFile: tokenStoreFile,
            anonymous: anonymous,
            tokenChecks: tokenChecks,
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

    /// A client from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`, `PUGUH_APPLICATION_ID` and `PUGUH_BASE_URL`.
    public static func fromEnv() throws(KeybearerError) -> PuguhClient {
        try PuguhClient(readsEnvironment: true)
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

extension PuguhClient: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of credential and a fingerprint of it, no secret.
    public var description: String { connection.description(of: "PuguhClient") }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

// MARK: Credentials

extension PuguhClient {
    /// Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous
    /// client becomes a session by this.
    ///
    /// Throws ``KeybearerError/callback(_:)`` if the token store failed; the tokens are in use nevertheless.
    public func setTokens(_ tokens: Tokens) async throws(KeybearerError) {
        try await connection.call("puguh.set_tokens", request: tokens.json)
    }

    /// Signs out: forgets the tokens here and in the token store, whatever then happens, and revokes
    /// the session at the server.
    public func signOut() async throws(KeybearerError) {
        try await connection.call("puguh.sign_out")
    }

    /// Replaces the API key. Calls in flight keep the old one.
    public func setApiKey(_ key: String) throws(KeybearerError) {
        try connection.setKey("api_key", key)
    }

    /// Checks the credential with a call that cannot succeed without it: the first page of one
    /// organization.
    @discardableResult
    public func verifyCredentials(options: CallOptions = .init()) async throws(KeybearerError) -> Puguh.OrganizationPage {
        try await connection.call("puguh.verify_credentials", options: options)
    }

    /// Verifies an access token by signature (RS256 only), expiry and, if configured, issuer and
    /// audience, without asking the server about it. The public keys are fetched when first needed
    /// and kept.
    ///
    /// Throws ``KeybearerError/unauthenticated(_:)`` for a token that is not acceptable, with a reason
    /// such as `token_expired`. A failure to fetch the keys says nothing about the token.
    public func verifyToken(
        _ token: String, checks: Puguh.TokenChecks? = nil
    ) async throws(KeybearerError) -> Puguh.VerifiedToken {
        try await connection.call("puguh.verify_token", [token], request: checks?.json)
    }
}

// MARK: Raw calls

extension PuguhClient {
    /// Calls any path with this client's credential, retries and errors, in open JSON.
    ///
    /// ```swift
    /// let endpoints = try await client.request(.get, "/api/v1/webhooks/endpoints")
    /// ```
    @discardableResult
    public func request(
        _ method: RequestMethod,
        _ path: String,
        body: JSONValue? = nil,
        options: CallOptions = .init()
    ) async throws(KeybearerError) -> JSONValue {
        try await connection.call("puguh.request", [method.rawValue, path], request: body, options: options)
    }
}

/// The messages and services of ``PuguhClient``.
public enum Puguh {
    /// What a token is checked for besides signature and expiry.
    public struct TokenChecks: Sendable, Hashable {
        /// Who must have issued it.
        public var issuer: String?
        /// For whom it must be.
        public var audience: String?
        /// How far the clocks may be apart. 30 s unless given.
        public var leeway: Duration?

        /// What is not given is not checked.
        public init(issuer: String? = nil, audience: String? = nil, leeway: Duration? = nil) {
            self.issuer = issuer
            self.audience = audience
            self.leeway = leeway
        }

        var json: [String: JSONValue] {
            var json: [String: JSONValue] = [:]
            json["issuer"] = issuer.map(JSONValue.string)
            json["audience"] = audience.map(JSONValue.string)
            json["leeway"] = leeway.map { .double($0.inSeconds) }
            return json
        }
    }

    /// A token that was verified.
    public struct VerifiedToken: Sendable, Hashable {
        /// Whose it is.
        public var subject: String?
        /// When it ends.
        public var expiresAt: Date
        /// All that it says.
        public var claims: [String: JSONValue]
    }

    /// Where to send a person to sign in, and what to keep until they come back.
    public struct Authorization: Sendable, Hashable {
        /// The address to open in a browser. The state stands in it.
        public var url: URL
        /// Comes back with the person; ``OAuth/code(from:state:)`` compares it.
        public var state: Secret
        /// The PKCE verifier, if PKCE was asked for. It goes into the code exchange.
        public var codeVerifier: Secret?
    }
}

extension Puguh.Authorization: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Authorization(…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Puguh.VerifiedToken: CustomReflectable {
    /// Of the claims, the names: what they tell may be private.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: ["subject": subject as Any, "expiresAt": expiresAt, "claims": claims.keys.sorted()],
            displayStyle: .struct
        )
    }
}

extension Puguh.VerifiedToken: Decodable {
    public init(from decoder: any Decoder) throws {
        var members = try MemberReader(decoder)
        subject = try members.optional("subject")
        expiresAt = Date(timeIntervalSince1970: try members.required("expires_at"))
        claims = try members.required("claims")
    }
}

extension Puguh.LoginResponse {
    /// The tokens, ready for ``PuguhClient/setTokens(_:)``.
    ///
    /// Throws ``KeybearerError/unauthenticated(_:)`` with reason `further_step_required` if the server
    /// wants another step first.
    public func tokens() throws(KeybearerError) -> Tokens {
        do {
            return Tokens(try signInTokens(platform: "puguh", answer: try text(self, of: nil)))
        } catch {
            throw KeybearerError(error)
        }
    }
}

extension Puguh.OAuth {
    /// Where to send a person to sign in, with a fresh state and, if wanted, PKCE (RFC 7636).
    ///
    /// Keep all of it until they come back, then take the code out of the address by
    /// ``code(from:state:)`` and exchange it.
    public func authorizationUrl(
        clientId: String,
        redirectUri: String,
        scopes: [String] = [],
        pkce: Bool = false
    ) throws(KeybearerError) -> Puguh.Authorization {
        do {
            let made = try connection.core.authorizationUrl(
                clientId: clientId, redirectUri: redirectUri, scopes: scopes, pkce: pkce)
            guard let url = URL(string: made.url) else {
                throw KeybearerError(.invalidConfig, "base_url makes no address to open")
            }
            return Puguh.Authorization(
                url: url, state: Secret(made.state), codeVerifier: made.codeVerifier.map { Secret($0) })
        } catch {
            throw KeybearerError(error)
        }
    }

    /// The code in the address that a person came back with, if its state is the one that was sent.
    ///
    /// Throws ``KeybearerError/permissionDenied(_:)`` if the person or the server said no,
    /// ``KeybearerError/invalidRequest(_:)`` if the state differs.
    public func code(from url: URL, state: Secret) throws(KeybearerError) -> Secret {
        try code(from: url.absoluteString, state: state)
    }

    /// As the other method of this name, for an address that is text.
    public func code(from url: String, state: Secret) throws(KeybearerError) -> Secret {
        do {
            return Secret(try callbackCode(url: url, state: state.exposed))
        } catch {
            throw KeybearerError(error)
        }
    }
}
