//! The tab of the vendors: a table of all that live in the week of the time cursor, and the life of one of them.

mod detail;
mod table;

use egui::{ComboBox, Panel, TextEdit, Ui};

use super::super::command::Command;
use super::super::text;
use super::super::theme;
use super::super::vendors::{Money, Row, Totals, Twins, Wanted, rows};
use super::super::workbench::Workbench;
use super::super::worker::Finished;
use crate::scenario::vocabulary::Category;
use detail::{Detail, detail_ui};
use table::{Sparks, table_ui};

/// From this width on the life of a vendor stands beside the table, else below it.
const BESIDE: f32 = 1020.0;

/// How the tab looks.
#[derive(Debug, Default)]
pub struct VendorView {
    wanted: Wanted,
    money: Money,
    /// Number of the vendor whose life is shown.
    picked: Option<u64>,
    /// The row the keyboard or a search brings into view.
    shown: Option<Shown>,
    sparks: Sparks,
    detail: Option<Detail>,
}

/// What was last worked out, and for what.
#[derive(Debug)]
struct Shown {
    runs: (u64, Option<u64>),
    week: u32,
    wanted: Wanted,
    twins: Twins,
    rows: Vec<Row>,
    totals: Totals,
}

impl VendorView {
    /// Works the rows out again if anything they depend on has changed.
    fn refresh(&mut self, workbench: &Workbench, run: &Finished, baseline: Option<&Finished>) {
        let runs = (run.token, baseline.map(|run| run.token));
        let week = workbench.playback.week().min(run.trace.weeks().saturating_sub(1));
        let known = self.shown.take();
        if let Some(shown) = &known
            && (shown.runs, shown.week, &shown.wanted) == (runs, week, &self.wanted)
        {
            self.shown = known;
            return;
        }
        let fresh = || baseline.map_or_else(Twins::default, |baseline| Twins::of(&baseline.trace));
        let twins = known.filter(|known| known.runs.1 == runs.1).map_or_else(fresh, |known| known.twins);
        let other = baseline.map(|baseline| (&baseline.trace, &twins));
        let rows = rows(workbench.scenario(), &run.trace, other, week, &self.wanted);
        let totals = Totals::of(&rows);
        self.shown = Some(Shown { runs, week, wanted: self.wanted.clone(), twins, rows, totals });
    }
}

/// Draws the tab.
pub fn vendors_ui(ui: &mut Ui, workbench: &Workbench, view: &mut VendorView, commands: &mut Vec<Command>) {
    let Some(run) = workbench.current() else {
        ui.label("The first run is being computed");
        return;
    };
    let baseline = workbench.baseline().filter(|baseline| baseline.token != run.token).map(AsRef::as_ref);
    view.refresh(workbench, run, baseline);
    if let Some(id) = view.picked {
        let beside = ui.available_width() >= BESIDE;
        let detail = view.detail.take().filter(|detail| detail.holds(id, run, baseline));
        view.detail = detail.or_else(|| Detail::new(workbench, id, run, baseline));
        if let Some(detail) = &view.detail {
            let draw = |ui: &mut Ui| detail_ui(ui, workbench, detail, run, baseline, commands);
            let open = if beside {
                let panel = Panel::right("vendor").default_size(380.0).size_range(300.0..=560.0);
                panel.show(ui, draw).inner
            } else {
                let panel = Panel::bottom("vendor below").default_size(250.0).size_range(150.0..=420.0);
                panel.show(ui, draw).inner
            };
            if !open {
                view.picked = None;
            }
        }
    }
    filters_ui(ui, view);
    let Some(shown) = &view.shown else { return };
    totals_ui(ui, workbench, shown);
    ui.add_space(4.0);
    if shown.rows.is_empty() {
        ui.label("No vendor of this week has all of what is asked for above");
        if ui.button("Show all vendors").clicked() {
            view.wanted = Wanted { ever: true, ..Wanted::default() };
        }
        return;
    }
    let asked = table_ui(ui, shown, view.money, view.picked, &mut view.sparks, run);
    if let Some(head) = asked.sort {
        view.wanted.sort_by(head);
    }
    if let Some(id) = asked.picked {
        view.picked = if view.picked == Some(id) { None } else { Some(id) };
    }
}

fn filters_ui(ui: &mut Ui, view: &mut VendorView) {
    let wanted = &mut view.wanted;
    ui.horizontal_wrapped(|ui| {
        let field = TextEdit::singleline(&mut wanted.search).hint_text("Search vendors").desired_width(170.0);
        ui.add(field).accessible_name("Search vendors");
        let name = |category: Option<Category>| {
            category.map_or_else(|| "All categories".to_owned(), |category| text::capitalised(category.label()))
        };
        let combo = ComboBox::from_id_salt("category").selected_text(name(wanted.category)).width(150.0);
        let combo = combo.show_ui(ui, |ui| {
            theme::menu(ui);
            for category in std::iter::once(None).chain(Category::ALL.iter().copied().map(Some)) {
                if ui.selectable_value(&mut wanted.category, category, name(category)).clicked() {
                    ui.close();
                }
            }
        });
        combo.response.accessible_name("Category of vendors");
        ui.checkbox(&mut wanted.named, "Named only").on_hover_text("Only vendors that the scenario names");
        let help = "Also those that have left or are still to come";
        ui.checkbox(&mut wanted.ever, "All that ever lived").on_hover_text(help);
        ui.label(theme::quiet("Line shows"));
        let combo = ComboBox::from_id_salt("money").selected_text(view.money.label()).width(110.0);
        let combo = combo.show_ui(ui, |ui| {
            theme::menu(ui);
            for money in Money::ALL {
                if ui.selectable_value(&mut view.money, *money, money.label()).clicked() {
                    ui.close();
                }
            }
        });
        combo.response.accessible_name("What the line shows");
    });
}

fn totals_ui(ui: &mut Ui, workbench: &Workbench, shown: &Shown) {
    let Totals { alive, money: [cash, gross, profit] } = shown.totals;
    let others = shown.rows.len() - alive;
    let others = if others == 0 { String::new() } else { format!(" and {} others", text::number(others as f64)) };
    ui.label(theme::quiet(format!(
        "{} vendors alive{others} in the week of {} (week {}), gross revenue RMB {} million \
         and profit RMB {} million in the week, cash RMB {} million; those that left in the week count in the metrics and not here",
        text::number(alive as f64),
        text::date(workbench.scenario(), shown.week),
        shown.week,
        text::number(gross),
        text::number(profit),
        text::number(cash),
    )));
}
