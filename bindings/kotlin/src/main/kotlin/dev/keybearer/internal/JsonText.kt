package dev.keybearer.internal

import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.JsonUnquotedLiteral

/** Deeper than this, and whatever else is unusual, is left to kotlinx.serialization. */
private const val DEEP = 64

/** So many of the names in an answer are kept, to use them again for the next item of a list. */
private const val NAMES = 64

/** Reads JSON. What it says of an error, and whether it is one, is kotlinx.serialization's. */
internal fun parseJson(text: String): JsonElement = try {
    JsonText(text).whole()
} catch (_: Unusual) {
    Json.parseToJsonElement(text)
}

/** Thrown where [JsonText] gives up: without a stack trace, as it is no error yet. */
private object Unusual : RuntimeException(null, null, false, false) {
    private fun readResolve(): Any = Unusual
}

/**
 * JSON as the library writes it: answers of lists are most of what a call reads, and their members'
 * names are the same in every item.
 */
private class JsonText(private val text: String) {
    private var at = 0
    private val names = arrayOfNulls<String>(NAMES)

    fun whole(): JsonElement {
        val value = value(0)
        blank()
        if (at != text.length) throw Unusual
        return value
    }

    private fun value(depth: Int): JsonElement {
        if (depth > DEEP) throw Unusual
        blank()
        return when (peek()) {
            '"' -> JsonPrimitive(string())
            '{' -> members(depth)
            '[' -> items(depth)
            't' -> word("true", JsonPrimitive(true))
            'f' -> word("false", JsonPrimitive(false))
            'n' -> word("null", JsonNull)
            else -> number()
        }
    }

    private fun members(depth: Int): JsonObject {
        val members = LinkedHashMap<String, JsonElement>()
        at++
        blank()
        if (peek() == '}') {
            at++
            return JsonObject(members)
        }
        while (true) {
            blank()
            if (peek() != '"') throw Unusual
            val name = name()
            blank()
            expect(':')
            members[name] = value(depth + 1)
            blank()
            if (peek() != ',') break
            at++
        }
        expect('}')
        return JsonObject(members)
    }

    private fun items(depth: Int): JsonArray {
        val items = ArrayList<JsonElement>()
        at++
        blank()
        if (peek() == ']') {
            at++
            return JsonArray(items)
        }
        while (true) {
            items += value(depth + 1)
            blank()
            if (peek() != ',') break
            at++
        }
        expect(']')
        return JsonArray(items)
    }

    /** As [string], the same text for the same name. */
    private fun name(): String {
        val start = at + 1
        var end = start
        var hash = 0
        while (end < text.length) {
            val char = text[end]
            if (char == '"') break
            if (char == '\\' || char < ' ') return string()
            hash = 31 * hash + char.code
            end++
        }
        if (end == text.length) throw Unusual
        at = end + 1
        val place = (hash xor (hash ushr 12)) and (NAMES - 1)
        val known = names[place]
        if (known != null && known.length == end - start && text.startsWith(known, start)) return known
        return text.substring(start, end).also { names[place] = it }
    }

    private fun string(): String {
        val start = ++at
        while (at < text.length) {
            val char = text[at]
            if (char == '"') return text.substring(start, at++)
            if (char == '\\') return escaped(start)
            if (char < ' ') throw Unusual
            at++
        }
        throw Unusual
    }

    private fun escaped(start: Int): String {
        val read = StringBuilder(text.length.coerceAtMost(at - start + 64)).append(text, start, at)
        while (at < text.length) {
            when (val char = text[at++]) {
                '"' -> return read.toString()
                '\\' -> read.append(escape())
                else -> if (char < ' ') throw Unusual else read.append(char)
            }
        }
        throw Unusual
    }

    private fun escape(): Char {
        val char = peek()
        at++
        return when (char) {
            '"', '\\', '/' -> char
            'b' -> '\b'
            'f' -> '\u000C'
            'n' -> '\n'
            'r' -> '\r'
            't' -> '\t'
            'u' -> {
                if (at + 4 > text.length) throw Unusual
                var code = 0
                repeat(4) {
                    val digit = Character.digit(text[at++], 16)
                    if (digit < 0) throw Unusual
                    code = code * 16 + digit
                }
                code.toChar()
            }
            else -> throw Unusual
        }
    }

    @OptIn(ExperimentalSerializationApi::class)
    private fun number(): JsonPrimitive {
        val start = at
        while (at < text.length && (text[at] in '0'..'9' || text[at] in "+-.eE")) at++
        if (at == start) throw Unusual
        return JsonUnquotedLiteral(text.substring(start, at))
    }

    private fun word(word: String, value: JsonPrimitive): JsonPrimitive {
        if (!text.startsWith(word, at)) throw Unusual
        at += word.length
        return value
    }

    private fun expect(char: Char) {
        if (peek() != char) throw Unusual
        at++
    }

    private fun peek(): Char = if (at < text.length) text[at] else throw Unusual

    private fun blank() {
        while (at < text.length) {
            when (text[at]) {
                ' ', '\n', '\r', '\t' -> at++
                else -> return
            }
        }
    }
}
