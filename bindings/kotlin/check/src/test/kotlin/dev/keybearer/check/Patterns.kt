package dev.keybearer.check

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.doubleOrNull

/** The value at a path such as `headers.authorization` or `items.0.id`. */
internal fun JsonElement.at(path: String): JsonElement? =
    path.split('.').fold(this as JsonElement?) { value, step ->
        when (value) {
            is JsonArray -> step.toIntOrNull()?.let(value::getOrNull)
            is JsonObject -> value[step]
            else -> null
        }
    }

/** Puts variables in the place of `${path.to.variable}`; a text that is nothing else becomes the value. */
internal fun substitute(value: JsonElement, variables: JsonObject): JsonElement = when (value) {
    is JsonObject -> JsonObject(value.mapValues { substitute(it.value, variables) })
    is JsonArray -> JsonArray(value.map { substitute(it, variables) })
    is JsonPrimitive -> if (value.isString) substituteText(value.content, variables) else value
}

private val VARIABLE = Regex("""\$\{([^}]*)}""")

private fun substituteText(text: String, variables: JsonObject): JsonElement {
    VARIABLE.matchEntire(text)?.let { return lookup(it.groupValues[1], variables) }
    return JsonPrimitive(VARIABLE.replace(text) { shown(lookup(it.groupValues[1], variables)) })
}

private fun lookup(path: String, variables: JsonObject): JsonElement =
    variables.at(path) ?: broken("there is no variable $path")

private fun shown(value: JsonElement): String = if (value is JsonPrimitive) value.content else value.toString()

/** Where and how [actual] differs from [pattern]; empty if it does not. */
internal fun mismatches(pattern: JsonElement, actual: JsonElement?): List<String> =
    mutableListOf<String>().also { compare(pattern, actual, "", it) }

internal fun matches(pattern: JsonElement, actual: JsonElement?): Boolean = mismatches(pattern, actual).isEmpty()

private val OPERATORS = setOf("\$any", "\$absent", "\$min", "\$max", "\$length", "\$contains", "\$lacks", "\$each", "\$some")

private fun compare(pattern: JsonElement, actual: JsonElement?, path: String, found: MutableList<String>) {
    fun complain(wanted: Any) {
        found += "${path.ifEmpty { "it" }} is ${actual?.toString()?.take(300) ?: "nothing"}, not $wanted"
    }
    when {
        pattern is JsonObject && pattern.isNotEmpty() && pattern.keys.all { it in OPERATORS } ->
            for ((operator, operand) in pattern) {
                if (!holds(operator, operand, actual?.takeUnless { it is JsonNull })) complain("{$operator: $operand}")
            }
        pattern is JsonObject && actual is JsonObject ->
            for ((name, member) in pattern) compare(member, actual[name], if (path.isEmpty()) name else "$path.$name", found)
        pattern is JsonArray && actual is JsonArray && pattern.size == actual.size ->
            pattern.forEachIndexed { index, item -> compare(item, actual[index], "$path[$index]", found) }
        pattern is JsonNull && (actual == null || actual is JsonNull) -> {}
        pattern is JsonPrimitive && actual is JsonPrimitive && same(pattern, actual) -> {}
        else -> complain(pattern.toString().take(300))
    }
}

private fun same(pattern: JsonPrimitive, actual: JsonPrimitive): Boolean = when {
    pattern is JsonNull || actual is JsonNull -> pattern is JsonNull && actual is JsonNull
    pattern.isString || actual.isString -> pattern.isString && actual.isString && pattern.content == actual.content
    else -> pattern.content == actual.content || (pattern.doubleOrNull != null && pattern.doubleOrNull == actual.doubleOrNull)
}

private fun holds(operator: String, operand: JsonElement, actual: JsonElement?): Boolean = when (operator) {
    "\$any" -> actual != null
    "\$absent" -> actual == null
    "\$min" -> actual.number()?.let { it >= operand.number()!! } ?: false
    "\$max" -> actual.number()?.let { it <= operand.number()!! } ?: false
    "\$length" -> matches(operand, JsonPrimitive(length(actual)))
    "\$contains" -> texts(operand).all { actual.text()?.contains(it) ?: false }
    "\$lacks" -> texts(operand).none { actual.text()?.contains(it) ?: false }
    "\$each" -> actual is JsonArray && actual.all { matches(operand, it) }
    "\$some" -> actual is JsonArray && actual.any { matches(operand, it) }
    else -> false
}

private fun length(value: JsonElement?): Int = when (value) {
    is JsonArray -> value.size
    is JsonObject -> value.size
    is JsonPrimitive -> if (value.isString) value.content.codePointCount(0, value.content.length) else 0
    null -> 0
}

private fun texts(operand: JsonElement): List<String> =
    if (operand is JsonArray) operand.mapNotNull { it.text() } else listOfNotNull(operand.text())

internal fun JsonElement?.text(): String? = (this as? JsonPrimitive)?.takeIf { it.isString }?.content

internal fun JsonElement?.number(): Double? = (this as? JsonPrimitive)?.takeUnless { it.isString }?.doubleOrNull

/** What goes wrong with a scenario itself, rather than with what it tests. */
internal fun broken(what: String): Nothing = error("the scenario is wrong: $what")
