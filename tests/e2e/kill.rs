//! The same session, ended at random moments without a word: what was done more than five seconds before is there at
//! the next start, and no file is half there.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use gatekeepers::gui::panels::tabs::Tab;

use crate::files::all_whole;
use crate::screen::Screen;
use crate::script::{Script, TITLE};
use crate::window::{Window, session};

/// The most work that may be lost.
const LOST: Duration = Duration::from_secs(5);

/// Random moments below a time, the same for the same seed.
pub(crate) fn moments(seed: u64, count: u64, most: Duration) -> impl Iterator<Item = Duration> {
    (1..=count).map(move |place| {
        // The mixing function of SplitMix64.
        let mut mixed = seed.wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        most.mul_f64((mixed >> 11) as f64 / (1_u64 << 53) as f64)
    })
}

/// Ends the session at a moment after the window opened and looks at what is there at the next start.
pub(crate) fn killed(screen: &Screen, folder: &Path, moment: Duration) -> Result<(), String> {
    let state = folder.join("state");
    std::fs::create_dir_all(&state).map_err(|error| error.to_string())?;
    let mut script = Script::new(folder)?;
    let mut window = Window::open(screen, &state, None)?;
    let process = window.process();
    let killer = thread::spawn(move || {
        thread::sleep(moment);
        let at = Instant::now();
        process.kill();
        at
    });
    // The script breaks off when the window is gone, and only then.
    let played = script.play(&mut window);
    let broke_off = Instant::now();
    let killed = killer.join().map_err(|panic| format!("nobody ended the program, {panic:?}"))?;
    if let Err(why) = &played
        && broke_off < killed
    {
        return Err(format!("the script broke off before the program was ended, {why}"));
    }
    drop(window);
    let files = all_whole(script.exports())?;
    let mut window = Window::open(screen, &state, None)?;
    window.rests()?;
    let work = session(&state);
    let mut kept = 0;
    for mark in script.marks().iter().filter(|mark| mark.at <= killed) {
        if mark.holds(&work) {
            kept += 1;
        } else if killed.duration_since(mark.at) > LOST {
            let ago = killed.duration_since(mark.at).as_secs_f64();
            return Err(format!("{}, {ago:.1} s before the end, and it is lost", mark.what));
        }
    }
    // What the file says is what the window shows.
    if !work["work"]["path"].is_null() {
        window.find_start(Role::Button, TITLE)?;
        let changes = work["work"]["setup"]["changes"].as_array().map_or(0, Vec::len);
        let label = if changes == 0 { String::new() } else { format!(" {changes}") };
        window.find(Role::Button, &format!("{}{label}", Tab::Changes.label()))?;
    }
    window.quit()?;
    let done = script.marks().len();
    println!("ended after {:5.1} s: {kept} of {done} steps kept, {files} files whole", moment.as_secs_f64());
    Ok(())
}
