//! Where sessions are kept: a folder with one place for each window that is open at once. A window locks its place, so
//! that two windows never write the same file; the lock goes with the process, however it ends.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::super::files;
use super::Session;

/// Windows that can be open at once and be remembered.
const PLACES: usize = 20;
/// Broken files that are kept beside.
const BROKEN: usize = 100;
/// Seconds between two looks at whether something changed.
const EVERY: f64 = 1.0;

/// What was there at the start.
#[derive(Debug)]
pub enum Found {
    /// No session; perhaps that of another window, for its looks.
    Nothing(Option<Session>),
    /// The session as it was left.
    Session(Session),
    /// A file that cannot be read, in words.
    Broken(String),
}

/// Keeps the session of a window up to date in its file, beside the window.
#[derive(Debug)]
pub struct Keeper {
    folder: PathBuf,
    /// Held while the window is open.
    _lock: Option<File>,
    last: Option<Session>,
    looked: f64,
    writer: Option<(Sender<Session>, JoinHandle<()>)>,
    troubles: Receiver<String>,
}

impl Keeper {
    /// The folder in which the work is kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes the first free place in a folder and reads what is there. An error is a sentence.
    pub fn open(folder: &Path) -> Result<(Self, Found), String> {
        let (place, folder, lock) = free_place(folder)?;
        clean(&folder);
        let path = folder.join(FILE);
        let found = match path.exists().then(|| files::read(&path)) {
            None => Found::Nothing(if place == 0 { None } else { first(&folder) }),
            Some(bytes) => match bytes.and_then(|bytes| Session::read(&bytes)) {
                Ok(session) => Found::Session(session),
                Err(why) => Found::Broken(set_aside(&path, &why)),
            },
        };
        let (sender, sessions) = mpsc::channel();
        let (complain, troubles) = mpsc::channel();
        let work = move || write(&path, &sessions, &complain);
        let thread = thread::Builder::new().name("session".to_owned()).spawn(work);
        let thread = thread.map_err(|error| format!("The work cannot be saved while you go on, {error}"))?;
        let writer = Some((sender, thread));
        Ok((Self { folder, _lock: lock, last: None, looked: f64::NEG_INFINITY, writer, troubles }, found))
    }

    /// Seconds until the session is to be looked at again; none left means now.
    pub fn wait(&self, now: f64) -> f64 {
        self.looked + EVERY - now
    }

    /// Keeps the session, if it differs from the last one. It is written beside the window.
    pub fn keep(&mut self, now: f64, session: Session) {
        self.looked = now;
        if self.last.as_ref() == Some(&session) {
            return;
        }
        if let Some((sender, _)) = &self.writer {
            // The thread only ends with the keeper.
            let _ = sender.send(session.clone());
        }
        self.last = Some(session);
    }

    /// Why the last file could not be written, once.
    pub fn trouble(&self) -> Option<String> {
        self.troubles.try_iter().last()
    }

    /// Sets the file aside that turned out to be of no use, and says so.
    pub fn refuse(&self, why: &str) -> String {
        set_aside(&self.folder.join(FILE), why)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.writer.take() {
            drop(sender);
            // What was sent last is on the disk before the window is gone.
            let _ = thread.join();
        }
    }
}

const FILE: &str = "session.json";

fn place_in(folder: &Path, place: usize) -> PathBuf {
    folder.join(format!("window-{}", place + 1))
}

fn free_place(folder: &Path) -> Result<(usize, PathBuf, Option<File>), String> {
    for place in 0..PLACES {
        let folder = place_in(folder, place);
        let explain = |error: std::io::Error| format!("The work cannot be saved in {}, {error}", folder.display());
        fs::create_dir_all(&folder).map_err(explain)?;
        let lock = File::create(folder.join("lock")).map_err(explain)?;
        match lock.try_lock() {
            Ok(()) => return Ok((place, folder, Some(lock))),
            Err(TryLockError::WouldBlock) => {}
            // Where files cannot be locked at all, one window is the usual case and is served.
            Err(TryLockError::Error(_)) => return Ok((place, folder, None)),
        }
    }
    Err(format!("The work of this window is not saved, {PLACES} others are open"))
}

/// Takes out what a killed process left half written.
fn clean(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(".tmp") {
            // What stays does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The session of the first window, whose looks a further window takes over.
fn first(folder: &Path) -> Option<Session> {
    let path = place_in(folder.parent()?, 0).join(FILE);
    Session::read(&files::read(&path).ok()?).ok()
}

/// Renames a file of no use, so that nothing is lost and nobody stumbles over it again.
fn set_aside(path: &Path, why: &str) -> String {
    let mut names = (1..BROKEN).map(|number| path.with_file_name(format!("session.broken-{number}.json")));
    let target = names.find(|path| !path.exists());
    let moved = target.filter(|target| fs::rename(path, target).is_ok());
    let kept = moved.map_or_else(String::new, |target| format!(", it is kept as {}", target.display()));
    format!("The work of the last time could not be read, {why}{kept}")
}

fn write(path: &Path, sessions: &Receiver<Session>, complain: &Sender<String>) {
    while let Ok(mut session) = sessions.recv() {
        // Only the newest counts.
        while let Ok(newer) = sessions.try_recv() {
            session = newer;
        }
        if let Err(files::WriteError::Other(why)) = files::write(path, session.text().as_bytes(), true) {
            // Nobody listens any more when the window is closing.
            let _ = complain.send(format!("The work is not saved while you go on. {why}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(week: u32) -> Session {
        let mut session = Session::default();
        session.put("week", &week);
        session
    }

    fn week(found: &Found) -> Option<u32> {
        match found {
            Found::Session(session) => session.readable("week"),
            Found::Nothing(_) | Found::Broken(_) => None,
        }
    }

    #[test]
    fn what_is_kept_is_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut keeper, found) = Keeper::open(folder.path()).expect("a keeper");
        assert!(matches!(found, Found::Nothing(None)), "{found:?}");
        keeper.keep(0.0, session(1));
        keeper.keep(1.0, session(2));
        drop(keeper);
        let (_, found) = Keeper::open(folder.path()).expect("a keeper");
        assert_eq!(week(&found), Some(2));
    }

    #[test]
    fn two_windows_keep_two_sessions() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut one, _) = Keeper::open(folder.path()).expect("a keeper");
        one.keep(0.0, session(1));
        let (mut two, found) = Keeper::open(folder.path()).expect("a second keeper");
        assert!(matches!(found, Found::Nothing(_)), "{found:?}");
        two.keep(0.0, session(2));
        drop((one, two));
        let (one, found) = Keeper::open(folder.path()).expect("a keeper");
        assert_eq!(week(&found), Some(1));
        let (_two, found) = Keeper::open(folder.path()).expect("a second keeper");
        assert_eq!(week(&found), Some(2));
        drop(one);
    }

    #[test]
    fn a_broken_file_is_set_aside_and_said() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Keeper::open(folder.path()).expect("a keeper"));
        let place = folder.path().join("window-1");
        fs::write(place.join(FILE), "{\"format\": 1, \"parts\": {\"wo").expect("written");
        fs::write(place.join(".tmpabc"), "half").expect("written");
        let (_keeper, found) = Keeper::open(folder.path()).expect("a keeper");
        assert!(matches!(&found, Found::Broken(said) if said.contains("session.broken-1.json")), "{found:?}");
        assert!(place.join("session.broken-1.json").exists() && !place.join(FILE).exists());
        assert!(!place.join(".tmpabc").exists());
    }

    #[test]
    fn nothing_is_written_while_nothing_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut keeper, _) = Keeper::open(folder.path()).expect("a keeper");
        assert!(keeper.wait(5.0) <= 0.0);
        keeper.keep(5.0, session(1));
        assert!((keeper.wait(5.25) - 0.75).abs() < 1e-9);
        let path = folder.path().join("window-1").join(FILE);
        let started = std::time::Instant::now();
        while !path.exists() && started.elapsed().as_secs() < 30 {
            thread::yield_now();
        }
        fs::remove_file(&path).expect("it was written");
        keeper.keep(6.0, session(1));
        drop(keeper);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "").expect("written");
        assert!(Keeper::open(&file).expect_err("no folder").contains("cannot be saved"));
    }
}
