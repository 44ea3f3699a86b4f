/** Composite Analytics: events, users and session recordings. */
import { fromEnvironment } from "#host";
import { boolean, oneOf, text, texts } from "./arguments.js";
import type { Call, CallOptions } from "./call.js";
import { Client, COMMON, type ClientOptions } from "./client.js";
import type { JsonValue } from "./codec.js";
import {
  PLATFORM,
  type ApiKeysService,
  type BillingService,
  type EventsService,
  type ExportsService,
  type ProjectService,
  type RecordingsService,
  type TeamService,
  type UsersService,
} from "./generated/composite.js";

export type * from "./generated/composite.js";

/** The options of a {@link CompositeClient}: the key, and what else there is to say. */
export interface CompositeOptions extends ClientOptions {
  /** The key: `pk_…` for browsers and mobile apps, `sk_…` for servers. */
  apiKey: string;
  /** Where the key goes. In the header unless given; servers and proxies log URLs. */
  keyPlacement?: "header" | "query" | undefined;
  /** The scopes of the secret key, such as `events:write`. A call that needs another is then refused here. */
  scopes?: readonly string[] | undefined;
  /** The environment that the key is expected to be for. */
  environment?: "live" | "test" | undefined;
  /** Accepts a secret key in a web page, where every visitor can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/**
 * The client of the Composite Analytics API.
 *
 * With a public key (`pk_…`) it sends events, recordings and identities; everything else needs a
 * secret key (`sk_…`), and is refused without one before anything is sent.
 *
 * ```ts
 * const composite = new CompositeClient({ apiKey: "pk_live_…" });
 * await composite.events.send({ name: "order_placed", distinctId: "user-17" });
 * ```
 */
export class CompositeClient extends Client {
  /** What happened. */
  declare readonly events: EventsService;
  /** Who did it. */
  declare readonly users: UsersService;
  /** Session recordings. */
  declare readonly recordings: RecordingsService;
  /** The project that the key belongs to. */
  declare readonly project: ProjectService;
  /** Exports of data. */
  declare readonly exports: ExportsService;
  /** The people who work on the project. */
  declare readonly team: TeamService;
  /** Billing, in open JSON. */
  declare readonly billing: BillingService;
  /** API keys. */
  declare readonly apiKeys: ApiKeysService;

  constructor(options: CompositeOptions) {
    super(
      PLATFORM,
      {
        ...COMMON,
        apiKey: text,
        keyPlacement: oneOf("header", "query"),
        scopes: texts,
        environment: oneOf("live", "test"),
        dangerouslyAllowBrowser: boolean,
      },
      options,
    );
  }

  /** A client from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`, for what is not given. */
  static fromEnv(options: Partial<CompositeOptions> = {}): CompositeClient {
    return new CompositeClient(fromEnvironment("composite", options) as unknown as CompositeOptions);
  }

  /** Calls any path with this client's key, retries and errors, in open JSON. */
  request(method: string, path: string, options?: CallOptions & { body?: JsonValue | undefined }): Call<unknown> {
    return this._request(this.request, method, path, options);
  }

  /** Replaces the key by another of the same kind. Calls in flight keep the old one. */
  setApiKey(key: string): Promise<void> {
    return this._setKey("apiKey", key);
  }
}
