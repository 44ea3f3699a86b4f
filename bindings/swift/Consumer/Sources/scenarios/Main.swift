import Foundation
import Keybearer
import Sandbox

/// Plays the scenarios of `tests/scenarios` with the Swift package: `scenarios FOLDER [part of a name]`.
@main
struct Main {
    /// Scenarios mostly wait, so more of them run at once than there are cores; but their waits are
    /// part of what they show, and a thread that reads a long journal wakes nobody.
    private static let atOnce = 8

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else { throw Problem("usage: scenarios FOLDER [part of a name]") }
        let filter = arguments.count > 2 ? arguments[2] : ""
        let scenarios = try read(URL(fileURLWithPath: arguments[1])).filter { filter.isEmpty || $0.name.contains(filter) }
        guard !scenarios.isEmpty else { throw Problem("no scenario is called \(filter)") }
        let started = ContinuousClock.now
        var failed: [String] = []
        var done = 0
        await withTaskGroup(of: (Scenario, String?).self) { group in
            func finished(_ scenario: Scenario, _ problem: String?) {
                done += 1
                if let problem { failed.append("\(scenario.name) [\(scenario.rule)]\n\(scenario.file): \(problem)") }
                let verdict = problem == nil ? "ok" : "FAILED"
                print("[\(done)/\(scenarios.count)] \(scenario.name) [\(scenario.rule)]: \(verdict)")
            }
            for (index, scenario) in scenarios.enumerated() {
                if index >= atOnce, let (scenario, problem) = await group.next() { finished(scenario, problem) }
                group.addTask { (scenario, await scenario.run()) }
            }
            for await (scenario, problem) in group { finished(scenario, problem) }
        }
        for problem in failed { print("\nFAILED: \(problem)") }
        print("\n\(done - failed.count) scenarios passed, \(failed.count) failed, in \(ContinuousClock.now - started)")
        exit(failed.isEmpty ? 0 : 1)
    }

    /// The scenarios for native clients, in the order of their files.
    private static func read(_ folder: URL) throws -> [Scenario] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" && $0.lastPathComponent != "schema.json" }
            .sorted { $0.path < $1.path }
        return try files.flatMap { file in
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))
            return try (json["scenarios"]?.arrayValue ?? []).compactMap { scenario -> Scenario? in
                let surfaces = scenario["surfaces"]?.arrayValue ?? ["native"]
                guard surfaces.contains("native") else { return nil }
                guard let name = scenario["name"]?.stringValue, let rule = scenario["rule"]?.stringValue else {
                    throw Problem("\(file.lastPathComponent): a scenario without a name or rule")
                }
                return Scenario(file: file.lastPathComponent, name: name, rule: rule, json: scenario)
            }
        }
    }
}
