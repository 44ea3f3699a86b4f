import Foundation
import Keybearer
import Sandbox

/// A client of any of the platforms.
enum Client: Sendable {
    case pug(PugClient)
    case puguh(PuguhClient)
    case composite(CompositeClient)

    /// All that a person gets to see of it.
    var shown: String {
        switch self {
        case .pug(let client): seen(client)
        case .puguh(let client): seen(client)
        case .composite(let client): seen(client)
        }
    }
}

/// What the parts of one running scenario share.
final class World: Sendable {
    let sandbox: Sandbox
    /// The sandbox of another origin, if the scenario asks for one.
    let other: Sandbox?
    let variables: Locked<JSONValue>
    let clients = Locked<[String: Client]>([:])
    let stores = Locked<[String: MemoryTokenStore]>([:])
    let log = Locked(Log())

    /// What the clients told.
    struct Log: Sendable {
        var events: [JSONValue] = []
        var callbacks: [JSONValue] = []
        /// Everything that a person could get to see, and that therefore must hold no secret.
        var shown: [String] = []
        /// What callbacks threw: as the cause of an error it stays as it is.
        var thrown: [String] = []
    }

    init(other wanted: Bool) async throws {
        sandbox = try await Sandbox.spawn()
        other = wanted ? try await Sandbox.spawn() : nil
        var variables: [String: JSONValue] = ["info": sandbox.info, "tokens": [:], "saved": [:]]
        variables["other"] = other?.info
        self.variables = Locked(.object(variables))
    }

    func stop() async {
        try? await sandbox.delete("")
        try? await other?.delete("")
    }

    /// `value` with the variables as they are now.
    func resolve(_ value: JSONValue) throws -> JSONValue {
        try substitute(value, variables.current)
    }

    func set(_ kind: String, _ name: String, _ value: JSONValue) {
        variables { variables in
            var members = variables.objectValue ?? [:]
            var kept = members[kind]?.objectValue ?? [:]
            kept[name] = value
            members[kind] = .object(kept)
            variables = .object(members)
        }
    }

    func client(_ name: String) throws -> Client {
        guard let client = clients.current[name] else { throw Problem("there is no client \(name)") }
        return client
    }

    /// Changes the sandbox; the members take effect in this order.
    func change(_ json: JSONValue) async throws {
        if json["clear_rules"] == true { try await sandbox.delete("/rules") }
        if let settings = json["settings"] { try await sandbox.post("settings", try resolve(settings)) }
        for (name, mint) in json["mint"]?.objectValue ?? [:] {
            set("tokens", name, try await sandbox.post("mint", try resolve(mint)))
        }
        if let rules = json["rules"] { try await sandbox.post("rules", ["rules": try resolve(rules)]) }
        for revoke in json["revoke"]?.arrayValue ?? [] { try await sandbox.post("revoke", try resolve(revoke)) }
        if json["rotate_signing_key"] == true { try await sandbox.post("rotate_signing_key") }
    }

    func observe(_ event: ClientEvent) {
        log {
            $0.events.append(event.json)
            $0.shown.append(seen(event))
        }
    }

    /// The error as JSON; all of its text is remembered.
    func json(_ error: KeybearerError) -> JSONValue {
        var failure = error.failure
        let json = error.json
        log { log in
            failure.causes.removeAll(where: log.thrown.contains)
            log.shown += [seen(failure), "\(error)", error.localizedDescription, show(json)]
        }
        return json
    }

    /// Secrets that must be seen nowhere: variables whose names say so.
    var secrets: [String] {
        func collect(_ value: JSONValue) -> [String] {
            (value.objectValue ?? [:]).flatMap { name, member in
                let secret = ["key", "token", "password", "secret", "code"].contains(where: name.hasSuffix)
                return member.stringValue.map { secret ? [$0] : [] } ?? collect(member)
            }
        }
        return collect(variables.current)
    }
}

/// All that printing, dumping and interpolating shows of a value.
private func seen(_ value: some Any) -> String {
    var text = "\(value) \(String(reflecting: value)) "
    dump(value, to: &text)
    return text
}

/// A message of this side with the names in it as scenarios have them.
private func snakeWords(_ message: String) -> String {
    message.split(separator: " ", omittingEmptySubsequences: false).map { word in
        word.first?.isLowercase == true && word.allSatisfy { $0.isLetter || $0.isPunctuation } ? String(word).snakeCase : String(word)
    }.joined(separator: " ")
}

extension KeybearerError {
    /// As scenarios see it.
    var json: JSONValue {
        let milliseconds = { (duration: Duration?) in duration.map { JSONValue.double($0.milliseconds) } ?? .null }
        let text = { (text: String?) in text.map(JSONValue.string) ?? .null }
        return [
            "code": .string(code.rawValue),
            "message": .string(failure.status == nil ? snakeWords(failure.message) : failure.message),
            "platform": text(failure.platform),
            "operation": text(failure.operation),
            "status": failure.status.map(JSONValue.int) ?? .null,
            "server_code": text(failure.serverCode),
            "reason": text(failure.reason),
            "request_id": text(failure.requestId),
            "retryable": .bool(failure.retryable),
            "retries_suppressed": .bool(failure.retriesSuppressed),
            "maybe_processed": .bool(failure.maybeProcessed),
            "retry_after_ms": milliseconds(failure.retryAfter),
            "violations": .array(
                failure.violations.map { violation in
                    // What was refused here is named as in Swift.
                    let field = failure.status == nil ? violation.field.snakeCase : violation.field
                    return ["field": .string(field), "message": .string(violation.message), "rule": text(violation.rule)]
                }),
            "details": .array(failure.details.map { ["type_name": .string($0.typeName)] }),
            "attempts": .array(
                failure.attempts.map { attempt in
                    [
                        "outcome": .string(attempt.outcome),
                        "elapsed_ms": .double(attempt.elapsed.milliseconds),
                        "delay_ms": milliseconds(attempt.delay),
                    ]
                }),
            "body": text(failure.body),
        ]
    }
}

extension ClientEvent {
    /// As scenarios see it.
    var json: JSONValue {
        switch self {
        case .attemptStarted(_, let operation, let attempt):
            ["type": "attempt_started", "operation": .string(operation), "attempt": .int(attempt)]
        case .attemptFinished(_, let operation, let attempt, let status, let elapsed):
            [
                "type": "attempt_finished", "operation": .string(operation), "attempt": .int(attempt),
                "status": status.map(JSONValue.int) ?? .null, "elapsed_ms": .double(elapsed.milliseconds),
            ]
        case .retrying(_, let operation, let attempt, let reason, let delay):
            [
                "type": "retrying", "operation": .string(operation), "attempt": .int(attempt),
                "reason": .string(reason), "delay_ms": .double(delay.milliseconds),
            ]
        case .callFinished(_, let operation, let error, let attempts, let elapsed):
            [
                "type": "call_finished", "operation": .string(operation),
                "error": error.map { .string($0.rawValue) } ?? .null, "attempts": .int(attempts),
                "elapsed_ms": .double(elapsed.milliseconds),
            ]
        case .tokenRefreshed(let generation, let reason, let elapsed):
            [
                "type": "token_refreshed", "generation": .int(Int(generation)), "reason": .string(reason.rawValue),
                "elapsed_ms": .double(elapsed.milliseconds),
            ]
        case .tokenRefreshFailed(let error, let coolDown):
            [
                "type": "token_refresh_failed", "error": error.map { .string($0.rawValue) } ?? .null,
                "cool_down_ms": .double(coolDown.milliseconds),
            ]
        case .tokenStoreFailed(let message):
            ["type": "token_store_failed", "message": .string(message)]
        case .gateClosed(let operation, let delay):
            ["type": "gate_closed", "operation": .string(operation), "delay_ms": .double(delay.milliseconds)]
        }
    }
}

extension RateLimit {
    var json: JSONValue {
        [
            "limit": limit.map(JSONValue.int) ?? .null,
            "remaining": remaining.map(JSONValue.int) ?? .null,
            "reset_ms": reset.map { .double($0.milliseconds) } ?? .null,
        ]
    }
}

extension ResponseMetadata {
    var json: JSONValue {
        [
            "status": .int(status), "request_id": requestId.map(JSONValue.string) ?? .null,
            "attempts": .int(attempts), "rate_limit": rateLimit?.json ?? .null,
        ]
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}

extension String {
    /// `events[0].sessionId` as `events[0].session_id`.
    var snakeCase: String {
        reduce(into: "") { text, letter in
            text += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }
}
