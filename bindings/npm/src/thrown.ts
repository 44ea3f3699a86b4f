/** What was thrown, looked at. Anything can be, also what cannot be looked at: nothing here fails by that. */
import { isText } from "./codec.js";

/** Whether what was thrown is of this class. It never fails: some things cannot be looked at. */
export function isA<E extends Error>(error: unknown, kind: abstract new (...args: any[]) => E): error is E {
  try {
    return error instanceof kind;
  } catch {
    return false;
  }
}

/** Whether what was thrown tells one of these texts, anywhere that showing it would. */
export function tells(error: unknown, secrets: readonly string[]): boolean {
  try {
    for (const cause of causes(error)) {
      const { message, stack } = cause as Partial<Error>;
      const shown = [cause, message, stack, ...Object.values(cause)].filter(isText);
      if (secrets.some((secret) => shown.some((text) => text.includes(secret)))) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** What was thrown, and what that says to have caused it. */
export function* causes(error: unknown, seen = new Set<unknown>()): Generator<{}> {
  while (error !== undefined && error !== null && !seen.has(error)) {
    seen.add(error);
    yield error;
    if (error instanceof AggregateError) {
      for (const inner of error.errors) yield* causes(inner, seen);
    }
    error = (error as { cause?: unknown }).cause;
  }
}

/** What was thrown, in words. It never fails: anything can be thrown, also what cannot be looked at. */
export function said(error: unknown): string {
  try {
    if (error instanceof Error) {
      const { message, cause } = error;
      return message + (cause instanceof Error && cause.message ? ` (${cause.message})` : "");
    }
    return String(error);
  } catch {
    return "something was thrown that has no text";
  }
}
