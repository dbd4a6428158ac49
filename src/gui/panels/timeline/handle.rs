//! A handle on the rail: it is dragged, moved by the arrow keys, and known to screen readers as a slider.

use egui::accesskit::Action;
use egui::{EventFilter, Key, Modifiers, Rect, Response, Sense, Ui, WidgetInfo};

/// Weeks that Shift and an arrow key move by.
const STRIDE: i64 = 13;

/// What became of a handle in this frame.
pub(super) struct Moved {
    /// The week it was moved to, where it was moved.
    pub(super) week: Option<u32>,
    /// Whether the gesture is over.
    pub(super) done: bool,
    /// Whether a drag came to its end.
    pub(super) released: bool,
    /// For its look and its hover text.
    pub(super) response: Response,
}

/// Lets a handle be moved between two weeks; `week_at` tells the week at a place on the rail.
pub(super) fn handle(
    ui: &Ui,
    name: &str,
    rect: Rect,
    week: u32,
    range: std::ops::RangeInclusive<u32>,
    week_at: &dyn Fn(f32) -> u32,
) -> Moved {
    let id = ui.scope_id().with(name);
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::slider(true, f64::from(week), name));
    let (least, most) = (i64::from(*range.start()), i64::from(*range.end()));
    let inside = |week: i64| week.clamp(least, most.max(least)) as u32;
    let mut moved = Moved { week: None, done: true, released: response.drag_stopped(), response };
    if moved.response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let by = ui.input_mut(|input| {
            let mut presses = |modifiers, key| input.count_and_consume_key(modifiers, key) as i64;
            let far = presses(Modifiers::SHIFT, Key::ArrowRight) - presses(Modifiers::SHIFT, Key::ArrowLeft);
            let near = presses(Modifiers::NONE, Key::ArrowRight) - presses(Modifiers::NONE, Key::ArrowLeft);
            far * STRIDE + near
        });
        moved.week = (by != 0).then(|| inside(i64::from(week) + by));
    }
    let asked = ui.input(|input| {
        let times = |action| input.num_accesskit_action_requests(id, action) as i64;
        times(Action::Increment) - times(Action::Decrement)
    });
    if asked != 0 {
        moved.week = Some(inside(i64::from(week) + asked));
    }
    if moved.response.dragged()
        && let Some(position) = moved.response.interact_pointer_pos()
    {
        let to = inside(i64::from(week_at(position.x)));
        moved.week = (to != week).then_some(to);
        moved.done = false;
    }
    moved
}
