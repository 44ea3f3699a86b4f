// Signs in with e-mail and password, and out again.
import Keybearer
import Sandbox

let client = try PuguhClient(anonymous: true, baseUrl: Sandbox.url)

let login = try await client.auth.login(
    .init(email: try await Sandbox.value("puguh", "email"), password: try await Sandbox.value("puguh", "password")))
try await client.setTokens(try login.tokens())
print(client)

for try await organization in client.organizations.listItems(.init(pageSize: 20, type: .team)) {
    print(organization.name ?? organization.id, organization.role?.rawValue ?? "")
    break
}

try await client.signOut()
print("signed out")
