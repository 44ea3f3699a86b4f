package dev.keybearer.internal

import dev.keybearer.ClientEvent
import dev.keybearer.ClientLog
import dev.keybearer.ExpiryReason
import dev.keybearer.KeybearerException
import dev.keybearer.StoredTokens
import dev.keybearer.TokenExpired
import dev.keybearer.TokenStore
import dev.keybearer.Tokens
import dev.keybearer.ffi.DeployReply
import dev.keybearer.ffi.Event
import dev.keybearer.ffi.StoreReply
import dev.keybearer.ffi.StoredTokenValues
import dev.keybearer.ffi.TokenRequest
import dev.keybearer.ffi.TokenValues
import dev.keybearer.tell
import java.lang.ref.WeakReference
import java.time.Instant
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.ThreadContextElement
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull

/**
 * The core gives up on a hook after 30 seconds. One that is still at it long after is cancelled, so
 * that it does not stay for ever; nobody hears its answer any more.
 */
private val FORGOTTEN = 2.minutes

/** How many callbacks of one client may block threads at once. */
private const val BLOCKED = 16

/** So many events may wait for an observer. One that has fallen further behind loses events rather than memory. */
private const val WAITING_EVENTS = 8192

/**
 * Says that a call is made while a token is asked for: to the coroutine of the callback, and to the
 * thread that it is on, for a callback that blocks it with coroutines of its own.
 */
internal class Asking(val request: TokenRequest) :
    AbstractCoroutineContextElement(Key),
    ThreadContextElement<TokenRequest?> {
    override fun updateThreadContext(context: CoroutineContext): TokenRequest? =
        here.get().also { here.set(request) }

    override fun restoreThreadContext(context: CoroutineContext, oldState: TokenRequest?) =
        if (oldState == null) here.remove() else here.set(oldState)

    companion object Key : CoroutineContext.Key<Asking> {
        val here = ThreadLocal<TokenRequest?>()
    }
}

/** What is being answered where this is called from. */
internal suspend fun tokenRequest(): TokenRequest? = currentCoroutineContext()[Asking]?.request ?: Asking.here.get()

/**
 * What the application hands to a client, and how it is run. The core calls from a thread of its own,
 * which must not be held up: so each hook is a coroutine, whose answer goes back when there is one.
 *
 * The client holds this, and the library only what finds it as long as the client is there: a
 * callback may know its client, and both are collected together.
 */
internal class Hooks : AutoCloseable {
    var source: (suspend (TokenExpired) -> Tokens)? = null
    var store: TokenStore? = null
    var observers: Observers? = null

    /**
     * Threads of their own, beside those that calls go on with: a callback may block the one that it
     * is on, and one that hangs holds up nobody but itself.
     */
    private val scope =
        CoroutineScope(SupervisorJob() + Dispatchers.IO.limitedParallelism(BLOCKED) + CoroutineName("keybearer"))

    /** What a hook threw last: an exception that comes of it can name it as its cause. */
    private val last = AtomicReference<Throwable?>()

    /** What a hook threw, if the core's words are about that. */
    fun thrown(words: String): Throwable? = last.get()?.takeIf { words == text(it) || words.endsWith(": ${text(it)}") }

    override fun close() = scope.cancel("the client was closed")

    /** Runs [hook]; whatever it throws, an `Error` too, is told to [failed]. */
    @OptIn(DelicateCoroutinesApi::class)
    fun run(context: CoroutineContext, failed: (Throwable) -> Unit, hook: suspend () -> Unit) {
        // Atomic: of a client that is being closed, the hook is told too that there will be no answer.
        scope.launch(context, CoroutineStart.ATOMIC) {
            try {
                withTimeoutOrNull(FORGOTTEN) { hook() }
            } catch (@Suppress("TooGenericExceptionCaught") problem: Throwable) {
                last.set(problem)
                failed(problem)
            }
        }
    }
}

/** What the library holds of a client's hooks. */
internal class Reach(hooks: Hooks) {
    private val hooks = WeakReference(hooks)

    fun hooks(): Hooks? = hooks.get()

    fun run(context: CoroutineContext, failed: (Throwable) -> Unit, hook: suspend (Hooks) -> Unit) {
        val hooks = hooks() ?: return failed(IllegalStateException("the client is gone"))
        hooks.run(context, failed) { hook(hooks) }
    }
}

/** `onTokenExpired`, as the core calls it. */
internal class TokenSourceHook(private val reach: Reach) : dev.keybearer.ffi.TokenSource {
    override fun tokenExpired(request: TokenRequest) {
        val expired = TokenExpired(
            ExpiryReason.entries.first { it.text == request.reason() },
            request.attempt().toInt(),
        )
        reach.run(Asking(request), { request.reject(it) }) { hooks ->
            request.resolve(values(hooks.source!!(expired)))
        }
    }
}

private fun TokenRequest.reject(problem: Throwable) {
    val known = problem as? KeybearerException
    reject(text(problem), known?.code?.text, known?.reason)
}

/** Tokens as a callback gives them. A lifetime without end is one of thirty years. */
private fun values(tokens: Tokens): TokenValues {
    for (text in listOfNotNull(tokens.accessToken, tokens.refreshToken)) require(isSound(text)) { "the token $UNSOUND" }
    return TokenValues(
        tokens.accessToken,
        tokens.refreshToken,
        tokens.expiresIn?.coerceAtMost(LONGEST)?.toDouble(DurationUnit.SECONDS),
    )
}

internal fun tokens(values: TokenValues) =
    Tokens(values.accessToken, values.refreshToken, values.expiresIn?.seconds)

/** A token store, as the core uses it. */
internal class TokenStoreHook(private val reach: Reach) : dev.keybearer.ffi.TokenStore {
    private val held = AtomicReference<AutoCloseable?>()

    override fun load(reply: StoreReply) = answer(reply) { it.load()?.let(::stored) }

    override fun save(tokens: StoredTokenValues, reply: StoreReply) = answer(reply) { store ->
        val expiresAt = tokens.expiresAt?.toLong()?.let { Instant.ofEpochSecond(it.coerceIn(0, Instant.MAX.epochSecond)) }
        store.save(StoredTokens(tokens.accessToken, tokens.refreshToken, expiresAt))
        null
    }

    override fun clear(reply: StoreReply) = answer(reply) {
        it.clear()
        null
    }

    override fun lock(reply: StoreReply) = answer(reply) {
        held.set(it.lock())
        null
    }

    override fun unlock() {
        val lock = held.getAndSet(null) ?: return
        // It may block, and it has to be closed whatever has become of the client.
        Dispatchers.IO.dispatch(EmptyCoroutineContext) { quietly(lock::close) }
    }

    private fun answer(reply: StoreReply, ask: suspend (TokenStore) -> StoredTokenValues?) =
        reach.run(CoroutineName("keybearer-store"), { reply.reject(text(it)) }) { hooks ->
            reply.resolve(ask(hooks.store!!))
        }

    /** A moment before the epoch is over as well. */
    private fun stored(tokens: StoredTokens): StoredTokenValues {
        for (text in listOfNotNull(tokens.accessToken, tokens.refreshToken)) require(isSound(text)) { "the token $UNSOUND" }
        return StoredTokenValues(
            tokens.accessToken,
            tokens.refreshToken,
            tokens.expiresAt?.epochSecond?.coerceAtLeast(0)?.toULong(),
        )
    }
}

/** The deploy step of a key rotation, as the core calls it. */
internal class DeployHook(private val hooks: Hooks, private val deploy: suspend (String) -> Unit) : dev.keybearer.ffi.Deploy {
    override fun deploy(key: String, reply: DeployReply) =
        hooks.run(CoroutineName("keybearer-deploy"), { reply.reject(text(it)) }) {
            deploy(key)
            reply.resolve()
        }
}

/** Observer and log, as the core tells them. */
internal class ObserverHook(private val reach: Reach) : dev.keybearer.ffi.Observer {
    override fun onEvents(events: List<Event>) {
        reach.hooks()?.observers?.tell(events.mapNotNull(::event))
    }
}

/**
 * Tells observer and log, one event after the other, on a thread that is the client's own while there
 * is something to tell. What they do wrong is their own affair.
 */
internal class Observers(private val observer: ((ClientEvent) -> Unit)?, private val log: ClientLog?) {
    private val thread = Dispatchers.IO.limitedParallelism(1)
    private val waiting = ArrayDeque<ClientEvent>()
    private var telling = false

    fun tell(events: List<ClientEvent>) {
        synchronized(waiting) {
            waiting += events.take(WAITING_EVENTS - waiting.size)
            if (telling || waiting.isEmpty()) return
            telling = true
        }
        thread.dispatch(EmptyCoroutineContext) {
            while (true) {
                val event = synchronized(waiting) { waiting.removeFirstOrNull().also { telling = it != null } } ?: break
                quietly { observer?.invoke(event) }
                quietly { log?.tell(event) }
            }
        }
    }
}

/** Runs what must not fail the call that it is beside. */
private inline fun quietly(run: () -> Unit) {
    try {
        run()
    } catch (@Suppress("TooGenericExceptionCaught") _: Throwable) {
        // Nobody is there to be told.
    }
}

private fun event(event: Event): ClientEvent? {
    val call = event.call?.toLong() ?: 0
    val operation = event.operation.orEmpty()
    val attempt = event.attempt?.toInt() ?: 0
    val elapsed = (event.elapsed ?: 0.0).seconds
    val delay = (event.delay ?: 0.0).seconds
    return when (event.kind) {
        "attempt_started" -> ClientEvent.AttemptStarted(call, operation, attempt)
        "attempt_finished" -> ClientEvent.AttemptFinished(call, operation, attempt, event.status?.toInt(), elapsed)
        "retrying" -> ClientEvent.Retrying(call, operation, attempt, event.reason.orEmpty(), delay)
        "call_finished" -> ClientEvent.CallFinished(call, operation, event.error, event.attempts?.toInt() ?: 0, elapsed)
        "token_refreshed" -> ClientEvent.TokenRefreshed(event.generation?.toLong() ?: 0, event.reason.orEmpty(), elapsed)
        "token_refresh_failed" -> ClientEvent.TokenRefreshFailed(event.error.orEmpty(), (event.coolDown ?: 0.0).seconds)
        "token_store_failed" -> ClientEvent.TokenStoreFailed(event.message.orEmpty())
        "gate_closed" -> ClientEvent.GateClosed(operation, delay)
        else -> null
    }
}

/** What a hook threw, for the error that names it. Its own words may be anything, or throw in their turn. */
internal fun text(problem: Throwable): String = try {
    val words = when (problem) {
        is CancellationException -> "it was cancelled"
        is KeybearerException -> problem.toString()
        else -> problem.message
    }
    // Half of a surrogate pair does not cross.
    words?.encodeToByteArray()?.decodeToString()
} catch (@Suppress("TooGenericExceptionCaught") _: Throwable) {
    null
} ?: problem.javaClass.simpleName
