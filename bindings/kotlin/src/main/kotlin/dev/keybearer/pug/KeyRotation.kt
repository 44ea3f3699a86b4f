package dev.keybearer.pug

import dev.keybearer.KeybearerException
import dev.keybearer.internal.DeployHook
import dev.keybearer.internal.awaited
import dev.keybearer.internal.encodeOpen
import dev.keybearer.internal.parse
import dev.keybearer.internal.soundText

private const val NAME = "pug.projects.rotate_api_key"

/**
 * Replaces an API key: creates [new], hands the new key to [deploy], and revokes the old one only if
 * [deploy] succeeded. Gives the new key.
 *
 * To cancel it stops it where it is: after the first step the new key may exist, and nobody has it.
 *
 * @param oldKey the id of the old key
 * @throws KeybearerException.Callback if [deploy] threw: nothing is revoked, and the message names the
 *   new key's id
 * @throws KeybearerException with reason `both_keys_live`, if the new key is deployed and the old one
 *   could not be revoked
 */
public suspend fun Projects.rotateApiKey(oldKey: String, new: CreateApiKey, deploy: suspend (String) -> Unit): ApiKey =
    rotate(oldKey, new, deploy)

/** As above, with the whole message that revokes the old key, for servers that name it otherwise. */
public suspend fun Projects.rotateApiKey(
    oldKey: Map<String, Any?>,
    new: CreateApiKey,
    deploy: suspend (String) -> Unit,
): ApiKey = rotate(oldKey, new, deploy)

private suspend fun Projects.rotate(oldKey: Any, new: CreateApiKey, deploy: suspend (String) -> Unit): ApiKey {
    val old = soundText(encodeOpen(oldKey, "oldKey", NAME), "oldKey", NAME, null)
    val asked = soundText(CreateApiKeyCodec.encode(new, NAME), "", NAME, CreateApiKeyCodec)
    val answer = caller.ask { hooks, asking ->
        rotateApiKey(old, asked, DeployHook(hooks, deploy), asking).awaited()
    }
    return ApiKeyCodec.decode(parse(answer.value, NAME), NAME)
}
