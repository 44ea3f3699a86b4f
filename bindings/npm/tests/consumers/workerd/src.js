import { PuguhClient } from "keybearer";

export default {
  async fetch(_request, env) {
    const client = new PuguhClient({
      baseUrl: env.PUGUH_BASE_URL,
      apiKey: env.PUGUH_API_KEY,
      organizationId: env.PUGUH_ORGANIZATION_ID,
    });
    const page = await client.organizations.list({ pageSize: 2 });
    let walked = 0;
    for await (const _organization of client.organizations.list({ pageSize: 20 })) walked += 1;
    const missing = await client.organizations
      .get("00000000-0000-4000-8000-000000000000")
      .catch((error) => error.code);
    return Response.json({ total: page.total, walked, missing });
  },
};
