//! A small executor: what runs on it is polled when the host calls in, until all of it waits.

use std::{
    cell::RefCell,
    mem,
    sync::Arc,
    task::{Context, Wake, Waker},
};

use keybearer::runtime::BoxFuture;

type Work = BoxFuture<'static, ()>;

struct Task {
    id: u32,
    /// The call that it is, or 0.
    call: u32,
    /// `None` while it is polled.
    work: Option<Work>,
    /// Whether it is among those to be polled.
    ready: bool,
    waker: Waker,
}

struct Tasks {
    last: u32,
    /// In the order of their ids.
    all: Vec<Task>,
    /// Those to be polled, in the order in which they were woken.
    ready: Vec<u32>,
    running: bool,
    current_call: u32,
}

impl Tasks {
    fn place(&self, id: u32) -> Option<usize> {
        self.all.binary_search_by_key(&id, |task| task.id).ok()
    }

    fn wake(&mut self, id: u32) {
        if let Some(place) = self.place(id)
            && !mem::replace(&mut self.all[place].ready, true)
        {
            self.ready.push(id);
        }
    }
}

thread_local! {
    static TASKS: RefCell<Tasks> = const {
        RefCell::new(Tasks {
            last: 0,
            all: Vec::new(),
            ready: Vec::new(),
            running: false,
            current_call: 0,
        })
    };
}

struct Id(u32);

impl Wake for Id {
    fn wake(self: Arc<Self>) {
        TASKS.with_borrow_mut(|tasks| tasks.wake(self.0));
    }
}

/// Adds a task. It is polled by the next [`run`].
pub(crate) fn spawn(call: u32, work: Work) {
    TASKS.with_borrow_mut(|tasks| {
        tasks.last += 1;
        let id = tasks.last;
        tasks.all.push(Task {
            id,
            call,
            work: Some(work),
            ready: false,
            waker: Waker::from(Arc::new(Id(id))),
        });
        tasks.wake(id);
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
    let outermost = TASKS.with_borrow_mut(|tasks| !mem::replace(&mut tasks.running, true));
    if !outermost {
        return;
    }
    loop {
        let ready = TASKS.with_borrow_mut(|tasks| mem::take(&mut tasks.ready));
        if ready.is_empty() {
            break;
        }
        for id in ready {
            poll(id);
        }
    }
    TASKS.with_borrow_mut(|tasks| tasks.running = false);
}

/// Polls a task, unless it has been cancelled meanwhile.
fn poll(id: u32) {
    let found = TASKS.with_borrow_mut(|tasks| {
        let place = tasks.place(id)?;
        let task = &mut tasks.all[place];
        task.ready = false;
        tasks.current_call = task.call;
        Some((task.work.take()?, task.waker.clone()))
    });
    let Some((mut work, waker)) = found else { return };
    let pending = work.as_mut().poll(&mut Context::from_waker(&waker)).is_pending();
    // What is dropped may call in again.
    let _dropped = TASKS.with_borrow_mut(|tasks| {
        tasks.current_call = 0;
        let place = tasks.place(id);
        if pending && let Some(place) = place {
            tasks.all[place].work = Some(work);
            return (None, None);
        }
        (Some(work), place.map(|place| tasks.all.remove(place)))
    });
}
