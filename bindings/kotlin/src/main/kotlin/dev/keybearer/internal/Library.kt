package dev.keybearer.internal

import com.sun.jna.Platform

/** The library: loaded with the first client. If it cannot be, every client is told so in the same words. */
internal object Library {
    private val failure: LinkageError? = try {
        Threads.prepare()
        Answers.prepare()
        null
    } catch (failure: LinkageError) {
        // An initializer that failed hides why from whoever comes next.
        failure.cause as? LinkageError ?: failure
    }

    fun prepare() {
        if (failure != null) throw UnsatisfiedLinkError(reason(failure)).initCause(failure)
    }

    private fun reason(failure: LinkageError): String {
        val platform = try {
            Platform.RESOURCE_PREFIX
        } catch (_: LinkageError) {
            return "Keybearer needs JNA 5.18 or later (net.java.dev.jna:jna), which is not there or does not load: ${failure.message}"
        }
        return "Keybearer's library for $platform was not found or does not load: the JAR has to hold it as " +
            "$platform/${System.mapLibraryName("keybearer_ffi")}, on Android the app as jniLibs: ${failure.message}"
    }
}
