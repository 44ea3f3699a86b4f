import Foundation
import Keybearer
import Sandbox

/// Builds a client. A ``KeybearerError`` is that of the SDK, any other means a wrong scenario.
func build(_ world: World, _ name: String, _ json: JSONValue) async throws -> Client {
    // What a callback will return may not exist yet: it is looked up when it is called.
    var members = json.objectValue ?? [:]
    let results = members.removeValue(forKey: "on_token_expired")?.arrayValue
    let options = try world.resolve(.object(members))
    let script = results.map { Script(world: world, client: name, results: $0) }
    let onTokenExpired = script.map { script in
        { @Sendable (expired: TokenExpired) async throws -> Tokens in try await script.call(expired) }
    }
    let text = { (name: String) in options[name]?.stringValue }
    let duration = { (name: String) in options[name]?.doubleValue.map { Duration.milliseconds($0) } }
    let timeout = options["timeout_ms"].map { $0.doubleValue.map { Timeout.after(.milliseconds($0)) } ?? .never }
    let pacing = options["pacing"].map {
        Pacing(perSecond: $0["per_second"]?.doubleValue ?? 0, burst: $0["burst"]?.intValue ?? 0)
    }
    let paths = (options["override_path"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
    let store = try await options["token_store"].asyncMap { try await tokenStore(world, $0) }
    let baseUrl = text("base_url") ?? world.sandbox.url
    let observer: @Sendable (ClientEvent) -> Void = { [weak world] in world?.observe($0) }
    switch text("platform") {
    case "pug":
        return .pug(
            try PugClient(
                sdkKey: text("sdk_key"), sharedKey: text("shared_key"), projectId: text("project_id"),
                accessToken: text("access_token"), refreshToken: text("refresh_token"),
                expiresIn: duration("expires_in_ms"), onTokenExpired: onTokenExpired, tokenStore: store,
                anonymous: options["anonymous"]?.boolValue ?? false, baseUrl: baseUrl, timeout: timeout,
                attemptTimeout: duration("attempt_timeout_ms"), maxAttempts: options["max_attempts"]?.intValue,
                maxServerDelay: duration("max_server_delay_ms"), pacing: pacing, userAgent: text("user_agent"),
                overridePaths: paths, observer: observer))
    case "puguh":
        return .puguh(
            try PuguhClient(
                apiKey: text("api_key"), organizationId: text("organization_id"),
                applicationId: text("application_id"), accessToken: text("access_token"),
                refreshToken: text("refresh_token"), expiresIn: duration("expires_in_ms"),
                onTokenExpired: onTokenExpired, tokenStore: store,
                anonymous: options["anonymous"]?.boolValue ?? false, baseUrl: baseUrl, timeout: timeout,
                attemptTimeout: duration("attempt_timeout_ms"), maxAttempts: options["max_attempts"]?.intValue,
                maxServerDelay: duration("max_server_delay_ms"), pacing: pacing, userAgent: text("user_agent"),
                overridePaths: paths, observer: observer))
    case "composite":
        return .composite(
            try CompositeClient(
                apiKey: text("api_key"),
                keyPlacement: text("key_placement").flatMap(Composite.KeyPlacement.init),
                scopes: options["scopes"]?.arrayValue?.compactMap(\.stringValue),
                environment: text("environment").flatMap(Composite.Environment.init), baseUrl: baseUrl,
                timeout: timeout, attemptTimeout: duration("attempt_timeout_ms"),
                maxAttempts: options["max_attempts"]?.intValue, maxServerDelay: duration("max_server_delay_ms"),
                pacing: pacing, userAgent: text("user_agent"), overridePaths: paths, observer: observer))
    default:
        throw Problem("no platform: \(show(json))")
    }
}

func tokens(_ json: JSONValue) throws -> Tokens {
    if let bare = json.stringValue { return Tokens(bare) }
    guard let token = json["access_token"]?.stringValue else { throw Problem("no tokens: \(show(json))") }
    return Tokens(
        token,
        refreshToken: json["refresh_token"]?.stringValue,
        expiresIn: json["expires_in_ms"]?.doubleValue.map { .milliseconds($0) }
    )
}

/// The store of this name, made when it is first named.
private func tokenStore(_ world: World, _ json: JSONValue) async throws -> any TokenStore {
    guard let name = json["name"]?.stringValue else { throw Problem("a store without a name") }
    let memory = world.stores { stores in
        let store = stores[name] ?? MemoryTokenStore()
        stores[name] = store
        return store
    }
    if let held = try json["holds"].map(tokens) {
        let expiresAt = held.expiresIn.map { Date(timeIntervalSinceNow: $0.milliseconds / 1000) }
        await memory.save(
            StoredTokens(held.accessToken.exposed, refreshToken: held.refreshToken?.exposed, expiresAt: expiresAt))
    }
    return json["fails"] == true ? FullStore(memory: memory) : memory
}

/// A store that cannot be written.
private struct FullStore: TokenStore {
    let memory: MemoryTokenStore

    func load() async throws -> StoredTokens? { await memory.load() }
    func save(_ tokens: StoredTokens) async throws { throw Problem("the disk is full") }
    func clear() async throws { await memory.clear() }
}

/// An `onTokenExpired` that plays back results; the last one repeats.
private final class Script: Sendable {
    private let world: WeakWorld
    private let client: String
    private let results: [JSONValue]
    private let next = Locked(0)

    init(world: World, client: String, results: [JSONValue]) {
        self.world = WeakWorld(world)
        self.client = client
        self.results = results
    }

    func call(_ expired: TokenExpired) async throws -> Tokens {
        guard let world = world.world else { throw Problem("the scenario is over") }
        let told: JSONValue = [
            "client": .string(client), "reason": .string(expired.reason.rawValue), "attempt": .int(expired.attempt),
        ]
        world.log { $0.callbacks.append(told) }
        let play = next { turn in
            defer { turn += 1 }
            return results[min(turn, results.count - 1)]
        }
        try await Task.sleep(for: .milliseconds(play["delay_ms"]?.intValue ?? 0))
        if let step = play["call"] { try await Scenario.call(world, step) }
        if play["panic"] == true { throw NoProperError() }
        if play["hang"] == true { try await Task.sleep(for: .seconds(3600)) }
        if let result = play["return"] { return try tokens(try world.resolve(result)) }
        let message = try world.resolve(play["throw"] ?? "").stringValue ?? ""
        world.log { $0.thrown.append(message) }
        throw Problem(message)
    }
}

/// Swift has no panic that could be caught: what is thrown instead says nothing of itself.
private struct NoProperError: Error {}

private final class WeakWorld: @unchecked Sendable {
    private(set) weak var world: World?

    init(_ world: World) {
        self.world = world
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        if let self { try await transform(self) } else { nil }
    }
}
