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

/// A deadline, or none.
public enum Timeout: Sendable, Hashable {
    /// After so long.
    case after(Duration)
    /// None: attempts still have their own time and number.
    case never

    public static func seconds(_ seconds: Double) -> Timeout { .after(.seconds(seconds)) }
    public static func milliseconds(_ milliseconds: Int) -> Timeout { .after(.milliseconds(milliseconds)) }

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
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static let get = Self(rawValue: "GET")
    public static let head = Self(rawValue: "HEAD")
    public static let post = Self(rawValue: "POST")
    public static let put = Self(rawValue: "PUT")
    public static let patch = Self(rawValue: "PATCH")
    public static let delete = Self(rawValue: "DELETE")
}
