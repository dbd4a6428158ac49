//! Whether a window can be opened here at all, said before the window library finds out in its own way: without a
//! display it fails late, and without two of the libraries below it panics.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A library the window opens while it runs, and the Debian package that has it.
type Library = (&'static str, &'static str);

const ON_X11: &[Library] = &[
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libGL.so.1", "libgl1"),
];

const ON_WAYLAND: &[Library] = &[
    ("libwayland-client.so.0", "libwayland-client0"),
    ("libwayland-egl.so.1", "libwayland-egl1"),
    ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libEGL.so.1", "libegl1"),
];

/// Says why no window can be opened, or nothing. On systems other than Linux there is nothing to look for.
pub(super) fn check() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let wayland = set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET");
    let folders = folders(env::var_os("LD_LIBRARY_PATH").as_deref());
    missing(wayland, set("DISPLAY"), &|name| folders.iter().any(|folder| folder.join(name).exists()))
        .map_or(Ok(()), Err)
}

fn missing(wayland: bool, x11: bool, found: &dyn Fn(&str) -> bool) -> Option<String> {
    let wanted = match (wayland, x11) {
        (true, _) => ON_WAYLAND,
        (false, true) => ON_X11,
        (false, false) => {
            return Some("There is no display, neither DISPLAY nor WAYLAND_DISPLAY is set".to_owned());
        }
    };
    let lacking: Vec<&Library> = wanted.iter().filter(|(name, _)| !found(name)).collect();
    if lacking.is_empty() {
        return None;
    }
    let names: Vec<&str> = lacking.iter().map(|(name, _)| *name).collect();
    let packages: Vec<&str> = lacking.iter().map(|(_, package)| *package).collect();
    Some(format!(
        "The window needs {}, which was not found; on Debian and Ubuntu the command is apt install {}",
        names.join(", "),
        packages.join(" ")
    ))
}

/// The folders the loader looks in, as far as they can be known without asking it.
fn folders(configured: Option<&OsStr>) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = configured.map(|paths| env::split_paths(paths).collect()).unwrap_or_default();
    folders
        .extend(["/lib", "/usr/lib", "/usr/local/lib", "/lib64", "/usr/lib64", "/usr/local/lib64"].map(PathBuf::from));
    let machine = env::consts::ARCH;
    for root in ["/lib", "/usr/lib", "/usr/local/lib"] {
        folders.push(Path::new(root).join(format!("{machine}-linux-gnu")));
    }
    // NixOS and others name further folders in the loader's configuration.
    let listed = std::fs::read_dir("/etc/ld.so.conf.d").into_iter().flatten().flatten();
    for text in listed.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()) {
        folders.extend(text.lines().map(str::trim).filter(|line| line.starts_with('/')).map(PathBuf::from));
    }
    folders.push(PathBuf::from("/run/opengl-driver/lib"));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_named_with_its_package() {
        let without = |lacking: &'static str| move |name: &str| name != lacking;
        assert_eq!(missing(false, true, &|_| true), None);
        let said = missing(false, true, &without("libxkbcommon-x11.so.0")).expect("a sentence");
        assert!(said.contains("apt install libxkbcommon-x11-0"), "{said}");
        let said = missing(true, true, &without("libwayland-egl.so.1")).expect("a sentence");
        assert!(said.contains("libwayland-egl1"), "{said}");
        assert!(missing(false, false, &|_| true).is_some_and(|said| said.contains("no display")));
    }
}
