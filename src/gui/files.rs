//! Files: the only place of the window that reads or writes them. Nothing is overwritten without asking, and a write is
//! whole or not there.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::cli::output::plain;

/// Files above this size are refused unread; the record of a thousand weeks has a few megabytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Endings of files that can be opened.
const OPENED: &[&str] = &["ron", "csv", "parquet", "json", "html", "svg", "png"];

/// Why a file was not written.
#[derive(Debug, PartialEq, Eq)]
pub enum WriteError {
    /// There is one already, and nobody agreed to replace it.
    Exists,
    /// The folder it would be in does not exist.
    NoFolder(PathBuf),
    /// Something else, as a sentence.
    Other(String),
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let explain = |error: std::io::Error| format!("{} could not be read, {error}", path.display());
    let file = fs::File::open(path).map_err(explain)?;
    if file.metadata().map_err(explain)?.is_dir() {
        return Err(format!("{} is a folder", path.display()));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(explain)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("{} is larger than {} MB", path.display(), LARGEST / 1024 / 1024));
    }
    Ok(bytes)
}

/// The scenario a file in the same folder names as its parent, else a shipped one.
pub fn library(beside: &Path) -> impl Fn(&str) -> Option<String> + use<> {
    let folder = beside.parent().map(Path::to_path_buf);
    move |name| {
        // A name is a stem, never a path out of the folder.
        let plain = !name.contains(['/', '\\']) && !name.starts_with('.');
        let sibling = folder.as_ref().filter(|_| plain).map(|folder| folder.join(format!("{name}.ron")));
        let text = sibling.and_then(|path| read(&path).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
        text.or_else(|| super::workbench::scenario_library(name))
    }
}

/// Writes a file in one step: it appears whole or not at all.
pub fn write(path: &Path, bytes: &[u8], replace: bool) -> Result<(), WriteError> {
    let explain = |error: &std::io::Error| {
        WriteError::Other(format!("{} could not be written, {}", path.display(), plain(error)))
    };
    if path.file_name().is_none() {
        return Err(WriteError::Other("The path names no file".to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if !folder.exists() {
        return Err(WriteError::NoFolder(folder.to_path_buf()));
    }
    if path.exists() && !replace {
        return Err(WriteError::Exists);
    }
    let mut file = temporary(folder).map_err(|error| explain(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| explain(&error))?;
    if replace {
        file.persist(path).map_err(|error| explain(&error.error))?;
        return Ok(());
    }
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(WriteError::Exists),
        Err(error) => Err(explain(&error.error)),
    }
}

/// Makes the folder a file would be in, and those it is in.
pub fn make_folder_of(path: &Path) -> Result<(), WriteError> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let explain = |error| WriteError::Other(format!("The folder {} could not be created, {error}", folder.display()));
    fs::create_dir_all(folder).map_err(explain)
}

/// A file that nobody sees under its name yet, with the rights of any new file rather than those of a secret.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// A dialog of the system on a thread of its own; it may wait for a session bus for long, or find none and give nothing.
#[derive(Debug)]
pub struct SystemDialog {
    answer: Receiver<Option<PathBuf>>,
}

impl SystemDialog {
    /// Asks for a file to open.
    pub fn open(wake: impl FnOnce() + Send + 'static) -> Option<Self> {
        Self::start(wake, || rfd::FileDialog::new().add_filter("Scenario or exported file", OPENED).pick_file())
    }

    /// Asks where to save.
    pub fn save(name: String, wake: impl FnOnce() + Send + 'static) -> Option<Self> {
        Self::start(wake, move || rfd::FileDialog::new().set_file_name(name).save_file())
    }

    fn start(
        wake: impl FnOnce() + Send + 'static,
        ask: impl FnOnce() -> Option<PathBuf> + Send + 'static,
    ) -> Option<Self> {
        let (sender, answer) = mpsc::channel();
        let work = move || {
            // Nobody listens any more when the window's own dialog was closed meanwhile.
            let _ = sender.send(ask());
            wake();
        };
        thread::Builder::new().name("file dialog".to_owned()).spawn(work).ok()?;
        Some(Self { answer })
    }

    /// The answer once there is one: a path, or `None` for cancelled or not available.
    pub fn poll(&self) -> Option<Option<PathBuf>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(answer),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_not_replaced_without_asking() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ron");
        assert_eq!(write(&path, b"one", false), Ok(()));
        assert_eq!(write(&path, b"two", false), Err(WriteError::Exists));
        assert_eq!(read(&path).as_deref(), Ok(&b"one"[..]));
        assert_eq!(write(&path, b"two", true), Ok(()));
        assert_eq!(read(&path).as_deref(), Ok(&b"two"[..]));
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }

    #[test]
    fn what_cannot_be_read_or_written_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(read(folder.path()).expect_err("a folder").contains("is a folder"));
        assert!(read(&folder.path().join("none.ron")).expect_err("nothing").contains("could not be read"));
        let nowhere = folder.path().join("none").join("a.ron");
        assert_eq!(write(&nowhere, b"", false), Err(WriteError::NoFolder(folder.path().join("none"))));
        assert_eq!(make_folder_of(&nowhere), Ok(()));
        assert_eq!(write(&nowhere, b"", false), Ok(()));
        let Err(WriteError::Other(why)) = make_folder_of(&nowhere.join("b.ron")) else { panic!("a file is no folder") };
        assert!(why.contains("could not be created") && !why.contains("at path"), "{why}");
    }
}
