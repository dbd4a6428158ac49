//! How the window begins: with the work as it was left, or with the default scenario.

use std::sync::Arc;

use crate::scenario::Scenario;

use super::Options;
use super::app::App;
use super::session::{Found, Keeper, Session, WORK};
use super::workbench::{Work, Workbench};
use super::worker::Runner;

/// What is there of an earlier time.
pub(super) struct Start {
    keeper: Option<Keeper>,
    /// The session found, or an empty one.
    pub(super) session: Session,
    trouble: Option<String>,
    /// Whether the work is that of another window, or not wanted because there is a file to open.
    only_looks: bool,
}

impl Start {
    /// Takes a place among the sessions and reads what is there.
    pub(super) fn read(options: &Options) -> Self {
        let none = |trouble| Self { keeper: None, session: Session::default(), trouble, only_looks: true };
        let Some(folder) = options.state_dir.clone().or_else(|| eframe::storage_dir("gatekeepers")) else {
            return none(Some(
                "The work cannot be saved while you go on, the system names no folder for it".to_owned(),
            ));
        };
        let (keeper, found) = match Keeper::open(&folder) {
            Ok(opened) => opened,
            Err(why) => return none(Some(why)),
        };
        let keeper = Some(keeper);
        match found {
            Found::Session(session) => Self { keeper, session, trouble: None, only_looks: options.file.is_some() },
            Found::Nothing(other) => {
                Self { keeper, session: other.unwrap_or_default(), trouble: None, only_looks: true }
            }
            Found::Broken(why) => Self { keeper, session: Session::default(), trouble: Some(why), only_looks: true },
        }
    }

    /// The window with the work as it was left, or with the default scenario where there is none that can be read.
    pub(super) fn app(self, ctx: &egui::Context, first: Arc<Scenario>, runner: Box<dyn Runner>) -> App {
        let mut trouble = self.trouble;
        let left = match self.session.part::<Work>(WORK).filter(|_| !self.only_looks) {
            Some(Ok(work)) => match work.scenario() {
                Ok(scenario) => Some((scenario, work)),
                Err(problems) => {
                    let why = problems.first().map_or_else(|| "it names no scenario".to_owned(), ToString::to_string);
                    trouble = self.keeper.as_ref().map(|keeper| keeper.refuse(&why));
                    None
                }
            },
            Some(Err(why)) => {
                trouble = self.keeper.as_ref().map(|keeper| keeper.refuse(&why));
                None
            }
            None => None,
        };
        let resumed = left.is_some();
        let workbench = match left {
            Some((scenario, work)) => Workbench::resume(scenario, work, runner),
            None => Workbench::new(first, runner),
        };
        let mut app = App::new(ctx, workbench);
        app.look_like(ctx, &self.session);
        if let Some(keeper) = self.keeper {
            app.keep(keeper);
        }
        if let Some(why) = trouble {
            app.say(ctx, why);
        } else if resumed {
            app.say_resumed();
        } else {
            app.offer_tour();
        }
        app
    }
}
