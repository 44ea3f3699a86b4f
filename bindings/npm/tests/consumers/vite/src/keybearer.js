export * from "keybearer";
