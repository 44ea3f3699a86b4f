"""Sends events to Pug and to Composite: send_events.py [URL OF A SANDBOX]"""

import json
import sys
import urllib.request
from datetime import datetime, timezone

from keybearer import CompositeClient, PugClient
from keybearer.pug import Event


def main(url: str) -> None:
    with urllib.request.urlopen(f"{url}/_sandbox/info") as answer:
        info = json.load(answer)
    pug, composite = info["pug"], info["composite"]

    with PugClient(base_url=url, sdk_key=pug["sdk_key"], project_id=pug["project_id"]) as client:
        client.profiles.identify(external_id="user-17", traits={"plan": "pro"})
        paid = Event(name="order_paid", properties={"total": 12.5}, timestamp=datetime.now(timezone.utc))
        done = client.events.batch_create(events=[paid, {"name": "order_shipped"}])
        print(f"Pug stored {done.events_created} events")

    # Each event gets an id before it leaves, so that a retry counts once.
    with CompositeClient(base_url=url, api_key=composite["secret_key"]) as client:
        client.events.send(name="order_paid", distinct_id="user-17", properties={"total": 12.5})
        stored = list(client.events.list_items(distinct_id="user-17"))
        print(f"Composite has {len(stored)}: {stored[0].name} at {stored[0].timestamp:%H:%M}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["http://127.0.0.1:8787"])
