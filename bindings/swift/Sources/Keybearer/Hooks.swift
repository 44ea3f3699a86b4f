import Foundation
internal import KeybearerFFI

/// `onTokenExpired`, as the core calls it: it is handed a request, and answered later. Whatever the
/// closure does (throws, takes for ever, calls this client), the core makes a typed error of it.
final class TokenHook: TokenSource {
    private let callback: @Sendable (TokenExpired) async throws -> Tokens

    init(_ callback: @escaping @Sendable (TokenExpired) async throws -> Tokens) {
        self.callback = callback
    }

    func tokenExpired(request: TokenRequest) {
        let expired = TokenExpired(reason: .init(rawValue: request.reason()), attempt: Int(request.attempt()))
        Task {
            await Connection.$tokenRequest.withValue(request) {
                do {
                    _ = request.resolve(tokens: TokenValues(try await callback(expired)))
                } catch {
                    let own = error as? KeybearerError
                    _ = request.reject(message: "\(error)", code: own?.code.rawValue, reason: own?.reason)
                }
            }
        }
    }
}

/// A token store, as the core calls it.
final class StoreHook: KeybearerFFI.TokenStore {
    private let store: any TokenStore

    init(_ store: any TokenStore) {
        self.store = store
    }

    func load(reply: StoreReply) {
        answer(reply) { try await $0.load().map(StoredTokenValues.init) }
    }

    func save(tokens: StoredTokenValues, reply: StoreReply) {
        answer(reply) {
            try await $0.save(StoredTokens(tokens))
            return nil
        }
    }

    func clear(reply: StoreReply) {
        answer(reply) {
            try await $0.clear()
            return nil
        }
    }

    func lock(reply: StoreReply) {
        answer(reply) {
            try await $0.lock()
            return nil
        }
    }

    func unlock() {
        Task { await store.unlock() }
    }

    private func answer(
        _ reply: StoreReply,
        _ work: @escaping @Sendable (any TokenStore) async throws -> StoredTokenValues?
    ) {
        Task {
            do {
                _ = reply.resolve(tokens: try await work(store))
            } catch {
                _ = reply.reject(message: "\(error)")
            }
        }
    }
}

/// Observer and log, as the core calls them.
final class ObserverHook: KeybearerFFI.Observer {
    private let observer: (@Sendable (ClientEvent) -> Void)?
    private let log: (@Sendable (LogLevel, String) -> Void)?

    init?(_ options: ClientOptions) {
        if options.observer == nil, options.log == nil { return nil }
        observer = options.observer
        log = options.log
    }

    func onEvents(events: [KeybearerFFI.Event]) {
        for event in events.compactMap(ClientEvent.init) {
            observer?(event)
            log?(event.level, event.description)
        }
    }
}

/// The deploy step of a key rotation, as the core calls it.
final class DeployHook: Deploy {
    private let step: @Sendable (Secret) async throws -> Void

    init(_ step: @escaping @Sendable (Secret) async throws -> Void) {
        self.step = step
    }

    func deploy(key: String, reply: DeployReply) {
        Task {
            do {
                try await step(Secret(key))
                _ = reply.resolve()
            } catch {
                _ = reply.reject(message: "\(error)")
            }
        }
    }
}

extension TokenValues {
    init(_ tokens: Tokens) {
        self.init(
            accessToken: tokens.accessToken.exposed,
            refreshToken: tokens.refreshToken?.exposed,
            expiresIn: tokens.expiresIn?.inSeconds
        )
    }
}

extension Tokens {
    init(_ values: TokenValues) {
        self.init(
            values.accessToken,
            refreshToken: values.refreshToken,
            expiresIn: values.expiresIn.map(Duration.seconds)
        )
    }

    /// As the core reads them.
    var json: [String: JSONValue] {
        var json: [String: JSONValue] = ["access_token": .string(accessToken.exposed)]
        json["refresh_token"] = refreshToken.map { .string($0.exposed) }
        json["expires_in"] = expiresIn.map { .double($0.inSeconds) }
        return json
    }
}

extension StoredTokenValues {
    init(_ tokens: StoredTokens) {
        // A moment before the epoch, or none that could be counted, is in the past all the same.
        let seconds = tokens.expiresAt?.timeIntervalSince1970.rounded()
        self.init(
            accessToken: tokens.accessToken.exposed,
            refreshToken: tokens.refreshToken?.exposed,
            expiresAt: seconds.map { UInt64(exactly: $0) ?? 0 }
        )
    }
}

extension StoredTokens {
    init(_ values: StoredTokenValues) {
        self.init(
            values.accessToken,
            refreshToken: values.refreshToken,
            expiresAt: values.expiresAt.map { Date(timeIntervalSince1970: Double($0)) }
        )
    }
}
