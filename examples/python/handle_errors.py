"""Tells errors apart, and reads what they hold: handle_errors.py [URL OF A SANDBOX]"""

import json
import sys
import urllib.request

from keybearer import InvalidRequestError, KeybearerError, NotFoundError, PuguhClient, RateLimitedError


def main(url: str) -> None:
    with urllib.request.urlopen(f"{url}/_sandbox/info") as answer:
        info = json.load(answer)["puguh"]
    with PuguhClient(base_url=url, api_key=info["api_key"], organization_id=info["organization_id"]) as client:
        try:
            client.organizations.get("nobody")
        except NotFoundError as error:
            print(f"not found: {error.operation} answered {error.status}")

        try:
            client.organizations.list(page_size=1000)
        except InvalidRequestError as error:
            # Refused here: nothing was sent.
            for violation in error.violations:
                print(f"{violation.field} {violation.message}")

        try:
            client.organizations.list(timeout=5)
        except RateLimitedError as error:
            print(f"come back in {error.retry_after} seconds")
        except KeybearerError as error:
            # Every failure of a call is one; `retryable` tells whether it is worth trying later.
            print(f"{error.code}, retryable: {error.retryable}, attempts: {error.attempts}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["http://127.0.0.1:8787"])
