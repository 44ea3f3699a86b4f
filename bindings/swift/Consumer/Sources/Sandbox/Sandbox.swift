import Foundation
import Keybearer

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A sandbox of its own, within the one that runs at `KEYBEARER_SANDBOX_URL`.
public struct Sandbox: Sendable {
    /// `GET /_sandbox/info`: address, keys, ids, tokens.
    public let info: JSONValue
    public let url: String

    /// Starts one.
    public static func spawn() async throws -> Sandbox {
        guard let url = ProcessInfo.processInfo.environment["KEYBEARER_SANDBOX_URL"] else {
            throw Problem("KEYBEARER_SANDBOX_URL is not set: run `cargo xtask test swift`")
        }
        let info = try await send("POST", url + "/_sandbox/spawn", nil)
        return try Sandbox(info: info)
    }

    private init(info: JSONValue) throws {
        guard let url = info["url"]?.stringValue else { throw Problem("the sandbox tells no address") }
        self.info = info
        self.url = url
    }

    /// A text of the info, such as `puguh.access_token`.
    public func text(_ path: String) throws -> String {
        guard let text = info.at(path)?.stringValue else { throw Problem("the sandbox tells no \(path)") }
        return text
    }

    public func get(_ path: String) async throws -> JSONValue {
        try await Self.send("GET", "\(url)/_sandbox/\(path)", nil)
    }

    @discardableResult
    public func post(_ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        try await Self.send("POST", "\(url)/_sandbox/\(path)", body)
    }

    public func delete(_ path: String) async throws {
        _ = try await Self.send("DELETE", "\(url)/_sandbox" + path, nil)
    }

    public func rule(_ rule: JSONValue) async throws {
        try await post("rules", ["rules": [rule]])
    }

    /// The requests so far.
    public func journal() async throws -> [JSONValue] {
        let entries = try await get("journal")["requests"]?.arrayValue ?? []
        return entries.filter { $0["method"] != "OPTIONS" }
    }

    private static func send(_ method: String, _ address: String, _ body: JSONValue?) async throws -> JSONValue {
        guard let url = URL(string: address) else { throw Problem("no address: \(address)") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = try body.map { try JSONEncoder().encode($0) }
        let (data, response) = try await session.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else {
            throw Problem("\(method) \(address): HTTP \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return try JSONDecoder().decode(JSONValue.self, from: data)
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 32
        return URLSession(configuration: configuration)
    }()
}

extension JSONValue {
    /// The value at a path such as `headers.authorization` or `items.0.id`.
    public func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(self as JSONValue?) { value, step in
            if let index = Int(step), let items = value?.arrayValue {
                return items.indices.contains(index) ? items[index] : nil
            }
            return value?[String(step)]
        }
    }
}

/// What is wrong, in words.
public struct Problem: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// A value that several tasks change.
public final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    public init(_ value: Value) {
        self.value = value
    }

    public func callAsFunction<Result>(_ use: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try use(&value)
    }

    public var current: Value { self { $0 } }
}
