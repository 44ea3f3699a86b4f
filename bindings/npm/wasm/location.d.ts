/** Where the `.wasm` is, in a form that this platform can load. */
export declare function locate(): unknown;
