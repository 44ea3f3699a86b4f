import Foundation
internal import KeybearerFFI

/// Runs what the application hands to a client: the core calls from a thread of its own, which must
/// not be held up, so each hook is a task, whose answer goes back when there is one.
final class Hooks: @unchecked Sendable {
    /// The core gives up on a hook after 30 seconds. One that is still at it long after is cancelled, so
    /// that it does not stay for ever; nobody hears its answer any more.
    private static let forgotten = Duration.seconds(120)

    // All below is used under the lock only.
    private let lock = NSLock()
    /// Those that end when the client is closed.
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var watches: [Int: Task<Void, Never>] = [:]
    private var count = 0
    private var isClosed = false
    private var last: (words: String, error: any Error)?

    /// Runs `hook`; what it throws is told to `failed`, and in words.
    ///
    /// With `endsOnClose` it is cancelled when the client is closed. What saves tokens is not.
    func run(
        endsOnClose: Bool,
        _ hook: @escaping @Sendable () async throws -> Void,
        failed: @escaping @Sendable (any Error, _ words: String) -> Void
    ) {
        lock.lock()
        defer { lock.unlock() }
        count += 1
        let number = count
        let task = Task {
            do {
                try await hook()
            } catch {
                let words = Self.words(error)
                lock.withLock { last = (words, error) }
                failed(error, words)
            }
            ended(number)
        }
        let watch = Task {
            try? await Task.sleep(for: Self.forgotten)
            task.cancel()
        }
        watches[number] = watch
        if endsOnClose { tasks[number] = task }
        if endsOnClose, isClosed { task.cancel() }
    }

    /// What a hook threw last, if these are its words.
    func thrown(_ words: String) -> (any Error)? {
        lock.withLock { last?.words == words ? last?.error : nil }
    }

    /// The client is closed: nobody waits for its hooks any more.
    func close() {
        let open = lock.withLock {
            isClosed = true
            return Array(tasks.values)
        }
        for task in open { task.cancel() }
    }

    private func ended(_ number: Int) {
        let watch = lock.withLock {
            tasks[number] = nil
            return watches.removeValue(forKey: number)
        }
        watch?.cancel()
    }

    /// What went wrong, for people, as the error itself puts it.
    private static func words(_ error: any Error) -> String {
        if error is KeybearerError { return "\(error)" }
        return (error as? any LocalizedError)?.errorDescription ?? "\(error)"
    }
}

/// `onTokenExpired`, as the core calls it: it is handed a request, and answered later. Whatever the
/// closure does (throws, takes for ever, calls this client), the core makes a typed error of it.
final class TokenHook: TokenSource {
    private let hooks: Hooks
    private let callback: @Sendable (TokenExpired) async throws -> Tokens

    init(_ hooks: Hooks, _ callback: @escaping @Sendable (TokenExpired) async throws -> Tokens) {
        self.hooks = hooks
        self.callback = callback
    }

    func tokenExpired(request: TokenRequest) {
        let expired = TokenExpired(reason: .init(rawValue: request.reason()), attempt: Int(request.attempt()))
        hooks.run(endsOnClose: true) { [callback] in
            let tokens = try await Connection.$tokenRequest.withValue(request) { try await callback(expired) }
            _ = request.resolve(tokens: TokenValues(tokens))
        } failed: { error, words in
            let own = error as? KeybearerError
            _ = request.reject(message: words, code: own?.code.rawValue, reason: own?.reason)
        }
    }
}

/// A token store, as the core calls it.
final class StoreHook: KeybearerFFI.TokenStore, @unchecked Sendable {
    private let hooks: Hooks
    private let store: any TokenStore

    private let unlocking = NSLock()
    /// The unlocking that a next locking has to wait for, used under the lock only: tasks begin in
    /// whatever order.
    private var last: Task<Void, Never>?

    init(_ hooks: Hooks, _ store: any TokenStore) {
        self.hooks = hooks
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
        let unlocked = unlocking.withLock { last }
        answer(reply) {
            await unlocked?.value
            try await $0.lock()
            return nil
        }
    }

    func unlock() {
        unlocking.withLock {
            last = Task { [store] in await store.unlock() }
        }
    }

    private func answer(
        _ reply: StoreReply,
        _ work: @escaping @Sendable (any TokenStore) async throws -> StoredTokenValues?
    ) {
        hooks.run(endsOnClose: false) { [store] in
            _ = reply.resolve(tokens: try await work(store))
        } failed: { _, words in
            _ = reply.reject(message: words)
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
    private let hooks: Hooks
    private let step: @Sendable (Secret) async throws -> Void

    init(_ hooks: Hooks, _ step: @escaping @Sendable (Secret) async throws -> Void) {
        self.hooks = hooks
        self.step = step
    }

    func deploy(key: String, reply: DeployReply) {
        hooks.run(endsOnClose: true) { [step] in
            try await step(Secret(key))
            _ = reply.resolve()
        } failed: { _, words in
            _ = reply.reject(message: words)
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
        let seconds = tokens.expiresAt?.timeIntervalSince1970.rounded()
        self.init(
            accessToken: tokens.accessToken.exposed,
            refreshToken: tokens.refreshToken?.exposed,
            // Before the epoch is in the past all the same. What cannot be counted is as good as the
            // year 9999, and no number as good as the past.
            expiresAt: seconds.map { UInt64(exactly: $0) ?? ($0 > 0 ? 253_402_300_799 : 0) }
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
