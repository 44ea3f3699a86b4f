# Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.
"""The messages and services of ARSAKA PUGUH."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, AsyncGenerator, Callable, ClassVar, Dict, Generator, List, Mapping, Optional, Sequence, Union

from . import _model as _m
from ._call import AsyncEngine, Authorization, Engine, Operation
from ._model import Message, OpenText

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._call import (
        AsyncCallOptions,
        AsyncCallOptionsWithoutProjectId,
        AsyncCallOptionsWithoutQuery,
        CallOptions,
        CallOptionsWithoutProjectId,
        CallOptionsWithoutQuery,
    )


class Role(OpenText):
    """What a member may do in an organization."""

    __slots__ = ()

    OWNER: ClassVar[Role]
    """Everything; one in each organization."""
    ADMIN: ClassVar[Role]
    """Everything but owning."""
    MEMBER: ClassVar[Role]
    """Works in the organization."""
    VIEWER: ClassVar[Role]
    """Reads."""


Role.OWNER = Role("owner")
Role.ADMIN = Role("admin")
Role.MEMBER = Role("member")
Role.VIEWER = Role("viewer")


class OrganizationType(OpenText):
    """What an organization is for."""

    __slots__ = ()

    PERSONAL: ClassVar[OrganizationType]
    """One person's own."""
    TEAM: ClassVar[OrganizationType]
    """A team's."""


OrganizationType.PERSONAL = OrganizationType("personal")
OrganizationType.TEAM = OrganizationType("team")


class Register(Message):
    """A new account."""

    __slots__ = ()
    _fields = {
        "email": ("email", _m.text),
        "password": ("password", _m.text),
        "full_name": ("full_name", _m.text),
    }
    _required = ("email", "password")
    _secrets = ("password",)

    def __init__(
        self,
        *,
        email: str,
        password: str,
        full_name: Optional[str] = None,
    ) -> None:
        self._set({"email": email, "password": password, "full_name": full_name})

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return self._raw["email"]  # type: ignore[no-any-return]

    @property
    def password(self) -> str:
        """The password."""
        return self._raw["password"]  # type: ignore[no-any-return]

    @property
    def full_name(self) -> Optional[str]:
        """The person's name."""
        return self._raw.get("full_name")


class Registered(Message):
    """The account that was created."""

    __slots__ = ()
    _fields = {
        "user_id": ("user_id", _m.text),
        "email": ("email", _m.text),
        "organization_id": ("organization_id", _m.text),
    }
    _required = ("user_id",)

    def __init__(
        self,
        *,
        user_id: str,
        email: Optional[str] = None,
        organization_id: Optional[str] = None,
    ) -> None:
        self._set({"user_id": user_id, "email": email, "organization_id": organization_id})

    @property
    def user_id(self) -> str:
        """The new user's id."""
        return self._raw["user_id"]  # type: ignore[no-any-return]

    @property
    def email(self) -> Optional[str]:
        """The address to sign in with."""
        return self._raw.get("email")

    @property
    def organization_id(self) -> Optional[str]:
        """The id of the organization that was created along."""
        return self._raw.get("organization_id")


class Login(Message):
    """A sign-in by e-mail and password."""

    __slots__ = ()
    _fields = {
        "email": ("email", _m.text),
        "password": ("password", _m.text),
    }
    _required = ("email", "password")
    _secrets = ("password",)

    def __init__(
        self,
        *,
        email: str,
        password: str,
    ) -> None:
        self._set({"email": email, "password": password})

    @property
    def email(self) -> str:
        """The address."""
        return self._raw["email"]  # type: ignore[no-any-return]

    @property
    def password(self) -> str:
        """The password."""
        return self._raw["password"]  # type: ignore[no-any-return]


class RefreshSession(Message):
    """A refresh token to exchange."""

    __slots__ = ()
    _fields = {
        "refresh_token": ("refresh_token", _m.text),
    }
    _required = ("refresh_token",)
    _secrets = ("refresh_token",)

    def __init__(
        self,
        *,
        refresh_token: str,
    ) -> None:
        self._set({"refresh_token": refresh_token})

    @property
    def refresh_token(self) -> str:
        """The refresh token."""
        return self._raw["refresh_token"]  # type: ignore[no-any-return]


class LoginResponse(Message):
    """
    What a sign-in, a refresh or a code exchange gives. Without an access token a further step (such as a
    second factor) is asked for; `LoginResponse.tokens` tells.
    """

    __slots__ = ()
    _fields = {
        "access_token": ("access_token", _m.text),
        "refresh_token": ("refresh_token", _m.text),
        "token_type": ("token_type", _m.text),
        "expires_in": ("expires_in", _m.number),
        "scope": ("scope", _m.text),
    }
    _secrets = ("access_token", "refresh_token")
    _open = True

    def __init__(
        self,
        *,
        access_token: Optional[str] = None,
        refresh_token: Optional[str] = None,
        token_type: Optional[str] = None,
        expires_in: Optional[float] = None,
        scope: Optional[str] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"access_token": access_token, "refresh_token": refresh_token, "token_type": token_type, "expires_in": expires_in, "scope": scope, "other": other})

    @property
    def access_token(self) -> Optional[str]:
        """The token that signs requests."""
        return self._raw.get("access_token")

    @property
    def refresh_token(self) -> Optional[str]:
        """The token that buys the next one. A refresh usually leaves it out: the old one goes on."""
        return self._raw.get("refresh_token")

    @property
    def token_type(self) -> Optional[str]:
        """`Bearer`."""
        return self._raw.get("token_type")

    @property
    def expires_in(self) -> Optional[float]:
        """Lifetime of the access token in seconds."""
        return self._raw.get("expires_in")

    @property
    def scope(self) -> Optional[str]:
        """The scopes granted, separated by spaces (OAuth only)."""
        return self._raw.get("scope")


class ExchangeCode(Message):
    """An authorization code to exchange."""

    __slots__ = ()
    _fields = {
        "grant_type": ("grant_type", _m.text),
        "code": ("code", _m.text),
        "client_id": ("client_id", _m.text),
        "client_secret": ("client_secret", _m.text),
        "redirect_uri": ("redirect_uri", _m.text),
        "code_verifier": ("code_verifier", _m.text),
    }
    _required = ("grant_type", "code", "client_id", "redirect_uri")
    _secrets = ("code", "client_secret", "code_verifier")

    def __init__(
        self,
        *,
        grant_type: str = "authorization_code",
        code: str,
        client_id: str,
        client_secret: Optional[str] = None,
        redirect_uri: str,
        code_verifier: Optional[str] = None,
    ) -> None:
        self._set({"grant_type": grant_type, "code": code, "client_id": client_id, "client_secret": client_secret, "redirect_uri": redirect_uri, "code_verifier": code_verifier})

    @property
    def grant_type(self) -> str:
        """`authorization_code`."""
        return self._raw["grant_type"]  # type: ignore[no-any-return]

    @property
    def code(self) -> str:
        """The code that came back."""
        return self._raw["code"]  # type: ignore[no-any-return]

    @property
    def client_id(self) -> str:
        """The id of the OAuth client."""
        return self._raw["client_id"]  # type: ignore[no-any-return]

    @property
    def client_secret(self) -> Optional[str]:
        """The secret of the OAuth client."""
        return self._raw.get("client_secret")

    @property
    def redirect_uri(self) -> str:
        """The same address as in the authorization."""
        return self._raw["redirect_uri"]  # type: ignore[no-any-return]

    @property
    def code_verifier(self) -> Optional[str]:
        """The PKCE verifier, if the authorization was made with PKCE."""
        return self._raw.get("code_verifier")


class ListOrganizations(Message):
    """Which organizations to list."""

    __slots__ = ()
    _fields = {
        "page": ("page", _m.whole),
        "page_size": ("page_size", _m.whole),
        "type": ("type", _m.text),
        "search": ("search", _m.text),
    }

    def __init__(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
    ) -> None:
        self._set({"page": page, "page_size": page_size, "type": type, "search": search})

    @property
    def page(self) -> Optional[int]:
        """The page, counted from 1."""
        return self._raw.get("page")

    @property
    def page_size(self) -> Optional[int]:
        """Items on a page, from 1 to 100; 20 unless given."""
        return self._raw.get("page_size")

    @property
    def type(self) -> Optional[OrganizationType]:
        """Only organizations of this type."""
        return None if (text := self._raw.get("type")) is None else OrganizationType(text)

    @property
    def search(self) -> Optional[str]:
        """Only organizations whose name matches."""
        return self._raw.get("search")


class Organization(Message):
    """
    An organization. Lists come in two documented forms, plain and as membership with the organization inside;
    both read as this.
    """

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "name": ("name", _m.text),
        "slug": ("slug", _m.text),
        "description": ("description", _m.text),
        "type": ("type", _m.text),
        "role": ("role", _m.text),
        "created_at": ("created_at", _m.moment),
        "updated_at": ("updated_at", _m.moment),
    }
    _required = ("id",)
    _open = True

    def __init__(
        self,
        *,
        id: str,
        name: Optional[str] = None,
        slug: Optional[str] = None,
        description: Optional[str] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        role: Optional[Union[Role, str]] = None,
        created_at: Optional[Union[datetime, str]] = None,
        updated_at: Optional[Union[datetime, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "name": name, "slug": slug, "description": description, "type": type, "role": role, "created_at": created_at, "updated_at": updated_at, "other": other})

    @property
    def id(self) -> str:
        """The id."""
        return self._raw["id"]  # type: ignore[no-any-return]

    @property
    def name(self) -> Optional[str]:
        """The name."""
        return self._raw.get("name")

    @property
    def slug(self) -> Optional[str]:
        """The short name in addresses."""
        return self._raw.get("slug")

    @property
    def description(self) -> Optional[str]:
        """What it is for."""
        return self._raw.get("description")

    @property
    def type(self) -> Optional[OrganizationType]:
        """What kind it is."""
        return None if (text := self._raw.get("type")) is None else OrganizationType(text)

    @property
    def role(self) -> Optional[Role]:
        """The caller's role in it, where the answer names it."""
        return None if (text := self._raw.get("role")) is None else Role(text)

    @property
    def created_at(self) -> Optional[datetime]:
        """When it was created (RFC 3339)."""
        return self._moment("created_at")

    @property
    def updated_at(self) -> Optional[datetime]:
        """When it was last changed (RFC 3339)."""
        return self._moment("updated_at")


class OrganizationPage(Message):
    """One page of organizations."""

    __slots__ = ()
    _fields = {
        "items": ("items", _m.many(_m.message(Organization))),
        "total": ("total", _m.long),
        "page": ("page", _m.whole),
        "page_size": ("page_size", _m.whole),
        "has_next": ("has_next", _m.boolean),
        "has_prev": ("has_prev", _m.boolean),
    }
    _required = ("items",)

    def __init__(
        self,
        *,
        items: Sequence[Union[Organization, Mapping[str, Any]]],
        total: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        has_next: Optional[bool] = None,
        has_prev: Optional[bool] = None,
    ) -> None:
        self._set({"items": items, "total": total, "page": page, "page_size": page_size, "has_next": has_next, "has_prev": has_prev})

    @property
    def items(self) -> List[Organization]:
        """The organizations of this page."""
        return self._messages("items", Organization)  # type: ignore[no-any-return]

    @property
    def total(self) -> Optional[int]:
        """How many there are in all."""
        return self._raw.get("total")

    @property
    def page(self) -> Optional[int]:
        """The number of this page, counted from 1."""
        return self._raw.get("page")

    @property
    def page_size(self) -> Optional[int]:
        """Items on a page."""
        return self._raw.get("page_size")

    @property
    def has_next(self) -> Optional[bool]:
        """Whether there is a page after this one."""
        return self._raw.get("has_next")

    @property
    def has_prev(self) -> Optional[bool]:
        """Whether there is a page before this one."""
        return self._raw.get("has_prev")


class CreateOrganization(Message):
    """A new organization."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "slug": ("slug", _m.text),
        "description": ("description", _m.text),
    }
    _required = ("name",)

    def __init__(
        self,
        *,
        name: str,
        slug: Optional[str] = None,
        description: Optional[str] = None,
    ) -> None:
        self._set({"name": name, "slug": slug, "description": description})

    @property
    def name(self) -> str:
        """The name."""
        return self._raw["name"]  # type: ignore[no-any-return]

    @property
    def slug(self) -> Optional[str]:
        """The short name in addresses."""
        return self._raw.get("slug")

    @property
    def description(self) -> Optional[str]:
        """What it is for."""
        return self._raw.get("description")


class UpdateOrganization(Message):
    """What to change in an organization; what is left out stays."""

    __slots__ = ()
    _fields = {
        "name": ("name", _m.text),
        "slug": ("slug", _m.text),
        "description": ("description", _m.text),
    }

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        slug: Optional[str] = None,
        description: Optional[str] = None,
    ) -> None:
        self._set({"name": name, "slug": slug, "description": description})

    @property
    def name(self) -> Optional[str]:
        """The name."""
        return self._raw.get("name")

    @property
    def slug(self) -> Optional[str]:
        """The short name in addresses."""
        return self._raw.get("slug")

    @property
    def description(self) -> Optional[str]:
        """What it is for."""
        return self._raw.get("description")


class ListMembers(Message):
    """Which members to list."""

    __slots__ = ()
    _fields = {
        "page": ("page", _m.whole),
        "page_size": ("page_size", _m.whole),
    }

    def __init__(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> None:
        self._set({"page": page, "page_size": page_size})

    @property
    def page(self) -> Optional[int]:
        """The page, counted from 1."""
        return self._raw.get("page")

    @property
    def page_size(self) -> Optional[int]:
        """Items on a page, from 1 to 100; 20 unless given."""
        return self._raw.get("page_size")


class Member(Message):
    """
    A member of an organization, or an invitation to it. Only that there is one is documented, not its
    members: so any answer can be read, and one of another type than assumed is in `other`.
    """

    __slots__ = ()
    _fields = {
        "id": ("id", _m.text),
        "user_id": ("user_id", _m.text),
        "email": ("email", _m.text),
        "full_name": ("full_name", _m.text),
        "role": ("role", _m.text),
        "status": ("status", _m.text),
        "joined_at": ("joined_at", _m.moment),
    }
    _open = True

    def __init__(
        self,
        *,
        id: Optional[str] = None,
        user_id: Optional[str] = None,
        email: Optional[str] = None,
        full_name: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        joined_at: Optional[Union[datetime, str]] = None,
        other: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._set({"id": id, "user_id": user_id, "email": email, "full_name": full_name, "role": role, "status": status, "joined_at": joined_at, "other": other})

    @property
    def id(self) -> Optional[str]:
        """The id of the invitation, or of the membership."""
        return self._raw.get("id")

    @property
    def user_id(self) -> Optional[str]:
        """The user's id."""
        return self._raw.get("user_id")

    @property
    def email(self) -> Optional[str]:
        """The address."""
        return self._raw.get("email")

    @property
    def full_name(self) -> Optional[str]:
        """The person's name."""
        return self._raw.get("full_name")

    @property
    def role(self) -> Optional[Role]:
        """What the member may do."""
        return None if (text := self._raw.get("role")) is None else Role(text)

    @property
    def status(self) -> Optional[str]:
        """The state, such as `active`."""
        return self._raw.get("status")

    @property
    def joined_at(self) -> Optional[datetime]:
        """When the member joined (RFC 3339)."""
        return self._moment("joined_at")


class MemberPage(Message):
    """One page of members."""

    __slots__ = ()
    _fields = {
        "items": ("items", _m.many(_m.message(Member))),
        "total": ("total", _m.long),
        "page": ("page", _m.whole),
        "page_size": ("page_size", _m.whole),
        "has_next": ("has_next", _m.boolean),
        "has_prev": ("has_prev", _m.boolean),
    }
    _required = ("items",)

    def __init__(
        self,
        *,
        items: Sequence[Union[Member, Mapping[str, Any]]],
        total: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        has_next: Optional[bool] = None,
        has_prev: Optional[bool] = None,
    ) -> None:
        self._set({"items": items, "total": total, "page": page, "page_size": page_size, "has_next": has_next, "has_prev": has_prev})

    @property
    def items(self) -> List[Member]:
        """The members of this page."""
        return self._messages("items", Member)  # type: ignore[no-any-return]

    @property
    def total(self) -> Optional[int]:
        """How many there are in all."""
        return self._raw.get("total")

    @property
    def page(self) -> Optional[int]:
        """The number of this page, counted from 1."""
        return self._raw.get("page")

    @property
    def page_size(self) -> Optional[int]:
        """Items on a page."""
        return self._raw.get("page_size")

    @property
    def has_next(self) -> Optional[bool]:
        """Whether there is a page after this one."""
        return self._raw.get("has_next")

    @property
    def has_prev(self) -> Optional[bool]:
        """Whether there is a page before this one."""
        return self._raw.get("has_prev")


class InviteMember(Message):
    """An invitation."""

    __slots__ = ()
    _fields = {
        "email": ("email", _m.text),
        "role": ("role", _m.text),
    }
    _required = ("email", "role")

    def __init__(
        self,
        *,
        email: str,
        role: Union[Role, str],
    ) -> None:
        self._set({"email": email, "role": role})

    @property
    def email(self) -> str:
        """Whom to invite."""
        return self._raw["email"]  # type: ignore[no-any-return]

    @property
    def role(self) -> Role:
        """What the new member may do."""
        return Role(self._raw["role"])


class UpdateMember(Message):
    """A change of role."""

    __slots__ = ()
    _fields = {
        "role": ("role", _m.text),
    }
    _required = ("role",)

    def __init__(
        self,
        *,
        role: Union[Role, str],
    ) -> None:
        self._set({"role": role})

    @property
    def role(self) -> Role:
        """What the member may do from now on."""
        return Role(self._raw["role"])


class ListUsers(Message):
    """Which users to list. The filters are assumed."""

    __slots__ = ()
    _fields = {
        "page": ("page", _m.whole),
        "page_size": ("page_size", _m.whole),
        "search": ("search", _m.text),
        "role": ("role", _m.text),
        "status": ("status", _m.text),
    }

    def __init__(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
    ) -> None:
        self._set({"page": page, "page_size": page_size, "search": search, "role": role, "status": status})

    @property
    def page(self) -> Optional[int]:
        """The page, counted from 1."""
        return self._raw.get("page")

    @property
    def page_size(self) -> Optional[int]:
        """Items on a page, from 1 to 100; 20 unless given."""
        return self._raw.get("page_size")

    @property
    def search(self) -> Optional[str]:
        """Only users whose name or address matches."""
        return self._raw.get("search")

    @property
    def role(self) -> Optional[Role]:
        """Only users with this role."""
        return None if (text := self._raw.get("role")) is None else Role(text)

    @property
    def status(self) -> Optional[str]:
        """Only users in this state."""
        return self._raw.get("status")


class UserPage(Message):
    """One page of users. The shape is assumed."""

    __slots__ = ()
    _fields = {
        "items": ("items", _m.many(_m.message(Member))),
        "total": ("total", _m.long),
        "page": ("page", _m.whole),
        "page_size": ("page_size", _m.whole),
        "has_next": ("has_next", _m.boolean),
        "has_prev": ("has_prev", _m.boolean),
    }
    _required = ("items",)

    def __init__(
        self,
        *,
        items: Sequence[Union[Member, Mapping[str, Any]]],
        total: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        has_next: Optional[bool] = None,
        has_prev: Optional[bool] = None,
    ) -> None:
        self._set({"items": items, "total": total, "page": page, "page_size": page_size, "has_next": has_next, "has_prev": has_prev})

    @property
    def items(self) -> List[Member]:
        """The users of this page."""
        return self._messages("items", Member)  # type: ignore[no-any-return]

    @property
    def total(self) -> Optional[int]:
        """How many there are in all."""
        return self._raw.get("total")

    @property
    def page(self) -> Optional[int]:
        """The number of this page, counted from 1."""
        return self._raw.get("page")

    @property
    def page_size(self) -> Optional[int]:
        """Items on a page."""
        return self._raw.get("page_size")

    @property
    def has_next(self) -> Optional[bool]:
        """Whether there is a page after this one."""
        return self._raw.get("has_next")

    @property
    def has_prev(self) -> Optional[bool]:
        """Whether there is a page before this one."""
        return self._raw.get("has_prev")


_AUTH_REGISTER = Operation("puguh.auth.register", "", Register, Registered._of)
_AUTH_LOGIN = Operation("puguh.auth.login", "", Login, LoginResponse._of)
_AUTH_REFRESH = Operation("puguh.auth.refresh", "", RefreshSession, LoginResponse._of)
_AUTH_LOGOUT = Operation("puguh.auth.logout", "", None, Operation.nothing)
_ORGANIZATIONS_LIST = Operation("puguh.organizations.list", "", ListOrganizations, OrganizationPage._of)
_ORGANIZATIONS_CREATE = Operation("puguh.organizations.create", "", CreateOrganization, Organization._of)
_ORGANIZATIONS_GET = Operation("puguh.organizations.get", "id", None, Organization._of)
_ORGANIZATIONS_UPDATE = Operation("puguh.organizations.update", "id", UpdateOrganization, Organization._of)
_ORGANIZATIONS_DELETE = Operation("puguh.organizations.delete", "id", None, Operation.nothing)
_ORGANIZATIONS_LIST_MEMBERS = Operation("puguh.organizations.list_members", "id", ListMembers, MemberPage._of)
_ORGANIZATIONS_INVITE_MEMBER = Operation("puguh.organizations.invite_member", "id", InviteMember, Member._of)
_ORGANIZATIONS_UPDATE_MEMBER = Operation("puguh.organizations.update_member", "id user_id", UpdateMember, Member._of)
_ORGANIZATIONS_REMOVE_MEMBER = Operation("puguh.organizations.remove_member", "id user_id", None, Operation.nothing)
_IAM_LIST_USERS = Operation("puguh.iam.list_users", "", ListUsers, UserPage._of)
_HEALTH = Operation("puguh.health", "", None, Operation.as_it_is)
_JWKS = Operation("puguh.jwks", "", None, Operation.as_it_is)
_OAUTH_EXCHANGE_CODE = Operation("puguh.oauth.exchange_code", "", ExchangeCode, LoginResponse._of)


class AuthService:
    """`auth` of `PuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def register(
        self,
        *,
        email: str,
        password: str,
        full_name: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Registered:
        """Creates an account, and with it a first organization. Gives no tokens: sign in next."""
        return self._engine.call(_AUTH_REGISTER, (), {"email": email, "password": password, "full_name": full_name}, options)  # type: ignore[no-any-return]

    def login(
        self,
        *,
        email: str,
        password: str,
        **options: Unpack[CallOptions],
    ) -> LoginResponse:
        """
        Signs in with e-mail and password. Hand the result to `PuguhClient.set_tokens` to make it this
        client's session.
        """
        return self._engine.call(_AUTH_LOGIN, (), {"email": email, "password": password}, options)  # type: ignore[no-any-return]

    def refresh(
        self,
        *,
        refresh_token: str,
        **options: Unpack[CallOptions],
    ) -> LoginResponse:
        """
        Exchanges a refresh token for a new access token. A client that holds a refresh token does this by
        itself.
        """
        return self._engine.call(_AUTH_REFRESH, (), {"refresh_token": refresh_token}, options)  # type: ignore[no-any-return]

    def logout(
        self,
        **options: Unpack[CallOptions],
    ) -> None:
        """
        Revokes the session at the server and, once that has succeeded, forgets its tokens here.
        `PuguhClient.sign_out` forgets them whatever the server says.
        """
        self._engine.call(_AUTH_LOGOUT, (), None, options)


class AsyncAuthService:
    """`auth` of `AsyncPuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def register(
        self,
        *,
        email: str,
        password: str,
        full_name: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> Registered:
        """Creates an account, and with it a first organization. Gives no tokens: sign in next."""
        return await self._engine.call(_AUTH_REGISTER, (), {"email": email, "password": password, "full_name": full_name}, options)  # type: ignore[no-any-return]

    async def login(
        self,
        *,
        email: str,
        password: str,
        **options: Unpack[AsyncCallOptions],
    ) -> LoginResponse:
        """
        Signs in with e-mail and password. Hand the result to `PuguhClient.set_tokens` to make it this
        client's session.
        """
        return await self._engine.call(_AUTH_LOGIN, (), {"email": email, "password": password}, options)  # type: ignore[no-any-return]

    async def refresh(
        self,
        *,
        refresh_token: str,
        **options: Unpack[AsyncCallOptions],
    ) -> LoginResponse:
        """
        Exchanges a refresh token for a new access token. A client that holds a refresh token does this by
        itself.
        """
        return await self._engine.call(_AUTH_REFRESH, (), {"refresh_token": refresh_token}, options)  # type: ignore[no-any-return]

    async def logout(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """
        Revokes the session at the server and, once that has succeeded, forgets its tokens here.
        `PuguhClient.sign_out` forgets them whatever the server says.
        """
        await self._engine.call(_AUTH_LOGOUT, (), None, options)


class OrganizationsService:
    """`organizations` of `PuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> OrganizationPage:
        """Lists the caller's organizations."""
        return self._engine.call(_ORGANIZATIONS_LIST, (), {"page": page, "page_size": page_size, "type": type, "search": search}, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[Organization, None, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_ORGANIZATIONS_LIST, (), {"page": page, "page_size": page_size, "type": type, "search": search}, options, Organization._of)

    def list_pages(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[OrganizationPage, None, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_ORGANIZATIONS_LIST, (), {"page": page, "page_size": page_size, "type": type, "search": search}, options, OrganizationPage._of)

    def create(
        self,
        *,
        name: str,
        slug: Optional[str] = None,
        description: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Organization:
        """Creates an organization."""
        return self._engine.call(_ORGANIZATIONS_CREATE, (), {"name": name, "slug": slug, "description": description}, options)  # type: ignore[no-any-return]

    def get(
        self,
        id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> Organization:
        """Reads an organization."""
        return self._engine.call(_ORGANIZATIONS_GET, (id,), None, options)  # type: ignore[no-any-return]

    def update(
        self,
        id: str,
        /,
        *,
        name: Optional[str] = None,
        slug: Optional[str] = None,
        description: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Organization:
        """Changes the given fields of an organization."""
        return self._engine.call(_ORGANIZATIONS_UPDATE, (id,), {"name": name, "slug": slug, "description": description}, options)  # type: ignore[no-any-return]

    def delete(
        self,
        id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> None:
        """Deletes an organization (soft)."""
        self._engine.call(_ORGANIZATIONS_DELETE, (id,), None, options)

    def list_members(
        self,
        id: str,
        /,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        **options: Unpack[CallOptions],
    ) -> MemberPage:
        """Lists the members of an organization."""
        return self._engine.call(_ORGANIZATIONS_LIST_MEMBERS, (id,), {"page": page, "page_size": page_size}, options)  # type: ignore[no-any-return]

    def list_members_items(
        self,
        id: str,
        /,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[Member, None, None]:
        """As `list_members`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_ORGANIZATIONS_LIST_MEMBERS, (id,), {"page": page, "page_size": page_size}, options, Member._of)

    def list_members_pages(
        self,
        id: str,
        /,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[MemberPage, None, None]:
        """As `list_members`: its pages, fetched as they are asked for."""
        return self._engine.pages(_ORGANIZATIONS_LIST_MEMBERS, (id,), {"page": page, "page_size": page_size}, options, MemberPage._of)

    def invite_member(
        self,
        id: str,
        /,
        *,
        email: str,
        role: Union[Role, str],
        **options: Unpack[CallOptions],
    ) -> Member:
        """Invites somebody into an organization."""
        return self._engine.call(_ORGANIZATIONS_INVITE_MEMBER, (id,), {"email": email, "role": role}, options)  # type: ignore[no-any-return]

    def update_member(
        self,
        id: str,
        user_id: str,
        /,
        *,
        role: Union[Role, str],
        **options: Unpack[CallOptions],
    ) -> Member:
        """Changes the role of a member."""
        return self._engine.call(_ORGANIZATIONS_UPDATE_MEMBER, (id, user_id), {"role": role}, options)  # type: ignore[no-any-return]

    def remove_member(
        self,
        id: str,
        user_id: str,
        /,
        **options: Unpack[CallOptions],
    ) -> None:
        """Removes a member."""
        self._engine.call(_ORGANIZATIONS_REMOVE_MEMBER, (id, user_id), None, options)


class AsyncOrganizationsService:
    """`organizations` of `AsyncPuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> OrganizationPage:
        """Lists the caller's organizations."""
        return await self._engine.call(_ORGANIZATIONS_LIST, (), {"page": page, "page_size": page_size, "type": type, "search": search}, options)  # type: ignore[no-any-return]

    def list_items(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[Organization, None]:
        """As `list`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_ORGANIZATIONS_LIST, (), {"page": page, "page_size": page_size, "type": type, "search": search}, options, Organization._of)

    def list_pages(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        type: Optional[Union[OrganizationType, str]] = None,
        search: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[OrganizationPage, None]:
        """As `list`: its pages, fetched as they are asked for."""
        return self._engine.pages(_ORGANIZATIONS_LIST, (), {"page": page, "page_size": page_size, "type": type, "search": search}, options, OrganizationPage._of)

    async def create(
        self,
        *,
        name: str,
        slug: Optional[str] = None,
        description: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> Organization:
        """Creates an organization."""
        return await self._engine.call(_ORGANIZATIONS_CREATE, (), {"name": name, "slug": slug, "description": description}, options)  # type: ignore[no-any-return]

    async def get(
        self,
        id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> Organization:
        """Reads an organization."""
        return await self._engine.call(_ORGANIZATIONS_GET, (id,), None, options)  # type: ignore[no-any-return]

    async def update(
        self,
        id: str,
        /,
        *,
        name: Optional[str] = None,
        slug: Optional[str] = None,
        description: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> Organization:
        """Changes the given fields of an organization."""
        return await self._engine.call(_ORGANIZATIONS_UPDATE, (id,), {"name": name, "slug": slug, "description": description}, options)  # type: ignore[no-any-return]

    async def delete(
        self,
        id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """Deletes an organization (soft)."""
        await self._engine.call(_ORGANIZATIONS_DELETE, (id,), None, options)

    async def list_members(
        self,
        id: str,
        /,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> MemberPage:
        """Lists the members of an organization."""
        return await self._engine.call(_ORGANIZATIONS_LIST_MEMBERS, (id,), {"page": page, "page_size": page_size}, options)  # type: ignore[no-any-return]

    def list_members_items(
        self,
        id: str,
        /,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[Member, None]:
        """As `list_members`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_ORGANIZATIONS_LIST_MEMBERS, (id,), {"page": page, "page_size": page_size}, options, Member._of)

    def list_members_pages(
        self,
        id: str,
        /,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[MemberPage, None]:
        """As `list_members`: its pages, fetched as they are asked for."""
        return self._engine.pages(_ORGANIZATIONS_LIST_MEMBERS, (id,), {"page": page, "page_size": page_size}, options, MemberPage._of)

    async def invite_member(
        self,
        id: str,
        /,
        *,
        email: str,
        role: Union[Role, str],
        **options: Unpack[AsyncCallOptions],
    ) -> Member:
        """Invites somebody into an organization."""
        return await self._engine.call(_ORGANIZATIONS_INVITE_MEMBER, (id,), {"email": email, "role": role}, options)  # type: ignore[no-any-return]

    async def update_member(
        self,
        id: str,
        user_id: str,
        /,
        *,
        role: Union[Role, str],
        **options: Unpack[AsyncCallOptions],
    ) -> Member:
        """Changes the role of a member."""
        return await self._engine.call(_ORGANIZATIONS_UPDATE_MEMBER, (id, user_id), {"role": role}, options)  # type: ignore[no-any-return]

    async def remove_member(
        self,
        id: str,
        user_id: str,
        /,
        **options: Unpack[AsyncCallOptions],
    ) -> None:
        """Removes a member."""
        await self._engine.call(_ORGANIZATIONS_REMOVE_MEMBER, (id, user_id), None, options)


class IamService:
    """`iam` of `PuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_users(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> UserPage:
        """
        Lists the users of the organization. The path is documented; filters and the shape of a user are not.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return self._engine.call(_IAM_LIST_USERS, (), {"page": page, "page_size": page_size, "search": search, "role": role, "status": status}, options)  # type: ignore[no-any-return]

    def list_users_items(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[Member, None, None]:
        """As `list_users`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_IAM_LIST_USERS, (), {"page": page, "page_size": page_size, "search": search, "role": role, "status": status}, options, Member._of)

    def list_users_pages(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> Generator[UserPage, None, None]:
        """As `list_users`: its pages, fetched as they are asked for."""
        return self._engine.pages(_IAM_LIST_USERS, (), {"page": page, "page_size": page_size, "search": search, "role": role, "status": status}, options, UserPage._of)


class AsyncIamService:
    """`iam` of `AsyncPuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list_users(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> UserPage:
        """
        Lists the users of the organization. The path is documented; filters and the shape of a user are not.

        Assumed: the platform documents no path or shape for it. The option `override_path` changes the path.
        """
        return await self._engine.call(_IAM_LIST_USERS, (), {"page": page, "page_size": page_size, "search": search, "role": role, "status": status}, options)  # type: ignore[no-any-return]

    def list_users_items(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[Member, None]:
        """As `list_users`: its items, page after page, fetched as they are asked for."""
        return self._engine.items(_IAM_LIST_USERS, (), {"page": page, "page_size": page_size, "search": search, "role": role, "status": status}, options, Member._of)

    def list_users_pages(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        role: Optional[Union[Role, str]] = None,
        status: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> AsyncGenerator[UserPage, None]:
        """As `list_users`: its pages, fetched as they are asked for."""
        return self._engine.pages(_IAM_LIST_USERS, (), {"page": page, "page_size": page_size, "search": search, "role": role, "status": status}, options, UserPage._of)


class OAuthService:
    """`oauth` of `PuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exchange_code(
        self,
        *,
        grant_type: str = "authorization_code",
        code: str,
        client_id: str,
        client_secret: Optional[str] = None,
        redirect_uri: str,
        code_verifier: Optional[str] = None,
        **options: Unpack[CallOptions],
    ) -> LoginResponse:
        """Exchanges the code that came back with the person. Codes are single use: a lost answer is not retried."""
        return self._engine.call(_OAUTH_EXCHANGE_CODE, (), {"grant_type": grant_type, "code": code, "client_id": client_id, "client_secret": client_secret, "redirect_uri": redirect_uri, "code_verifier": code_verifier}, options)  # type: ignore[no-any-return]

    def authorization_url(
        self, client_id: str, redirect_uri: str, scopes: Sequence[str] = (), *, pkce: bool = False
    ) -> Authorization:
        """
        Where to send a person to sign in by single sign-on, with a fresh state and, if wanted, PKCE. Keep
        what is returned until they come back; its `code` then gives what `exchange_code` takes. Nothing is
        sent.
        """
        return self._engine.authorization_url(client_id, redirect_uri, scopes, pkce)


class AsyncOAuthService:
    """`oauth` of `AsyncPuguhClient`."""

    __slots__ = ("_engine",)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def exchange_code(
        self,
        *,
        grant_type: str = "authorization_code",
        code: str,
        client_id: str,
        client_secret: Optional[str] = None,
        redirect_uri: str,
        code_verifier: Optional[str] = None,
        **options: Unpack[AsyncCallOptions],
    ) -> LoginResponse:
        """Exchanges the code that came back with the person. Codes are single use: a lost answer is not retried."""
        return await self._engine.call(_OAUTH_EXCHANGE_CODE, (), {"grant_type": grant_type, "code": code, "client_id": client_id, "client_secret": client_secret, "redirect_uri": redirect_uri, "code_verifier": code_verifier}, options)  # type: ignore[no-any-return]

    def authorization_url(
        self, client_id: str, redirect_uri: str, scopes: Sequence[str] = (), *, pkce: bool = False
    ) -> Authorization:
        """
        Where to send a person to sign in by single sign-on, with a fresh state and, if wanted, PKCE. Keep
        what is returned until they come back; its `code` then gives what `exchange_code` takes. Nothing is
        sent.
        """
        return self._engine.authorization_url(client_id, redirect_uri, scopes, pkce)


class PuguhServices:
    """The services of `PuguhClient`."""

    auth: AuthService
    organizations: OrganizationsService
    iam: IamService
    oauth: OAuthService
    _engine: Engine

    def _open(self, engine: Engine) -> None:
        self._engine = engine
        self.auth = AuthService(engine)
        self.organizations = OrganizationsService(engine)
        self.iam = IamService(engine)
        self.oauth = OAuthService(engine)

    def health(
        self,
        **options: Unpack[CallOptions],
    ) -> Any:
        """Asks whether the service is well. The body is open JSON; see also `PuguhClient.verify_credentials`."""
        return self._engine.call(_HEALTH, (), None, options)

    def jwks(
        self,
        **options: Unpack[CallOptions],
    ) -> Any:
        """The public keys that access tokens are signed with (RFC 7517)."""
        return self._engine.call(_JWKS, (), None, options)


class AsyncPuguhServices:
    """The services of `AsyncPuguhClient`."""

    auth: AsyncAuthService
    organizations: AsyncOrganizationsService
    iam: AsyncIamService
    oauth: AsyncOAuthService
    _engine: AsyncEngine

    def _open(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.auth = AsyncAuthService(engine)
        self.organizations = AsyncOrganizationsService(engine)
        self.iam = AsyncIamService(engine)
        self.oauth = AsyncOAuthService(engine)

    async def health(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """Asks whether the service is well. The body is open JSON; see also `PuguhClient.verify_credentials`."""
        return await self._engine.call(_HEALTH, (), None, options)

    async def jwks(
        self,
        **options: Unpack[AsyncCallOptions],
    ) -> Any:
        """The public keys that access tokens are signed with (RFC 7517)."""
        return await self._engine.call(_JWKS, (), None, options)


__all__ = [
    "AsyncAuthService",
    "AsyncIamService",
    "AsyncOAuthService",
    "AsyncOrganizationsService",
    "AuthService",
    "CreateOrganization",
    "ExchangeCode",
    "IamService",
    "InviteMember",
    "ListMembers",
    "ListOrganizations",
    "ListUsers",
    "Login",
    "LoginResponse",
    "Member",
    "MemberPage",
    "OAuthService",
    "Organization",
    "OrganizationPage",
    "OrganizationType",
    "OrganizationsService",
    "RefreshSession",
    "Register",
    "Registered",
    "Role",
    "UpdateMember",
    "UpdateOrganization",
    "UserPage",
]
