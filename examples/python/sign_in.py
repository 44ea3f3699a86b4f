"""Signs in at PUGUH, keeps the tokens in a file, and lists organizations: sign_in.py [URL OF A SANDBOX]"""

import sys
import tempfile
from pathlib import Path

from keybearer import PuguhClient

# Every sandbox has this user.
EMAIL, PASSWORD = "ada@example.test", "correct-horse-battery-staple"


def main(url: str, email: str = EMAIL, password: str = PASSWORD) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokens = Path(folder) / "tokens.json"
        with PuguhClient(base_url=url, token_store=tokens) as client:
            client.set_tokens(client.auth.login(email=email, password=password))

        # Another run finds the session where the first one left it.
        with PuguhClient(base_url=url, token_store=tokens) as client:
            names = [organization.name for organization in client.organizations.list_items(page_size=20)]
            print(f"{len(names)} organizations, the first is {names[0]}")
            client.sign_out()


if __name__ == "__main__":
    main(*sys.argv[1:] or ["http://127.0.0.1:8787"])
