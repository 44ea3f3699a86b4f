// Errors are an enum with a case for each code, and every case carries what is known.
import Keybearer
import Sandbox

let client = try PuguhClient(accessToken: try await Sandbox.value("puguh", "access_token"), baseUrl: Sandbox.url)

// Typed throws: `error` is a KeybearerError, so the cases need no cast.
do {
    _ = try await client.organizations.get(id: "none")
} catch .notFound(let failure) {
    print("there is none:", failure.message)
} catch {
    print(error.code, error.message)
}

// A delay that is too long to wait out is told at once.
try await Sandbox.answerOnce(path: "/api/v1/organizations", status: 429, headers: ["retry-after": "600"])
do {
    _ = try await client.organizations.list()
} catch .rateLimited(let failure) {
    print("come back in", failure.retryAfter ?? .zero)
} catch {
    print(error.code, error.message)
}

// What the server would certainly refuse is never sent. (With another client: the limit above
// holds for all calls of the first.)
let other = try PuguhClient(accessToken: try await Sandbox.value("puguh", "access_token"), baseUrl: Sandbox.url)
do {
    _ = try await other.organizations.list(.init(pageSize: 1000))
} catch {
    for violation in error.violations { print("\(violation.field) \(violation.message)") }
    print(error.attempts.isEmpty ? "refused before anything was sent" : "refused by the server")
}
