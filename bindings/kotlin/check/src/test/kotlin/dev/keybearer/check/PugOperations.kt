// Written by `cargo xtask generate` from sdk-core/src/pug/operations.rs. Do not edit.

package dev.keybearer.check

import dev.keybearer.PugClient
import dev.keybearer.pug.Alias
import dev.keybearer.pug.BatchCreate
import dev.keybearer.pug.CreateApiKey
import dev.keybearer.pug.CreateDashboard
import dev.keybearer.pug.CreateProject
import dev.keybearer.pug.GetDashboard
import dev.keybearer.pug.GetProfile
import dev.keybearer.pug.Identify
import dev.keybearer.pug.InviteMember
import dev.keybearer.pug.ListProfiles
import dev.keybearer.pug.Query
import dev.keybearer.pug.UpsertDashboard

/** Every operation, by its name. */
internal suspend fun declared(client: PugClient, call: Call): Any? = when (call.name) {
    "pug.auth.sign_in" -> client.auth.signIn(call.request, call.options)
    "pug.auth.sign_in_with_magic_link" -> client.auth.signInWithMagicLink(call.request, call.options)
    "pug.auth.sign_in_with_oauth" -> client.auth.signInWithOAuth(call.request, call.options)
    "pug.auth.sign_up" -> client.auth.signUp(call.request, call.options)
    "pug.auth.refresh_token" -> client.auth.refreshToken(call.request, call.options)
    "pug.orgs.create" -> client.orgs.create(call.request, call.options)
    "pug.orgs.get" -> client.orgs.get(call.request, call.options)
    "pug.orgs.list" -> client.orgs.list(call.request, call.options)
    "pug.orgs.update" -> client.orgs.update(call.request, call.options)
    "pug.orgs.invite_member" -> client.orgs.inviteMember(call.message(InviteMember::fromJson), call.options)
    "pug.orgs.list_members" -> client.orgs.listMembers(call.request, call.options)
    "pug.orgs.remove_member" -> client.orgs.removeMember(call.request, call.options)
    "pug.projects.create" -> client.projects.create(call.message(CreateProject::fromJson), call.options).toJson()
    "pug.projects.get" -> client.projects.get(call.request, call.options)
    "pug.projects.list" -> client.projects.list(call.request, call.options)
    "pug.projects.update" -> client.projects.update(call.request, call.options)
    "pug.projects.create_api_key" -> client.projects.createApiKey(call.message(CreateApiKey::fromJson), call.options).toJson()
    "pug.projects.list_api_keys" -> client.projects.listApiKeys(call.request, call.options)
    "pug.projects.revoke_api_key" -> client.projects.revokeApiKey(call.request, call.options)
    "pug.dashboards.list" -> client.dashboards.list(call.request, call.options).toJson()
    "pug.dashboards.get" -> client.dashboards.get(call.message(GetDashboard::fromJson), call.options).toJson()
    "pug.dashboards.create" -> client.dashboards.create(call.message(CreateDashboard::fromJson), call.options).toJson()
    "pug.dashboards.update" -> client.dashboards.update(call.request, call.options)
    "pug.dashboards.upsert" -> client.dashboards.upsert(call.message(UpsertDashboard::fromJson), call.options)
    "pug.dashboards.delete" -> client.dashboards.delete(call.request, call.options)
    "pug.email_providers.get" -> client.emailProviders.get(call.request, call.options)
    "pug.email_providers.upsert" -> client.emailProviders.upsert(call.request, call.options)
    "pug.email_providers.delete" -> client.emailProviders.delete(call.request, call.options)
    "pug.email_providers.send_test" -> client.emailProviders.sendTest(call.request, call.options)
    "pug.customers.list" -> client.customers.list(call.request, call.options)
    "pug.customers.get" -> client.customers.get(call.request, call.options)
    "pug.customers.update" -> client.customers.update(call.request, call.options)
    "pug.events.batch_create" -> client.events.batchCreate(call.message(BatchCreate::fromJson), call.options).toJson()
    "pug.profiles.identify" -> client.profiles.identify(call.message(Identify::fromJson), call.options).toJson()
    "pug.profiles.alias" -> client.profiles.alias(call.message(Alias::fromJson), call.options)
    "pug.profiles.get" -> client.profiles.get(call.message(GetProfile::fromJson), call.options).toJson()
    "pug.profiles.list" -> client.profiles.list(call.message(ListProfiles::fromJson), call.options).toJson()
    "pug.profiles.delete" -> client.profiles.delete(call.request, call.options)
    "pug.insights.query" -> client.insights.query(call.message(Query::fromJson), call.options).toJson()
    "pug.activity.list" -> client.activity.list(call.request, call.options)
    else -> broken("there is no operation ${call.name}")
}
