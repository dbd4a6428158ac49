//! Outcomes, timeline and events through their accessible names: what an analyst can pick, enlarge, hide, repeat and
//! jump to.

use eframe::egui::{self, Vec2, accesskit::Role, accesskit::Toggled};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::marks::is_notable;
use gatekeepers::gui::playback::Loop;
use gatekeepers::gui::plots::{PlotChoice, PlotCommand, Smoothing, Span, Spread};
use gatekeepers::metrics::table::Dim;
use gatekeepers::metrics::{METRICS, MetricId};
use gatekeepers::scenario::LeverId;

use super::window::{harness, press, quick_harness, send, workbench};

fn type_search(harness: &mut Harness<'_, App>, words: &str) {
    harness.get_by_role_and_label(Role::TextInput, "Search metrics").type_text(words);
    harness.run();
}

/// Changes a lever, so that there is a baseline to compare with.
fn change(harness: &mut Harness<'_, App>) {
    send(harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
}

#[test]
fn every_metric_can_be_put_into_a_plot_through_the_picker() {
    let mut harness = quick_harness();
    for (spec, &metric) in METRICS.iter().zip(MetricId::ALL) {
        press(&mut harness, "Metric of plot 1");
        type_search(&mut harness, spec.id);
        let label = if spec.dim == Dim::One { spec.label.to_owned() } else { format!("{}, all", spec.label) };
        let rows = harness.query_all_by_role_and_label(Role::Button, &label);
        rows.last().unwrap_or_else(|| panic!("{} is in the list", spec.id)).click_accesskit();
        harness.run();
        assert_eq!(workbench(&harness).board().plots[0].choice, PlotChoice::all(metric), "{}", spec.id);
        assert!(harness.query_by_label("Search metrics").is_none(), "the list closes after {}", spec.id);
    }
}

#[test]
fn a_metric_is_picked_by_keyboard_alone() {
    let mut harness = quick_harness();
    harness.get_by_role_and_label(Role::Button, "Metric of the headline").focus();
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    type_search(&mut harness, "welfare");
    harness.key_press(egui::Key::ArrowDown);
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(workbench(&harness).headline(), PlotChoice::all(MetricId::welfare_stated));
}

#[test]
fn a_further_plot_is_added_and_taken_away() {
    let mut harness = quick_harness();
    let before = workbench(&harness).board().plots.len();
    press(&mut harness, "Add plot…");
    type_search(&mut harness, "multi_homing");
    harness.key_press(egui::Key::Enter);
    harness.run();
    let added = workbench(&harness).board().plots.last().map(|plot| plot.choice);
    assert_eq!(added, Some(PlotChoice::all(MetricId::multi_homing)));
    press(&mut harness, &format!("Options of plot {}", before + 1));
    press(&mut harness, "Remove plot");
    assert_eq!(workbench(&harness).board().plots.len(), before);
}

#[test]
fn a_small_plot_becomes_large_by_click_and_by_enter() {
    let mut harness = quick_harness();
    for place in [2, 5] {
        let choice = workbench(&harness).board().plots[place].choice;
        let columns = &workbench(&harness).current().expect("a run").columns;
        let name = format!("Enlarge {}", choice.label(columns));
        if place == 2 {
            press(&mut harness, &name);
        } else {
            harness.get_by_role_and_label(Role::Button, &name).focus();
            harness.run();
            harness.key_press(egui::Key::Enter);
            harness.run();
        }
        assert_eq!(workbench(&harness).board().plots[0].choice, choice);
    }
}

#[test]
fn the_legend_hides_a_run_in_all_plots_and_shows_it_again() {
    let mut harness = harness();
    change(&mut harness);
    for hidden in [true, false] {
        harness.get_by_role_and_label(Role::CheckBox, "baseline").click();
        harness.run();
        let node = harness.get_by_role_and_label(Role::CheckBox, "baseline");
        let shown = node.accesskit_node().toggled() == Some(Toggled::True);
        assert_eq!((workbench(&harness).board().hides("run baseline"), shown), (hidden, !hidden));
    }
}

#[test]
fn a_series_is_hidden_by_the_name_at_its_end() {
    let mut harness = quick_harness();
    let choice = PlotChoice::all(MetricId::phone_share);
    send(&mut harness, Command::Show { plot: Some(0), choice });
    let columns = &workbench(&harness).current().expect("a run").columns;
    let column = columns.iter().find(|column| choice.shows(column)).expect("a column").clone();
    let name = format!("{} in plot 1", column.actor);
    harness.get_by_role_and_label(Role::CheckBox, &name).click();
    harness.run();
    assert!(workbench(&harness).board().hides(&column.id));
}

#[test]
fn each_plot_has_its_own_axis_difference_and_mean() {
    let mut harness = harness();
    change(&mut harness);
    press(&mut harness, "Options of plot 2");
    harness.get_by_role_and_label(Role::CheckBox, "Logarithmic axis").click();
    harness.run();
    press(&mut harness, Smoothing::Quarter.label());
    let plot = workbench(&harness).board().plots[1];
    assert_eq!((plot.is_log(), plot.smoothing), (true, Smoothing::Quarter));
    harness.get_by_role_and_label(Role::CheckBox, "Difference to the baseline").click();
    harness.run();
    let plot = workbench(&harness).board().plots[1];
    assert!(plot.difference && !plot.is_log(), "a difference has no logarithm");
    assert!(!workbench(&harness).board().plots[0].difference, "the other plot stays as it was");
}

#[test]
fn luck_is_shown_as_nothing_as_a_band_and_as_each_seed() {
    let mut harness = harness();
    change(&mut harness);
    for spread in Spread::ALL {
        press(&mut harness, "Plots ▾");
        press(&mut harness, spread.label());
        assert_eq!(workbench(&harness).board().spread, *spread);
        harness.key_press(egui::Key::Escape);
        harness.run();
    }
}

#[test]
fn the_headline_speaks_of_the_weeks_that_are_asked_for_and_leads_to_the_largest_difference() {
    let mut harness = harness();
    change(&mut harness);
    for span in Span::ALL {
        harness.get_by_role_and_label(Role::ComboBox, "Weeks of the headline").click();
        harness.run();
        press(&mut harness, span.label());
        assert_eq!(workbench(&harness).board().span, *span);
    }
    // From the end, or from the start where the largest difference lies at the end.
    if harness.query_by_role_and_label(Role::Button, "Go there").is_none() {
        send(&mut harness, Command::Seek(0));
    }
    let before = workbench(&harness).playback.week();
    press(&mut harness, "Go there");
    let week = workbench(&harness).playback.week();
    assert_ne!(week, before);
    let bench = workbench(&harness);
    let gap = |week| {
        let read = |run| gatekeepers::gui::workbench::Workbench::value(run, bench.headline(), week);
        Some((read(bench.current())? - read(bench.baseline())?).abs())
    };
    assert!((0..bench.weeks()).all(|other| gap(other) <= gap(week)), "week {week}");
}

#[test]
fn a_difference_is_one_click_away_and_an_axis_starts_at_zero_on_request() {
    let mut harness = harness();
    assert!(harness.query_by_label("Difference of plot 1").is_none(), "there is nothing to differ from");
    change(&mut harness);
    press(&mut harness, "Difference of plot 1");
    assert!(workbench(&harness).board().plots[0].difference);
    send(&mut harness, Command::Show { plot: Some(1), choice: PlotChoice::all(MetricId::gross_revenue) });
    press(&mut harness, "Options of plot 2");
    harness.get_by_role_and_label(Role::CheckBox, "Axis from zero").click();
    harness.run();
    assert!(workbench(&harness).board().plots[1].starts_at_zero());
    send(&mut harness, Command::Show { plot: Some(1), choice: PlotChoice::headline() });
    assert!(!workbench(&harness).board().plots[1].starts_at_zero(), "zero means nothing there");
}

/// The middle of the drawn part of a plot.
fn inside(harness: &Harness<'_, App>) -> egui::Pos2 {
    let plot = harness.query_all_by_role(Role::Figure).next().expect("a plot");
    plot.rect().center()
}

fn move_to(harness: &mut Harness<'_, App>, place: egui::Pos2) {
    harness.event(egui::Event::PointerMoved(place));
    harness.run_steps(3);
}

fn button(harness: &mut Harness<'_, App>, pos: egui::Pos2, pressed: bool) {
    let modifiers = egui::Modifiers::NONE;
    harness.event(egui::Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers });
    harness.run_steps(3);
}

#[test]
fn hovering_a_plot_reads_its_week_everywhere() {
    let mut harness = quick_harness();
    let place = inside(&harness);
    let read = |harness: &Harness<'_, App>| {
        harness.get_by_role_and_label(Role::ComboBox, "Weeks of the headline").value().unwrap_or_default()
    };
    let last = read(&harness);
    move_to(&mut harness, place);
    assert!(read(&harness).starts_with("at the mouse, in the week of"), "{}", read(&harness));
    assert!(last.starts_with("in the week of"), "{last}");
    assert_eq!(workbench(&harness).playback.week(), 59, "the time cursor stays");
}

#[test]
fn a_drag_over_a_plot_zooms_all_of_them_and_a_button_shows_all_weeks_again() {
    let mut harness = quick_harness();
    let place = inside(&harness);
    move_to(&mut harness, place);
    button(&mut harness, place, true);
    move_to(&mut harness, place + Vec2::new(40.0, 0.0));
    move_to(&mut harness, place + Vec2::new(80.0, 0.0));
    button(&mut harness, place + Vec2::new(80.0, 0.0), false);
    let (from, to) = workbench(&harness).board().zoom.expect("a range");
    assert!(from > 5 && to > from + 3 && to < 59, "{from} to {to}");
    harness.remove_cursor();
    harness.run();
    press(&mut harness, "Show all weeks");
    assert_eq!(workbench(&harness).board().zoom, None);
}

#[test]
fn a_click_into_a_plot_moves_the_time_cursor() {
    let mut harness = quick_harness();
    let place = inside(&harness);
    move_to(&mut harness, place);
    button(&mut harness, place, true);
    button(&mut harness, place, false);
    assert!((10..50).contains(&workbench(&harness).playback.week()), "{}", workbench(&harness).playback.week());
}

#[test]
fn weeks_are_repeated_between_two_buttons_and_handles_move_by_keyboard() {
    let mut harness = quick_harness();
    send(&mut harness, Command::Seek(10));
    press(&mut harness, Action::LoopFrom.spec().label);
    send(&mut harness, Command::Seek(14));
    press(&mut harness, Action::LoopTo.spec().label);
    assert_eq!(workbench(&harness).playback.looped(), Some(Loop { from: 10, to: 14 }));
    harness.get_by_role_and_label(Role::Slider, "Loop end").focus();
    harness.run();
    harness.key_press(egui::Key::ArrowRight);
    harness.run();
    assert_eq!(workbench(&harness).playback.looped(), Some(Loop { from: 10, to: 15 }));
    harness.get_by_role_and_label(Role::Button, Action::PlayPause.spec().label).click();
    harness.run_steps(30);
    let week = workbench(&harness).playback.week();
    assert!(workbench(&harness).playback.playing && (10..=15).contains(&week), "week {week}");
    harness.get_by_role_and_label(Role::Button, Action::PlayPause.spec().label).click();
    harness.run();
    press(&mut harness, Action::EndLoop.spec().label);
    assert_eq!(workbench(&harness).playback.looped(), None);
}

#[test]
fn the_policy_date_moves_by_arrow_keys_one_step_to_undo_each() {
    let mut harness = quick_harness();
    let before = workbench(&harness).policy_week();
    harness.get_by_role_and_label(Role::Slider, "Policy date on the timeline").focus();
    harness.run();
    harness.key_press(egui::Key::ArrowRight);
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowLeft);
    harness.run();
    assert_eq!(workbench(&harness).policy_week(), before + 1 - 13);
    send(&mut harness, Command::Do(Action::Undo));
    assert_eq!(workbench(&harness).policy_week(), before + 1);
}

#[test]
fn the_timeline_says_when_changes_act() {
    let mut harness = quick_harness();
    assert!(harness.query_by_label_contains("What you change acts from 7 Aug 2017").is_some());
    press(&mut harness, Action::Live.spec().label);
    assert!(harness.query_by_label_contains("acts from the time cursor").is_some());
}

#[test]
fn events_are_filtered_and_each_jumps_the_cursor() {
    let mut harness = quick_harness();
    let events = workbench(&harness).current().expect("a run").record.events.clone();
    let first = events.iter().find(|event| is_notable(event)).expect("something happens").clone();
    let notable = events.iter().filter(|event| is_notable(event)).count();
    press(&mut harness, &format!("Events {notable}"));
    let row = format!("Week {}, {}", first.week, first.sentence);
    harness.query_all_by_label(&row).next().expect("the row").click();
    harness.run();
    assert_eq!(workbench(&harness).playback.week(), first.week);
    harness.get_by_role_and_label(Role::TextInput, "Search events").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Search events").type_text("no such words");
    harness.run();
    assert!(harness.query_by_label("No event of this run has all of what is asked for above").is_some());
    press(&mut harness, &format!("Show all {} events", events.len()));
    let all = events.len();
    assert!(all > notable, "vendors come and go");
    let said = format!("{all} of {all} events");
    assert!(harness.query_by_label_contains(&said).is_some(), "everyday events are listed too");
}

#[test]
fn the_cursor_goes_from_event_to_event() {
    let mut harness = quick_harness();
    send(&mut harness, Command::Do(Action::ToStart));
    let events = workbench(&harness).current().expect("a run").record.events.clone();
    let weeks: Vec<u32> = events.iter().filter(|event| is_notable(event)).map(|event| event.week).collect();
    let next = weeks.iter().copied().filter(|week| *week > 0).min().expect("an event after the start");
    press(&mut harness, Action::NextEvent.spec().label);
    assert_eq!(workbench(&harness).playback.week(), next);
}

/// Run with `cargo test --release --test it -- --ignored a_frame` on a quiet machine; the bar is 8 ms in release.
#[test]
#[ignore = "it measures time"]
fn a_frame_with_two_large_and_six_small_plots_is_quick() {
    let mut harness = harness();
    change(&mut harness);
    send(&mut harness, Command::Plots(PlotCommand::SetSpread(Spread::Band)));
    let frames = 200;
    let started = std::time::Instant::now();
    for week in 0..frames {
        let ctx = harness.ctx.clone();
        harness.state_mut().send(&ctx, Command::Seek(week % 60));
        harness.step();
    }
    let each = started.elapsed().as_secs_f64() * 1000.0 / f64::from(frames);
    println!("{each:.2} ms a frame of layout, the whole window");
    assert!(cfg!(debug_assertions) || each < 8.0, "{each:.2} ms a frame");
}
