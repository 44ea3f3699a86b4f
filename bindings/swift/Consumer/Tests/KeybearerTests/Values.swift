import Foundation
import Keybearer
import Sandbox
import Testing

@Suite struct Values {
    @Test func whatJSONCannotHoldIsRefusedByItsName() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PugClient(
            sdkKey: try sandbox.text("pug.sdk_key"), projectId: try sandbox.text("pug.project_id"),
            baseUrl: sandbox.url)
        for number in [Double.nan, .infinity, -.infinity] {
            let error = await thrown {
                try await client.events.batchCreate(.init(events: [.init(name: "x", properties: ["total": .double(number)])]))
            }
            #expect(error?.code == .invalidRequest)
            #expect(error?.violations.map(\.field) == ["events[0].properties.total"])
        }
        let open = await thrown {
            try await client.call("alerts.v1.AlertsService", "List", ["page_size": .double(.nan)])
        }
        #expect(open?.violations.map(\.field) == ["page_size"])
        let late = await thrown {
            try await client.events.batchCreate(
                .init(events: [.init(name: "x", timestamp: Date(timeIntervalSince1970: .infinity))]))
        }
        #expect(late?.violations.map(\.field) == ["events[0].timestamp"])
        #expect(try await sandbox.journal().isEmpty)
    }

    @Test func whatIsRefusedHereIsNamedAsInSwift() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        let error = await thrown {
            try await client.organizations.list(.init(page: -1, pageSize: 101))
        }
        #expect(error?.violations.map(\.field).contains("page") == true)
        let size = await thrown { try await client.organizations.list(.init(pageSize: 101)) }
        #expect(size?.violations.map(\.field) == ["pageSize"])
        #expect(size?.message.hasPrefix("pageSize: ") == true)
        let member = await thrown {
            try await client.organizations.removeMember(id: "o", userId: "")
        }
        #expect(member?.violations.map(\.field) == ["userId"])
        let timeout = await thrown { try await client.health(options: .init(timeout: .seconds(-1))) }
        #expect(timeout?.code == .invalidRequest)
    }

    @Test func aClientThatCannotWorkIsNotBuilt() async throws {
        let error = await thrown { try PuguhClient(apiKey: "pgh_0123456789") }
        #expect(error?.code == .invalidConfig)
        #expect(error?.reason == "organization_id")
        let none = await thrown { try CompositeClient.fromEnv() }
        #expect(none?.reason == "api_key")
    }

    @Test func whatIsRefusedNamesTheOptionAsInSwift() async throws {
        func refused(_ build: () throws -> Any) async -> KeybearerError? { await thrown { try build() } }
        let key = await refused { try PuguhClient(apiKey: "pgh_0123456789") }
        #expect(key?.message.hasPrefix("organizationId is missing") == true)
        #expect(key?.message.contains("PUGUH_ORGANIZATION_ID") == true)
        #expect(key?.description.contains("organization_id is") == false)
        let url = await refused { try PuguhClient(accessToken: "0123456789", baseUrl: "nowhere") }
        #expect(url?.message.hasPrefix("baseUrl ") == true)
        for number in [Double.nan, .infinity] {
            let pace = await refused {
                try PuguhClient(accessToken: "0123456789", pacing: .init(perSecond: number, burst: 1))
            }
            #expect(pace?.code == .invalidConfig)
            #expect(pace?.reason == "pacing")
            #expect(pace?.message.hasPrefix("pacing.perSecond must be a finite number") == true)
        }
    }

    @Test func aDurationBeyond64BitsIsNoCrash() async throws {
        let endless = Duration.seconds(Int64.max) * 2
        let negative = await thrown { try PuguhClient(accessToken: "0123456789", timeout: .after(endless * -1)) }
        #expect(negative?.reason == "timeout")
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        let long = await thrown { try await client.health(options: .init(timeout: .after(endless))) }
        #expect(long?.violations.map(\.field) == ["timeout"])
        _ = try await client.health(options: .init(timeout: .seconds(Int64.max)))
    }

    @Test func whatIsNestedTooDeepIsRefusedByItsName() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try CompositeClient(apiKey: try sandbox.text("composite.secret_key"), baseUrl: sandbox.url)
        for depth in [600, 5000] {
            var deep: JSONValue = 1
            for _ in 0..<depth { deep = ["in": deep] }
            let error = await thrown {
                try await client.users.upsert(distinctId: "u", .init(properties: ["deep": deep]))
            }
            #expect(error?.code == .invalidRequest)
            #expect(error?.violations.first?.field == "properties.deep.in.in")
        }
        #expect(try await sandbox.journal().isEmpty)
    }

    @Test func openJSONIsMadeOfTypesOfTheApplication() async throws {
        struct Order: Codable, Equatable {
            var id: Int
            var paidAt: Date
            var note: String?
        }
        let order = Order(id: 17, paidAt: Date(timeIntervalSince1970: 0.5))
        let json = try JSONValue(encoding: order)
        #expect(json == ["id": 17, "paidAt": "1970-01-01T00:00:00.5Z"])
        #expect(try json.decoded(as: Order.self) == order)
        #expect("\(json)" == #"{"id":17,"paidAt":"1970-01-01T00:00:00.5Z"}"#)
        #expect("\(JSONValue.array([.double(.nan), nil, "a/b"]))" == #"["NaN",null,"a/b"]"#)
        let wrong = await thrown { try JSONValue(encoding: ["total": Double.nan]) }
        #expect(wrong?.violations.map(\.field) == ["total"])
        let late = await thrown { try JSONValue(encoding: ["at": Date(timeIntervalSince1970: .infinity)]) }
        #expect(late?.violations.map(\.field) == ["at"])
        let other = await thrown { try JSONValue.object(["id": "x"]).decoded(as: Order.self) }
        #expect(other?.code == .decode)
        #expect(other?.message.hasSuffix("at id") == true)
    }

    @Test func whatMayBeSecretIsShownByItsName() throws {
        let json = #"{"access_token":"a-token-0123","id_token":"hunter2","scope":"all"}"#
        let login = try JSONDecoder().decode(Puguh.LoginResponse.self, from: Data(json.utf8))
        #expect(login.other["id_token"] == "hunter2")
        let options = CallOptions(headers: ["x-session": "hunter2"], query: ["ticket": "hunter2"])
        let proxy = Proxy.url("http://user:hunter2@proxy.example:8080")
        let event = Pug.Event(name: "e", extra: ["ticket": "hunter2"])
        for value in [login, [login], options, proxy, event] as [Any] {
            var shown = "\(value) \(String(reflecting: value))"
            dump(value, to: &shown)
            #expect(!shown.contains("hunter2"))
        }
        #expect("\(login)".contains("id_token"))
        #expect("\(login)".contains("scope: Optional(\"all\")"))
        #expect("\(options)".contains("x-session"))
    }

    @Test func messagesWithAnIdAreIdentifiable() {
        func id<Message: Identifiable>(of message: Message) -> Message.ID { message.id }
        #expect(id(of: Puguh.Organization(id: "o-1")) == "o-1")
    }

    @Test func momentsAreDatesToTheMicrosecond() throws {
        let json = #"{"start":"2026-06-01T12:30:00.123456+02:00","end":"tomorrow","zone":"Europe/Berlin"}"#
        let range = try JSONDecoder().decode(Pug.TimeRange.self, from: Data(json.utf8))
        #expect(range.start.map { abs($0.timeIntervalSince1970 - 1_780_309_800.123456) < 1e-6 } == true)
        #expect(range.end == nil)
        #expect(range.extra == ["end": "tomorrow", "zone": "Europe/Berlin"])
        let written = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(range))
        #expect(written["start"] == "2026-06-01T10:30:00.123456Z")
        #expect(written["end"] == "tomorrow")
        for text in [
            "1969-12-31T23:59:59.5Z", "2026-06-01T10:30:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
            "2000-02-29T12:00:00Z", "2100-02-28T23:59:59.000001Z", "1970-01-01T00:00:00Z",
        ] {
            let range = try JSONDecoder().decode(Pug.TimeRange.self, from: Data(#"{"start":"\#(text)"}"#.utf8))
            let written = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(range))
            #expect(written["start"] == .string(text))
        }
    }

    @Test func whatIsNoMomentIsNone() throws {
        for text in [
            "", "2026-06-01", "2026-06-01T10:30:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-06-01T24:00:00Z", "2026-06-01T10:30:00.Z", "2026-06-01T10:30:00+2", "2026-06-01T10:30:00Zz", "0000-01-01T00:00:00Z",
        ] {
            let json = try JSONEncoder().encode(["start": text])
            let range = try JSONDecoder().decode(Pug.TimeRange.self, from: json)
            #expect(range.start == nil)
            #expect(range.extra == ["start": .string(text)])
        }
    }

    @Test func whatIsNotDeclaredIsKept() throws {
        let json = #"{"id":"o","role":"auditor","type":"team","created_at":"yesterday","plan":{"seats":3},"gone":null}"#
        let organization = try JSONDecoder().decode(Puguh.Organization.self, from: Data(json.utf8))
        #expect(organization.role == Puguh.Role(rawValue: "auditor"))
        #expect(organization.type == .team)
        #expect(organization.createdAt == nil)
        #expect(organization.other == ["created_at": "yesterday", "plan": ["seats": 3], "gone": nil])
        let written = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(organization))
        let read = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        #expect(written == read)
    }

    @Test func openJSONIsNativeValues() throws {
        let json = #"{"text":"é","whole":9007199254740993,"half":0.5,"yes":true,"no":null,"list":[1,"a",{}]}"#
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        #expect(value["whole"]?.intValue == 9_007_199_254_740_993)
        #expect(value["half"]?.doubleValue == 0.5)
        #expect(value["yes"] == true)
        #expect(value["no"] == .null)
        #expect(value["list"]?[2] == [:])
        let again = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
        #expect(again == value)
    }

    @Test func aClientShowsItsKindOfCredential() throws {
        let key = try CompositeClient(apiKey: "pk_live_0123456789abcdef")
        #expect("\(key)" == "CompositeClient(publicKey: pk_…cdef)")
        #expect("\(try PuguhClient(anonymous: true))" == "PuguhClient(anonymous)")
        let session = try PuguhClient(accessToken: "header.body.signature")
        #expect("\(session)".hasPrefix("PuguhClient(accessToken: "))
        session.close()
        #expect("\(session)" == "PuguhClient(closed)")
    }

    @Test func aCallbackMayBeOptional() throws {
        let none: (@Sendable () async throws -> String)? = nil
        _ = try PuguhClient(accessToken: "header.body.signature", onTokenExpired: none)
        _ = try PugClient(projectId: "p", accessToken: "header.body.signature", onTokenExpired: nil)
    }

    @Test func noSecretIsShown() async throws {
        let login = Puguh.Login(email: "a@example.test", password: "hunter2")
        let tokens = Tokens("header.body.signature", refreshToken: "refresh-me")
        let client = try PuguhClient(accessToken: "header.body.signature", refreshToken: "refresh-me")
        for value in [login, tokens, client, StoredTokens("header.body.signature")] as [Any] {
            var shown = "\(value) \(String(reflecting: value))"
            dump(value, to: &shown)
            for secret in ["hunter2", "signature", "refresh-me"] { #expect(!shown.contains(secret)) }
        }
        let authorization = try client.oauth.authorizationUrl(clientId: "c", redirectUri: "https://app.example/cb", pkce: true)
        #expect(!"\(authorization)".contains(authorization.state.exposed))
        #expect(authorization.codeVerifier != nil)
        let back = "https://app.example/cb?code=abc&state=\(authorization.state.exposed)"
        #expect(try client.oauth.code(from: back, state: authorization.state).exposed == "abc")
        let address = try #require(URL(string: back))
        #expect(try client.oauth.code(from: address, state: authorization.state).exposed == "abc")
        let forged = await thrown {
            try client.oauth.code(from: "https://app.example/cb?code=abc&state=forged", state: authorization.state)
        }
        #expect(forged?.code == .invalidRequest)
    }

    @Test func whatCameWithAnAnswerIsTold() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(
            apiKey: try sandbox.text("puguh.api_key"), organizationId: try sandbox.text("puguh.organization_id"),
            baseUrl: sandbox.url)
        let metadata = Locked<ResponseMetadata?>(nil)
        _ = try await client.organizations.list(options: .init(onResponse: { told in metadata { $0 = told } }))
        let told = try #require(metadata.current)
        #expect(told.status == 200)
        #expect(told.attempts == 1)
        #expect(told.headers["content-type"] == "application/json")
        #expect(told.rateLimit?.limit != nil)
        #expect(client.rateLimit()?.limit == told.rateLimit?.limit)
    }

    @Test func whatCameWithEachPageIsTold() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(
            apiKey: try sandbox.text("puguh.api_key"), organizationId: try sandbox.text("puguh.organization_id"),
            baseUrl: sandbox.url)
        let statuses = Locked<[Int]>([])
        var pages = 0
        let options = CallOptions(onResponse: { told in statuses { $0.append(told.status) } })
        for try await _ in client.organizations.listPages(.init(pageSize: 20), options: options) {
            pages += 1
            #expect(statuses.current.count == pages)
        }
        #expect(pages > 1)
        #expect(statuses.current.allSatisfy { $0 == 200 })
    }

    @Test func aTokenIsVerifiedWithoutAskingAboutIt() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(anonymous: true, baseUrl: sandbox.url)
        let token = try await client.verifyToken(try sandbox.text("puguh.access_token"))
        #expect(token.subject == sandbox.info.at("puguh.user_id")?.stringValue)
        #expect(token.expiresAt > Date())
        let expired = try sandbox.text("puguh.expired_access_token")
        let error = await thrown { try await client.verifyToken(expired) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.reason == "token_expired")
    }

    @Test func anErrorSaysWhatToDo() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(accessToken: try sandbox.text("puguh.access_token"), baseUrl: sandbox.url)
        do {
            _ = try await client.organizations.get(id: "none")
            Issue.record("there is no such organization")
        } catch .notFound(let failure) {
            #expect(failure.status == 404)
            #expect(failure.attempts.count == 1)
        } catch {
            Issue.record("\(error)")
        }
        // Debian's Swift 6.0 crashed at a `catch` that leaves cases over.
        do {
            _ = try await client.organizations.get(id: "none")
            Issue.record("there is no such organization")
        } catch KeybearerError.notFound(let failure) {
            #expect(failure.operation == "puguh.organizations.get")
        }
        let error = try #require(await thrown { try await client.organizations.get(id: "none") })
        #expect((error as any LocalizedError).recoverySuggestion != nil)
        #expect("\(error)".hasPrefix("not_found: "))
    }
}
