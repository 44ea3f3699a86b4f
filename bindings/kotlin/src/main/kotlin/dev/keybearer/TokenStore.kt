package dev.keybearer

import java.time.Instant
import java.util.Objects
import java.util.concurrent.atomic.AtomicReference

/** Tokens as they are kept: the expiry is a moment rather than a duration. Their text shows no token. */
public class StoredTokens(
    /** The token that signs requests. */
    public val accessToken: String,
    /** The token that buys the next access token. */
    public val refreshToken: String? = null,
    /** When the access token ends, in whole seconds. */
    public val expiresAt: Instant? = null,
) {
    override fun equals(other: Any?): Boolean = other is StoredTokens && accessToken == other.accessToken &&
        refreshToken == other.refreshToken && expiresAt == other.expiresAt

    override fun hashCode(): Int = Objects.hash(accessToken, refreshToken, expiresAt)

    override fun toString(): String = "StoredTokens(expiresAt=$expiresAt)"
}

/**
 * Keeps a session's tokens between runs, and between processes that share them.
 *
 * New tokens are written before any call uses them. A store that throws is reported to the
 * observer; the tokens stay in use in memory. What it throws must hold no token.
 */
public interface TokenStore {
    /** The tokens last saved, if any. */
    public suspend fun load(): StoredTokens?

    /** Replaces what is saved, wholly or not at all. */
    public suspend fun save(tokens: StoredTokens)

    /** Forgets the tokens. */
    public suspend fun clear()

    /**
     * Keeps other processes from refreshing until what it returns is closed. The session reads the
     * store again under the lock, so of two processes only one refreshes. A store that is not shared
     * needs no lock.
     */
    public suspend fun lock(): AutoCloseable = AutoCloseable {}
}

/** Keeps tokens in memory: for tests, and for clients that share one session. */
public class MemoryTokenStore(tokens: StoredTokens? = null) : TokenStore {
    private val kept = AtomicReference(tokens)

    override suspend fun load(): StoredTokens? = kept.get()

    override suspend fun save(tokens: StoredTokens): Unit = kept.set(tokens)

    override suspend fun clear(): Unit = kept.set(null)

    override fun toString(): String = "MemoryTokenStore"
}

/**
 * Keeps tokens in a file that only its owner may read, written whole or not at all.
 *
 * Processes that share the file take turns to refresh. It is the core's own, so nothing of Kotlin
 * runs: [load] and its kin cannot be called.
 */
public class FileTokenStore(
    /** Where the file is. Its folder must exist. */
    public val path: String,
) : TokenStore {
    override suspend fun load(): StoredTokens? = throw own()

    override suspend fun save(tokens: StoredTokens): Unit = throw own()

    override suspend fun clear(): Unit = throw own()

    override fun toString(): String = "FileTokenStore($path)"

    private fun own() = UnsupportedOperationException("hand a FileTokenStore to a client; it is read by that alone")
}
