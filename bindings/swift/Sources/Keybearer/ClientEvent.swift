internal import KeybearerFFI

/// Something that a client did. No event holds a secret.
public enum ClientEvent: Sendable, Hashable {
    /// An attempt is about to be sent. `call` numbers the calls of the process; a replay after a
    /// refresh keeps the number of its attempt.
    case attemptStarted(call: UInt64, operation: String, attempt: Int)
    /// An attempt has ended, with the HTTP status if there was an answer.
    case attemptFinished(call: UInt64, operation: String, attempt: Int, status: Int?, elapsed: Duration)
    /// The call goes on after a failure. `reason` is `throttled`, `unavailable`, `server_fault`,
    /// `not_sent`, `refused`, `maybe_processed`, `timed_out`, or `unauthenticated` for a replay with
    /// a new token.
    case retrying(call: UInt64, operation: String, attempt: Int, reason: String, delay: Duration)
    /// A call has ended, waits included; without `error` it has succeeded.
    case callFinished(
        call: UInt64, operation: String, error: KeybearerError.Code?, attempts: Int, elapsed: Duration)
    /// A new token is in use. `generation` is one more for each token.
    case tokenRefreshed(generation: UInt64, reason: TokenExpired.Reason, elapsed: Duration)
    /// A refresh failed, with `sessionExpired` if that ends the session.
    case tokenRefreshFailed(error: KeybearerError.Code?, coolDown: Duration)
    /// Tokens could not be written to the token store, or read from it.
    case tokenStoreFailed(message: String)
    /// The server asked all calls of a scope to wait.
    case gateClosed(operation: String, delay: Duration)
}

/// How much a line of the log matters, as `os.Logger` and swift-log name it.
public enum LogLevel: Int, Sendable, Hashable, Comparable {
    /// Single attempts, and calls that succeed.
    case debug
    /// New tokens, and calls that fail: who called is told too.
    case info
    /// What delays calls.
    case notice
    /// Tokens that could not be renewed or kept.
    case error

    /// Whether one matters less than the other.
    public static func < (one: LogLevel, other: LogLevel) -> Bool {
        one.rawValue < other.rawValue
    }
}

extension ClientEvent {
    /// How much it matters.
    public var level: LogLevel {
        switch self {
        case .attemptStarted, .attemptFinished: .debug
        case .tokenRefreshed: .info
        case .callFinished(_, _, let error, _, _): error == nil ? .debug : .info
        case .retrying, .gateClosed: .notice
        case .tokenRefreshFailed, .tokenStoreFailed: .error
        }
    }
}

extension ClientEvent: CustomStringConvertible {
    /// One line for a log.
    public var description: String {
        switch self {
        case .attemptStarted(let call, let operation, let attempt):
            "\(operation) [\(call)] attempt \(attempt)"
        case .attemptFinished(let call, let operation, let attempt, let status, let elapsed):
            "\(operation) [\(call)] attempt \(attempt): \(status.map { "HTTP \($0)" } ?? "no answer") in \(elapsed)"
        case .retrying(let call, let operation, let attempt, let reason, let delay):
            "\(operation) [\(call)] attempt \(attempt) failed (\(reason)): goes on in \(delay)"
        case .callFinished(let call, let operation, let error, let attempts, let elapsed):
            "\(operation) [\(call)] \(error?.rawValue ?? "ok") after \(attempts) attempts in \(elapsed)"
        case .tokenRefreshed(let generation, let reason, let elapsed):
            "token \(generation) in use (\(reason.rawValue)) after \(elapsed)"
        case .tokenRefreshFailed(let error, let coolDown):
            "token refresh failed: \(error?.rawValue ?? "unknown"); next try in \(coolDown)"
        case .tokenStoreFailed(let message): message
        case .gateClosed(let operation, let delay): "\(operation): the server asks all calls to wait \(delay)"
        }
    }
}

extension ClientEvent {
    /// `nil` for an event that this version does not know.
    init?(_ event: KeybearerFFI.Event) {
        let (call, operation) = (event.call ?? 0, event.operation ?? "")
        let attempt = Int(event.attempt ?? 0)
        let elapsed = Duration.seconds(event.elapsed ?? 0)
        let delay = Duration.seconds(event.delay ?? 0)
        let error = event.error.flatMap(KeybearerError.Code.init)
        switch event.kind {
        case "attempt_started":
            self = .attemptStarted(call: call, operation: operation, attempt: attempt)
        case "attempt_finished":
            let status = event.status.map(Int.init)
            self = .attemptFinished(
                call: call, operation: operation, attempt: attempt, status: status, elapsed: elapsed)
        case "retrying":
            let reason = event.reason ?? ""
            self = .retrying(call: call, operation: operation, attempt: attempt, reason: reason, delay: delay)
        case "call_finished":
            let attempts = Int(event.attempts ?? 0)
            self = .callFinished(call: call, operation: operation, error: error, attempts: attempts, elapsed: elapsed)
        case "token_refreshed":
            let reason = TokenExpired.Reason(rawValue: event.reason ?? "")
            self = .tokenRefreshed(generation: event.generation ?? 0, reason: reason, elapsed: elapsed)
        case "token_refresh_failed":
            self = .tokenRefreshFailed(error: error, coolDown: .seconds(event.coolDown ?? 0))
        case "token_store_failed":
            self = .tokenStoreFailed(message: event.message ?? "")
        case "gate_closed":
            self = .gateClosed(operation: operation, delay: delay)
        default:
            return nil
        }
    }
}
