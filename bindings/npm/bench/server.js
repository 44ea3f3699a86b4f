// A server in a process of its own that answers both requests at once, and serves the built pages.
import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const dist = process.argv[2];

const organizations = JSON.stringify({
  items: Array.from({ length: 20 }, (_, index) => ({
    id: `0b7c1f0e-5d9c-4f7e-9a43-${String(index).padStart(12, "0")}`,
    name: `Organization ${index}`,
    slug: `organization-${index}`,
    type: "team",
    role: "admin",
    created_at: "2026-01-15T09:30:00Z",
    updated_at: "2026-02-01T12:00:00Z",
  })),
  total: 45,
  page: 1,
  page_size: 20,
  has_next: true,
  has_prev: false,
});
const identified = JSON.stringify({ profileId: "9e1f0c52-3c1b-4c0e-8f0a-000000000017" });

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/api/v1/organizations") return answer(response, organizations);
  if (pathname === "/profiles.v1.ProfilesSDKService/Identify") {
    request.resume().once("end", () => answer(response, identified));
    return undefined;
  }
  const file = path.join(dist, path.posix.normalize(pathname));
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  return createReadStream(file).pipe(response);
});

function answer(response, body) {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
