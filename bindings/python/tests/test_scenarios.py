"""Every scenario of the surface `native`, awaited and blocking."""

from __future__ import annotations

import json
import re
import traceback
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Dict, Optional, Tuple

import pytest

import scenarios

# They mostly wait, so many run at once.
_pool = ThreadPoolExecutor(8)
# One with so many calls at once is played alone: others would hold up its calls, and it theirs.
_CROWD = 50
_running: Dict[Tuple[str, bool], "Future[Optional[str]]"] = {}
_CASES = [
    pytest.param(name, scenario, blocking, id=f"{'blocking' if blocking else 'async'}: {scenario['name']}")
    for blocking in (False, True)
    for name, scenario in scenarios.load()
    # A blocking call is given up by a signal only: see test_blocking.py.
    if not (blocking and scenarios.needs_cancelling(scenario))
]


def _is_crowd(scenario: Any) -> bool:
    return any(int(calls) >= _CROWD for calls in re.findall(r'"concurrency": (\d+)', json.dumps(scenario)))


def _run(scenario: Any, blocking: bool) -> Optional[str]:
    try:
        return scenarios.run(scenario, blocking)
    except Exception:
        return traceback.format_exc()


@pytest.fixture(scope="module", autouse=True)
def _start(request: pytest.FixtureRequest) -> None:
    wanted = {item.name for item in request.session.items}
    for case in _CASES:
        _, scenario, blocking = case.values
        if not _is_crowd(scenario) and any(str(case.id) in name for name in wanted):
            _running[scenario["name"], blocking] = _pool.submit(_run, scenario, blocking)


@pytest.mark.parametrize(("file", "scenario", "blocking"), _CASES)
def test_scenario(file: str, scenario: Any, blocking: bool) -> None:
    if _is_crowd(scenario):
        wait(_running.values())
        problem = _run(scenario, blocking)
    else:
        problem = _running[scenario["name"], blocking].result()
    assert problem is None, f"{file}: {problem}"
