package dev.keybearer

import dev.keybearer.internal.Argument
import dev.keybearer.internal.Asked
import dev.keybearer.internal.Caller
import dev.keybearer.internal.Options
import dev.keybearer.internal.asked
import dev.keybearer.internal.body
import dev.keybearer.internal.json
import dev.keybearer.internal.named
import dev.keybearer.internal.open
import dev.keybearer.puguh.OrganizationPage
import dev.keybearer.puguh.OrganizationPageCodec
import dev.keybearer.puguh.PuguhServices
import java.time.Instant
import kotlin.time.Duration

/**
 * The client of the PUGUH API: identity and organizations.
 *
 * With an API key it acts as a server, for one organization; with an access token, as a user.
 * It is safe to share between coroutines. Every failure of a call is a [KeybearerException]; to
 * cancel the coroutine cancels the request.
 *
 * ```
 * val puguh = PuguhClient(accessToken = token, onTokenExpired = { fetchToken() })
 * val page = puguh.organizations.list(ListOrganizations(pageSize = 20u))
 * ```
 *
 * @param apiKey an API key. It needs `organizationId`
 * @param organizationId the organization to act for
 * @param applicationId the application to act for
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
 * @param tokenChecks what [verifyToken] checks besides signature and expiry
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
 * @param readEnvironment takes what has not been given from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`,
 *   `PUGUH_APPLICATION_ID` and `PUGUH_BASE_URL`
 * @throws KeybearerException.InvalidConfig for what could not work, with the option as its reason
 */
@Suppress("LongParameterList")
public class PuguhClient(
    apiKey: String? = null,
    organizationId: String? = null,
    applicationId: String? = null,
    accessToken: String? = null,
    onTokenExpired: (suspend (TokenExpired) -> String)? = null,
    tokenSource: TokenSource? = null,
    refreshToken: String? = null,
    expiresIn: Duration? = null,
    tokenStore: TokenStore? = null,
    anonymous: Boolean = false,
    tokenChecks: TokenChecks? = null,
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
) : PuguhServices(), AutoCloseable {
    override val caller: Caller = Options("puguh").run {
        text("api_key", apiKey)
        text("organization_id", organizationId)
        text("application_id", applicationId)
        checks(tokenChecks)
        session(accessToken, refreshToken, expiresIn, anonymous, onTokenExpired, tokenSource, tokenStore)
        shared(
            baseUrl, timeout, attemptTimeout, connectTimeout, maxAttempts, maxServerDelay, pacing, userAgent,
            overridePath, proxy, rootCertificates, observer, log, readEnvironment,
        )
        build()
    }

    /**
     * Checks the credential with a call that cannot succeed without it: the first page of one
     * organization. A health check alone would not prove it.
     */
    public suspend fun verifyCredentials(options: CallOptions = CallOptions.DEFAULT): OrganizationPage =
        caller.call("puguh.verify_credentials", emptyList(), null, options, OrganizationPageCodec)

    /**
     * Verifies an access token by signature (RS256 only), expiry and, if asked for, issuer and
     * audience, without asking the server about it. The public keys are fetched when first needed.
     *
     * @param checks other checks than the client's
     * @throws KeybearerException.Unauthenticated for a token that is not acceptable, with a reason
     *   such as `token_expired`
     */
    public suspend fun verifyToken(jwt: String, checks: TokenChecks? = null): VerifiedToken {
        val asked = checks?.let { Asked(null) { _ -> json(it) } }
        val token = caller.open("puguh.verify_token", listOf(Argument("jwt", jwt)), asked, CallOptions.DEFAULT) as Map<*, *>
        @Suppress("UNCHECKED_CAST")
        return VerifiedToken(
            subject = token["subject"] as String?,
            expiresAt = Instant.ofEpochMilli(((token["expires_at"] as Number).toDouble() * 1000).toLong()),
            claims = token["claims"] as Map<String, Any?>,
        )
    }

    /**
     * Calls any path with this client's credential, retries and errors, in open JSON:
     * `puguh.request("GET", "/api/v1/webhooks/endpoints", options = CallOptions(query = mapOf("page_size" to 50)))`.
     *
     * @param body what to send, open JSON
     */
    public suspend fun request(
        method: String,
        path: String,
        body: Any? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Any? = caller.open("puguh.request", listOf(Argument("method", method), Argument("path", path)), body?.let(::body), options)

    /**
     * Installs new tokens: after a sign-in, or to revive a session that has expired. An anonymous
     * client becomes a session by this.
     *
     * @throws KeybearerException.InvalidConfig on a client that holds a key, or for a malformed token
     * @throws KeybearerException.Callback if the token store failed; the tokens are in use nevertheless
     */
    public suspend fun setTokens(tokens: Tokens) {
        caller.run("puguh.set_tokens", emptyList(), asked(tokens), CallOptions.DEFAULT)
    }

    /** Replaces the API key. Calls in flight keep the old one. */
    public fun setApiKey(apiKey: String): Unit = caller.setKey("api_key", apiKey)

    /**
     * Signs out: forgets the tokens here and in the token store, whatever then happens, and revokes
     * the session at the server.
     */
    public suspend fun signOut() {
        caller.run("puguh.sign_out", emptyList(), null, CallOptions.DEFAULT)
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
        /** A client from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`, `PUGUH_APPLICATION_ID`, `PUGUH_BASE_URL`. */
        public fun fromEnv(): PuguhClient = PuguhClient(readEnvironment = true)
    }
}
