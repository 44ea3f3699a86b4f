// Compares the clients with each other in Node; prints JSON.
import { requests } from "./src/clients.js";
import { compare } from "./src/measure.js";

const [baseUrl, options] = process.argv.slice(2);
const results = {};
for (const [name, clients] of Object.entries(requests(baseUrl))) {
  results[name] = await compare(clients, JSON.parse(options));
}
console.log(JSON.stringify(results));
process.exit();
