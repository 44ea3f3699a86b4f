// Sends events to Pug and to Composite.
import Foundation
import Keybearer
import Sandbox

let pug = try PugClient(
    sdkKey: try await Sandbox.value("pug", "sdk_key"),
    projectId: try await Sandbox.value("pug", "project_id"),
    baseUrl: Sandbox.url
)
let created = try await pug.events.batchCreate(
    .init(events: [
        .init(name: "order_paid", properties: ["total": 12.5, "plan": "pro"], timestamp: Date()),
        .init(name: "order_shipped", properties: ["express": true]),
    ]))
print("Pug stored", created.eventsCreated ?? 0)

// Composite counts an event once by its id, so sending is retried freely.
let composite = try CompositeClient(apiKey: try await Sandbox.value("composite", "public_key"), baseUrl: Sandbox.url)
try await composite.users.identify(.init(distinctId: "user-17", set: ["plan": "pro"]))
try await composite.events.send(.init(name: "order_placed", distinctId: "user-17", properties: ["total": 42.5]))
print("sent")
