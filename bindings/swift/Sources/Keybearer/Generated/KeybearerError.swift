// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

/// Why a call or a client failed: one case for each of the codes, which are the same in every
/// language.
///
/// Each case carries all that is known of the failure, which can also be read from the error
/// itself:
///
/// ```swift
/// do {
///     let page = try await client.organizations.list()
/// } catch .rateLimited(let failure) {
///     print("come back in", failure.retryAfter ?? .zero)
/// } catch {
///     print(error.code, error.operation ?? "", error)
/// }
/// ```
@dynamicMemberLookup
public enum KeybearerError: Error, Sendable, Hashable {
    /// Refused while building a client: an empty or malformed key, a missing organization, plain
    /// http to a remote host, two credentials.
    ///
    /// Correct the option that the message names. Nothing was sent.
    case invalidConfig(Failure)
    /// Refused locally, or answered with 400, 413, 415, 422 or another 4xx without a code of its
    /// own, or Connect `invalid_argument`, `failed_precondition`, `out_of_range`.
    ///
    /// Correct the fields listed in `violations`. Repeating the same request fails again.
    case invalidRequest(Failure)
    /// The server answered 401 and no refresh could cure it.
    ///
    /// Check the key, its environment and its kind; with a token, sign in again or pass
    /// `onTokenExpired`.
    case unauthenticated(Failure)
    /// The session can no longer be refreshed. Every call fails without network until new tokens
    /// are set.
    ///
    /// Sign in again and hand the new tokens to `setTokens`.
    case sessionExpired(Failure)
    /// `onTokenExpired` or the refresh endpoint failed this time. A token that is still valid stays
    /// in use.
    ///
    /// Try again after `retryAfter`; the source tells what the callback or the endpoint said.
    case tokenRefreshFailed(Failure)
    /// The server answered 403; or this kind of credential may not call this operation, and nothing
    /// was sent.
    ///
    /// Use the kind of credential that the message names, or have the permission granted.
    case permissionDenied(Failure)
    /// 404, or Connect `not_found`.
    ///
    /// Check the id, and that the credential belongs to the project or organization that owns it.
    case notFound(Failure)
    /// 409, or Connect `already_exists` or `aborted`.
    ///
    /// Read the current state, then decide.
    case conflict(Failure)
    /// 429 or Connect `resource_exhausted` after the attempts were used up or with a delay too long
    /// to wait; or held back locally because the limit is known to be exhausted.
    ///
    /// Try again after `retryAfter`. Send fewer, larger requests.
    case rateLimited(Failure)
    /// The deadline of the call passed with no answer.
    ///
    /// Whether the server acted is unknown unless the operation is safe. Raise `timeout`, or try
    /// again if repeating does no harm.
    case timeout(Failure)
    /// The caller gave up.
    ///
    /// Nothing: this is what was asked for.
    case cancelled(Failure)
    /// DNS, connect, TLS, a reset, or a redirect that is not followed. `maybeProcessed` tells
    /// whether the server can have acted.
    ///
    /// Check the network, the base URL and the proxy settings.
    case connection(Failure)
    /// 5xx, or Connect `internal`, `unknown`, `data_loss`, `unavailable`, `unimplemented`.
    ///
    /// Try again later if `retryable`; quote `requestId` to support.
    case server(Failure)
    /// A success whose body is not what the API promises, or one over the size limit.
    ///
    /// Use the raw call to see the body, and report it: the server acted, only its answer is
    /// unreadable.
    case decode(Failure)
    /// Code supplied by the caller failed: a callback called the client in a circle, panicked, or
    /// gave a value of the wrong kind.
    ///
    /// Correct the callback that the message names.
    case callback(Failure)
}

extension KeybearerError {
    /// What went wrong, as text that never changes between versions or languages.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Of ``KeybearerError/invalidConfig(_:)``.
        case invalidConfig = "invalid_config"
        /// Of ``KeybearerError/invalidRequest(_:)``.
        case invalidRequest = "invalid_request"
        /// Of ``KeybearerError/unauthenticated(_:)``.
        case unauthenticated
        /// Of ``KeybearerError/sessionExpired(_:)``.
        case sessionExpired = "session_expired"
        /// Of ``KeybearerError/tokenRefreshFailed(_:)``.
        case tokenRefreshFailed = "token_refresh_failed"
        /// Of ``KeybearerError/permissionDenied(_:)``.
        case permissionDenied = "permission_denied"
        /// Of ``KeybearerError/notFound(_:)``.
        case notFound = "not_found"
        /// Of ``KeybearerError/conflict(_:)``.
        case conflict
        /// Of ``KeybearerError/rateLimited(_:)``.
        case rateLimited = "rate_limited"
        /// Of ``KeybearerError/timeout(_:)``.
        case timeout
        /// Of ``KeybearerError/cancelled(_:)``.
        case cancelled
        /// Of ``KeybearerError/connection(_:)``.
        case connection
        /// Of ``KeybearerError/server(_:)``.
        case server
        /// Of ``KeybearerError/decode(_:)``.
        case decode
        /// Of ``KeybearerError/callback(_:)``.
        case callback
    }

    /// The stable code.
    public var code: Code {
        switch self {
        case .invalidConfig: .invalidConfig
        case .invalidRequest: .invalidRequest
        case .unauthenticated: .unauthenticated
        case .sessionExpired: .sessionExpired
        case .tokenRefreshFailed: .tokenRefreshFailed
        case .permissionDenied: .permissionDenied
        case .notFound: .notFound
        case .conflict: .conflict
        case .rateLimited: .rateLimited
        case .timeout: .timeout
        case .cancelled: .cancelled
        case .connection: .connection
        case .server: .server
        case .decode: .decode
        case .callback: .callback
        }
    }

    /// All that is known of it.
    public var failure: Failure {
        switch self {
        case
            .invalidConfig(let failure),
            .invalidRequest(let failure),
            .unauthenticated(let failure),
            .sessionExpired(let failure),
            .tokenRefreshFailed(let failure),
            .permissionDenied(let failure),
            .notFound(let failure),
            .conflict(let failure),
            .rateLimited(let failure),
            .timeout(let failure),
            .cancelled(let failure),
            .connection(let failure),
            .server(let failure),
            .decode(let failure),
            .callback(let failure):
            failure
        }
    }

    init(_ code: Code, _ failure: Failure) {
        switch code {
        case .invalidConfig: self = .invalidConfig(failure)
        case .invalidRequest: self = .invalidRequest(failure)
        case .unauthenticated: self = .unauthenticated(failure)
        case .sessionExpired: self = .sessionExpired(failure)
        case .tokenRefreshFailed: self = .tokenRefreshFailed(failure)
        case .permissionDenied: self = .permissionDenied(failure)
        case .notFound: self = .notFound(failure)
        case .conflict: self = .conflict(failure)
        case .rateLimited: self = .rateLimited(failure)
        case .timeout: self = .timeout(failure)
        case .cancelled: self = .cancelled(failure)
        case .connection: self = .connection(failure)
        case .server: self = .server(failure)
        case .decode: self = .decode(failure)
        case .callback: self = .callback(failure)
        }
    }
}

extension KeybearerError.Code {
    /// What to do about it.
    var advice: String {
        switch self {
        case .invalidConfig: "Correct the option that the message names. Nothing was sent."
        case .invalidRequest: "Correct the fields listed in `violations`. Repeating the same request fails again."
        case .unauthenticated: "Check the key, its environment and its kind; with a token, sign in again or pass `onTokenExpired`."
        case .sessionExpired: "Sign in again and hand the new tokens to `setTokens`."
        case .tokenRefreshFailed: "Try again after `retryAfter`; the source tells what the callback or the endpoint said."
        case .permissionDenied: "Use the kind of credential that the message names, or have the permission granted."
        case .notFound: "Check the id, and that the credential belongs to the project or organization that owns it."
        case .conflict: "Read the current state, then decide."
        case .rateLimited: "Try again after `retryAfter`. Send fewer, larger requests."
        case .timeout: "Whether the server acted is unknown unless the operation is safe. Raise `timeout`, or try again if repeating does no harm."
        case .cancelled: "Nothing: this is what was asked for."
        case .connection: "Check the network, the base URL and the proxy settings."
        case .server: "Try again later if `retryable`; quote `requestId` to support."
        case .decode: "Use the raw call to see the body, and report it: the server acted, only its answer is unreadable."
        case .callback: "Correct the callback that the message names."
        }
    }
}
