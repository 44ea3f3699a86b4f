package dev.keybearer.internal

import dev.keybearer.ffi.Client
import dev.keybearer.ffi.Lane
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine

/** What a call came to: what it is, by [Answers], and its JSON. */
internal class Outcome(val kind: Byte, val json: String)

/**
 * The calls of this process, started and answered in bulk.
 *
 * To cross into the library takes longer than most of what a call computes. So a call is one
 * crossing, and one thread fetches the outcomes of all calls, many at once when there are many. It
 * is a daemon, and nothing of the library's ever enters the JVM for a call. While it waits the
 * library runs the calls on it: an answer wakes no thread of the library's that would wake this one.
 */
internal object Answers {
    const val FAILURE: Byte = 1
    const val WITH_METADATA: Byte = 2

    private val lane = Lane.driven()
    private val direct = Direct(lane)
    private val tickets = AtomicLong()
    private val waiting = ConcurrentHashMap<Long, Waiter>()

    /** Who waits; and the client, so that it outlives the call. */
    private class Waiter(val continuation: CancellableContinuation<Outcome>, val client: Client)

    /** What [call] knows a client by, for as long as the client is reachable. */
    fun handle(client: Client): Long = direct.handle(client)

    /** Makes sure that this is there. */
    fun prepare() = Unit

    init {
        thread(name = "keybearer-answers", isDaemon = true) { fetch() }
    }

    /**
     * Makes a call. [operation], [arguments] and [options] hold no line feed of their own. Whoever
     * stops waiting gives the call up, and its connection is closed.
     */
    suspend fun call(
        client: Client,
        handle: Long,
        operation: String,
        arguments: String,
        options: String,
        request: String,
    ): Outcome {
        val call = "$operation\n$arguments\n$options\n$request".encodeToByteArray()
        return suspendCancellableCoroutine { caller ->
            val ticket = tickets.incrementAndGet()
            waiting[ticket] = Waiter(caller, client)
            caller.invokeOnCancellation { giveUp(ticket) }
            if (caller.isActive) direct.start(handle, ticket, call)
            // Cancelled before the library knew of it.
            if (caller.isCancelled) giveUp(ticket)
        }
    }

    private fun giveUp(ticket: Long) {
        waiting.remove(ticket)
        lane.cancel(ticket.toULong())
    }

    private fun fetch() {
        val patience = 1.minutes.inWholeMilliseconds
        while (true) {
            try {
                deal(ByteBuffer.wrap(direct.wait(patience)).order(ByteOrder.LITTLE_ENDIAN))
            } catch (@Suppress("TooGenericExceptionCaught") problem: Throwable) {
                // What it held is lost, so nobody is left to wait for ever.
                for (ticket in waiting.keys) waiting.remove(ticket)?.continuation?.resumeWithException(problem)
            }
        }
    }

    /** Hands out outcomes. Whoever waits goes on on a dispatcher, and this thread to the next. */
    private fun deal(outcomes: ByteBuffer) {
        while (outcomes.hasRemaining()) {
            val ticket = outcomes.getLong()
            val kind = outcomes.get()
            val length = outcomes.getInt()
            val json = String(outcomes.array(), outcomes.position(), length, Charsets.UTF_8)
            outcomes.position(outcomes.position() + length)
            waiting.remove(ticket)?.continuation?.resume(Outcome(kind, json))
        }
    }
}
