import type { Pending } from "./engine.js";

/** The rate limit as an answer told it. Servers leave out any member. */
export interface RateLimit {
  /** How many requests the window allows. */
  readonly limit?: number;
  /** How many of them are left. */
  readonly remaining?: number;
  /** How long until the window starts anew, in milliseconds from the answer on. */
  readonly reset?: number;
}

/** What came with an answer besides its value. */
export interface Metadata {
  /** The HTTP status. */
  readonly status: number;
  /** The headers of the answer. To a page of another origin, servers show few of them. */
  readonly headers: Headers;
  /** The request's id at the server, if it names one. */
  readonly requestId: string | undefined;
  /** What the answer says of the rate limit. */
  readonly rateLimit: RateLimit | undefined;
  /** How many attempts were sent. */
  readonly attempts: number;
  /** How long the call took, waits included, in milliseconds. */
  readonly elapsed: number;
}

/** A value and what came with it. */
export interface Answer<T> {
  readonly value: T;
  readonly metadata: Metadata;
}

/** The options of one call. */
export interface CallOptions {
  /** Aborting it cancels the call: nothing more is sent, and it fails with `CancelledError`. */
  signal?: AbortSignal | undefined;
  /** One deadline for the whole call, in milliseconds; `null` for none. */
  timeout?: number | null | undefined;
  /** Says that repeating this request does no harm, so that it may be retried like a PUT. */
  idempotent?: boolean | undefined;
  /** Headers to add. Those that carry credentials or frame the message are refused. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Query parameters to add. */
  query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Acts for this organization instead of the client's (PUGUH). */
  organizationId?: string | undefined;
  /** Acts for this application instead of the client's (PUGUH). */
  applicationId?: string | undefined;
  /** Acts for this project instead of the client's (Pug). */
  projectId?: string | undefined;
  /** Sends this JSON in the place of the declared message. */
  body?: unknown;
}

/** A call that runs: a promise of its value. */
export class Call<T> extends Promise<T> {
  /** What `then` makes is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #known: Pending | undefined;

  /**
   * What is known of it. Data, and no function that gives it: V8 keeps those for many collections of
   * garbage, and with them all they see. Private, because it holds the body of the answer.
   *
   * @internal
   */
  get _known(): Pending {
    return this.#known!;
  }

  /** @internal */
  set _known(pending: Pending) {
    this.#known = pending;
  }

  /** The value together with status, headers, request id, rate limit and attempts. */
  response(): Promise<Answer<T>> {
    // Whoever asks for the response hears of a failure there.
    return this.then((value) => ({ value, metadata: metadata(this._known) }));
  }
}

/** A call that gives the first page of a list, and goes on from there. */
export class List<P, I> extends Call<P> implements AsyncIterable<I> {
  /** @internal */
  declare following: (first: Call<P>) => AsyncGenerator<P, void, undefined>;
  /** @internal */
  declare member: string;

  /** The pages of the list, each fetched when it is asked for. */
  pages(): AsyncIterableIterator<P> {
    this.then(undefined, () => {});
    return this.following(this);
  }

  /** The items of the list, page after page. */
  items(): AsyncGenerator<I, void, undefined> {
    // Whoever asks for the items hears of a failure there, however late the first is taken.
    return itemsOf<P, I>(this.pages(), this.member);
  }

  [Symbol.asyncIterator](): AsyncIterator<I> {
    return this.items();
  }
}

async function* itemsOf<P, I>(pages: AsyncIterable<P>, member: string): AsyncGenerator<I, void, undefined> {
  for await (const page of pages) {
    yield* (page as Record<string, I[]>)[member] ?? [];
  }
}

function metadata({ response, settled }: Pending): Metadata {
  const { status, headers } = response!;
  const { attempts, elapsed, told } = settled!;
  const [rateLimit, requestId] = told.split("\n");
  return {
    status,
    headers,
    requestId: requestId || undefined,
    rateLimit: rateLimit ? JSON.parse(rateLimit) : undefined,
    attempts,
    elapsed,
  };
}
