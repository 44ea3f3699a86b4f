package dev.keybearer

import kotlin.time.Duration

/** Something that a client did. No event holds a secret. */
public sealed class ClientEvent {
    /** The stable name, such as `attempt_started`. */
    public abstract val type: String

    /** An attempt is about to be sent. */
    public data class AttemptStarted(
        /** The call's number, unique in the process. */
        val call: Long,
        /** The operation, such as `puguh.organizations.list`. */
        val operation: String,
        /** 1 for the first attempt. A replay after a refresh keeps its number. */
        val attempt: Int,
    ) : ClientEvent() {
        override val type: String get() = "attempt_started"
    }

    /** An attempt has ended. */
    public data class AttemptFinished(
        /** The call's number. */
        val call: Long,
        /** The operation. */
        val operation: String,
        /** The attempt's number. */
        val attempt: Int,
        /** The HTTP status, if there was an answer. */
        val status: Int?,
        /** How long it took. */
        val elapsed: Duration,
    ) : ClientEvent() {
        override val type: String get() = "attempt_finished"
    }

    /** The call goes on after a failure. */
    public data class Retrying(
        /** The call's number. */
        val call: Long,
        /** The operation. */
        val operation: String,
        /** The number of the attempt that failed. */
        val attempt: Int,
        /** Why, such as `throttled` or `timed_out`; `unauthenticated` for a replay with a new token. */
        val reason: String,
        /** How long it waits first. */
        val delay: Duration,
    ) : ClientEvent() {
        override val type: String get() = "retrying"
    }

    /** A call has ended. */
    public data class CallFinished(
        /** The call's number. */
        val call: Long,
        /** The operation. */
        val operation: String,
        /** The code of its error; `null` for a success. */
        val error: String?,
        /** How many attempts were sent. */
        val attempts: Int,
        /** How long the call took, waits included. */
        val elapsed: Duration,
    ) : ClientEvent() {
        override val type: String get() = "call_finished"
    }

    /** A new token is in use. */
    public data class TokenRefreshed(
        /** The session's generation: one more for each token installed. */
        val generation: Long,
        /** Why it was asked for: `missing`, `expiring`, `expired` or `rejected`. */
        val reason: String,
        /** How long the refresh took. */
        val elapsed: Duration,
    ) : ClientEvent() {
        override val type: String get() = "token_refreshed"
    }

    /** A refresh failed. */
    public data class TokenRefreshFailed(
        /** `token_refresh_failed`, or `session_expired` if it ends the session. */
        val error: String,
        /** When the next refresh may start. */
        val coolDown: Duration,
    ) : ClientEvent() {
        override val type: String get() = "token_refresh_failed"
    }

    /** Tokens could not be written to the token store, or read from it. */
    public data class TokenStoreFailed(
        /** What the store said. */
        val message: String,
    ) : ClientEvent() {
        override val type: String get() = "token_store_failed"
    }

    /** The server asked a whole scope to wait. */
    public data class GateClosed(
        /** The operation whose answer closed it. */
        val operation: String,
        /** For how long. */
        val delay: Duration,
    ) : ClientEvent() {
        override val type: String get() = "gate_closed"
    }
}
