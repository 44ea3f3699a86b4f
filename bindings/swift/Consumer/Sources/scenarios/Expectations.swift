import Keybearer
import Sandbox

/// Turns what differs into one complaint.
func all(_ what: String, _ found: [String]) throws {
    if !found.isEmpty { throw Problem("\(what): \(found.joined(separator: "; "))") }
}

/// Each outcome of a step is `{"ok": …}`, `{"error": …}` or `{"cancelled": true}`.
func checkOutcomes(_ expected: JSONValue, _ outcomes: [JSONValue]) throws {
    if let tally = expected["outcomes"] {
        let kinds = outcomes.map { outcome in
            if outcome["ok"] != nil { return "ok" }
            return outcome["cancelled"] != nil ? "cancelled" : outcome.at("error.code")?.stringValue ?? ""
        }
        let counted = Dictionary(grouping: kinds) { $0 }.mapValues { JSONValue.int($0.count) }
        try all("outcomes", mismatches(tally, .object(counted)))
    }
    for outcome in outcomes {
        let part: String
        let pattern: JSONValue?
        if let error = expected["error"] {
            (part, pattern) = ("error", error)
        } else if expected["cancelled"] == true {
            (part, pattern) = ("cancelled", true)
        } else if expected["ok"] == nil, expected["outcomes"] != nil {
            continue
        } else {
            // Without a pattern any success will do.
            (part, pattern) = ("ok", expected["ok"])
        }
        guard let actual = outcome[part] else {
            throw Problem("instead of \(part) it came to \(show(outcome))")
        }
        if let pattern { try all(part, mismatches(pattern, actual)) }
        if let metadata = expected["metadata"] { try all("metadata", mismatches(metadata, outcome["metadata"])) }
    }
    if let elapsed = expected["elapsed_ms"] {
        for outcome in outcomes { try all("elapsed_ms", mismatches(elapsed, outcome["elapsed_ms"])) }
    }
}

/// What must be so in the end.
func check(_ world: World, _ expected: JSONValue) async throws {
    let journal = try await world.sandbox.journal()
    if let entries = expected["journal"]?.arrayValue { try sameRequests(world, "journal", entries, journal) }
    if let entries = expected["other_journal"]?.arrayValue {
        try sameRequests(world, "other_journal", entries, try await world.other?.journal() ?? [])
    }
    for requests in expected["requests"]?.arrayValue ?? [] { try checkRequests(world, requests, journal) }
    if let counters = expected["counters"] {
        try all("counters", mismatches(try world.resolve(counters), try await world.sandbox.get("counters")))
    }
    let log = world.log.current
    if let callbacks = expected["callbacks"] {
        try all("callbacks", mismatches(try world.resolve(callbacks), .array(log.callbacks)))
    }
    var events = log.events[...]
    for pattern in expected["events"]?.arrayValue ?? [] {
        let pattern = try world.resolve(pattern)
        guard let index = events.firstIndex(where: { matches(pattern, $0) }) else {
            throw Problem("events: \(show(pattern)) is missing, or out of order")
        }
        events = events[(index + 1)...]
    }
    for pattern in expected["no_events"]?.arrayValue ?? [] {
        let pattern = try world.resolve(pattern)
        if let event = log.events.first(where: { matches(pattern, $0) }) {
            throw Problem("events: \(show(event)) must not be")
        }
    }
    let hidden = try (expected["hidden"]?.arrayValue ?? []).compactMap { try world.resolve($0).stringValue }
    for secret in world.secrets + hidden {
        if let shown = log.shown.first(where: { $0.contains(secret) }) {
            throw Problem("the secret \(secret) is seen in \(shown)")
        }
    }
}

private func sameRequests(
    _ world: World, _ what: String, _ expected: [JSONValue], _ actual: [JSONValue]
) throws {
    if expected.count != actual.count { throw Problem("\(what): \(actual.count) requests, not \(expected.count)") }
    for (index, (pattern, entry)) in zip(expected, actual).enumerated() {
        try all("\(what), request \(index + 1)", mismatches(try world.resolve(pattern), entry))
    }
}

private func checkRequests(_ world: World, _ expected: JSONValue, _ journal: [JSONValue]) throws {
    let pattern = try world.resolve(expected["match"] ?? [:])
    let what = "requests that match \(show(pattern))"
    let entries = journal.filter { matches(pattern, $0) }
    if let count = expected["count"] { try all(what, mismatches(count, .int(entries.count))) }
    if let each = try expected["each"].map(world.resolve) {
        for entry in entries { try all(what, mismatches(each, entry)) }
    }
    let arrivals = entries.map { $0["at_ms"]?.doubleValue ?? 0 }
    if let spacing = expected["spacing_ms"] {
        for (one, next) in zip(arrivals, arrivals.dropFirst()) {
            try all("\(what), spacing_ms", mismatches(spacing, .double(next - one)))
        }
    }
    if let span = expected["span_ms"], arrivals.count > 1 {
        try all("\(what), span_ms", mismatches(span, .double(arrivals[arrivals.count - 1] - arrivals[0])))
    }
    let values = { (path: JSONValue) in entries.map { $0.at(path.stringValue ?? "") ?? .null } }
    for path in expected["same"]?.arrayValue ?? [] where Set(values(path)).count > 1 {
        throw Problem("\(what): \(show(path)) differs")
    }
    for path in expected["distinct"]?.arrayValue ?? [] where Set(values(path)).count < entries.count {
        throw Problem("\(what): \(show(path)) repeats")
    }
}
