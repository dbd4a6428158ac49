//! What lies over the window: palette, help and tour; and what is done without the work being touched.

use egui::{Context, ThemePreference};

use super::super::command::{Action, Command};
use super::super::palette::{Shelf, entries};
use super::super::panels::dialogs::Dialog;
use super::super::panels::help::{Help, Page, help_ui};
use super::super::panels::offer::Offer;
use super::super::panels::palette::{Palette, palette_ui};
use super::super::panels::replay::replay_ui;
use super::super::panels::tabs::{Tab, first_layout, front_tabs, show_tab};
use super::super::panels::tour::{Places, tour_ui};
use super::super::shell::ShellCommand;
use super::super::tour::STEPS;
use super::App;

/// What is open over the window.
#[derive(Default)]
pub(super) struct Overlays {
    pub(super) palette: Option<Palette>,
    help: Option<Help>,
    /// Step of the tour.
    tour: Option<usize>,
    /// The tabs that were in front when it began.
    began: Vec<Tab>,
    /// Whether the step is new.
    stepped: bool,
}

impl App {
    /// Whether an action makes sense now, for those that the workbench knows nothing of as well.
    pub fn can(&self, action: Action) -> bool {
        match action {
            Action::ForgetRecent => !self.recent.is_empty(),
            action => self.workbench.can(action),
        }
    }

    /// Offers the tour to somebody who has neither taken nor declined it.
    pub fn offer_tour(&mut self) {
        if !self.look.toured {
            let said = "New here? A tour in five steps shows what the window can do".to_owned();
            self.offer = Some(Offer { said, action: Action::Tour });
        }
    }

    /// Does what the window itself can do about an action. Returns whether it was one of these.
    pub(super) fn shell_act(&mut self, ctx: &Context, action: Action) -> bool {
        match action {
            Action::Light => ctx.set_theme(ThemePreference::Light),
            Action::Dark => ctx.set_theme(ThemePreference::Dark),
            Action::FollowSystem => ctx.set_theme(ThemePreference::System),
            Action::ResetLayout => self.tabs = first_layout(),
            Action::ZoomIn => egui::gui_zoom::zoom_in(ctx),
            Action::ZoomOut => egui::gui_zoom::zoom_out(ctx),
            Action::ZoomReset => ctx.set_zoom_factor(1.0),
            Action::Palette => self.open_palette(),
            Action::ForgetRecent => self.recent.clear(),
            Action::ShowCompare => show_tab(&mut self.tabs, Tab::Compare),
            Action::Shortcuts | Action::Glossary | Action::ModelDescription | Action::About => {
                let neutral = self.workbench.is_neutral();
                self.over.help = Page::of(action).map(|page| Help::new(page, neutral));
            }
            Action::Tour => self.shell(ShellCommand::Tour(Some(0))),
            _ => return false,
        }
        true
    }

    pub(super) fn shell(&mut self, command: ShellCommand) {
        match command {
            ShellCommand::CloseOffer => {
                // Whoever closes the offer of the tour has declined it.
                let declined = self.offer.take().is_some_and(|offer| offer.action == Action::Tour);
                self.look.toured |= declined;
            }
            ShellCommand::ShowTab(tab) => show_tab(&mut self.tabs, tab),
            ShellCommand::GoToLever(id) => self.levers.go_to(id),
            ShellCommand::ExportPlot(kind, plot) => {
                self.workbench.stop_replay();
                self.dialog = Dialog::for_plot(kind, plot, &self.workbench);
            }
            ShellCommand::ShowRule(id) => {
                show_tab(&mut self.tabs, Tab::Access);
                self.view.find_rule(&id);
            }
            ShellCommand::Tour(step) => {
                self.look.toured = true;
                self.offer = self.offer.take().filter(|offer| offer.action != Action::Tour);
                match (self.over.tour, step) {
                    (None, Some(_)) => self.over.began = front_tabs(&self.tabs),
                    // Who comes back from the tour finds what was there before.
                    (Some(_), None) => {
                        for tab in std::mem::take(&mut self.over.began) {
                            show_tab(&mut self.tabs, tab);
                        }
                    }
                    _ => {}
                }
                self.over.tour = step;
                self.over.stepped = true;
                if let Some(tab) = step.and_then(|place| STEPS.get(place)).and_then(|step| step.tab) {
                    show_tab(&mut self.tabs, tab);
                }
            }
        }
    }

    /// A second call closes it again.
    fn open_palette(&mut self) {
        let open = self.over.palette.take().is_some();
        if !open {
            let titles = &self.titles[usize::from(self.workbench.is_neutral())];
            let shelf = Shelf { titles, recent: &self.recent };
            self.over.palette = Some(Palette::new(entries(&self.workbench, shelf, &|action| self.can(action))));
        }
    }

    /// Draws what lies over the window.
    pub(super) fn overlays(&mut self, ctx: &Context, places: &Places, commands: &mut Vec<Command>) {
        replay_ui(ctx, &self.workbench, places.middle, commands);
        let kept = self.keeper.as_ref().map(|keeper| keeper.folder().display().to_string());
        if let Some(help) = &mut self.over.help
            && !help_ui(ctx, help, kept.as_deref(), commands)
        {
            self.over.help = None;
        }
        if let Some(palette) = &mut self.over.palette
            && !palette_ui(ctx, palette, commands)
        {
            self.over.palette = None;
        }
        if let Some(place) = self.over.tour {
            tour_ui(ctx, place, std::mem::take(&mut self.over.stepped), places, commands);
        }
    }
}
