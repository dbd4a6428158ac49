//! The line at the very bottom: what was run, what is being run, and the sentence every result carries.

use egui::{Align, Layout, ProgressBar, RichText, ScrollArea, Ui};

use super::text;
use super::theme;
use super::workbench::{Notice, Workbench};

/// Draws the line. `told` is what was told so far, the newest last.
pub fn status_ui(ui: &mut Ui, workbench: &Workbench, told: &[Notice]) {
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
        let (done, wanted) = workbench.replications().progress();
        if done < wanted && workbench.current().is_some() {
            let said = format!("{done} of {wanted} seeds");
            ui.label(theme::quiet(said))
                .on_hover_text("Runs with other seeds, which say what is luck; they wait for you");
        }
        if !told.is_empty() {
            told_ui(ui, told);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(theme::quiet(crate::run::DISCLAIMER)).truncate());
        });
    });
}

/// Past notices, which vanish from the window after a few seconds.
fn told_ui(ui: &mut Ui, told: &[Notice]) {
    let label = if told.len() == 1 { "1 notice".to_owned() } else { format!("{} notices", told.len()) };
    ui.menu_button(theme::quiet(label), |ui| {
        ui.set_min_width(420.0);
        let dark = ui.visuals().dark_mode;
        ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            for notice in told.iter().rev() {
                let (sign, color, said) = match notice {
                    Notice::Done(said) => ("✓", theme::good(dark), said),
                    Notice::Failed(said) => ("!", theme::bad(dark), said),
                };
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(sign).color(color));
                    ui.add(egui::Label::new(said).wrap());
                });
            }
        });
    });
}
