package dev.keybearer.check

import dev.keybearer.ErrorCode
import dev.keybearer.KeybearerException
import dev.keybearer.PuguhClient
import dev.keybearer.StoredTokens
import dev.keybearer.Tokens
import dev.keybearer.pug.Event
import dev.keybearer.pug.Tile
import dev.keybearer.puguh.Authorization
import dev.keybearer.puguh.ExchangeCode
import dev.keybearer.puguh.Login
import dev.keybearer.puguh.LoginResponse
import dev.keybearer.puguh.Organization
import dev.keybearer.puguh.Role
import dev.keybearer.puguh.authorizationUrl
import dev.keybearer.puguh.tokens
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.time.Instant
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class MessagesTest {
    @Test
    fun `what is not declared, or not as declared, survives both ways`() {
        val json = mapOf(
            "id" to "t-1",
            "type" to "TILE_TYPE_HOLOGRAM",
            "position" to mapOf("x" to 1L, "y" to 2L, "w" to 3L, "h" to 4L, "depth" to 5L),
            "colour" to "blue",
        )
        val tile = Tile.fromJson(json)
        assertEquals("TILE_TYPE_HOLOGRAM", tile.type?.text)
        assertEquals(3u, tile.position?.w)
        assertEquals(mapOf("depth" to 5L), tile.position?.extra)
        assertEquals(mapOf("colour" to "blue"), tile.extra)
        assertEquals(json, tile.toJson())
    }

    @Test
    fun `moments are of a type of their own, and one that cannot be read is kept`() {
        val read = Organization.fromJson(mapOf("id" to "o-1", "created_at" to "2026-06-01T12:00:00+02:00", "updated_at" to "lately"))
        assertEquals(Instant.parse("2026-06-01T10:00:00Z"), read.createdAt)
        assertNull(read.updatedAt)
        assertEquals(mapOf("updated_at" to "lately"), read.other)
    }

    @Test
    fun `enums know their values and keep others`() {
        assertEquals(Role.OWNER, Role("owner"))
        assertEquals("emperor", Role("emperor").text)
        assertEquals("owner", "${Role.OWNER}")
    }

    @Test
    fun `messages are read strictly, with the place of what does not fit`() {
        val missing = assertThrows<KeybearerException.InvalidRequest> { Organization.fromJson(mapOf("name" to "x")) }
        assertEquals("id", missing.violations.single().field)
        val wrong = assertThrows<KeybearerException.InvalidRequest> { Event.fromJson(mapOf("name" to 1)) }
        assertEquals("name", wrong.violations.single().field)
    }

    @Test
    fun `a declared member is not set twice`() = runBlocking {
        val event = Event("x", sessionId = "s-1", extra = mapOf("sessionId" to "s-2"))
        val refused = assertThrows<KeybearerException.InvalidRequest> { event.toJson() }
        assertEquals("sessionId", refused.violations.single().field)
    }

    @Test
    fun `open JSON of any kind is read as it is`() = runBlocking {
        val nested = (1..40).fold<Int, Any?>("deep") { inner, _ -> mapOf("in" to listOf(inner)) }
        val whole = mapOf(
            "" to "",
            "quote\" slash\\ line\n tab\t bell\u0007 null\u0000" to "\u2028 \u00e9 \ud83d\ude00",
            "numbers" to listOf(0L, -1L, Long.MAX_VALUE, 0.5, -2.5e-7, 1e300),
            "words" to listOf(true, false, null),
            "empty" to listOf(emptyMap<String, Any?>(), emptyList<Any?>()),
            "same" to List(3) { mapOf("id" to "i-$it", "name" to "n", "names" to "") },
            "nested" to nested,
        )
        withSandbox { sandbox ->
            val rule = mapOf("respond" to mapOf("status" to 200, "json" to whole), "times" to null)
            sandbox.post("/_sandbox/rules", json(mapOf("rules" to listOf(rule))))
            PuguhClient(baseUrl = sandbox.url, apiKey = sandbox.info("puguh.api_key"), organizationId = "o-1").use {
                assertEquals(whole, it.request("GET", "/api/v1/anything"))
            }
        }
    }

    private fun json(value: Any?): JsonElement = when (value) {
        is Map<*, *> -> JsonObject(value.entries.associate { (name, member) -> name as String to json(member) })
        is List<*> -> JsonArray(value.map(::json))
        is String -> JsonPrimitive(value)
        is Boolean -> JsonPrimitive(value)
        is Number -> JsonPrimitive(value)
        else -> JsonNull
    }

    @Test
    fun `no text of an object holds a secret`() {
        val secret = "hunter2hunter2"
        for (shown in listOf(
            Login("a@example.test", secret),
            LoginResponse(accessToken = secret, refreshToken = secret, other = mapOf("session_token" to secret)),
            ExchangeCode(code = secret, clientId = "app", clientSecret = secret, redirectUri = "https://app.example/cb", codeVerifier = secret),
            Tokens(secret, secret, 1.minutes),
            StoredTokens(secret, secret),
            PuguhClient(accessToken = secret).also { it.close() },
        )) {
            assertFalse(shown.toString().contains(secret), shown.toString())
        }
        PuguhClient(apiKey = "pgh_live_$secret", organizationId = "o-1").use { assertFalse(it.toString().contains(secret), "$it") }
    }

    @Test
    fun `a sign-in that asks for a further step gives no tokens`() {
        val refused = assertThrows<KeybearerException.Unauthenticated> { LoginResponse(other = mapOf("mfa" to true)).tokens() }
        assertEquals("further_step_required", refused.reason)
        val tokens = LoginResponse(accessToken = "a.b.c", expiresIn = 60.0).tokens()
        assertEquals(60.seconds, tokens.expiresIn)
    }

    @Test
    fun `an authorization is asked for and answered with its state`() {
        PuguhClient(anonymous = true).use { puguh ->
            val asked = puguh.oauth.authorizationUrl("app", "https://app.example/cb", listOf("openid"), pkce = true)
            assertTrue(asked.url.contains("code_challenge_method=S256"))
            assertFalse(asked.toString().contains(asked.state))
            assertEquals("c-1", asked.codeFrom("https://app.example/cb?code=c-1&state=${asked.state}"))
            assertThrows<KeybearerException.InvalidRequest> { asked.codeFrom("https://app.example/cb?code=c-1&state=x") }
            assertThrows<KeybearerException.PermissionDenied> {
                Authorization.codeFrom("https://app.example/cb?error=access_denied&state=${asked.state}", asked.state)
            }
        }
    }

    @Test
    fun `tokens are equal by what they hold`() {
        assertEquals(Tokens("a", "b", 1.minutes), Tokens("a", "b", 1.minutes))
        assertEquals(setOf(StoredTokens("a")), setOf(StoredTokens("a"), StoredTokens("a")))
        assertNotEquals(StoredTokens("a"), StoredTokens("a", expiresAt = Instant.EPOCH))
    }

    @Test
    fun `an exception shows who called, and can be serialized`() = runBlocking {
        withSandbox { sandbox ->
            sandbox.post("/_sandbox/rules", """{"rules":[{"delay_ms":50,"respond":{"status":404,"json":{"detail":"gone"}}}]}""")
            PuguhClient(baseUrl = sandbox.url, apiKey = sandbox.info("puguh.api_key"), organizationId = "o-1").use { puguh ->
                val gone = assertThrows<KeybearerException.NotFound> { nobody(puguh) }
                assertTrue(gone.stackTrace.any { it.methodName == "nobody" || "nobody" in it.className }, gone.stackTraceToString())
                assertEquals(404, gone.status)
                val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(gone) }.toByteArray()
                val read = ObjectInputStream(bytes.inputStream()).readObject() as KeybearerException.NotFound
                assertEquals("$gone", "$read")
                assertEquals(gone.message to gone.code, read.message to read.code)
            }
        }
    }

    private suspend fun nobody(puguh: PuguhClient): Organization {
        val organization = puguh.organizations.get("nobody")
        return organization.copy(name = "nobody's")
    }

    @Test
    fun `compilers of Kotlin 2_2 can read the package`() {
        val (major, minor) = PuguhClient::class.java.getAnnotation(Metadata::class.java).metadataVersion.toList()
        assertTrue(major == 2 && minor <= 3, "$major.$minor")
    }

    @Test
    fun `the exceptions are sealed, one for each code`() {
        assertEquals(ErrorCode.entries.size, KeybearerException::class.java.permittedOrNested().size)
    }

    private fun Class<*>.permittedOrNested() = declaredClasses.filter { KeybearerException::class.java.isAssignableFrom(it) }
}
