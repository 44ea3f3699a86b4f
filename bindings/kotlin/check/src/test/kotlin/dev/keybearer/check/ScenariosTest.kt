package dev.keybearer.check

import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** The scenarios of `tests/scenarios`, each with a sandbox of its own. The format is described there. */
class ScenariosTest {
    @TestFactory
    fun scenarios(): List<DynamicTest> {
        val results = runBlocking(Dispatchers.Default) {
            // Scenarios mostly wait, so more of them run at once than there are cores. One with a crowd
            // of calls is played alone: others would hold up its calls, and it theirs.
            val gate = Semaphore(8)
            val (crowds, others) = read().partition { (_, scenario) -> isCrowd(scenario) }
            val together = others.map { (file, scenario) ->
                async { result(file, scenario) { gate.withPermit { play(scenario) } } }
            }.awaitAll()
            together + crowds.map { (file, scenario) -> result(file, scenario) { play(scenario) } }
        }
        check(results.size > 200) { "only ${results.size} scenarios were found" }
        return results.map { (file, name, result) ->
            DynamicTest.dynamicTest(name) {
                result.onFailure { throw AssertionError("$file: $name: ${it.message}") }
            }
        }
    }

    private suspend fun result(file: String, scenario: JsonObject, play: suspend () -> Unit) =
        Triple(file, "${scenario["name"].text()} [${scenario["rule"].text()}]", runCatching { play() })

    private fun isCrowd(scenario: JsonObject): Boolean =
        Regex("\"concurrency\":(\\d+)").findAll(scenario.toString()).any { it.groupValues[1].toInt() >= 50 }

    /** Those for this surface, with the file they stand in. */
    private fun read(): List<Pair<String, JsonObject>> {
        val folder = File(System.getProperty("keybearer.scenarios") ?: error("-Dkeybearer.scenarios must name the folder"))
        val files = folder.listFiles { file -> file.extension == "json" && file.name != "schema.json" }!!.sorted()
        return files.flatMap { file ->
            Json.parseToJsonElement(file.readText()).jsonObject["scenarios"]!!.jsonArray.map { file.name to it.jsonObject }
        }.filter { (_, scenario) ->
            scenario["surfaces"]?.jsonArray?.contains(JsonPrimitive("native")) ?: true
        }
    }
}
