public import Foundation

/// Tokens as a sign-in or a refresh gives them.
public struct Tokens: Sendable, Hashable {
    /// The token that signs requests.
    public var accessToken: Secret
    /// The token that buys the next access token.
    public var refreshToken: Secret?
    /// How long the access token lives, counted from when it was asked for. Unless given, the
    /// token itself tells if it is a JWT.
    public var expiresIn: Duration?

    /// A bare token, or one with all that is known of it.
    public init(_ accessToken: String, refreshToken: String? = nil, expiresIn: Duration? = nil) {
        self.accessToken = Secret(accessToken)
        self.refreshToken = refreshToken.map { Secret($0) }
        self.expiresIn = expiresIn
    }
}

/// What `onTokenExpired` is told.
public struct TokenExpired: Sendable, Hashable {
    /// Why a new token is asked for.
    public var reason: Reason
    /// 1, and one more for each failure in a row before this.
    public var attempt: Int

    /// Why a new token is asked for.
    public struct Reason: RawRepresentable, Sendable, Hashable {
        /// The reason as text.
        public let rawValue: String

        /// The reason of this text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// There is no token yet.
        public static let missing = Self(rawValue: "missing")
        /// The token nears its end but still works.
        public static let expiring = Self(rawValue: "expiring")
        /// The token has reached its end.
        public static let expired = Self(rawValue: "expired")
        /// The server answered 401.
        public static let rejected = Self(rawValue: "rejected")
    }
}

/// Tokens as they are kept.
public struct StoredTokens: Sendable, Hashable, Codable {
    /// The token that signs requests.
    public var accessToken: Secret
    /// The token that buys the next access token.
    public var refreshToken: Secret?
    /// When the access token ends.
    public var expiresAt: Date?

    /// A bare token, or one with all that is known of it.
    public init(_ accessToken: String, refreshToken: String? = nil, expiresAt: Date? = nil) {
        self.accessToken = Secret(accessToken)
        self.refreshToken = refreshToken.map { Secret($0) }
        self.expiresAt = expiresAt
    }
}

/// Keeps a session's tokens between runs, such as in the keychain.
///
/// New tokens are written before any call uses them. A store that throws is told to the observer,
/// and the tokens stay in use. An error should hold no token.
public protocol TokenStore: Sendable {
    /// The tokens last saved, if any.
    func load() async throws -> StoredTokens?
    /// Replaces what is saved, wholly or not at all.
    func save(_ tokens: StoredTokens) async throws
    /// Forgets the tokens.
    func clear() async throws
    /// Keeps other processes from refreshing until ``unlock()``. A store that is not shared between
    /// processes needs neither.
    func lock() async throws
    /// Ends what ``lock()`` began.
    func unlock() async
}

extension TokenStore {
    /// Does nothing: for a store that is not shared.
    public func lock() async throws {}
    /// Does nothing: for a store that is not shared.
    public func unlock() async {}
}

/// Keeps tokens in memory: for tests, and for clients that share one session.
public actor MemoryTokenStore: TokenStore {
    private var tokens: StoredTokens?

    /// A store that holds these tokens.
    public init(_ tokens: StoredTokens? = nil) {
        self.tokens = tokens
    }

    /// The tokens last saved, if any.
    public func load() -> StoredTokens? { tokens }
    /// Replaces what is saved.
    public func save(_ tokens: StoredTokens) { self.tokens = tokens }
    /// Forgets the tokens.
    public func clear() { tokens = nil }
}

/// Limits locally how fast requests leave.
public struct Pacing: Sendable, Hashable {
    /// How many requests leave in a second, on average.
    public var perSecond: Double
    /// How many may leave at once after a pause.
    public var burst: Int

    /// So many requests a second, on average, and so many at once.
    public init(perSecond: Double, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// The way to the network.
public enum Proxy: Sendable, Hashable {
    /// What the environment says (`HTTPS_PROXY`, `NO_PROXY`, …).
    case environment
    /// None, whatever the environment says.
    case none
    /// The proxy at this address.
    case url(String)
}

extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind only: an address may hold a password.
    public var description: String {
        switch self {
        case .environment: "Proxy.environment"
        case .none: "Proxy.none"
        case .url: "Proxy.url(…)"
        }
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
