/**
 * A day in the life of a small program: it signs in, calls, meets an expired token and errors, and
 * sends events.
 *
 *     node main.js [address of the sandbox]
 */

import { KeybearerError, PugClient, PuguhClient, RateLimitedError } from "keybearer";

const url = process.argv[2] ?? "http://127.0.0.1:8787";
// The sandbox tells what an application knows by itself: accounts, keys, ids.
const known = await (await fetch(`${url}/_sandbox/info`)).json();

/** 1. Sign in. From here on the client keeps the session fresh by itself. */
const puguh = new PuguhClient({
  baseUrl: url,
  anonymous: true,
  observer: (event) => {
    if (event.type === "token_refreshed") console.log(`   a new token, as the old one was ${event.reason}`);
    if (event.type === "retrying") console.log(`   ${event.reason}: again in ${Math.round(event.delay)} ms`);
  },
});
const { email, password } = known.puguh;
const session = await puguh.auth.login({ email, password });
await puguh.setTokens(await puguh.tokensFrom(session));
console.log(`1. signed in as ${email}`);

/** 2. Call. A list is walked page by page, as far as it is read. */
let count = 0;
for await (const organization of puguh.organizations.list({ pageSize: 20 })) {
  if (count === 0) console.log(`2. the first organization is ${organization.name}`);
  count += 1;
}
console.log(`   there are ${count}`);

/** 3. The server forgets the token. Nobody has to notice: it is renewed, and the call repeated. */
await sandbox("revoke", { access_token: session.accessToken });
const page = await puguh.organizations.list({ pageSize: 1 });
console.log(`3. the call went through: ${page.total} organizations`);

/** 4. Errors. Each has a class, a stable code, and what is needed to find it in a log. */
await sandbox("rules", { rules: [{ respond: { status: 429, headers: { "retry-after": "600" } } }] });
try {
  await puguh.organizations.list();
} catch (error) {
  if (!(error instanceof RateLimitedError)) throw error;
  console.log(`4. ${error.operation} may be called again in ${Math.round(error.retryAfter / 1000)} s`);
}

/** 5. Send events, with another client and a key that may do nothing else. */
const pug = new PugClient({ baseUrl: url, sdkKey: known.pug.sdk_key, projectId: known.pug.project_id });
const { eventsCreated } = await pug.events.batchCreate({
  events: [
    { name: "order_paid", properties: { total: 42.5, currency: "EUR" } },
    { name: "order_shipped", properties: { carrier: "bicycle" } },
  ],
});
console.log(`5. ${eventsCreated} events were stored`);
try {
  await pug.events.batchCreate({ events: [{ name: "" }] });
} catch (error) {
  if (!(error instanceof KeybearerError)) throw error;
  const [violation] = error.violations;
  console.log(`   and one was refused before it was sent: ${violation.field} ${violation.message}`);
}

/** 6. Sign out: the tokens are forgotten here, and revoked there. */
await puguh.signOut();
console.log("6. signed out");

/** Tells the sandbox what to do to us. */
async function sandbox(what, body) {
  const response = await fetch(`${url}/_sandbox/${what}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}
