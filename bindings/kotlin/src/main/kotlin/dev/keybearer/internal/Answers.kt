package dev.keybearer.internal

import dev.keybearer.ffi.Client
import dev.keybearer.ffi.Lane
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread
import kotlin.coroutines.resume
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
 * is a daemon, and nothing of the library's ever enters the JVM for a call.
 */
internal object Answers {
    const val FAILURE: Byte = 1
    const val WITH_METADATA: Byte = 2

    private val lane = Lane(false)
    private val tickets = AtomicLong()
    private val waiting = ConcurrentHashMap<Long, CancellableContinuation<Outcome>>()
    private val calls = ThreadLocal.withInitial { ByteBuffer.allocateDirect(4096) }

    init {
        thread(name = "keybearer-answers", isDaemon = true) { fetch() }
    }

    /**
     * Makes a call. [operation], [arguments] and [options] hold no line feed of their own. Whoever
     * stops waiting gives the call up, and its connection is closed.
     */
    suspend fun call(client: Client, operation: String, arguments: String, options: String, request: String): Outcome =
        suspendCancellableCoroutine { caller ->
            val ticket = tickets.incrementAndGet()
            waiting[ticket] = caller
            caller.invokeOnCancellation { giveUp(ticket) }
            lane.start(client, ticket.toULong(), direct("$operation\n$arguments\n$options\n$request"))
            // Cancelled before the library knew of it.
            if (caller.isCancelled) giveUp(ticket)
        }

    private fun giveUp(ticket: Long) {
        waiting.remove(ticket)
        lane.cancel(ticket.toULong())
    }

    /** Only the call that is being started reads it. */
    private fun direct(text: String): ByteBuffer {
        val bytes = text.encodeToByteArray()
        var buffer = calls.get()
        if (buffer.capacity() < bytes.size) {
            buffer = ByteBuffer.allocateDirect(bytes.size)
        }
        buffer.clear()
        buffer.put(bytes)
        buffer.flip()
        return buffer
    }

    private fun fetch() {
        val patience = 1.minutes.inWholeMilliseconds.toULong()
        while (true) {
            val outcomes = ByteBuffer.wrap(lane.wait(patience)).order(ByteOrder.LITTLE_ENDIAN)
            while (outcomes.hasRemaining()) {
                val ticket = outcomes.getLong()
                val kind = outcomes.get()
                val length = outcomes.getInt()
                val json = String(outcomes.array(), outcomes.position(), length, Charsets.UTF_8)
                outcomes.position(outcomes.position() + length)
                // It goes on on its own dispatcher, and so this thread on to the next outcome.
                waiting.remove(ticket)?.resume(Outcome(kind, json))
            }
        }
    }
}
