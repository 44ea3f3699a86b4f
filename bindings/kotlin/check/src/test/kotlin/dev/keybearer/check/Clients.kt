package dev.keybearer.check

import dev.keybearer.CompositeClient
import dev.keybearer.Environment
import dev.keybearer.KeyPlacement
import dev.keybearer.MemoryTokenStore
import dev.keybearer.Pacing
import dev.keybearer.PugClient
import dev.keybearer.PuguhClient
import dev.keybearer.StoredTokens
import dev.keybearer.TokenExpired
import dev.keybearer.TokenSource
import dev.keybearer.TokenStore
import dev.keybearer.Tokens
import java.io.IOException
import java.time.Instant
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.put

/** Builds the client that a scenario describes. */
internal suspend fun build(world: World, name: String, json: JsonObject): AutoCloseable {
    // What a callback will return may not exist yet: it is looked up when it is called.
    val script = json["on_token_expired"]?.jsonArray?.let { Script(world, name, it) }
    val options = Given(world.resolve(JsonObject(json - "on_token_expired")).jsonObject)
    val store = options.take("token_store")?.let { store(world, it.jsonObject) }
    val client = when (val platform = options.text("platform")) {
        "pug" -> pug(world, options, script, store)
        "puguh" -> puguh(world, options, script, store)
        "composite" -> composite(world, options)
        else -> broken("there is no platform $platform")
    }
    options.done()
    return client
}

/** The options that are still to be looked at. */
internal class Given(json: JsonObject) {
    private val members = json.toMutableMap()

    fun take(name: String): JsonElement? = members.remove(name)

    fun text(name: String): String? = take(name).text()

    fun long(name: String): Long? = take(name).number()?.toLong()

    fun flag(name: String): Boolean = take(name) == JsonPrimitive(true)

    /** Milliseconds; `null` is no end. */
    fun duration(name: String): Duration? = when (val value = take(name)) {
        null -> null
        is JsonNull -> Duration.INFINITE
        else -> value.number()!!.milliseconds
    }

    fun texts(name: String): Map<String, String> = take(name)?.jsonObject.orEmpty().mapValues { it.value.text()!! }

    fun done() {
        if (members.isNotEmpty()) broken("unknown: ${members.keys}")
    }
}

private fun Given.pacing(): Pacing? = take("pacing")?.jsonObject?.let {
    Pacing(it["per_second"].number()!!, it["burst"].number()!!.toInt())
}

private fun puguh(world: World, options: Given, script: Script?, store: TokenStore?) = PuguhClient(
    apiKey = options.text("api_key"),
    organizationId = options.text("organization_id"),
    applicationId = options.text("application_id"),
    accessToken = options.text("access_token"),
    refreshToken = options.text("refresh_token"),
    expiresIn = options.duration("expires_in_ms"),
    anonymous = options.flag("anonymous"),
    tokenSource = script,
    tokenStore = store,
    baseUrl = options.text("base_url") ?: world.sandbox.url,
    timeout = options.duration("timeout_ms"),
    attemptTimeout = options.duration("attempt_timeout_ms"),
    maxAttempts = options.long("max_attempts")?.toInt(),
    maxServerDelay = options.duration("max_server_delay_ms"),
    pacing = options.pacing(),
    userAgent = options.text("user_agent"),
    overridePath = options.texts("override_path"),
    observer = world::observe,
)

private fun pug(world: World, options: Given, script: Script?, store: TokenStore?) = PugClient(
    sdkKey = options.text("sdk_key"),
    sharedKey = options.text("shared_key"),
    projectId = options.text("project_id"),
    accessToken = options.text("access_token"),
    refreshToken = options.text("refresh_token"),
    expiresIn = options.duration("expires_in_ms"),
    anonymous = options.flag("anonymous"),
    tokenSource = script,
    tokenStore = store,
    baseUrl = options.text("base_url") ?: world.sandbox.url,
    timeout = options.duration("timeout_ms"),
    attemptTimeout = options.duration("attempt_timeout_ms"),
    maxAttempts = options.long("max_attempts")?.toInt(),
    maxServerDelay = options.duration("max_server_delay_ms"),
    pacing = options.pacing(),
    userAgent = options.text("user_agent"),
    overridePath = options.texts("override_path"),
    observer = world::observe,
)

private fun composite(world: World, options: Given): CompositeClient {
    // Of browsers only.
    options.take("dangerously_allow_browser")
    return CompositeClient(
        apiKey = options.text("api_key"),
        keyPlacement = options.text("key_placement")?.let { KeyPlacement.valueOf(it.uppercase()) },
        scopes = options.take("scopes")?.jsonArray?.map { it.text()!! },
        environment = options.text("environment")?.let { Environment.valueOf(it.uppercase()) },
        baseUrl = options.text("base_url") ?: world.sandbox.url,
        timeout = options.duration("timeout_ms"),
        attemptTimeout = options.duration("attempt_timeout_ms"),
        maxAttempts = options.long("max_attempts")?.toInt(),
        maxServerDelay = options.duration("max_server_delay_ms"),
        pacing = options.pacing(),
        userAgent = options.text("user_agent"),
        overridePath = options.texts("override_path"),
        observer = world::observe,
    )
}

/** Tokens, as text or with what is known of their life. */
internal fun tokens(json: JsonElement): Tokens {
    json.text()?.let { return Tokens(it) }
    val given = Given(json.jsonObject)
    return Tokens(given.text("access_token")!!, given.text("refresh_token"), given.duration("expires_in_ms"))
        .also { given.done() }
}

/** The store of this name, made when it is first named. */
private suspend fun store(world: World, json: JsonObject): TokenStore {
    val memory = world.stores.computeIfAbsent(json["name"].text()!!) { MemoryTokenStore() }
    json["holds"]?.let {
        val tokens = tokens(it)
        memory.save(
            StoredTokens(
                tokens.accessToken,
                tokens.refreshToken,
                tokens.expiresIn?.let { lifetime -> Instant.now() + lifetime.toJavaDuration() },
            ),
        )
    }
    val fails = json["fails"] == JsonPrimitive(true)
    return object : TokenStore by memory {
        override suspend fun save(tokens: StoredTokens) {
            if (fails) throw IOException("the disk is full")
            memory.save(tokens)
        }
    }
}

/** What is thrown where a scenario says "panic": no exception, so that `catch (e: Exception)` misses it. */
internal class Panic : Error("the callback was told to panic")

/** An `onTokenExpired` that plays back results; the last one repeats. */
internal class Script(private val world: World, private val client: String, private val results: JsonArray) : TokenSource {
    private val next = AtomicInteger()

    override suspend fun tokens(expired: TokenExpired): Tokens {
        world.callbacks += buildJsonObject {
            put("client", client)
            put("reason", expired.reason.text)
            put("attempt", expired.attempt)
        }
        val play = results[next.getAndIncrement().coerceAtMost(results.size - 1)].jsonObject
        play["delay_ms"].number()?.let { delay(it.toLong()) }
        play["call"]?.let { call(world, it.jsonObject) }
        if (play["panic"] == JsonPrimitive(true)) throw Panic()
        if (play["hang"] == JsonPrimitive(true)) awaitCancellation()
        play["return"]?.let { return tokens(world.resolve(it)) }
        val message = world.resolve(play["throw"] ?: JsonPrimitive("")).text().orEmpty()
        world.thrown += message
        throw IOException(message)
    }
}
