import Foundation
import Keybearer
import Sandbox

/// Plays a scenario: sandbox, clients, steps, and what must have come of it.
struct Scenario: Sendable {
    let file: String
    let name: String
    let rule: String
    let json: JSONValue

    /// How long a scenario waits for something that should happen.
    private static let patience = Duration.seconds(5)
    private static let poll = Duration.milliseconds(50)
    /// No scenario takes longer.
    private static let limit = Duration.seconds(60)

    /// The problem, if there is one.
    func run() async -> String? {
        do {
            let world = try await World(other: json["sandbox"]?["other"] == true)
            defer { Task { await world.stop() } }
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await play(world) }
                    group.addTask {
                        try await Task.sleep(for: Self.limit)
                        throw Problem("it did not end within \(Self.limit)")
                    }
                    try await group.next()
                    group.cancelAll()
                }
                return nil
            } catch {
                return "\(error)\n\(await history(world))"
            }
        } catch {
            return "\(error)"
        }
    }

    private func play(_ world: World) async throws {
        try await world.change(json["sandbox"] ?? [:])
        let expected = json["expect"] ?? [:]
        var refused: JSONValue?
        var clients = json["clients"]?.objectValue ?? [:]
        clients["main"] = json["client"] ?? clients["main"]
        for (name, client) in clients {
            do {
                let client = try await build(world, name, client)
                world.clients { $0[name] = client }
            } catch let error as KeybearerError {
                refused = world.json(error)
            }
        }
        switch (expected["build_error"], refused) {
        case (nil, nil): break
        case (let pattern?, let error?):
            try all("the error of building the client", mismatches(try world.resolve(pattern), error))
        case (_, nil): throw Problem("the client was built, though it must be refused")
        case (nil, let error?): throw Problem("the client was refused: \(show(error))")
        }
        for (index, step) in (json["steps"]?.arrayValue ?? []).enumerated() {
            do {
                try await Self.take(world, step)
            } catch {
                throw Problem("step \(index + 1): \(error)")
            }
        }
        for client in world.clients.current.values { world.log { $0.shown.append(client.shown) } }
        // The sandbox may still be taking down what has just happened, and events come after it.
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                return try await check(world, expected)
            } catch where ContinuousClock.now < deadline {
                try await Task.sleep(for: Self.poll)
            }
        }
    }

    private static func take(_ world: World, _ step: JSONValue) async throws {
        if let steps = step["parallel"]?.arrayValue {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for step in steps { group.addTask { try await take(world, step) } }
                try await group.waitForAll()
            }
        } else if let milliseconds = step["sleep_ms"]?.intValue {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } else if let change = step["sandbox"] {
            try await Task.sleep(for: .milliseconds(step["after_ms"]?.intValue ?? 0))
            try await world.change(change)
        } else if let pattern = step["wait_for"] {
            let pattern = try world.resolve(pattern)
            let deadline = ContinuousClock.now + patience
            while !(try await world.sandbox.journal()).contains(where: { matches(pattern, $0) }) {
                if ContinuousClock.now >= deadline { throw Problem("no request came that matches \(show(pattern))") }
                try await Task.sleep(for: poll)
            }
        } else {
            try await call(world, step)
        }
    }

    /// Makes the calls of a step and checks what came of them.
    static func call(_ world: World, _ json: JSONValue) async throws {
        try await Task.sleep(for: .milliseconds(json["after_ms"]?.intValue ?? 0))
        let step = try CallStep(try world.resolve(json))
        let client = try world.client(step.client)
        let times = json["times"]?.intValue ?? 1
        let atOnce = json["concurrency"]?.intValue ?? 1
        let outcomes = try await withThrowingTaskGroup(of: JSONValue.self) { group in
            var outcomes: [JSONValue] = []
            for started in 0..<times {
                if started >= atOnce, let outcome = try await group.next() { outcomes.append(outcome) }
                group.addTask { try await one(world, client, step) }
            }
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        if let name = json["save"]?.stringValue, let value = outcomes.first?["ok"] { world.set("saved", name, value) }
        do {
            try checkOutcomes(step.expect, outcomes)
        } catch {
            throw Problem("\(step.call): \(error)")
        }
    }

    /// One call, and its outcome.
    private static func one(_ world: World, _ client: Client, _ step: CallStep) async throws -> JSONValue {
        let started = ContinuousClock.now
        let metadata = Locked<ResponseMetadata?>(nil)
        let running = Task { try await perform(client, step, step.options(metadata)) }
        var giveUp: Task<Void, any Error>?
        if let after = step.json["cancel_after_ms"]?.intValue {
            giveUp = Task {
                try await Task.sleep(for: .milliseconds(after))
                running.cancel()
            }
        }
        defer { giveUp?.cancel() }
        var outcome: [String: JSONValue]
        do {
            let value = try await running.value
            outcome = ["ok": value, "metadata": metadata.current?.json ?? .null]
        } catch let error as KeybearerError {
            if running.isCancelled, error.code == .cancelled {
                outcome = ["cancelled": true]
            } else {
                outcome = ["error": withUnwritable(world.json(error), step)]
            }
        }
        let elapsed = ContinuousClock.now - started
        outcome["elapsed_ms"] = .double(elapsed.milliseconds)
        return .object(outcome)
    }

    private static func withUnwritable(_ error: JSONValue, _ step: CallStep) -> JSONValue {
        var members = error.objectValue ?? [:]
        guard members["code"] == "invalid_request", members["status"] == .null else { return error }
        let unwritable = step.unwritable.current.map { JSONValue.object(["field": .string($0)]) }
        members["violations"] = .array((members["violations"]?.arrayValue ?? []) + unwritable)
        return .object(members)
    }

    /// What happened, for whoever has to find out why a scenario fails.
    private func history(_ world: World) async -> String {
        let journal = (try? await world.sandbox.journal()) ?? []
        let requests = journal.prefix(40).map { entry in
            let at = entry["at_ms"]?.doubleValue ?? 0
            let text = { (name: String) in entry[name]?.stringValue ?? "" }
            return "  \(at) ms  \(text("method")) \(text("path"))?\(text("query")) \(entry["status"].map(show) ?? "")"
        }
        let events = world.log.current.events.prefix(40).map { "  \(show($0))" }
        return (["requests:"] + requests + ["events:"] + events).joined(separator: "\n")
    }
}

/// Makes the call of a step.
private func perform(_ client: Client, _ step: CallStep, _ options: CallOptions) async throws -> JSONValue {
    let unknown = Problem("there is no operation \(step.call)")
    switch client {
    case .pug(let client):
        switch step.call {
        case "pug.call":
            let (service, method) = (try step.argument(0), try step.argument(1))
            return try await client.call(service, method, try step.request(), options: options)
        case "pug.set_tokens":
            try await client.setTokens(try tokens(step.given ?? .null))
        case "pug.set_sdk_key":
            try client.setSdkKey(try step.argument(0))
        case "pug.set_shared_key":
            try client.setSharedKey(try step.argument(0))
        case "pug.sign_out":
            try await client.signOut()
        case "pug.rate_limit":
            return client.rateLimit()?.json ?? .null
        default:
            guard let value = try await client.declared(step, options) else { throw unknown }
            return value
        }
    case .puguh(let client):
        if let how = step.collect {
            guard let value = try await client.listed(step, how, options) else { throw unknown }
            return value
        }
        switch step.call {
        case "puguh.verify_credentials":
            return try json(await client.verifyCredentials(options: options))
        case "puguh.request":
            let method = RequestMethod(rawValue: try step.argument(0))
            return try await client.request(method, try step.argument(1), body: step.given, options: options)
        case "puguh.verify_token":
            let token = try await client.verifyToken(try step.argument(0))
            return ["subject": token.subject.map(JSONValue.string) ?? .null, "claims": .object(token.claims)]
        case "puguh.set_tokens":
            try await client.setTokens(try tokens(step.given ?? .null))
        case "puguh.set_api_key":
            try client.setApiKey(try step.argument(0))
        case "puguh.sign_out":
            try await client.signOut()
        case "puguh.rate_limit":
            return client.rateLimit()?.json ?? .null
        default:
            guard let value = try await client.declared(step, options) else { throw unknown }
            return value
        }
    case .composite(let client):
        if let how = step.collect {
            guard let value = try await client.listed(step, how, options) else { throw unknown }
            return value
        }
        switch step.call {
        case "composite.request":
            let method = RequestMethod(rawValue: try step.argument(0))
            return try await client.request(method, try step.argument(1), body: step.given, options: options)
        case "composite.set_api_key":
            try client.setApiKey(try step.argument(0))
        case "composite.rate_limit":
            return client.rateLimit()?.json ?? .null
        default:
            guard let value = try await client.declared(step, options) else { throw unknown }
            return value
        }
    }
    return .null
}
