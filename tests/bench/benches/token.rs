//! What reading the current token costs a call.
#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use keybearer::{
    bench::CurrentToken,
    runtime::{Runtime, TokioRuntime},
};

fn token(criterion: &mut Criterion) {
    let runtime = TokioRuntime::default();
    let Ok(token) = CurrentToken::new(&"t".repeat(700), runtime.clone()) else {
        return;
    };
    let now = runtime.now();
    criterion.bench_function("token_read", |bencher| {
        bencher.iter(|| token.read(black_box(now)));
    });
}

criterion_group!(benches, token);
criterion_main!(benches);
