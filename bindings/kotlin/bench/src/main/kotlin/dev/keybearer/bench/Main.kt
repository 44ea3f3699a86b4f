package dev.keybearer.bench

import dev.keybearer.PuguhClient
import dev.keybearer.puguh.ListOrganizations
import java.io.IOException
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
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
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

@Serializable
private data class Page(val items: List<Organization>, val total: Long? = null)

@Serializable
private data class Organization(
    val id: String,
    val name: String? = null,
    val slug: String? = null,
    val description: String? = null,
    val type: String? = null,
    val role: String? = null,
    @SerialName("created_at") val createdAt: String? = null,
    @SerialName("updated_at") val updatedAt: String? = null,
)

private class OkHttp(url: String, private val token: String) : Peer {
    private val url = "$url/api/v1/organizations?page_size=20"
    private val json = Json { ignoreUnknownKeys = true }
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
        return json.decodeFromString<Page>(body).items.size
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

/** Calls a second, with so many under way at once. */
private suspend fun rate(peer: Peer, atOnce: Int, calls: Int): Double {
    val started = TimeSource.Monotonic.markNow()
    coroutineScope {
        List(atOnce) {
            async { repeat(calls / atOnce) { check(peer.call() == 20) } }
        }.awaitAll()
    }
    return calls / started.elapsedNow().toDouble(DurationUnit.SECONDS)
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
                repeat(5) { peers.values.forEach { rate(it, atOnce, calls) } }
                val rates = peers.mapValues { mutableListOf<Double>() }
                repeat(rounds.toInt()) { round ->
                    val order = if (round % 2 == 0) peers.entries else peers.entries.reversed()
                    for ((name, peer) in order) rates[name]!! += rate(peer, atOnce, calls)
                    System.err.print(".")
                }
                System.err.println()
                for ((name, values) in rates) println("rate_$atOnce.$name\t${median(values)}")
                val ratios = rates["keybearer"]!!.zip(rates["okhttp"]!!) { ours, theirs -> ours / theirs }
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
