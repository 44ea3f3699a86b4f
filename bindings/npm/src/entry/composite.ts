export * from "../shared.js";
export * from "../composite.js";
