internal import KeybearerFFI

/// The pages of a list, fetched as they are asked for: one page in flight, and nothing more is
/// fetched once the loop is left.
///
/// ```swift
/// for try await page in client.organizations.listPages() {
///     print(page.items.count, "of", page.total ?? 0)
/// }
/// ```
public struct PageSequence<Page: Decodable & Sendable>: AsyncSequence, Sendable {
    public typealias Element = Page

    let connection: Connection
    let operation: String
    let options: CallOptions
    let open: @Sendable () throws -> Pages

    public func makeAsyncIterator() -> Iterator {
        Iterator(source: Source(list: self))
    }

    public struct Iterator: AsyncIteratorProtocol {
        var source: Source

        /// The next page; `nil` after the last.
        ///
        /// Throws ``KeybearerError``, after which the list has ended.
        public mutating func next() async throws -> Page? {
            try await source.next()
        }
    }

    /// Where an iteration stands.
    struct Source {
        let list: PageSequence
        var pages: Pages?
        var ended = false

        mutating func next() async throws(KeybearerError) -> Page? {
            if ended { return nil }
            do {
                let answer = try await fetch()
                // An empty text after the last page.
                guard !answer.isEmpty else {
                    ended = true
                    return nil
                }
                return try decode(answer, of: list.operation)
            } catch {
                ended = true
                throw KeybearerError(error)
            }
        }

        private mutating func fetch() async throws -> String {
            if Task.isCancelled {
                throw KeybearerError(.cancelled, "the task was cancelled", operation: list.operation)
            }
            let pages = try pages ?? list.open()
            self.pages = pages
            return try await list.connection.wait(for: try pages.next(tokenRequest: Connection.tokenRequest), options: list.options)
        }
    }
}

/// The items of a list, page after page, fetched as they are asked for.
///
/// ```swift
/// for try await organization in client.organizations.listItems() {
///     print(organization.name ?? organization.id)
/// }
/// ```
public struct ItemSequence<Item: Decodable & Sendable>: AsyncSequence, Sendable {
    public typealias Element = Item

    let lists: PageSequence<[Item]>

    public func makeAsyncIterator() -> Iterator {
        Iterator(lists: lists.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        var lists: PageSequence<[Item]>.Iterator
        private var items: ArraySlice<Item> = []

        init(lists: PageSequence<[Item]>.Iterator) {
            self.lists = lists
        }

        /// The next item; `nil` after the last.
        ///
        /// Throws ``KeybearerError``, after which the list has ended.
        public mutating func next() async throws -> Item? {
            while items.isEmpty {
                guard let page = try await lists.next() else { return nil }
                items = page[...]
            }
            return items.removeFirst()
        }
    }
}
