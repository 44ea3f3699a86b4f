// Written by `cargo xtask generate` from sdk-core/src/composite/operations.rs. Do not edit.

package dev.keybearer.check

import dev.keybearer.CompositeClient
import dev.keybearer.composite.Alias
import dev.keybearer.composite.CreateExport
import dev.keybearer.composite.Event
import dev.keybearer.composite.Identify
import dev.keybearer.composite.InviteTeamMember
import dev.keybearer.composite.ListEvents
import dev.keybearer.composite.ListUsers
import dev.keybearer.composite.Me
import dev.keybearer.composite.SendBatch
import dev.keybearer.composite.SendRecording
import dev.keybearer.composite.UpdateTeamMember
import dev.keybearer.composite.Upsert
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map

/** Every operation, by its name. */
internal suspend fun declared(client: CompositeClient, call: Call): Any? = when (call.name) {
    "composite.events.send" -> client.events.send(call.message(Event::fromJson), call.options).let { null }
    "composite.events.send_batch" -> client.events.sendBatch(call.message(SendBatch::fromJson), call.options)
    "composite.events.list" -> client.events.list(call.message(ListEvents::fromJson), call.options).toJson()
    "composite.users.identify" -> client.users.identify(call.message(Identify::fromJson), call.options).let { null }
    "composite.users.alias" -> client.users.alias(call.message(Alias::fromJson), call.options).let { null }
    "composite.users.me" -> client.users.me(call.message(Me::fromJson), call.options).toJson()
    "composite.users.list" -> client.users.list(call.message(ListUsers::fromJson), call.options).toJson()
    "composite.users.get" -> client.users.get(call.argument(0), call.options).toJson()
    "composite.users.upsert" -> client.users.upsert(call.argument(0), call.message(Upsert::fromJson), call.options).toJson()
    "composite.users.delete" -> client.users.delete(call.argument(0), call.options).let { null }
    "composite.recordings.send" -> client.recordings.send(call.message(SendRecording::fromJson), call.options).let { null }
    "composite.project.get" -> client.project.get(call.options).toJson()
    "composite.project.update" -> client.project.update(call.request, call.options).toJson()
    "composite.exports.create" -> client.exports.create(call.message(CreateExport::fromJson), call.options).toJson()
    "composite.exports.get" -> client.exports.get(call.argument(0), call.options).toJson()
    "composite.team.list" -> client.team.list(call.options).toJson()
    "composite.team.invite" -> client.team.invite(call.message(InviteTeamMember::fromJson), call.options).toJson()
    "composite.team.update" -> client.team.update(call.argument(0), call.message(UpdateTeamMember::fromJson), call.options).toJson()
    "composite.team.remove" -> client.team.remove(call.argument(0), call.options).let { null }
    "composite.billing.get" -> client.billing.get(call.options)
    "composite.billing.update" -> client.billing.update(call.request, call.options)
    "composite.api_keys.revoke" -> client.apiKeys.revoke(call.argument(0), call.options).let { null }
    else -> broken("there is no operation ${call.name}")
}

/** Every list, by the name of its operation. */
internal fun listed(client: CompositeClient, call: Call): Flow<Any?> = when (call.name) {
    "composite.events.list" ->
        if (call.collect == "items") {
            client.events.listItems(call.message(ListEvents::fromJson), call.options).map { it.toJson() }
        } else {
            client.events.listPages(call.message(ListEvents::fromJson), call.options).map { it.toJson() }
        }
    "composite.users.list" ->
        if (call.collect == "items") {
            client.users.listItems(call.message(ListUsers::fromJson), call.options).map { it.toJson() }
        } else {
            client.users.listPages(call.message(ListUsers::fromJson), call.options).map { it.toJson() }
        }
    "composite.team.list" ->
        if (call.collect == "items") {
            client.team.listItems(call.options).map { it.toJson() }
        } else {
            client.team.listPages(call.options).map { it.toJson() }
        }
    else -> broken("${call.name} is no list")
}
