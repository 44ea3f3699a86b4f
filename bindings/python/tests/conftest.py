from __future__ import annotations

from typing import Any, Iterator

import pytest

from sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    box = Sandbox()
    yield box
    box.stop()


@pytest.fixture
def key(sandbox: Sandbox) -> "dict[str, Any]":
    """The options of a PUGUH client with an API key."""
    info = sandbox.info["puguh"]
    return {"base_url": sandbox.url, "api_key": info["api_key"], "organization_id": info["organization_id"]}


@pytest.fixture
def slow(sandbox: Sandbox) -> Sandbox:
    """A sandbox that answers after half a minute."""
    sandbox.rule(delay_ms=30_000)
    return sandbox
