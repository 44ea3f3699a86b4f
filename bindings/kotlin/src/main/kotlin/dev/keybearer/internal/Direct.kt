package dev.keybearer.internal

import com.sun.jna.Memory
import com.sun.jna.Native
import com.sun.jna.Pointer
import dev.keybearer.ffi.Client
import dev.keybearer.ffi.ForeignBytes
import dev.keybearer.ffi.Lane
import dev.keybearer.ffi.RustBuffer

/** The size of uniffi's call status: a code, and a buffer with what went wrong. */
private const val STATUS_SIZE = 32L

/** Of a buffer that holds bytes, the first four are their number. */
private const val LENGTH = 4L

/** So much memory a thread keeps for its calls. */
private const val KEPT = 16_384L

/**
 * The two crossings that every call makes, by hand.
 *
 * uniffi's own Kotlin makes half a dozen JNA structures for each, which takes longer than all else
 * that a call computes. These are the same functions with the same contract: a function consumes the
 * handles that it is given, so they are cloned for it. Everything else crosses as uniffi has it.
 */
internal class Direct(lane: Lane) {
    private val lane = handle(lane::uniffiCloneHandle) { free(Functions::uniffi_keybearer_ffi_fn_free_lane, it) }

    /** The handle of a client, valid for as long as [client] is reachable. */
    fun handle(client: Client): Long =
        handle(client::uniffiCloneHandle) { free(Functions::uniffi_keybearer_ffi_fn_free_client, it) }

    /** `lane.start(client, ticket, call)`. */
    fun start(client: Long, ticket: Long, call: ByteArray) {
        val room = rooms.get()
        val status = room.status()
        val lane = Functions.uniffi_keybearer_ffi_fn_clone_lane(lane, status)
        val own = Functions.uniffi_keybearer_ffi_fn_clone_client(client, status)
        Functions.uniffi_keybearer_ffi_fn_method_lane_start(lane, own, ticket, room.bytes(call), status)
        succeeded(status)
    }

    /** `lane.wait(milliseconds)`. */
    fun wait(milliseconds: Long): ByteArray {
        val status = rooms.get().status()
        val lane = Functions.uniffi_keybearer_ffi_fn_clone_lane(lane, status)
        val buffer = Functions.uniffi_keybearer_ffi_fn_method_lane_wait(lane, milliseconds, status)
        succeeded(status)
        val bytes = buffer.data?.getByteArray(LENGTH, (buffer.len - LENGTH).toInt()) ?: ByteArray(0)
        Functions.ffi_keybearer_ffi_rustbuffer_free(buffer, status)
        return bytes
    }

    private fun succeeded(status: Pointer) = check(status.getByte(0).toInt() == 0) { "the library panicked: please report it" }

    /** All handles of an object are the same, so the one that is cloned to learn it is let go of. */
    private inline fun handle(clone: () -> Long, free: (Long) -> Unit): Long = clone().also(free)

    private inline fun free(free: (Long, Pointer) -> Unit, handle: Long) = free(handle, rooms.get().status())

    /** What a thread uses again for each of its calls. */
    private class Room {
        private val status = Memory(STATUS_SIZE)
        private val argument = ForeignBytes.ByValue().apply { setAutoSynch(false) }
        private val memory = Memory(KEPT)
        private var large: Memory? = null

        fun status(): Pointer = status.apply { clear() }

        /** [bytes] as an argument; until the next. */
        fun bytes(bytes: ByteArray): ForeignBytes.ByValue {
            // What is larger than most lives until the next call of this thread.
            large = if (bytes.size > KEPT) Memory(bytes.size.toLong()) else null
            val memory = large ?: memory
            memory.write(0, bytes, 0, bytes.size)
            // The length is an `int`, and the pointer behind it is aligned.
            argument.pointer.setInt(0, bytes.size)
            argument.pointer.setPointer(Native.POINTER_SIZE.toLong(), memory)
            return argument
        }
    }

    private companion object {
        val rooms: ThreadLocal<Room> = ThreadLocal.withInitial(::Room)
    }
}

/** Functions of the library, with a status that is a bare pointer. */
@Suppress("FunctionName")
internal object Functions {
    init {
        val library = System.getProperty("uniffi.component.keybearer_ffi.libraryOverride") ?: "keybearer_ffi"
        Native.register(Functions::class.java, library)
    }

    external fun uniffi_keybearer_ffi_fn_clone_lane(handle: Long, status: Pointer): Long

    external fun uniffi_keybearer_ffi_fn_free_lane(handle: Long, status: Pointer)

    external fun uniffi_keybearer_ffi_fn_clone_client(handle: Long, status: Pointer): Long

    external fun uniffi_keybearer_ffi_fn_free_client(handle: Long, status: Pointer)

    external fun uniffi_keybearer_ffi_fn_method_lane_start(
        lane: Long,
        client: Long,
        ticket: Long,
        call: ForeignBytes.ByValue,
        status: Pointer,
    )

    external fun uniffi_keybearer_ffi_fn_method_lane_wait(lane: Long, milliseconds: Long, status: Pointer): RustBuffer.ByValue

    external fun ffi_keybearer_ffi_rustbuffer_free(buffer: RustBuffer.ByValue, status: Pointer)
}
