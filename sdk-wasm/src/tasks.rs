//! A small executor: what runs on it is polled when the host calls in, until all of it waits.

use std::{
    cell::RefCell,
    mem, ptr,
    task::{Context, RawWaker, RawWakerVTable, Waker},
};

use keybearer::runtime::BoxFuture;

type Work = BoxFuture<'static, ()>;

struct Task {
    id: u32,
    /// The call that it is, or 0.
    call: u32,
    /// `None` while it is polled.
    work: Option<Work>,
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

/// What a waker does: what it holds is no address, but the id of its task.
static WAKER: RawWakerVTable = RawWakerVTable::new(waker, wake, wake, |_| {});

fn waker(id: *const ()) -> RawWaker {
    RawWaker::new(id, &WAKER)
}

fn wake(id: *const ()) {
    TASKS.with_borrow_mut(|tasks| {
        let id = id.addr() as u32;
        if !tasks.ready.contains(&id) {
            tasks.ready.push(id);
        }
    });
}

/// Adds a task. It is polled by the next [`run`].
pub(crate) fn spawn(call: u32, work: Work) {
    TASKS.with_borrow_mut(|tasks| {
        tasks.last += 1;
        tasks.ready.push(tasks.last);
        tasks.all.push(Task {
            id: tasks.last,
            call,
            work: Some(work),
        });
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
    let work = TASKS.with_borrow_mut(|tasks| {
        let place = tasks.place(id)?;
        let task = &mut tasks.all[place];
        tasks.current_call = task.call;
        task.work.take()
    });
    let Some(mut work) = work else { return };
    // SAFETY: a copy of a number is as good as the number, and needs no dropping.
    let waker = unsafe { Waker::from_raw(waker(ptr::without_provenance(id as usize))) };
    let pending = work.as_mut().poll(&mut Context::from_waker(&waker)).is_pending();
    // What is dropped may call in again.
    let _dropped = TASKS.with_borrow_mut(|tasks| {
        tasks.current_call = 0;
        match tasks.place(id) {
            Some(place) if pending => {
                tasks.all[place].work = Some(work);
                return None;
            }
            Some(place) => _ = tasks.all.remove(place),
            None => {}
        }
        Some(work)
    });
}
