//! A small executor: what runs on it is polled when the host calls in, until all of it waits.

use std::{
    cell::RefCell,
    collections::VecDeque,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

type Work = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    id: u32,
    /// The call that it is, or 0.
    call: u32,
    /// `None` while it is polled.
    work: Option<Work>,
    waker: Waker,
}

#[derive(Default)]
struct Tasks {
    last: u32,
    /// In the order of their ids.
    all: Vec<Task>,
    ready: VecDeque<u32>,
    running: bool,
    current_call: u32,
}

impl Tasks {
    fn place(&self, id: u32) -> Option<usize> {
        self.all.binary_search_by_key(&id, |task| task.id).ok()
    }
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::default();
}

struct Id(u32);

impl Wake for Id {
    fn wake(self: Arc<Self>) {
        TASKS.with_borrow_mut(|tasks| {
            if !tasks.ready.contains(&self.0) {
                tasks.ready.push_back(self.0);
            }
        });
    }
}

/// Adds a task. It is polled by the next [`run`].
pub(crate) fn spawn(call: u32, work: impl Future<Output = ()> + 'static) {
    let work: Work = Box::pin(work);
    TASKS.with_borrow_mut(|tasks| {
        tasks.last += 1;
        let id = tasks.last;
        tasks.all.push(Task {
            id,
            call,
            work: Some(work),
            waker: Waker::from(Arc::new(Id(id))),
        });
        tasks.ready.push_back(id);
    });
}

/// The call whose task is polled just now, or 0.
pub(crate) fn current_call() -> u32 {
    TASKS.with_borrow(|tasks| tasks.current_call)
}

/// Drops the task of a call.
pub(crate) fn cancel(call: u32) {
    // What is dropped may call in again.
    let _dropped = TASKS.with_borrow_mut(|tasks| {
        let place = tasks.all.iter().position(|task| task.call == call)?;
        Some(tasks.all.remove(place))
    });
}

/// Polls whatever is ready. Does nothing within another run: that one goes on.
pub(crate) fn run() {
    let outermost = TASKS.with_borrow_mut(|tasks| !std::mem::replace(&mut tasks.running, true));
    if !outermost {
        return;
    }
    while let Some((id, mut work, waker)) = TASKS.with_borrow_mut(next) {
        let poll = work.as_mut().poll(&mut Context::from_waker(&waker));
        let _dropped = TASKS.with_borrow_mut(|tasks| {
            tasks.current_call = 0;
            // It may have been cancelled meanwhile.
            let Some(place) = tasks.place(id) else {
                return Some(work);
            };
            match poll {
                Poll::Pending => {
                    tasks.all[place].work = Some(work);
                    None
                }
                Poll::Ready(()) => {
                    tasks.all.remove(place);
                    Some(work)
                }
            }
        });
    }
    TASKS.with_borrow_mut(|tasks| tasks.running = false);
}

fn next(tasks: &mut Tasks) -> Option<(u32, Work, Waker)> {
    while let Some(id) = tasks.ready.pop_front() {
        let Some(place) = tasks.place(id) else { continue };
        let task = &mut tasks.all[place];
        if let Some(work) = task.work.take() {
            tasks.current_call = task.call;
            return Some((id, work, task.waker.clone()));
        }
    }
    None
}
