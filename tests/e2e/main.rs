//! The program in a real window, used by mouse and keys on a screen that nobody looks at: one whole session with
//! another start after it, and the same session ended at random moments.
//!
//! `GATEKEEPERS_E2E=require` makes a missing program an error, `GATEKEEPERS_E2E_SEED` chooses the moments.
//! With the argument `measure` a lever is moved instead, and figures of the frames are printed; that says something in a
//! release build only.

mod files;
mod journey;
mod kill;
mod measure;
mod remote;
mod screen;
mod script;
mod window;

use std::process::ExitCode;
use std::time::Duration;

use screen::Screen;

/// Sessions that are ended at a random moment.
const KILLED: u64 = 10;

fn main() -> ExitCode {
    let missing = screen::missing();
    if !missing.is_empty() {
        let required = std::env::var("GATEKEEPERS_E2E").is_ok_and(|word| word == "require");
        println!("{}: {} is not installed", if required { "failed" } else { "skipped" }, missing.join(" and "));
        return if required { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    match all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("failed: {why}");
            ExitCode::FAILURE
        }
    }
}

fn all() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let screen = Screen::open()?;
    if std::env::args().any(|word| word == "measure") {
        return measure::measure(&screen, folder.path());
    }
    let took = journey::journey(&screen, &folder.path().join("journey"))?;
    let seed = std::env::var("GATEKEEPERS_E2E_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("{KILLED} sessions ended at random moments, seed {seed}");
    for (place, moment) in kill::moments(seed, KILLED, took + Duration::from_secs(1)).enumerate() {
        let folder = folder.path().join(format!("killed-{place}"));
        kill::killed(&screen, &folder, moment).map_err(|why| {
            format!(
                "ended after {:.1} s: {why}; GATEKEEPERS_E2E_SEED={seed} chooses the same moments",
                moment.as_secs_f64()
            )
        })?;
    }
    println!("the work was there after every end");
    Ok(())
}
