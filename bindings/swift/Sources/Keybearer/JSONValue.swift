private import Foundation

/// Any JSON value: what is taken and given where a shape is not documented.
///
/// Literals are values, so that open JSON reads as plain Swift:
///
/// ```swift
/// let properties: [String: JSONValue] = ["plan": "pro", "seats": 3, "trial": false, "tags": ["a", "b"]]
/// if case .string(let plan)? = properties["plan"] { print(plan) }
/// ```
///
/// Not a number and infinity are no JSON: a request that holds one is refused with
/// ``KeybearerError/invalidRequest(_:)``, naming the member, before anything is sent.
public enum JSONValue: Sendable, Hashable {
    /// Nothing, said out loud.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number that fits into 64 bits.
    case int(Int)
    /// Any other number.
    case double(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Values by their names.
    case object([String: JSONValue])
}

extension JSONValue {
    /// Any value of the application's as JSON; moments as the APIs write them (RFC 3339).
    ///
    /// ```swift
    /// let order = try JSONValue(encoding: Order(id: 17, paidAt: .now))
    /// ```
    ///
    /// Throws ``KeybearerError/invalidRequest(_:)``, naming the member, for what JSON cannot hold.
    public init(encoding value: some Encodable) throws(KeybearerError) {
        self = try decode(try text(value, of: nil), of: nil)
    }

    /// This value as one of the application's own types.
    ///
    /// Throws ``KeybearerError/decode(_:)``, naming the member, if it is of another form.
    public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws(KeybearerError) -> Value {
        try decode(try text(self, of: nil), of: nil)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON, its members sorted by name.
    public var description: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "JSONValue(…)"
    }
}

extension JSONValue {
    /// The text, if it is one.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value, if it is one.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number, if it is a whole one.
    public var intValue: Int? {
        switch self {
        case .int(let number): number
        case .double(let number): Int(exactly: number)
        default: nil
        }
    }

    /// The number, if it is one.
    public var doubleValue: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// The items, if it is a list.
    public var arrayValue: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The members, if it is an object.
    public var objectValue: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The member of this name, if it is an object that has one.
    public subscript(name: String) -> JSONValue? {
        objectValue?[name]
    }

    /// The item at this place, if it is a list that goes so far.
    public subscript(index: Int) -> JSONValue? {
        guard let items = arrayValue, items.indices.contains(index) else { return nil }
        return items[index]
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral items: JSONValue...) { self = .array(items) }

    /// Of a name that is given twice, the last value counts.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Dictionary(members) { _, last in last })
    }
}

extension JSONValue {
    private var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // The most frequent first: each miss costs more than all hits.
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let number = try? container.decode(Int.self) {
            self = .int(number)
        } else if let number = try? container.decode(Double.self) {
            self = .double(number)
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else {
            self = .array(try container.decode([JSONValue].self))
        }
    }

    /// How deep values may be within one another. Foundation neither writes nor reads more than 512
    /// levels, and would only find out once its stack is used up.
    private static let deepest = 500

    public func encode(to encoder: any Encoder) throws {
        if isContainer, encoder.codingPath.count > Self.deepest {
            // The place has hundreds of steps: the first ones name the member.
            let context = EncodingError.Context(
                codingPath: Array(encoder.codingPath.prefix(4)),
                debugDescription: "must not be nested deeper than \(Self.deepest) levels"
            )
            throw EncodingError.invalidValue(JSONValue.null, context)
        }
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let number): try container.encode(number)
        case .double(let number): try container.encode(number)
        case .string(let text): try container.encode(text)
        case .array(let items): try container.encode(items)
        case .object(let members): try container.encode(members)
        }
    }
}
