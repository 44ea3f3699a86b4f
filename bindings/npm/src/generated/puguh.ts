// Written by `cargo xtask generate` from the declarations of sdk-core. Do not edit.

import type { Platform } from "../client.js";
import type { Call, CallOptions, List } from "../call.js";

/** What is declared of ARSAKA PUGUH. */
export const PLATFORM: Platform = {
  name: "puguh",
  snake: true,
  operations: {
    auth: `register,Register,Registered
login,Login,LoginResponse
refresh,RefreshSession,LoginResponse
logout,,Empty`,
    organizations: `list,ListOrganizations,OrganizationPage/items,pairs
create,CreateOrganization,Organization
get,,Organization,,id
update,UpdateOrganization,Organization,,id
delete,,Empty,,id
list_members,ListMembers,MemberPage/items,pairs,id
invite_member,InviteMember,Member,,id
update_member,UpdateMember,Member,,id,user_id
remove_member,,Empty,,id,user_id`,
    iam: `list_users,ListUsers,UserPage/items,pairs`,
    system: `health,,Json
jwks,,Json`,
    oauth: `exchange_code,ExchangeCode,LoginResponse,pairs`,
  },
  messages: {
    Register: `email|s|filled
password|p|filled
fullName`,
    Registered: `userId|s
email|s~
organizationId|s~`,
    Login: `email|s|filled
password|p|filled`,
    RefreshSession: `refreshToken|p|filled`,
    LoginResponse: `accessToken|p?
refreshToken|p?
tokenType|s~
expiresIn|f~
scope|s~
+other`,
    ExchangeCode: `grantType|s?|default:authorization_code
code|p|filled
clientId|s|filled
clientSecret|p?
redirectUri|s|filled
codeVerifier|p?`,
    ListOrganizations: `page|u?|min:1
pageSize|u?|range:1:100
type|e?
search`,
    OrganizationPage: `items|[@Organization!
total|u~
page|u~
pageSize|u~
hasNext|b~
hasPrev|b~`,
    Organization: `id|s
name|s~
slug|s~
description|s~
type|e~
role|e~
createdAt|t~
updatedAt|t~
+other`,
    CreateOrganization: `name|s|filled
slug
description`,
    UpdateOrganization: `name
slug
description`,
    ListMembers: `page|u?|min:1
pageSize|u?|range:1:100`,
    MemberPage: `items|[@Member!
total|u~
page|u~
pageSize|u~
hasNext|b~
hasPrev|b~`,
    Member: `~
id
userId
email
fullName
role|e?
status
joinedAt|t?
+other`,
    InviteMember: `email|s|filled
role|e`,
    UpdateMember: `role|e`,
    ListUsers: `page|u?|min:1
pageSize|u?|range:1:100
search
role|e?
status`,
    UserPage: `items|[@Member!
total|u~
page|u~
pageSize|u~
hasNext|b~
hasPrev|b~`,
  },
};

/** What a member may do in an organization. */
export type Role = "owner" | "admin" | "member" | "viewer" | (string & {});

/** What an organization is for. */
export type OrganizationType = "personal" | "team" | (string & {});

/** A new account. */
export interface Register {
  /** The address to sign in with. */
  email: string;
  /** The password. */
  password: string;
  /** The person's name. */
  fullName?: string | undefined;
}

/** The account that was created. */
export interface Registered {
  /** The new user's id. */
  userId: string;
  /** The address to sign in with. */
  email?: string;
  /** The id of the organization that was created along. */
  organizationId?: string;
}

/** A sign-in by e-mail and password. */
export interface Login {
  /** The address. */
  email: string;
  /** The password. */
  password: string;
}

/** A refresh token to exchange. */
export interface RefreshSession {
  /** The refresh token. */
  refreshToken: string;
}

/** What a sign-in, a refresh or a code exchange gives. Without an access token a further step (such as a second factor) is asked for; `LoginResponse.tokens` tells. */
export interface LoginResponse {
  /** The token that signs requests. */
  accessToken?: string;
  /** The token that buys the next one. A refresh usually leaves it out: the old one goes on. */
  refreshToken?: string;
  /** `Bearer`. */
  tokenType?: string;
  /** Lifetime of the access token in seconds. */
  expiresIn?: number;
  /** The scopes granted, separated by spaces (OAuth only). */
  scope?: string;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** An authorization code to exchange. */
export interface ExchangeCode {
  /** `authorizationCode`. */
  grantType?: string | undefined;
  /** The code that came back. */
  code: string;
  /** The id of the OAuth client. */
  clientId: string;
  /** The secret of the OAuth client. */
  clientSecret?: string | undefined;
  /** The same address as in the authorization. */
  redirectUri: string;
  /** The PKCE verifier, if the authorization was made with PKCE. */
  codeVerifier?: string | undefined;
}

/** Which organizations to list. */
export interface ListOrganizations {
  /** The page, counted from 1. */
  page?: number | undefined;
  /** Items on a page, from 1 to 100; 20 unless given. */
  pageSize?: number | undefined;
  /** Only organizations of this type. */
  type?: OrganizationType | undefined;
  /** Only organizations whose name matches. */
  search?: string | undefined;
}

/** One page of organizations. */
export interface OrganizationPage {
  /** The organizations of this page. */
  items: Organization[];
  /** How many there are in all. */
  total?: number;
  /** The number of this page, counted from 1. */
  page?: number;
  /** Items on a page. */
  pageSize?: number;
  /** Whether there is a page after this one. */
  hasNext?: boolean;
  /** Whether there is a page before this one. */
  hasPrev?: boolean;
}

/**
 * An organization.
 *
 * Lists come in two documented forms, plain and as membership with the organization inside; both read as this.
 */
export interface Organization {
  /** The id. */
  id: string;
  /** The name. */
  name?: string;
  /** The short name in addresses. */
  slug?: string;
  /** What it is for. */
  description?: string;
  /** What kind it is. */
  type?: OrganizationType;
  /** The caller's role in it, where the answer names it. */
  role?: Role;
  /** When it was created (RFC 3339). */
  createdAt?: Date;
  /** When it was last changed (RFC 3339). */
  updatedAt?: Date;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** A new organization. */
export interface CreateOrganization {
  /** The name. */
  name: string;
  /** The short name in addresses. */
  slug?: string | undefined;
  /** What it is for. */
  description?: string | undefined;
}

/** What to change in an organization; what is left out stays. */
export interface UpdateOrganization {
  /** The name. */
  name?: string | undefined;
  /** The short name in addresses. */
  slug?: string | undefined;
  /** What it is for. */
  description?: string | undefined;
}

/** Which members to list. */
export interface ListMembers {
  /** The page, counted from 1. */
  page?: number | undefined;
  /** Items on a page, from 1 to 100; 20 unless given. */
  pageSize?: number | undefined;
}

/** One page of members. */
export interface MemberPage {
  /** The members of this page. */
  items: Member[];
  /** How many there are in all. */
  total?: number;
  /** The number of this page, counted from 1. */
  page?: number;
  /** Items on a page. */
  pageSize?: number;
  /** Whether there is a page after this one. */
  hasNext?: boolean;
  /** Whether there is a page before this one. */
  hasPrev?: boolean;
}

/** A member of an organization, or an invitation to it. Only that there is one is documented, not its members: so any answer can be read, and one of another type than assumed is in `other`. */
export interface Member {
  /** The id of the invitation, or of the membership. */
  id?: string;
  /** The user's id. */
  userId?: string;
  /** The address. */
  email?: string;
  /** The person's name. */
  fullName?: string;
  /** What the member may do. */
  role?: Role;
  /** The state, such as `active`. */
  status?: string;
  /** When the member joined (RFC 3339). */
  joinedAt?: Date;
  /** What else the server said. */
  other: Record<string, unknown>;
}

/** An invitation. */
export interface InviteMember {
  /** Whom to invite. */
  email: string;
  /** What the new member may do. */
  role: Role;
}

/** A change of role. */
export interface UpdateMember {
  /** What the member may do from now on. */
  role: Role;
}

/** Which users to list. The filters are assumed. */
export interface ListUsers {
  /** The page, counted from 1. */
  page?: number | undefined;
  /** Items on a page, from 1 to 100; 20 unless given. */
  pageSize?: number | undefined;
  /** Only users whose name or address matches. */
  search?: string | undefined;
  /** Only users with this role. */
  role?: Role | undefined;
  /** Only users in this state. */
  status?: string | undefined;
}

/** One page of users. The shape is assumed. */
export interface UserPage {
  /** The users of this page. */
  items: Member[];
  /** How many there are in all. */
  total?: number;
  /** The number of this page, counted from 1. */
  page?: number;
  /** Items on a page. */
  pageSize?: number;
  /** Whether there is a page after this one. */
  hasNext?: boolean;
  /** Whether there is a page before this one. */
  hasPrev?: boolean;
}

/** The operations of `puguh.auth`. */
export interface AuthService {
  /**
   * Creates an account, and with it a first organization. Gives no tokens: sign in next.
   *
   * `POST /api/v1/auth/register`, without a credential. It is repeated only when the server is known not to have acted.
   */
  register(request: Register, options?: CallOptions): Call<Registered>;

  /**
   * Signs in with e-mail and password. Hand the result to `PuguhClient.setTokens` to make it this client's session.
   *
   * `POST /api/v1/auth/login`, without a credential. It is repeated only when the server is known not to have acted.
   */
  login(request: Login, options?: CallOptions): Call<LoginResponse>;

  /**
   * Exchanges a refresh token for a new access token. A client that holds a refresh token does this by itself.
   *
   * `POST /api/v1/auth/refresh`, without a credential. It is repeated as a refresh may be.
   */
  refresh(request: RefreshSession, options?: CallOptions): Call<LoginResponse>;

  /**
   * Revokes the session at the server and, once that has succeeded, forgets its tokens here. `PuguhClient.signOut` forgets them whatever the server says.
   *
   * `POST /api/v1/auth/logout`, with an access token. Repeating it does no harm, so it is retried.
   */
  logout(options?: CallOptions): Call<void>;
}

/** The operations of `puguh.organizations`. */
export interface OrganizationsService {
  /**
   * Lists the caller's organizations.
   *
   * `GET /api/v1/organizations`, with an API key or an access token. It only reads, so it is retried.
   */
  list(request?: ListOrganizations, options?: CallOptions): List<OrganizationPage, Organization>;

  /**
   * Creates an organization.
   *
   * `POST /api/v1/organizations`, with an API key or an access token. It is repeated only when the server is known not to have acted.
   */
  create(request: CreateOrganization, options?: CallOptions): Call<Organization>;

  /**
   * Reads an organization.
   *
   * `GET /api/v1/organizations/{id}`, with an API key or an access token. It only reads, so it is retried.
   */
  get(id: string, options?: CallOptions): Call<Organization>;

  /**
   * Changes the given fields of an organization.
   *
   * `PATCH /api/v1/organizations/{id}`, with an API key or an access token. It is repeated only when the server is known not to have acted.
   */
  update(id: string, request?: UpdateOrganization, options?: CallOptions): Call<Organization>;

  /**
   * Deletes an organization (soft).
   *
   * `DELETE /api/v1/organizations/{id}`, with an API key or an access token. Repeating it does no harm, so it is retried.
   */
  delete(id: string, options?: CallOptions): Call<void>;

  /**
   * Lists the members of an organization.
   *
   * `GET /api/v1/organizations/{id}/members`, with an API key or an access token. It only reads, so it is retried.
   */
  listMembers(id: string, request?: ListMembers, options?: CallOptions): List<MemberPage, Member>;

  /**
   * Invites somebody into an organization.
   *
   * `POST /api/v1/organizations/{id}/members`, with an API key or an access token. It is repeated only when the server is known not to have acted.
   */
  inviteMember(id: string, request: InviteMember, options?: CallOptions): Call<Member>;

  /**
   * Changes the role of a member.
   *
   * `PATCH /api/v1/organizations/{id}/members/{user_id}`, with an API key or an access token. It is repeated only when the server is known not to have acted.
   */
  updateMember(id: string, userId: string, request: UpdateMember, options?: CallOptions): Call<Member>;

  /**
   * Removes a member.
   *
   * `DELETE /api/v1/organizations/{id}/members/{user_id}`, with an API key or an access token. Repeating it does no harm, so it is retried.
   */
  removeMember(id: string, userId: string, options?: CallOptions): Call<void>;
}

/** The operations of `puguh.iam`. */
export interface IamService {
  /**
   * Lists the users of the organization. The path is documented; filters and the shape of a user are not.
   *
   * `GET /api/v1/iam/users`, with an API key or an access token. It only reads, so it is retried. **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`.
   */
  listUsers(request?: ListUsers, options?: CallOptions): List<UserPage, Member>;
}

/** The operations of `puguh.system`. */
export interface SystemService {
  /**
   * Asks whether the service is well. The body is open JSON; see also `PuguhClient.verifyCredentials`.
   *
   * `GET /api/v1/health`, with an API key or an access token. It only reads, so it is retried.
   */
  health(options?: CallOptions): Call<unknown>;

  /**
   * The public keys that access tokens are signed with (RFC 7517).
   *
   * `GET /.well-known/jwks.json`, without a credential. It only reads, so it is retried.
   */
  jwks(options?: CallOptions): Call<unknown>;
}

/** The operations of `puguh.oauth`. */
export interface OAuthService {
  /**
   * Exchanges the code that came back with the person. Codes are single use: a lost answer is not retried.
   *
   * `POST /oauth/token`, without a credential. It is repeated only when the server is known not to have acted.
   */
  exchangeCode(request: ExchangeCode, options?: CallOptions): Call<LoginResponse>;
}
