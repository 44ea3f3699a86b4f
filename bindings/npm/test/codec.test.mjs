import assert from "node:assert/strict";
import { test } from "node:test";
import { pairs, plain, read, write } from "../dist/esm/codec.js";
import { PLATFORM as composite } from "../dist/esm/generated/composite.js";
import { PLATFORM as pug } from "../dist/esm/generated/pug.js";
import { PLATFORM as puguh } from "../dist/esm/generated/puguh.js";

function refusals(tables, name, value) {
  const found = [];
  write(tables, name, value, found);
  return Object.fromEntries(found.map(({ field, message }) => [field, message]));
}

function written(tables, name, value) {
  const found = [];
  const message = write(tables, name, value, found);
  assert.deepEqual(found, []);
  return message;
}

test("names on the wire follow the platform's case, or the declaration", () => {
  assert.deepEqual(written(puguh, "ListOrganizations", { pageSize: 5, type: "team" }), { page_size: 5, type: "team" });
  assert.deepEqual(written(pug, "Identify", { externalId: "u" }), { externalId: "u" });
  const event = written(composite, "Event", { name: "x", distinctId: "u", set: { plan: "pro" }, setOnce: {} });
  assert.deepEqual(event.$set, { plan: "pro" });
  assert.ok(!("$set_once" in event), "what sets nothing is left out");
});

test("an event is given its time and id once", () => {
  const [one, other] = [written(composite, "Event", { name: "x" }), written(composite, "Event", { name: "x" })];
  assert.match(one.sys_uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(one.sys_uuid, other.sys_uuid);
  assert.ok(Math.abs(Date.parse(one.timestamp) - Date.now()) < 5000);
  assert.equal(parseInt(one.sys_uuid.replace("-", "").slice(0, 12), 16), Date.parse(one.timestamp));
});

test("what is missing, unknown or of another type is named where it stands", () => {
  assert.deepEqual(refusals(puguh, "InviteMember", { email: 7, rolle: "x" }), {
    email: "must be text, not a number",
    role: "is missing",
    rolle: "is not a member of InviteMember",
  });
  assert.deepEqual(refusals(puguh, "ListOrganizations", { page_size: 5 }), {
    page_size: "is not a member of ListOrganizations; it is called pageSize here",
  });
  assert.deepEqual(refusals(puguh, "ListOrganizations", { pageSize: 0.5, page: -1 }), {
    page: "must be a whole number, 0 or more, not a number",
    pageSize: "must be a whole number, 0 or more, not a number",
  });
  assert.deepEqual(refusals(pug, "BatchCreate", { events: [{ name: "a" }, { name: " " }, "b"] }), {
    "events[1].name": "must not be empty",
    "events[2]": "must be an object, not text",
  });
  assert.deepEqual(refusals(puguh, "Login", null), { request: "must be an object, not null" });
  // What is written by a rule alone has no name that could be given.
  assert.deepEqual(refusals(composite, "Identify", { distinctId: "d", "": "order_paid" }), { "": "is not a member of Identify" });
});

test("undefined members are as good as absent", () => {
  assert.deepEqual(written(puguh, "ListOrganizations", { pageSize: undefined, search: "a" }), { search: "a" });
  assert.deepEqual(refusals(puguh, "Login", { email: undefined, password: "p" }), { email: "is missing" });
});

test("the rules of the declarations are kept", () => {
  assert.deepEqual(refusals(puguh, "ListMembers", { page: 0, pageSize: 101 }), {
    page: "must be 1 or more",
    pageSize: "must be from 1 to 100",
  });
  assert.deepEqual(refusals(composite, "Event", { name: "sys_identify", sysUuid: "one", timestamp: "now" }), {
    name: "must not begin with sys_: it marks the platform's own events; use users.identify() and users.alias()",
    timestamp: "must be RFC 3339, such as 2026-06-01T10:00:00Z",
    sysUuid: "must be a UUID",
  });
  assert.deepEqual(refusals(composite, "Alias", { distinctId: "a", alias: "a" }), {
    alias: "must differ from distinctId",
  });
  assert.deepEqual(refusals(pug, "BatchCreate", { events: [] }), { events: "must not be empty" });
  const many = Array.from({ length: 1001 }, () => ({ name: "" }));
  assert.deepEqual(refusals(pug, "BatchCreate", { events: many }), {
    events: "must be at most 1000 in one call, not 1001: send them in parts",
  });
  assert.deepEqual(refusals(pug, "BatchCreate", { events: [{ name: "x", properties: { cart: { a: 1 }, ok: 1 } }] }), {
    "events[0].properties.cart": "must be text, a number or a boolean, not an object",
  });
  assert.deepEqual(refusals(pug, "Query", { query: { events: [{ name: "x" }], aggregation: "AGGREGATION_SUM" } }), {
    "query.aggregationProperty": "is needed for AGGREGATION_SUM",
  });
  assert.deepEqual(refusals(pug, "Query", { query: { events: [{ name: "x" }], conversionWindow: "1h" } }), {
    "query.conversionWindow": "must be seconds with an s at the end, such as 604800s",
  });
});

test("moments are dates, or text by RFC 3339", () => {
  const moment = new Date("2026-06-01T10:00:00Z");
  assert.equal(written(composite, "ListEvents", { from: moment }).from, "2026-06-01T10:00:00.000Z");
  for (const good of ["2026-06-01T10:00:00Z", "2024-02-29T23:59:60+14:00"]) {
    assert.equal(written(composite, "ListEvents", { from: good }).from, good);
  }
  for (const bad of ["2026-06-01", "2026-02-29T10:00:00Z", "2026-06-01T24:00:00Z", "2026-06-01T10:00:00+0200", ""]) {
    assert.match(refusals(composite, "ListEvents", { from: bad }).from, /^must be RFC 3339/, bad);
  }
  assert.deepEqual(refusals(composite, "ListEvents", { from: new Date(NaN) }), { from: "is not a valid date" });
});

test("what JSON cannot express is refused with its path", () => {
  const circle = { a: {} };
  circle.a.b = circle;
  const shared = {};
  for (const [value, problem] of [
    [{ x: NaN }, { x: "is NaN, which JSON cannot express" }],
    [{ x: [1, { y: -Infinity }] }, { "x[1].y": "is infinite, which JSON cannot express" }],
    [{ x: 1n }, { x: "is a BigInt, which JSON cannot express" }],
    [{ x: () => 1 }, { x: "is a function, which JSON cannot express" }],
    [{ x: Symbol("s") }, { x: "is a symbol, which JSON cannot express" }],
    [circle, { "a.b": "holds itself, which JSON cannot express" }],
    [{ x: new Date(NaN) }, { x: "is not a valid date" }],
    [{ one: shared, other: shared, none: undefined }, {}],
  ]) {
    const found = [];
    plain(value, "", found);
    assert.deepEqual(Object.fromEntries(found.map(({ field, message }) => [field, message])), problem);
  }
});

test("open JSON is copied as it is at the moment of the call", () => {
  const inner = { a: [1, undefined, { toJSON: () => "itself" }], at: new Date(0), __proto__: { b: 1 } };
  const copy = plain(inner, "", []);
  inner.a.push(2);
  assert.deepEqual(copy, { a: [1, null, "itself"], at: "1970-01-01T00:00:00.000Z" });
  const named = plain(JSON.parse('{"__proto__": 1}'), "", []);
  assert.equal(JSON.stringify(named), '{"__proto__":1}');
});

test("members that are not declared are sent and kept as they are", () => {
  const given = { email: "a@b.example", role: "ROLE_MEMBER", extra: { orgId: "o", deep: { x_y: 1 } } };
  assert.deepEqual(written(pug, "InviteMember", given), {
    email: "a@b.example",
    role: "ROLE_MEMBER",
    orgId: "o",
    deep: { x_y: 1 },
  });
  assert.deepEqual(refusals(pug, "InviteMember", { ...given, extra: { email: "x" } }), {
    email: "has a field of its own and cannot be an extra one",
  });
  const tile = { id: "t", colour: "red", position: { x: 1, y: 0, w: 2, h: 2, z: 9 } };
  const answer = read(pug, "DashboardAnswer", { dashboard: { id: "d", tiles: [tile], "un-known": 1 } });
  assert.deepEqual(answer.dashboard.other, { "un-known": 1 });
  const back = written(pug, "UpsertDashboard", { dashboardId: "d", tiles: answer.dashboard.tiles });
  assert.deepEqual(back, { dashboardId: "d", tiles: [tile] });
});

test("an organization reads in each of its forms", () => {
  for (const answer of [
    { id: "o", role: "owner" },
    { id: "o", role: { name: "owner", permissions: [] } },
    { organization: { id: "o" }, role: "owner" },
    { organization: { id: "o" }, membership: { role: "owner" } },
    { organization: { id: "o", role: "owner" }, membership: { role: "viewer" } },
    { id: "m", organization: { id: "o" }, role: "owner" },
  ]) {
    const { id, role } = read(puguh, "Organization", answer);
    assert.deepEqual([id, role], ["o", "owner"], JSON.stringify(answer));
  }
});

test("answers that differ from what is documented are read as the core reads them", () => {
  const page = read(puguh, "OrganizationPage", {
    items: [
      { id: 7, slug: 8, name: ["a"], role: { level: 1 }, type: { name: "team" } },
      { id: "o", organization: "o", created_at: 1_700_000_000, plan: "pro" },
    ],
    total: "2",
    has_next: 1,
  });
  assert.equal(page.total, 2);
  assert.equal(page.hasNext, undefined);
  const [first, second] = page.items;
  assert.deepEqual([first.id, first.slug, first.name, first.type], ["7", "8", undefined, "team"]);
  assert.deepEqual(first.other, { name: ["a"], role: { level: 1 } });
  assert.deepEqual(second.other, { organization: "o", plan: "pro", created_at: 1_700_000_000 });
  assert.deepEqual(read(puguh, "MemberPage", { items: null }).items, []);
  assert.equal(read(pug, "BatchCreated", { eventsCreated: "12" }).eventsCreated, 12);
  assert.deepEqual(read(composite, "EventPage", [{ name: "a" }]).data[0].name, "a");
  assert.deepEqual(read(composite, "User", "OK"), { other: {} });
  for (const [message, answer, problem] of [
    ["Organization", {}, /missing field `id`/],
    ["Organization", { id: ["hunter2"] }, /expected text as `id`/],
    ["OrganizationPage", { items: "x" }, /expected a list as `items`/],
    ["OrganizationPage", {}, /missing field `items`/],
    ["OrganizationPage", null, /expected an object/],
  ]) {
    assert.throws(() => read(puguh, message, answer), problem);
  }
});

test("dates of answers are dates", () => {
  const { joinedAt, other } = read(puguh, "Member", { joined_at: "2026-06-01T10:00:00.5+02:00" });
  assert.equal(joinedAt.toISOString(), "2026-06-01T08:00:00.500Z");
  assert.deepEqual(other, {});
  for (const none of ["soon", "2026", "1700000000", 1_700_000_000, true]) {
    assert.deepEqual(read(puguh, "Member", { joined_at: none }).other, { joined_at: none });
  }
});

test("a query repeats the name for each item of a list", () => {
  assert.deepEqual(pairs({ a: 1, b: [true, "x"], c: null }), ["a", "1", "b", "true", "b", "x"]);
});
