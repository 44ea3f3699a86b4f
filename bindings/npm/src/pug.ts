/** Pug: product analytics. */
import { fromEnvironment } from "#host";
import { argument, boolean, callback, filled, membersOf, named, object, text } from "./arguments.js";
import type { Call, CallOptions } from "./call.js";
import { Client, COMMON, Service, SESSION, type ClientOptions, type SessionOptions, type Tokens } from "./client.js";
import { isObject, mustBe, plain, type JsonObject } from "./codec.js";
import { failure, KeybearerError, refuse, refused, trace, type Violation } from "./errors.js";
import { Question } from "./generated/glue.js";
import {
  PLATFORM,
  type ActivityService,
  type ApiKey,
  type AuthService,
  type CreateApiKey,
  type CustomersService,
  type DashboardsService,
  type EmailProvidersService,
  type EventsService,
  type InsightsService,
  type OrgsService,
  type ProfilesService,
  type ProjectsService,
} from "./generated/pug.js";
import { said, tells } from "./thrown.js";

export type * from "./generated/pug.js";

/** How the members of a token refresh, and of a sign-in's answer, are called. The platform documents none of these names. */
export interface RefreshMembers {
  /** In the request: the refresh token. `refreshToken` unless given. */
  refreshToken?: string | undefined;
  /** In the answer: the new access token. `accessToken` unless given. */
  accessToken?: string | undefined;
  /** In the answer: the next refresh token. `refreshToken` unless given. */
  newRefreshToken?: string | undefined;
  /** In the answer: the lifetime of the access token. `expiresIn` unless given. */
  expiresIn?: string | undefined;
}

const REFRESH_MEMBERS = { refreshToken: filled, accessToken: filled, newRefreshToken: filled, expiresIn: filled };

/** The options of a {@link PugClient}: one credential, and what else there is to say. */
export interface PugOptions extends ClientOptions, SessionOptions {
  /** An SDK key (`pk_sdk_…`): it writes events and profiles and reads nothing, so it may be in pages. */
  sdkKey?: string | undefined;
  /** A shared key (`pk_shared_…`): it reads profiles, insights and activity. For trusted servers only. */
  sharedKey?: string | undefined;
  /** The project to act for, sent as `x-project-id`. */
  projectId?: string | undefined;
  /** How the members of a token refresh are called, where the server names them otherwise. */
  refreshMembers?: RefreshMembers | undefined;
  /** Accepts a shared key in a web page, where every visitor can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Projects and their API keys. */
export interface Projects extends ProjectsService {}
export class Projects extends Service {
  /**
   * Replaces an API key: creates `create`, hands the new key to `deploy`, and revokes the old one
   * only if `deploy` succeeded. Gives the new key.
   *
   * `oldKey` is the id of the old key, or the message that revokes it. If `create` names a project,
   * both calls act in it.
   */
  async rotateApiKey(
    oldKey: string | JsonObject,
    create: CreateApiKey,
    deploy: (key: string) => unknown,
    options: Omit<CallOptions, "body"> = {},
  ): Promise<ApiKey> {
    const operation = "pug.projects.rotate_api_key";
    const found: Violation[] = [];
    let revocation: unknown = { id: oldKey };
    if (isObject(oldKey)) {
      // As it is now, and found wrong before there is a second key.
      revocation = plain(oldKey, "oldKey", found);
      if (!isObject(revocation) || Object.keys(revocation).length === 0) refuse(found, "oldKey", "must not be empty");
    } else if (typeof oldKey === "string") argument("oldKey", oldKey, filled, found);
    else refuse(found, "oldKey", mustBe("text or an object", oldKey));
    argument("create", create, object, found);
    argument("deploy", deploy, callback, found);
    argument("options", options, object, found);
    const { body } = Object(options) as CallOptions;
    if (body !== undefined) refuse(found, "options.body", "cannot stand in the place of two messages");
    if (found.length > 0) throw refused(found, operation, trace(this.rotateApiKey));
    const within = { ...options, projectId: create.projectId ?? options.projectId };
    const { apiKey } = await this.createApiKey(create, within);
    const { id, key } = apiKey;
    if (key === undefined) {
      const message = `the answer holds the new key's id, ${id}, but not the key`;
      throw failure({ code: "decode", message, operation, maybeProcessed: true });
    }
    try {
      await deploy(key);
    } catch (error) {
      const shown = said(error).replaceAll(key, "[redacted]");
      // The error itself may hold the key that it was given.
      const cause = tells(error, [key]) ? undefined : error;
      const message = `the deploy step failed: ${shown}. Nothing was revoked; the new key ${id} exists and can be revoked`;
      throw failure({ code: "callback", message, operation, reason: "callback_failed", cause });
    }
    try {
      await this.revokeApiKey(revocation as JsonObject, within);
    } catch (error) {
      if (!(error instanceof KeybearerError)) throw error;
      const message = `both keys are live: ${id} is deployed, and the old one could not be revoked: ${error.message}`;
      throw failure({ ...error, message, operation, reason: "both_keys_live", cause: error });
    }
    return apiKey;
  }
}

/**
 * The client of the Pug API.
 *
 * With an SDK key it sends events, with a shared key it reads what became of them, with an access
 * token it does what a person does on the dashboard.
 *
 * ```ts
 * const pug = new PugClient({ sdkKey: "pk_sdk_…", projectId: "proj_…" });
 * await pug.events.batchCreate({ events: [{ name: "order_paid", properties: { total: 12.5 } }] });
 * ```
 */
export class PugClient extends Client {
  /** Signing in. None of these shapes is documented: requests and answers are open JSON. */
  declare readonly auth: AuthService;
  /** Organizations and their members. */
  declare readonly orgs: OrgsService;
  /** Projects and their API keys. */
  declare readonly projects: Projects;
  /** Dashboards and their tiles. */
  declare readonly dashboards: DashboardsService;
  /** How an organization sends e-mail. */
  declare readonly emailProviders: EmailProvidersService;
  /** Customers: by all signs, the people who sign in to the dashboard. */
  declare readonly customers: CustomersService;
  /** Sending events. */
  declare readonly events: EventsService;
  /** The people in a project's events. */
  declare readonly profiles: ProfilesService;
  /** Questions about events. */
  declare readonly insights: InsightsService;
  /** What happened lately. */
  declare readonly activity: ActivityService;

  constructor(options: PugOptions) {
    super(
      PLATFORM,
      {
        ...COMMON,
        ...SESSION,
        sdkKey: text,
        sharedKey: text,
        projectId: text,
        refreshMembers: named,
        dangerouslyAllowBrowser: boolean,
      },
      options,
      { projects: Projects },
    );
  }

  /** A client from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY`, `PUG_PROJECT_ID` and `PUG_BASE_URL`, for what is not given. */
  static fromEnv(options: PugOptions = {}): PugClient {
    return new PugClient(fromEnvironment("pug", options));
  }

  /** Calls any method with this client's credential, retries and errors, in open JSON. */
  call(service: string, method: string, message: JsonObject = {}, options?: CallOptions): Call<unknown> {
    return this._rpc(this.call, service, method, message, options);
  }

  /** Installs new tokens: after a sign-in, or to revive a session. An anonymous client becomes a session by this. */
  setTokens(tokens: string | Tokens): Promise<void> {
    return this._setTokens(this.setTokens, tokens);
  }

  /**
   * The tokens in the answer to a sign-in or a refresh, ready for {@link setTokens}.
   *
   * Fails with `UnauthenticatedError` if there is no access token in it.
   */
  async tokensFrom(answer: unknown, members: RefreshMembers = {}): Promise<Tokens> {
    const found: Violation[] = [];
    const json = JSON.stringify(plain(answer, "answer", found));
    const names = membersOf(members, REFRESH_MEMBERS, found, "members", "members.");
    if (found.length > 0) throw refused(found, "pug.tokens_from", trace(this.tokensFrom));
    return this._ask(Question.TokensFrom, [json, names]);
  }

  /** Replaces the SDK key. Calls in flight keep the old one. */
  setSdkKey(key: string): Promise<void> {
    return this._setKey("sdkKey", key);
  }

  /** Replaces the shared key. Calls in flight keep the old one. */
  setSharedKey(key: string): Promise<void> {
    return this._setKey("sharedKey", key);
  }

  /** Signs out: forgets the tokens here and in the token store. Nothing is sent. */
  signOut(): Promise<void> {
    return this._signOut(this.signOut);
  }
}
