package dev.keybearer.check

import dev.keybearer.CallOptions
import dev.keybearer.KeybearerException
import dev.keybearer.PuguhClient
import dev.keybearer.puguh.ListOrganizations
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class ConcurrencyTest {
    private fun test(body: suspend (Sandbox) -> Unit) = runBlocking(Dispatchers.Default) {
        withTimeout(30.seconds) { withSandbox(body) }
    }

    private suspend fun until(what: String, holds: suspend () -> Boolean) {
        withTimeoutOrNull(5.seconds) { while (!holds()) delay(5) } ?: error("it did not come to this: $what")
    }

    @Test
    fun `a thousand coroutines that meet an expired token make one refresh`() = test { sandbox ->
        val refreshes = AtomicInteger()
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            onTokenExpired = {
                refreshes.incrementAndGet()
                delay(50)
                sandbox.info("puguh.access_token")
            },
            baseUrl = sandbox.url,
        ).use { puguh ->
            val pages = coroutineScope { List(1_000) { async { puguh.organizations.list() } }.awaitAll() }
            assertTrue(pages.all { it.items.size == 20 })
            assertEquals(1, refreshes.get())
        }
    }

    @Test
    fun `cancelling the coroutine closes the socket and is Kotlin's own cancellation`() = test { sandbox ->
        sandbox.post("/_sandbox/rules", """{"rules":[{"fault":"hang"}]}""")
        client(sandbox).use { puguh ->
            coroutineScope {
                val call = async { runCatching { puguh.organizations.list() } }
                until("the request has arrived") { sandbox.journal().size == 1 }
                call.cancel()
                call.join()
            }
            assertThrows<TimeoutCancellationException> {
                sandbox.post("/_sandbox/rules", """{"rules":[{"fault":"hang"}]}""")
                withTimeout(100.milliseconds) { puguh.organizations.list() }
            }
            until("both sockets are closed") { sandbox.journal().count { it["aborted"] == JsonPrimitive(true) } == 2 }
        }
    }

    @Test
    fun `a call that is cancelled throws CancellationException and nothing else`() = test { sandbox ->
        sandbox.post("/_sandbox/rules", """{"rules":[{"fault":"hang"}]}""")
        client(sandbox).use { puguh ->
            var seen: Throwable? = null
            coroutineScope {
                val job = launch {
                    try {
                        puguh.organizations.list()
                    } catch (problem: Throwable) {
                        seen = problem
                        throw problem
                    }
                }
                until("the request has arrived") { sandbox.journal().isNotEmpty() }
                job.cancel()
            }
            assertTrue(seen is CancellationException, "$seen")
        }
    }

    @Test
    fun `one failed call takes its siblings with it, as structured concurrency wants`() = test { sandbox ->
        sandbox.post("/_sandbox/rules", """{"rules":[{"match":{"path":"/api/v1/health"},"fault":"hang"}]}""")
        client(sandbox).use { puguh ->
            val started = TimeSource.Monotonic.markNow()
            assertThrows<KeybearerException.NotFound> {
                coroutineScope {
                    launch { puguh.health() }
                    until("the request has arrived") { sandbox.journal().isNotEmpty() }
                    launch { puguh.organizations.get("00000000-0000-0000-0000-000000000000") }
                }
            }
            assertTrue(started.elapsedNow() < 10.seconds)
            until("the sibling's socket is closed") { sandbox.journal().any { it["aborted"] == JsonPrimitive(true) } }
        }
    }

    @Test
    fun `a caller that gives up does not stop the refresh that others wait for`() = test { sandbox ->
        val refreshes = AtomicInteger()
        PuguhClient(
            accessToken = sandbox.info("puguh.expired_access_token"),
            onTokenExpired = {
                refreshes.incrementAndGet()
                delay(300)
                sandbox.info("puguh.access_token")
            },
            baseUrl = sandbox.url,
        ).use { puguh ->
            coroutineScope {
                val first = launch { puguh.health() }
                until("the callback runs") { refreshes.get() == 1 }
                val second = async { puguh.organizations.list() }
                delay(50)
                first.cancel()
                assertEquals(20, second.await().items.size)
            }
            assertEquals(1, refreshes.get())
        }
    }

    @Test
    fun `a list that is left early fetches nothing more`() = test { sandbox ->
        client(sandbox).use { puguh ->
            val some = puguh.organizations.listItems(ListOrganizations(pageSize = 10u)).take(15).toList()
            assertEquals(15, some.size)
            assertEquals(2, sandbox.journal().size)
            val all = puguh.organizations.listPages().toList()
            assertEquals(45, all.sumOf { it.items.size })
        }
    }

    @Test
    fun `what came with each page of a list is told before the page`() = test { sandbox ->
        client(sandbox).use { puguh ->
            var told = 0
            val options = CallOptions(onResponse = { told++; assertEquals(200, it.status) })
            var pages = 0
            puguh.organizations.listPages(ListOrganizations(pageSize = 20u), options).collect {
                pages++
                assertEquals(pages, told)
            }
            assertEquals(3, pages)
        }
    }

    @Test
    fun `cancelling a list cancels the page that is under way`() = test { sandbox ->
        sandbox.post("/_sandbox/rules", """{"rules":[{"match":{"query":"page=2"},"fault":"hang"}]}""")
        client(sandbox).use { puguh ->
            coroutineScope {
                val job = launch { puguh.organizations.listItems().collect() }
                until("the second page is asked for") { sandbox.journal().size == 2 }
                job.cancel()
            }
            until("its socket is closed") { sandbox.journal().last()["aborted"] == JsonPrimitive(true) }
        }
    }

    @Test
    fun `the client may be used on any dispatcher, unconfined too`() = test { sandbox ->
        client(sandbox).use { puguh ->
            for (dispatcher in listOf(Dispatchers.Default, Dispatchers.IO, Dispatchers.Unconfined)) {
                assertEquals(20, withContext(dispatcher) { puguh.organizations.list() }.items.size)
            }
            assertEquals(20, runBlocking { puguh.organizations.list() }.items.size)
        }
    }

    @Test
    fun `closing a client ends its calls and refuses later ones`() = test { sandbox ->
        sandbox.post("/_sandbox/rules", """{"rules":[{"fault":"hang"}]}""")
        val puguh = client(sandbox)
        coroutineScope {
            val call = async { runCatching { puguh.organizations.list() }.exceptionOrNull() }
            until("the request has arrived") { sandbox.journal().isNotEmpty() }
            puguh.close()
            assertTrue(call.await() is KeybearerException.Cancelled)
        }
        val refused = assertThrows<KeybearerException.InvalidConfig> { puguh.organizations.list() }
        assertEquals("client_closed", refused.reason)
        assertEquals("puguh.organizations.list", refused.operation)
        assertThrows<KeybearerException.InvalidConfig> { puguh.rateLimit() }
        puguh.close()
        assertFalse(puguh.toString().contains(sandbox.info("puguh.access_token")))
    }

    @Test
    fun `options of a call reach it, and what came with the answer is told`() = test { sandbox ->
        client(sandbox).use { puguh ->
            var status = 0
            val options = CallOptions(
                timeout = Duration.INFINITE,
                headers = mapOf("x-trace" to "t-1"),
                query = mapOf("flag" to true, "tag" to listOf("a", "b")),
                onResponse = {
                    status = it.status
                    assertTrue(it.headers.containsKey("x-ratelimit-limit"))
                    assertEquals(1, it.attempts)
                },
            )
            puguh.organizations.list(options = options)
            assertEquals(200, status)
            val request = sandbox.journal().single()
            assertEquals("t-1", request.at("headers.x-trace").text())
            assertEquals("flag=true&tag=a&tag=b", request["query"].text())
            assertEquals(10_000uL, puguh.rateLimit()?.limit)
        }
    }

    private fun client(sandbox: Sandbox) =
        PuguhClient(accessToken = sandbox.info("puguh.access_token"), baseUrl = sandbox.url)
}
