package dev.keybearer

import dev.keybearer.ffi.signInTokens
import dev.keybearer.internal.Argument
import dev.keybearer.internal.Caller
import dev.keybearer.internal.Options
import dev.keybearer.internal.asked
import dev.keybearer.internal.body
import dev.keybearer.internal.encodeOpen
import dev.keybearer.internal.named
import dev.keybearer.internal.open
import dev.keybearer.internal.soundText
import dev.keybearer.internal.tokens
import dev.keybearer.internal.told
import dev.keybearer.pug.PugServices
import kotlin.time.Duration

/**
 * The client of the Pug API.
 *
 * With an SDK key it sends events and identifies people; with a shared key it reads profiles,
 * insights and activity; with an access token it does what a person does on the dashboard.
 * It is safe to share between coroutines. Every failure of a call is a [KeybearerException]; to
 * cancel the coroutine cancels the request.
 *
 * ```
 * val pug = PugClient(sdkKey = "pk_sdk_…", projectId = "proj_…")
 * pug.events.batchCreate(BatchCreate(listOf(Event("order_paid", properties = mapOf("total" to 12.5)))))
 * ```
 *
 * @param sdkKey an SDK key (`pk_sdk_…`): it writes events and profiles and reads nothing
 * @param sharedKey a shared key (`pk_shared_…`): it reads. For trusted servers only
 * @param projectId the project to act for
 * @param accessToken the token of a signed-in user
 * @param onTokenExpired gives a new access token when the current one nears its end or is rejected.
 *   However many calls need it, it runs once, and no call that gives up stops it. One that throws,
 *   takes over 30 s, returns the rejected token again or calls this client in a circle ends in a
 *   typed exception
 * @param tokenSource the long form of `onTokenExpired`
 * @param refreshToken the token that buys the next access token, at the platform's own endpoint
 * @param expiresIn how long the access token still lives, where that is known better than the token says
 * @param tokenStore keeps the tokens where they outlive the process. Without an access token the
 *   session starts with what it holds
 * @param anonymous builds a client without credential, for public operations such as signing in
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
 * @param readEnvironment takes what has not been given from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY`,
 *   `PUG_PROJECT_ID` and `PUG_BASE_URL`
 * @throws KeybearerException.InvalidConfig for what could not work, with the option as its reason
 */
@Suppress("LongParameterList")
public class PugClient(
    sdkKey: String? = null,
    sharedKey: String? = null,
    projectId: String? = null,
    accessToken: String? = null,
    onTokenExpired: (suspend (TokenExpired) -> String)? = null,
    tokenSource: TokenSource? = null,
    refreshToken: String? = null,
    expiresIn: Duration? = null,
    tokenStore: TokenStore? = null,
    anonymous: Boolean = false,
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
) : PugServices(), AutoCloseable {
    override val caller: Caller = Options("pug").run {
        text("sdk_key", sdkKey)
        text("shared_key", sharedKey)
        text("project_id", projectId)
        session(accessToken, refreshToken, expiresIn, anonymous, onTokenExpired, tokenSource, tokenStore)
        shared(
            baseUrl, timeout, attemptTimeout, connectTimeout, maxAttempts, maxServerDelay, pacing, userAgent,
            overridePath, proxy, rootCertificates, observer, log, readEnvironment,
        )
        build()
    }

    /**
     * Calls any method of any service in open JSON, with this client's credential, retries and
     * errors: `pug.call("alerts.v1.AlertsService", "List", mapOf("limit" to 50))`.
     */
    public suspend fun call(
        service: String,
        method: String,
        message: Map<String, Any?> = emptyMap(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? = caller.open("pug.call", listOf(Argument("service", service), Argument("method", method)), body(message), options)

    /**
     * Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous
     * client becomes a session by this.
     *
     * @throws KeybearerException.InvalidConfig on a client that holds a key, or for a malformed token
     * @throws KeybearerException.Callback if the token store failed; the tokens are in use nevertheless
     */
    public suspend fun setTokens(tokens: Tokens) {
        caller.run("pug.set_tokens", emptyList(), asked(tokens), CallOptions.DEFAULT)
    }

    /** Replaces the SDK key. Calls in flight keep the old one. */
    public fun setSdkKey(sdkKey: String): Unit = caller.setKey("sdk_key", sdkKey)

    /** Replaces the shared key. Calls in flight keep the old one. */
    public fun setSharedKey(sharedKey: String): Unit = caller.setKey("shared_key", sharedKey)

    /** Signs out: forgets the tokens here and in the token store. Nothing is sent. */
    public suspend fun signOut() {
        caller.run("pug.sign_out", emptyList(), null, CallOptions.DEFAULT)
    }

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
        /** A client from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY`, `PUG_PROJECT_ID`, `PUG_BASE_URL`. */
        public fun fromEnv(): PugClient = PugClient(readEnvironment = true)

        /**
         * The tokens in an answer of [auth], ready for [setTokens].
         *
         * @throws KeybearerException.Unauthenticated with reason `further_step_required` if there are none
         */
        public fun tokensFrom(answer: Any?): Tokens =
            told { tokens(signInTokens("pug", soundText(encodeOpen(answer, "answer", null), "answer", null, null))) }
    }
}
