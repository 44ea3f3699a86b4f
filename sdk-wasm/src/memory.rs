//! The allocator: blocks whose sizes are powers of two, each size with a list of those that are
//! free. std's own would be seven times the code, and a page has to load it.

use std::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::{memory_grow, memory_size},
    cell::UnsafeCell,
    ptr::null_mut,
};

const PAGE: usize = 65_536;
/// Smaller blocks are not worth a list: 16 bytes.
const SMALLEST: u32 = 4;

struct Blocks(UnsafeCell<State>);

struct State {
    /// By the power of two of their size: the first free block, which begins with the address of
    /// the next one.
    free: [*mut u8; 32],
    /// What lies from here up to `end` has never been given out.
    next: usize,
    end: usize,
}

#[global_allocator]
static BLOCKS: Blocks = Blocks(UnsafeCell::new(State {
    free: [null_mut(); 32],
    next: 0,
    end: 0,
}));

// SAFETY: there is one thread; `wasm32-unknown-unknown` without atomics has no other.
unsafe impl Sync for Blocks {}

/// The power of two of the block that holds `layout`. Blocks are aligned to their size.
fn power(layout: Layout) -> u32 {
    let size = layout.size().max(layout.align());
    size.next_power_of_two().trailing_zeros().max(SMALLEST)
}

impl State {
    /// A block of 2^`power` bytes that has never been given out; null if there is no memory left.
    fn fresh(&mut self, power: u32) -> *mut u8 {
        let size = 1 << power;
        let start = (self.next + size - 1) & !(size - 1);
        if start + size <= self.end {
            self.next = start + size;
            return start as *mut u8;
        }
        let end = memory_size::<0>() * PAGE;
        // Others may have grown the memory meanwhile: what they have is theirs.
        let from = if end == self.end { self.next } else { end };
        let start = (from + size - 1) & !(size - 1);
        let pages = (start + size - end).div_ceil(PAGE);
        if memory_grow::<0>(pages) == usize::MAX {
            return null_mut();
        }
        self.next = start + size;
        self.end = end + pages * PAGE;
        start as *mut u8
    }
}

// SAFETY: a block is in a list only while nobody has it, and is as large and as aligned as asked.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let power = power(layout);
        // SAFETY: one thread, and nothing below calls back.
        unsafe {
            let state = &mut *self.0.get();
            let first = state.free[power as usize];
            if first.is_null() {
                return state.fresh(power);
            }
            state.free[power as usize] = *first.cast();
            first
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let power = power(layout);
        // SAFETY: as above; the block is at least as large as an address.
        unsafe {
            let state = &mut *self.0.get();
            *block.cast() = state.free[power as usize];
            state.free[power as usize] = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's: `size` does not overflow when rounded up to the alignment.
        unsafe {
            let new = Layout::from_size_align_unchecked(size, layout.align());
            if power(new) == power(layout) {
                return block;
            }
            let moved = self.alloc(new);
            if !moved.is_null() {
                block.copy_to_nonoverlapping(moved, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
