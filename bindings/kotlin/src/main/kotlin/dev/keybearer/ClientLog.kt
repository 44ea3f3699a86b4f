package dev.keybearer

import java.util.logging.Level
import java.util.logging.LogRecord
import java.util.logging.Logger

/** How much a line of the log matters. */
public enum class LogLevel {
    /** Every attempt. */
    DEBUG,

    /** What is worth knowing: a token was renewed. */
    INFO,

    /** What somebody may have to look at: a retry, a failed refresh, a closed gate. */
    WARN,
}

/**
 * Where a client writes its log. No line holds a secret.
 *
 * For SLF4J:
 *
 * ```
 * ClientLog { level, line ->
 *     when (level) {
 *         LogLevel.DEBUG -> logger.debug(line)
 *         LogLevel.INFO -> logger.info(line)
 *         LogLevel.WARN -> logger.warn(line)
 *     }
 * }
 * ```
 */
public fun interface ClientLog {
    /** Writes one line. It should return quickly. */
    public fun log(level: LogLevel, line: String)

    public companion object {
        /** Writes to `java.util.logging`. */
        public fun toJavaLogging(name: String = "dev.keybearer"): ClientLog {
            val logger = Logger.getLogger(name)
            return ClientLog { level, line ->
                val own = when (level) {
                    LogLevel.DEBUG -> Level.FINE
                    LogLevel.INFO -> Level.INFO
                    LogLevel.WARN -> Level.WARNING
                }
                if (logger.isLoggable(own)) {
                    val record = LogRecord(own, line)
                    record.loggerName = name
                    // Else it names this lambda as where the line comes from.
                    record.sourceClassName = null
                    logger.log(record)
                }
            }
        }
    }
}

internal fun ClientLog.tell(event: ClientEvent) {
    when (event) {
        is ClientEvent.AttemptStarted -> log(LogLevel.DEBUG, "${event.operation}: attempt ${event.attempt}")
        is ClientEvent.AttemptFinished -> {
            val outcome = event.status?.let { "HTTP $it" } ?: "no answer"
            log(LogLevel.DEBUG, "${event.operation}: attempt ${event.attempt} ended after ${event.elapsed}: $outcome")
        }
        is ClientEvent.CallFinished -> {
            val outcome = event.error ?: "ok"
            log(LogLevel.DEBUG, "${event.operation}: $outcome after ${event.elapsed}, ${event.attempts} attempts")
        }
        is ClientEvent.Retrying ->
            log(LogLevel.WARN, "${event.operation}: attempt ${event.attempt} failed (${event.reason}); again in ${event.delay}")
        is ClientEvent.TokenRefreshed ->
            log(LogLevel.INFO, "new token, generation ${event.generation} (${event.reason}), after ${event.elapsed}")
        is ClientEvent.TokenRefreshFailed ->
            log(LogLevel.WARN, "no new token: ${event.error}; the next refresh in ${event.coolDown} at the earliest")
        is ClientEvent.TokenStoreFailed -> log(LogLevel.WARN, event.message)
        is ClientEvent.GateClosed ->
            log(LogLevel.WARN, "${event.operation}: the server asks everybody to wait ${event.delay}")
    }
}
