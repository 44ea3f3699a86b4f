package dev.keybearer.internal

import dev.keybearer.KeybearerException
import dev.keybearer.Message
import dev.keybearer.OpenEnum
import dev.keybearer.Tokens
import dev.keybearer.Violation
import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** A member of a message: what the core calls it, what Kotlin does, and the codec of what is in it. */
internal class Member(val name: String, val kotlin: String, val below: (() -> Codec<*>)?)

internal fun member(name: String, kotlin: String, below: (() -> Codec<*>)? = null) = Member(name, kotlin, below)

/** How a message is written and read. One for each message, generated from the declarations. */
internal abstract class Codec<T : Message>(private val keeps: Boolean, private vararg val members: Member) {
    abstract fun write(value: T, to: ObjectWriter)

    protected abstract fun read(from: ObjectReader): T

    fun read(json: JsonElement, at: String): T = read(ObjectReader(json, at, keeps))

    /** The message as JSON in the names of the wire; refuses what JSON cannot express. */
    fun encode(value: T, operation: String?): JsonObject {
        val problems = mutableListOf<Violation>()
        val json = ObjectWriter(problems, "").also { write(value, it) }.json()
        if (problems.isNotEmpty()) throw refused(problems, operation)
        return json
    }

    /** The message that an answer holds. */
    fun decode(json: JsonElement, operation: String): T = try {
        read(json, "")
    } catch (unfit: Unfit) {
        throw undecodable(unfit, operation)
    }

    fun toMap(value: T): Map<String, Any?> = native(encode(value, null))

    fun fromMap(json: Map<String, Any?>): T = try {
        read(encodeOpen(json, "", null), "")
    } catch (unfit: Unfit) {
        throw refused(listOf(Violation(unfit.at, unfit.problem)), null)
    }

    /** The message as an operation sends it. */
    fun asked(value: T): Asked = Asked(this) { operation -> encode(value, operation) }

    /** `events[0].page_size` as `events[0].pageSize`: declared members only, not keys of open JSON. */
    fun rename(path: String): String {
        val name = path.takeWhile { it != '.' && it != '[' }
        val member = members.find { it.name == name } ?: return camelCase(path)
        val rest = path.drop(name.length)
        val step = rest.indexOf('.') + 1
        val below = member.below
        if (step == 0 || below == null) return member.kotlin + rest
        return member.kotlin + rest.take(step) + below().rename(rest.drop(step))
    }
}

/**
 * `user_id` as `userId`: an argument or an option that a refusal names. With a dot or a bracket in it
 * a path leads into open JSON, whose keys stay as they are.
 */
internal fun camelCase(path: String): String {
    if (!PLAIN.matches(path)) return path
    val words = path.split('_')
    return words.first() + words.drop(1).joinToString("") { it.replaceFirstChar(Char::uppercaseChar) }
}

private val PLAIN = Regex("[a-z]+(_[a-z]+)+")

/** A request that is not encoded yet: that its operation is known makes a better refusal. */
internal class Asked(
    val codec: Codec<*>?,
    private val at: String = "",
    private val encode: (operation: String) -> JsonElement,
) {
    fun text(operation: String): String = soundText(encode(operation), at, operation, codec)
}

/** A body in open JSON. */
internal fun body(value: Any?): Asked = Asked(null, "body") { operation -> encodeOpen(value, "body", operation) }

/** A request in open JSON, members named as on the wire. */
internal fun open(request: Map<String, Any?>): Asked = Asked(null, "request") { operation -> encodeOpen(request, "request", operation) }

/** What an answer or a map holds is not what its type promises. */
internal class Unfit(val at: String, val problem: String) : RuntimeException(null, null, false, false)

/** Collects the members of a message. Members that are `null` are left out. */
internal class ObjectWriter(private val problems: MutableList<Violation>, private val at: String) {
    private val members = LinkedHashMap<String, JsonElement>()
    private val open = OpenJson(problems)

    fun json(): JsonObject = JsonObject(members)

    fun text(wire: String, value: String?) {
        if (value != null) members[wire] = JsonPrimitive(value)
    }

    fun enum(wire: String, value: OpenEnum?) {
        if (value != null) members[wire] = JsonPrimitive(value.text)
    }

    fun boolean(wire: String, value: Boolean?) {
        if (value != null) members[wire] = JsonPrimitive(value)
    }

    fun uint(wire: String, value: UInt?) {
        if (value != null) members[wire] = JsonPrimitive(value)
    }

    fun ulong(wire: String, value: ULong?) {
        if (value != null) members[wire] = JsonPrimitive(value)
    }

    fun double(name: String, wire: String, value: Double?) {
        if (value != null) members[wire] = open.write(value, below(at, name))
    }

    fun instant(wire: String, value: Instant?) {
        if (value != null) members[wire] = JsonPrimitive(value.toString())
    }

    fun map(name: String, wire: String, value: Map<String, Any?>?) {
        if (value != null) members[wire] = open.write(value, below(at, name))
    }

    fun list(name: String, wire: String, value: List<Any?>?) {
        if (value != null) members[wire] = open.write(value, below(at, name))
    }

    /** Open JSON that may be `null` and is written all the same. */
    fun json(name: String, wire: String, value: Any?) {
        members[wire] = open.write(value, below(at, name))
    }

    /** Open JSON that is left out where it is `null`. */
    fun optionalJson(name: String, wire: String, value: Any?) {
        if (value != null) json(name, wire, value)
    }

    fun <T : Message> message(name: String, wire: String, codec: Codec<T>, value: T?) {
        if (value != null) members[wire] = nested(below(at, name), codec, value)
    }

    fun <T : Message> messages(name: String, wire: String, codec: Codec<T>, value: List<T>?) {
        if (value == null) return
        val path = below(at, name)
        members[wire] = JsonArray(value.mapIndexed { index, item -> nested("$path[$index]", codec, item) })
    }

    /** Members that are not declared. */
    fun rest(value: Map<String, Any?>) {
        for ((name, member) in open.members(value, at)) {
            if (members.containsKey(name)) {
                problems += Violation(below(at, name), "is a declared member; set it there")
            } else {
                members[name] = member
            }
        }
    }

    private fun <T : Message> nested(path: String, codec: Codec<T>, value: T): JsonElement =
        ObjectWriter(problems, path).also { codec.write(value, it) }.json()
}

/**
 * Takes the members of a message out of an object. `null` is as good as absent.
 *
 * A member that is not as declared is left to [rest] where the message keeps what is not declared
 * ([keeps]), and is an error elsewhere.
 */
internal class ObjectReader(json: JsonElement, private val at: String, private val keeps: Boolean) {
    private val members: JsonObject = json as? JsonObject ?: throw Unfit(at, "must be an object, not ${kind(json)}")

    /** Those that were there. A list, as it is seldom looked into. */
    private val taken = ArrayList<String>(members.size)

    fun text(wire: String): String? = take(wire, "text") { it.text() }

    fun boolean(wire: String): Boolean? = take(wire, "a boolean") { it.unquoted()?.toBooleanStrictOrNull() }

    fun uint(wire: String): UInt? = take(wire, "a whole number of 32 bits") { it.unquoted()?.toUIntOrNull() }

    fun ulong(wire: String): ULong? = take(wire, "a whole number of 64 bits") { it.unquoted()?.toULongOrNull() }

    fun double(wire: String): Double? = take(wire, "a number") { it.unquoted()?.toDoubleOrNull() }

    fun instant(wire: String): Instant? = take(wire, "a moment as RFC 3339 writes it") { it.text()?.let(::moment) }

    fun map(wire: String): Map<String, Any?>? = take(wire, "an object") { value -> (value as? JsonObject)?.let { native(it) } }

    fun list(wire: String): List<Any?>? = take(wire, "a list") { (it as? JsonArray)?.map(::native) }

    fun json(wire: String): Any? = take(wire, "any JSON", ::native)

    fun <T : Message> message(wire: String, codec: Codec<T>): T? =
        take(wire, "an object") { value -> (value as? JsonObject)?.let { codec.read(it, below(at, wire)) } }

    fun <T : Message> messages(wire: String, codec: Codec<T>): List<T>? = take(wire, "a list") { value ->
        (value as? JsonArray)?.mapIndexed { index, item -> codec.read(item, "${below(at, wire)}[$index]") }
    }

    /** What has not been taken. */
    fun rest(): Map<String, Any?> {
        if (taken.size == members.size) return emptyMap()
        return members.filterKeys { it !in taken }.mapValues { (_, value) -> native(value) }
    }

    /** A member that must be there. */
    fun <V : Any> required(wire: String, value: V?): V = value ?: throw Unfit(below(at, wire), "must be there, as declared")

    private inline fun <V : Any> take(wire: String, wanted: String, read: (JsonElement) -> V?): V? {
        val value = members[wire] ?: return null
        if (value is JsonNull) {
            taken += wire
            return null
        }
        val fitting = read(value)
        if (fitting == null && !keeps) throw Unfit(below(at, wire), "must be $wanted, not ${kind(value)}")
        if (fitting != null) taken += wire
        return fitting
    }

    private fun JsonElement.text(): String? = (this as? JsonPrimitive)?.takeIf { it.isString }?.content

    private fun JsonElement.unquoted(): String? = (this as? JsonPrimitive)?.takeUnless { it.isString }?.content
}

/** A moment as RFC 3339 writes it, whatever its offset. */
private fun moment(text: String): Instant? = try {
    plainMoment(text) ?: OffsetDateTime.parse(text).toInstant()
} catch (_: DateTimeException) {
    null
}

/** One in UTC, in whole seconds or with a fraction of them: the platforms' own, many in every list. */
private fun plainMoment(text: String): Instant? {
    val end = text.length - 1
    if (end < 19 || text[end] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T') return null
    if (text[13] != ':' || text[16] != ':' || end > 29 || (end > 19 && (text[19] != '.' || end == 20))) return null
    val year = digits(text, 0, 4)
    val month = digits(text, 5, 7)
    val day = digits(text, 8, 10)
    val hour = digits(text, 11, 13)
    val minute = digits(text, 14, 16)
    val second = digits(text, 17, 19)
    var nanos = if (end > 19) digits(text, 20, end) else 0
    if (hour !in 0..23 || minute !in 0..59 || second !in 0..59 || year < 0 || month < 0 || day < 0 || nanos < 0) return null
    repeat(29 - end.coerceAtLeast(20)) { nanos *= 10 }
    val seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600 + minute * 60 + second
    return Instant.ofEpochSecond(seconds, nanos.toLong())
}

/** The number in a part of [text]; -1 if there is more than digits. */
private fun digits(text: String, from: Int, to: Int): Int {
    var number = 0
    for (at in from until to) {
        val digit = text[at] - '0'
        if (digit !in 0..9) return -1
        number = number * 10 + digit
    }
    return number
}

/** Open JSON in a request: an object, named [at] in refusals. */
internal fun encodeOpen(value: Any?, at: String, operation: String?): JsonElement {
    val problems = mutableListOf<Violation>()
    val json = OpenJson(problems).write(value, at)
    if (problems.isNotEmpty()) throw refused(problems, operation)
    return json
}

internal fun parse(text: String, operation: String): JsonElement = try {
    parseJson(text)
} catch (_: IllegalArgumentException) {
    // The parser's own message quotes what it read.
    throw undecodable(Unfit("", "is not JSON"), operation)
}

internal fun refused(problems: List<Violation>, operation: String?): KeybearerException =
    KeybearerException.InvalidRequest(
        ErrorFields(
            message = problems.joinToString("; ") { "${it.field}: ${it.message}" },
            platform = operation?.substringBefore('.'),
            operation = operation,
            violations = problems,
        ),
    )

private fun undecodable(unfit: Unfit, operation: String): KeybearerException =
    KeybearerException.Decode(
        ErrorFields(
            message = "${unfit.at.ifEmpty { "the answer" }} ${unfit.problem}",
            platform = operation.substringBefore('.'),
            operation = operation,
        ),
    )

private fun kind(value: JsonElement): String = when (value) {
    is JsonNull -> "null"
    is JsonObject -> "an object"
    is JsonArray -> "a list"
    is JsonPrimitive -> if (value.isString) "text" else if (value.content.toBooleanStrictOrNull() != null) "a boolean" else "a number"
}

/** In place of a secret, wherever an object is shown. */
internal fun hidden(secret: String?): String = if (secret == null) "null" else "[hidden]"

/** Of members that are not declared only the names are shown: their values may be secrets. */
internal fun names(members: Map<String, Any?>): String = members.keys.joinToString(", ", "{", "}")

/** Tokens as `set_tokens` takes them. */
internal fun asked(tokens: Tokens): Asked = Asked(null) {
    val members = linkedMapOf<String, JsonElement>("access_token" to JsonPrimitive(tokens.accessToken))
    tokens.refreshToken?.let { members["refresh_token"] = JsonPrimitive(it) }
    tokens.expiresIn?.let { members["expires_in"] = seconds(it) }
    JsonObject(members)
}
