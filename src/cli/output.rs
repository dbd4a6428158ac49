//! Files that come whole or not at all: everything is written to temporary files beside its place first, and moved
//! there only when all of it is complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::fault::Faults;

/// How far names for a new folder are counted up.
const NAMES: u32 = 10_000;

/// Where files will go, looked at before anything is computed.
#[derive(Debug)]
pub struct Target {
    files: Vec<PathBuf>,
    replace: bool,
}

impl Target {
    /// Plans `files`; what stands in the way goes to `faults`. Nothing is left behind by looking.
    pub fn new(files: Vec<PathBuf>, replace: bool, faults: &mut Faults) -> Self {
        let mut folders: Vec<&Path> = Vec::new();
        for file in &files {
            match fs::symlink_metadata(file) {
                Ok(found) if found.is_dir() => faults.say(format!("{}: is a folder", file.display())),
                Ok(_) if !replace => {
                    faults.say(format!("{}: exists already; --force replaces it", file.display()));
                }
                _ => {}
            }
            let folder = folder_of(file);
            if !folders.contains(&folder) {
                folders.push(folder);
                look_at(folder, faults);
            }
        }
        Self { files, replace }
    }

    /// The planned files.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Writes all files, each by `write` given its place in the list, and moves them to their places. `go_on` is asked
    /// once more before the first is moved. `Ok(false)` where it said no; then, and after an error, nothing is left.
    pub fn write(
        &self,
        mut write: impl FnMut(usize, &mut dyn Write) -> io::Result<()>,
        go_on: impl Fn() -> bool,
    ) -> io::Result<bool> {
        let mut staged = self.stage()?;
        for (index, mut out) in staged.outs().into_iter().enumerate() {
            write(index, &mut out).and_then(|()| out.flush()).map_err(|error| self.at(index, &error))?;
        }
        staged.finish(go_on)
    }

    /// An error with the name of the file it happened to, given its place in the list.
    pub fn at(&self, index: usize, error: &io::Error) -> io::Error {
        self.files.get(index).map_or_else(|| io::Error::new(error.kind(), plain(error)), |file| at(file, error))
    }

    /// Opens all files beside their places, to be written while the work goes on.
    pub fn stage(&self) -> io::Result<Staged<'_>> {
        let mut made = Made::default();
        let mut temporaries = Vec::new();
        for file in &self.files {
            let folder = folder_of(file);
            made.folders(folder)?;
            temporaries.push(temporary(folder).map_err(|error| at(file, &error))?);
        }
        Ok(Staged { target: self, temporaries, made })
    }
}

/// Files that are not at their places yet; where they are dropped, nothing is left of them.
#[derive(Debug)]
pub struct Staged<'a> {
    target: &'a Target,
    // Gone before the folders that were made for them.
    temporaries: Vec<NamedTempFile>,
    made: Made,
}

impl Staged<'_> {
    /// What the files are written to, in the order of the target; to be flushed before the end.
    pub fn outs(&mut self) -> Vec<BufWriter<&mut fs::File>> {
        self.temporaries.iter_mut().map(|temporary| BufWriter::new(temporary.as_file_mut())).collect()
    }

    /// Moves the files to their places, unless `go_on` says no.
    pub fn finish(self, go_on: impl Fn() -> bool) -> io::Result<bool> {
        // The last of these goes first: files before the folders made for them.
        let Self { mut made, target, temporaries } = self;
        for (temporary, file) in temporaries.iter().zip(&target.files) {
            temporary.as_file().sync_all().map_err(|error| at(file, &error))?;
        }
        if !go_on() {
            return Ok(false);
        }
        for (temporary, file) in temporaries.into_iter().zip(&target.files) {
            if target.replace {
                temporary.persist(file).map_err(|error| at(file, &error.error))?;
            } else {
                temporary.persist_noclobber(file).map_err(|error| at(file, &error.error))?;
                made.files.push(file.clone());
            }
        }
        made.keep();
        Ok(true)
    }
}

/// What was made so far, taken back unless it is kept: an error halfway leaves no half set of files.
#[derive(Debug, Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    /// Makes a folder with the folders it is in, and remembers the new ones.
    fn folders(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).collect();
        for part in missing.into_iter().rev() {
            match fs::create_dir(part) {
                Ok(()) => self.folders.push(part.to_path_buf()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(at(part, &error)),
            }
        }
        Ok(())
    }

    fn keep(mut self) {
        self.folders.clear();
        self.files.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // Nothing more can be done where taking back fails; the error that led here is the one to report.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// `report`, or the first of `report-2`, `report-3`, … that does not exist.
pub fn fresh(name: &str) -> PathBuf {
    let plain = PathBuf::from(name);
    if fs::symlink_metadata(&plain).is_err() {
        return plain;
    }
    (2..NAMES)
        .map(|number| PathBuf::from(format!("{name}-{number}")))
        .find(|path| fs::symlink_metadata(path).is_err())
        .unwrap_or(plain)
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Says what keeps files from being written to a folder that may not exist yet.
fn look_at(folder: &Path, faults: &mut Faults) {
    let existing = folder.ancestors().map(|part| if part.as_os_str().is_empty() { Path::new(".") } else { part });
    let Some(nearest) = existing.into_iter().find(|part| fs::symlink_metadata(part).is_ok()) else {
        return;
    };
    if !nearest.is_dir() {
        faults.say(format!("{}: is not a folder", nearest.display()));
    } else if let Err(error) = temporary(nearest) {
        // Trying is the only answer that counts owners, mounts and quotas in; the trial file is gone at once.
        faults.say(format!("{}: cannot be written to, {}", nearest.display(), plain(&error)));
    }
}

fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".gatekeepers-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Like any new file, as the user's mask says; the crate's default hides the result from everybody else.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {}", path.display(), plain(error)))
}

/// What went wrong, without the name of the temporary file that it went wrong with.
pub fn plain(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|with_path| with_path.source());
    inner.map_or_else(|| error.to_string(), ToString::to_string)
}
