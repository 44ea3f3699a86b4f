import { defineConfig } from "vite";

// The pages of cold starts are built apart: together with the others they would load what those share.
export default defineConfig(({ mode }) => ({
  build: {
    rolldownOptions: { input: mode === "compare" ? ["page.html"] : ["cold.html", "plain.html"] },
    modulePreload: { polyfill: false },
    emptyOutDir: mode === "compare",
  },
}));
