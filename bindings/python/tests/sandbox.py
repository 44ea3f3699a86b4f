"""The sandbox, started once for all tests; each test has one of its own, spawned from it."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import threading
import urllib.request
from typing import Any, Dict, List, Optional

_lock = threading.Lock()
_main: Optional[Dict[str, Any]] = None


def _ask(url: str, method: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def _started() -> Dict[str, Any]:
    global _main
    with _lock:
        if _main is None:
            program = os.environ["KEYBEARER_SANDBOX"]
            process = subprocess.Popen([program, "--json"], stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            owner = os.getpid()
            atexit.register(lambda: process.terminate() if os.getpid() == owner else None)
            _main = json.loads(process.stdout.readline())
        return _main


class Sandbox:
    """A sandbox of one test."""

    def __init__(self) -> None:
        self.info: Dict[str, Any] = _ask(_started()["url"] + "/_sandbox/spawn", "POST", {})
        self.url: str = self.info["url"]

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        return _ask(f"{self.url}/_sandbox/{path}", method, body)

    def rule(self, **rule: Any) -> None:
        self.control("rules", {"rules": [rule]})

    def journal(self) -> List[Dict[str, Any]]:
        requests = self.control("journal", method="GET")["requests"]
        return [entry for entry in requests if entry["method"] != "OPTIONS"]

    def stop(self) -> None:
        _ask(self.url + "/_sandbox", "DELETE")
