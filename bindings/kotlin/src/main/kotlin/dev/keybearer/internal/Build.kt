package dev.keybearer.internal

import dev.keybearer.ClientEvent
import dev.keybearer.ClientLog
import dev.keybearer.FileTokenStore
import dev.keybearer.KeybearerException
import dev.keybearer.Pacing
import dev.keybearer.Proxy
import dev.keybearer.TokenChecks
import dev.keybearer.TokenExpired
import dev.keybearer.TokenSource
import dev.keybearer.TokenStore
import dev.keybearer.Tokens
import dev.keybearer.ffi.Client
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

internal val LONGEST = 10_000.days

/** Collects the options of a client, in the names of the core. */
internal class Options(private val platform: String) {
    private val members = LinkedHashMap<String, JsonElement>()
    private val hooks = Hooks()

    fun text(name: String, value: String?) {
        if (value != null) members[name] = JsonPrimitive(value)
    }

    fun texts(name: String, value: Collection<String>?) {
        if (value != null) members[name] = JsonArray(value.map(::JsonPrimitive))
    }

    fun flag(name: String, value: Boolean) {
        if (value) members[name] = JsonPrimitive(true)
    }

    /** Where only `timeout` can be taken off, a limit without end is one of thirty years. */
    fun duration(name: String, value: Duration?) {
        if (value == null) return
        members[name] = if (name == "timeout") seconds(value) else seconds(value.coerceAtMost(LONGEST))
    }

    fun number(name: String, value: Number?) {
        if (value != null) members[name] = JsonPrimitive(value)
    }

    fun session(
        accessToken: String?,
        refreshToken: String?,
        expiresIn: Duration?,
        anonymous: Boolean,
        onTokenExpired: (suspend (TokenExpired) -> String)?,
        tokenSource: TokenSource?,
        tokenStore: TokenStore?,
    ) {
        text("access_token", accessToken)
        text("refresh_token", refreshToken)
        duration("expires_in", expiresIn)
        flag("anonymous", anonymous)
        if (onTokenExpired != null && tokenSource != null) {
            throw config("on_token_expired", "and tokenSource are two ways to renew a token; give one of them")
        }
        hooks.source = onTokenExpired?.let { ask -> { Tokens(ask(it)) } } ?: tokenSource?.let { it::tokens }
        if (tokenStore is FileTokenStore) text("token_store_file", tokenStore.path) else hooks.store = tokenStore
    }

    @Suppress("LongParameterList")
    fun shared(
        baseUrl: String?,
        timeout: Duration?,
        attemptTimeout: Duration?,
        connectTimeout: Duration?,
        maxAttempts: Int?,
        maxServerDelay: Duration?,
        pacing: Pacing?,
        userAgent: String?,
        overridePath: Map<String, String>,
        proxy: Proxy?,
        rootCertificates: List<String>,
        observer: ((ClientEvent) -> Unit)?,
        log: ClientLog?,
        readEnvironment: Boolean,
    ) {
        text("base_url", baseUrl)
        duration("timeout", timeout)
        duration("attempt_timeout", attemptTimeout)
        duration("connect_timeout", connectTimeout)
        number("max_attempts", maxAttempts)
        duration("max_server_delay", maxServerDelay)
        if (pacing != null) {
            members["pacing"] = JsonObject(
                mapOf("per_second" to finite("pacing", pacing.perSecond), "burst" to JsonPrimitive(pacing.burst)),
            )
        }
        text("user_agent", userAgent)
        if (overridePath.isNotEmpty()) members["override_path"] = JsonObject(overridePath.mapValues { JsonPrimitive(it.value) })
        if (proxy != null) members["proxy"] = proxy.url?.let(::JsonPrimitive) ?: JsonNull
        texts("root_certificates", rootCertificates.takeIf { it.isNotEmpty() })
        flag("from_env", readEnvironment)
        if (observer != null || log != null) hooks.observers = Observers(observer, log)
    }

    fun checks(checks: TokenChecks?) {
        if (checks != null) members["token_checks"] = json(checks)
    }

    private fun finite(name: String, value: Double): JsonElement =
        if (value.isFinite()) JsonPrimitive(value) else throw config(name, "must be a finite number")

    /** Builds the client. Nothing is sent. */
    fun build(): Caller {
        val options = JsonObject(members)
        unsound(options).firstOrNull()?.let { throw config(it.substringBefore('.').substringBefore('['), UNSOUND) }
        val reach = Reach(hooks)
        val client = told {
            Client(
                platform,
                options.toString(),
                hooks.source?.let { TokenSourceHook(reach) },
                hooks.store?.let { TokenStoreHook(reach) },
                hooks.observers?.let { ObserverHook(reach) },
            )
        }
        return Caller(client, hooks)
    }
}

/** What a token is checked for, as the core reads it. */
internal fun json(checks: TokenChecks): JsonObject {
    val members = LinkedHashMap<String, JsonElement>()
    checks.issuer?.let { members["issuer"] = JsonPrimitive(it) }
    checks.audience?.let { members["audience"] = JsonPrimitive(it) }
    checks.leeway?.let { members["leeway"] = seconds(it.coerceAtMost(LONGEST)) }
    return JsonObject(members)
}

private fun config(option: String, problem: String): KeybearerException =
    KeybearerException.InvalidConfig(ErrorFields(message = "${camelCase(option)} $problem", reason = option))
