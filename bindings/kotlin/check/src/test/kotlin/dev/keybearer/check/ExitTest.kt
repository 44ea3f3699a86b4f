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
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** A process ends when its work is done, whatever its clients are at. */
class ExitTest {
    @ParameterizedTest
    @ValueSource(strings = ["idle", "in a call", "in a callback", "by exit"])
    fun `a process with an open client ends`(how: String) = runBlocking(Dispatchers.IO) {
        withSandbox { sandbox ->
            if (how == "in a call" || how == "by exit") {
                sandbox.post("/_sandbox/rules", """{"rules":[{"match":{"path":"/api/v1/organizations"},"times":null,"fault":"hang"}]}""")
            }
            val token = sandbox.info(if (how == "in a callback") "puguh.expired_access_token" else "puguh.access_token")
            val java = File(System.getProperty("java.home"), "bin/java").path
            val process = ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), "dev.keybearer.check.ExitTestKt", how, sandbox.url, token,
            ).redirectErrorStream(true).start()
            val ended = process.waitFor(30, TimeUnit.SECONDS)
            if (!ended) process.destroyForcibly()
            val said = process.inputStream.bufferedReader().readText()
            assertTrue(ended, "it did not end: $said")
            assertEquals(0, process.exitValue(), said)
            assertEquals("done\n", said)
        }
    }
}

/** The process: how it ends, the sandbox, a token. */
@OptIn(kotlinx.coroutines.DelicateCoroutinesApi::class)
fun main(arguments: Array<String>) {
    val (how, url, token) = arguments
    val puguh = PuguhClient(
        accessToken = token,
        onTokenExpired = {
            delay(1.hours)
            "never"
        },
        baseUrl = url,
    )
    when (how) {
        "idle" -> runBlocking { puguh.health() }
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
