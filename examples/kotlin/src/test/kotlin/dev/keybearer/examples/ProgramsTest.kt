package dev.keybearer.examples

import java.io.File
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test

/** Runs every program as a user would, and reads what it says. */
class ProgramsTest {
    @Test
    fun `signing in`() = prints(
        "SignInKt",
        "signed in as ",
        "the first: [",
        "45 organizations in all",
        "signed out; the store holds null",
    )

    @Test
    fun `a call with refresh`() {
        val said = said(
            "CallWithRefreshKt",
            "fetching a token",
            "100 calls answered, of 45 organizations each",
            "the limit: 10000 requests a minute",
        )
        assertEquals(1, Regex("fetching").findAll(said).count(), said)
    }

    @Test
    fun `handling an error`() = prints(
        "HandleAnErrorKt",
        "not found, after 1 attempt",
        "refused here: pageSize ",
        "not with this credential: puguh.auth.logout",
        "ok",
    )

    @Test
    fun `sending events`() = prints(
        "SendEventsKt",
        "Pug: 2 events stored",
        "Composite: [order_placed]",
    )

    private fun prints(program: String, vararg texts: String) {
        said(program, *texts)
    }

    /** Runs to a good end, and has these texts, in this order, in what it prints. */
    private fun said(program: String, vararg texts: String): String {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val builder = ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), "dev.keybearer.examples.$program")
            .redirectErrorStream(true)
        // Without any of the caller's variables, which might hold real keys.
        builder.environment().clear()
        builder.environment().putAll(variables)
        val process = builder.start()
        val said = process.inputStream.bufferedReader().readText()
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said)
        assertEquals(0, process.exitValue(), said)
        var rest = said
        for (text in texts) {
            assertTrue(text in rest, "$text is not where it should be in\n$said")
            rest = rest.substringAfter(text)
        }
        return said
    }

    companion object {
        private lateinit var sandbox: Process
        private lateinit var variables: Map<String, String>

        @BeforeAll
        @JvmStatic
        fun start() {
            val program = System.getProperty("keybearer.sandbox") ?: error("-Dkeybearer.sandbox must name the sandbox's binary")
            sandbox = ProcessBuilder(program, "--json").redirectError(ProcessBuilder.Redirect.INHERIT).start()
            val info = sandbox.inputStream.bufferedReader().readLine()
            fun told(section: String, name: String): String =
                Regex("\"$name\":\"([^\"]*)\"").find(info.substringAfter("\"$section\":"))!!.groupValues[1]
            val url = Regex("\"url\":\"([^\"]*)\"").find(info)!!.groupValues[1]
            variables = mapOf(
                "PUGUH_BASE_URL" to url,
                "PUGUH_API_KEY" to told("puguh", "api_key"),
                "PUGUH_ORGANIZATION_ID" to told("puguh", "organization_id"),
                "PUGUH_EMAIL" to told("puguh", "email"),
                "PUGUH_PASSWORD" to told("puguh", "password"),
                "PUGUH_ACCESS_TOKEN" to told("puguh", "access_token"),
                "PUGUH_EXPIRED_ACCESS_TOKEN" to told("puguh", "expired_access_token"),
                "PUG_BASE_URL" to url,
                "PUG_SDK_API_KEY" to told("pug", "sdk_key"),
                "PUG_PROJECT_ID" to told("pug", "project_id"),
                "COMPOSITE_BASE_URL" to url,
                "COMPOSITE_API_KEY" to told("composite", "secret_key"),
            )
        }

        @AfterAll
        @JvmStatic
        fun stop() {
            sandbox.destroy()
        }
    }
}
