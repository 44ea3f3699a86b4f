//! What the host has been asked for and has not answered yet.

use std::{
    cell::RefCell,
    error::Error as StdError,
    fmt,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{host, tasks};

pub(crate) type Outcome = Result<Reply, Thrown>;

/// What came, as the host tells it.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) body: String,
}

/// What code of the user's has thrown, or the host: it keeps the value itself by the number of the slot.
pub(crate) struct Thrown {
    pub(crate) slot: u32,
    pub(crate) kind: u8,
    pub(crate) message: String,
    pub(crate) own: String,
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Nobody sees it: the host shows the value. Quoting texts takes tables that a page would have to load.
impl fmt::Debug for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Thrown {}

struct Slot {
    id: u32,
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

thread_local! {
    /// The last id, and those that are open in the order of theirs.
    static SLOTS: RefCell<(u32, Vec<Slot>)> = const { RefCell::new((0, Vec::new())) };
}

fn place(slots: &[Slot], id: u32) -> Option<usize> {
    slots.binary_search_by_key(&id, |slot| slot.id).ok()
}

/// Something that the host was asked for.
pub(crate) struct Pending(u32);

/// Asks the host for something, under the number that `ask` is given.
pub(crate) fn ask(ask: impl FnOnce(u32)) -> Pending {
    let id = SLOTS.with_borrow_mut(open);
    ask(id);
    Pending(id)
}

fn open((last, slots): &mut (u32, Vec<Slot>)) -> u32 {
    *last += 1;
    slots.push(Slot {
        id: *last,
        outcome: None,
        waker: None,
    });
    *last
}

/// The host has answered.
pub(crate) fn complete(id: u32, outcome: Outcome) {
    let waker = SLOTS.with_borrow_mut(|(_, slots)| {
        let place = place(slots, id)?;
        let slot = &mut slots[place];
        slot.outcome = Some(outcome);
        slot.waker.take()
    });
    if let Some(waker) = waker {
        waker.wake();
    }
    tasks::run();
}

impl Future for Pending {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        SLOTS.with_borrow_mut(|(_, slots)| {
            let Some(place) = place(slots, self.0) else {
                return Poll::Pending;
            };
            if let Some(outcome) = slots[place].outcome.take() {
                slots.remove(place);
                return Poll::Ready(outcome);
            }
            slots[place].waker = Some(context.waker().clone());
            Poll::Pending
        })
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let slot = SLOTS.with_borrow_mut(|(_, slots)| place(slots, self.0).map(|place| slots.remove(place)));
        // Also if it was answered: a lock that nobody takes is given back.
        if slot.is_some() {
            host::cancel(self.0);
        }
    }
}
