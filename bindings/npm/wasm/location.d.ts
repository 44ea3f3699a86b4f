/** Where the `.wasm` is, in a form that this platform can load. */
export declare function locate(): unknown;
/** What is at an address: on a platform that has files, also one that begins with `file:`. */
export declare function opened(url: string): unknown;
