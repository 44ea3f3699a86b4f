// Written by `cargo xtask generate` from sdk-core/src/error.rs. Do not edit.

package dev.keybearer

import dev.keybearer.internal.ErrorFields
import kotlin.time.Duration
import kotlinx.coroutines.CopyableThrowable
import kotlinx.coroutines.ExperimentalCoroutinesApi

/** What went wrong, as text that never changes between versions or languages. */
public enum class ErrorCode(
    /** The stable text, such as `rate_limited`. */
    public val text: String,
) {
    /**
     * Refused while building a client: an empty or malformed key, a missing organization, plain http to a remote
     * host, two credentials.
     */
    INVALID_CONFIG("invalid_config"),

    /**
     * Refused locally, or answered with 400, 413, 415, 422 or another 4xx without a code of its own, or Connect
     * `invalid_argument`, `failed_precondition`, `out_of_range`.
     */
    INVALID_REQUEST("invalid_request"),

    /** The server answered 401 and no refresh could cure it. */
    UNAUTHENTICATED("unauthenticated"),

    /** The session can no longer be refreshed. Every call fails without network until new tokens are set. */
    SESSION_EXPIRED("session_expired"),

    /** `onTokenExpired` or the refresh endpoint failed this time. A token that is still valid stays in use. */
    TOKEN_REFRESH_FAILED("token_refresh_failed"),

    /** The server answered 403; or this kind of credential may not call this operation, and nothing was sent. */
    PERMISSION_DENIED("permission_denied"),

    /** 404, or Connect `not_found`. */
    NOT_FOUND("not_found"),

    /** 409, or Connect `already_exists` or `aborted`. */
    CONFLICT("conflict"),

    /**
     * 429 or Connect `resource_exhausted` after the attempts were used up or with a delay too long to wait; or
     * held back locally because the limit is known to be exhausted.
     */
    RATE_LIMITED("rate_limited"),

    /** The deadline of the call passed with no answer. */
    TIMEOUT("timeout"),

    /** The caller gave up. */
    CANCELLED("cancelled"),

    /**
     * DNS, connect, TLS, a reset, or a redirect that is not followed. `maybeProcessed` tells whether the server
     * can have acted.
     */
    CONNECTION("connection"),

    /** 5xx, or Connect `internal`, `unknown`, `data_loss`, `unavailable`, `unimplemented`. */
    SERVER("server"),

    /** A success whose body is not what the API promises, or one over the size limit. */
    DECODE("decode"),

    /**
     * Code supplied by the caller failed: a callback called the client in a circle, panicked, or gave a value of
     * the wrong kind.
     */
    CALLBACK("callback"),;
}

/**
 * Why a call failed or a client could not be built: the one exception of this package.
 *
 * There is a class for each [code]. No text in it holds a secret: what came from a server is
 * bounded, and credentials in it are masked. Of one that was serialized, code, message and text are
 * what is left.
 */
@OptIn(ExperimentalCoroutinesApi::class)
public sealed class KeybearerException(
    /** What went wrong. */
    public val code: ErrorCode,
    fields: ErrorFields,
) : RuntimeException(fields.message, fields.cause), CopyableThrowable<KeybearerException> {
    private val text: String =
        fields.text ?: "${code.text}: ${fields.message}${fields.operation?.let { " ($it)" }.orEmpty()}"

    @Transient
    private val known: ErrorFields? = fields

    private val fields: ErrorFields get() = known ?: ErrorFields(message, text)

    /** What went wrong, for people: the server's words where it gave any. */
    override val message: String get() = super.message.orEmpty()

    /** Which API: `pug`, `puguh` or `composite`. */
    public val platform: String? get() = fields.platform

    /** The operation, such as `puguh.organizations.list`. */
    public val operation: String? get() = fields.operation

    /** The HTTP status of the last answer, if there was one. */
    public val status: Int? get() = fields.status

    /** The server's own code, such as Connect's `resource_exhausted` or OAuth's `invalid_grant`. */
    public val serverCode: String? get() = fields.serverCode

    /** The reason behind the code, such as a missing permission or `callback_timeout`. */
    public val reason: String? get() = fields.reason

    /** The request's id at the server, to quote to support. */
    public val requestId: String? get() = fields.requestId

    /** Whether the same request may succeed later. */
    public val retryable: Boolean get() = fields.retryable

    /** Whether a retry was due but the retry budget was empty. */
    public val retriesSuppressed: Boolean get() = fields.retriesSuppressed

    /** Whether the server can have acted on the request although no answer was read. */
    public val maybeProcessed: Boolean get() = fields.maybeProcessed

    /** How long the server, or the local limiter, asks to wait. */
    public val retryAfter: Duration? get() = fields.retryAfter

    /** The fields that were refused. */
    public val violations: List<Violation> get() = fields.violations

    /** Structured details that have no place of their own. */
    public val details: List<ErrorDetail> get() = fields.details

    /** What happened, attempt by attempt. Empty if nothing was sent. */
    public val attempts: List<Attempt> get() = fields.attempts

    /** The beginning of the body of the answer, with credentials masked. */
    public val body: String? get() = fields.body

    /** Code, message and what else helps, in one line. */
    override fun toString(): String = text

    /**
     * The same, to be told with the trace of the coroutine that called: by this the recovery of stack
     * traces of kotlinx.coroutines, which is on while debugging and in tests, shows who called.
     */
    override fun createCopy(): KeybearerException? =
        // Once: where it passes another scope it would lose what it has.
        if (fields.copied) null else of(code.text, fields.copy(copied = true))

    /**
     * Refused while building a client: an empty or malformed key, a missing organization, plain http to a remote
     * host, two credentials.
     *
     * Correct the option that the message names. Nothing was sent.
     */
    public class InvalidConfig internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.INVALID_CONFIG, fields)

    /**
     * Refused locally, or answered with 400, 413, 415, 422 or another 4xx without a code of its own, or Connect
     * `invalid_argument`, `failed_precondition`, `out_of_range`.
     *
     * Correct the fields listed in `violations`. Repeating the same request fails again.
     */
    public class InvalidRequest internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.INVALID_REQUEST, fields)

    /**
     * The server answered 401 and no refresh could cure it.
     *
     * Check the key, its environment and its kind; with a token, sign in again or pass `onTokenExpired`.
     */
    public class Unauthenticated internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.UNAUTHENTICATED, fields)

    /**
     * The session can no longer be refreshed. Every call fails without network until new tokens are set.
     *
     * Sign in again and hand the new tokens to `setTokens`.
     */
    public class SessionExpired internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.SESSION_EXPIRED, fields)

    /**
     * `onTokenExpired` or the refresh endpoint failed this time. A token that is still valid stays in use.
     *
     * Try again after `retryAfter`; the source tells what the callback or the endpoint said.
     */
    public class TokenRefreshFailed internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.TOKEN_REFRESH_FAILED, fields)

    /**
     * The server answered 403; or this kind of credential may not call this operation, and nothing was sent.
     *
     * Use the kind of credential that the message names, or have the permission granted.
     */
    public class PermissionDenied internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.PERMISSION_DENIED, fields)

    /**
     * 404, or Connect `not_found`.
     *
     * Check the id, and that the credential belongs to the project or organization that owns it.
     */
    public class NotFound internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.NOT_FOUND, fields)

    /**
     * 409, or Connect `already_exists` or `aborted`.
     *
     * Read the current state, then decide.
     */
    public class Conflict internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.CONFLICT, fields)

    /**
     * 429 or Connect `resource_exhausted` after the attempts were used up or with a delay too long to wait; or
     * held back locally because the limit is known to be exhausted.
     *
     * Try again after `retryAfter`. Send fewer, larger requests.
     */
    public class RateLimited internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.RATE_LIMITED, fields)

    /**
     * The deadline of the call passed with no answer.
     *
     * Whether the server acted is unknown unless the operation is safe. Raise `timeout`, or try again if
     * repeating does no harm.
     */
    public class Timeout internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.TIMEOUT, fields)

    /**
     * The caller gave up.
     *
     * Nothing: this is what was asked for.
     */
    public class Cancelled internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.CANCELLED, fields)

    /**
     * DNS, connect, TLS, a reset, or a redirect that is not followed. `maybeProcessed` tells whether the server
     * can have acted.
     *
     * Check the network, the base URL and the proxy settings.
     */
    public class Connection internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.CONNECTION, fields)

    /**
     * 5xx, or Connect `internal`, `unknown`, `data_loss`, `unavailable`, `unimplemented`.
     *
     * Try again later if `retryable`; quote `requestId` to support.
     */
    public class Server internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.SERVER, fields)

    /**
     * A success whose body is not what the API promises, or one over the size limit.
     *
     * Use the raw call to see the body, and report it: the server acted, only its answer is unreadable.
     */
    public class Decode internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.DECODE, fields)

    /**
     * Code supplied by the caller failed: a callback called the client in a circle, panicked, or gave a value of
     * the wrong kind.
     *
     * Correct the callback that the message names.
     */
    public class Callback internal constructor(fields: ErrorFields) :
        KeybearerException(ErrorCode.CALLBACK, fields)

    internal companion object {
        fun of(code: String, fields: ErrorFields): KeybearerException = when (code) {
            "invalid_config" -> InvalidConfig(fields)
            "invalid_request" -> InvalidRequest(fields)
            "unauthenticated" -> Unauthenticated(fields)
            "session_expired" -> SessionExpired(fields)
            "token_refresh_failed" -> TokenRefreshFailed(fields)
            "permission_denied" -> PermissionDenied(fields)
            "not_found" -> NotFound(fields)
            "conflict" -> Conflict(fields)
            "rate_limited" -> RateLimited(fields)
            "timeout" -> Timeout(fields)
            "cancelled" -> Cancelled(fields)
            "connection" -> Connection(fields)
            "server" -> Server(fields)
            "decode" -> Decode(fields)
            "callback" -> Callback(fields)
            else -> Server(fields)
        }
    }
}
