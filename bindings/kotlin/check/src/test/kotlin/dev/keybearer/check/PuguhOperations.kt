// Written by `cargo xtask generate` from sdk-core/src/puguh/operations.rs. Do not edit.

package dev.keybearer.check

import dev.keybearer.PuguhClient
import dev.keybearer.puguh.CreateOrganization
import dev.keybearer.puguh.ExchangeCode
import dev.keybearer.puguh.InviteMember
import dev.keybearer.puguh.ListMembers
import dev.keybearer.puguh.ListOrganizations
import dev.keybearer.puguh.ListUsers
import dev.keybearer.puguh.Login
import dev.keybearer.puguh.RefreshSession
import dev.keybearer.puguh.Register
import dev.keybearer.puguh.UpdateMember
import dev.keybearer.puguh.UpdateOrganization
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map

/** Every operation, by its name. */
internal suspend fun declared(client: PuguhClient, call: Call): Any? = when (call.name) {
    "puguh.auth.register" -> client.auth.register(call.message(Register::fromJson), call.options).toJson()
    "puguh.auth.login" -> client.auth.login(call.message(Login::fromJson), call.options).toJson()
    "puguh.auth.refresh" -> client.auth.refresh(call.message(RefreshSession::fromJson), call.options).toJson()
    "puguh.auth.logout" -> client.auth.logout(call.options).let { null }
    "puguh.organizations.list" -> client.organizations.list(call.message(ListOrganizations::fromJson), call.options).toJson()
    "puguh.organizations.create" -> client.organizations.create(call.message(CreateOrganization::fromJson), call.options).toJson()
    "puguh.organizations.get" -> client.organizations.get(call.argument(0), call.options).toJson()
    "puguh.organizations.update" -> client.organizations.update(call.argument(0), call.message(UpdateOrganization::fromJson), call.options).toJson()
    "puguh.organizations.delete" -> client.organizations.delete(call.argument(0), call.options).let { null }
    "puguh.organizations.list_members" -> client.organizations.listMembers(call.argument(0), call.message(ListMembers::fromJson), call.options).toJson()
    "puguh.organizations.invite_member" -> client.organizations.inviteMember(call.argument(0), call.message(InviteMember::fromJson), call.options).toJson()
    "puguh.organizations.update_member" -> client.organizations.updateMember(call.argument(0), call.argument(1), call.message(UpdateMember::fromJson), call.options).toJson()
    "puguh.organizations.remove_member" -> client.organizations.removeMember(call.argument(0), call.argument(1), call.options).let { null }
    "puguh.iam.list_users" -> client.iam.listUsers(call.message(ListUsers::fromJson), call.options).toJson()
    "puguh.health", "puguh.system.health" -> client.health(call.options)
    "puguh.jwks", "puguh.system.jwks" -> client.jwks(call.options)
    "puguh.oauth.exchange_code" -> client.oauth.exchangeCode(call.message(ExchangeCode::fromJson), call.options).toJson()
    else -> broken("there is no operation ${call.name}")
}

/** Every list, by the name of its operation. */
internal fun listed(client: PuguhClient, call: Call): Flow<Any?> = when (call.name) {
    "puguh.organizations.list" ->
        if (call.collect == "items") {
            client.organizations.listItems(call.message(ListOrganizations::fromJson), call.options).map { it.toJson() }
        } else {
            client.organizations.listPages(call.message(ListOrganizations::fromJson), call.options).map { it.toJson() }
        }
    "puguh.organizations.list_members" ->
        if (call.collect == "items") {
            client.organizations.listMembersItems(call.argument(0), call.message(ListMembers::fromJson), call.options).map { it.toJson() }
        } else {
            client.organizations.listMembersPages(call.argument(0), call.message(ListMembers::fromJson), call.options).map { it.toJson() }
        }
    "puguh.iam.list_users" ->
        if (call.collect == "items") {
            client.iam.listUsersItems(call.message(ListUsers::fromJson), call.options).map { it.toJson() }
        } else {
            client.iam.listUsersPages(call.message(ListUsers::fromJson), call.options).map { it.toJson() }
        }
    else -> broken("${call.name} is no list")
}
