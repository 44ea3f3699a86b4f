"""Calls per second, beside aiohttp, httpx and requests: the same list of organizations from the same server.

    python bench/bench.py SERVER [--rounds N] [--check]

SERVER is the program `peers` of tests/bench, which answers at once. Clients take turns in every round, so
that whatever else the machine does meets all of them; what is printed is the median over the rounds of the
ratio within a round. With --check a missed budget is a failure.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from typing import Any, Awaitable, Callable, Dict, List

TOKEN = "opaque-token-0123456789abcdef0123456789abcdef0123456789abcdef"
PATH = "/api/v1/organizations?page_size=20"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
CALLS = 400

BUDGETS = {
    ("async, 1 in flight", "httpx"): 4.0,
    ("async, 1 in flight", "aiohttp"): 0.9,
    ("async, 32 in flight", "httpx"): 4.0,
    ("async, 32 in flight", "aiohttp"): 0.9,
    ("blocking", "requests"): 3.0,
}


async def rate(call: Callable[[], Awaitable[Any]], in_flight: int, calls: int) -> float:
    left = calls

    async def worker() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            await call()

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return calls / (time.perf_counter() - started)


async def measure_async(url: str, rounds: int, only: str) -> Dict[str, Dict[str, List[float]]]:
    import aiohttp
    import httpx

    import keybearer

    found: Dict[str, Dict[str, List[float]]] = {}
    async with (
        keybearer.AsyncPuguhClient(access_token=TOKEN, base_url=url) as ours,
        aiohttp.ClientSession(headers=HEADERS) as session,
        httpx.AsyncClient(headers=HEADERS, limits=httpx.Limits(max_connections=100)) as other,
    ):

        async def by_keybearer() -> Any:
            page = await ours.organizations.list(page_size=20)
            assert page.total == 45

        async def by_aiohttp() -> Any:
            async with session.get(url + PATH) as response:
                page = await response.json()
                assert page["total"] == 45

        async def by_httpx() -> Any:
            page = (await other.get(url + PATH)).json()
            assert page["total"] == 45

        peers = {"keybearer": by_keybearer, "aiohttp": by_aiohttp, "httpx": by_httpx}
        for in_flight in (1, 32):
            table: Dict[str, List[float]] = {name: [] for name in peers}
            found[f"async, {in_flight} in flight"] = table
            for _ in range(rounds + 1):
                for name, call in peers.items():
                    if only and name != only:
                        continue
                    calls = CALLS if name != "httpx" else CALLS // 4
                    table[name].append(await rate(call, in_flight, calls))
            for values in table.values():
                del values[:1]
    return found


def measure_blocking(url: str, rounds: int) -> Dict[str, List[float]]:
    import requests

    import keybearer

    with keybearer.PuguhClient(access_token=TOKEN, base_url=url) as ours, requests.Session() as session:
        session.headers.update(HEADERS)

        def by_keybearer() -> None:
            assert ours.organizations.list(page_size=20).total == 45

        def by_requests() -> None:
            assert session.get(url + PATH).json()["total"] == 45

        table: Dict[str, List[float]] = {"keybearer": [], "requests": []}
        for _ in range(rounds + 1):
            for name, call, calls in (("keybearer", by_keybearer, CALLS), ("requests", by_requests, CALLS // 4)):
                started = time.perf_counter()
                for _ in range(calls):
                    call()
                table[name].append(calls / (time.perf_counter() - started))
        for values in table.values():
            del values[:1]
    return table


START = """
import time
started, processor = time.perf_counter(), time.process_time()
import keybearer
keybearer.PuguhClient(access_token="t")
print(time.perf_counter() - started, time.process_time() - processor)
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    server = subprocess.Popen([arguments.server, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    missed = 0
    try:
        tables = asyncio.run(measure_async(url, arguments.rounds, arguments.only))
        if not arguments.only:
            tables["blocking"] = measure_blocking(url, arguments.rounds)
    finally:
        server.terminate()
    for what, table in tables.items():
        for name, values in table.items():
            if not values:
                continue
            line = f"  {what:22}{name:12}{statistics.median(values):>10.0f} /s"
            if name != "keybearer" and table["keybearer"]:
                ratio = statistics.median(own / other for own, other in zip(table["keybearer"], values))
                budget = BUDGETS[what, name]
                verdict = "PASS" if ratio >= budget else "UNDER BUDGET"
                missed += ratio < budget
                line += f"   keybearer is {ratio:5.2f} x   budget {budget:.1f}   {verdict}"
            print(line)
    starts = []
    for _ in range(7):
        told = subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, text=True).stdout
        starts.append(min(float(text) for text in told.split()))
    start = min(starts) * 1000
    verdict = "PASS" if start <= 100 else "OVER BUDGET"
    missed += start > 100
    print(f"  import and first client     {start:10.1f} ms   budget 100   {verdict}")
    return 1 if arguments.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
