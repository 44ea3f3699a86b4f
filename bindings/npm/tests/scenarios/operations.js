/** The methods of the clients, by name. */

import { tokensFrom } from "./clients.js";
import { Broken } from "./json.js";
import { camel, fromSdk, metadataJson, rateLimitJson, toSdk, withNan } from "./shapes.js";

/** The declarations, as `cargo xtask generate` writes them. */
let declared = { operations: {}, messages: {} };

/** Makes the declarations known; a page and Node read them in different ways. */
export function declare(declarations) {
  declared = declarations;
}

/** What needs no network, or is no declared operation. Each gives what a scenario sees of it. */
const METHODS = {
  set_tokens: (client, step) => client.setTokens(tokensFrom(step.request)),
  set_api_key: (client, step) => client.setApiKey(step.arguments[0]),
  set_sdk_key: (client, step) => client.setSdkKey(step.arguments[0]),
  set_shared_key: (client, step) => client.setSharedKey(step.arguments[0]),
  sign_out: (client) => client.signOut(),
  rate_limit: (client) => rateLimitJson(client.rateLimit()),
  verify_token: (client, step) => client.verifyToken(step.arguments[0]),
};

/** Makes the call of a step, and gives its outcome. */
export async function start(world, client, step, signal) {
  const [platform, ...path] = step.call.split(".");
  const own = METHODS[path.join(".")];
  if (own) return { ok: (await own(client, step)) ?? null };
  const { call, response } = begin(client, platform, path, step, { ...options(step), signal });
  const messages = declared.messages[platform];
  if (step.collect) {
    const found = [];
    const page = messages[response];
    const item = Object.values(page ?? {}).find((field) => messages[field.type])?.type;
    for await (const value of step.collect === "pages" ? call.pages() : call.items()) {
      found.push(fromSdk(value, step.collect === "pages" ? response : item, messages));
      if (found.length === step.take) break;
    }
    return { ok: found };
  }
  if (step.expect.metadata) {
    const { value, metadata } = await call.response();
    return { ok: fromSdk(value, response, messages), metadata: metadataJson(metadata) };
  }
  return { ok: fromSdk(await call, response, messages) };
}

/** Begins a call; `response` is the declared type of what it gives. */
function begin(client, platform, path, step, options) {
  const name = step.call;
  const given = step.arguments ?? [];
  if (name === "pug.call") {
    return { call: client.call(given[0], given[1], step.request ?? {}, options) };
  }
  if (path.join(".") === "request") {
    const body = step.request === undefined ? {} : { body: step.request };
    return { call: client.request(given[0], given[1], { ...options, ...body }) };
  }
  if (name === "puguh.verify_credentials") {
    return { call: client.verifyCredentials(options), response: "OrganizationPage" };
  }
  // What is called without its service is declared without it.
  const operation = declared.operations[name] ?? declared.operations[[platform, path.at(-1)].join(".")];
  if (!operation) throw new Broken(`there is no operation ${name}`);
  if (given.length !== operation.parameters.length) {
    throw new Broken(`${name} takes the arguments ${operation.parameters}`);
  }
  const own = path.reduce((owner, step) => {
    const member = owner[camel(step)];
    return typeof member === "function" ? member.bind(owner) : member;
  }, client);
  const request = toSdk(withNan(step.request ?? {}), operation.request, declared.messages[platform]);
  const call = own(...given, ...(operation.request ? [request] : []), options);
  return { call, response: operation.response };
}

/** The options of one call, as the SDK takes them. */
function options(step) {
  const { timeout_ms: timeout, organization_id, application_id, project_id, ...rest } = step.options ?? {};
  return {
    ...rest,
    ...(timeout !== undefined && { timeout }),
    ...(organization_id && { organizationId: organization_id }),
    ...(application_id && { applicationId: application_id }),
    ...(project_id && { projectId: project_id }),
  };
}
