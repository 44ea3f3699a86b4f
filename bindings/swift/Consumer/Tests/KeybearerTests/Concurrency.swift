import Foundation
import Keybearer
import Sandbox
import Testing

@Suite struct Concurrency {
    @Test func aThousandTasksThatMeetAnExpiredTokenRefreshItOnce() async throws {
        let sandbox = try await Sandbox.spawn()
        let fresh = try sandbox.text("puguh.access_token")
        let asked = Locked(0)
        let client = try PuguhClient(
            accessToken: try sandbox.text("puguh.expired_access_token"),
            onTokenExpired: {
                asked { $0 += 1 }
                try await Task.sleep(for: .milliseconds(50))
                return fresh
            },
            baseUrl: sandbox.url
        )
        let read = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<1000 {
                group.addTask { try await client.organizations.list(.init(pageSize: 1)).items.count }
            }
            return try await group.reduce(0, +)
        }
        #expect(read == 1000)
        #expect(asked.current == 1)
    }

    @Test func toCancelATaskClosesItsSocket() async throws {
        let sandbox = try await Sandbox.spawn()
        try await sandbox.rule(["fault": "hang"])
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        let task = Task { try await client.health() }
        try await until { try await sandbox.journal().count == 1 }
        let cancelled = ContinuousClock.now
        task.cancel()
        let error = await thrown { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(ContinuousClock.now - cancelled < .seconds(2))
        try await until { try await sandbox.journal()[0]["aborted"] == true }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await client.health()
        }
        task.cancel()
        let error = await thrown { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(try await sandbox.journal().isEmpty)
    }

    @Test func aCancelledTaskRotatesNoKey() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PugClient(
            projectId: try sandbox.text("pug.project_id"), accessToken: try sandbox.text("pug.access_token"),
            baseUrl: sandbox.url)
        // Many, as what is given up at once seldom comes as far as the socket.
        for _ in 0..<500 {
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await client.projects.rotateApiKey("key_1", new: .init(type: .shared, name: "new")) { _ in }
            }
            task.cancel()
            let error = await thrown { try await task.value }
            #expect(error?.code == .cancelled)
        }
        #expect(try await sandbox.journal().isEmpty)
    }

    @Test func toCancelALoopOverAListEndsIt() async throws {
        let sandbox = try await Sandbox.spawn()
        try await sandbox.rule(["skip": 1, "fault": "hang"])
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        let seen = Locked(0)
        let task = Task {
            for try await _ in client.organizations.listItems() { seen { $0 += 1 } }
        }
        try await until { try await sandbox.journal().count == 2 }
        task.cancel()
        let error = await thrown { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(seen.current == 20)
    }

    @Test func toLeaveALoopFetchesNothingMore() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        for try await _ in client.organizations.listItems(.init(pageSize: 10)) { break }
        try await Task.sleep(for: .milliseconds(100))
        #expect(try await sandbox.journal().count == 1)
        var names: [String] = []
        for try await page in client.organizations.listPages(.init(pageSize: 20)) {
            names += page.items.compactMap(\.name)
        }
        #expect(names.count == 45)
    }

    @Test func toCloseAClientEndsItsCallsAndLaterOnes() async throws {
        let sandbox = try await Sandbox.spawn()
        try await sandbox.rule(["fault": "hang"])
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        let task = Task { try await client.health() }
        try await until { try await sandbox.journal().count == 1 }
        client.close()
        client.close()
        let ended = await thrown { try await task.value }
        #expect(ended?.code == .cancelled)
        let later = await thrown { try await client.health() }
        #expect(later?.code == .invalidConfig)
        #expect(later?.reason == "client_closed")
        #expect(client.rateLimit() == nil)
        #expect(try await sandbox.journal().count == 1)
    }
}

/// Waits for what happens soon.
func until(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while !(try await condition()) {
        if ContinuousClock.now > deadline { throw Problem("it did not happen within ten seconds") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// The error that this throws, which must be one of ours.
func thrown(_ body: () async throws -> some Any) async -> KeybearerError? {
    do {
        let value = try await body()
        Issue.record("it gave \(value) instead of throwing")
    } catch let error as KeybearerError {
        return error
    } catch {
        Issue.record("\(error) is no error of ours")
    }
    return nil
}
