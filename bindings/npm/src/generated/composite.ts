// Written by `cargo xtask generate` from the declarations of sdk-core. Do not edit.

import type { Platform } from "../client.js";
import type { Call, CallOptions, List } from "../call.js";
import type { JsonObject, JsonValue } from "../codec.js";

/** What is declared of Composite Analytics. */
export const PLATFORM: Platform = {
  name: "composite",
  snake: true,
  operations: {
    events: `send,Event,Empty
send_batch,SendBatch,Json
list,ListEvents,EventPage/data,pairs`,
    users: `identify,Identify,Empty
alias,Alias,Empty
me,Me,User,pairs
list,ListUsers,UserPage/data,pairs
get,,User,,distinct_id
upsert,Upsert,User,,distinct_id
delete,,Empty,,distinct_id`,
    recordings: `send,SendRecording,Empty`,
    project: `get,,Project
update,Json,Project`,
    exports: `create,CreateExport,Export
get,,Export,,id`,
    team: `list,,TeamMemberPage/data
invite,InviteTeamMember,TeamMember
update,UpdateTeamMember,TeamMember,,id
remove,,Empty,,id`,
    billing: `get,,Json
update`,
    apiKeys: `revoke,,Empty,,id`,
  },
  messages: {
    Event: `name|s|filled|prefix:sys_:it marks the platform's own events; use users.identify() and users.alias()
distinctId|s?|filled
properties|m?
set=$set|m?|drop
setOnce=$set_once|m?|drop
timestamp|t?|now
sysUuid|s?|uuid|id`,
    SendBatch: `batch|[@Event|items:1`,
    StoredEvent: `~
name
distinctId
properties|m?
timestamp|t?
sysUuid
+other`,
    ListEvents: `distinctId
name
from|t?
to|t?
limit|u?|min:1
cursor`,
    EventPage: `~
data|[@StoredEvent
nextCursor`,
    Identify: `=name|s?|default:sys_identify
distinctId|s|filled
anonymousId|s?|filled
set=$set|m?|drop
setOnce=$set_once|m?|drop
timestamp|t?|now
sysUuid|s?|uuid|id`,
    Alias: `=name|s?|default:sys_alias
distinctId|s|filled
alias|s|filled|differs:distinctId
timestamp|t?|now
sysUuid|s?|uuid|id`,
    Me: `distinctId|s|filled`,
    ListUsers: `limit|u?|min:1
cursor
search`,
    UserPage: `~
data|[@User
nextCursor`,
    User: `~
distinctId
properties|m?
firstSeen|t?
lastSeen|t?
+other`,
    Upsert: `properties|m`,
    SendRecording: `sessionId|s|filled
distinctId|s?|filled
events|[j
timestamp|t?`,
    Project: `~
id
name
environment
settings|j?
+other`,
    CreateExport: `type|s|filled
from|t?
to|t?
format`,
    Export: `~
id
status
url
+other`,
    TeamMemberPage: `~
data|[@TeamMember
nextCursor`,
    TeamMember: `~
id
email
role
+other`,
    InviteTeamMember: `email|s|filled
role`,
    UpdateTeamMember: `role|s|filled`,
  },
};

/** Something that happened. `name` and `properties` are documented, the rest is assumed. */
export interface Event {
  /** What happened, such as `orderPlaced`. Names that begin with `sys_` are the platform's. */
  name: string;
  /** Whose event it is: the id of a user, or an anonymous one. Needed from servers. */
  distinctId?: string | undefined;
  /** What there is to say of it. */
  properties?: JsonObject | undefined;
  /** Properties of the user's profile to overwrite. */
  set?: JsonObject | undefined;
  /** Properties of the user's profile to set where there are none yet. */
  setOnce?: JsonObject | undefined;
  /** When it happened (RFC 3339). The time of the call unless given. */
  timestamp?: Date | string | undefined;
  /** The id that it is counted once by, a UUID. A new one (version 7) unless given. */
  sysUuid?: string | undefined;
}

/** Events to send together, in this order. The shape is assumed. */
export interface SendBatch {
  /** The events, at least one. */
  batch: readonly Event[];
}

/** An event as the server tells it. The shape is assumed. */
export interface StoredEvent {
  /** What happened. */
  name?: string;
  /** Whose event it is. */
  distinctId?: string;
  /** What there is to say of it. */
  properties?: Record<string, unknown>;
  /** When it happened (RFC 3339). */
  timestamp?: Date;
  /** The id that it is counted once by. */
  sysUuid?: string;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** Which events to list. The filters are assumed. */
export interface ListEvents {
  /** Only events of this user. */
  distinctId?: string | undefined;
  /** Only events of this name. */
  name?: string | undefined;
  /** Only events at this time (RFC 3339) or later. */
  from?: Date | string | undefined;
  /** Only events before this time (RFC 3339). */
  to?: Date | string | undefined;
  /** Events on a page, 1 or more. */
  limit?: number | undefined;
  /** Where to go on: the `nextCursor` of the page before. */
  cursor?: string | undefined;
}

/** One page of events. The shape is assumed. */
export interface EventPage {
  /** The events of this page. */
  data: StoredEvent[];
  /** Where the next page begins; absent on the last. */
  nextCursor?: string;
}

/** Who somebody is. It is sent as the event `sys_identify`; its members are assumed. */
export interface Identify {
  /** The id that the user is known by from now on. */
  distinctId: string;
  /** The anonymous id that the user had until now. */
  anonymousId?: string | undefined;
  /** Properties of the profile to overwrite. */
  set?: JsonObject | undefined;
  /** Properties of the profile to set where there are none yet. */
  setOnce?: JsonObject | undefined;
  /** When it happened (RFC 3339). The time of the call unless given. */
  timestamp?: Date | string | undefined;
  /** The id that it is counted once by, a UUID. A new one (version 7) unless given. */
  sysUuid?: string | undefined;
}

/** A further id of a user. It is sent as the event `sys_alias`; its members are assumed. */
export interface Alias {
  /** The id that the user is known by. */
  distinctId: string;
  /** The further id, another than `distinctId`. */
  alias: string;
  /** When it happened (RFC 3339). The time of the call unless given. */
  timestamp?: Date | string | undefined;
  /** The id that it is counted once by, a UUID. A new one (version 7) unless given. */
  sysUuid?: string | undefined;
}

/** Whose profile is the caller's own. */
export interface Me {
  /** The id that the caller holds. With a public key the server gives no other profile. */
  distinctId: string;
}

/** Which users to list. The filters are assumed. */
export interface ListUsers {
  /** Users on a page, 1 or more. */
  limit?: number | undefined;
  /** Where to go on: the `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** Only users who match. */
  search?: string | undefined;
}

/** One page of users. The shape is assumed. */
export interface UserPage {
  /** The users of this page. */
  data: User[];
  /** Where the next page begins; absent on the last. */
  nextCursor?: string;
}

/** The profile of a user. The shape is assumed. */
export interface User {
  /** The id. */
  distinctId?: string;
  /** The properties of the profile. */
  properties?: Record<string, unknown>;
  /** When the user was first seen (RFC 3339). */
  firstSeen?: Date;
  /** When the user was last seen (RFC 3339). */
  lastSeen?: Date;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** The profile that a user gets. The shape is assumed. */
export interface Upsert {
  /** The properties of the profile. */
  properties: JsonObject;
}

/** A part of a session recording. The shape is assumed. */
export interface SendRecording {
  /** The session that was recorded. */
  sessionId: string;
  /** Whose session it is. */
  distinctId?: string | undefined;
  /** What the recorder wrote, in its own form. */
  events: readonly JsonValue[];
  /** When this part was recorded (RFC 3339). */
  timestamp?: Date | string | undefined;
}

/** The project that a key belongs to. The shape is assumed. */
export interface Project {
  /** The id. */
  id?: string;
  /** The name. */
  name?: string;
  /** The environment of the key, such as `live`. */
  environment?: string;
  /** The settings, an object. */
  settings?: unknown;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** An export to start. The shape is assumed. */
export interface CreateExport {
  /** What to export, such as `events`. */
  type: string;
  /** From this time on (RFC 3339). */
  from?: Date | string | undefined;
  /** Until before this time (RFC 3339). */
  to?: Date | string | undefined;
  /** The form of the result. */
  format?: string | undefined;
}

/** An export that was started. The shape is assumed. */
export interface Export {
  /** The id. */
  id?: string;
  /** How far it is. */
  status?: string;
  /** Where the result lies. Whoever has the address may be able to read it. */
  url?: string;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** One page of team members. The shape is assumed. */
export interface TeamMemberPage {
  /** The members of this page. */
  data: TeamMember[];
  /** Where the next page begins; absent on the last. */
  nextCursor?: string;
}

/** A member of the team, or an invitation to it. The shape is assumed. */
export interface TeamMember {
  /** The id. */
  id?: string;
  /** The address. */
  email?: string;
  /** What the member may do. The roles are not documented. */
  role?: string;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** An invitation. The shape is assumed. */
export interface InviteTeamMember {
  /** Whom to invite. */
  email: string;
  /** What the new member may do. The roles are not documented. */
  role?: string | undefined;
}

/** A change of role. The shape is assumed. */
export interface UpdateTeamMember {
  /** What the member may do from now on. The roles are not documented. */
  role: string;
}

/** The operations of `composite.events`. */
export interface EventsService {
  /**
   * Sends one event. `name` and `properties` are documented, its other members assumed. A retry repeats its id (`sys_uuid`), so that it counts once.
   *
   * `POST /v1/events`, with a public key (pk_…) or a secret key (sk_…) that has the scope `events:write`. Repeating it does no harm, so it is retried.
   */
  send(request: Event, options?: CallOptions): Call<void>;

  /**
   * Sends several events at once. The path is documented, the shape assumed. A success means that all were accepted, unless the answer, if it has one, lists failures; what is not JSON is given as text.
   *
   * `POST /ingest/batch`, with a public key (pk_…) or a secret key (sk_…) that has the scope `events:write`. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  sendBatch(request: SendBatch, options?: CallOptions): Call<unknown>;

  /**
   * Lists events.
   *
   * `GET /v1/events`, with a secret key (sk_…) that has the scope `events:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: ListEvents, options?: CallOptions): List<EventPage, StoredEvent>;
}

/** The operations of `composite.users`. */
export interface UsersService {
  /**
   * Tells who a distinct id is, and may set properties of the profile. It travels as the event `sys_identify`.
   *
   * `POST /v1/events`, with a public key (pk_…) or a secret key (sk_…) that has the scope `users:write`. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  identify(request: Identify, options?: CallOptions): Call<void>;

  /**
   * Links a further id to a user. It travels as the event `sys_alias`.
   *
   * `POST /v1/events`, with a public key (pk_…) or a secret key (sk_…) that has the scope `users:write`. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  alias(request: Alias, options?: CallOptions): Call<void>;

  /**
   * Reads the caller's own profile.
   *
   * `GET /v1/users/me`, with a public key (pk_…) or a secret key (sk_…) that has the scope `users:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  me(request: Me, options?: CallOptions): Call<User>;

  /**
   * Lists users.
   *
   * `GET /v1/users`, with a secret key (sk_…) that has the scope `users:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: ListUsers, options?: CallOptions): List<UserPage, User>;

  /**
   * Reads a user.
   *
   * `GET /v1/users/{distinct_id}`, with a secret key (sk_…) that has the scope `users:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(distinctId: string, options?: CallOptions): Call<User>;

  /**
   * Creates or updates the profile of a user.
   *
   * `PUT /v1/users/{distinct_id}`, with a secret key (sk_…) that has the scope `users:write`. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  upsert(distinctId: string, request: Upsert, options?: CallOptions): Call<User>;

  /**
   * Deletes the data of a user. The server may still be at it when it answers.
   *
   * `DELETE /v1/users/{distinct_id}`, with a secret key (sk_…) that has the scope `users:write`. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  delete(distinctId: string, options?: CallOptions): Call<void>;
}

/** The operations of `composite.recordings`. */
export interface RecordingsService {
  /**
   * Sends a part of a session recording.
   *
   * `POST /v1/recordings`, with a public key (pk_…) or a secret key (sk_…) that has the scope `events:write`. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  send(request: SendRecording, options?: CallOptions): Call<void>;
}

/** The operations of `composite.project`. */
export interface ProjectService {
  /**
   * Reads the configuration of the project.
   *
   * `GET /v1/project`, with a public key (pk_…) or a secret key (sk_…) that has the scope `projects:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(options?: CallOptions): Call<Project>;

  /**
   * Changes the given settings of the project, an object.
   *
   * `PATCH /v1/project`, with a secret key (sk_…) that has the scope `projects:write`. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(request?: JsonObject, options?: CallOptions): Call<Project>;
}

/** The operations of `composite.exports`. */
export interface ExportsService {
  /**
   * Starts an export.
   *
   * `POST /v1/exports`, with a secret key (sk_…) that has the scope `events:read`. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  create(request: CreateExport, options?: CallOptions): Call<Export>;

  /**
   * Reads how far an export is, and where its result lies once it is done.
   *
   * `GET /v1/exports/{id}`, with a secret key (sk_…) that has the scope `events:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(id: string, options?: CallOptions): Call<Export>;
}

/** The operations of `composite.team`. */
export interface TeamService {
  /**
   * Lists the members. No scope is known for it.
   *
   * `GET /v1/team/members`, with a secret key (sk_…). It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(options?: CallOptions): List<TeamMemberPage, TeamMember>;

  /**
   * Invites somebody.
   *
   * `POST /v1/team/members`, with a secret key (sk_…) that has the scope `team:write`. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  invite(request: InviteTeamMember, options?: CallOptions): Call<TeamMember>;

  /**
   * Changes the role of a member.
   *
   * `PATCH /v1/team/members/{id}`, with a secret key (sk_…) that has the scope `team:write`. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(id: string, request: UpdateTeamMember, options?: CallOptions): Call<TeamMember>;

  /**
   * Removes a member.
   *
   * `DELETE /v1/team/members/{id}`, with a secret key (sk_…) that has the scope `team:write`. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  remove(id: string, options?: CallOptions): Call<void>;
}

/** The operations of `composite.billing`. */
export interface BillingService {
  /**
   * Reads the billing data.
   *
   * `GET /v1/billing`, with a secret key (sk_…) that has the scope `billing:read`. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(options?: CallOptions): Call<unknown>;

  /**
   * Changes the given billing data, an object.
   *
   * `PATCH /v1/billing`, with a secret key (sk_…) that has the scope `billing:write`. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `composite.apiKeys`. */
export interface ApiKeysService {
  /**
   * Revokes a key at once. The platform announces that this can be done; the dashboard certainly can.
   *
   * `DELETE /v1/api-keys/{id}`, with a secret key (sk_…). Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  revoke(id: string, options?: CallOptions): Call<void>;
}
