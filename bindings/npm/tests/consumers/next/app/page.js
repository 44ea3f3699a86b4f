import { PuguhClient } from "keybearer";

import { Total } from "./total.js";

// Made at request time: the sandbox is not there at build time.
export const dynamic = "force-dynamic";

/** Calls on the server with a key, and in the browser with a token. */
export default async function Page() {
  const server = PuguhClient.fromEnv();
  const page = await server.organizations.list({ pageSize: 2 });
  return (
    <main>
      <p id="server">server total {page.total}</p>
      <Total baseUrl={process.env.PUGUH_BASE_URL} accessToken={process.env.SAMPLE_TOKEN} />
    </main>
  );
}
