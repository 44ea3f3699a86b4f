"""What a user writes: held by mypy and pyright, not run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, List, Optional

from keybearer import (
    AsyncPuguhClient,
    CompositeClient,
    KeybearerError,
    Metadata,
    PugClient,
    PuguhClient,
    RateLimitedError,
    TokenExpired,
    Tokens,
)
from keybearer.pug import ApiKeyType, BatchCreated, Event
from keybearer.puguh import Organization, OrganizationPage, OrganizationType, Role


async def fetch(expired: TokenExpired) -> Tokens:
    return Tokens(f"{expired.reason} {expired.attempt}", expires_in=60)


def look(metadata: Metadata) -> None:
    print(metadata.status, metadata.headers.get("etag"))


def blocking() -> Optional[float]:
    with PuguhClient(access_token="t", on_token_expired=fetch, timeout=timedelta(seconds=5)) as client:
        page: OrganizationPage = client.organizations.list(page_size=20, timeout=None, on_response=look)
        names: List[Optional[str]] = [organization.name for organization in page.items]
        created: Optional[datetime] = page.items[0].created_at
        kind: Optional[OrganizationType] = page.items[0].type
        for organization in client.organizations.list_items(type=OrganizationType.TEAM):
            only: Organization = organization
            print(only.id, names, created, kind)
        client.organizations.invite_member("id", email="a@b.c", role=Role.VIEWER)
        client.organizations.invite_member("id", email="a@b.c", role="viewer", idempotent=True)
        health: Any = client.health()
        print(health, client.request("GET", "/api/v1/webhooks", query={"page": 2}))
    with PugClient(sdk_key="k") as pug:
        done: BatchCreated = pug.events.batch_create(events=[Event(name="paid"), {"name": "seen"}])
        print(done.events_created, ApiKeyType.SDK)
    with CompositeClient(api_key="k") as composite:
        composite.events.send(name="paid", properties={"total": 1.5}, set={"plan": "pro"})
    try:
        client.organizations.delete("id")
    except RateLimitedError as error:
        return error.retry_after
    except KeybearerError as error:
        print(error.code, error.violations[0].field, error.attempts[0].elapsed)
    return None


async def awaited() -> None:
    async with AsyncPuguhClient(access_token="t") as client:
        page: OrganizationPage = await client.organizations.list(page_size=20)
        async for member in client.organizations.list_members_items(page.items[0].id):
            role: Optional[Role] = member.role
            print(role)
        items = client.organizations.list_items()
        await items.aclose()
