/** Where this runs. */

interface Globals {
  process?: {
    versions?: { node?: string };
    type?: string;
  };
  document?: unknown;
  WorkerGlobalScope?: unknown;
  navigator?: { userAgent?: string };
  Deno?: unknown;
  Bun?: unknown;
  EdgeRuntime?: unknown;
}

const globals = globalThis as unknown as Globals;

let browser: boolean | undefined;

/** Whether visitors can read what this program holds, and a page's rules limit its requests. */
export function inBrowser(): boolean {
  // Asked for each request, and in a page each look at a global takes its time.
  return (browser ??= detected());
}

let origin: string | undefined;

/** Whether an address is of the page's own origin. */
export function isOwnOrigin(url: string): boolean {
  return url.startsWith((origin ??= `${globalThis.location?.origin}/`));
}

function detected(): boolean {
  const has = (...names: (keyof Globals)[]): boolean => names.some((name) => globals[name] !== undefined);
  const server =
    has("Deno", "Bun", "EdgeRuntime") ||
    globals.navigator?.userAgent === "Cloudflare-Workers" ||
    // An Electron page has both, and its visitors its keys.
    (globals.process?.versions?.node !== undefined && globals.process.type !== "renderer");
  return !server && has("document", "WorkerGlobalScope");
}
