package dev.keybearer.check

import dev.keybearer.ClientEvent
import dev.keybearer.ClientLog
import dev.keybearer.FileTokenStore
import dev.keybearer.KeybearerException
import dev.keybearer.LogLevel
import dev.keybearer.MemoryTokenStore
import dev.keybearer.PugClient
import dev.keybearer.PuguhClient
import dev.keybearer.StoredTokens
import dev.keybearer.TokenSource
import dev.keybearer.TokenStore
import dev.keybearer.Tokens
import dev.keybearer.pug.ApiKeyType
import dev.keybearer.pug.CreateApiKey
import dev.keybearer.pug.rotateApiKey
import dev.keybearer.puguh.Login
import dev.keybearer.puguh.tokens
import java.io.IOException
import java.lang.ref.WeakReference
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.util.Collections
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import java.util.logging.Handler
import java.util.logging.Level
import java.util.logging.LogRecord
import java.util.logging.Logger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** What an application hands to a client may do anything; none of it hangs or aborts. */
class HooksTest {
    private fun test(body: suspend (Sandbox) -> Unit) = runBlocking(Dispatchers.Default) {
        withTimeout(60.seconds) { withSandbox(body) }
    }

    /** What a call comes to whose token callback does this. */
    private suspend fun failure(sandbox: Sandbox, callback: suspend (PuguhClient) -> String): KeybearerException {
        val client = AtomicReference<PuguhClient>()
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            onTokenExpired = { callback(client.get()) },
            baseUrl = sandbox.url,
        ).use {
            client.set(it)
            return assertThrows<KeybearerException> { it.health() }
        }
    }

    @Test
    fun `a callback that throws is the cause of the exception`() = test { sandbox ->
        val thrown = IOException("the vault is sealed")
        val failure = failure(sandbox) { throw thrown }
        assertTrue(failure is KeybearerException.TokenRefreshFailed, "$failure")
        assertEquals("callback_failed", failure.reason)
        assertTrue(failure.message.contains("the vault is sealed"))
        // Coroutines may copy an exception to add to its trace.
        assertEquals(thrown.toString(), failure.cause.toString())
        assertNotNull(failure.retryAfter)
    }

    @Test
    fun `an Error that is no Exception is told all the same`() = test { sandbox ->
        for (error in listOf(AssertionError("not so"), StackOverflowError(), NotImplementedError(), LinkageError("gone"))) {
            val failure = failure(sandbox) { throw error }
            assertTrue(failure is KeybearerException.TokenRefreshFailed, "$error: $failure")
        }
        val overflown = failure(sandbox) { deeper(1).toString() }
        assertTrue(overflown is KeybearerException.TokenRefreshFailed, "$overflown")
    }

    private fun deeper(depth: Int): Int = 1 + deeper(depth + 1)

    @Test
    fun `a callback that is cancelled fails the refresh, not the caller's coroutine`() = test { sandbox ->
        val failure = failure(sandbox) { throw CancellationException("gone") }
        assertTrue(failure is KeybearerException.TokenRefreshFailed, "$failure")
        assertTrue(failure.message.contains("cancelled"))
    }

    @Test
    fun `a callback that calls the client in a circle is a typed error`() = test { sandbox ->
        val failure = failure(sandbox) { client ->
            client.organizations.list()
            "never"
        }
        assertTrue(failure is KeybearerException.TokenRefreshFailed, "$failure")
        assertEquals("callback_reentrant", failure.reason)
    }

    @Test
    fun `a circle is found on another dispatcher too`() = test { sandbox ->
        val failure = failure(sandbox) { client ->
            withContext(Dispatchers.IO) { client.organizations.list() }
            "never"
        }
        assertEquals("callback_reentrant", failure.reason)
    }

    @Test
    fun `a circle is found where the callback blocks its thread`() = test { sandbox ->
        val failure = failure(sandbox) { client ->
            runBlocking { client.organizations.list() }
            "never"
        }
        assertEquals("callback_reentrant", failure.reason)
    }

    @Test
    fun `what a callback throws may be as odd as it likes`() = test { sandbox ->
        val mute = object : RuntimeException() {
            override val message: String get() = error("not even this")
        }
        for (odd in listOf(mute, RuntimeException(), RuntimeException("half a pair: \uD83D"))) {
            val failure = failure(sandbox) { throw odd }
            assertEquals("callback_failed", failure.reason, "$failure")
        }
    }

    @Test
    fun `callbacks and observers that block their threads hold up nobody else`() = test { sandbox ->
        val forEver = CountDownLatch(1)
        val blocked = List(70) { number ->
            PuguhClient(
                accessToken = sandbox.info("puguh.${if (number < 40) "expired_" else ""}access_token"),
                onTokenExpired = {
                    forEver.await()
                    "never"
                },
                observer = { if (number >= 40) forEver.await() },
                timeout = 1.seconds,
                baseUrl = sandbox.url,
            )
        }
        try {
            coroutineScope { for (client in blocked) launch { runCatching { client.health() } } }
            PuguhClient(
                accessToken = sandbox.info("puguh.expired_access_token"),
                onTokenExpired = { sandbox.info("puguh.access_token") },
                baseUrl = sandbox.url,
            ).use { withTimeout(5.seconds) { it.health() } }
            for (client in blocked) client.close()
        } finally {
            forEver.countDown()
        }
    }

    @Test
    fun `a client that nobody holds is collected, also where its callbacks hold it`() = test { sandbox ->
        val forgotten = forgotten(sandbox)
        withTimeout(10.seconds) {
            while (forgotten.get() != null) {
                System.gc()
                delay(20)
            }
        }
    }

    private suspend fun forgotten(sandbox: Sandbox): WeakReference<PuguhClient> {
        val own = AtomicReference<PuguhClient>()
        val client = PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            onTokenExpired = {
                assertNotNull(own.get())
                sandbox.info("puguh.access_token")
            },
            observer = { assertNotNull(own.get()) },
            baseUrl = sandbox.url,
        )
        own.set(client)
        client.health()
        return WeakReference(client)
    }

    @Test
    fun `a lifetime without end is one`() = test { sandbox ->
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            tokenSource = TokenSource { Tokens(sandbox.info("puguh.access_token"), expiresIn = Duration.INFINITE) },
            baseUrl = sandbox.url,
        ).use { it.health() }
    }

    @Test
    fun `a store that throws is the cause, and an end before the epoch is an end`() = test { sandbox ->
        val full = object : TokenStore by MemoryTokenStore() {
            override suspend fun save(tokens: StoredTokens) = throw IOException("the disk is full")
        }
        PuguhClient(tokenStore = full, baseUrl = sandbox.url).use {
            val failed = assertThrows<KeybearerException.Callback> { it.setTokens(Tokens(sandbox.info("puguh.access_token"))) }
            assertTrue(failed.cause is IOException, "${failed.cause}")
        }
        val over = MemoryTokenStore(StoredTokens(sandbox.info("puguh.access_token"), expiresAt = Instant.MIN))
        PuguhClient(tokenStore = over, baseUrl = sandbox.url).use {
            assertThrows<KeybearerException.SessionExpired> { it.organizations.list() }
        }
    }

    @Test
    fun `the log of java-util-logging obeys its levels, and names no class of ours`() = test { sandbox ->
        val logger = Logger.getLogger("dev.keybearer.check")
        val records = Collections.synchronizedList(mutableListOf<LogRecord>())
        val handler = object : Handler() {
            override fun publish(record: LogRecord) {
                records += record
            }

            override fun flush() = Unit

            override fun close() = Unit
        }
        logger.useParentHandlers = false
        logger.addHandler(handler)
        PuguhClient(
            accessToken = sandbox.info("puguh.access_token"),
            baseUrl = sandbox.url,
            log = ClientLog.toJavaLogging(logger.name),
        ).use {
            logger.level = Level.WARNING
            it.health()
            logger.level = Level.ALL
            it.health()
            withTimeout(5.seconds) { while (records.none { "ok after" in it.message }) delay(5) }
        }
        assertTrue(records.all { it.level == Level.FINE && it.sourceClassName == null && it.loggerName == logger.name })
    }

    @Test
    fun `the same token again, or an empty one, is refused`() = test { sandbox ->
        val same = failure(sandbox) { sandbox.info("puguh.expired_access_token") }
        assertTrue(same is KeybearerException.TokenRefreshFailed || same is KeybearerException.Unauthenticated, "$same")
        val empty = failure(sandbox) { "" }
        assertTrue(empty is KeybearerException.TokenRefreshFailed || empty is KeybearerException.Callback, "$empty")
    }

    @Test
    fun `a callback that hangs does not outlive the call's deadline, and the client can be closed`() = test { sandbox ->
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            onTokenExpired = {
                delay(1.hours)
                "never"
            },
            timeout = 1.seconds,
            baseUrl = sandbox.url,
        ).use { assertThrows<KeybearerException> { it.health() } }
    }

    @Test
    fun `a callback may block a thread of its own`() = test { sandbox ->
        val own = Executors.newSingleThreadExecutor { Thread(it, "vault").apply { isDaemon = true } }
        own.asCoroutineDispatcher().use { dispatcher ->
            PuguhClient(
                accessToken = sandbox.info("puguh.expired_access_token"),
                onTokenExpired = {
                    withContext(dispatcher) {
                        assertTrue(Thread.currentThread().name.startsWith("vault"))
                        Thread.sleep(50)
                        sandbox.info("puguh.access_token")
                    }
                },
                baseUrl = sandbox.url,
            ).use { it.health() }
        }
    }

    @Test
    fun `a token source may say how long the token lives, and hand on the next refresh token`() = test { sandbox ->
        val reasons = Collections.synchronizedList(mutableListOf<String>())
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            tokenSource = TokenSource { expired ->
                reasons += expired.reason.text
                Tokens(sandbox.info("puguh.access_token"), sandbox.info("puguh.refresh_token"), expiresIn = 1.hours)
            },
            baseUrl = sandbox.url,
        ).use {
            it.health()
            it.health()
        }
        assertEquals(listOf("expired"), reasons)
    }

    @Test
    fun `a session that was signed in is kept in the store and found again`() = test { sandbox ->
        val store = CountingStore()
        PuguhClient(tokenStore = store, baseUrl = sandbox.url).use { puguh ->
            val login = puguh.auth.login(Login(sandbox.info("puguh.email"), sandbox.info("puguh.password")))
            puguh.setTokens(login.tokens())
            assertEquals(20, puguh.organizations.list().items.size)
        }
        assertEquals(1, store.saved.get())
        PuguhClient(tokenStore = store, baseUrl = sandbox.url).use { puguh ->
            assertEquals(20, puguh.organizations.list().items.size)
            puguh.signOut()
            assertNull(store.load())
            assertThrows<KeybearerException.SessionExpired> { puguh.organizations.list() }
        }
    }

    @Test
    fun `a store that throws is reported and loses nothing`() = test { sandbox ->
        val events = Collections.synchronizedList(mutableListOf<ClientEvent>())
        val broken = object : TokenStore {
            override suspend fun load(): StoredTokens? = throw AssertionError("unreadable")

            override suspend fun save(tokens: StoredTokens) = throw IOException("the disk is full")

            override suspend fun clear() = Unit
        }
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            onTokenExpired = { sandbox.info("puguh.access_token") },
            tokenStore = broken,
            baseUrl = sandbox.url,
            observer = { events += it },
        ).use {
            it.health()
            withTimeout(5.seconds) { while (events.none { it is ClientEvent.TokenStoreFailed }) delay(5) }
        }
        assertTrue(events.filterIsInstance<ClientEvent.TokenStoreFailed>().any { "the disk is full" in it.message })
    }

    @Test
    fun `tokens are kept in a file that a later client reads`(@TempDir folder: Path) = test { sandbox ->
        val store = FileTokenStore(folder.resolve("tokens.json").toString())
        PuguhClient(tokenStore = store, baseUrl = sandbox.url).use {
            it.setTokens(Tokens(sandbox.info("puguh.access_token"), sandbox.info("puguh.refresh_token")))
        }
        assertTrue(Files.readString(folder.resolve("tokens.json")).contains(sandbox.info("puguh.access_token")))
        PuguhClient(tokenStore = store, baseUrl = sandbox.url).use { assertEquals(20, it.organizations.list().items.size) }
    }

    @Test
    fun `an observer that throws disturbs nobody, and events come in order`() = test { sandbox ->
        val seen = Collections.synchronizedList(mutableListOf<String>())
        sandbox.post("/_sandbox/rules", """{"rules":[{"respond":{"status":503,"headers":{"retry-after-ms":"1"}}}]}""")
        PuguhClient(
            accessToken = sandbox.info("puguh.access_token"),
            baseUrl = sandbox.url,
            observer = {
                seen += it.type
                error("an observer of its own mind")
            },
        ).use {
            it.health()
            withTimeout(5.seconds) { while ("call_finished" !in seen) delay(5) }
        }
        assertEquals(
            listOf("attempt_started", "attempt_finished", "retrying", "attempt_started", "attempt_finished", "call_finished"),
            seen.filterNot { it == "gate_closed" },
        )
    }

    @Test
    fun `the log tells retries, and no secret`() = test { sandbox ->
        val lines = Collections.synchronizedList(mutableListOf<Pair<LogLevel, String>>())
        sandbox.post("/_sandbox/rules", """{"rules":[{"respond":{"status":503,"headers":{"retry-after-ms":"1"}}}]}""")
        PuguhClient(
            accessToken = sandbox.info("puguh.access_token"),
            baseUrl = sandbox.url,
            log = ClientLog { level, line -> lines += level to line },
        ).use {
            it.health()
            withTimeout(5.seconds) { while (lines.none { (_, line) -> "ok after" in line }) delay(5) }
        }
        assertTrue(lines.any { (level, line) -> level == LogLevel.WARN && "puguh.health: attempt 1 failed" in line }, "$lines")
        assertFalse(lines.toString().contains(sandbox.info("puguh.access_token")))
        ClientLog.toJavaLogging().log(LogLevel.DEBUG, "and java.util.logging takes it")
    }

    @Test
    fun `a key is rotated only if its new one was deployed`() = test { sandbox ->
        PugClient(
            accessToken = sandbox.info("pug.access_token"),
            projectId = sandbox.info("pug.project_id"),
            baseUrl = sandbox.url,
        ).use { pug ->
            val project = sandbox.info("pug.project_id")
            val old = pug.projects.createApiKey(CreateApiKey(ApiKeyType.SHARED, "spring", project)).apiKey
            val failed = assertThrows<KeybearerException.Callback> {
                pug.projects.rotateApiKey(old.id, CreateApiKey(ApiKeyType.SHARED, "summer", project)) {
                    throw IOException("no room on the server")
                }
            }
            assertTrue("no room on the server" in failed.message, failed.message)
            assertEquals("callback_failed", failed.reason)
            assertEquals(0, sandbox.journal("/projects.v1.ProjectsService/RevokeApiKey").size)

            var deployed = ""
            val new = pug.projects.rotateApiKey(old.id, CreateApiKey(ApiKeyType.SHARED, "autumn", project)) { key ->
                delay(10)
                deployed = key
            }
            assertEquals(new.key, deployed)
            assertFalse(new.toString().contains(deployed), "$new")
            assertEquals(1, sandbox.journal("/projects.v1.ProjectsService/RevokeApiKey").size)
        }
    }

    private class CountingStore : TokenStore {
        val saved = AtomicInteger()
        private val kept = AtomicReference<StoredTokens?>()

        override suspend fun load(): StoredTokens? = kept.get()

        override suspend fun save(tokens: StoredTokens) {
            saved.incrementAndGet()
            kept.set(tokens)
        }

        override suspend fun clear() = kept.set(null)
    }
}
