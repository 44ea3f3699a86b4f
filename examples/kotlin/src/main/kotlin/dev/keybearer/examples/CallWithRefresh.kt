package dev.keybearer.examples

import dev.keybearer.ClientEvent
import dev.keybearer.PuguhClient
import dev.keybearer.puguh.ListOrganizations
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay

/** PUGUH: a hundred calls meet a token that has expired, and one new token serves them all. */
suspend fun main() {
    val puguh = PuguhClient(
        accessToken = variable("PUGUH_EXPIRED_ACCESS_TOKEN"),
        onTokenExpired = { fetchToken() },
        readEnvironment = true,
        observer = { event ->
            if (event is ClientEvent.TokenRefreshed) println("a new token, because the old one was ${event.reason}")
        },
    )
    puguh.use {
        val pages = coroutineScope {
            List(100) { async { puguh.organizations.list(ListOrganizations(pageSize = 20u)) } }.awaitAll()
        }
        println("${pages.size} calls answered, of ${pages.first().total} organizations each")
        println("the limit: ${puguh.rateLimit()?.limit} requests a minute")
    }
}

/** Asks your own backend for a fresh token. */
private suspend fun fetchToken(): String {
    println("fetching a token")
    delay(100)
    return variable("PUGUH_ACCESS_TOKEN")
}
