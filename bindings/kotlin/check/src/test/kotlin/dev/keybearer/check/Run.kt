package dev.keybearer.check

import dev.keybearer.CallOptions
import dev.keybearer.CompositeClient
import dev.keybearer.KeybearerException
import dev.keybearer.PugClient
import dev.keybearer.PuguhClient
import dev.keybearer.ResponseMetadata
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.put

/** No scenario takes longer. */
private val LIMIT = 1.minutes

/** How long a scenario waits for something that should happen. */
private val PATIENCE = 5.seconds
private val POLL = 5.milliseconds

/** Plays a scenario: sandbox, clients, steps, and what must have come of it. */
internal suspend fun play(scenario: JsonObject) {
    val change = scenario["sandbox"]?.jsonObject ?: JsonObject(emptyMap())
    val other = if (change["other"] == JsonPrimitive(true)) Sandbox.spawn() else null
    val world = World(Sandbox.spawn(), other)
    try {
        world.change(change)
        withTimeout(LIMIT) { steps(world, scenario) }
    } catch (problem: Throwable) {
        throw AssertionError("${problem.message ?: problem}\n${history(world)}")
    } finally {
        world.clients.values.forEach(AutoCloseable::close)
        world.sandbox.stop()
        other?.stop()
    }
}

private suspend fun steps(world: World, scenario: JsonObject) {
    val expected = scenario["expect"]?.jsonObject ?: JsonObject(emptyMap())
    val clients = scenario["clients"]?.jsonObject.orEmpty() + listOfNotNull(scenario["client"]?.let { "main" to it })
    var buildError: JsonObject? = null
    for ((name, json) in clients) {
        try {
            world.clients[name] = build(world, name, json.jsonObject)
        } catch (error: KeybearerException) {
            buildError = world.error(error)
        }
    }
    when (val pattern = expected["build_error"]) {
        null -> check(buildError == null) { "the client was refused: $buildError" }
        else -> {
            checkNotNull(buildError) { "the client was built, though it must be refused" }
            same("the error of building the client", world.resolve(pattern), buildError)
        }
    }
    scenario["steps"]?.jsonArray.orEmpty().forEachIndexed { index, step ->
        try {
            take(world, step.jsonObject)
        } catch (problem: IllegalStateException) {
            error("step ${index + 1}: ${problem.message}")
        }
    }
    world.clients.values.forEach { world.shown += it.toString() }
    // The sandbox may still be taking down what has just happened.
    val started = TimeSource.Monotonic.markNow()
    while (true) {
        try {
            return checkAll(world, expected)
        } catch (problem: IllegalStateException) {
            if (started.elapsedNow() > PATIENCE) throw problem
            delay(POLL)
        }
    }
}

private suspend fun take(world: World, step: JsonObject) {
    when {
        "call" in step -> call(world, step)
        "parallel" in step -> coroutineScope {
            step["parallel"]!!.jsonArray.forEach { launch { take(world, it.jsonObject) } }
        }
        "sleep_ms" in step -> delay(step["sleep_ms"].number()!!.toLong())
        "sandbox" in step -> {
            step["after_ms"].number()?.let { delay(it.toLong()) }
            world.change(step["sandbox"]!!.jsonObject)
        }
        "wait_for" in step -> {
            val pattern = world.resolve(step["wait_for"]!!)
            withTimeoutOrNull(PATIENCE) {
                while (world.sandbox.journal().none { matches(pattern, it) }) delay(POLL)
            } ?: error("no request came that matches $pattern")
        }
        else -> broken("unknown step $step")
    }
}

/** One call of a step. */
internal class Call(step: JsonObject) {
    val name = step["call"].text()!!
    val arguments = step["arguments"]?.jsonArray.orEmpty().map { if (it is JsonPrimitive) it.content else it.toString() }
    val given: JsonElement? = step["request"]
    val collect = step["collect"].text()
    val take = step["take"].number()?.toInt() ?: Int.MAX_VALUE
    val cancelAfter = step["cancel_after_ms"].number()?.milliseconds
    val expect = step["expect"]?.jsonObject ?: JsonObject(emptyMap())
    val metadata = AtomicReference<ResponseMetadata?>()
    val options: CallOptions

    /** The message, in native values. */
    @Suppress("UNCHECKED_CAST")
    val request: Map<String, Any?> get() = (given?.let(::open) ?: emptyMap<String, Any?>()) as Map<String, Any?>

    init {
        val options = Given(step["options"]?.jsonObject ?: JsonObject(emptyMap()))
        this.options = CallOptions(
            timeout = options.duration("timeout_ms"),
            idempotent = options.flag("idempotent"),
            headers = options.texts("headers"),
            query = options.texts("query"),
            organizationId = options.text("organization_id"),
            applicationId = options.text("application_id"),
            projectId = options.text("project_id"),
            onResponse = if ("metadata" in expect) metadata::set else null,
        )
        options.done()
    }

    fun argument(index: Int): String = arguments.getOrNull(index) ?: broken("$name needs more arguments")
}

/** Native values; `{"$nan": true}` stands for not-a-number. */
internal fun open(json: JsonElement): Any? = when {
    json is JsonObject && "\$nan" in json -> Double.NaN
    json is JsonObject -> json.mapValues { open(it.value) }
    json is JsonNull -> null
    json is JsonPrimitive && json.isString -> json.content
    json is JsonPrimitive -> json.content.toBooleanStrictOrNull() ?: json.content.toLongOrNull() ?: json.content.toDouble()
    else -> json.jsonArray.map(::open)
}

/** Makes the calls of a step and checks what came of them. */
internal suspend fun call(world: World, step: JsonObject) {
    step["after_ms"].number()?.let { delay(it.toLong()) }
    val resolved = world.resolve(step).jsonObject
    val client = world.clients[step["client"].text() ?: "main"] ?: broken("there is no client ${step["client"]}")
    val times = step["times"].number()?.toInt() ?: 1
    val gate = Semaphore(step["concurrency"].number()?.toInt() ?: 1)
    val outcomes = coroutineScope {
        List(times) { async { gate.withPermit { one(world, client, Call(resolved)) } } }.awaitAll()
    }
    step["save"].text()?.let { world.save(it, outcomes.first()["ok"] ?: JsonNull) }
    try {
        checkOutcomes(resolved["expect"]?.jsonObject ?: JsonObject(emptyMap()), outcomes)
    } catch (problem: IllegalStateException) {
        error("${step["call"].text()}: ${problem.message}")
    }
}

/** One call, and its outcome as JSON. */
private suspend fun one(world: World, client: AutoCloseable, call: Call): JsonObject {
    val started = TimeSource.Monotonic.markNow()
    suspend fun outcome(): JsonObject = try {
        val value = json(made(client, call))
        JsonObject(mapOf("ok" to value, "metadata" to (call.metadata.get()?.let(::json) ?: JsonNull)))
    } catch (error: KeybearerException) {
        JsonObject(mapOf("error" to world.error(error)))
    }
    val cancelled = JsonObject(mapOf("cancelled" to JsonPrimitive(true)))
    val outcome = if (call.cancelAfter == null) outcome() else withTimeoutOrNull(call.cancelAfter) { outcome() } ?: cancelled
    return JsonObject(outcome + ("elapsed_ms" to JsonPrimitive(millis(started.elapsedNow()))))
}

/** Native values as JSON. */
internal fun json(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is JsonElement -> value
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is Number -> JsonPrimitive(value)
    is Map<*, *> -> JsonObject(value.entries.associate { (name, member) -> name as String to json(member) })
    is List<*> -> kotlinx.serialization.json.JsonArray(value.map(::json))
    else -> error("no native value: ${value::class}")
}

private suspend fun made(client: AutoCloseable, call: Call): Any? = when (client) {
    is PugClient -> pug(client, call)
    is PuguhClient -> puguh(client, call)
    is CompositeClient -> composite(client, call)
    else -> error("no client")
}

/**
 * The typed call; or, if the types of Kotlin cannot say what the scenario wants said (a moment that
 * is none), the same operation by its name.
 */
private suspend fun typed(call: Call, invoke: suspend (Call) -> Any?, typed: suspend () -> Any?): Any? = try {
    typed()
} catch (refused: Unsayable) {
    invoke(call)
}

/** What a scenario asks for cannot be put into the types. */
internal class Unsayable(cause: Throwable) : RuntimeException(cause)

/** The message of a call, typed. */
internal inline fun <T> Call.message(read: (Map<String, Any?>) -> T): T = try {
    read(request)
} catch (refused: KeybearerException.InvalidRequest) {
    // Not-a-number is refused with its place, as it is for everybody.
    if (given.toString().contains("\"\$nan\"")) throw refused
    throw Unsayable(refused)
}

private suspend fun collected(call: Call, listed: (Call) -> Flow<Any?>): List<Any?> = listed(call).take(call.take).toList()

private suspend fun pug(client: PugClient, call: Call): Any? = when (call.name) {
    "pug.call" -> client.call(call.argument(0), call.argument(1), call.request, call.options)
    "pug.set_tokens" -> client.setTokens(tokens(call.given!!)).let { null }
    "pug.set_sdk_key" -> client.setSdkKey(call.argument(0)).let { null }
    "pug.set_shared_key" -> client.setSharedKey(call.argument(0)).let { null }
    "pug.sign_out" -> client.signOut().let { null }
    "pug.rate_limit" -> json(client.rateLimit())
    else -> typed(call, { client.invoke(it.name, it.arguments, it.request, it.options) }) { declared(client, call) }
}

private suspend fun puguh(client: PuguhClient, call: Call): Any? = when {
    call.collect != null -> collected(call) { listed(client, it) }
    call.name == "puguh.verify_credentials" -> client.verifyCredentials(call.options).toJson()
    call.name == "puguh.request" -> client.request(call.argument(0), call.argument(1), call.given?.let(::open), call.options)
    call.name == "puguh.verify_token" -> client.verifyToken(call.argument(0)).let { mapOf("subject" to it.subject, "claims" to it.claims) }
    call.name == "puguh.set_tokens" -> client.setTokens(tokens(call.given!!)).let { null }
    call.name == "puguh.set_api_key" -> client.setApiKey(call.argument(0)).let { null }
    call.name == "puguh.sign_out" -> client.signOut().let { null }
    call.name == "puguh.rate_limit" -> json(client.rateLimit())
    else -> typed(call, { client.invoke(it.name, it.arguments, it.request, it.options) }) { declared(client, call) }
}

private suspend fun composite(client: CompositeClient, call: Call): Any? = when {
    call.collect != null -> collected(call) { listed(client, it) }
    call.name == "composite.request" -> client.request(call.argument(0), call.argument(1), call.given?.let(::open), call.options)
    call.name == "composite.set_api_key" -> client.setApiKey(call.argument(0)).let { null }
    call.name == "composite.rate_limit" -> json(client.rateLimit())
    else -> typed(call, { client.invoke(it.name, it.arguments, it.request, it.options) }) { declared(client, call) }
}

/** What happened, for whoever has to find out why a scenario fails. */
private suspend fun history(world: World): String = buildString {
    appendLine("requests:")
    for (entry in world.sandbox.journal().take(40)) {
        val aborted = if (entry["aborted"] == JsonPrimitive(true)) ", aborted" else ""
        appendLine("  ${entry["at_ms"]} ms  ${entry["method"].text()} ${entry["path"].text()} ${entry["query"].text()} ${entry["status"]}$aborted")
    }
    appendLine("events:")
    world.events.toList().take(40).forEach { appendLine("  $it") }
}
