//! Something computed beside the window for whoever asked last. Asking again drops what was asked before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use super::worker::Runner;

/// Work for a thread of its own. It calls what it is given between two steps, which lets runs go first.
pub type Aside = Box<dyn FnOnce(&dyn Fn()) + Send>;

/// A piece of work and what came of it.
#[derive(Debug)]
pub struct Errand<K, T> {
    /// What it is about.
    pub key: K,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU32>,
    steps: u32,
    coming: Option<Receiver<T>>,
    found: Option<T>,
}

impl<K, T: Send + 'static> Errand<K, T> {
    /// Begins. `work` says after each of its steps that it is done and stops when told so by `false`.
    pub fn begin(
        runner: &mut dyn Runner,
        key: K,
        steps: u32,
        work: impl FnOnce(&mut dyn FnMut() -> bool) -> Option<T> + Send + 'static,
    ) -> Self {
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let (sender, coming) = channel();
        let errand =
            Self { key, stop: Arc::clone(&stop), done: Arc::clone(&done), steps, coming: Some(coming), found: None };
        runner.aside(Box::new(move |give_way| {
            let mut step = || {
                give_way();
                done.fetch_add(1, Ordering::Relaxed);
                !stop.load(Ordering::Relaxed)
            };
            if let Some(found) = work(&mut step) {
                // Nobody may be left to take it.
                let _ = sender.send(found);
            }
        }));
        errand
    }

    /// Takes over what has been found. Returns whether anything changed.
    pub fn poll(&mut self) -> bool {
        let Some(coming) = &self.coming else { return false };
        match coming.try_recv() {
            Ok(found) => self.found = Some(found),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => {}
        }
        self.coming = None;
        true
    }

    /// What was found.
    pub const fn found(&self) -> Option<&T> {
        self.found.as_ref()
    }

    /// Part that is done, 0 to 1, while it is under way.
    pub fn progress(&self) -> Option<f32> {
        self.coming.as_ref()?;
        Some((self.done.load(Ordering::Relaxed) as f32 / self.steps.max(1) as f32).min(1.0))
    }
}

impl<K, T> Drop for Errand<K, T> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::worker::InlineRunner;

    #[test]
    fn it_finds_something_or_fails_and_says_so() {
        let mut runner = InlineRunner::default();
        let mut errand = Errand::begin(&mut runner, 7, 3, |step| (0..3).all(|_| step()).then_some("found"));
        assert_eq!((errand.key, errand.progress(), errand.found()), (7, Some(1.0), None));
        assert!(errand.poll() && !errand.poll());
        assert_eq!((errand.found(), errand.progress()), (Some(&"found"), None));
        let mut lost: Errand<u8, u8> = Errand::begin(&mut runner, 0, 1, |_| None);
        assert!(lost.poll());
        assert_eq!((lost.found(), lost.progress()), (None, None));
    }
}
