import {
  type Call,
  type ClientEvent,
  CompositeClient,
  KeybearerError,
  PugClient,
  PuguhClient,
  RateLimitedError,
  type TokenStore,
} from "keybearer";
import { PugClient as PugAlone } from "keybearer/pug";

/** True only if both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => {};

interface Order {
  total: number;
  note?: string;
}

const store: TokenStore = {
  load: async () => undefined,
  save: async (tokens) => void tokens.accessToken,
  clear: async () => {},
};

const puguh = new PuguhClient({
  accessToken: "token",
  onTokenExpired: async ({ reason, attempt }) => `${reason}${attempt}`,
  tokenStore: store,
  timeout: null,
  observer: (event: ClientEvent) => {
    if (event.type === "retrying") {
      holds<Same<typeof event.delay, number>>();
    }
  },
});

export async function demo(signal: AbortSignal): Promise<string[]> {
  const call = puguh.organizations.list({ pageSize: 20 }, { signal, timeout: 5_000 });
  const page = await call;
  const ids: string[] = page.items.map((organization) => organization.id);
  const { value, metadata } = await call.response();
  holds<Same<typeof value, typeof page>>();
  holds<Same<typeof metadata.status, number>>();
  for await (const organization of puguh.organizations.list()) ids.push(organization.id);
  for await (const pages of puguh.organizations.list().pages()) ids.push(`${pages.total}`);
  await puguh.organizations.updateMember("o", "u", { role: "admin" }, { idempotent: true });
  const open: Call<unknown> = puguh.request("GET", "/api/v1/webhooks", { query: { page: "2" } });
  await open;

  const pug = new PugClient({ sdkKey: "pk_sdk_0", projectId: "p" });
  await pug.events.batchCreate({ events: [{ name: "order_paid", properties: { total: 12.5 } }] });
  const composite = new CompositeClient({ apiKey: "pk_live_0" });
  await composite.events.send({ name: "order_placed" });
  const order: Order = { total: 12.5 };
  await composite.events.send({ name: "order_placed", properties: { ...order } });

  // @ts-expect-error: a page size is a number
  puguh.organizations.list({ pageSize: "20" });
  // @ts-expect-error: no such option
  new PuguhClient({ apiKey: "k", organisationId: "o" });
  // @ts-expect-error: an organization has no such member
  page.items[0]?.nonsense.length;
  return ids;
}

/** What is imported alone is the same. */
export const alone: PugClient = new PugAlone({ sdkKey: "pk_sdk_0" });

export function explain(error: unknown): string {
  if (error instanceof RateLimitedError) {
    holds<Same<typeof error.retryAfter, number | undefined>>();
    return `again in ${error.retryAfter ?? 0} ms`;
  }
  if (error instanceof KeybearerError) {
    return `${error.code} ${error.operation ?? ""} ${error.violations.map(({ field }) => field).join()}`;
  }
  return "something else";
}
