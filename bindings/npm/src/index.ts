export * from "./shared.js";
export { PugClient, type PugOptions, type RefreshMembers } from "./pug.js";
export { PuguhClient, type Authorization, type PuguhOptions, type TokenChecks, type VerifiedToken } from "./puguh.js";
export { CompositeClient, type CompositeOptions } from "./composite.js";
export type * as pug from "./generated/pug.js";
export type * as puguh from "./generated/puguh.js";
export type * as composite from "./generated/composite.js";
