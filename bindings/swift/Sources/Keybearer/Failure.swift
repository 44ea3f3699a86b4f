import Foundation
internal import KeybearerFFI

extension KeybearerError {
    /// What is known of a failure. It holds no secret: text that came from a server is bounded, and
    /// credentials in it are masked.
    public struct Failure: Sendable, Hashable {
        /// What went wrong, for people.
        public var message: String
        /// `pug`, `puguh` or `composite`.
        public var platform: String?
        /// The operation, such as `puguh.organizations.list`.
        public var operation: String?
        /// The HTTP status of the last answer.
        public var status: Int?
        /// The server's own code.
        public var serverCode: String?
        /// The reason behind the code, such as `token_expired`.
        public var reason: String?
        /// The request's id at the server: quote it to support.
        public var requestId: String?
        /// Whether the same request may succeed later.
        public var retryable: Bool
        /// Whether a retry was due but the retry budget was empty.
        public var retriesSuppressed: Bool
        /// Whether the server can have acted although no answer was read.
        public var maybeProcessed: Bool
        /// How long to wait before the next try.
        public var retryAfter: Duration?
        /// The fields that were refused.
        public var violations: [Violation]
        /// Structured details that have no place of their own, as they came.
        public var details: [Detail]
        /// What happened, attempt by attempt.
        public var attempts: [Attempt]
        /// The beginning of the body of the answer.
        public var body: String?
        /// What the errors behind this one say, outermost first.
        public var causes: [String]
        /// Code, message and what else helps, in one line.
        public var text: String
        /// What code of the application's threw, if that is what failed: `onTokenExpired`, the token
        /// store, or the deploy step of a key rotation.
        public var underlyingError: (any Error)? { origin.error }

        var origin = Origin(nil)
    }

    /// An error of the application's. Failures are compared without it, and it is not shown: it may
    /// hold more than the message tells.
    struct Origin: Sendable, Hashable, CustomReflectable {
        /// An error, or nothing. Not of the type `any Error`: a failure that is handled by its address
        /// spares users of Debian's Swift 6.0 a crash of the compiler, at each `do` with a `catch`
        /// that leaves cases over.
        private let value: any Sendable

        init(_ error: (any Error)?) { value = error }

        var error: (any Error)? { value as? any Error }
        var customMirror: Mirror { Mirror(self, children: []) }

        static func == (one: Self, other: Self) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    /// One field that was refused, and why.
    public struct Violation: Sendable, Hashable {
        /// The path of the field. What was refused here is named as in Swift
        /// (`events[0].sessionId`), what the server refused as the server names it.
        public var field: String
        /// What is wrong, for people.
        public var message: String
        /// The rule that was broken, such as `string.min_len`, if told.
        public var rule: String?
    }

    /// A structured detail of a Connect error that has no place of its own.
    public struct Detail: Sendable, Hashable {
        /// The full protobuf name, such as `google.rpc.Help`.
        public var typeName: String
        /// The encoded message.
        public var value: Data
    }

    /// What happened to one attempt of a call.
    public struct Attempt: Sendable, Hashable {
        /// Such as `HTTP 503`, `attempt timed out` or `connection refused`.
        public var outcome: String
        /// How long it took.
        public var elapsed: Duration
        /// How long the call then waited before it went on; `nil` after the last attempt.
        public var delay: Duration?
    }

    /// A part of what is known of the failure: `error.status`, `error.retryAfter`.
    public subscript<Value>(dynamicMember member: KeyPath<Failure, Value>) -> Value {
        failure[keyPath: member]
    }
}

extension KeybearerError: CustomStringConvertible, LocalizedError {
    /// Code, message and what else helps, in one line.
    public var description: String { failure.text }
    public var errorDescription: String? { failure.message }
    public var failureReason: String? { failure.reason }
    public var recoverySuggestion: String? { code.advice }
}

extension KeybearerError {
    /// A failure that is found on this side, before the core is asked.
    init(_ code: Code, _ message: String, field: String? = nil, reason: String? = nil, operation: String? = nil) {
        let violations = field.map { [Violation(field: $0, message: message, rule: nil)] } ?? []
        let message = (field.map { "\($0): " } ?? "") + message
        let failure = Failure(
            message: message,
            platform: operation?.split(separator: ".").first.map(String.init),
            operation: operation,
            reason: reason,
            retryable: false,
            retriesSuppressed: false,
            maybeProcessed: false,
            violations: violations,
            details: [],
            attempts: [],
            causes: [],
            text: "\(code.rawValue): \(message)" + ((operation ?? reason).map { " (\($0))" } ?? "")
        )
        self.init(code, failure)
    }

    /// A failure of the core's, or whatever else comes out of a call into it. `hooks` know what the
    /// application's code threw.
    init(_ error: any Error, _ hooks: Hooks? = nil) {
        switch error {
        case let error as KeybearerError:
            self = error
        case KeybearerFFI.Failure.Failed(let details):
            self.init(details, details.causes.lazy.compactMap { hooks?.thrown($0) }.first)
        default:
            self.init(.callback, "the core could not be called: \(error)")
        }
    }

    private init(_ details: FailureDetails, _ origin: (any Error)?) {
        // What the core itself refused is named as in Swift; what came from a server, as it came.
        let local = details.status == nil
        let violations = details.violations.map { violation in
            let field = local ? MemberNames.path(violation.field) : violation.field
            return Violation(field: field, message: violation.message, rule: violation.rule)
        }
        var (message, text) = (details.message, details.text)
        let listed = details.violations.map { "\($0.field): \($0.message)" }.joined(separator: "; ")
        if local, !violations.isEmpty, message == listed {
            message = violations.map { "\($0.field): \($0.message)" }.joined(separator: "; ")
            text = text.replacingOccurrences(of: listed, with: message)
        } else if local {
            // Of other codes' messages the application's own words are a part, which stay.
            let names = details.code == Code.invalidConfig.rawValue ? OptionNames.all : OptionNames.methods
            message = OptionNames.renamed(message, names)
            text = text.replacingOccurrences(of: details.message, with: message)
        }
        let failure = Failure(
            message: message,
            platform: details.platform,
            operation: details.operation,
            status: details.status.map(Int.init),
            serverCode: details.serverCode,
            reason: details.reason,
            requestId: details.requestId,
            retryable: details.retryable,
            retriesSuppressed: details.retriesSuppressed,
            maybeProcessed: details.maybeProcessed,
            retryAfter: details.retryAfter.map(Duration.seconds),
            violations: violations,
            details: details.details.map { Detail(typeName: $0.typeName, value: $0.value) },
            attempts: details.attempts.map { attempt in
                Attempt(
                    outcome: attempt.outcome,
                    elapsed: .seconds(attempt.elapsed),
                    delay: attempt.delay.map(Duration.seconds)
                )
            },
            body: details.body,
            causes: details.causes,
            text: text,
            origin: Origin(origin)
        )
        // The codes of the core and of this package are one table.
        self.init(Code(rawValue: details.code) ?? .decode, failure)
    }
}

extension MemberNames {
    /// A path such as `events[0].session_id` in the names of Swift. What lies within open JSON is
    /// the caller's own, and stays.
    static func path(_ path: String) -> String {
        var open = false
        let segments = path.split(separator: ".", omittingEmptySubsequences: false).map { segment in
            if open { return String(segment) }
            let name = segment.prefix { $0 != "[" }
            let swift = swift[String(name)] ?? String(name)
            open = self.open.contains(swift)
            return swift + segment.dropFirst(name.count)
        }
        return segments.joined(separator: ".")
    }
}

/// What Swift calls the options that the core's messages name.
enum OptionNames {
    static let methods = [
        "on_token_expired": "onTokenExpired", "set_tokens": "setTokens", "refresh_members": "refreshMembers",
    ]

    static let all = methods.merging([
        "access_token": "accessToken", "api_key": "apiKey", "application_id": "applicationId",
        "attempt_timeout": "attemptTimeout", "base_url": "baseUrl", "connect_timeout": "connectTimeout",
        "expires_in": "expiresIn", "key_placement": "keyPlacement", "max_attempts": "maxAttempts",
        "max_response_bytes": "maxResponseBytes", "max_server_delay": "maxServerDelay",
        "organization_id": "organizationId", "override_path": "overridePaths", "per_second": "perSecond",
        "project_id": "projectId", "refresh_token": "refreshToken", "root_certificates": "rootCertificates",
        "sdk_key": "sdkKey", "shared_key": "sharedKey", "token_checks": "tokenChecks", "token_store": "tokenStore",
        "token_store_file": "tokenStoreFile", "user_agent": "userAgent",
    ]) { $1 }

    /// `text` with these names, where they stand alone, in Swift's form.
    static func renamed(_ text: String, _ names: [String: String]) -> String {
        var (renamed, word) = ("", "")
        for character in text {
            if character == "_" || character.isLetter || character.isNumber {
                word.append(character)
            } else {
                renamed += (names[word] ?? word) + String(character)
                word = ""
            }
        }
        return renamed + (names[word] ?? word)
    }
}

extension Duration {
    /// In seconds, as the core counts. Not from `components`, which end the process beyond 64 bits.
    var inSeconds: Double {
        self / .seconds(1)
    }
}
