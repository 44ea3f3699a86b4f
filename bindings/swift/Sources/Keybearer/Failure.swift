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
    init(_ code: Code, _ message: String, field: String? = nil, operation: String? = nil) {
        let violations = field.map { [Violation(field: $0, message: message, rule: nil)] } ?? []
        let message = (field.map { "\($0): " } ?? "") + message
        let failure = Failure(
            message: message,
            platform: operation?.split(separator: ".").first.map(String.init),
            operation: operation,
            retryable: false,
            retriesSuppressed: false,
            maybeProcessed: false,
            violations: violations,
            details: [],
            attempts: [],
            causes: [],
            text: "\(code.rawValue): \(message)" + (operation.map { " (\($0))" } ?? "")
        )
        self.init(code, failure)
    }

    /// A failure of the core's, or whatever else comes out of a call into it.
    init(_ error: any Error) {
        switch error {
        case let error as KeybearerError:
            self = error
        case KeybearerFFI.Failure.Failed(let details):
            self.init(details)
        default:
            self.init(.callback, "the core could not be called: \(error)")
        }
    }

    private init(_ details: FailureDetails) {
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
            text: text
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

extension Duration {
    /// In seconds, as the core counts.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
