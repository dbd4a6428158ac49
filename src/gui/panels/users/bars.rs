//! Groups of users as bars of five bins, those who lose most at the left.

use egui::{Align2, Button, FontId, Label, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::super::super::people::{BINS, Group, one_decimal};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;

/// Least width of a part of a bar that can hold its figure.
const ROOM: f32 = 44.0;

/// What the parts of the bars mean.
pub(super) fn legend_ui(ui: &mut Ui) {
    let dark = ui.visuals().dark_mode;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        for (k, bin) in BINS.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
            let (ground, ink) = theme::bin(dark, k);
            ui.painter().rect_filled(rect, 2.0, ground);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, bin.sign, FontId::proportional(11.0), ink);
            ui.label(theme::quiet(bin.label));
            ui.add_space(6.0);
        }
    });
}

/// Draws a row a group; a click on its name chooses it.
pub(super) fn bars_ui(ui: &mut Ui, workbench: &Workbench, groups: &[Group], member: &mut Option<u8>) {
    let persons_m = workbench.scenario().persons_m;
    let all = groups.first().map_or(1, |group| group.users.max(1)) as f64;
    let names = (ui.available_width() * 0.22).clamp(130.0, 240.0);
    let table = TableBuilder::new(ui)
        .vscroll(false)
        .striped(true)
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .column(Column::exact(names).clip(true))
        .column(Column::exact(84.0))
        .column(Column::exact(176.0).clip(true))
        .column(Column::remainder().at_least(160.0).clip(true));
    table
        .header(20.0, |mut header| {
            for words in ["Group", "Users, million", "Mean change, RMB a week", "Share of users"] {
                header.col(|ui| {
                    ui.label(theme::quiet(words));
                });
            }
        })
        .body(|body| {
            body.rows(24.0, groups.len(), |mut row| {
                let group = &groups[row.index()];
                row.col(|ui| {
                    let chosen = *member == group.member;
                    let button = Button::selectable(chosen, &group.name).truncate();
                    if ui.add(button).on_hover_text("Chooses the group from which a user is picked below").clicked() {
                        *member = group.member;
                    }
                });
                row.col(|ui| {
                    ui.add(Label::new(text::number((group.users as f64 / all * persons_m * 10.0).round() / 10.0)));
                });
                row.col(|ui| {
                    ui.add(Label::new(change(group)).truncate());
                });
                row.col(|ui| bar_ui(ui, group));
            });
        });
}

/// The mean change with the mean it starts from.
fn change(group: &Group) -> String {
    let [now, before] = group.mean_rmb;
    let gap = ((now - before) * 1000.0).round() / 1000.0;
    let sign = if gap > 0.0 { "+" } else { "" };
    format!("{sign}{} from {}", text::number(gap), text::number((before * 100.0).round() / 100.0))
}

fn bar_ui(ui: &mut Ui, group: &Group) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 6.0, 18.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, group.sentence()));
    let dark = ui.visuals().dark_mode;
    let mut left = rect.left();
    for (k, bin) in BINS.iter().enumerate() {
        let percent = group.percent(k);
        let width = rect.width() * (percent / 100.0) as f32;
        let part = Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()));
        left += width;
        if width <= 0.0 {
            continue;
        }
        let (ground, ink) = theme::bin(dark, k);
        ui.painter().rect_filled(part.shrink2(vec2(0.5, 0.0)), 2.0, ground);
        if width >= ROOM {
            let words = format!("{} {} %", bin.sign, one_decimal(percent));
            let words = if width >= 70.0 { words } else { format!("{} %", percent.round()) };
            ui.painter().text(part.center(), Align2::CENTER_CENTER, words, FontId::proportional(11.0), ink);
        }
    }
    response.on_hover_text(group.sentence());
}
