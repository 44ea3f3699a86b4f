// Written by `cargo xtask generate` from the declarations of sdk-core. Do not edit.

import type { Platform } from "../client.js";
import type { Call, CallOptions } from "../call.js";
import type { JsonObject, JsonValue } from "../codec.js";

/** What is declared of Pug. */
export const PLATFORM: Platform = {
  name: "pug",
  snake: false,
  operations: {
    auth: `sign_in
sign_in_with_magic_link
sign_in_with_oauth
sign_up
refresh_token`,
    orgs: `create
get
list
update
invite_member,InviteMember,Json
list_members
remove_member`,
    projects: `create,CreateProject,ProjectAnswer
get
list
update
create_api_key,CreateApiKey,ApiKeyAnswer
list_api_keys
revoke_api_key`,
    dashboards: `list,Json,DashboardList
get,GetDashboard,DashboardAnswer
create,CreateDashboard,DashboardAnswer
update
upsert,UpsertDashboard,Json
delete`,
    emailProviders: `get
upsert
delete
send_test`,
    customers: `list
get
update`,
    events: `batch_create,BatchCreate,BatchCreated`,
    profiles: `identify,Identify,Identified
alias,Alias,Json
get,GetProfile,ProfileAnswer
list,ListProfiles,ProfileList
delete`,
    insights: `query,Query,InsightsResult`,
    activity: `list`,
  },
  messages: {
    BatchCreate: `events|[@Event|items:1:1000`,
    Event: `name|s|filled
properties|m?|scalars
timestamp|t?
sessionId
+extra`,
    BatchCreated: `eventsCreated|u?
+other`,
    Identify: `externalId|s|filled
traits|m?`,
    Identified: `profileId
+other`,
    Alias: `previousId|s|filled
externalId|s|filled`,
    GetProfile: `externalId|s|filled`,
    ProfileAnswer: `profile|@Profile
+other`,
    Profile: `id
externalId
traits|m*
firstSeen|t?
lastSeen|t?
eventCount|u?
+other`,
    ListProfiles: `query
limit|u?
offset|u?`,
    ProfileList: `profiles|[@Profile*
total|u?
+other`,
    Query: `query|@InsightsQuery`,
    InsightsQuery: `events|[@QueryEvent*|items:1
timeRange|@TimeRange?
granularity|e?
aggregation|e?
aggregationProperty|s?|needed:aggregation:AGGREGATION_SUM/AGGREGATION_AVERAGE
breakdown|@Breakdown?
filters|[@Filter?
conversionWindow|s?|duration
+extra`,
    QueryEvent: `name|s|filled
filters|[@Filter?
+extra`,
    TimeRange: `start|t?
end|t?
+extra`,
    Breakdown: `property|s
+extra`,
    Filter: `property|s
operator|e
value|j*
+extra`,
    InsightsResult: `series|[@Point*
+other`,
    Point: `timestamp|t?
value|f?
+other`,
    InviteMember: `email|s|filled
role|e
+extra`,
    CreateProject: `name|s|filled
timezone`,
    ProjectAnswer: `project|@Project
+other`,
    Project: `id|s
name
timezone
+other`,
    CreateApiKey: `type|e
name|s|filled
projectId`,
    ApiKeyAnswer: `apiKey|@ApiKey
+other`,
    ApiKey: `id|s
key|p?
type|e?
createdAt|t?
+other`,
    DashboardList: `dashboards|[@Dashboard*
+other`,
    DashboardAnswer: `dashboard|@Dashboard
+other`,
    Dashboard: `id|s
name
tiles|[@Tile?
createdAt|t?
updatedAt|t?
+other`,
    GetDashboard: `id|s|filled`,
    CreateDashboard: `name|s|filled`,
    UpsertDashboard: `dashboardId|s|filled
tiles|[@Tile|asread`,
    Tile: `id
type|e?
position|@Position?
insight|@Insight?
markdown|@Markdown?
+extra`,
    Position: `x|u*
y|u*
w|u*
h|u*
+extra`,
    Insight: `query|@InsightsQuery*
visualization|e?
+extra`,
    Markdown: `content|s*
+extra`,
  },
};

/** What a member may do in an organization. Only `ROLEMEMBER` is shown by the platform; the other texts are inferred. */
export type OrgRole = "ROLE_ADMIN" | "ROLE_MEMBER" | "ROLE_VIEWER" | (string & {});

/** What an API key is for (documented). */
export type ApiKeyType = "API_KEY_TYPE_SDK" | "API_KEY_TYPE_SHARED" | (string & {});

/** The width of a bucket of time. Its edges follow the time zone of the project. */
export type Granularity = "GRANULARITY_HOUR" | "GRANULARITY_DAY" | "GRANULARITY_WEEK" | (string & {});

/** What is counted in a bucket. */
export type Aggregation = "AGGREGATION_COUNT" | "AGGREGATION_UNIQUE_USERS" | "AGGREGATION_SUM" | "AGGREGATION_AVERAGE" | (string & {});

/** How a filter compares. Only equality is shown by the platform; others go in as `Other`. */
export type Operator = "OPERATOR_EQUALS" | (string & {});

/** What a tile shows. */
export type TileType = "TILE_TYPE_INSIGHT" | "TILE_TYPE_MARKDOWN" | (string & {});

/** How an insight is drawn. Only lines are shown by the platform; others go in as `Other`. */
export type Visualization = "VISUALIZATION_LINE" | (string & {});

/** Events to send, together (documented). */
export interface BatchCreate {
  /** The events: at least one, at most `MAXEVENTS`. */
  events: readonly Event[];
}

/** Something that happened (documented). */
export interface Event {
  /** What happened, such as `orderPaid`. Any text; well-known names have typed properties. */
  name: string;
  /** What is known of it. Values are text, numbers or booleans. */
  properties?: JsonObject | undefined;
  /** When it happened (RFC 3339). Left out, it is when the server receives it. */
  timestamp?: Date | string | undefined;
  /** The session that it belongs to. */
  sessionId?: string | undefined;
  /** What else a server takes, such as an id of the event or of the person. */
  extra?: JsonObject | undefined;
}

/** What became of a batch (documented). */
export interface BatchCreated {
  /** How many events were stored; `None` if the server does not say. */
  eventsCreated?: number;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** Traits of a person (documented). */
export interface Identify {
  /** The person's id in the application. */
  externalId: string;
  /** What is known of the person. Merged into the profile. */
  traits?: JsonObject | undefined;
}

/** The profile that was found or created (documented). */
export interface Identified {
  /** The id of the profile. */
  profileId?: string;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** Two ids of one person (documented). */
export interface Alias {
  /** The id that was in use before. */
  previousId: string;
  /** The id from now on. */
  externalId: string;
}

/** Which profile to read (shown). */
export interface GetProfile {
  /** The person's id in the application. */
  externalId: string;
}

/** One profile (shown). */
export interface ProfileAnswer {
  /** The profile. */
  profile: Profile;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** What is known of a person (shown). */
export interface Profile {
  /** The id of the profile. */
  id?: string;
  /** The person's id in the application. */
  externalId?: string;
  /** The traits that `identify` gave. */
  traits: Record<string, unknown>;
  /** When the person was first seen (RFC 3339). */
  firstSeen?: Date;
  /** When the person was last seen (RFC 3339). */
  lastSeen?: Date;
  /** How many events there are of the person. */
  eventCount?: number;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** Which profiles to list (shown). */
export interface ListProfiles {
  /** Only profiles that match this text. */
  query?: string | undefined;
  /** At most so many profiles. */
  limit?: number | undefined;
  /** How many to skip. */
  offset?: number | undefined;
}

/** Some profiles (shown). */
export interface ProfileList {
  /** The profiles. */
  profiles: Profile[];
  /** How many match in all. */
  total?: number;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** A question (shown). */
export interface Query {
  /** What is asked. */
  query: InsightsQuery;
}

/** What is asked about events (shown). One event is a trend; several, with a conversion window, are a funnel. */
export interface InsightsQuery {
  /** The events that are looked at: at least one. */
  events: readonly QueryEvent[];
  /** The time that is looked at. */
  timeRange?: TimeRange | undefined;
  /** The width of a bucket. */
  granularity?: Granularity | undefined;
  /** What is counted. */
  aggregation?: Aggregation | undefined;
  /** The property to add up or average. Needed for a sum and an average. */
  aggregationProperty?: string | undefined;
  /** The property to split by. */
  breakdown?: Breakdown | undefined;
  /** What all events must match. */
  filters?: readonly Filter[] | undefined;
  /** How long a person may take through a funnel: seconds with an `s`, such as `604800s`. */
  conversionWindow?: string | undefined;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** An event that a query looks at (shown). */
export interface QueryEvent {
  /** The name of the event. */
  name: string;
  /** What this event must match. */
  filters?: readonly Filter[] | undefined;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** From when to when (shown). */
export interface TimeRange {
  /** The start (RFC 3339). */
  start?: Date | string | undefined;
  /** The end (RFC 3339). */
  end?: Date | string | undefined;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** A property to split an answer by (shown). */
export interface Breakdown {
  /** The property, such as `$geo.country`. */
  property: string;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** What a property must be (shown). */
export interface Filter {
  /** The property. */
  property: string;
  /** How it is compared. */
  operator: Operator;
  /** What it is compared with. */
  value?: JsonValue | undefined;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** The answer to a query. Only `series` is shown by the platform; funnels and all else are in `other`. */
export interface InsightsResult {
  /** The points of a trend, in order. */
  series: Point[];
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** A point of a trend (shown). */
export interface Point {
  /** The start of the bucket (RFC 3339). */
  timestamp?: Date;
  /** What was counted in it. */
  value?: number;
  /** What else the server said, such as the value of a breakdown. */
  other: Record<string, unknown>;
}

/** An invitation (shown). */
export interface InviteMember {
  /** Whom to invite. */
  email: string;
  /** What the new member may do. */
  role: OrgRole;
  /** What else a server takes, such as the organization. */
  extra?: JsonObject | undefined;
}

/** A new project (shown). */
export interface CreateProject {
  /** The name. */
  name: string;
  /** The time zone, such as `Europe/Berlin`. */
  timezone?: string | undefined;
}

/** One project (shown). */
export interface ProjectAnswer {
  /** The project. */
  project: Project;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** A project. Only its id is shown by the platform. */
export interface Project {
  /** The id. */
  id: string;
  /** The name (inferred). */
  name?: string;
  /** The time zone, such as `Europe/Berlin` (inferred). */
  timezone?: string;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** A new API key (shown). */
export interface CreateApiKey {
  /** What it is for. */
  type: ApiKeyType;
  /** The name, for people. */
  name: string;
  /** The project, if it is not the client's own. */
  projectId?: string | undefined;
}

/** One API key (shown). */
export interface ApiKeyAnswer {
  /** The key. */
  apiKey: ApiKey;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** An API key (shown). */
export interface ApiKey {
  /** The id. */
  id: string;
  /** The key itself: in the answer to its creation, and never again. */
  key?: string;
  /** What it is for. */
  type?: ApiKeyType;
  /** When it was created (RFC 3339). */
  createdAt?: Date;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** Dashboards (shown). */
export interface DashboardList {
  /** The dashboards, without their tiles. */
  dashboards: Dashboard[];
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** One dashboard (shown). */
export interface DashboardAnswer {
  /** The dashboard. */
  dashboard: Dashboard;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** A dashboard (shown). */
export interface Dashboard {
  /** The id. */
  id: string;
  /** The name. */
  name?: string;
  /** The tiles; `None` where the answer does not tell, as in a list. */
  tiles?: Tile[];
  /** When it was created (RFC 3339). */
  createdAt?: Date;
  /** When it was last changed (RFC 3339). */
  updatedAt?: Date;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** Which dashboard to read (shown). */
export interface GetDashboard {
  /** The id. */
  id: string;
}

/** A new dashboard (shown). */
export interface CreateDashboard {
  /** The name. */
  name: string;
}

/** The tiles that a dashboard is to have (shown). */
export interface UpsertDashboard {
  /** The id of the dashboard. */
  dashboardId: string;
  /** All of its tiles. One that it has and that is not among these is deleted. */
  tiles: readonly Tile[];
}

/** A tile of a dashboard (shown). What is read can be written back whole: members that are not declared are kept. */
export interface Tile {
  /** The id. Left out, the tile is a new one. */
  id?: string | undefined;
  /** What it shows. */
  type?: TileType | undefined;
  /** Where it stands. */
  position?: Position | undefined;
  /** The insight, on a tile of that type. */
  insight?: Insight | undefined;
  /** The text, on a tile of that type. */
  markdown?: Markdown | undefined;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** Where a tile stands, in units of the dashboard's grid (shown). */
export interface Position {
  /** Columns from the left. */
  x: number;
  /** Rows from the top. */
  y: number;
  /** Columns wide. */
  w: number;
  /** Rows high. */
  h: number;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** The insight on a tile (shown). */
export interface Insight {
  /** What is asked. */
  query: InsightsQuery;
  /** How the answer is drawn. */
  visualization?: Visualization | undefined;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** The text on a tile (shown). */
export interface Markdown {
  /** The text, in Markdown. */
  content: string;
  /** What else a server takes. */
  extra?: JsonObject | undefined;
}

/** The operations of `pug.auth`. */
export interface AuthService {
  /**
   * Signs in with e-mail and password.
   *
   * `POST /auth.v1.AuthService/SignIn` (Connect), without a credential. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  signIn(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Asks for a sign-in by a link in an e-mail, or completes it.
   *
   * `POST /auth.v1.AuthService/SignInWithMagicLink` (Connect), without a credential. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  signInWithMagicLink(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Signs in with what an OAuth provider gave. Google is the one that is documented.
   *
   * `POST /auth.v1.AuthService/SignInWithOAuth` (Connect), without a credential. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  signInWithOAuth(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Creates an account.
   *
   * `POST /auth.v1.AuthService/SignUp` (Connect), without a credential. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  signUp(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Exchanges a refresh token. A client that holds a refresh token does this by itself.
   *
   * `POST /auth.v1.AuthService/RefreshToken` (Connect), without a credential. It is repeated as a refresh may be. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  refreshToken(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.orgs`. */
export interface OrgsService {
  /**
   * Creates an organization.
   *
   * `POST /orgs.v1.OrgsService/Create` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  create(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Reads an organization.
   *
   * `POST /orgs.v1.OrgsService/Get` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Lists the caller's organizations.
   *
   * `POST /orgs.v1.OrgsService/List` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Changes an organization.
   *
   * `POST /orgs.v1.OrgsService/Update` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Invites somebody into an organization. How the organization is named is not documented: `extra` takes what a server asks for.
   *
   * `POST /orgs.v1.OrgsService/InviteMember` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  inviteMember(request: InviteMember, options?: CallOptions): Call<unknown>;

  /**
   * Lists the members of an organization.
   *
   * `POST /orgs.v1.OrgsService/ListMembers` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  listMembers(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Removes a member.
   *
   * `POST /orgs.v1.OrgsService/RemoveMember` (Connect), with an access token. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  removeMember(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.projects`. */
export interface ProjectsService {
  /**
   * Creates a project. Its time zone sets the edges of the buckets of its charts.
   *
   * `POST /projects.v1.ProjectsService/Create` (Connect), with an access token. It is repeated only when the server is known not to have acted.
   */
  create(request: CreateProject, options?: CallOptions): Call<ProjectAnswer>;

  /**
   * Reads a project.
   *
   * `POST /projects.v1.ProjectsService/Get` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Lists the projects of an organization.
   *
   * `POST /projects.v1.ProjectsService/List` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Changes the name or time zone of a project. Another time zone moves the edges of old charts too.
   *
   * `POST /projects.v1.ProjectsService/Update` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Creates an API key. The answer is the only one that ever holds the key itself.
   *
   * `POST /projects.v1.ProjectsService/CreateApiKey` (Connect), with an access token. It is repeated only when the server is known not to have acted.
   */
  createApiKey(request: CreateApiKey, options?: CallOptions): Call<ApiKeyAnswer>;

  /**
   * Lists the active API keys of a project.
   *
   * `POST /projects.v1.ProjectsService/ListApiKeys` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  listApiKeys(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Revokes an API key.
   *
   * `POST /projects.v1.ProjectsService/RevokeApiKey` (Connect), with an access token. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  revokeApiKey(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.dashboards`. */
export interface DashboardsService {
  /**
   * Lists the dashboards of a project, without their tiles.
   *
   * `POST /dashboards.v1.DashboardsService/List` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: JsonObject, options?: CallOptions): Call<DashboardList>;

  /**
   * Reads a dashboard with its tiles.
   *
   * `POST /dashboards.v1.DashboardsService/Get` (Connect), with an access token. It only reads, so it is retried.
   */
  get(request: GetDashboard, options?: CallOptions): Call<DashboardAnswer>;

  /**
   * Creates a dashboard.
   *
   * `POST /dashboards.v1.DashboardsService/Create` (Connect), with an access token. It is repeated only when the server is known not to have acted.
   */
  create(request: CreateDashboard, options?: CallOptions): Call<DashboardAnswer>;

  /**
   * Changes the name of a dashboard and the like, not its tiles.
   *
   * `POST /dashboards.v1.DashboardsService/Update` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Replaces all tiles of a dashboard: one whose id is left out is deleted. The answer is not documented.
   *
   * `POST /dashboards.v1.DashboardsService/Upsert` (Connect), with an access token. Repeating it does no harm, so it is retried.
   */
  upsert(request: UpsertDashboard, options?: CallOptions): Call<unknown>;

  /**
   * Deletes a dashboard.
   *
   * `POST /dashboards.v1.DashboardsService/Delete` (Connect), with an access token. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  delete(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.emailProviders`. */
export interface EmailProvidersService {
  /**
   * Reads the settings.
   *
   * `POST /orgemailproviders.v1.OrgEmailProvidersService/Get` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Writes the settings.
   *
   * `POST /orgemailproviders.v1.OrgEmailProvidersService/Upsert` (Connect), with an access token. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  upsert(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Deletes the settings.
   *
   * `POST /orgemailproviders.v1.OrgEmailProvidersService/Delete` (Connect), with an access token. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  delete(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Sends an e-mail to try them out.
   *
   * `POST /orgemailproviders.v1.OrgEmailProvidersService/SendTest` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  sendTest(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.customers`. */
export interface CustomersService {
  /**
   * Lists them.
   *
   * `POST /customers.v1.CustomersService/List` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Reads one.
   *
   * `POST /customers.v1.CustomersService/Get` (Connect), with an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(request?: JsonObject, options?: CallOptions): Call<unknown>;

  /**
   * Changes one.
   *
   * `POST /customers.v1.CustomersService/Update` (Connect), with an access token. It is repeated only when the server is known not to have acted. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  update(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.events`. */
export interface EventsService {
  /**
   * Sends events. No event id is documented, so sending a batch twice may store it twice: it is not retried once the server may have it, unless the call is marked `idempotent`.
   *
   * `POST /events.v1.EventsService/BatchCreate` (Connect), with an SDK key (pk_sdk_…). It is repeated only when the server is known not to have acted.
   */
  batchCreate(request: BatchCreate, options?: CallOptions): Call<BatchCreated>;
}

/** The operations of `pug.profiles`. */
export interface ProfilesService {
  /**
   * Creates a profile or merges traits into it; none is ever removed. Earlier anonymous events are attached. Takes effect after a few seconds.
   *
   * `POST /profiles.v1.ProfilesSDKService/Identify` (Connect), with an SDK key (pk_sdk_…). Repeating it does no harm, so it is retried.
   */
  identify(request: Identify, options?: CallOptions): Call<Identified>;

  /**
   * Says that two ids are one person. The answer is not documented.
   *
   * `POST /profiles.v1.ProfilesSDKService/Alias` (Connect), with an SDK key (pk_sdk_…). It is repeated only when the server is known not to have acted.
   */
  alias(request: Alias, options?: CallOptions): Call<unknown>;

  /**
   * Reads a profile.
   *
   * `POST /profiles.v1.ProfilesService/Get` (Connect), with a shared key (pk_shared_…) or an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  get(request: GetProfile, options?: CallOptions): Call<ProfileAnswer>;

  /**
   * Lists profiles.
   *
   * `POST /profiles.v1.ProfilesService/List` (Connect), with a shared key (pk_shared_…) or an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: ListProfiles, options?: CallOptions): Call<ProfileList>;

  /**
   * Hides a profile; its events stay.
   *
   * `POST /profiles.v1.ProfilesService/Delete` (Connect), with a shared key (pk_shared_…) or an access token. Repeating it does no harm, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  delete(request?: JsonObject, options?: CallOptions): Call<unknown>;
}

/** The operations of `pug.insights`. */
export interface InsightsService {
  /**
   * Answers one question: a trend, or a funnel.
   *
   * `POST /insights.v1.InsightsService/Query` (Connect), with a shared key (pk_shared_…) or an access token. It only reads, so it is retried.
   */
  query(request: Query, options?: CallOptions): Call<InsightsResult>;
}

/** The operations of `pug.activity`. */
export interface ActivityService {
  /**
   * Lists recent events.
   *
   * `POST /activity.v1.ActivityService/List` (Connect), with a shared key (pk_shared_…) or an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  list(request?: JsonObject, options?: CallOptions): Call<unknown>;
}
