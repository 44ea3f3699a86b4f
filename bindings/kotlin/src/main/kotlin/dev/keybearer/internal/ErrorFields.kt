package dev.keybearer.internal

import dev.keybearer.Attempt
import dev.keybearer.ErrorDetail
import dev.keybearer.Violation
import kotlin.time.Duration

/** What is known of a failure. */
internal data class ErrorFields(
    val message: String,
    val text: String? = null,
    val platform: String? = null,
    val operation: String? = null,
    val status: Int? = null,
    val serverCode: String? = null,
    val reason: String? = null,
    val requestId: String? = null,
    val retryable: Boolean = false,
    val retriesSuppressed: Boolean = false,
    val maybeProcessed: Boolean = false,
    val retryAfter: Duration? = null,
    val violations: List<Violation> = emptyList(),
    val details: List<ErrorDetail> = emptyList(),
    val attempts: List<Attempt> = emptyList(),
    val body: String? = null,
    val cause: Throwable? = null,
    val copied: Boolean = false,
)
