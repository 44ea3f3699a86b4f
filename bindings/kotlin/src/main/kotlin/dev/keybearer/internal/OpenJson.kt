package dev.keybearer.internal

import dev.keybearer.KeybearerException
import dev.keybearer.Message
import dev.keybearer.OpenEnum
import dev.keybearer.Violation
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZonedDateTime
import java.util.IdentityHashMap
import java.util.UUID
import kotlin.time.ExperimentalTime
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** Deeper than this is no message; the core's own parser stops at 128. */
private const val DEEPEST = 100

private val LEAST = Long.MIN_VALUE.toBigInteger()
private val MOST = ULong.MAX_VALUE.toString().toBigInteger()

/** A number of JSON's (RFC 8259, section 6). */
private val NUMBER = Regex("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?")

/**
 * Open JSON on its way out: native values become [JsonElement]s, and what JSON cannot express is
 * remembered with its place rather than turned into something else.
 */
internal class OpenJson(private val problems: MutableList<Violation>) {
    /** The maps and lists that are being written, to notice one that holds itself. */
    private val within = IdentityHashMap<Any, Unit>()

    @OptIn(ExperimentalTime::class)
    fun write(value: Any?, at: String): JsonElement = when (value) {
        null -> JsonNull
        is String -> JsonPrimitive(value)
        is Boolean -> JsonPrimitive(value)
        is Double -> finite(value, at)
        is Float -> finite(value.toString().toDouble(), at)
        is Byte, is Short, is Int, is Long -> JsonPrimitive(value as Number)
        is BigInteger -> whole(value, at)
        is BigDecimal -> decimal(value, at)
        is UByte -> JsonPrimitive(value)
        is UShort -> JsonPrimitive(value)
        is UInt -> JsonPrimitive(value)
        is ULong -> JsonPrimitive(value)
        is Char, is CharSequence -> JsonPrimitive(value.toString())
        is JsonElement -> element(value, at)
        is Instant, is kotlin.time.Instant, is LocalDate, is UUID -> JsonPrimitive(value.toString())
        is OffsetDateTime -> JsonPrimitive(value.toInstant().toString())
        is ZonedDateTime -> JsonPrimitive(value.toInstant().toString())
        is OpenEnum -> JsonPrimitive(value.text)
        is Message -> inside(value, at) { message(value, at) }
        is Map<*, *> -> inside(value, at) { members(value, at) }
        is Iterable<*> -> inside(value, at) { items(value, at) }
        is Array<*> -> inside(value, at) { items(value.asList(), at) }
        is IntArray -> items(value.asList(), at)
        is LongArray -> items(value.asList(), at)
        is DoubleArray -> items(value.asList(), at)
        is FloatArray -> items(value.asList(), at)
        is BooleanArray -> items(value.asList(), at)
        else -> refuse(at, "is a ${name(value)}, which JSON cannot express")
    }

    fun members(map: Map<*, *>, at: String): JsonObject {
        val members = LinkedHashMap<String, JsonElement>(map.size * 2)
        for ((key, value) in map) {
            if (key !is String) {
                refuse(at, "has a key that is a ${name(key)}, not a String")
                continue
            }
            members[key] = write(value, below(at, key))
        }
        return JsonObject(members)
    }

    private fun items(items: Iterable<*>, at: String): JsonElement =
        JsonArray(items.mapIndexed { index, item -> write(item, "$at[$index]") })

    private fun finite(value: Double, at: String): JsonElement = when {
        value.isNaN() -> refuse(at, "is NaN, which JSON cannot express")
        value.isInfinite() -> refuse(at, "is infinite, which JSON cannot express")
        else -> JsonPrimitive(value)
    }

    /** The core keeps whole numbers of 64 bits, and would round any other in silence. */
    private fun whole(value: BigInteger, at: String): JsonElement =
        if (value in LEAST..MOST) JsonPrimitive(value) else refuse(at, "is a larger integer than JSON is read with")

    private fun decimal(value: BigDecimal, at: String): JsonElement {
        if (value.signum() == 0 || value.stripTrailingZeros().scale() in -19..0) {
            return whole(value.toBigInteger(), at)
        }
        val double = value.toDouble()
        val kept = double.isFinite() && BigDecimal(double.toString()).compareTo(value) == 0
        return if (kept) JsonPrimitive(value) else refuse(at, "has more digits than numbers in JSON are read with")
    }

    /** JSON that is made already, but for numbers that are none. */
    private fun element(value: JsonElement, at: String): JsonElement = when (value) {
        is JsonObject -> inside(value, at) { members(value, at) }
        is JsonArray -> inside(value, at) { items(value, at) }
        is JsonNull -> value
        is JsonPrimitive ->
            if (value.isString || value.content == "true" || value.content == "false" || NUMBER.matches(value.content)) {
                value
            } else {
                refuse(at, "is ${value.content}, which JSON cannot express")
            }
    }

    /** A message that holds what JSON cannot express says where, seen from itself. */
    private fun message(value: Message, at: String): JsonElement = try {
        write(value.toJson(), at)
    } catch (refused: KeybearerException.InvalidRequest) {
        problems += refused.violations.map { it.copy(field = below(at, it.field)) }
        JsonNull
    }

    private inline fun inside(container: Any, at: String, write: () -> JsonElement): JsonElement {
        if (within.containsKey(container)) return refuse(at, "holds itself, which JSON cannot express")
        if (within.size == DEEPEST) return refuse(at, "is nested more than $DEEPEST levels deep")
        within[container] = Unit
        try {
            return write()
        } finally {
            within.remove(container)
        }
    }

    private fun refuse(at: String, problem: String): JsonElement {
        problems += Violation(at, problem)
        return JsonNull
    }

    private fun name(value: Any?): String = value?.let { it::class.simpleName ?: it.javaClass.name } ?: "null"
}

/** The path of a member: `events[0]` and `name` make `events[0].name`. */
internal fun below(at: String, name: String): String = if (at.isEmpty()) name else "$at.$name"

/** Open JSON on its way in: maps, lists, texts, booleans and numbers as Kotlin has them. */
internal fun native(json: JsonElement): Any? = when (json) {
    is JsonNull -> null
    is JsonObject -> native(json)
    is JsonArray -> json.map(::native)
    is JsonPrimitive -> if (json.isString) json.content else boolean(json) ?: number(json.content)
}

internal fun native(json: JsonObject): Map<String, Any?> = json.mapValues { (_, value) -> native(value) }

private fun boolean(json: JsonPrimitive): Boolean? = json.content.toBooleanStrictOrNull()

/** A whole number is a `Long` if it fits, else a `BigInteger`; any other is a `Double`. */
private fun number(text: String): Number =
    text.toLongOrNull() ?: text.toBigIntegerOrNull() ?: text.toDouble()
