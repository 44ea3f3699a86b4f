/** Serves files of folders to pages of any origin. */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * @param {Record<string, string>} folders By the first part of the path: `{"": "dist"}` serves
 *   `dist` as the root.
 * @param {{headers?: Record<string, string>}} [options] Headers of every answer.
 * @returns {Promise<{url: string, requests: string[], close: () => void}>}
 */
export async function serveFiles(folders, { headers = {} } = {}) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    requests.push(pathname);
    const file = await find(folders, decodeURIComponent(pathname));
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "access-control-allow-origin": "*",
      "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
      ...headers,
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close };
}

/** The file for a path, or its `index.html`. */
async function find(folders, pathname) {
  const [, first] = pathname.split("/");
  const [root, rest] =
    first in folders ? [folders[first], pathname.slice(first.length + 1)] : [folders[""], pathname];
  if (root === undefined) return undefined;
  for (const candidate of [rest, path.posix.join(rest, "index.html")]) {
    const file = path.join(root, path.posix.normalize(`/${candidate}`));
    if (await stat(file).then((found) => found.isFile(), () => false)) return file;
  }
  return undefined;
}
