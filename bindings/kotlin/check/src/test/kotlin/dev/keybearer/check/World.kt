package dev.keybearer.check

import dev.keybearer.ClientEvent
import dev.keybearer.KeybearerException
import dev.keybearer.MemoryTokenStore
import dev.keybearer.RateLimit
import dev.keybearer.ResponseMetadata
import java.util.Collections
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration
import kotlin.time.DurationUnit
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.put

/** What the parts of one running scenario share. */
internal class World(val sandbox: Sandbox, val other: Sandbox?) {
    private val tokens = ConcurrentHashMap<String, JsonElement>()
    private val saved = ConcurrentHashMap<String, JsonElement>()
    val clients = ConcurrentHashMap<String, AutoCloseable>()
    val stores = ConcurrentHashMap<String, MemoryTokenStore>()
    val events: MutableList<JsonObject> = Collections.synchronizedList(mutableListOf())
    val callbacks: MutableList<JsonObject> = Collections.synchronizedList(mutableListOf())

    /** Everything that a person could get to see, and that therefore must hold no secret. */
    val shown: MutableList<String> = Collections.synchronizedList(mutableListOf())

    /** What callbacks threw: as the cause of an error it stays as it is. */
    val thrown: MutableSet<String> = ConcurrentHashMap.newKeySet()

    private fun variables(): JsonObject = JsonObject(
        buildMap {
            put("info", sandbox.info)
            put("tokens", JsonObject(tokens.toMap()))
            put("saved", JsonObject(saved.toMap()))
            other?.let { put("other", it.info) }
        },
    )

    fun resolve(value: JsonElement): JsonElement = substitute(value, variables())

    fun save(name: String, value: JsonElement) {
        saved[name] = value
    }

    /** The members take effect in this order. */
    suspend fun change(change: JsonObject) {
        if (change["clear_rules"] == JsonPrimitive(true)) sandbox.clearRules()
        change["settings"]?.let { sandbox.post("/_sandbox/settings", resolve(it)) }
        for ((name, mint) in change["mint"]?.jsonObject.orEmpty()) {
            tokens[name] = sandbox.post("/_sandbox/mint", resolve(mint))
        }
        // One by one: a rule may name what the one before made.
        for (rule in change["rules"]?.jsonArray.orEmpty()) {
            sandbox.post("/_sandbox/rules", JsonObject(mapOf("rules" to JsonArray(listOf(resolve(rule))))))
        }
        for (revoke in change["revoke"]?.jsonArray.orEmpty()) sandbox.post("/_sandbox/revoke", resolve(revoke))
        if (change["rotate_signing_key"] == JsonPrimitive(true)) sandbox.post("/_sandbox/rotate_signing_key", JsonNull)
    }

    fun observe(event: ClientEvent) {
        shown += event.toString()
        events += json(event)
    }

    /** The error as JSON; all of its text is remembered. */
    fun error(error: KeybearerException): JsonObject {
        var seen: Throwable? = error
        while (seen != null) {
            if (seen.message !in thrown) shown += "$seen ${seen.message}"
            seen = seen.cause
        }
        return json(error).also { shown += it.toString() }
    }

    /** Secrets that must be seen nowhere: variables whose names say so. */
    fun secrets(): Set<String> = mutableSetOf<String>().also { collect(variables(), it) }

    private fun collect(value: JsonElement, secrets: MutableSet<String>) {
        for ((name, member) in (value as? JsonObject).orEmpty()) {
            val text = member.text()
            if (text == null) collect(member, secrets) else if (SECRET.any(name::endsWith)) secrets += text
        }
    }

    private companion object {
        val SECRET = listOf("key", "token", "password", "secret", "code")
    }
}

internal fun millis(duration: Duration): Double = duration.toDouble(DurationUnit.MILLISECONDS)

private fun millisOrNull(duration: Duration?): JsonPrimitive = duration?.let { JsonPrimitive(millis(it)) } ?: JsonNull

internal fun json(limit: RateLimit?): JsonElement = if (limit == null) JsonNull else buildJsonObject {
    put("limit", limit.limit?.toLong())
    put("remaining", limit.remaining?.toLong())
    put("reset_ms", millisOrNull(limit.reset))
}

internal fun json(metadata: ResponseMetadata): JsonObject = buildJsonObject {
    put("status", metadata.status)
    put("request_id", metadata.requestId)
    put("attempts", metadata.attempts)
    put("rate_limit", json(metadata.rateLimit))
}

/** `events[0].sessionId` as `events[0].session_id`. */
private fun snakeCase(path: String): String = path.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }

/** A message that names options in the words of Kotlin, in those of the scenarios. */
private fun snakeWords(message: String): String =
    message.replace(Regex("\\b[a-z]+(?:[A-Z][a-z]+)+\\b")) { snakeCase(it.value) }

private fun json(error: KeybearerException): JsonObject = buildJsonObject {
    put("code", error.code.text)
    put("message", if (error.status == null) snakeWords(error.message) else error.message)
    put("platform", error.platform)
    put("operation", error.operation)
    put("status", error.status)
    put("server_code", error.serverCode)
    put("reason", error.reason)
    put("request_id", error.requestId)
    put("retryable", error.retryable)
    put("retries_suppressed", error.retriesSuppressed)
    put("maybe_processed", error.maybeProcessed)
    put("retry_after_ms", millisOrNull(error.retryAfter))
    // In the words of Kotlin where it was refused here, in the server's own otherwise.
    val field = if (error.status == null) ::snakeCase else { path: String -> path }
    put("violations", JsonArray(error.violations.map {
        buildJsonObject {
            put("field", field(it.field))
            put("message", it.message)
            put("rule", it.rule)
        }
    }))
    put("details", JsonArray(error.details.map {
        buildJsonObject {
            put("type_name", it.typeName)
            put("value", it.value.decodeToString())
        }
    }))
    put("attempts", JsonArray(error.attempts.map {
        buildJsonObject {
            put("outcome", it.outcome)
            put("elapsed_ms", millis(it.elapsed))
            put("delay_ms", millisOrNull(it.delay))
        }
    }))
    put("body", error.body)
}

private fun json(event: ClientEvent): JsonObject = buildJsonObject {
    put("type", event.type)
    when (event) {
        is ClientEvent.AttemptStarted -> {
            put("operation", event.operation)
            put("attempt", event.attempt)
        }
        is ClientEvent.AttemptFinished -> {
            put("operation", event.operation)
            put("attempt", event.attempt)
            put("status", event.status)
            put("elapsed_ms", millis(event.elapsed))
        }
        is ClientEvent.Retrying -> {
            put("operation", event.operation)
            put("attempt", event.attempt)
            put("reason", event.reason)
            put("delay_ms", millis(event.delay))
        }
        is ClientEvent.CallFinished -> {
            put("operation", event.operation)
            put("error", event.error)
            put("attempts", event.attempts)
            put("elapsed_ms", millis(event.elapsed))
        }
        is ClientEvent.TokenRefreshed -> {
            put("generation", event.generation)
            put("reason", event.reason)
            put("elapsed_ms", millis(event.elapsed))
        }
        is ClientEvent.TokenRefreshFailed -> {
            put("error", event.error)
            put("cool_down_ms", millis(event.coolDown))
        }
        is ClientEvent.TokenStoreFailed -> put("message", event.message)
        is ClientEvent.GateClosed -> {
            put("operation", event.operation)
            put("delay_ms", millis(event.delay))
        }
    }
}
