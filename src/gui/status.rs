//! The line at the very bottom: what was run, what is being run, and the sentence every result carries.

use egui::{Align, Layout, ProgressBar, Ui};

use super::text;
use super::theme;
use super::workbench::Workbench;

/// Draws the line.
pub fn status_ui(ui: &mut Ui, workbench: &Workbench) {
    ui.horizontal(|ui| {
        ui.set_min_height(16.0);
        if let Some(progress) = workbench.progress() {
            let share = progress.done as f32 / progress.weeks.max(1) as f32;
            let bar = ProgressBar::new(share).desired_width(120.0).desired_height(6.0);
            ui.add(bar);
            ui.label(theme::quiet(format!("Running, week {} of {}", progress.done, progress.weeks)));
        } else if let Some(run) = workbench.current() {
            let said = format!(
                "{} agents for {} weeks, seed {}, in {} ms",
                text::number(f64::from(run.record.agents)),
                run.record.weeks,
                run.record.seed,
                (run.seconds * 1000.0).round()
            );
            ui.label(theme::quiet(said));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(theme::quiet(crate::run::DISCLAIMER)).truncate());
        });
    });
}
