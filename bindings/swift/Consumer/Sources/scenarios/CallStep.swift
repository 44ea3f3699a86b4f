import Foundation
import Keybearer
import Sandbox

enum Collect: String {
    case items, pages
}

/// A step that calls a method, its variables replaced.
struct CallStep: Sendable {
    let call: String
    let client: String
    let arguments: [String]
    let given: JSONValue?
    let json: JSONValue
    let expect: JSONValue
    /// The members that Swift's types do not let anybody write: a text that is no moment in the
    /// place of a `Date`. They are refused by the compiler, and count as refused here.
    let unwritable = Locked<[String]>([])

    init(_ json: JSONValue) throws {
        guard let call = json["call"]?.stringValue else { throw Problem("no step: \(show(json))") }
        self.json = json
        // What belongs to no service is a method of the client itself.
        self.call = call.replacingOccurrences(of: "puguh.system.", with: "puguh.")
        client = json["client"]?.stringValue ?? "main"
        arguments = (json["arguments"]?.arrayValue ?? []).map { $0.stringValue ?? show($0) }
        given = json["request"]
        expect = json["expect"] ?? [:]
    }

    var collect: Collect? { json["collect"]?.stringValue.flatMap(Collect.init) }

    func argument(_ index: Int) throws -> String {
        guard arguments.indices.contains(index) else { throw Problem("\(call) needs more arguments") }
        return arguments[index]
    }

    /// The message, typed.
    func request<Request: Decodable>() throws -> Request {
        var json = given ?? [:]
        if let open = withNaN(json).objectValue as? Request { return open }
        while true {
            do {
                let request = try JSONDecoder().decode(Request.self, from: JSONEncoder().encode(json))
                return putNaN(into: request)
            } catch DecodingError.dataCorrupted(let context) where context.codingPath.count == 1 {
                let name = context.codingPath[0].stringValue
                var members = json.objectValue ?? [:]
                members[name] = nil
                json = .object(members)
                unwritable { if !$0.contains(name) { $0.append(name) } }
            }
        }
    }

    func options(_ metadata: Locked<ResponseMetadata?>) -> CallOptions {
        let options = json["options"] ?? [:]
        let texts = { (name: String) in (options[name]?.objectValue ?? [:]).compactMapValues(\.stringValue) }
        let timeout: Timeout? = options["timeout_ms"].map { given in
            if let milliseconds = given.intValue { .milliseconds(milliseconds) } else { .never }
        }
        let keep: (@Sendable (ResponseMetadata) -> Void)? =
            if expect["metadata"] == nil { nil } else { { answer in metadata { $0 = answer } } }
        return CallOptions(
            timeout: timeout,
            idempotent: options["idempotent"]?.boolValue ?? false,
            headers: texts("headers"),
            query: texts("query"),
            organizationId: options["organization_id"]?.stringValue,
            applicationId: options["application_id"]?.stringValue,
            projectId: options["project_id"]?.stringValue,
            onResponse: keep
        )
    }

    /// What a list gives, as far as the step goes through it.
    func collect<List: AsyncSequence>(_ list: List) async throws -> JSONValue where List.Element: Encodable {
        let most = json["take"]?.intValue ?? .max
        var found: [JSONValue] = []
        for try await element in list {
            found.append(try scenarios.json(element))
            if found.count == most { break }
        }
        return .array(found)
    }
}

/// Not a number in the place of `{"$nan": true}`, which JSON cannot hold.
private func withNaN(_ value: JSONValue) -> JSONValue {
    switch value {
    case ["$nan": true]: .double(.nan)
    case .object(let members): .object(members.mapValues(withNaN))
    case .array(let items): .array(items.map(withNaN))
    default: value
    }
}

private func putNaN<Request>(into request: Request) -> Request {
    let numbers = { (properties: [String: JSONValue]?) in properties?.mapValues(withNaN) }
    switch request {
    case var batch as Pug.BatchCreate:
        for index in batch.events.indices { batch.events[index].properties = numbers(batch.events[index].properties) }
        return batch as? Request ?? request
    case var event as Composite.Event:
        event.properties = numbers(event.properties)
        return event as? Request ?? request
    default:
        return request
    }
}

func json(_ value: some Encodable) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
}
