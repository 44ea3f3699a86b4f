package dev.keybearer.check

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlinx.coroutines.future.await
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

/** A sandbox of one test: a server of its own within the one process that all share. */
internal class Sandbox private constructor(val info: JsonObject) {
    val url: String = info["url"].text()!!

    /** A member of the info, such as `puguh.access_token`. */
    fun info(path: String): String = info.at(path).text() ?: error("the sandbox tells no $path")

    suspend fun get(path: String): JsonElement = send(url, "GET", path, null)

    suspend fun post(path: String, body: JsonElement): JsonElement = send(url, "POST", path, body)

    suspend fun post(path: String, body: String): JsonElement = post(path, Json.parseToJsonElement(body))

    suspend fun clearRules(): JsonElement = send(url, "DELETE", "/_sandbox/rules", null)

    /** The requests so far, without the preflights of browsers. */
    suspend fun journal(): List<JsonObject> = get("/_sandbox/journal").jsonObject["requests"]!!.jsonArray
        .map { it.jsonObject }
        .filter { it["method"].text() != "OPTIONS" }

    suspend fun journal(path: String): List<JsonObject> = journal().filter { it["path"].text() == path }

    suspend fun stop() {
        send(url, "DELETE", "/_sandbox", null)
    }

    companion object {
        private val http: HttpClient = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

        /** Started once, by whoever comes first; it ends with this process. */
        private val process: JsonObject by lazy {
            val program = System.getProperty("keybearer.sandbox") ?: error("-Dkeybearer.sandbox must name the sandbox's binary")
            val process = ProcessBuilder(program, "--json").redirectError(ProcessBuilder.Redirect.INHERIT).start()
            Runtime.getRuntime().addShutdownHook(Thread(process::destroy))
            Json.parseToJsonElement(process.inputStream.bufferedReader().readLine()).jsonObject
        }

        suspend fun spawn(): Sandbox =
            Sandbox(send(process["url"].text()!!, "POST", "/_sandbox/spawn", JsonNull).jsonObject)

        private suspend fun send(url: String, method: String, path: String, body: JsonElement?): JsonElement {
            val publisher = when (body) {
                null, JsonNull -> HttpRequest.BodyPublishers.noBody()
                else -> HttpRequest.BodyPublishers.ofString(body.toString())
            }
            val request = HttpRequest.newBuilder(URI(url + path))
                .method(method, publisher)
                .header("content-type", "application/json")
                .build()
            val answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).await()
            if (answer.statusCode() >= 300) error("$method $path: ${answer.statusCode()} ${answer.body()}")
            return if (answer.body().isEmpty()) JsonArray(emptyList()) else Json.parseToJsonElement(answer.body())
        }
    }
}

/** Runs [test] against a sandbox of its own. */
internal suspend fun <T> withSandbox(test: suspend (Sandbox) -> T): T {
    val sandbox = Sandbox.spawn()
    try {
        return test(sandbox)
    } finally {
        sandbox.stop()
    }
}
