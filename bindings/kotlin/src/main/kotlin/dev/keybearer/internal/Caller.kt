package dev.keybearer.internal

import dev.keybearer.Attempt
import dev.keybearer.CallOptions
import dev.keybearer.ErrorDetail
import dev.keybearer.KeybearerException
import dev.keybearer.Message
import dev.keybearer.RateLimit
import dev.keybearer.ResponseMetadata
import dev.keybearer.Violation
import dev.keybearer.ffi.Answer
import dev.keybearer.ffi.Client
import dev.keybearer.ffi.Failure
import dev.keybearer.ffi.FailureDetails
import dev.keybearer.ffi.Metadata
import dev.keybearer.ffi.Running
import dev.keybearer.ffi.TokenRequest
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject

/** What every typed method comes down to: the name of an operation, JSON there and JSON back. */
internal class Caller(private val client: Client, private val hooks: Hooks) : AutoCloseable {
    private val handle = Answers.handle(client)

    /** A call whose answer is a message. */
    suspend fun <T : Message> call(
        operation: String,
        arguments: List<Argument>,
        request: Asked?,
        options: CallOptions,
        codec: Codec<T>,
    ): T = answer(operation, arguments, request, options) { codec.decode(it, operation) }

    /** A call whose answer is open JSON. */
    suspend fun open(operation: String, arguments: List<Argument>, request: Asked?, options: CallOptions): Any? =
        answer(operation, arguments, request, options, ::native)

    /** A call whose answer is of no use. */
    suspend fun run(operation: String, arguments: List<Argument>, request: Asked?, options: CallOptions) =
        answer(operation, arguments, request, options) {}

    private suspend fun <T> answer(
        operation: String,
        arguments: List<Argument>,
        request: Asked?,
        options: CallOptions,
        read: (JsonElement) -> T,
    ): T {
        // A call that is made while a token is asked for says so: the core finds circles by it.
        val asking = tokenRequest()
        val (value, metadata) = away {
            check(operation, arguments)
            val json = request?.text(operation)
            if (asking == null) {
                outcome(operation, arguments, json, options, request?.codec, read)
            } else {
                val answer = told(request?.codec) {
                    client.start(operation, arguments.map { it.value }, json, json(options, operation), asking).awaited()
                }
                read(parse(answer.value, operation)) to answer.metadata?.let(::metadata)
            }
        }
        metadata?.let { options.onResponse?.invoke(it) }
        return value
    }

    private suspend fun <T> outcome(
        operation: String,
        arguments: List<Argument>,
        request: String?,
        options: CallOptions,
        codec: Codec<*>?,
        read: (JsonElement) -> T,
    ): Pair<T, ResponseMetadata?> {
        val given = if (arguments.isEmpty()) "" else JsonArray(arguments.map { JsonPrimitive(it.value) }).toString()
        val outcome = Answers.call(client, handle, operation, given, json(options, operation).orEmpty(), request.orEmpty())
        val json = parse(outcome.json, operation)
        return when (outcome.kind) {
            Answers.FAILURE -> throw failed(failureDetails(json.jsonObject), codec)
            Answers.WITH_METADATA -> {
                val members = json.jsonObject
                read(members.getValue("value")) to metadata(members.getValue("metadata").jsonObject)
            }
            else -> read(json) to null
        }
    }

    /** The pages of a list. Each collector goes through the list anew. */
    fun <T : Message> pages(
        operation: String,
        arguments: List<Argument>,
        request: Asked?,
        options: CallOptions,
        codec: Codec<T>,
    ): Flow<T> = flow {
        val asking = tokenRequest()
        told(request?.codec) {
            check(operation, arguments)
            client.pages(operation, arguments.map { it.value }, request?.text(operation), json(options, operation), false)
        }.use { pages ->
            while (true) {
                val page = away {
                    val answer = told(request?.codec) { pages.next(asking).awaited() }
                    if (answer.value.isEmpty()) {
                        null
                    } else {
                        codec.decode(parse(answer.value, operation), operation) to answer.metadata?.let(::metadata)
                    }
                }
                val (value, metadata) = page ?: break
                metadata?.let { options.onResponse?.invoke(it) }
                emit(value)
            }
        }
    }

    /** The items of a list, page after page. */
    fun <T : Message, I> items(
        operation: String,
        arguments: List<Argument>,
        request: Asked?,
        options: CallOptions,
        codec: Codec<T>,
        items: (T) -> List<I>,
    ): Flow<I> = flow {
        pages(operation, arguments, request, options, codec).collect { page -> emitAll(items(page).asFlow()) }
    }

    /** Something else that the client does. */
    suspend fun <T> ask(ask: suspend Client.(Hooks, TokenRequest?) -> T): T {
        val asking = tokenRequest()
        return away { told(null) { client.ask(hooks, asking) } }
    }

    fun <T> askNow(given: List<Argument>, ask: Client.() -> T): T {
        checkSound(given)
        return told(null) { client.ask() }
    }

    fun setKey(name: String, key: String) = askNow(listOf(Argument(camelCase(name), key))) { setKey(name, key) }

    fun rateLimit(): RateLimit? = told(null) { client.rateLimit() }?.let(::rateLimit)

    /** Kind of credential and a fingerprint. */
    fun describe(): String = client.describe()

    /** As [told], in the words of the request and with what a hook of the application's threw. */
    private inline fun <T> told(codec: Codec<*>?, call: () -> T): T = try {
        call()
    } catch (failure: Failure.Failed) {
        throw failed(failure.error, codec)
    }

    /** Finds what cannot cross: text that is none, and in a name what separates the parts of a call. */
    private fun check(operation: String, arguments: List<Argument>) {
        if ('\n' in operation || !isSound(operation)) {
            throw refused(listOf(Violation("operation", "there is none of this name")), null)
        }
        checkSound(arguments, operation)
    }

    private fun failed(details: FailureDetails, codec: Codec<*>?): KeybearerException =
        exception(details, codec, details.causes.firstOrNull()?.let(hooks::thrown))

    override fun close() {
        client.shutdown()
        hooks.close()
    }
}

/**
 * Runs [work] on a dispatcher of ours.
 *
 * An answer comes on the one thread that moves the bytes of all calls. It must never be that thread
 * which goes on with the caller's code, as it would be with an unconfined dispatcher, or with none;
 * and a user interface should not be held up by reading JSON.
 */
internal suspend fun <T> away(work: suspend () -> T): T = withContext(Dispatchers.Default) { work() }

/**
 * Waits for the answer, [away]. Whoever stops waiting gives the call up, and its connection is closed.
 */
internal suspend fun Running.awaited(): Answer = use {
    var answered = false
    try {
        result().also { answered = true }
    } finally {
        if (!answered) cancel()
    }
}

/** Calls what needs no client, and turns the failure that crossed into the exception of its code. */
internal inline fun <T> told(call: () -> T): T = try {
    Library.prepare()
    call()
} catch (failure: Failure.Failed) {
    throw exception(failure.error, null, null)
}

internal fun exception(details: FailureDetails, codec: Codec<*>?, cause: Throwable?): KeybearerException {
    // Only what was refused here is in the words of the core; the server's stays as it came.
    val local = details.status == null
    val fields = ErrorFields(
        message = if (local) inKotlin(details.message, details.code) else details.message,
        text = if (local) inKotlin(details.text, details.code) else details.text,
        platform = details.platform,
        operation = details.operation,
        status = details.status?.toInt(),
        serverCode = details.serverCode,
        reason = details.reason,
        requestId = details.requestId,
        retryable = details.retryable,
        retriesSuppressed = details.retriesSuppressed,
        maybeProcessed = details.maybeProcessed,
        retryAfter = details.retryAfter?.seconds,
        violations = details.violations.map { violation ->
            val field = if (local) codec?.rename(violation.field) ?: camelCase(violation.field) else violation.field
            Violation(field, violation.message, violation.rule)
        },
        details = details.details.map { ErrorDetail(it.typeName, it.value) },
        attempts = details.attempts.map { Attempt(it.outcome, it.elapsed.seconds, it.delay?.seconds) },
        body = details.body,
        cause = cause ?: details.causes.asReversed().fold(null as Throwable?) { inner, text -> Cause(text, inner) },
    )
    return KeybearerException.of(details.code, fields)
}

/** What the core names as the cause of an error. */
internal class Cause(message: String, inner: Throwable?) : RuntimeException(message, inner, false, false) {
    override fun toString(): String = message.orEmpty()
}

private fun metadata(metadata: Metadata) = ResponseMetadata(
    status = metadata.status.toInt(),
    headers = metadata.headers.groupBy({ it.name }, { it.value }),
    requestId = metadata.requestId,
    rateLimit = metadata.rateLimit?.let(::rateLimit),
    attempts = metadata.attempts.toInt(),
    elapsed = metadata.elapsed.seconds,
)

private fun rateLimit(limit: dev.keybearer.ffi.RateLimit) =
    RateLimit(limit.limit, limit.remaining, limit.reset?.seconds)

/** The options of a call as the core reads them; `null` if there are none. */
private fun json(options: CallOptions, operation: String): String? {
    if (options === CallOptions.DEFAULT) return null
    val members = LinkedHashMap<String, JsonElement>()
    options.timeout?.let { members["timeout"] = seconds(it) }
    if (options.idempotent) members["idempotent"] = JsonPrimitive(true)
    if (options.headers.isNotEmpty()) members["headers"] = JsonObject(options.headers.mapValues { JsonPrimitive(it.value) })
    if (options.query.isNotEmpty()) members["query"] = encodeOpen(options.query, "query", operation)
    options.organizationId?.let { members["organization_id"] = JsonPrimitive(it) }
    options.applicationId?.let { members["application_id"] = JsonPrimitive(it) }
    options.projectId?.let { members["project_id"] = JsonPrimitive(it) }
    if (options.onResponse != null) members["metadata"] = JsonPrimitive(true)
    return soundText(JsonObject(members), "", operation, null)
}

/** A duration as the core reads it; one without end is none. */
internal fun seconds(duration: Duration): JsonElement = when (duration) {
    Duration.INFINITE -> JsonNull
    // As good as any other that is less than nothing.
    -Duration.INFINITE -> JsonPrimitive(-1)
    else -> JsonPrimitive(duration.toDouble(DurationUnit.SECONDS))
}

/** A text in the path of a call, by the name that a refusal calls it. */
internal class Argument(val name: String, val value: String)

/** Arguments whose names only the core knows. */
internal fun named(arguments: List<String>): List<Argument> =
    arguments.mapIndexed { index, value -> Argument("arguments[$index]", value) }

/** The options and methods that messages of the core name as Rust does. */
private val OPTIONS = Regex(
    """\b(api_key|sdk_key|shared_key|access_token|refresh_token|on_token_expired|expires_in|organization_id""" +
        """|application_id|project_id|base_url|attempt_timeout|connect_timeout|max_attempts|max_server_delay|user_agent""" +
        """|override_path|root_certificates|key_placement|token_store|set_tokens)\b""",
)

/** Those that stand in messages beside words of the caller's own. */
private val METHODS = Regex("""\b(on_token_expired|set_tokens)\b""")

private fun inKotlin(words: String, code: String): String =
    (if (code == "invalid_config") OPTIONS else METHODS).replace(words) { camelCase(it.value) }
