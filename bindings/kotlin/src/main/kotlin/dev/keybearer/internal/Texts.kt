package dev.keybearer.internal

import dev.keybearer.Violation
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/*
 * A String of Kotlin's may hold half of a surrogate pair, which is no character: to turn it into bytes
 * would put a question mark in its place.
 */

internal const val UNSOUND = "holds half of a surrogate pair, which is no character"

/** Whether [text] is characters throughout. */
internal fun isSound(text: String): Boolean {
    var at = 0
    while (at < text.length) {
        val char = text[at++]
        if (!char.isSurrogate()) continue
        if (char.isLowSurrogate() || at == text.length || !text[at].isLowSurrogate()) return false
        at++
    }
    return true
}

/** Refuses arguments that are no text. */
internal fun checkSound(arguments: List<Argument>, operation: String? = null) {
    val unsound = arguments.filterNot { isSound(it.value) }
    if (unsound.isNotEmpty()) throw refused(unsound.map { Violation(it.name, UNSOUND) }, operation)
}

/** [json] as text; refused in the words of [codec] where it holds what is no text. */
internal fun soundText(json: JsonElement, at: String, operation: String?, codec: Codec<*>?): String {
    val text = json.toString()
    if (isSound(text)) return text
    val problems = unsound(json, at).map { Violation(codec?.rename(it) ?: camelCase(it), UNSOUND) }
    throw refused(problems, operation)
}

/** The paths to what is no text in [json]. */
internal fun unsound(json: JsonElement, at: String = ""): List<String> = when (json) {
    is JsonObject -> json.flatMap { (name, member) ->
        if (isSound(name)) unsound(member, below(at, name)) else listOf(at.ifEmpty { "request" })
    }
    is JsonArray -> json.flatMapIndexed { index, item -> unsound(item, "$at[$index]") }
    is JsonPrimitive -> if (isSound(json.content)) emptyList() else listOf(at.ifEmpty { "request" })
}
