/** What programs have that run elsewhere than in pages: `package.json` chooses between this and `page.ts`. */
import { SESSION } from "../arguments.js";
import { isObject, mustBe } from "../codec.js";
import { inBrowser } from "../environment.js";
import { misconfigured, snake } from "../errors.js";
import { Fault } from "../fetch.js";
import { causes } from "../thrown.js";

/** What options of each platform are called in the environment: its `keys`, and the others. */
const VARIABLES = {
  pug: { keys: { sdkKey: "sdkApiKey", sharedKey: "sharedApiKey" }, others: ["projectId"] },
  puguh: { keys: { apiKey: "apiKey" }, others: ["organizationId", "applicationId"] },
  composite: { keys: { apiKey: "apiKey" }, others: [] },
};

/**
 * Options from variables of the environment, beneath those that are given: keys unless a credential
 * is given, and the others.
 */
export function fromEnvironment(platform: keyof typeof VARIABLES, given: unknown): Record<string, unknown> {
  if (inBrowser()) throw misconfigured("fromEnv", "reads the environment, and a page has none");
  if (!isObject(given)) throw misconfigured("options", mustBe("an object", given));
  const options: Record<string, unknown> = {};
  const take = (option: string, name: string): void => {
    const value = variable(`${platform}_${snake(name)}`.toUpperCase());
    if (value) options[option] = value;
  };
  const { keys, others } = VARIABLES[platform];
  for (const name of [...others, "baseUrl"]) take(name, name);
  const has = Object.keys({ ...keys, ...SESSION }).some((name) => given[name] != null);
  if (!has) for (const [option, name] of Object.entries(keys)) take(option, name);
  return { ...options, ...given };
}

/** A variable of the environment; an empty one counts as absent. */
function variable(name: string): string | undefined {
  const value = (globalThis as Globals).process?.env?.[name];
  return value?.trim() ? value : undefined;
}

interface Globals {
  process?: { env?: Record<string, string | undefined> };
}

/** What Node and its like say when no byte of the request left. */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|E(HOST|NET)UNREACH|EADDRNOTAVAIL|ConnectionRefused|UND_ERR_CONNECT_TIMEOUT)$/;
/** And of certificates that are not accepted: most codes hold the word. */
const CERTIFICATE = /CERT|UNABLE_TO_VERIFY|ERR_(TLS|SSL)/;

/** Why no answer came from `host`, as far as the error of `fetch` has a code for it. */
export function reasonOf(error: unknown, host: string): [fault: number, message: string] | undefined {
  for (const cause of causes(error)) {
    const code = String((cause as { code?: unknown }).code ?? "");
    if (NOT_SENT.test(code)) return [Fault.NotSent, `no connection to ${host} (${code})`];
    if (CERTIFICATE.test(code)) return [Fault.Certificate, `the certificate of ${host} was not accepted (${code})`];
  }
  return undefined;
}
