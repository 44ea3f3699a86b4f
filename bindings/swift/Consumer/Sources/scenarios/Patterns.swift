import Foundation
import Keybearer
import Sandbox

/// Puts variables in the place of `${path.to.variable}`. A text that is nothing but one variable
/// becomes its value, of whatever type.
func substitute(_ value: JSONValue, _ variables: JSONValue) throws -> JSONValue {
    switch value {
    case .string(let text):
        if text.hasPrefix("${"), text.hasSuffix("}") {
            let path = text.dropFirst(2).dropLast()
            if !path.contains("}") { return try variable(String(path), variables) }
        }
        var result = ""
        var rest = Substring(text)
        while let start = rest.range(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest.range(of: "}", range: start.upperBound..<rest.endIndex) else {
                throw Problem("no closing brace in \(text)")
            }
            let value = try variable(String(rest[start.upperBound..<end.lowerBound]), variables)
            result += value.stringValue ?? show(value)
            rest = rest[end.upperBound...]
        }
        return .string(result + rest)
    case .array(let items):
        return .array(try items.map { try substitute($0, variables) })
    case .object(let members):
        return .object(try members.mapValues { try substitute($0, variables) })
    default:
        return value
    }
}

private func variable(_ path: String, _ variables: JSONValue) throws -> JSONValue {
    guard let value = variables.at(path) else { throw Problem("there is no variable ${\(path)}") }
    return value
}

/// Where and how `actual` differs from `pattern`; empty if it does not.
func mismatches(_ pattern: JSONValue, _ actual: JSONValue?) -> [String] {
    var found: [String] = []
    compare(pattern, actual, "", &found)
    return found
}

func matches(_ pattern: JSONValue, _ actual: JSONValue?) -> Bool {
    mismatches(pattern, actual).isEmpty
}

private func compare(_ pattern: JSONValue, _ actual: JSONValue?, _ path: String, _ found: inout [String]) {
    func complain(_ what: String) {
        found.append("\(path.isEmpty ? "it" : path) is \(actual.map(short) ?? "nothing"), not \(what)")
    }
    let join = { (step: String) in path.isEmpty ? step : "\(path).\(step)" }
    switch (pattern, actual) {
    case (.object(let members), _) where isOperators(members):
        for (name, operand) in members where !holds(name, operand, actual) {
            complain(short(.object([name: operand])))
        }
    case (.object(let members), .object(let actual)):
        for (name, member) in members { compare(member, actual[name], join(name), &found) }
    case (.array(let items), .array(let actual)) where items.count == actual.count:
        for (index, item) in items.enumerated() { compare(item, actual[index], join("\(index)"), &found) }
    case (.int, .some(let actual)) where pattern.doubleValue == actual.doubleValue,
        (.double, .some(let actual)) where pattern.doubleValue == actual.doubleValue:
        break
    case (.null, nil):
        break
    default:
        if pattern != actual { complain(short(pattern)) }
    }
}

private let operators: Set = ["$any", "$absent", "$min", "$max", "$length", "$contains", "$lacks", "$each", "$some"]

private func isOperators(_ members: [String: JSONValue]) -> Bool {
    !members.isEmpty && members.keys.allSatisfy(operators.contains)
}

/// One operator, such as `{"$min": 1}`.
private func holds(_ name: String, _ operand: JSONValue, _ actual: JSONValue?) -> Bool {
    let present = actual == .null ? nil : actual
    let texts = operand.stringValue.map { [$0] } ?? (operand.arrayValue ?? []).compactMap(\.stringValue)
    let contains = { (text: String) in present?.stringValue?.contains(text) ?? false }
    switch name {
    case "$any": return present != nil
    case "$absent": return present == nil
    case "$min":
        guard let number = present?.doubleValue, let least = operand.doubleValue else { return false }
        return number >= least
    case "$max":
        guard let number = present?.doubleValue, let most = operand.doubleValue else { return false }
        return number <= most
    case "$length":
        let length =
            switch present {
            case .array(let items): items.count
            case .object(let members): members.count
            case .string(let text): text.unicodeScalars.count
            default: 0
            }
        return matches(operand, .int(length))
    case "$contains": return texts.allSatisfy(contains)
    case "$lacks": return !texts.contains(where: contains)
    case "$each": return present?.arrayValue?.allSatisfy { matches(operand, $0) } ?? false
    case "$some": return present?.arrayValue?.contains { matches(operand, $0) } ?? false
    default: return false
    }
}

/// `value` as JSON, for people.
func show(_ value: JSONValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
}

private func short(_ value: JSONValue) -> String {
    let text = show(value)
    return text.count > 300 ? text.prefix(300) + "…" : text
}
