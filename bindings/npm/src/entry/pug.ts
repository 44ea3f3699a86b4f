export * from "../shared.js";
export * from "../pug.js";
