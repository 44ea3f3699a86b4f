// The package as the scenarios and tests use it, resolved from where it is installed.
export * from "keybearer";
