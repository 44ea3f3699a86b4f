package dev.keybearer.check

import dev.keybearer.CallOptions
import dev.keybearer.CompositeClient
import dev.keybearer.KeybearerException
import dev.keybearer.Pacing
import dev.keybearer.PugClient
import dev.keybearer.PuguhClient
import dev.keybearer.composite.Event
import dev.keybearer.composite.SendBatch
import dev.keybearer.pug.BatchCreate
import dev.keybearer.puguh.ListOrganizations
import dev.keybearer.puguh.UpdateMember
import dev.keybearer.puguh.Role
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.util.UUID
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What cannot be sent is refused with its place, before anything is sent. */
class InputTest {
    private fun test(body: suspend (Sandbox, CompositeClient) -> Unit) = runBlocking(Dispatchers.Default) {
        withTimeout(30.seconds) {
            withSandbox { sandbox ->
                CompositeClient(apiKey = sandbox.info("composite.secret_key"), baseUrl = sandbox.url).use { body(sandbox, it) }
            }
        }
    }

    private suspend fun refused(client: CompositeClient, properties: Map<String, Any?>): KeybearerException {
        val refused = assertThrows<KeybearerException.InvalidRequest> { client.events.send(Event("x", properties = properties)) }
        assertEquals("composite.events.send", refused.operation)
        assertTrue(refused.attempts.isEmpty())
        return refused
    }

    @Test
    fun `what JSON cannot express is refused with its place`() = test { sandbox, composite ->
        val cyclic = mutableMapOf<String, Any?>()
        cyclic["self"] = listOf(cyclic)
        @Suppress("UNCHECKED_CAST")
        val numbered = mapOf(1 to "one") as Map<String, Any?>
        var deep: Any = 1
        repeat(10_000) { deep = listOf(deep) }
        for ((properties, field) in listOf(
            mapOf("total" to Double.NaN) to "properties.total",
            mapOf("total" to Float.NEGATIVE_INFINITY) to "properties.total",
            mapOf("items" to listOf(1, Double.POSITIVE_INFINITY)) to "properties.items[1]",
            mapOf("by" to numbered) to "properties.by",
            numbered to "properties",
            mapOf("thread" to Thread.currentThread()) to "properties.thread",
            mapOf("a" to cyclic) to "properties.a.self[0]",
        )) {
            assertEquals(field, refused(composite, properties).violations.single().field)
        }
        assertTrue("nested" in refused(composite, mapOf("deep" to deep)).message)
        assertEquals(0, sandbox.journal().size)
    }

    @Test
    fun `native values of every kind arrive as they are`() = test { sandbox, composite ->
        composite.events.send(
            Event(
                "order_placed",
                distinctId = "user-17",
                timestamp = Instant.parse("2026-06-01T10:00:00Z"),
                properties = mapOf(
                    "text" to "é\u0000\uD83D\uDE00\"\\",
                    "int" to 7,
                    "long" to Long.MIN_VALUE,
                    "ulong" to ULong.MAX_VALUE,
                    "double" to 12.5,
                    "float" to 0.1f,
                    "yes" to true,
                    "none" to null,
                    "list" to listOf(1u, 2.toShort(), 3.toByte()),
                    "array" to arrayOf("a", "b"),
                    "ints" to intArrayOf(1, 2),
                    "when" to OffsetDateTime.parse("2026-06-01T12:00:00+02:00"),
                    "role" to Role.OWNER,
                    "map" to mapOf("page_size" to 1),
                ),
            ),
        )
        val body = sandbox.journal().single()["body"]!!
        val sent = body.text()?.let(Json::parseToJsonElement) ?: body
        val properties = sent.at("properties")!!
        assertEquals("é\u0000\uD83D\uDE00\"\\", properties.at("text").text())
        assertEquals("18446744073709551615", properties.at("ulong").toString())
        assertEquals("-9223372036854775808", properties.at("long").toString())
        assertEquals("0.1", properties.at("float").toString())
        assertEquals("[1,2,3]", properties.at("list").toString())
        assertEquals("2026-06-01T10:00:00Z", properties.at("when").text())
        assertEquals("owner", properties.at("role").text())
        assertEquals("1", properties.at("map.page_size").toString())
        assertEquals("2026-06-01T10:00:00Z", sent.at("timestamp").text())
    }

    @Test
    fun `refusals name members in the words of Kotlin, keys of open JSON as they are`() = runBlocking {
        PuguhClient(accessToken = "a.b.c").use { puguh ->
            val refused = assertThrows<KeybearerException.InvalidRequest> {
                puguh.organizations.list(ListOrganizations(page = 0u, pageSize = 500u))
            }
            assertEquals(listOf("page", "pageSize"), refused.violations.map { it.field })
            val empty = assertThrows<KeybearerException.InvalidRequest> { puguh.organizations.get("") }
            assertEquals("id", empty.violations.single().field)
            val userId = assertThrows<KeybearerException.InvalidRequest> {
                puguh.organizations.updateMember("o-1", "", UpdateMember(Role.VIEWER))
            }
            assertEquals("userId", userId.violations.single().field)
        }
        PugClient(sdkKey = "pk_sdk_0123456789abcdef").use { pug ->
            val refused = assertThrows<KeybearerException.InvalidRequest> {
                pug.events.batchCreate(
                    BatchCreate(listOf(dev.keybearer.pug.Event("x", properties = mapOf("cart_items" to listOf(1))))),
                )
            }
            assertEquals("events[0].properties.cart_items", refused.violations.single().field)
        }
    }

    @Test
    fun `bad options are refused by their name`() = runBlocking {
        for ((reason, build) in listOf<Pair<String, () -> AutoCloseable>>(
            "credential" to { PuguhClient() },
            "credential" to { PuguhClient(apiKey = "k", organizationId = "o", accessToken = "a.b.c") },
            "organization_id" to { PuguhClient(apiKey = "k") },
            "api_key" to { PuguhClient(apiKey = "two halves", organizationId = "o") },
            "base_url" to { PuguhClient(accessToken = "a.b.c", baseUrl = "http://api.example") },
            "timeout" to { PuguhClient(accessToken = "a.b.c", timeout = Duration.ZERO) },
            "timeout" to { PuguhClient(accessToken = "a.b.c", timeout = (-1).seconds) },
            "max_attempts" to { PuguhClient(accessToken = "a.b.c", maxAttempts = 0) },
            "pacing" to { PuguhClient(accessToken = "a.b.c", pacing = Pacing(Double.NaN, 1)) },
            "on_token_expired" to {
                PuguhClient(accessToken = "a.b.c", onTokenExpired = { "" }, tokenSource = { error("never") })
            },
            "api_key" to { CompositeClient(apiKey = "no_prefix") },
            "override_path" to { PuguhClient(accessToken = "a.b.c", overridePath = mapOf("puguh.nothing" to "/x")) },
        )) {
            val refused = assertThrows<KeybearerException.InvalidConfig>("$reason is not refused") { build().close() }
            assertEquals(reason, refused.reason, refused.toString())
        }
    }

    @Test
    fun `bad options of a call are refused before anything is sent`() = test { sandbox, composite ->
        for ((field, options) in listOf(
            "timeout" to CallOptions(timeout = Duration.ZERO),
            "timeout" to CallOptions(timeout = (-5).seconds),
            "authorization" to CallOptions(headers = mapOf("Authorization" to "Bearer x")),
            "header" to CallOptions(headers = mapOf("two words" to "x")),
            "organizationId" to CallOptions(organizationId = "o-1"),
            "query.at" to CallOptions(query = mapOf("at" to Double.NaN)),
            "query.at" to CallOptions(query = mapOf("at" to mapOf("a" to 1))),
        )) {
            val refused = assertThrows<KeybearerException.InvalidRequest> { composite.users.list(options = options) }
            assertEquals(field, refused.violations.single().field, refused.toString())
        }
        assertEquals(0, sandbox.journal().size)
    }

    @Test
    fun `half of a surrogate pair is refused wherever it stands, by name`() = test { sandbox, composite ->
        val half = "a\uD83D"
        suspend fun named(field: String, call: suspend () -> Unit) {
            val refused = assertThrows<KeybearerException.InvalidRequest> { call() }
            assertEquals(field, refused.violations.single().field, "$refused")
        }
        named("name") { composite.events.send(Event(half)) }
        named("batch[0].distinctId") { composite.events.sendBatch(SendBatch(listOf(Event("x", distinctId = half)))) }
        named("properties.a.b[1]") { composite.events.send(Event("x", properties = mapOf("a" to mapOf("b" to listOf(1, half))))) }
        named("properties") { composite.events.send(Event("x", properties = mapOf(half to 1))) }
        named("distinctId") { composite.users.get(half) }
        named("body.a") { composite.request("POST", "/v1/anything", mapOf("a" to half)) }
        named("path") { composite.request("GET", "/v1/$half") }
        named("query.q") { composite.users.list(options = CallOptions(query = mapOf("q" to half))) }
        named("headers.x-a") { composite.users.list(options = CallOptions(headers = mapOf("x-a" to half))) }
        named("arguments[0]") { composite.invoke("composite.users.get", listOf(half)) }
        named("operation") { composite.invoke(half) }
        named("apiKey") { composite.setApiKey(half) }
        assertEquals(0, sandbox.journal().size)
        val config = assertThrows<KeybearerException.InvalidConfig> { CompositeClient(apiKey = "sk_test_$half") }
        assertEquals("api_key", config.reason)
    }

    @Test
    fun `numbers that would be rounded in silence are refused`() = test { sandbox, composite ->
        for (number in listOf(
            BigInteger("18446744073709551616"), BigInteger.TEN.pow(400), BigDecimal("1E+1000"), BigDecimal("0.12345678901234567890"),
            JsonPrimitive(Double.NaN),
        )) {
            assertEquals("properties.n", refused(composite, mapOf("n" to number)).violations.single().field)
        }
        composite.events.send(
            Event("x", properties = mapOf("n" to listOf(BigInteger("18446744073709551615"), BigDecimal("12.50"), BigDecimal("1E+3")))),
        )
        assertEquals(1, sandbox.journal().size)
    }

    @Test
    fun `days, ids and moments of Kotlin's are text, and a message says where within it a value is refused`() = test { sandbox, composite ->
        val inner = dev.keybearer.puguh.Organization("o-1", other = mapOf("x" to Double.NaN))
        assertEquals("properties.o.x", refused(composite, mapOf("o" to inner)).violations.single().field)
        composite.events.send(
            Event(
                "x",
                properties = mapOf(
                    "all" to listOf(kotlin.time.Instant.parse("2026-06-01T10:00:00Z"), LocalDate.of(2026, 6, 1), UUID(0, 1)),
                ),
            ),
        )
        val body = sandbox.journal().single()["body"]!!
        val sent = body.text()?.let(Json::parseToJsonElement) ?: body
        assertEquals(
            """["2026-06-01T10:00:00Z","2026-06-01","00000000-0000-0000-0000-000000000001"]""",
            sent.at("properties.all").toString(),
        )
    }

    @Test
    fun `refusals of a client name options and methods as Kotlin does`() = runBlocking {
        for ((words, build) in listOf<Pair<String, () -> Unit>>(
            "apiKey is empty" to { PuguhClient(apiKey = "", organizationId = "o-1") },
            "baseUrl is not a URL" to { PuguhClient(anonymous = true, baseUrl = "") },
            "attemptTimeout must be" to { PuguhClient(anonymous = true, attemptTimeout = -Duration.INFINITE) },
            "timeout must be" to { PuguhClient(anonymous = true, timeout = -Duration.INFINITE) },
        )) {
            val refused = assertThrows<KeybearerException.InvalidConfig> { build() }
            assertTrue(words in refused.message && words in "$refused", "$refused")
        }
        PuguhClient(accessToken = "a.b.c", baseUrl = "http://127.0.0.1:1", maxAttempts = 1).use { puguh ->
            assertThrows<KeybearerException> { puguh.signOut() }
            val none = assertThrows<KeybearerException.SessionExpired> { puguh.organizations.list() }
            assertTrue("setTokens" in none.message && "setTokens" in "$none", "$none")
        }
    }

    @Test
    fun `a call by name is checked as the typed one`() = test { sandbox, composite ->
        val unknown = assertThrows<KeybearerException.InvalidRequest> { composite.invoke("composite.events.erase") }
        assertEquals("operation", unknown.violations.single().field)
        assertThrows<KeybearerException.InvalidRequest> { composite.invoke("composite.events.send", request = mapOf("name" to "")) }
        composite.invoke("composite.events.send", request = mapOf("name" to "x"))
        assertEquals(1, sandbox.journal().size)
    }

    @Test
    fun `large whole numbers come back as they were sent`() = test { sandbox, composite ->
        val big = BigInteger("18446744073709551615")
        composite.users.upsert("u-1", dev.keybearer.composite.Upsert(mapOf("big" to big, "small" to 1, "part" to 0.5)))
        assertEquals(mapOf("big" to big, "small" to 1L, "part" to 0.5), composite.users.get("u-1").properties)
        assertEquals(2, sandbox.journal().size)
    }
}
