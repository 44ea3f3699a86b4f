package dev.keybearer

/**
 * Supplies new tokens when the current one nears its end or is rejected: the long form of
 * `onTokenExpired`, for those who know the token's lifetime or the next refresh token.
 *
 * However many calls need a token, it runs once, and no call that gives up stops it. One that
 * throws, takes over 30 s, returns the rejected token again or calls the client in a circle ends in
 * a typed exception.
 */
public fun interface TokenSource {
    /** New tokens. */
    public suspend fun tokens(expired: TokenExpired): Tokens
}
