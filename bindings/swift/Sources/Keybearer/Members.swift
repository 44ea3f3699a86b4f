import Foundation

/// The name of a member of a JSON object.
struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
        stringValue = name
    }

    init?(stringValue name: String) {
        stringValue = name
    }

    init?(intValue: Int) {
        nil
    }
}

/// Reads the members of a message.
struct MemberReader {
    private let container: KeyedDecodingContainer<MemberName>
    /// Whether what is not declared, or of another type than declared, is kept.
    private let keepsRest: Bool
    private var read: [String] = []

    init(_ decoder: any Decoder, keepsRest: Bool = false) throws {
        container = try decoder.container(keyedBy: MemberName.self)
        self.keepsRest = keepsRest
    }

    mutating func required<Value: Decodable>(_ name: String) throws -> Value {
        let value = try container.decode(Value.self, forKey: MemberName(name))
        read.append(name)
        return value
    }

    mutating func optional<Value: Decodable>(_ name: String) throws -> Value? {
        do {
            let value = try container.decodeIfPresent(Value.self, forKey: MemberName(name))
            read.append(name)
            return value
        } catch where keepsRest {
            return nil
        }
    }

    mutating func date(_ name: String) throws -> Date? {
        let text: String?
        do {
            text = try container.decodeIfPresent(String.self, forKey: MemberName(name))
        } catch where keepsRest {
            return nil
        }
        let date = text.flatMap(RFC3339.date)
        if text != nil, date == nil {
            if keepsRest { return nil }
            throw DecodingError.dataCorruptedError(
                forKey: MemberName(name), in: container, debugDescription: "no moment by RFC 3339")
        }
        read.append(name)
        return date
    }

    /// The members that have not been read.
    func rest() throws -> [String: JSONValue] {
        var rest: [String: JSONValue] = [:]
        for name in container.allKeys where !read.contains(name.stringValue) {
            rest[name.stringValue] = try container.decode(JSONValue.self, forKey: name)
        }
        return rest
    }
}

/// Writes the members of a message; what is `nil` is left out.
struct MemberWriter {
    private var container: KeyedEncodingContainer<MemberName>

    init(_ encoder: any Encoder) {
        container = encoder.container(keyedBy: MemberName.self)
    }

    mutating func write<Value: Encodable>(_ name: String, _ value: Value?) throws {
        try container.encodeIfPresent(value, forKey: MemberName(name))
    }

    mutating func write(_ name: String, _ date: Date?) throws {
        guard let date else { return }
        guard let text = RFC3339.text(date) else {
            let context = EncodingError.Context(
                codingPath: container.codingPath + [MemberName(name)],
                debugDescription: "must be a moment between the years 0 and 9999"
            )
            throw EncodingError.invalidValue(date, context)
        }
        try container.encode(text, forKey: MemberName(name))
    }

    /// Members that are not declared; one that is declared too is written after them, and counts.
    mutating func write(rest members: [String: JSONValue]) throws {
        for (name, value) in members {
            try container.encode(value, forKey: MemberName(name))
        }
    }
}

/// Moments as the APIs write them (RFC 3339).
enum RFC3339 {
    private static let whole = Date.ISO8601FormatStyle()
    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    static func date(_ text: String) -> Date? {
        (try? whole.parse(text)) ?? (try? fractional.parse(text))
    }

    /// To the microsecond, which is as far as a `Date` of our time goes; `nil` beyond the years of
    /// four digits.
    static func text(_ date: Date) -> String? {
        let year0 = -62_167_219_200.0
        let year10000 = 253_402_300_800.0
        let seconds = date.timeIntervalSince1970
        guard seconds >= year0, seconds < year10000 else { return nil }
        let micros = Int((seconds * 1_000_000).rounded(.down))
        let fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000
        let text = Date(timeIntervalSince1970: Double((micros - fraction) / 1_000_000)).formatted(whole)
        guard fraction != 0 else { return text }
        var digits = String(1_000_000 + fraction).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(text.dropLast()).\(digits)Z"
    }
}
