/**
 * The same two requests by three clients: a page of organizations of PUGUH, and an identification
 * of Pug. connect-web speaks Connect only, so it takes part in the second.
 */

import { create, createFileRegistry } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, file_google_protobuf_struct } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { PugClient, PuguhClient } from "keybearer";

const TOKEN = "a-token-that-does-not-expire";
const PROJECT = "p-1";
/** Types of fields, as numbered by `google.protobuf.FieldDescriptorProto.Type`. */
const STRING = 9;
const MESSAGE = 11;
const TRAITS = { plan: "pro", seats: 12, trial: false };

/** @returns {Record<string, Record<string, () => Promise<unknown>>>} Calls, by request and client. */
export function requests(baseUrl) {
  const puguh = new PuguhClient({ baseUrl, accessToken: TOKEN });
  const pug = new PugClient({ baseUrl, sdkKey: "pk_sdk_0123456789abcdef", projectId: PROJECT });
  const connect = createClient(
    profiles(),
    createConnectTransport({
      baseUrl,
      interceptors: [
        (next) => (request) => {
          request.header.set("authorization", "Bearer pk_sdk_0123456789abcdef");
          request.header.set("x-project-id", PROJECT);
          return next(request);
        },
      ],
    }),
  );
  return {
    "PUGUH list": {
      fetch: () => plainList(baseUrl),
      "fetch with a deadline": () => withDeadline((signal) => plainList(baseUrl, { signal })),
      // As the package does it in a page, for its own origin.
      "fetch without a cache": () => plainList(baseUrl, { cache: "no-store" }),
      keybearer: () => puguh.organizations.list({ pageSize: 20 }),
    },
    "Pug identify": {
      fetch: () => plainIdentify(baseUrl),
      "fetch with a deadline": () => withDeadline((signal) => plainIdentify(baseUrl, signal)),
      connect: () => connect.identify({ externalId: "user-17", traits: TRAITS }),
      keybearer: () => pug.profiles.identify({ externalId: "user-17", traits: TRAITS }),
    },
  };
}

/** What a careful person writes without a client. */
export async function plainList(baseUrl, init) {
  const response = await fetch(`${baseUrl}/api/v1/organizations?page_size=20`, {
    headers: { accept: "application/json", authorization: `Bearer ${TOKEN}` },
    ...init,
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

async function plainIdentify(baseUrl, signal) {
  const response = await fetch(`${baseUrl}/profiles.v1.ProfilesSDKService/Identify`, {
    method: "POST",
    headers: {
      accept: "application/json",
      authorization: "Bearer pk_sdk_0123456789abcdef",
      "connect-protocol-version": "1",
      "content-type": "application/json",
      "x-project-id": PROJECT,
    },
    body: JSON.stringify({ externalId: "user-17", traits: TRAITS }),
    signal,
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** What anybody adds who does not want to wait for ever; every call of the package has it. */
async function withDeadline(request) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 15_000);
  try {
    return await request(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The service as its generated code would describe it. */
function profiles() {
  const field = (name, number, type, typeName) => ({ name, number, type, typeName, label: 1, jsonName: camel(name) });
  const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const file = {
    name: "profiles/v1/profiles.proto",
    package: "profiles.v1",
    syntax: "proto3",
    dependency: ["google/protobuf/struct.proto"],
    messageType: [
      {
        name: "IdentifyRequest",
        field: [field("external_id", 1, STRING), field("traits", 2, MESSAGE, ".google.protobuf.Struct")],
      },
      { name: "IdentifyResponse", field: [field("profile_id", 1, STRING)] },
    ],
    service: [
      {
        name: "ProfilesSDKService",
        method: [
          {
            name: "Identify",
            inputType: ".profiles.v1.IdentifyRequest",
            outputType: ".profiles.v1.IdentifyResponse",
          },
        ],
      },
    ],
  };
  const description = create(FileDescriptorProtoSchema, file);
  const registry = createFileRegistry(description, (name) =>
    name === "google/protobuf/struct.proto" ? file_google_protobuf_struct : undefined,
  );
  return registry.getService("profiles.v1.ProfilesSDKService");
}
