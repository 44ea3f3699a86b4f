// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.

import Keybearer

extension PugClient {
    /// The declared operation that a step calls; `nil` if there is none of its name.
    func declared(_ step: CallStep, _ options: CallOptions) async throws -> JSONValue? {
        switch step.call {
        case "pug.auth.sign_in":
            return try json(await auth.signIn(try step.request(), options: options))
        case "pug.auth.sign_in_with_magic_link":
            return try json(await auth.signInWithMagicLink(try step.request(), options: options))
        case "pug.auth.sign_in_with_oauth":
            return try json(await auth.signInWithOAuth(try step.request(), options: options))
        case "pug.auth.sign_up":
            return try json(await auth.signUp(try step.request(), options: options))
        case "pug.auth.refresh_token":
            return try json(await auth.refreshToken(try step.request(), options: options))
        case "pug.orgs.create":
            return try json(await orgs.create(try step.request(), options: options))
        case "pug.orgs.get":
            return try json(await orgs.get(try step.request(), options: options))
        case "pug.orgs.list":
            return try json(await orgs.list(try step.request(), options: options))
        case "pug.orgs.update":
            return try json(await orgs.update(try step.request(), options: options))
        case "pug.orgs.invite_member":
            return try json(await orgs.inviteMember(try step.request(), options: options))
        case "pug.orgs.list_members":
            return try json(await orgs.listMembers(try step.request(), options: options))
        case "pug.orgs.remove_member":
            return try json(await orgs.removeMember(try step.request(), options: options))
        case "pug.projects.create":
            return try json(await projects.create(try step.request(), options: options))
        case "pug.projects.get":
            return try json(await projects.get(try step.request(), options: options))
        case "pug.projects.list":
            return try json(await projects.list(try step.request(), options: options))
        case "pug.projects.update":
            return try json(await projects.update(try step.request(), options: options))
        case "pug.projects.create_api_key":
            return try json(await projects.createApiKey(try step.request(), options: options))
        case "pug.projects.list_api_keys":
            return try json(await projects.listApiKeys(try step.request(), options: options))
        case "pug.projects.revoke_api_key":
            return try json(await projects.revokeApiKey(try step.request(), options: options))
        case "pug.dashboards.list":
            return try json(await dashboards.list(try step.request(), options: options))
        case "pug.dashboards.get":
            return try json(await dashboards.get(try step.request(), options: options))
        case "pug.dashboards.create":
            return try json(await dashboards.create(try step.request(), options: options))
        case "pug.dashboards.update":
            return try json(await dashboards.update(try step.request(), options: options))
        case "pug.dashboards.upsert":
            return try json(await dashboards.upsert(try step.request(), options: options))
        case "pug.dashboards.delete":
            return try json(await dashboards.delete(try step.request(), options: options))
        case "pug.email_providers.get":
            return try json(await emailProviders.get(try step.request(), options: options))
        case "pug.email_providers.upsert":
            return try json(await emailProviders.upsert(try step.request(), options: options))
        case "pug.email_providers.delete":
            return try json(await emailProviders.delete(try step.request(), options: options))
        case "pug.email_providers.send_test":
            return try json(await emailProviders.sendTest(try step.request(), options: options))
        case "pug.customers.list":
            return try json(await customers.list(try step.request(), options: options))
        case "pug.customers.get":
            return try json(await customers.get(try step.request(), options: options))
        case "pug.customers.update":
            return try json(await customers.update(try step.request(), options: options))
        case "pug.events.batch_create":
            return try json(await events.batchCreate(try step.request(), options: options))
        case "pug.profiles.identify":
            return try json(await profiles.identify(try step.request(), options: options))
        case "pug.profiles.alias":
            return try json(await profiles.alias(try step.request(), options: options))
        case "pug.profiles.get":
            return try json(await profiles.get(try step.request(), options: options))
        case "pug.profiles.list":
            return try json(await profiles.list(try step.request(), options: options))
        case "pug.profiles.delete":
            return try json(await profiles.delete(try step.request(), options: options))
        case "pug.insights.query":
            return try json(await insights.query(try step.request(), options: options))
        case "pug.activity.list":
            return try json(await activity.list(try step.request(), options: options))
        default:
            return nil
        }
    }
}

extension PuguhClient {
    /// The declared operation that a step calls; `nil` if there is none of its name.
    func declared(_ step: CallStep, _ options: CallOptions) async throws -> JSONValue? {
        switch step.call {
        case "puguh.auth.register":
            return try json(await auth.register(try step.request(), options: options))
        case "puguh.auth.login":
            return try json(await auth.login(try step.request(), options: options))
        case "puguh.auth.refresh":
            return try json(await auth.refresh(try step.request(), options: options))
        case "puguh.auth.logout":
            try await auth.logout(options: options)
            return .null
        case "puguh.organizations.list":
            return try json(await organizations.list(try step.request(), options: options))
        case "puguh.organizations.create":
            return try json(await organizations.create(try step.request(), options: options))
        case "puguh.organizations.get":
            return try json(await organizations.get(id: try step.argument(0), options: options))
        case "puguh.organizations.update":
            return try json(await organizations.update(id: try step.argument(0), try step.request(), options: options))
        case "puguh.organizations.delete":
            try await organizations.delete(id: try step.argument(0), options: options)
            return .null
        case "puguh.organizations.list_members":
            return try json(await organizations.listMembers(id: try step.argument(0), try step.request(), options: options))
        case "puguh.organizations.invite_member":
            return try json(await organizations.inviteMember(id: try step.argument(0), try step.request(), options: options))
        case "puguh.organizations.update_member":
            return try json(await organizations.updateMember(id: try step.argument(0), userId: try step.argument(1), try step.request(), options: options))
        case "puguh.organizations.remove_member":
            try await organizations.removeMember(id: try step.argument(0), userId: try step.argument(1), options: options)
            return .null
        case "puguh.iam.list_users":
            return try json(await iam.listUsers(try step.request(), options: options))
        case "puguh.health":
            return try json(await health(options: options))
        case "puguh.jwks":
            return try json(await jwks(options: options))
        case "puguh.oauth.exchange_code":
            return try json(await oauth.exchangeCode(try step.request(), options: options))
        default:
            return nil
        }
    }

    /// The list that a step goes through; `nil` if there is none of its name.
    func listed(_ step: CallStep, _ how: Collect, _ options: CallOptions) async throws -> JSONValue? {
        switch (step.call, how) {
        case ("puguh.organizations.list", .items):
            return try await step.collect(organizations.listItems(try step.request(), options: options))
        case ("puguh.organizations.list", .pages):
            return try await step.collect(organizations.listPages(try step.request(), options: options))
        case ("puguh.organizations.list_members", .items):
            return try await step.collect(organizations.listMembersItems(id: try step.argument(0), try step.request(), options: options))
        case ("puguh.organizations.list_members", .pages):
            return try await step.collect(organizations.listMembersPages(id: try step.argument(0), try step.request(), options: options))
        case ("puguh.iam.list_users", .items):
            return try await step.collect(iam.listUsersItems(try step.request(), options: options))
        case ("puguh.iam.list_users", .pages):
            return try await step.collect(iam.listUsersPages(try step.request(), options: options))
        default:
            return nil
        }
    }
}

extension CompositeClient {
    /// The declared operation that a step calls; `nil` if there is none of its name.
    func declared(_ step: CallStep, _ options: CallOptions) async throws -> JSONValue? {
        switch step.call {
        case "composite.events.send":
            try await events.send(try step.request(), options: options)
            return .null
        case "composite.events.send_batch":
            return try json(await events.sendBatch(try step.request(), options: options))
        case "composite.events.list":
            return try json(await events.list(try step.request(), options: options))
        case "composite.users.identify":
            try await users.identify(try step.request(), options: options)
            return .null
        case "composite.users.alias":
            try await users.alias(try step.request(), options: options)
            return .null
        case "composite.users.me":
            return try json(await users.me(try step.request(), options: options))
        case "composite.users.list":
            return try json(await users.list(try step.request(), options: options))
        case "composite.users.get":
            return try json(await users.get(distinctId: try step.argument(0), options: options))
        case "composite.users.upsert":
            return try json(await users.upsert(distinctId: try step.argument(0), try step.request(), options: options))
        case "composite.users.delete":
            try await users.delete(distinctId: try step.argument(0), options: options)
            return .null
        case "composite.recordings.send":
            try await recordings.send(try step.request(), options: options)
            return .null
        case "composite.project.get":
            return try json(await project.get(options: options))
        case "composite.project.update":
            return try json(await project.update(try step.request(), options: options))
        case "composite.exports.create":
            return try json(await exports.create(try step.request(), options: options))
        case "composite.exports.get":
            return try json(await exports.get(id: try step.argument(0), options: options))
        case "composite.team.list":
            return try json(await team.list(options: options))
        case "composite.team.invite":
            return try json(await team.invite(try step.request(), options: options))
        case "composite.team.update":
            return try json(await team.update(id: try step.argument(0), try step.request(), options: options))
        case "composite.team.remove":
            try await team.remove(id: try step.argument(0), options: options)
            return .null
        case "composite.billing.get":
            return try json(await billing.get(options: options))
        case "composite.billing.update":
            return try json(await billing.update(try step.request(), options: options))
        case "composite.api_keys.revoke":
            try await apiKeys.revoke(id: try step.argument(0), options: options)
            return .null
        default:
            return nil
        }
    }

    /// The list that a step goes through; `nil` if there is none of its name.
    func listed(_ step: CallStep, _ how: Collect, _ options: CallOptions) async throws -> JSONValue? {
        switch (step.call, how) {
        case ("composite.events.list", .items):
            return try await step.collect(events.listItems(try step.request(), options: options))
        case ("composite.events.list", .pages):
            return try await step.collect(events.listPages(try step.request(), options: options))
        case ("composite.users.list", .items):
            return try await step.collect(users.listItems(try step.request(), options: options))
        case ("composite.users.list", .pages):
            return try await step.collect(users.listPages(try step.request(), options: options))
        case ("composite.team.list", .items):
            return try await step.collect(team.listItems(options: options))
        case ("composite.team.list", .pages):
            return try await step.collect(team.listPages(options: options))
        default:
            return nil
        }
    }
}
