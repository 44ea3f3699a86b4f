// The page that compares the clients with each other.
import { requests } from "./clients.js";
import { compare } from "./measure.js";

globalThis.compareAll = async (options) => {
  const results = {};
  for (const [name, clients] of Object.entries(requests(location.origin))) {
    results[name] = await compare(clients, options);
  }
  return results;
};
