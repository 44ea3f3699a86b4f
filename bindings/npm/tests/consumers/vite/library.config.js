// The package as one module, for pages that the tests make up as they go.
import { defineConfig } from "vite";

export default defineConfig({
  // The address of the .wasm is told from that of the module.
  base: "./",
  build: {
    outDir: "dist-library",
    rolldownOptions: {
      input: "src/keybearer.js",
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "keybearer.js", assetFileNames: "[name][extname]" },
    },
  },
});
