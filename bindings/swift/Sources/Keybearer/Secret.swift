/// A text that must not be shown: a password, a token, a key.
///
/// Printing, interpolating or dumping it, or anything that holds it, shows none of it.
///
/// ```swift
/// let password = Secret("hunter2")
/// print(password)             // Secret(…)
/// save(password.exposed)      // the text itself
/// ```
public struct Secret: Sendable, Hashable {
    /// The text itself. Whoever takes it out decides where it goes.
    public let exposed: String

    /// Hides this text.
    public init(_ text: String) {
        exposed = text
    }
}

extension Secret: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        self.init(text)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Secret(…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Codable {
    public init(from decoder: any Decoder) throws {
        exposed = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text itself: what is encoded is sent or kept.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(exposed)
    }
}
