package dev.keybearer.internal

import dev.keybearer.RateLimit
import dev.keybearer.ResponseMetadata
import dev.keybearer.ffi.Attempt
import dev.keybearer.ffi.Detail
import dev.keybearer.ffi.FailureDetails
import dev.keybearer.ffi.Violation
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.doubleOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The records of the library as they come in bulk: as JSON, with the same members. */

internal fun failureDetails(json: JsonObject) = FailureDetails(
    code = json.text("code").orEmpty(),
    message = json.text("message").orEmpty(),
    text = json.text("text").orEmpty(),
    platform = json.text("platform"),
    operation = json.text("operation"),
    status = json.number("status")?.toInt()?.toUShort(),
    serverCode = json.text("server_code"),
    reason = json.text("reason"),
    requestId = json.text("request_id"),
    retryable = json.flag("retryable"),
    retriesSuppressed = json.flag("retries_suppressed"),
    maybeProcessed = json.flag("maybe_processed"),
    retryAfter = json.number("retry_after"),
    violations = json.objects("violations").map {
        Violation(it.text("field").orEmpty(), it.text("message").orEmpty(), it.text("rule"))
    },
    details = json.objects("details").map { detail ->
        val value = detail.getValue("value").jsonArray
        Detail(detail.text("type_name").orEmpty(), ByteArray(value.size) { value[it].jsonPrimitive.int.toByte() })
    },
    attempts = json.objects("attempts").map {
        Attempt(it.text("outcome").orEmpty(), it.number("elapsed") ?: 0.0, it.number("delay"))
    },
    body = json.text("body"),
    causes = json.getValue("causes").jsonArray.map { it.jsonPrimitive.content },
)

internal fun metadata(json: JsonObject) = ResponseMetadata(
    status = json.number("status")?.toInt() ?: 0,
    headers = json.objects("headers").groupBy({ it.text("name").orEmpty() }, { it.text("value").orEmpty() }),
    requestId = json.text("request_id"),
    rateLimit = (json["rate_limit"] as? JsonObject)?.let { limit ->
        RateLimit(limit.whole("limit"), limit.whole("remaining"), limit.number("reset")?.seconds)
    },
    attempts = json.number("attempts")?.toInt() ?: 0,
    elapsed = (json.number("elapsed") ?: 0.0).seconds,
)

private fun JsonObject.text(name: String): String? = get(name)?.jsonPrimitive?.contentOrNull

private fun JsonObject.number(name: String): Double? = get(name)?.jsonPrimitive?.doubleOrNull

private fun JsonObject.whole(name: String): ULong? = get(name)?.jsonPrimitive?.contentOrNull?.toULongOrNull()

private fun JsonObject.flag(name: String): Boolean = get(name)?.jsonPrimitive?.boolean ?: false

private fun JsonObject.objects(name: String): List<JsonObject> =
    get(name)?.jsonArray.orEmpty().map(JsonElement::jsonObject)
