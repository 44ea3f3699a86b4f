// The same request to the same server by URLSession and by Keybearer, in turns: `bench ROUNDS`.
//
// What is printed are ratios within a round, so that the machine's mood of the moment cancels; of
// the rounds, the median.
import Foundation
import Keybearer
import Sandbox

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What Keybearer decodes, as somebody would write it by hand; moments stay text.
struct Page: Decodable {
    let items: [Organization]
    let total: Int?
    let page: Int?
    let pageSize: Int?
    let hasNext: Bool?
    let hasPrev: Bool?

    enum CodingKeys: String, CodingKey {
        case items, total, page
        case pageSize = "page_size"
        case hasNext = "has_next"
        case hasPrev = "has_prev"
    }
}

struct Organization: Decodable {
    let id: String
    let name: String?
    let slug: String?
    let description: String?
    let type: String?
    let role: String?
    let createdAt: String?
    let updatedAt: String?

    enum CodingKeys: String, CodingKey {
        case id, name, slug, description, type, role
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// Makes `count` calls, so many at a time; calls a second.
func rate(_ count: Int, atOnce: Int, _ call: @escaping @Sendable () async throws -> Int) async throws -> Double {
    let started = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<atOnce {
            group.addTask {
                for _ in 0..<(count / atOnce) {
                    let found = try await call()
                    guard found == 20 else { throw Problem("\(found) organizations instead of 20") }
                }
            }
        }
        try await group.waitForAll()
    }
    let elapsed = ContinuousClock.now - started
    return Double(count) / (Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10
let sandbox = try await Sandbox.spawn()
let (token, url) = (try sandbox.text("puguh.access_token"), sandbox.url)

let client = try PuguhClient(accessToken: token, baseUrl: url, proxy: .none)
let ours: @Sendable () async throws -> Int = {
    try await client.organizations.list(.init(pageSize: 20)).items.count
}

let configuration = URLSessionConfiguration.ephemeral
configuration.httpMaximumConnectionsPerHost = 64
configuration.urlCache = nil
let session = URLSession(configuration: configuration)
let theirs: @Sendable () async throws -> Int = {
    guard let address = URL(string: "\(url)/api/v1/organizations?page_size=20") else { throw Problem("no address") }
    var request = URLRequest(url: address)
    request.setValue("Bearer \(token)", forHTTPHeaderField: "authorization")
    request.setValue("application/json", forHTTPHeaderField: "accept")
    let (data, response) = try await session.data(for: request)
    guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw Problem("\(response)") }
    return try JSONDecoder().decode(Page.self, from: data).items.count
}

/// What Keybearer does for a call may cost so much of the throughput, and no more.
let budget = 0.9
var isWithin = true

print("calls a second, and the ratio of Keybearer to URLSession (budget: at least \(budget))")
for (atOnce, count) in [(1, 100), (32, 640)] {
    var (own, other, ratios): ([Double], [Double], [Double]) = ([], [], [])
    // The first round warms up and does not count.
    for round in 0...rounds {
        let first = try await rate(count, atOnce: atOnce, round % 2 == 0 ? ours : theirs)
        let second = try await rate(count, atOnce: atOnce, round % 2 == 0 ? theirs : ours)
        let (mine, yours) = round % 2 == 0 ? (first, second) : (second, first)
        if round == 0 { continue }
        own.append(mine)
        other.append(yours)
        ratios.append(mine / yours)
    }
    let ratio = median(ratios)
    isWithin = isWithin && ratio >= budget
    let rates = String(format: "URLSession %.0f, Keybearer %.0f, ratio %.2f", median(other), median(own), ratio)
    print("  \(atOnce) in flight: \(rates)  \(ratio >= budget ? "PASS" : "UNDER BUDGET")")
}
exit(isWithin ? 0 : 1)
