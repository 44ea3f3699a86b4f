//! What the host is called for.

use wasm_bindgen::prelude::wasm_bindgen;

/// What code of the user's can be asked for.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// `onTokenExpired`: new tokens, for the reason and the attempt given.
    Refresh,
    /// The token store: what it holds.
    Load,
    /// The token store: to keep the tokens given.
    Save,
    /// The token store: to forget what it holds.
    Clear,
    /// The token store: its lock, which is given back by `cancel`.
    Lock,
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds on a clock that never goes back.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn now() -> f64;

    /// Milliseconds since the Unix epoch.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn unix() -> f64;

    /// Fills `bytes` from a cryptographically secure source.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn random(bytes: &mut [u8]);

    /// Begins an exchange, which ends by `answer` or `refuse`. If it is that of a call, and not 0's, the
    /// body of a success stays with the host. `head` has a line each for the method, the URL, and the
    /// name and the value of each header: a text more costs more than a longer one. Each byte of it is
    /// a character, as `fetch` has it.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn send(client: u32, slot: u32, call: u32, head: &[u8], body: Option<&str>);

    /// Sets a timer of any length, which goes off by `answer`, and never early.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn sleep(slot: u32, millis: f64);

    /// Asks code of the user's, which ends by `answer` or `refuse`: for the [`Action`] of this number.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn ask(client: u32, slot: u32, action: u32, given: &str);

    /// Nobody waits for this timer, exchange or answer any more, or needs the lock that it gave.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn cancel(slot: u32);

    /// Tells an event.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn event(client: u32, event: &str);

    /// Nothing of a client is left: it needs its functions no more.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn gone(client: u32);

    /// Reads the body of a success into the value of a call. Gives an empty text; or a line that says what
    /// is wrong with the body, and the body.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn read(call: u32) -> String;

    /// A call has succeeded. `told` has a line for the rate limit and one for the id of the request,
    /// as far as there are any.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn done(call: u32, attempts: u32, elapsed: f64, told: &str);

    /// A call has failed. An empty text: its client is gone.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn fail(call: u32, error: &str);
}
