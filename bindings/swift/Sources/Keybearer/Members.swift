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
    /// The declared members, if what is not declared, or of another type than declared, is kept.
    private let declared: Set<String>?
    /// How many members were read.
    private var read = 0
    /// The declared members that are of another type.
    private var odd: [String] = []

    init(_ decoder: any Decoder, keepingAllBut declared: Set<String>? = nil) throws {
        container = try decoder.container(keyedBy: MemberName.self)
        self.declared = declared
    }

    mutating func required<Value: Decodable>(_ name: String) throws -> Value {
        read += 1
        return try container.decode(Value.self, forKey: MemberName(name))
    }

    mutating func optional<Value: Decodable>(_ name: String) throws -> Value? {
        do {
            guard let value = try container.decodeIfPresent(Value.self, forKey: MemberName(name)) else { return nil }
            read += 1
            return value
        } catch where declared != nil {
            odd.append(name)
            return nil
        }
    }

    mutating func date(_ name: String) throws -> Date? {
        guard let text: String = try optional(name) else { return nil }
        if let date = RFC3339.date(text) { return date }
        guard declared != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: MemberName(name), in: container, debugDescription: "no moment by RFC 3339")
        }
        read -= 1
        odd.append(name)
        return nil
    }

    /// The members that have not been read.
    func rest() throws -> [String: JSONValue] {
        let names = container.allKeys
        // Nearly always there are none.
        guard let declared, names.count > read else { return [:] }
        var rest: [String: JSONValue] = [:]
        for name in names where !declared.contains(name.stringValue) || odd.contains(name.stringValue) {
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
            let path = container.codingPath + [MemberName(name)]
            throw EncodingError.invalidValue(date, RFC3339.problem(path))
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
    /// `nil` for what is no moment. By hand, because a page of a list holds dozens: Foundation's
    /// parser took as long as all the rest of the page together.
    static func date(_ text: String) -> Date? {
        var text = text
        return text.withUTF8 { date($0) }
    }

    private static func date(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        /// The number that stands in these places, which must all be digits.
        func number(_ places: Range<Int>) -> Int? {
            guard places.upperBound <= text.count else { return nil }
            var number = 0
            for place in places {
                guard (48...57).contains(text[place]) else { return nil }
                number = number * 10 + Int(text[place] - 48)
            }
            return number
        }
        func holds(_ letters: StaticString, at place: Int) -> Bool {
            guard place < text.count else { return false }
            return letters.withUTF8Buffer { $0.contains(text[place]) }
        }
        guard let year = number(0..<4), year > 0, holds("-", at: 4), let month = number(5..<7), (1...12).contains(month),
            holds("-", at: 7), let day = number(8..<10), (1...daysIn(month, of: year)).contains(day),
            holds("Tt ", at: 10), let hour = number(11..<13), hour < 24, holds(":", at: 13),
            let minute = number(14..<16), minute < 60, holds(":", at: 16), let second = number(17..<19), second <= 60
        else { return nil }
        var place = 19
        var fraction = 0.0
        if holds(".", at: place) {
            let start = place + 1
            place = start
            while holds("0123456789", at: place) { place += 1 }
            // A double tells no more than these digits apart.
            guard place > start, let digits = number(start..<min(place, start + 15)) else { return nil }
            fraction = Double(digits) / pow(10, Double(min(place - start, 15)))
        }
        var offset = 0
        if holds("Zz", at: place) {
            place += 1
        } else {
            guard holds("+-", at: place), let hours = number(place + 1..<place + 3), hours < 24,
                holds(":", at: place + 3), let minutes = number(place + 4..<place + 6), minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (holds("-", at: place) ? -60 : 60)
            place += 6
        }
        guard place == text.count else { return nil }
        let seconds = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    /// What is wrong with a date that cannot be written.
    static func problem(_ path: [any CodingKey]) -> EncodingError.Context {
        .init(codingPath: path, debugDescription: "must be a moment between the years 1 and 9999")
    }

    /// To the microsecond, which is as far as a `Date` of our time goes; `nil` beyond the years of
    /// four digits.
    static func text(_ date: Date) -> String? {
        let year1 = -62_135_596_800.0
        let year10000 = 253_402_300_800.0
        let seconds = date.timeIntervalSince1970
        guard seconds >= year1, seconds < year10000 - 1e-6 else { return nil }
        let (second, micros) = divided(Int((seconds * 1_000_000).rounded()), by: 1_000_000)
        let (days, ofDay) = divided(second, by: 86400)
        let (year, month, day) = civil(days)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
        text += "\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
        if micros != 0 {
            text += ".\(padded(micros, 6))"
            while text.last == "0" { text.removeLast() }
        }
        return text + "Z"
    }

    /// Quotient and remainder, which is never negative.
    private static func divided(_ number: Int, by divisor: Int) -> (Int, Int) {
        let remainder = ((number % divisor) + divisor) % divisor
        return ((number - remainder) / divisor, remainder)
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since 1970 in the Gregorian calendar, the year taken to begin in March so that a leap
    /// day is its last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let leaps = year / 4 - year / 100 + year / 400
        // 719468 days lie between March of the year 0 and 1970.
        return year * 365 + leaps + dayOfYear - 719_468
    }

    /// Year, month and day, the other way round.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let (era, ofEra) = divided(days + 719_468, by: 146_097)
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = era * 400 + yearOfEra + (month > 2 ? 0 : 1)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }
}
