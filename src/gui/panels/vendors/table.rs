//! The table of vendors: sorted by a click or Enter on a heading, only visible rows laid out.

use std::collections::BTreeMap;

use egui::{Button, Label, ScrollArea, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use super::super::super::theme;
use super::super::super::vendors::{Head, Money};
use super::super::super::widgets::{Spark, paint_sparks, sort_words};
use super::super::super::worker::Finished;
use super::Shown;

/// Lines of vendors that were drawn, so that a frame does not look them up again.
#[derive(Debug, Default)]
pub(super) struct Sparks {
    of: BTreeMap<u32, Vec<[f64; 2]>>,
    key: (u64, Money),
}

impl Sparks {
    fn get(&mut self, run: &Finished, money: Money, firm: u32) -> &[[f64; 2]] {
        if self.key != (run.token, money) {
            self.of.clear();
            self.key = (run.token, money);
        }
        self.of.entry(firm).or_insert_with(|| money.series(&run.trace, firm))
    }
}

/// What was asked for in the table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// Another order.
    pub(super) sort: Option<Head>,
    /// The vendor, by its number, that was clicked.
    pub(super) picked: Option<u64>,
}

fn column(head: Head) -> Column {
    match head {
        Head::Name => Column::initial(158.0).at_least(90.0).clip(true).resizable(true),
        Head::Category => Column::initial(112.0).at_least(60.0).clip(true).resizable(true),
        Head::Channels => Column::exact(94.0),
        Head::Cash | Head::Gross | Head::Profit => Column::exact(82.0),
        Head::Gap => Column::exact(88.0),
        Head::Quality | Head::Accuracy | Head::Born | Head::Left => Column::exact(62.0),
    }
}

const fn is_figure(head: Head) -> bool {
    !matches!(head, Head::Name | Head::Category | Head::Channels)
}

/// Draws the table.
pub(super) fn table_ui(
    ui: &mut Ui,
    shown: &Shown,
    money: Money,
    picked: Option<u64>,
    sparks: &mut Sparks,
    run: &Finished,
) -> Asked {
    let mut asked = Asked::default();
    let last = run.trace.weeks().saturating_sub(1);
    let compares = shown.runs.1.is_some();
    let heads: Vec<Head> = Head::ALL.iter().copied().filter(|head| compares || *head != Head::Gap).collect();
    ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let mut table = TableBuilder::new(ui).striped(true).sense(Sense::CLICK).min_scrolled_height(0.0);
        table = table.cell_layout(egui::Layout::left_to_right(egui::Align::Center));
        // The line stands behind the name.
        table = table.column(column(Head::Name)).column(Column::exact(116.0));
        for head in &heads[1..] {
            table = table.column(column(*head));
        }
        table
            .header(34.0, |mut header| {
                for (place, head) in heads.iter().enumerate() {
                    header.col(|ui| head_ui(ui, *head, shown, &mut asked));
                    if place == 0 {
                        header.col(|ui| {
                            ui.label(theme::quiet(format!("{}, all weeks", money.label())));
                        });
                    }
                }
            })
            .body(|body| {
                body.rows(22.0, shown.rows.len(), |mut row| {
                    let vendor = &shown.rows[row.index()];
                    row.set_selected(picked == Some(vendor.firm.id));
                    for (place, head) in heads.iter().enumerate() {
                        row.col(|ui| {
                            if place == 0 {
                                let name = format!("{}, {}", vendor.name, vendor.firm.category.label());
                                let button = Button::new(&vendor.name).frame_when_inactive(false).truncate();
                                if ui.add(button).accessible_name(name).clicked() {
                                    asked.picked = Some(vendor.firm.id);
                                }
                            } else {
                                cell_ui(ui, vendor.cell(*head), *head);
                            }
                        });
                        if place == 0 {
                            let points = sparks.get(run, money, vendor.place);
                            row.col(|ui| {
                                let (rect, _) = ui.allocate_exact_size(vec2(108.0, 18.0), Sense::hover());
                                let color = theme::accent(ui.visuals().dark_mode);
                                let line = Spark { points, color, dashed: false };
                                paint_sparks(ui, rect, &[line], last, shown.week);
                            });
                        }
                    }
                    if row.response().clicked() {
                        asked.picked = Some(vendor.firm.id);
                    }
                });
            });
    });
    asked
}

fn head_ui(ui: &mut Ui, head: Head, shown: &Shown, asked: &mut Asked) {
    let sorts = shown.wanted.sort == head;
    let words = sort_words(head.label(), sorts.then_some(shown.wanted.descending));
    ui.spacing_mut().button_padding.x = 2.0;
    let button = ui.add(Button::new(words).wrap().frame_when_inactive(false));
    let order = match (sorts, shown.wanted.descending) {
        (false, _) => String::new(),
        (true, true) => ", largest first".to_owned(),
        (true, false) => ", smallest first".to_owned(),
    };
    let button = button.accessible_name(format!("Sort by {}", head.label()));
    if button.on_hover_text(format!("{}{order}", head.help())).clicked() {
        asked.sort = Some(head);
    }
}

fn cell_ui(ui: &mut Ui, words: String, head: Head) {
    let label = Label::new(words).selectable(false).truncate();
    if is_figure(head) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(6.0);
            ui.add(label);
        });
    } else {
        ui.add(label);
    }
}
