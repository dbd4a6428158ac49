//! What the window remembers: how it is put into a session, and taken from one.

use std::path::PathBuf;

use egui::Context;

use super::super::command::{Action, Command};
use super::super::panels::offer::Offer;
use super::super::panels::tabs::has_all_tabs;
use super::super::plots::Board;
use super::super::session::{FILES, Keeper, LAYOUT, LOOK, Look, SHOWN, Session, WORK};
use super::App;

/// Files that are remembered.
const RECENT: usize = 8;

impl App {
    /// Everything that is remembered, as it is now.
    pub fn session(&self, ctx: &Context) -> Session {
        let mut session = Session::default();
        session.put(WORK, &self.workbench.work());
        session.put(SHOWN, &self.workbench.board());
        session.put(LOOK, &self.look(ctx));
        session.put(LAYOUT, &self.tabs);
        session.put(FILES, &self.recent);
        session
    }

    /// Looks as in a session, and shows what it showed. The work itself is the workbench's matter.
    pub fn look_like(&mut self, ctx: &Context, session: &Session) {
        if let Some(look) = session.readable::<Look>(LOOK) {
            ctx.set_theme(look.theme);
            ctx.set_zoom_factor(look.zoom.clamp(0.5, 4.0));
            self.levers.changed_only = look.changed_only;
            self.look = look;
        }
        // A layout of another version that lacks a tab gives way to the first one, in which all are.
        if let Some(tabs) = session.readable(LAYOUT).filter(has_all_tabs) {
            self.tabs = tabs;
        }
        if let Some(board) = session.readable::<Board>(SHOWN) {
            self.workbench.show_again(board);
        }
        self.recent = session.readable(FILES).unwrap_or_default();
    }

    /// Keeps the session up to date from now on.
    pub fn keep(&mut self, keeper: Keeper) {
        self.keeper = Some(keeper);
    }

    /// Says that the work is as it was left, and offers to start afresh.
    pub fn say_resumed(&mut self) {
        let title = &self.workbench.scenario().title;
        let changes = match self.workbench.changes().len() {
            0 => String::new(),
            1 => " with 1 change".to_owned(),
            made => format!(" with {made} changes"),
        };
        let said = format!("Your work is as you left it, {title}{changes}; studies and searches in lists start anew");
        self.offer = Some(Offer { said, action: Action::StartAfresh });
    }

    /// Says that something went wrong at the start.
    pub fn say(&mut self, ctx: &Context, why: String) {
        self.send(ctx, Command::Report(why));
    }

    /// A file that was opened or saved comes first among the recent ones.
    pub(super) fn remember_file(&mut self, path: &std::path::Path) {
        // A relative path would lead elsewhere after a start from another folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        let Some(path) = path.to_str().map(str::to_owned) else { return };
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Looks whether there is something to save; the last look after a change asks for its own frame.
    pub(super) fn autosave(&mut self, ctx: &Context) {
        let now = ctx.input(|input| input.time);
        let Some(wait) = self.keeper.as_ref().map(|keeper| keeper.wait(now)) else { return };
        if wait > 0.0 {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait));
            return;
        }
        let session = self.session(ctx);
        let mut trouble = None;
        if let Some(keeper) = &mut self.keeper {
            keeper.keep(now, session);
            trouble = keeper.trouble();
        }
        if let Some(why) = trouble {
            self.say(ctx, why);
        }
    }

    /// Saves what changed since the last look.
    pub(super) fn save_now(&mut self, ctx: &Context) {
        let session = self.session(ctx);
        if let Some(keeper) = &mut self.keeper {
            keeper.keep(ctx.input(|input| input.time), session);
        }
    }

    fn look(&self, ctx: &Context) -> Look {
        let zoom = ctx.zoom_factor();
        let size = ctx.input(|input| {
            let viewport = input.viewport();
            // A window that fills the screen is not the size somebody chose.
            let whole = viewport.maximized.unwrap_or(false) || viewport.fullscreen.unwrap_or(false);
            viewport
                .inner_rect
                .filter(|_| !whole)
                .map(|rect| [(rect.width() * zoom).round(), (rect.height() * zoom).round()])
        });
        Look {
            theme: ctx.options(|options| options.theme_preference),
            zoom,
            size: size.or(self.look.size),
            // Rounded, so that pixels of another size do not make it drift from start to start.
            levers_width: self.look.levers_width.round(),
            changed_only: self.levers.changed_only,
            toured: self.look.toured,
        }
    }
}
