package dev.keybearer

import java.time.Instant
import java.util.Objects
import kotlin.time.Duration

/**
 * A message of an API: what is asked or answered.
 *
 * Members that an answer has and that are not declared are kept, in the member `other` or `extra`.
 */
public interface Message {
    /**
     * The message as open JSON, its members named as on the wire. Secrets are in it.
     *
     * @throws KeybearerException.InvalidRequest if it holds what JSON cannot express
     */
    public fun toJson(): Map<String, Any?>
}

/** A text of which some values are known by name; any other is a value too, and survives. */
public interface OpenEnum {
    /** The text on the wire. */
    public val text: String
}

/** One field that was refused, and why. */
public data class Violation(
    /**
     * The path of the field. In a refusal made here it is in the words of Kotlin (`events[0].sessionId`),
     * in one made by the server as the server wrote it. Empty for a rule on the whole message.
     */
    val field: String,
    /** What is wrong, for people. */
    val message: String,
    /** The rule that was broken, such as `value_error.missing`, if told. */
    val rule: String? = null,
)

/** What happened to one attempt of a call. */
public data class Attempt(
    /** What happened, such as `HTTP 503`, `attempt timed out` or `connection refused`. */
    val outcome: String,
    /** How long the attempt took. */
    val elapsed: Duration,
    /** How long the call then waited before it went on; `null` after the last attempt. */
    val delay: Duration?,
)

/** A structured detail of an error that has no place of its own, kept as it came. */
public class ErrorDetail internal constructor(
    /** The full protobuf name, such as `google.rpc.Help`. */
    public val typeName: String,
    /** The encoded message. */
    public val value: ByteArray,
) {
    override fun equals(other: Any?): Boolean =
        other is ErrorDetail && typeName == other.typeName && value.contentEquals(other.value)

    override fun hashCode(): Int = 31 * typeName.hashCode() + value.contentHashCode()

    override fun toString(): String = "ErrorDetail(typeName=$typeName, ${value.size} bytes)"
}

/** A rate limit, as the last answer told it. Servers leave out any of its members. */
public data class RateLimit(
    /** How many requests the window allows. */
    val limit: ULong?,
    /** How many of them are left. */
    val remaining: ULong?,
    /** How long from the moment of the answer until the window starts anew; an hour at most. */
    val reset: Duration?,
)

/** What came with an answer besides its body. */
public data class ResponseMetadata(
    /** The HTTP status. */
    val status: Int,
    /** The headers, names in lower case; one that came twice has two values. */
    val headers: Map<String, List<String>>,
    /** The request's id at the server, if it names one. */
    val requestId: String?,
    /** What the answer says of the rate limit. */
    val rateLimit: RateLimit?,
    /** How many attempts were sent. */
    val attempts: Int,
    /** How long the call took, waits included. */
    val elapsed: Duration,
) {
    /** Headers may carry secrets: only their names are shown. */
    override fun toString(): String =
        "ResponseMetadata(status=$status, headers=${headers.keys}, requestId=$requestId, " +
            "rateLimit=$rateLimit, attempts=$attempts, elapsed=$elapsed)"
}

/** The options of one call. What is not given is as the client says. */
public data class CallOptions(
    /** One deadline for the whole call, waits and retries included; [Duration.INFINITE] for none. */
    val timeout: Duration? = null,
    /** Says that repeating this request does no harm, so that it may be retried like a PUT. */
    val idempotent: Boolean = false,
    /** Headers to add. Those that carry credentials or frame the message are refused. */
    val headers: Map<String, String> = emptyMap(),
    /** Query parameters to add: texts, numbers and booleans; a list repeats its name. */
    val query: Map<String, Any?> = emptyMap(),
    /** Acts for this organization (PUGUH). */
    val organizationId: String? = null,
    /** Acts for this application (PUGUH). */
    val applicationId: String? = null,
    /** Acts for this project (Pug). */
    val projectId: String? = null,
    /** Is told of status, headers and timing before the result is returned; of a list, for each page. */
    val onResponse: ((ResponseMetadata) -> Unit)? = null,
) {
    /** Headers and query may carry secrets: only their names are shown. */
    override fun toString(): String =
        "CallOptions(timeout=$timeout, idempotent=$idempotent, headers=${headers.keys}, query=${query.keys}, " +
            "organizationId=$organizationId, applicationId=$applicationId, projectId=$projectId)"

    public companion object {
        /** As the client says. */
        public val DEFAULT: CallOptions = CallOptions()
    }
}

/** An access token, with what is known of its life. Its text shows no token. */
public class Tokens(
    /** The token that signs requests. */
    public val accessToken: String,
    /** The token that buys the next access token. */
    public val refreshToken: String? = null,
    /** How long the access token lives, counted from when it was asked for. Else the token tells itself. */
    public val expiresIn: Duration? = null,
) {
    override fun equals(other: Any?): Boolean = other is Tokens && accessToken == other.accessToken &&
        refreshToken == other.refreshToken && expiresIn == other.expiresIn

    override fun hashCode(): Int = Objects.hash(accessToken, refreshToken, expiresIn)

    override fun toString(): String = "Tokens(expiresIn=$expiresIn)"
}

/** What `onTokenExpired` is told. */
public data class TokenExpired(
    /** Why a new token is asked for. */
    val reason: ExpiryReason,
    /** 1, and one more for each failure in a row before this. */
    val attempt: Int,
)

/** Why a new token is asked for. */
public enum class ExpiryReason(
    /** The stable text, such as `rejected`. */
    public val text: String,
) {
    /** There is no token yet. */
    MISSING("missing"),

    /** The token nears its end but still works. */
    EXPIRING("expiring"),

    /** The token has reached its end. */
    EXPIRED("expired"),

    /** The server answered 401. */
    REJECTED("rejected"),
}

/** Limits locally how fast requests leave. */
public data class Pacing(
    /** Requests a second in the long run. */
    val perSecond: Double,
    /** Requests at once after a pause. */
    val burst: Int,
) {
    /** The documented limits. */
    public companion object {
        /** PUGUH's Free plan: 60 requests a minute. */
        public val PUGUH_FREE: Pacing = perMinute(60)

        /** PUGUH's Pro plan: 300 requests a minute. */
        public val PUGUH_PRO: Pacing = perMinute(300)

        /** PUGUH's Business plan: 1,000 requests a minute. */
        public val PUGUH_BUSINESS: Pacing = perMinute(1000)

        /** Composite's public keys: 100 requests a second, 1,000 at once. */
        public val COMPOSITE_PUBLIC_KEY: Pacing = Pacing(100.0, 1_000)

        /** Composite's secret keys: 1,000 requests a second, 10,000 at once. */
        public val COMPOSITE_SECRET_KEY: Pacing = Pacing(1_000.0, 10_000)

        /** So many requests a minute, all of them at once if need be. */
        public fun perMinute(requests: Int): Pacing = Pacing(requests / 60.0, requests)
    }
}

/** What the tokens are checked for by `verifyToken`, besides signature and expiry. */
public data class TokenChecks(
    /** The only `iss` accepted. Not looked at unless given. */
    val issuer: String? = null,
    /** What `aud` must be or contain. Not looked at unless given. */
    val audience: String? = null,
    /** By how much clocks may differ: 30 seconds unless given, five minutes at most. */
    val leeway: Duration? = null,
)

/** A token whose signature and claims hold. */
public class VerifiedToken internal constructor(
    /** Whom the token is about: `sub`. */
    public val subject: String?,
    /** When it expires. */
    public val expiresAt: Instant,
    /** Every claim, those above among them. */
    public val claims: Map<String, Any?>,
) {
    override fun toString(): String = "VerifiedToken(subject=$subject, expiresAt=$expiresAt, claims=${claims.keys})"
}

/** How requests leave the network. Unless given, as `HTTPS_PROXY` and its kin say. */
public class Proxy private constructor(internal val url: String?) {
    override fun toString(): String = if (url == null) "Proxy.none" else "Proxy"

    public companion object {
        /** Straight, whatever the environment says. */
        @JvmField
        public val none: Proxy = Proxy(null)

        /** Through this proxy, such as `http://proxy.example:3128`. */
        public fun at(url: String): Proxy = Proxy(url)
    }
}
