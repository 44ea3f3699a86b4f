import { defineConfig } from "vite";

export default defineConfig({
  build: { rolldownOptions: { input: ["page.html", "cold.html", "plain.html"] }, modulePreload: { polyfill: false } },
});
