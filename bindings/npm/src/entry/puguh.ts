export * from "../shared.js";
export * from "../puguh.js";
