"""The examples run as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import Sandbox

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "python"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sign_in", "45 organizations"),
        ("refresh", "20 calls, 45 organizations"),
        ("handle_errors", "not found: puguh.organizations.get answered 404"),
        ("send_events", "Pug stored 2 events"),
    ],
)
def test_an_example_runs(sandbox: Sandbox, name: str, says: str) -> None:
    program = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py"), sandbox.url], capture_output=True, text=True, timeout=30
    )
    assert program.returncode == 0, program.stderr
    assert says in program.stdout
    if name == "refresh":
        assert program.stdout.count("a new token is needed") == 1


def test_there_is_no_example_that_is_not_run() -> None:
    assert {file.stem for file in FOLDER.glob("*.py")} == {"sign_in", "refresh", "handle_errors", "send_events"}
