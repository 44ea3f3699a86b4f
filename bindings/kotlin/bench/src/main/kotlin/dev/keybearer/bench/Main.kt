package dev.keybearer.bench

import com.sun.management.OperatingSystemMXBean
import dev.keybearer.PuguhClient
import dev.keybearer.puguh.ListOrganizations
import java.io.IOException
import java.lang.management.ManagementFactory
import java.time.Instant
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.DurationUnit
import kotlin.time.TimeSource
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import okhttp3.Call
import okhttp3.Callback
import okhttp3.ConnectionPool
import okhttp3.Dispatcher
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response

/** The same request by OkHttp and by Keybearer: 20 organizations, decoded. */
private interface Peer {
    suspend fun call(): Int
}

/** What an application would make of the answer by hand. */
private class Organization(json: JsonObject) {
    val id: String = json.getValue("id").jsonPrimitive.content
    val name: String? = json.text("name")
    val slug: String? = json.text("slug")
    val description: String? = json.text("description")
    val type: String? = json.text("type")
    val role: String? = json.text("role")
    val createdAt: Instant? = json.text("created_at")?.let(Instant::parse)
    val updatedAt: Instant? = json.text("updated_at")?.let(Instant::parse)

    private fun JsonObject.text(name: String) = get(name)?.jsonPrimitive?.contentOrNull
}

private class OkHttp(url: String, private val token: String) : Peer {
    private val url = "$url/api/v1/organizations?page_size=20"
    private val client = OkHttpClient.Builder()
        .dispatcher(Dispatcher().apply { maxRequestsPerHost = 64 })
        .connectionPool(ConnectionPool(64, 1, TimeUnit.MINUTES))
        .build()

    override suspend fun call(): Int {
        val request = Request.Builder().url(url).header("authorization", "Bearer $token").build()
        val body = client.newCall(request).awaited().use {
            check(it.code == 200) { "HTTP ${it.code}" }
            it.body.string()
        }
        return Json.parseToJsonElement(body).jsonObject.getValue("items").jsonArray.map { Organization(it.jsonObject) }.size
    }

    private suspend fun Call.awaited(): Response = suspendCancellableCoroutine { continuation ->
        continuation.invokeOnCancellation { cancel() }
        enqueue(object : Callback {
            override fun onResponse(call: Call, response: Response) {
                continuation.resume(response) { _, _, _ -> response.close() }
            }

            override fun onFailure(call: Call, e: IOException) = continuation.resumeWithException(e)
        })
    }
}

private class Keybearer(private val client: PuguhClient) : Peer {
    override suspend fun call(): Int = client.organizations.list(ListOrganizations(pageSize = 20u)).items.size
}

/** Calls a second, and microseconds of processor time for each. */
private class Measured(val rate: Double, val processor: Double)

private val system = ManagementFactory.getOperatingSystemMXBean() as OperatingSystemMXBean

/** So many calls, so many of them under way at once. */
private suspend fun measure(peer: Peer, atOnce: Int, calls: Int): Measured {
    val started = TimeSource.Monotonic.markNow()
    val spent = system.processCpuTime
    coroutineScope {
        List(atOnce) {
            async { repeat(calls / atOnce) { check(peer.call() == 20) } }
        }.awaitAll()
    }
    val rate = calls / started.elapsedNow().toDouble(DurationUnit.SECONDS)
    return Measured(rate, (system.processCpuTime - spent) / 1_000.0 / calls)
}

private fun millis(duration: Duration) = duration.toDouble(DurationUnit.MILLISECONDS)

private fun median(values: List<Double>) = values.sorted()[values.size / 2]

fun main(arguments: Array<String>) {
    val (program, rounds) = arguments
    val sandbox = ProcessBuilder(program, "--json").redirectError(ProcessBuilder.Redirect.INHERIT).start()
    try {
        val info = Json.parseToJsonElement(sandbox.inputStream.bufferedReader().readLine()).jsonObject
        val url = info["url"]!!.jsonPrimitive.content
        val token = info["puguh"]!!.jsonObject["access_token"]!!.jsonPrimitive.content
        runBlocking(Dispatchers.Default) {
            val begun = TimeSource.Monotonic.markNow()
            val client = PuguhClient(accessToken = token, baseUrl = url)
            println("first_client_ms\t${millis(begun.elapsedNow())}")
            val keybearer = Keybearer(client)
            keybearer.call()
            println("first_call_ms\t${millis(begun.elapsedNow())}")
            val peers = mapOf("okhttp" to OkHttp(url, token), "keybearer" to keybearer)
            for (atOnce in listOf(1, 32)) {
                val calls = if (atOnce == 1) 400 else 1_600
                // Until the JVM has compiled both.
                repeat(5) { peers.values.forEach { measure(it, atOnce, calls) } }
                val measured = peers.mapValues { mutableListOf<Measured>() }
                repeat(rounds.toInt()) { round ->
                    val order = if (round % 2 == 0) peers.entries else peers.entries.reversed()
                    for ((name, peer) in order) measured[name]!! += measure(peer, atOnce, calls)
                    System.err.print(".")
                }
                System.err.println()
                for ((name, values) in measured) {
                    println("rate_$atOnce.$name\t${median(values.map { it.rate })}")
                    println("processor_us_$atOnce.$name\t${median(values.map { it.processor })}")
                }
                val ratios = measured["keybearer"]!!.zip(measured["okhttp"]!!) { ours, theirs -> ours.rate / theirs.rate }
                println("rate_$atOnce.ratio\t${median(ratios)}")
            }
            client.close()
        }
    } finally {
        sandbox.destroy()
    }
    // OkHttp's threads are no daemons, and stay for a minute.
    kotlin.system.exitProcess(0)
}
