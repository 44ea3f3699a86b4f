package dev.keybearer.check

import dev.keybearer.KeybearerException
import dev.keybearer.PuguhClient
import java.io.File
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlin.system.exitProcess
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** A process ends when its work is done, whatever its clients are at. */
class ExitTest {
    @ParameterizedTest
    @ValueSource(strings = ["idle", "in a call", "in a callback", "in a callback that blocks", "in an observer", "by exit"])
    fun `a process with an open client ends`(how: String) = runBlocking(Dispatchers.IO) {
        withSandbox { sandbox ->
            if (how == "in a call" || how == "by exit") {
                sandbox.post("/_sandbox/rules", """{"rules":[{"match":{"path":"/api/v1/organizations"},"times":null,"fault":"hang"}]}""")
            }
            val token = sandbox.info(if ("callback" in how) "puguh.expired_access_token" else "puguh.access_token")
            assertEquals("done\n", run(emptyList(), how, sandbox.url, token))
        }
    }

    @Test
    fun `that the library is not there is said in the same words each time`() {
        val said = run(listOf("-Duniffi.component.keybearer_ffi.libraryOverride=nowhere"), "twice", "http://127.0.0.1:1", "a.b.c")
        val lines = said.lines().filter { "UnsatisfiedLinkError: Keybearer's library for " in it }
        assertEquals(2, lines.size, said)
        assertEquals(lines[0], lines[1])
    }

    private fun run(options: List<String>, vararg arguments: String): String {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val command = listOf(java) + options + listOf("-cp", System.getProperty("java.class.path"), "dev.keybearer.check.ExitTestKt")
        val process = ProcessBuilder(command + arguments).redirectErrorStream(true).start()
        val ended = process.waitFor(30, TimeUnit.SECONDS)
        if (!ended) process.destroyForcibly()
        val said = process.inputStream.bufferedReader().readText()
        assertTrue(ended, "it did not end: $said")
        assertEquals(0, process.exitValue(), said)
        return said
    }
}

/** The process: how it ends, the sandbox, a token. */
@OptIn(kotlinx.coroutines.DelicateCoroutinesApi::class)
fun main(arguments: Array<String>) {
    val (how, url, token) = arguments
    if (how == "twice") {
        repeat(2) { println(runCatching { PuguhClient(accessToken = token, baseUrl = url) }.exceptionOrNull()) }
        return
    }
    val puguh = PuguhClient(
        accessToken = token,
        onTokenExpired = {
            if (how == "in a callback that blocks") Thread.sleep(1.hours.inWholeMilliseconds) else delay(1.hours)
            "never"
        },
        baseUrl = url,
        observer = { if (how == "in an observer") Thread.sleep(1.hours.inWholeMilliseconds) },
    )
    when (how) {
        "idle", "in an observer" -> runBlocking { puguh.health() }
        else -> {
            GlobalScope.launch {
                try {
                    puguh.organizations.list()
                } catch (_: KeybearerException) {
                    // It is over before.
                }
            }
            Thread.sleep(1.seconds.inWholeMilliseconds)
        }
    }
    println("done")
    if (how == "by exit") exitProcess(0)
}
