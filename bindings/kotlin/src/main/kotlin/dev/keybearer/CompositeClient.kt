package dev.keybearer

import dev.keybearer.composite.CompositeServices
import dev.keybearer.internal.Argument
import dev.keybearer.internal.Caller
import dev.keybearer.internal.Options
import dev.keybearer.internal.body
import dev.keybearer.internal.named
import dev.keybearer.internal.open
import kotlin.time.Duration

/** Where the key of a [CompositeClient] goes in a request. */
public enum class KeyPlacement(internal val text: String) {
    /** In the header: `Authorization: Bearer …`. */
    HEADER("header"),

    /** In the URL. Servers and proxies log URLs: only for where headers cannot be set. */
    QUERY("query"),
}

/** What the key of a [CompositeClient] works on. */
public enum class Environment(internal val text: String) {
    /** Real data: `pk_live_…`, `sk_live_…`. */
    LIVE("live"),

    /** Data for trying out: `pk_test_…`, `sk_test_…`. */
    TEST("test"),
}

/**
 * The client of the Composite Analytics API.
 *
 * With a public key (`pk_…`) it sends events, recordings and identities, and reads the own profile
 * and the configuration of the project; everything else needs a secret key (`sk_…`), and is refused
 * without one before anything is sent.
 * It is safe to share between coroutines. Every failure of a call is a [KeybearerException]; to
 * cancel the coroutine cancels the request.
 *
 * ```
 * val composite = CompositeClient(apiKey = "pk_live_…")
 * composite.events.send(Event("order_placed", distinctId = "user-17"))
 * ```
 *
 * @param apiKey the key: `pk_…` for apps, `sk_…` for servers
 * @param keyPlacement where the key goes; in the header unless given
 * @param scopes the scopes of the secret key: a call that needs another is refused here
 * @param environment the environment that the key is expected to be for
 * @param baseUrl where the API lives, if not at its public address. Plain `http` on loopback only
 * @param timeout the deadline of each call, waits and retries included; 60 s unless given,
 *   [Duration.INFINITE] for none
 * @param attemptTimeout the longest that one attempt may take; 15 s unless given
 * @param connectTimeout the longest that connecting may take; 5 s unless given
 * @param maxAttempts how many attempts a call may take in all; 4 unless given, 1 turns retries off
 * @param maxServerDelay the longest delay asked for by the server that is waited out; 120 s unless given
 * @param pacing limits locally how fast requests leave; off unless given
 * @param userAgent what the client calls itself
 * @param overridePath sends operations elsewhere than declared, by their full name
 * @param proxy how requests leave the network
 * @param rootCertificates further certificates to trust, in PEM
 * @param observer is told what the client does, soon after it happened and in order
 * @param log where the client writes its log; nowhere unless given
 * @param readEnvironment takes what has not been given from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`
 * @throws KeybearerException.InvalidConfig for what could not work, with the option as its reason
 */
@Suppress("LongParameterList")
public class CompositeClient(
    apiKey: String? = null,
    keyPlacement: KeyPlacement? = null,
    scopes: Collection<String>? = null,
    environment: Environment? = null,
    baseUrl: String? = null,
    timeout: Duration? = null,
    attemptTimeout: Duration? = null,
    connectTimeout: Duration? = null,
    maxAttempts: Int? = null,
    maxServerDelay: Duration? = null,
    pacing: Pacing? = null,
    userAgent: String? = null,
    overridePath: Map<String, String> = emptyMap(),
    proxy: Proxy? = null,
    rootCertificates: List<String> = emptyList(),
    observer: ((ClientEvent) -> Unit)? = null,
    log: ClientLog? = null,
    readEnvironment: Boolean = false,
) : CompositeServices(), AutoCloseable {
    override val caller: Caller = Options("composite").run {
        text("api_key", apiKey)
        text("key_placement", keyPlacement?.text)
        texts("scopes", scopes)
        text("environment", environment?.text)
        shared(
            baseUrl, timeout, attemptTimeout, connectTimeout, maxAttempts, maxServerDelay, pacing, userAgent,
            overridePath, proxy, rootCertificates, observer, log, readEnvironment,
        )
        build()
    }

    /** Calls any path with this client's key, retries and errors, in open JSON. */
    public suspend fun request(
        method: String,
        path: String,
        body: Any? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? = caller.open("composite.request", listOf(Argument("method", method), Argument("path", path)), body?.let(::body), options)

    /** Replaces the key. Calls in flight keep the old one. */
    public fun setApiKey(apiKey: String): Unit = caller.setKey("api_key", apiKey)

    /** The rate limit as the last answer told it. */
    public fun rateLimit(): RateLimit? = caller.rateLimit()

    /**
     * Calls an operation by its full name in open JSON, members named as on the wire: for what the
     * types cannot say. It is checked, retried and refused as the typed call.
     */
    public suspend fun invoke(
        operation: String,
        arguments: List<String> = emptyList(),
        request: Map<String, Any?>? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? = caller.open(operation, named(arguments), request?.let(::open), options)

    /** Ends it: calls under way fail as cancelled, later ones as invalid, connections are closed. */
    override fun close(): Unit = caller.close()

    /** Kind of credential and a fingerprint of it; no secret. */
    override fun toString(): String = caller.describe()

    public companion object {
        /** A client from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`. */
        public fun fromEnv(): CompositeClient = CompositeClient(readEnvironment = true)
    }
}
