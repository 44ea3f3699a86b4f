import Foundation
import Keybearer
import Sandbox
import Testing

/// Whatever `onTokenExpired` does, the call comes to an end of a known type.
@Suite struct Callbacks {
    @Test func oneThatThrowsIsTheMessageOfTheError() async throws {
        let error = try await failure { _ in throw Problem("the vault is sealed") }
        #expect(error.code == .tokenRefreshFailed)
        #expect(error.message.contains("the vault is sealed"))
        #expect(error.operation == "puguh.organizations.list")
    }

    @Test func whatOneThrewIsTheUnderlyingError() async throws {
        struct Sealed: LocalizedError, Equatable {
            let vault: Int
            var errorDescription: String? { "the vault is sealed" }
        }
        let error = try await failure { _ in throw Sealed(vault: 7) }
        #expect(error.message.contains("the vault is sealed"))
        #expect(error.message.hasPrefix("onTokenExpired "))
        #expect(error.underlyingError as? Sealed == Sealed(vault: 7))
        var shown = "\(error)"
        dump(error, to: &shown)
        #expect(!shown.contains("Sealed"))
        let missing = await thrown { try PuguhClient(apiKey: "pgh_0123456789") }
        #expect(missing?.underlyingError == nil)
    }

    @Test func toCloseAClientCancelsTheTaskOfOne() async throws {
        let sandbox = try await Sandbox.spawn()
        let (asked, cancelled) = (Locked(false), Locked(false))
        let client = try PuguhClient(
            accessToken: try sandbox.text("puguh.expired_access_token"),
            onTokenExpired: {
                asked { $0 = true }
                do {
                    try await Task.sleep(for: .seconds(600))
                } catch {
                    cancelled { $0 = true }
                }
                return "late"
            },
            baseUrl: sandbox.url
        )
        let task = Task { try await client.organizations.list() }
        try await until { asked.current }
        client.close()
        let error = await thrown { try await task.value }
        #expect(error?.code == .cancelled)
        try await until { cancelled.current }
    }

    @Test func aTokenThatIsKeptWithoutAnEndIsUsed() async throws {
        let sandbox = try await Sandbox.spawn()
        let token = try sandbox.text("puguh.access_token")
        for end in [Date.distantFuture, Date(timeIntervalSince1970: 1e300), Date(timeIntervalSince1970: .infinity)] {
            let store = MemoryTokenStore(StoredTokens(token, expiresAt: end))
            let client = try PuguhClient(
                onTokenExpired: { throw Problem("there is no need for another") }, tokenStore: store, baseUrl: sandbox.url)
            _ = try await client.organizations.list()
        }
    }

    @Test func oneThatIsCancelledIsAFailedRefresh() async throws {
        let error = try await failure { _ in throw CancellationError() }
        #expect(error.code == .tokenRefreshFailed)
    }

    @Test func oneThatHangsEndsWithTheCall() async throws {
        let error = try await failure(.init(timeout: .milliseconds(300))) { _ in
            try await Task.sleep(for: .seconds(600))
            return Tokens("late")
        }
        #expect(error.code == .timeout || error.code == .tokenRefreshFailed)
    }

    @Test func oneThatGivesTheRejectedTokenAgainIsFound() async throws {
        let sandbox = try await Sandbox.spawn()
        let revoked = try sandbox.text("puguh.access_token")
        try await sandbox.post("revoke", ["access_token": .string(revoked)])
        let client = try PuguhClient(accessToken: revoked, onTokenExpired: { revoked }, baseUrl: sandbox.url)
        let error = await thrown { try await client.organizations.list() }
        #expect(error.map { [.tokenRefreshFailed, .unauthenticated].contains($0.code) } == true)
        #expect(try await sandbox.journal().count <= 2)
    }

    @Test func oneThatCallsItsOwnClientIsToldSoInsteadOfWaitingForItself() async throws {
        let inner = Locked<KeybearerError?>(nil)
        let own = Locked<PuguhClient?>(nil)
        let started = ContinuousClock.now
        let error = try await failure(keeping: own) { _ in
            do {
                // In a task of its own too: it comes from within all the same.
                _ = try await Task { try await own.current?.organizations.list() }.value
            } catch let error as KeybearerError {
                inner { $0 = error }
                throw error
            }
            return Tokens("never")
        }
        #expect(inner.current?.code == .callback)
        #expect(error.code == .tokenRefreshFailed)
        #expect(error.reason == "callback_reentrant")
        #expect(ContinuousClock.now - started < .seconds(5))
    }

    @Test func oneMayEndTheSession() async throws {
        let sandbox = try await Sandbox.spawn()
        let expired = try sandbox.text("puguh.expired_access_token")
        let ended = try await failure { _ in
            // As an error of this library that a refresh of the application's own came to.
            let other = try PuguhClient(
                accessToken: expired, refreshToken: "spent-refresh-token", baseUrl: sandbox.url)
            _ = try await other.organizations.list()
            return Tokens("never")
        }
        #expect(ended.code == .sessionExpired)
    }

    @Test func aTokenStoreGetsTheTokensBeforeTheyAreUsed() async throws {
        let sandbox = try await Sandbox.spawn()
        let fresh = try sandbox.text("puguh.access_token")
        let store = MemoryTokenStore()
        let client = try PuguhClient(
            accessToken: try sandbox.text("puguh.expired_access_token"),
            onTokenExpired: { expired in
                #expect(expired.attempt == 1)
                return Tokens(fresh, expiresIn: .seconds(600))
            },
            tokenStore: store,
            baseUrl: sandbox.url
        )
        _ = try await client.health()
        let kept = await store.load()
        #expect(kept?.accessToken.exposed == fresh)
        #expect((kept?.expiresAt?.timeIntervalSinceNow ?? 0) > 500)
        let next = try PuguhClient(tokenStore: store, baseUrl: sandbox.url)
        _ = try await next.health()
        try await next.signOut()
        #expect(await store.load() == nil)
    }

    @Test func aTokenStoreIsUnlockedBeforeItIsLockedAgain() async throws {
        actor Shared: TokenStore {
            private(set) var steps: [String] = []
            func load() -> StoredTokens? { nil }
            func save(_ tokens: StoredTokens) {}
            func clear() {}
            func lock() { steps.append("locked") }
            func unlock() async {
                try? await Task.sleep(for: .milliseconds(50))
                steps.append("unlocked")
            }
        }
        let sandbox = try await Sandbox.spawn()
        let store = Shared()
        let expired = try sandbox.text("puguh.expired_access_token")
        let client = try PuguhClient(
            accessToken: expired, onTokenExpired: { throw Problem("not now") }, tokenStore: store, baseUrl: sandbox.url)
        for _ in 0..<5 {
            _ = await thrown { try await client.organizations.list() }
            // Tokens that are new to the session end its cooling down.
            try await client.setTokens(Tokens(expired))
        }
        try await until {
            let steps = await store.steps
            return steps.count >= 10 && steps.last == "unlocked"
        }
        let steps = await store.steps
        #expect(steps == steps.indices.map { $0.isMultiple(of: 2) ? "locked" : "unlocked" })
    }

    @Test func anObserverAndALogAreToldWhatHappens() async throws {
        let sandbox = try await Sandbox.spawn()
        try await sandbox.rule(["respond": ["status": 503, "headers": ["retry-after-ms": "10"]]])
        let events = Locked<[ClientEvent]>([])
        let lines = Locked<[String]>([])
        let client = try CompositeClient(
            apiKey: try sandbox.text("composite.secret_key"),
            baseUrl: sandbox.url,
            observer: { event in events { $0.append(event) } },
            log: { level, line in if level >= .notice { lines { $0.append(line) } } }
        )
        _ = try await client.project.get()
        try await until {
            events.current.contains { if case .callFinished(_, _, nil, 2, _) = $0 { true } else { false } }
        }
        #expect(lines.current.count == 1)
        #expect(lines.current[0].contains("composite.project.get"))
    }

    @Test func aKeyThatCouldNotBeDeployedIsNotPutInThePlaceOfTheOld() async throws {
        let sandbox = try await Sandbox.spawn()
        let client = try PugClient(
            projectId: try sandbox.text("pug.project_id"), accessToken: try sandbox.text("pug.access_token"),
            baseUrl: sandbox.url)
        let new = Pug.CreateApiKey(type: .shared, name: "server, autumn")
        let error = await thrown {
            try await client.projects.rotateApiKey("key_1", new: new) { key in
                #expect(key.exposed.hasPrefix("pk_shared_"))
                throw Problem("the vault is sealed")
            }
        }
        #expect(error?.code == .callback)
        #expect(error?.message.contains("the vault is sealed") == true)
        let paths = try await sandbox.journal().map { $0["path"]?.stringValue ?? "" }
        #expect(paths == ["/projects.v1.ProjectsService/CreateApiKey"])
        let deployed = Locked("")
        let created = try await client.projects.createApiKey(new)
        let key = try await client.projects.rotateApiKey(created.apiKey.id, new: new) { key in
            try await Task.sleep(for: .milliseconds(10))
            deployed { $0 = key.exposed }
        }
        #expect(key.key?.exposed == deployed.current)
    }

    /// What a call comes to when its callback does this.
    private func failure(
        _ options: CallOptions = .init(),
        keeping own: Locked<PuguhClient?>? = nil,
        _ callback: @escaping @Sendable (TokenExpired) async throws -> Tokens
    ) async throws -> KeybearerError {
        let sandbox = try await Sandbox.spawn()
        let client = try PuguhClient(
            accessToken: try sandbox.text("puguh.expired_access_token"), onTokenExpired: callback, baseUrl: sandbox.url)
        own? { $0 = client }
        let error = await thrown { try await client.organizations.list(options: options) }
        return try #require(error)
    }
}
