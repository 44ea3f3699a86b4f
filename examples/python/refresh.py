"""A token that has expired, and where the next one comes from: refresh.py [URL OF A SANDBOX]"""

import asyncio
import json
import sys
import urllib.request

from keybearer import AsyncPuguhClient, TokenExpired, Tokens


async def main(url: str) -> None:
    # A sandbox tells its tokens; an application has its own from a sign-in.
    with urllib.request.urlopen(f"{url}/_sandbox/info") as answer:
        info = json.load(answer)["puguh"]

    async def fetch_token(expired: TokenExpired) -> Tokens:
        print(f"a new token is needed: {expired.reason}")
        await asyncio.sleep(0.1)  # asks the application's own server
        return Tokens(info["access_token"])

    async with AsyncPuguhClient(
        base_url=url, access_token=info["expired_access_token"], on_token_expired=fetch_token
    ) as client:
        # Twenty calls meet the expired token; the callback runs once.
        pages = await asyncio.gather(*(client.organizations.list(page_size=1) for _ in range(20)))
        print(f"{len(pages)} calls, {pages[0].total} organizations")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:] or ["http://127.0.0.1:8787"]))
