import Foundation
import Keybearer

/// Where the examples run: the sandbox at `KEYBEARER_SANDBOX_URL`, or at its usual address. In an
/// application, addresses and keys come from its own configuration.
public enum Sandbox {
    public static let url = ProcessInfo.processInfo.environment["KEYBEARER_SANDBOX_URL"] ?? "http://127.0.0.1:8787"

    /// Its keys, tokens and accounts: `value("puguh", "email")`.
    public static func value(_ platform: String, _ name: String) async throws -> String {
        let control = try CompositeClient(apiKey: "pk_unused", baseUrl: url)
        let info = try await control.request(.get, "/_sandbox/info")
        guard let value = info[platform]?[name]?.stringValue else { throw Missing(name: "\(platform).\(name)") }
        return value
    }

    /// Lets the next request that goes to `path` be answered so.
    public static func answerOnce(path: String, status: Int, headers: [String: JSONValue]) async throws {
        let control = try CompositeClient(apiKey: "pk_unused", baseUrl: url)
        let rule: JSONValue = ["match": ["path": .string(path)], "respond": ["status": .int(status), "headers": .object(headers)]]
        try await control.request(.post, "/_sandbox/rules", body: ["rules": [rule]])
    }

    struct Missing: Error {
        let name: String
    }
}
