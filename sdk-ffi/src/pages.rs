//! A list, page by page.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;

use crate::{
    dispatch::PageStream,
    failure::Failure,
    hooks::TokenRequest,
    running::{Answer, Running, Work, given_up, inside},
};

/// The pages of a list, fetched as they are asked for.
#[derive(uniffi::Object)]
pub struct Pages {
    /// Taken out while a page is fetched: to give up that call drops it, and with it the socket.
    pages: Arc<Mutex<Option<PageStream>>>,
    closed: watch::Receiver<bool>,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pages")
    }
}

impl Pages {
    pub(crate) fn new(pages: PageStream, closed: watch::Receiver<bool>) -> Self {
        Self {
            pages: Arc::new(Mutex::new(Some(pages))),
            closed,
        }
    }

    pub(crate) fn closed(&self) -> watch::Receiver<bool> {
        self.closed.clone()
    }

    /// The work of the next page.
    pub(crate) fn work(&self) -> Work {
        let slot = Arc::clone(&self.pages);
        async move {
            let taken = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(mut pages) = taken else {
                return Err(given_up().into());
            };
            let page = pages.next().await.transpose()?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(pages);
            Ok(page.unwrap_or_else(|| Answer {
                value: String::new(),
                metadata: None,
            }))
        }
        .boxed()
    }
}

#[uniffi::export]
impl Pages {
    /// Asks for the next page. The answer is the page, or the list of its items, as JSON; an empty
    /// text after the last page. One page at a time: a second call meanwhile is `cancelled`, and
    /// so is every one after a call that was given up.
    /// Made while a token request is answered, it names it.
    #[uniffi::method(default(token_request = None))]
    pub fn next(&self, token_request: Option<Arc<TokenRequest>>) -> Result<Arc<Running>, Failure> {
        Running::start(inside(token_request, self.work()), self.closed.clone())
    }
}
