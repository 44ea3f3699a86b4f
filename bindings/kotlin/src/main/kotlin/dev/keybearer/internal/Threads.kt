package dev.keybearer.internal

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import dev.keybearer.ffi.uniffiCallbackInterfaceDeploy as Deploy
import dev.keybearer.ffi.uniffiCallbackInterfaceObserver as Observer
import dev.keybearer.ffi.uniffiCallbackInterfaceTokenSource as TokenSource
import dev.keybearer.ffi.uniffiCallbackInterfaceTokenStore as TokenStore
import dev.keybearer.ffi.uniffiRustFutureContinuationCallbackImpl

/**
 * The library's threads, as the JVM sees them: daemons, so that a process may end while they work;
 * and known to it for as long as they live, as to get to know one anew takes longer than a call.
 */
internal object Threads {
    /** All that the library may call. */
    private val callbacks: List<Callback> = listOf(
        uniffiRustFutureContinuationCallbackImpl,
        TokenSource.tokenExpired, TokenSource.uniffiClone, TokenSource.uniffiFree,
        TokenStore.load, TokenStore.save, TokenStore.clear, TokenStore.lock, TokenStore.unlock,
        TokenStore.uniffiClone, TokenStore.uniffiFree,
        Observer.onEvents, Observer.uniffiClone, Observer.uniffiFree,
        Deploy.deploy, Deploy.uniffiClone, Deploy.uniffiFree,
    )

    init {
        val known = CallbackThreadInitializer(true, false, "keybearer")
        for (callback in callbacks) Native.setCallbackThreadInitializer(callback, known)
    }

    /** Makes sure that they are told to the JVM in this way. */
    fun prepare() = Unit
}
