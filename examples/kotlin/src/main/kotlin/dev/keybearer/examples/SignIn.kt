package dev.keybearer.examples

import dev.keybearer.MemoryTokenStore
import dev.keybearer.PuguhClient
import dev.keybearer.puguh.Login
import dev.keybearer.puguh.tokens
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList

/** PUGUH: sign in with e-mail and password, list as a flow, sign out. */
suspend fun main() {
    // Nobody is signed in at first. An application that outlives its process takes a FileTokenStore.
    val store = MemoryTokenStore()
    PuguhClient(tokenStore = store, readEnvironment = true).use { puguh ->
        val login = puguh.auth.login(Login(variable("PUGUH_EMAIL"), variable("PUGUH_PASSWORD")))
        puguh.setTokens(login.tokens())
        println("signed in as ${variable("PUGUH_EMAIL")}")

        // Pages are fetched when they are needed, and no more than that.
        val first = puguh.organizations.listItems().take(3).toList()
        println("the first: ${first.map { it.name }}")
        println("${puguh.organizations.listItems().count()} organizations in all")

        puguh.signOut()
        println("signed out; the store holds ${store.load()}")
    }
}

internal fun variable(name: String): String = System.getenv(name) ?: error("$name must be set")
