import { NotFoundError, PuguhClient } from "keybearer";

const client = PuguhClient.fromEnv();
const page = await client.organizations.list({ pageSize: 2 });
const names = [];
for await (const organization of client.organizations.list({ pageSize: 20 })) names.push(organization.name);
const missing = await client.organizations
  .get("00000000-0000-4000-8000-000000000000")
  .catch((error) => error instanceof NotFoundError && error.code);
console.log(JSON.stringify({ total: page.total, walked: names.length, missing }));
