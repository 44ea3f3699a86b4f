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
import java.time.Instant
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
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
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull

/**
 * The core gives up on a hook after 30 seconds. One that is still at it long after is cancelled, so
 * that it does not stay for ever; nobody hears its answer any more.
 */
private val FORGOTTEN = 2.minutes

/** Says that a call is made while a token is asked for. */
internal class Asking(val request: TokenRequest) : AbstractCoroutineContextElement(Key) {
    companion object Key : CoroutineContext.Key<Asking>
}

/** What is being answered where this is called from. */
internal suspend fun tokenRequest(): TokenRequest? = currentCoroutineContext()[Asking]?.request

/**
 * Runs what the application hands to a client. The core calls from a thread of its own, which must
 * not be held up: so each hook is a coroutine, whose answer goes back when there is one.
 */
internal class Hooks : AutoCloseable {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default + CoroutineName("keybearer"))

    /** What a hook threw last: an exception that comes of it can name it as its cause. */
    private val last = AtomicReference<Throwable?>()

    /** What a hook threw, if the core's words are about that. */
    fun thrown(words: String): Throwable? = last.get()?.takeIf { text(it) == words }

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

/** `onTokenExpired`, as the core calls it. */
internal class TokenSourceHook(
    private val hooks: Hooks,
    private val source: suspend (TokenExpired) -> Tokens,
) : dev.keybearer.ffi.TokenSource {
    override fun tokenExpired(request: TokenRequest) {
        val expired = TokenExpired(
            ExpiryReason.entries.first { it.text == request.reason() },
            request.attempt().toInt(),
        )
        hooks.run(Asking(request), { request.reject(it) }) { request.resolve(values(source(expired))) }
    }
}

private fun TokenRequest.reject(problem: Throwable) {
    val known = problem as? KeybearerException
    reject(text(problem), known?.code?.text, known?.reason)
}

internal fun values(tokens: Tokens) =
    TokenValues(tokens.accessToken, tokens.refreshToken, tokens.expiresIn?.toDouble(DurationUnit.SECONDS))

internal fun tokens(values: TokenValues) =
    Tokens(values.accessToken, values.refreshToken, values.expiresIn?.seconds)

/** A token store, as the core uses it. */
internal class TokenStoreHook(private val hooks: Hooks, private val store: TokenStore) : dev.keybearer.ffi.TokenStore {
    private val held = AtomicReference<AutoCloseable?>()

    override fun load(reply: StoreReply) = answer(reply) { store.load()?.let(::stored) }

    override fun save(tokens: StoredTokenValues, reply: StoreReply) = answer(reply) {
        store.save(StoredTokens(tokens.accessToken, tokens.refreshToken, tokens.expiresAt?.let { Instant.ofEpochSecond(it.toLong()) }))
        null
    }

    override fun clear(reply: StoreReply) = answer(reply) {
        store.clear()
        null
    }

    override fun lock(reply: StoreReply) = answer(reply) {
        held.set(store.lock())
        null
    }

    override fun unlock() {
        held.getAndSet(null)?.close()
    }

    private fun answer(reply: StoreReply, ask: suspend () -> StoredTokenValues?) =
        hooks.run(CoroutineName("keybearer-store"), { reply.reject(text(it)) }) { reply.resolve(ask()) }

    private fun stored(tokens: StoredTokens) = StoredTokenValues(
        tokens.accessToken,
        tokens.refreshToken,
        tokens.expiresAt?.epochSecond?.takeIf { it >= 0 }?.toULong(),
    )
}

/** The deploy step of a key rotation, as the core calls it. */
internal class DeployHook(private val hooks: Hooks, private val deploy: suspend (String) -> Unit) : dev.keybearer.ffi.Deploy {
    override fun deploy(key: String, reply: DeployReply) =
        hooks.run(CoroutineName("keybearer-deploy"), { reply.reject(text(it)) }) {
            deploy(key)
            reply.resolve()
        }
}

/** Observer and log, as the core tells them. What they do wrong is their own affair. */
internal class ObserverHook(
    private val observer: ((ClientEvent) -> Unit)?,
    private val log: ClientLog?,
) : dev.keybearer.ffi.Observer {
    override fun onEvents(events: List<Event>) {
        for (event in events.mapNotNull(::event)) {
            quietly { observer?.invoke(event) }
            quietly { log?.tell(event) }
        }
    }

    private inline fun quietly(tell: () -> Unit) {
        try {
            tell()
        } catch (@Suppress("TooGenericExceptionCaught") _: Throwable) {
            // An observer must not fail the call that it watches.
        }
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

/** What a hook threw, for the error that names it. */
internal fun text(problem: Throwable): String = when (problem) {
    is CancellationException -> "it was cancelled"
    is KeybearerException -> problem.toString()
    else -> problem.message ?: problem.javaClass.simpleName
}
