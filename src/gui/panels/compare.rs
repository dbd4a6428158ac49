//! Runs side by side: which they are, how they differ from the baseline in every metric, whether luck could do that, and
//! the difference over time.

mod chips;
mod plot;
mod table;

use egui::{CollapsingHeader, ComboBox, DragValue, Frame, Label, Margin, Panel, ProgressBar, Stroke, TextEdit, Ui};

use super::super::access::AccessCommand;
use super::super::command::{Action, Command};
use super::super::comparison::{Comparison, Order};
use super::super::plots::{Curves, PlotChoice, Pointer};
use super::super::replications::MOST_SEEDS;
use super::super::theme;
use super::super::why::Why;
use super::super::widgets::number;
use super::super::workbench::Workbench;
use super::action_button;
use super::changes::{Wanted, differences_ui, list_ui};
use crate::run::compare::{FEWEST_PAIRS, LUCK_NOTE};
use crate::run::summary::SUMMARY_NOTE;
use chips::ChipView;

/// Where less height than this is left for table and plot together, the plot is closed until it is asked for.
const WITH_PLOT: f32 = 330.0;
/// Heights that the table and the plot keep, whatever the other one gets.
const LEAST: (f32, f32) = (140.0, 100.0);

/// How the tab looks.
#[derive(Debug)]
pub struct CompareView {
    comparison: Option<Comparison>,
    search: String,
    headlines: bool,
    order: Order,
    /// The metric whose difference is plotted.
    picked: PlotChoice,
    /// Whether the plot is open, where that was said.
    plot: Option<bool>,
    chips: ChipView,
    curves: Curves,
    pointer: Pointer,
    why: Option<Why>,
}

impl Default for CompareView {
    fn default() -> Self {
        Self {
            comparison: None,
            search: String::new(),
            headlines: true,
            order: Order::default(),
            picked: PlotChoice::headline(),
            plot: None,
            chips: ChipView::default(),
            curves: Curves::default(),
            pointer: Pointer::default(),
            why: None,
        }
    }
}

/// Draws the tab. Returns what was asked for that another tab does.
pub fn compare_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    view: &mut CompareView,
    commands: &mut Vec<Command>,
) -> Option<Wanted> {
    view.comparison = Comparison::refreshed(view.comparison.take(), workbench);
    if view.comparison.is_none() {
        ui.centered_and_justified(|ui| ui.label("The first run is being computed"));
        return None;
    }
    ui.horizontal_wrapped(|ui| {
        for action in [Action::PinRun, Action::SwapBaseline, Action::AddToComparison] {
            action_button(ui, workbench, action, commands);
        }
        chips::scenarios_ui(ui, workbench, &mut view.chips, commands);
    });
    chips::chips_ui(ui, workbench, &mut view.chips, commands);
    view.why = Why::refreshed(view.why.take(), workbench);
    if let Some(why) = view.why.as_ref().filter(|why| why.speaks()) {
        why_ui(ui, why, commands);
    }
    luck_ui(ui, workbench, commands);
    let made = workbench.changes().len();
    let heading = if workbench.baseline_pin().is_some() {
        let differ = workbench.steps_from_baseline().len();
        format!("What is changed in this run, {made} from its scenario and {differ} from the baseline")
    } else {
        format!("What is changed in this run ({made})")
    };
    let wanted = CollapsingHeader::new(theme::title(heading))
        .id_salt("changes")
        .default_open(false)
        .show(ui, |ui| {
            egui::ScrollArea::vertical()
                .max_height(150.0)
                .id_salt("list of changes")
                .show(ui, |ui| {
                    let wanted = list_ui(ui, workbench, commands);
                    differences_ui(ui, workbench);
                    wanted
                })
                .inner
        })
        .body_returned
        .flatten();
    let room = ui.available_height() - ui.spacing().interact_size.y;
    let with_plot = view.plot.unwrap_or(room >= WITH_PLOT);
    filters_ui(ui, view, with_plot);
    if with_plot {
        let most = (room - LEAST.0).max(LEAST.1);
        let panel = Panel::bottom("difference").resizable(true).default_size(150.0).size_range(LEAST.1..=most);
        panel.show(ui, |ui| plot::plot_ui(ui, workbench, view, commands));
    }
    if let Some(comparison) = &view.comparison {
        let shown = comparison.shown(&view.search, view.headlines, view.order);
        table::table_ui(ui, workbench, comparison, &shown, &mut view.picked);
    }
    wanted
}

/// Why nothing changed.
fn why_ui(ui: &mut Ui, why: &Why, commands: &mut Vec<Command>) {
    let frame = Frame::new().stroke(Stroke::new(1.0, ui.visuals().warn_fg_color)).corner_radius(6.0);
    frame.inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add(Label::new(theme::title(&why.headline)).wrap());
        for reason in &why.reasons {
            ui.add(Label::new(reason).wrap());
        }
        if why.few_phones && ui.button("Let all phones read messages").clicked() {
            commands.push(Command::Access(AccessCommand::OnAllPhones(true)));
        }
    });
}

/// How much luck is drawn, and which difference is of interest.
fn luck_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Smallest gap of interest");
        let mut gap = workbench.gap();
        let field = DragValue::new(&mut gap)
            .range(0.0..=1.0)
            .speed(0.001)
            .custom_formatter(|value, _| number::shown("share", value))
            .custom_parser(|typed| number::parsed("share", typed));
        let field = ui.add(field).labelled_by(label.id);
        let help = "Differences below this share of the baseline's figure do not matter to you";
        if field.on_hover_text(help).changed() {
            commands.push(Command::SetGap(gap));
        }
        ui.label("of the baseline");
        ui.add_space(10.0);
        let label = ui.label("Seeds of each run");
        let mut seeds = workbench.replications().wanted();
        let field = ui.add(DragValue::new(&mut seeds).range(1..=MOST_SEEDS).speed(0.2)).labelled_by(label.id);
        let help = format!("Each run is computed with so many seeds; a verdict needs {FEWEST_PAIRS}");
        if field.on_hover_text(help).changed() {
            commands.push(Command::SetSeeds(seeds));
        }
        let (done, wanted) = workbench.replications().progress();
        if done < wanted {
            let share = done as f32 / wanted.max(1) as f32;
            ui.add(ProgressBar::new(share).desired_width(90.0).desired_height(6.0));
            ui.label(theme::quiet(format!("{done} of {wanted} runs with other seeds")));
        }
        if let Some(why) = workbench.replications().failure() {
            ui.colored_label(ui.visuals().warn_fg_color, format!("A seed has no run, {why}"));
        }
    });
    // All of it is read on hover; here it must leave room for the figures.
    let note = format!("{LUCK_NOTE} {SUMMARY_NOTE}");
    ui.add(Label::new(theme::quiet(&note)).truncate()).on_hover_text(&note);
}

fn filters_ui(ui: &mut Ui, view: &mut CompareView, with_plot: bool) {
    ui.horizontal_wrapped(|ui| {
        let field = TextEdit::singleline(&mut view.search).hint_text("Search metrics").desired_width(170.0);
        ui.add(field).accessible_name("Search compared metrics");
        ui.checkbox(&mut view.headlines, "Headline metrics only");
        let order = ComboBox::from_id_salt("order").selected_text(view.order.label()).width(180.0);
        let order = order.show_ui(ui, |ui| {
            theme::menu(ui);
            for known in Order::ALL {
                if ui.selectable_value(&mut view.order, *known, known.label()).clicked() {
                    ui.close();
                }
            }
        });
        order.response.accessible_name("Order of metrics");
        let mut open = with_plot;
        if ui.checkbox(&mut open, "Plot").on_hover_text("The difference of the picked metric over time").changed() {
            view.plot = Some(open);
        }
    });
}
