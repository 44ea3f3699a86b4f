/** ARSAKA PUGUH: identity and organizations. */
import { fromEnvironment } from "#host";
import { argument, boolean, configured, filled, membersOf, number, object, text, texts, type Rules } from "./arguments.js";
import type { Call, CallOptions } from "./call.js";
import { Client, COMMON, Service, SESSION, type ClientOptions, type SessionOptions, type Tokens } from "./client.js";
import { mustBe, type JsonValue } from "./codec.js";
import { refuse, refused, snake, trace, type Violation } from "./errors.js";
import { Question } from "./generated/glue.js";
import {
  PLATFORM,
  type AuthService,
  type IamService,
  type LoginResponse,
  type OAuthService,
  type OrganizationPage,
  type OrganizationsService,
  type SystemService,
} from "./generated/puguh.js";
import { CHECKS, verifier, type TokenChecks, type VerifiedToken, type Verify } from "./verify.js";

export type * from "./generated/puguh.js";
export type { TokenChecks, VerifiedToken } from "./verify.js";

/** The options of a {@link PuguhClient}: one credential, and what else there is to say. */
export interface PuguhOptions extends ClientOptions, SessionOptions {
  /** An API key. It needs `organizationId`. */
  apiKey?: string | undefined;
  /** The organization to act for, sent as `X-Organization-ID`. */
  organizationId?: string | undefined;
  /** The application to act for, sent as `X-Application-ID`. */
  applicationId?: string | undefined;
  /** What {@link PuguhClient.verifyToken} checks besides signature and expiry. */
  tokenChecks?: TokenChecks | undefined;
}

/** Where to send a person, and what to keep until they come back. */
export interface Authorization {
  /** The address to open. */
  url: string;
  /** Comes back with the person; compared by {@link OAuth.code}. */
  state: string;
  /** The PKCE verifier (RFC 7636), if PKCE was asked for. It goes into the code exchange. */
  codeVerifier?: string;
}

/** What tokens are made of in the answer to a sign-in. */
const LOGIN: Rules = { accessToken: text, refreshToken: text, tokenType: text, expiresIn: number };

const ASK: Rules = { clientId: filled, redirectUri: filled, scopes: texts, pkce: boolean };

/** The authorization-code flow of OAuth 2.0, for single sign-on. */
export interface OAuth extends OAuthService {}
export class OAuth extends Service {
  /** Where to send a person to sign in, with a fresh state. */
  async authorizationUrl(ask: {
    clientId: string;
    redirectUri: string;
    scopes?: readonly string[] | undefined;
    /** Adds PKCE (RFC 7636, S256). The platform does not document it. */
    pkce?: boolean | undefined;
  }): Promise<Authorization> {
    const found: Violation[] = [];
    const given = membersOf(ask, ASK, found, "request");
    if (found.length === 0) {
      for (const name of ["clientId", "redirectUri"]) {
        if (given[name] === undefined) refuse(found, name, "is missing");
      }
    }
    if (found.length > 0) throw refused(found, "puguh.oauth.authorization_url", trace(this.authorizationUrl));
    const { clientId, redirectUri, scopes, pkce } = given;
    return this._client._ask(Question.Authorization, [clientId, redirectUri, scopes, pkce]);
  }

  /**
   * The code in the address that a person came back to, if its state is the one that was sent.
   *
   * Fails with `PermissionDeniedError` if the person or the server said no, and with
   * `InvalidRequestError` if the state differs or is missing.
   */
  async code(url: string | URL, state: string): Promise<string> {
    const found: Violation[] = [];
    // A page's `location` is as good as a URL.
    const address: unknown = typeof url === "string" ? url : (url as Partial<URL> | null | undefined)?.href;
    if (typeof address !== "string") refuse(found, "url", mustBe("text or a URL", url));
    argument("state", state, filled, found);
    if (found.length > 0) throw refused(found, "puguh.oauth.code", trace(this.code));
    const { code } = await this._client._ask<{ code: string }>(Question.CallbackCode, [(address as string).toWellFormed(), state]);
    return code;
  }
}

/**
 * The client of the PUGUH API.
 *
 * With an API key it acts as a server, for one organization; with an access token, as a user.
 *
 * ```ts
 * const puguh = new PuguhClient({ accessToken, onTokenExpired: async () => newToken });
 * const page = await puguh.organizations.list({ pageSize: 20 });
 * ```
 */
export class PuguhClient extends Client {
  /** Accounts and tokens. */
  declare readonly auth: AuthService;
  /** Organizations and their members. */
  declare readonly organizations: OrganizationsService;
  /** Users of the organization. */
  declare readonly iam: IamService;
  /** The state of the service. */
  declare readonly system: SystemService;
  /** The authorization-code flow of OAuth 2.0, for single sign-on. */
  declare readonly oauth: OAuth;
  readonly #verify: Verify;

  constructor(options: PuguhOptions) {
    const { tokenChecks = {}, ...others } = options ?? {};
    const checks = configured(tokenChecks, CHECKS, "tokenChecks", "tokenChecks.");
    super(
      PLATFORM,
      { ...COMMON, ...SESSION, apiKey: text, organizationId: text, applicationId: text },
      options && others,
      { oauth: OAuth },
    );
    this.#verify = verifier(() => this.system.jwks().response(), checks);
  }

  /** A client from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`, `PUGUH_APPLICATION_ID` and `PUGUH_BASE_URL`, for what is not given. */
  static fromEnv(options: PuguhOptions = {}): PuguhClient {
    return new PuguhClient(fromEnvironment("puguh", options));
  }

  /** Asks whether the service is well. The body is open JSON. */
  health(options?: CallOptions): Call<unknown> {
    return this.system.health(options);
  }

  /** Checks the credential with a call that cannot succeed without it: the first page of one organization. */
  verifyCredentials(options?: CallOptions): Call<OrganizationPage> {
    return this.organizations.list({ pageSize: 1 }, options);
  }

  /**
   * Verifies an access token by signature (RS256 only), expiry and, if configured, issuer and
   * audience, without asking the server about it. The public keys are fetched when first needed.
   * `checks` stand in the place of all `tokenChecks` of the client.
   *
   * Fails with `UnauthenticatedError` for a token that is not acceptable, and with
   * `InvalidRequestError` if `jwt` is not text or `checks` has a member that is unknown or of the
   * wrong type.
   */
  verifyToken(jwt: string, checks?: TokenChecks): Promise<VerifiedToken> {
    return this.#verify(this.verifyToken, jwt, checks);
  }

  /** Calls any path with this client's credential, retries and errors, in open JSON. */
  request(method: string, path: string, options?: CallOptions & { body?: JsonValue | undefined }): Call<unknown> {
    return this._request(this.request, method, path, options);
  }

  /** Installs new tokens: after a sign-in, or to revive a session. An anonymous client becomes a session by this. */
  setTokens(tokens: string | Tokens): Promise<void> {
    return this._setTokens(this.setTokens, tokens);
  }

  /**
   * The tokens of a sign-in, a refresh or a code exchange, ready for {@link setTokens}.
   *
   * Fails with `UnauthenticatedError` if the server asks for a further step first.
   */
  async tokensFrom(login: LoginResponse): Promise<Tokens> {
    const found: Violation[] = [];
    argument("login", login, object, found);
    const answer: Record<string, unknown> = {};
    for (const [name, rule] of Object.entries(LOGIN)) {
      const value = Object(login)[name] as unknown;
      // An answer may say `null` of what it leaves out.
      if (value === undefined || value === null) continue;
      argument(`login.${name}`, value, rule, found);
      answer[snake(name)] = value;
    }
    if (found.length > 0) throw refused(found, "puguh.tokens_from", trace(this.tokensFrom));
    return this._ask(Question.TokensFrom, [JSON.stringify(answer)]);
  }

  /** Replaces the API key. Calls in flight keep the old one. */
  setApiKey(key: string): Promise<void> {
    return this._setKey("apiKey", key);
  }

  /** Signs out: forgets the tokens here and in the token store, whatever then happens, and revokes the session at the server. */
  signOut(): Promise<void> {
    return this._signOut(this.signOut);
  }
}
