import Foundation
internal import KeybearerFFI

/// The way into the core, shared by a client and its services. Nothing is decided here: what is
/// sent, retried, renewed or refused is the core's.
final class Connection: Sendable {
    let core: KeybearerFFI.Client
    let hooks = Hooks()

    /// The request for a token that is being answered, where this runs within `onTokenExpired`: a
    /// call from there that would wait for that very token is found by it.
    @TaskLocal static var tokenRequest: TokenRequest?

    init(_ platform: String, _ options: ClientOptions) throws(KeybearerError) {
        do {
            core = try KeybearerFFI.Client(
                platform: platform,
                options: try options.text(),
                tokenSource: options.onTokenExpired.map { [hooks] in TokenHook(hooks, $0) },
                tokenStore: options.tokenStore.map { [hooks] in StoreHook(hooks, $0) },
                observer: ObserverHook(options)
            )
        } catch {
            throw KeybearerError(error)
        }
    }

    /// Makes a call and reads its answer.
    func call<Response: Decodable>(
        _ operation: String,
        _ arguments: [String] = [],
        request: (any Encodable)? = nil,
        options: CallOptions = .init()
    ) async throws(KeybearerError) -> Response {
        try decode(await answer(operation, arguments, request, options), of: operation)
    }

    /// Makes a call whose answer says nothing.
    func call(
        _ operation: String,
        _ arguments: [String] = [],
        request: (any Encodable)? = nil,
        options: CallOptions = .init()
    ) async throws(KeybearerError) {
        _ = try await answer(operation, arguments, request, options)
    }

    /// The client for people, without a secret: its kind of credential and a fingerprint of it.
    func description(of client: String) -> String {
        // What the core says is Rust's: `… { kind: "api_key", fingerprint: "…d456", .. } …`.
        let quoted = core.describe().split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        guard quoted.count > 3 else { return "\(client)(closed)" }
        let words = quoted[1].split(separator: "_")
        let kind = words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
        return kind == "anonymous" ? "\(client)(anonymous)" : "\(client)(\(kind): \(quoted[3]))"
    }

    func close() {
        core.shutdown()
        hooks.close()
    }

    /// Replaces a key by another of its kind.
    func setKey(_ name: String, _ key: String) throws(KeybearerError) {
        do {
            try core.setKey(name: name, key: key)
        } catch {
            throw KeybearerError(error)
        }
    }

    /// The pages of a list.
    func pages<Page>(
        _ operation: String,
        _ arguments: [String] = [],
        request: (any Encodable & Sendable)? = nil,
        options: CallOptions,
        items: Bool = false
    ) -> PageSequence<Page> {
        PageSequence(connection: self, operation: operation, options: options) {
            try self.core.pages(
                operation: operation,
                arguments: arguments,
                request: try request.map { try text($0, of: operation) },
                options: try options.json.map { try text($0, of: operation) },
                items: items
            )
        }
    }

    /// The items of a list.
    func items<Item>(
        _ operation: String,
        _ arguments: [String] = [],
        request: (any Encodable & Sendable)? = nil,
        options: CallOptions
    ) -> ItemSequence<Item> {
        ItemSequence(lists: pages(operation, arguments, request: request, options: options, items: true))
    }

    /// Starts something, waits for it, and tells what came with the answer. To cancel the task gives it
    /// up, and with it its socket; a task that is cancelled already starts nothing.
    func run(
        _ operation: String,
        _ options: CallOptions = .init(),
        start: () throws -> Running
    ) async throws(KeybearerError) -> String {
        if Task.isCancelled {
            throw KeybearerError(.cancelled, "the task was cancelled before the call was sent", operation: operation)
        }
        do {
            let running = try start()
            let answer = try await withTaskCancellationHandler {
                try await running.result()
            } onCancel: {
                running.cancel()
            }
            if let metadata = answer.metadata, let onResponse = options.onResponse {
                onResponse(ResponseMetadata(metadata))
            }
            return answer.value
        } catch {
            throw KeybearerError(error, hooks)
        }
    }

    private func answer(
        _ operation: String,
        _ arguments: [String],
        _ request: (any Encodable)?,
        _ options: CallOptions
    ) async throws(KeybearerError) -> String {
        try await run(operation, options) {
            try core.start(
                operation: operation,
                arguments: arguments,
                request: try request.map { try text($0, of: operation) },
                options: try options.json.map { try text($0, of: operation) },
                tokenRequest: Self.tokenRequest
            )
        }
    }
}

/// `value` as JSON. What JSON cannot hold is refused, naming the member.
func text(_ value: some Encodable, of operation: String?) throws(KeybearerError) -> String {
    do {
        let encoder = JSONEncoder()
        // Messages write their moments themselves; these are those of the application's own types.
        encoder.dateEncodingStrategy = .custom { date, encoder in
            guard let text = RFC3339.text(date) else {
                throw EncodingError.invalidValue(date, RFC3339.problem(encoder.codingPath))
            }
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch EncodingError.invalidValue(let wrong, let context) {
        // Only numbers and moments can be wrong: a text that might be secret always is JSON.
        let number = wrong is any BinaryFloatingPoint
        let problem = number ? "must be a finite number, not \(wrong)" : context.debugDescription
        // Names in open JSON are the caller's own.
        let open = value is JSONValue || value is [String: JSONValue]
        let place = path(context.codingPath)
        let field = open ? place : MemberNames.path(place)
        throw KeybearerError(.invalidRequest, problem, field: field, operation: operation)
    } catch {
        throw KeybearerError(.invalidRequest, "is no JSON", field: "request", operation: operation)
    }
}

func decode<Value: Decodable>(_ json: String, of operation: String?) throws(KeybearerError) -> Value {
    do {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            if let date = RFC3339.date(try container.decode(String.self)) { return date }
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no moment by RFC 3339")
        }
        return try decoder.decode(Value.self, from: Data(json.utf8))
    } catch {
        // Not the values: they may be secret.
        let place = (error as? DecodingError).map { path($0.codingPath) } ?? ""
        let message = "the answer is not what the API promises" + (place.isEmpty ? "" : ", at \(place)")
        throw KeybearerError(.decode, message, operation: operation)
    }
}

/// `events[0].properties.total`
private func path(_ keys: [any CodingKey]) -> String {
    keys.reduce(into: "") { path, key in
        if let index = key.intValue {
            path += "[\(index)]"
        } else {
            path += (path.isEmpty ? "" : ".") + key.stringValue
        }
    }
}

extension DecodingError {
    fileprivate var codingPath: [any CodingKey] {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath
        @unknown default: []
        }
    }
}

extension ResponseMetadata {
    init(_ metadata: KeybearerFFI.Metadata) {
        status = Int(metadata.status)
        headers = Dictionary(metadata.headers.map { ($0.name, $0.value) }) { "\($0), \($1)" }
        requestId = metadata.requestId
        rateLimit = metadata.rateLimit.map(RateLimit.init)
        attempts = Int(metadata.attempts)
        elapsed = .seconds(metadata.elapsed)
    }
}

extension RateLimit {
    init(_ limit: KeybearerFFI.RateLimit) {
        self.limit = limit.limit.map(Int.init(clamping:))
        remaining = limit.remaining.map(Int.init(clamping:))
        reset = limit.reset.map(Duration.seconds)
    }
}
