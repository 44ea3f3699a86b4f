"""Plays the scenarios of tests/scenarios against the package; the format is described there."""

from __future__ import annotations

import asyncio
import inspect
import json
import math
import re
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import keybearer
from keybearer import KeybearerError, Message

from sandbox import Sandbox

PATIENCE = 5.0
LIMIT = 60.0
FOLDER = Path(__file__).resolve().parents[3] / "tests" / "scenarios"


class Mismatch(Exception):
    """What happened is not what the scenario demands."""


class Panic(BaseException):
    """What a callback raises that is told to panic: no Exception."""


def load() -> List[Tuple[str, Dict[str, Any]]]:
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        if file.name != "schema.json":
            for scenario in json.loads(file.read_text())["scenarios"]:
                if "native" in scenario.get("surfaces", ["native"]):
                    found.append((file.stem, scenario))
    return found


# Variables and patterns.


def at(value: Any, path: str) -> Any:
    for step in path.split("."):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return value


def substitute(value: Any, variables: Any) -> Any:
    if isinstance(value, str):
        whole = re.fullmatch(r"\$\{([^}]*)\}", value)
        if whole:
            return at(variables, whole[1])

        def text(match: "re.Match[str]") -> str:
            found = at(variables, match[1])
            return found if isinstance(found, str) else json.dumps(found)

        return re.sub(r"\$\{([^}]*)\}", text, value)
    if isinstance(value, list):
        return [substitute(item, variables) for item in value]
    if isinstance(value, dict):
        return {name: substitute(member, variables) for name, member in value.items()}
    return value


OPERATORS = {"$any", "$absent", "$min", "$max", "$length", "$contains", "$lacks", "$each", "$some"}
_NOTHING = object()


def mismatches(pattern: Any, actual: Any, path: str = "it") -> List[str]:
    def complain(what: Any) -> List[str]:
        shown = "nothing" if actual is _NOTHING else json.dumps(actual, default=str)[:300]
        return [f"{path} is {shown}, not {what}"]

    if isinstance(pattern, dict) and pattern and set(pattern) <= OPERATORS:
        return [
            what for name, operand in pattern.items() if not _holds(name, operand, actual) for what in complain(pattern)
        ]
    if isinstance(pattern, dict):
        if not isinstance(actual, dict):
            return complain(json.dumps(pattern)[:300])
        return [
            what
            for name, member in pattern.items()
            for what in mismatches(member, actual.get(name, _NOTHING), f"{path}.{name}")
        ]
    if isinstance(pattern, list):
        if not isinstance(actual, list) or len(actual) != len(pattern):
            return complain(json.dumps(pattern)[:300])
        return [
            what
            for index, (item, own) in enumerate(zip(pattern, actual))
            for what in mismatches(item, own, f"{path}.{index}")
        ]
    if pattern is None and actual in (None, _NOTHING):
        return []
    if isinstance(pattern, bool) or isinstance(actual, bool):
        return [] if pattern is actual else complain(pattern)
    if pattern != actual:
        return complain(json.dumps(pattern))
    return []


def _holds(operator: str, operand: Any, actual: Any) -> bool:
    present = None if actual is _NOTHING else actual
    number = present if isinstance(present, (int, float)) and not isinstance(present, bool) else None
    texts = [operand] if isinstance(operand, str) else operand
    if operator == "$any":
        return present is not None
    if operator == "$absent":
        return present is None
    if operator == "$min":
        return number is not None and number >= operand
    if operator == "$max":
        return number is not None and number <= operand
    if operator == "$length":
        length = len(present) if isinstance(present, (list, dict, str)) else 0
        return not mismatches(operand, length)
    if operator == "$contains":
        return isinstance(present, str) and all(text in present for text in texts)
    if operator == "$lacks":
        return not any(isinstance(present, str) and text in present for text in texts)
    if operator == "$each":
        return isinstance(present, list) and all(not mismatches(operand, item) for item in present)
    return isinstance(present, list) and any(not mismatches(operand, item) for item in present)


def expect(what: str, pattern: Any, actual: Any) -> None:
    found = mismatches(pattern, actual)
    if found:
        raise Mismatch(f"{what}: {'; '.join(found)}")


# What happened, as JSON.


def millis(seconds: Optional[float]) -> Optional[float]:
    return None if seconds is None else seconds * 1000


def error_json(error: KeybearerError) -> Dict[str, Any]:
    plain = ("code", "message", "platform", "operation", "status", "server_code", "reason", "request_id", "body")
    flags = ("retryable", "retries_suppressed", "maybe_processed")
    found = {name: getattr(error, name) for name in plain + flags}
    found["retry_after_ms"] = millis(error.retry_after)
    found["violations"] = [violation._asdict() for violation in error.violations]
    found["details"] = [{"type_name": detail.type_name, "value": list(detail.value)} for detail in error.details]
    found["attempts"] = [
        {"outcome": attempt.outcome, "elapsed_ms": millis(attempt.elapsed), "delay_ms": millis(attempt.delay)}
        for attempt in error.attempts
    ]
    return found


def event_json(event: keybearer.Event) -> Dict[str, Any]:
    found = event._asdict()
    for name in ("elapsed", "delay", "cool_down"):
        found[f"{name}_ms"] = millis(found.pop(name))
    return found


def limit_json(limit: Optional[keybearer.RateLimit]) -> Any:
    return limit and {"limit": limit.limit, "remaining": limit.remaining, "reset_ms": millis(limit.reset)}


def value_json(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_dict()
    if isinstance(value, keybearer.RateLimit):
        return limit_json(value)
    if isinstance(value, keybearer.VerifiedToken):
        return {"subject": value.subject, "claims": value.claims}
    if isinstance(value, list):
        return [value_json(item) for item in value]
    return value


# From members as on the wire to what a person writes in Python.


def nested(codec: Any, value: Any) -> Any:
    model = getattr(codec, "model", None)
    if model is not None and isinstance(value, dict):
        return members(model, value)
    item = getattr(codec, "item", None)
    if item is not None and isinstance(value, list):
        return [nested(item, own) for own in value]
    return value


def members(model: Any, wire: Dict[str, Any]) -> Dict[str, Any]:
    names = {field[0]: (name, field[1]) for name, field in model._fields.items()}
    found: Dict[str, Any] = {}
    for name, value in wire.items():
        if name in names:
            own, codec = names[name]
            found[own] = nested(codec, value)
        elif model._open:
            found.setdefault("other", {})[name] = value
        else:
            found[name] = value
    return found


def with_nan(value: Any) -> Any:
    if value == {"$nan": True}:
        return math.nan
    if isinstance(value, dict):
        return {name: with_nan(member) for name, member in value.items()}
    if isinstance(value, list):
        return [with_nan(item) for item in value]
    return value


def seconds_of_tokens(tokens: Any) -> Any:
    if isinstance(tokens, dict) and "expires_in_ms" in tokens:
        tokens = dict(tokens)
        tokens["expires_in"] = tokens.pop("expires_in_ms") / 1000
    return tokens


class Store:
    def __init__(self, kept: Dict[str, Any], fails: bool) -> None:
        self.kept = kept
        self.fails = fails

    def load(self) -> Any:
        return self.kept.get("tokens")

    def save(self, tokens: keybearer.StoredTokens) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.kept["tokens"] = tokens

    def clear(self) -> None:
        self.kept["tokens"] = None


OPERATIONS = {
    operation.name: operation
    for module in (keybearer.pug, keybearer.puguh, keybearer.composite)
    for operation in vars(module).values()
    if type(operation).__name__ == "Operation"
}


class World:
    def __init__(self, scenario: Dict[str, Any], blocking: bool) -> None:
        self.scenario = scenario
        self.blocking = blocking
        self.sandbox = Sandbox()
        self.other = Sandbox() if scenario.get("sandbox", {}).get("other") else None
        self.variables: Dict[str, Any] = {"info": self.sandbox.info, "tokens": {}, "saved": {}}
        if self.other:
            self.variables["other"] = self.other.info
        self.clients: Dict[str, Any] = {}
        self.stores: Dict[str, Dict[str, Any]] = {}
        self.callbacks: List[Any] = []
        self.events: List[Any] = []
        self.shown: List[str] = []
        self.thrown: List[str] = []

    def resolve(self, value: Any) -> Any:
        return substitute(value, self.variables)

    def stop(self) -> None:
        self.sandbox.stop()
        if self.other:
            self.other.stop()

    # The sandbox.

    def change(self, change: Dict[str, Any]) -> None:
        control = self.sandbox.control
        if change.get("clear_rules"):
            control("rules", method="DELETE")
        if "settings" in change:
            control("settings", self.resolve(change["settings"]))
        for name, mint in change.get("mint", {}).items():
            self.variables["tokens"][name] = control("mint", self.resolve(mint))
        for rule in change.get("rules", []):
            control("rules", {"rules": [self.resolve(rule)]})
        for revoke in change.get("revoke", []):
            control("revoke", self.resolve(revoke))
        if change.get("rotate_signing_key"):
            control("rotate_signing_key")

    # Clients.

    def observe(self, event: keybearer.Event) -> None:
        self.shown.append(repr(event))
        self.events.append(event_json(event))

    def note(self, error: BaseException) -> Dict[str, Any]:
        assert isinstance(error, KeybearerError)
        found = error_json(error)
        self.shown += [str(error), repr(error), json.dumps(found)]
        self.shown += [cause for cause in error.causes if not any(thrown in cause for thrown in self.thrown)]
        return found

    def build(self, name: str, described: Dict[str, Any]) -> None:
        described = dict(described)
        script = described.pop("on_token_expired", None)
        given = self.resolve(described)
        platform = given.pop("platform")
        given.pop("dangerously_allow_browser", None)
        for option in list(given):
            if option.endswith("_ms"):
                value = given.pop(option)
                given[option[:-3]] = None if value is None else value / 1000
        store = given.pop("token_store", None)
        if store is not None:
            kept = self.stores.setdefault(store["name"], {})
            holds = store.get("holds")
            if holds is not None:
                holds = {"access_token": holds} if isinstance(holds, str) else holds
                lifetime = holds.get("expires_in_ms")
                kept["tokens"] = keybearer.StoredTokens(
                    holds["access_token"],
                    holds.get("refresh_token"),
                    None if lifetime is None else int(time.time() + lifetime / 1000),
                )
            given["token_store"] = Store(kept, store.get("fails", False))
        if "pacing" in given:
            given["pacing"] = keybearer.Pacing(**given["pacing"])
        if script is not None:
            given["on_token_expired"] = self.script(name, script)
        given.setdefault("base_url", self.sandbox.url)
        kind = platform.capitalize() + "Client"
        make = getattr(keybearer, kind if self.blocking else f"Async{kind}")
        self.clients[name] = make(observer=self.observe, **given)

    def script(self, name: str, results: List[Dict[str, Any]]) -> Any:
        turns = iter(range(10**9))

        def begin(expired: keybearer.TokenExpired) -> Dict[str, Any]:
            self.callbacks.append({"client": name, "reason": expired.reason, "attempt": expired.attempt})
            return results[min(next(turns), len(results) - 1)]

        def end(play: Dict[str, Any]) -> Any:
            if play.get("panic"):
                raise Panic("the callback was told to panic")
            if "return" in play:
                return seconds_of_tokens(self.resolve(play["return"]))
            message = self.resolve(play.get("throw", ""))
            self.thrown.append(message)
            raise RuntimeError(message)

        def blocking(expired: keybearer.TokenExpired) -> Any:
            play = begin(expired)
            time.sleep(play.get("delay_ms", 0) / 1000)
            if "call" in play:
                asyncio.run(self.call(play["call"], within=True))
            if play.get("hang"):
                time.sleep(3600)
            return end(play)

        async def awaited(expired: keybearer.TokenExpired) -> Any:
            play = begin(expired)
            await asyncio.sleep(play.get("delay_ms", 0) / 1000)
            if "call" in play:
                await self.call(play["call"])
            if play.get("hang"):
                await asyncio.sleep(3600)
            return end(play)

        return blocking if self.blocking else awaited

    # Steps.

    async def take(self, step: Dict[str, Any]) -> None:
        if "call" in step:
            await self.call(step)
        elif "parallel" in step:
            await asyncio.gather(*(self.take(own) for own in step["parallel"]))
        elif "sleep_ms" in step:
            await asyncio.sleep(step["sleep_ms"] / 1000)
        elif "sandbox" in step:
            await asyncio.sleep(step.get("after_ms", 0) / 1000)
            self.change(step["sandbox"])
        else:
            pattern = self.resolve(step["wait_for"])
            deadline = time.monotonic() + PATIENCE
            while not any(not mismatches(pattern, entry) for entry in self.sandbox.journal()):
                if time.monotonic() > deadline:
                    raise Mismatch(f"no request came that matches {pattern}")
                await asyncio.sleep(0.005)

    async def call(self, step: Dict[str, Any], within: bool = False) -> None:
        await asyncio.sleep(step.get("after_ms", 0) / 1000)
        step = {name: value if name == "save" else self.resolve(value) for name, value in step.items()}
        gate = asyncio.Semaphore(step.get("concurrency", 1))

        async def one() -> Dict[str, Any]:
            async with gate:
                return await self.one(step, within)

        outcomes = list(await asyncio.gather(*(one() for _ in range(step.get("times", 1)))))
        if "save" in step:
            self.variables["saved"][step["save"]] = outcomes[0].get("ok")
        self.check_outcomes(step["call"], step.get("expect", {}), outcomes)

    async def one(self, step: Dict[str, Any], within: bool) -> Dict[str, Any]:
        started = time.monotonic()
        metadata: List[Any] = []
        outcome: Dict[str, Any]
        try:
            made = self.made(step, metadata, within)
            if "cancel_after_ms" in step:
                task = asyncio.ensure_future(made)
                done, _ = await asyncio.wait([task], timeout=step["cancel_after_ms"] / 1000)
                if not done:
                    task.cancel()
                    try:
                        await task
                    except asyncio.CancelledError:
                        pass
                    outcome = {"cancelled": True}
                else:
                    outcome = {"ok": value_json(task.result())}
            else:
                outcome = {"ok": value_json(await made)}
        except KeybearerError as error:
            outcome = {"error": self.note(error)}
        if metadata:
            told = metadata[0]
            outcome["metadata"] = {
                "status": told.status,
                "request_id": told.request_id,
                "attempts": told.attempts,
                "rate_limit": limit_json(told.rate_limit),
            }
        outcome["elapsed_ms"] = (time.monotonic() - started) * 1000
        return outcome

    async def made(self, step: Dict[str, Any], metadata: List[Any], within: bool) -> Any:
        # What Rust has in a service of its own are methods of the client.
        name = step["call"].replace("puguh.system.", "puguh.")
        client = self.clients[step.get("client", "main")]
        arguments = list(step.get("arguments", []))
        options = dict(step.get("options", {}))
        if "timeout_ms" in options:
            timeout = options.pop("timeout_ms")
            options["timeout"] = None if timeout is None else timeout / 1000
        if "metadata" in step.get("expect", {}):
            options["on_response"] = metadata.append
        request = with_nan(step.get("request"))
        operation = OPERATIONS.get(name)
        *service, method = name.split(".")[1:]
        face = client
        for part in service:
            face = getattr(face, part)
        if "collect" in step:
            function = getattr(face, f"{method}_{step['collect']}")
        else:
            function = getattr(face, method)
        if name.endswith(".set_tokens"):
            arguments, options = [seconds_of_tokens(request)], {}
        elif operation is not None and operation.request is not None:
            options.update(members(operation.request, request or {}))
        elif request is not None:
            arguments.append(request)

        take = step.get("take")
        if self.blocking:

            def run() -> Any:
                value = function(*arguments, **options)
                if "collect" not in step:
                    return value
                found = []
                for item in value:
                    if take is not None and len(found) >= take:
                        break
                    found.append(item)
                    if take is not None and len(found) >= take:
                        break
                return found

            if within:
                # On the thread of the callback, as a person would.
                return run()
            return await asyncio.get_running_loop().run_in_executor(self.threads, run)
        value = function(*arguments, **options)
        if "collect" in step:
            found = []
            async for item in value:
                found.append(item)
                if take is not None and len(found) >= take:
                    break
            return found
        return await value if inspect.isawaitable(value) else value

    # Expectations.

    def check_outcomes(self, call: str, expected: Dict[str, Any], outcomes: List[Dict[str, Any]]) -> None:
        if "outcomes" in expected:
            counted: Dict[str, int] = {}
            for outcome in outcomes:
                kind = "ok" if "ok" in outcome else "cancelled" if "cancelled" in outcome else outcome["error"]["code"]
                counted[kind] = counted.get(kind, 0) + 1
            expect(f"{call}, outcomes", expected["outcomes"], counted)
        for outcome in outcomes:
            if "error" in expected:
                part, pattern = "error", expected["error"]
            elif expected.get("cancelled"):
                part, pattern = "cancelled", True
            elif "ok" in expected:
                part, pattern = "ok", expected["ok"]
            elif "outcomes" in expected:
                continue
            else:
                part, pattern = "ok", _NOTHING
            if part not in outcome:
                raise Mismatch(f"{call}: instead of {part} it came to {json.dumps(outcome)[:1500]}")
            if pattern is not _NOTHING:
                expect(f"{call}, {part}", pattern, outcome[part])
            if "metadata" in expected:
                expect(f"{call}, metadata", expected["metadata"], outcome.get("metadata"))
        if "elapsed_ms" in expected:
            for outcome in outcomes:
                expect(f"{call}, elapsed_ms", expected["elapsed_ms"], outcome["elapsed_ms"])

    def secrets(self) -> List[str]:
        found: List[str] = []

        def collect(value: Any) -> None:
            if isinstance(value, dict):
                for name, member in value.items():
                    if isinstance(member, str) and name.endswith(("key", "token", "password", "secret", "code")):
                        found.append(member)
                    else:
                        collect(member)

        collect(self.variables)
        return found

    def check(self, expected: Dict[str, Any]) -> None:
        journal = self.sandbox.journal()
        if "journal" in expected:
            self.same_requests("journal", expected["journal"], journal)
        if "other_journal" in expected:
            self.same_requests("other_journal", expected["other_journal"], self.other.journal() if self.other else [])
        for requests in expected.get("requests", []):
            self.check_requests(requests, journal)
        if "counters" in expected:
            expect("counters", self.resolve(expected["counters"]), self.sandbox.control("counters", method="GET"))
        if "callbacks" in expected:
            expect("callbacks", self.resolve(expected["callbacks"]), list(self.callbacks))
        events = iter(list(self.events))
        for pattern in self.resolve(expected.get("events", [])):
            if not any(not mismatches(pattern, event) for event in events):
                raise Mismatch(f"events: {pattern} is missing, or out of order")
        for pattern in self.resolve(expected.get("no_events", [])):
            for event in list(self.events):
                if not mismatches(pattern, event):
                    raise Mismatch(f"events: {event} must not be")
        for secret in self.secrets() + self.resolve(expected.get("hidden", [])):
            for shown in list(self.shown):
                if secret in shown:
                    raise Mismatch(f"the secret {secret} is seen in {shown}")

    def same_requests(self, what: str, expected: List[Any], actual: List[Any]) -> None:
        if len(expected) != len(actual):
            raise Mismatch(f"{what}: {len(actual)} requests, not {len(expected)}")
        for index, (pattern, entry) in enumerate(zip(expected, actual)):
            expect(f"{what}, request {index + 1}", self.resolve(pattern), entry)

    def check_requests(self, expected: Dict[str, Any], journal: List[Any]) -> None:
        pattern = self.resolve(expected.get("match", {}))
        what = f"requests that match {json.dumps(pattern)}"
        entries = [entry for entry in journal if not mismatches(pattern, entry)]
        if "count" in expected:
            expect(what, expected["count"], len(entries))
        if "each" in expected:
            for entry in entries:
                expect(what, self.resolve(expected["each"]), entry)
        if "spacing_ms" in expected:
            for first, second in zip(entries, entries[1:]):
                expect(f"{what}, spacing_ms", expected["spacing_ms"], second["at_ms"] - first["at_ms"])
        if "span_ms" in expected and len(entries) > 1:
            expect(f"{what}, span_ms", expected["span_ms"], entries[-1]["at_ms"] - entries[0]["at_ms"])
        for path in expected.get("same", []):
            values = [at(entry, path) for entry in entries]
            if any(value != values[0] for value in values):
                raise Mismatch(f"{what}: {path} differs: {values}")
        for path in expected.get("distinct", []):
            values = [at(entry, path) for entry in entries]
            if any(value in values[:index] for index, value in enumerate(values)):
                raise Mismatch(f"{what}: {path} repeats: {values}")

    # All of it.

    async def play(self) -> None:
        scenario = self.scenario
        expected = scenario.get("expect", {})
        described = dict(scenario.get("clients", {}))
        if "client" in scenario:
            described["main"] = scenario["client"]
        build_error = None
        for name, client in described.items():
            try:
                self.build(name, client)
            except KeybearerError as error:
                build_error = self.note(error)
        if "build_error" in expected:
            if build_error is None:
                raise Mismatch("the client was built, though it must be refused")
            expect("the error of building the client", self.resolve(expected["build_error"]), build_error)
        elif build_error is not None:
            raise Mismatch(f"the client was refused: {build_error}")
        for index, step in enumerate(scenario.get("steps", [])):
            try:
                await self.take(step)
            except Mismatch as problem:
                raise Mismatch(f"step {index + 1}: {problem}") from None
        self.shown += [repr(client) for client in self.clients.values()]
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.check(expected)
            except Mismatch:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.02)

    def history(self) -> str:
        lines = [
            f"  {entry['at_ms']:8.1f} ms  {entry['method']} {entry['path']}?{entry['query']} {entry['status']}"
            for entry in self.sandbox.journal()[:40]
        ]
        return "\n".join(["requests:", *lines, "events:", *(f"  {event}" for event in self.events[:40])])


def run(scenario: Dict[str, Any], blocking: bool) -> Optional[str]:
    """Plays a scenario; what is wrong, if anything is."""
    from concurrent.futures import ThreadPoolExecutor

    world = World(scenario, blocking)
    world.change({name: value for name, value in scenario.get("sandbox", {}).items() if name != "other"})
    try:
        with ThreadPoolExecutor(max(256, 1)) as threads:
            world.threads = threads  # type: ignore[attr-defined]
            asyncio.run(asyncio.wait_for(world.play(), LIMIT))
    except Mismatch as problem:
        return f"{problem}\n{world.history()}"
    except asyncio.TimeoutError:
        return f"it did not end within {LIMIT} s\n{world.history()}"
    finally:
        world.stop()
    return None


def needs_cancelling(scenario: Any) -> bool:
    return "cancel_after_ms" in json.dumps(scenario)
