package dev.keybearer.puguh

import dev.keybearer.KeybearerException
import dev.keybearer.Tokens
import dev.keybearer.ffi.callbackCode
import dev.keybearer.ffi.signInTokens
import dev.keybearer.internal.Argument
import dev.keybearer.internal.checkSound
import dev.keybearer.internal.soundText
import dev.keybearer.internal.told
import dev.keybearer.internal.tokens

/**
 * The tokens, ready for `setTokens`.
 *
 * @throws KeybearerException.Unauthenticated with reason `further_step_required` if the server wants
 *   another step first
 * @throws KeybearerException.Decode if the token is of a type other than Bearer
 */
public fun LoginResponse.tokens(): Tokens =
    told { tokens(signInTokens("puguh", soundText(LoginResponseCodec.encode(this, null), "", null, LoginResponseCodec))) }

/** Where to send a person to sign in, and what to keep until they come back. Its text shows no secret. */
public class Authorization internal constructor(
    /** The address to open in a browser. */
    public val url: String,
    /** Comes back with the person; [codeFrom] compares it. */
    public val state: String,
    /** The PKCE verifier (RFC 7636), if PKCE was asked for. It goes into the code exchange. */
    public val codeVerifier: String?,
) {
    /**
     * The code in the address that the person came back with.
     *
     * @throws KeybearerException.PermissionDenied if the person or the server said no
     * @throws KeybearerException.InvalidRequest if the state differs: it is no answer to this authorization
     */
    public fun codeFrom(callbackUrl: String): String = codeFrom(callbackUrl, state)

    override fun toString(): String = "Authorization(url=${url.substringBefore('?')})"

    public companion object {
        /** As the method of this name, with a state that was kept elsewhere. */
        public fun codeFrom(callbackUrl: String, state: String): String {
            checkSound(listOf(Argument("callbackUrl", callbackUrl), Argument("state", state)))
            return told { callbackCode(callbackUrl, state) }
        }
    }
}

/**
 * Where to send a person to sign in, with a fresh state.
 *
 * @param pkce adds PKCE (RFC 7636, S256). The platform does not document it
 */
public fun OAuth.authorizationUrl(
    clientId: String,
    redirectUri: String,
    scopes: List<String> = emptyList(),
    pkce: Boolean = false,
): Authorization {
    val given = listOf(Argument("clientId", clientId), Argument("redirectUri", redirectUri)) + scopes.map { Argument("scopes", it) }
    val made = caller.askNow(given) { authorizationUrl(clientId, redirectUri, scopes, pkce) }
    return Authorization(made.url, made.state, made.codeVerifier)
}
