//! Times the reduced model, user by user and 64 users at a time, on one core: the rules are in `reduced.md` beside this
//! file, for ports to other engines. `cargo bench --no-default-features --bench reduced`.
//!
//! A timing is a report, not a test: nothing here fails. Throughput is in elements, which are user-weeks.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gatekeepers::experiment::reduced::{Ring, SIZES, WEEKS};

fn reduced(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reduced");
    group.sample_size(10);
    for &users in SIZES {
        let ring = Ring::new(users, 1);
        group.throughput(Throughput::Elements(ring.users() * u64::from(WEEKS)));
        group.bench_function(format!("plain {users}"), |bencher| bencher.iter(|| ring.plain(WEEKS)));
        group.bench_function(format!("sliced {users}"), |bencher| bencher.iter(|| ring.sliced(WEEKS)));
    }
}

criterion_group!(benches, reduced);
criterion_main!(benches);
