import Foundation

/// The options of a client on their way into the core, which alone judges them.
struct ClientOptions {
    private(set) var json: [String: JSONValue] = [:]
    var onTokenExpired: (@Sendable (TokenExpired) async throws -> Tokens)?
    var tokenStore: (any TokenStore)?
    var observer: (@Sendable (ClientEvent) -> Void)?
    var log: (@Sendable (LogLevel, String) -> Void)?

    func text() throws(KeybearerError) -> String {
        do {
            return try Keybearer.text(json, of: nil)
        } catch {
            // Only a number that is none can be wrong with them.
            let wrong = error.violations.first
            let path = wrong?.field ?? "options"
            let message = "\(OptionNames.renamed(path, OptionNames.all)) \(wrong?.message ?? error.message)"
            throw KeybearerError(.invalidConfig, message, reason: String(path.prefix { $0 != "." }))
        }
    }

    mutating func set(_ name: String, _ text: String?) {
        json[name] = text.map(JSONValue.string)
    }

    mutating func set(_ name: String, _ duration: Duration?) {
        json[name] = duration.map { .double($0.inSeconds) }
    }

    mutating func set(_ name: String, _ count: Int?) {
        json[name] = count.map(JSONValue.int)
    }

    mutating func set(_ name: String, _ flag: Bool) {
        if flag { json[name] = true }
    }

    mutating func set(_ name: String, _ texts: [String]?) {
        json[name] = texts.map { .array($0.map(JSONValue.string)) }
    }

    mutating func set(_ name: String, _ members: [String: JSONValue]?) {
        json[name] = members.map(JSONValue.object)
    }

    mutating func set(_ name: String, _ timeout: Timeout?) {
        json[name] = timeout?.json
    }

    mutating func set(_ name: String, _ pacing: Pacing?) {
        json[name] = pacing.map { ["per_second": .double($0.perSecond), "burst": .int($0.burst)] }
    }

    mutating func set(_ name: String, _ proxy: Proxy) {
        switch proxy {
        case .environment: break
        case .none: json[name] = .null
        case .url(let url): json[name] = .string(url)
        }
    }

    mutating func set(overridePaths paths: [String: String]) {
        if !paths.isEmpty { json["override_path"] = .object(paths.mapValues(JSONValue.string)) }
    }
}
