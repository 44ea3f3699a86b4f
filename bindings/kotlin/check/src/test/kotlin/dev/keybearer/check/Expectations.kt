package dev.keybearer.check

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

internal fun same(what: String, pattern: JsonElement, actual: JsonElement?) {
    val found = mismatches(pattern, actual)
    check(found.isEmpty()) { "$what: ${found.joinToString("; ")}" }
}

/** Each outcome of a step is `{"ok": …}`, `{"error": …}` or `{"cancelled": true}`. */
internal fun checkOutcomes(expected: JsonObject, outcomes: List<JsonObject>) {
    expected["outcomes"]?.let { tally ->
        val counted = outcomes.groupingBy { outcome ->
            when {
                "ok" in outcome -> "ok"
                "cancelled" in outcome -> "cancelled"
                else -> outcome["error"]!!.jsonObject["code"].text()!!
            }
        }.eachCount()
        same("outcomes", tally, JsonObject(counted.mapValues { JsonPrimitive(it.value) }))
    }
    for (outcome in outcomes) {
        val part = when {
            "error" in expected -> "error"
            expected["cancelled"] == JsonPrimitive(true) -> "cancelled"
            "ok" in expected -> "ok"
            "outcomes" in expected -> null
            else -> "ok"
        }
        if (part != null) {
            val actual = outcome[part]
            checkNotNull(actual) { "instead of $part it came to $outcome" }
            // Without a pattern any success will do.
            expected[part]?.let { same(part, it, actual) }
            expected["metadata"]?.let { same("metadata", it, outcome["metadata"]) }
        }
        expected["elapsed_ms"]?.let { same("elapsed_ms", it, outcome["elapsed_ms"]) }
    }
}

/** What must be so in the end. */
internal suspend fun checkAll(world: World, expected: JsonObject) {
    val journal = world.sandbox.journal()
    expected["journal"]?.let { sameRequests(world, "journal", it.jsonArray, journal) }
    expected["other_journal"]?.let { sameRequests(world, "other_journal", it.jsonArray, world.other?.journal().orEmpty()) }
    expected["requests"]?.jsonArray.orEmpty().forEach { checkRequests(world, it.jsonObject, journal) }
    expected["counters"]?.let { same("counters", world.resolve(it), world.sandbox.get("/_sandbox/counters")) }
    expected["callbacks"]?.let { same("callbacks", world.resolve(it), JsonArray(world.callbacks.toList())) }
    val events = world.events.toList()
    val rest = events.iterator()
    for (pattern in expected["events"]?.jsonArray.orEmpty().map(world::resolve)) {
        check(rest.asSequence().any { matches(pattern, it) }) { "events: $pattern is missing, or out of order" }
    }
    for (pattern in expected["no_events"]?.jsonArray.orEmpty().map(world::resolve)) {
        val event = events.find { matches(pattern, it) }
        check(event == null) { "events: $event must not be" }
    }
    val secrets = world.secrets() + expected["hidden"]?.jsonArray.orEmpty().mapNotNull { world.resolve(it).text() }
    val shown = world.shown.toList()
    for (secret in secrets) {
        val seen = shown.find { secret in it }
        check(seen == null) { "the secret $secret is seen in $seen" }
    }
}

private fun sameRequests(world: World, what: String, expected: JsonArray, actual: List<JsonObject>) {
    check(expected.size == actual.size) { "$what: ${actual.size} requests, not ${expected.size}" }
    expected.zip(actual).forEachIndexed { index, (pattern, entry) ->
        same("$what, request ${index + 1}", world.resolve(pattern), entry)
    }
}

private fun checkRequests(world: World, expected: JsonObject, journal: List<JsonObject>) {
    val pattern = expected["match"]?.let(world::resolve) ?: JsonObject(emptyMap())
    val what = "requests that match $pattern"
    val entries = journal.filter { matches(pattern, it) }
    expected["count"]?.let { same(what, it, JsonPrimitive(entries.size)) }
    expected["each"]?.let { each -> entries.forEach { same(what, world.resolve(each), it) } }
    val arrived = entries.map { it["at_ms"].number()!! }
    expected["spacing_ms"]?.let { spacing ->
        arrived.zipWithNext { one, next -> same("$what, spacing_ms", spacing, JsonPrimitive(next - one)) }
    }
    expected["span_ms"]?.let { span ->
        if (arrived.size > 1) same("$what, span_ms", span, JsonPrimitive(arrived.last() - arrived.first()))
    }
    for (path in expected["same"]?.jsonArray.orEmpty().map { it.text()!! }) {
        val values = entries.map { it.at(path) ?: JsonNull }
        check(values.distinct().size <= 1) { "$what: $path differs: $values" }
    }
    for (path in expected["distinct"]?.jsonArray.orEmpty().map { it.text()!! }) {
        val values = entries.map { it.at(path) ?: JsonNull }
        check(values.distinct().size == values.size) { "$what: $path repeats: $values" }
    }
}
