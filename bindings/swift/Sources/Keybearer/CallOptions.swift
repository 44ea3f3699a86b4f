/// The options of one call.
///
/// ```swift
/// let page = try await client.organizations.list(options: .init(timeout: .seconds(5), organizationId: "0b7c1f0e-…"))
/// ```
public struct CallOptions: Sendable {
    /// One deadline for the whole call, waits and retries included; that of the client unless given.
    public var timeout: Timeout?
    /// Says that repeating this request does no harm, so that it may be retried like a PUT.
    public var idempotent: Bool
    /// Further headers. Those that carry credentials or frame the message are refused.
    public var headers: [String: String]
    /// Further query parameters.
    public var query: [String: String]
    /// Acts for this organization instead of the client's (PUGUH).
    public var organizationId: String?
    /// Acts for this application instead of the client's (PUGUH).
    public var applicationId: String?
    /// Acts for this project instead of the client's (Pug).
    public var projectId: String?
    /// Is called with what came with the answer, before the answer is returned; of a list, for each
    /// page.
    public var onResponse: (@Sendable (ResponseMetadata) -> Void)?

    /// What is not given is as the client says.
    public init(
        timeout: Timeout? = nil,
        idempotent: Bool = false,
        headers: [String: String] = [:],
        query: [String: String] = [:],
        organizationId: String? = nil,
        applicationId: String? = nil,
        projectId: String? = nil,
        onResponse: (@Sendable (ResponseMetadata) -> Void)? = nil
    ) {
        self.timeout = timeout
        self.idempotent = idempotent
        self.headers = headers
        self.query = query
        self.organizationId = organizationId
        self.applicationId = applicationId
        self.projectId = projectId
        self.onResponse = onResponse
    }

    /// As the core reads them; `nil` if there is nothing to say.
    var json: [String: JSONValue]? {
        var json: [String: JSONValue] = [:]
        json["timeout"] = timeout?.json
        if idempotent { json["idempotent"] = true }
        if !headers.isEmpty { json["headers"] = .object(headers.mapValues(JSONValue.string)) }
        if !query.isEmpty { json["query"] = .object(query.mapValues(JSONValue.string)) }
        json["organization_id"] = organizationId.map(JSONValue.string)
        json["application_id"] = applicationId.map(JSONValue.string)
        json["project_id"] = projectId.map(JSONValue.string)
        if onResponse != nil { json["metadata"] = true }
        return json.isEmpty ? nil : json
    }
}

extension CallOptions: CustomReflectable {
    /// Of headers and query, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "timeout": timeout as Any, "idempotent": idempotent, "headers": headers.keys.sorted(),
            "query": query.keys.sorted(), "organizationId": organizationId as Any,
            "applicationId": applicationId as Any, "projectId": projectId as Any, "onResponse": onResponse as Any,
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

/// A deadline, or none: `.seconds(5)`, `.after(duration)`, `.never`.
public enum Timeout: Sendable, Hashable {
    /// After so long.
    case after(Duration)
    /// None: attempts still have their own time and number.
    case never

    /// After so many seconds.
    public static func seconds(_ seconds: Double) -> Timeout { .after(.seconds(seconds)) }
    /// After so many seconds.
    public static func seconds(_ seconds: some BinaryInteger) -> Timeout { .after(.seconds(seconds)) }
    /// After so many milliseconds.
    public static func milliseconds(_ milliseconds: some BinaryInteger) -> Timeout { .after(.milliseconds(milliseconds)) }

    var json: JSONValue {
        switch self {
        case .after(let duration): .double(duration.inSeconds)
        case .never: .null
        }
    }
}

/// What came with an answer besides its body.
public struct ResponseMetadata: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The headers, their names in lower case; of several of one name, the values joined by commas.
    public var headers: [String: String]
    /// The request's id at the server, if it names one.
    public var requestId: String?
    /// What the answer says of the rate limit.
    public var rateLimit: RateLimit?
    /// How many attempts were sent.
    public var attempts: Int
    /// How long the call took, waits included.
    public var elapsed: Duration
}

extension ResponseMetadata: CustomReflectable {
    /// Of the headers, the names: values may be secret.
    public var customMirror: Mirror {
        let members: KeyValuePairs<String, Any> = [
            "status": status, "headers": headers.keys.sorted(), "requestId": requestId as Any,
            "rateLimit": rateLimit as Any, "attempts": attempts, "elapsed": elapsed,
        ]
        return Mirror(self, children: members, displayStyle: .struct)
    }
}

/// A rate limit, as the last answer told it. Each member stands alone: servers leave out any.
public struct RateLimit: Sendable, Hashable {
    /// How many requests the window allows.
    public var limit: Int?
    /// How many of them are left.
    public var remaining: Int?
    /// How long from the moment of the answer until the window starts anew.
    public var reset: Duration?
}

/// The method of a raw request.
public struct RequestMethod: RawRepresentable, Sendable, Hashable {
    /// The method as it is sent.
    public let rawValue: String

    /// Any method: `RequestMethod(rawValue: "OPTIONS")`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Reads.
    public static let get = Self(rawValue: "GET")
    /// Reads, without a body in the answer.
    public static let head = Self(rawValue: "HEAD")
    /// Creates or acts.
    public static let post = Self(rawValue: "POST")
    /// Replaces.
    public static let put = Self(rawValue: "PUT")
    /// Changes.
    public static let patch = Self(rawValue: "PATCH")
    /// Removes.
    public static let delete = Self(rawValue: "DELETE")
}
