// A token that has expired is renewed by the application, once, however many calls meet it.
import Keybearer
import Sandbox

/// Asks the application's own server for a token.
@Sendable func fetchToken() async throws -> String {
    print("asking for a token")
    return try await Sandbox.value("puguh", "access_token")
}

let client = try PuguhClient(
    accessToken: try await Sandbox.value("puguh", "expired_access_token"),
    onTokenExpired: { try await fetchToken() },
    baseUrl: Sandbox.url
)

let read = try await withThrowingTaskGroup(of: Int.self) { group in
    for page in 1...3 {
        group.addTask { try await client.organizations.list(.init(page: page, pageSize: 20)).items.count }
    }
    var read = 0
    for try await count in group { read += count }
    return read
}
print("read \(read) organizations with a new token")
