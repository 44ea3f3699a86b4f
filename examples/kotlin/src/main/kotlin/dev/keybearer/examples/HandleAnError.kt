package dev.keybearer.examples

import dev.keybearer.CallOptions
import dev.keybearer.KeybearerException
import dev.keybearer.PuguhClient
import dev.keybearer.puguh.ListOrganizations
import kotlin.time.Duration.Companion.seconds

/** PUGUH: every failure is one sealed exception, with the history of its attempts. */
suspend fun main() {
    PuguhClient.fromEnv().use { puguh ->
        show { puguh.organizations.get("no-such-organization") }
        show { puguh.organizations.list(ListOrganizations(pageSize = 500u)) }
        show { puguh.auth.logout() }
        show { puguh.organizations.list(options = CallOptions(timeout = 5.seconds)) }
    }
}

private suspend fun show(call: suspend () -> Any?) {
    try {
        call()
        println("ok")
    } catch (error: KeybearerException) {
        when (error) {
            is KeybearerException.NotFound -> println("not found, after ${error.attempts.size} attempt")
            is KeybearerException.InvalidRequest ->
                error.violations.forEach { println("refused here: ${it.field} ${it.message}") }
            is KeybearerException.PermissionDenied -> println("not with this credential: ${error.operation}")
            is KeybearerException.RateLimited -> println("come back in ${error.retryAfter}")
            is KeybearerException.SessionExpired -> println("sign in again")
            else -> throw error
        }
    }
}
