//! Why the run differs from what it is compared with: which change does it, and on which assumptions it hangs.

use egui::{ScrollArea, Ui};

use super::super::command::Command;
use super::super::workbench::Workbench;
use super::assumptions::{AssumptionView, assumptions_ui};
use super::waterfall::{WaterfallView, waterfall_ui};

/// How the tab looks.
#[derive(Debug, Default)]
pub struct WhyView {
    waterfall: WaterfallView,
    assumptions: AssumptionView,
}

/// Draws the tab.
pub fn why_ui(ui: &mut Ui, workbench: &Workbench, view: &mut WhyView, commands: &mut Vec<Command>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // Words at the right end stay clear of the bar that scrolls.
        ui.set_max_width(ui.available_width() - 8.0);
        ui.push_id("waterfall", |ui| waterfall_ui(ui, workbench, &mut view.waterfall, commands));
        ui.add_space(10.0);
        ui.separator();
        ui.push_id("assumptions", |ui| assumptions_ui(ui, workbench, &mut view.assumptions, commands));
    });
}
