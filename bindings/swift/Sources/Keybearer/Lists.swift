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

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(source: Source(list: self))
    }

    /// Goes through the pages once.
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
            // Whatever goes wrong ends it.
            ended = true
            let answer = try await fetch()
            // An empty text after the last page.
            guard !answer.isEmpty else { return nil }
            let page: Page = try decode(answer, of: list.operation)
            ended = false
            return page
        }

        private mutating func fetch() async throws(KeybearerError) -> String {
            let opened = pages
            let (operation, options) = (list.operation, list.options)
            var pages: Pages?
            defer { self.pages = pages }
            return try await list.connection.run(operation, options) {
                let next = try opened ?? list.open()
                pages = next
                return try next.next(tokenRequest: Connection.tokenRequest)
            }
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

    /// Begins with the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(lists: lists.makeAsyncIterator())
    }

    /// Goes through the items once.
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
