package dev.keybearer.examples

import dev.keybearer.CompositeClient
import dev.keybearer.PugClient
import dev.keybearer.composite.ListEvents
import dev.keybearer.pug.BatchCreate
import dev.keybearer.pug.Identify
import java.time.Instant
import kotlinx.coroutines.flow.toList
import dev.keybearer.composite.Event as CompositeEvent
import dev.keybearer.pug.Event as PugEvent

/** Pug and Composite: send events, say whose they are, read them back. */
suspend fun main() {
    PugClient.fromEnv().use { pug ->
        pug.profiles.identify(Identify("user-17", traits = mapOf("plan" to "pro")))
        val events = listOf(
            PugEvent("cart_opened", sessionId = "s-1"),
            PugEvent("order_paid", properties = mapOf("total" to 12.5), timestamp = Instant.now()),
        )
        val stored = pug.events.batchCreate(BatchCreate(events))
        println("Pug: ${stored.eventsCreated} events stored")
    }
    CompositeClient.fromEnv().use { composite ->
        // A retry repeats the event's id, so that it counts once.
        composite.events.send(CompositeEvent("order_placed", distinctId = "user-17", properties = mapOf("total" to 12.5)))
        val page = composite.events.listItems(ListEvents(distinctId = "user-17")).toList()
        println("Composite: ${page.map { it.name }}")
    }
}
