package dev.keybearer.internal

import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import dev.keybearer.ffi.uniffiRustFutureContinuationCallbackImpl

/**
 * The library's threads, as the JVM sees them: daemons, so that a process may end while they work;
 * and known to it for as long as they live, as to get to know one anew takes longer than a call.
 */
internal object Threads {
    init {
        val known = CallbackThreadInitializer(true, false, "keybearer")
        Native.setCallbackThreadInitializer(uniffiRustFutureContinuationCallbackImpl, known)
    }

    /** Makes sure that they are told to the JVM in this way. */
    fun prepare() = Unit
}
