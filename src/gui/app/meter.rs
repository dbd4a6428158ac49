//! Measures frames: the clock of the statistics, and the small display over the tabs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use eframe::egui_glow::CallbackFn;
use egui::{Align2, Area, Context, Frame, Grid, Id, LayerId, Order, PaintCallback, Rect, Vec2};

use super::super::frame_stats::{FrameStats, FrameTimes, Summary};
use super::super::theme;
use super::super::workbench::Workbench;

/// The display stands under the top bar.
const CORNER: Vec2 = Vec2::new(-16.0, 84.0);

/// The clock of the statistics. Without somebody who wants to know it measures nothing.
pub(super) struct Meter {
    opened: Instant,
    stats: FrameStats,
    /// Whether the whole session is measured, display or not.
    always: bool,
    began: f64,
    /// When the frame before began; none once it is counted.
    before: Option<f64>,
    logic_ended: f64,
    layout_ended: f64,
    /// When painting of the last frame began, in nanoseconds; set by the painter.
    painted: Arc<AtomicU64>,
    /// Newest run that was asked for when the frame began.
    asked: u64,
    /// Run in the picture, and the seconds it took.
    shown: Option<(u64, f64)>,
    told: u64,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            opened: Instant::now(),
            stats: FrameStats::default(),
            always: false,
            began: 0.0,
            before: None,
            logic_ended: 0.0,
            layout_ended: 0.0,
            painted: Arc::default(),
            asked: 0,
            shown: None,
            told: 0,
        }
    }
}

fn place() -> Id {
    Id::unique("frame statistics")
}

/// Whether the small display is to be seen.
pub fn is_shown(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(place()).unwrap_or_default())
}

impl Meter {
    /// Measures from now on until the window is closed.
    pub(super) const fn always(&mut self) {
        self.always = true;
    }

    /// Shows or hides the small display. What was measured before it is shown is forgotten.
    pub(super) fn toggle(&mut self, ctx: &Context) {
        let shown = is_shown(ctx);
        if !shown {
            self.stats = FrameStats::default();
        }
        ctx.data_mut(|data| data.insert_temp(place(), !shown));
    }

    /// What was measured, where somebody wants to know at the end.
    pub(super) fn summary(&mut self) -> Option<Summary> {
        self.end_frame();
        self.always.then(|| self.stats.summary())
    }

    fn now(&self) -> f64 {
        self.opened.elapsed().as_secs_f64()
    }

    /// The window begins to work for a frame.
    pub(super) fn begin(&mut self) {
        self.end_frame();
        self.before = Some(self.began);
        self.began = self.now();
    }

    /// Takes over what is known of the last frame now that it is painted.
    fn end_frame(&mut self) {
        let painted = self.painted.swap(0, Ordering::Relaxed) as f64 / 1e9;
        if painted < self.layout_ended || self.layout_ended < self.began {
            return;
        }
        let times = FrameTimes {
            logic: self.logic_ended - self.began,
            layout: self.layout_ended - self.logic_ended,
            tessellation: painted - self.layout_ended,
        };
        self.stats.frame(self.began, times);
        if let Some((token, seconds)) = self.shown.filter(|(token, _)| *token != self.told) {
            self.stats.shown(token, painted, seconds);
            self.told = token;
        }
    }

    /// The logic of a frame is done.
    pub(super) fn logic_done(&mut self, ctx: &Context) {
        self.logic_ended = self.now();
        // Only where the frame before asked for this one at once is the time between them the time of a frame.
        if let Some(before) = self.before.take()
            && ctx.requested_repaint_last_pass()
            && self.measures(ctx)
        {
            self.stats.whole_frame(before, self.began - before);
        }
    }

    fn measures(&self, ctx: &Context) -> bool {
        self.always || is_shown(ctx)
    }

    /// The layout of a frame begins: from here on the picture is decided.
    pub(super) fn begin_layout(&mut self, ctx: &Context, workbench: &Workbench) {
        if !self.measures(ctx) {
            return;
        }
        self.asked = workbench.asked();
        self.shown = workbench.current().map(|run| (run.token, run.seconds));
        let (painted, opened) = (Arc::clone(&self.painted), self.opened);
        // The first thing that is painted tells when the triangles were ready.
        let tell = CallbackFn::new(move |_, _| {
            painted.store(opened.elapsed().as_nanos() as u64, Ordering::Relaxed);
        });
        let rect = Rect::from_min_size(ctx.content_rect().min, Vec2::splat(1.0));
        ctx.layer_painter(LayerId::background()).add(PaintCallback { rect, callback: Arc::new(tell) });
    }

    /// The layout of a frame is done, and commands are carried out.
    pub(super) fn layout_done(&mut self, ctx: &Context, workbench: &Workbench) {
        if !self.measures(ctx) {
            return;
        }
        if workbench.asked() > self.asked {
            self.stats.asked(workbench.asked(), self.began);
        }
        if is_shown(ctx) {
            display_ui(ctx, &self.stats.recent());
        }
        self.layout_ended = self.now();
    }
}

fn display_ui(ctx: &Context, summary: &Summary) {
    let area = Area::new(place()).order(Order::Foreground).interactable(false);
    area.anchor(Align2::RIGHT_TOP, CORNER).show(ctx, |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_max_width(520.0);
            Grid::new("frame statistics").num_columns(2).show(ui, |ui| {
                for (name, said) in summary.lines() {
                    ui.label(theme::quiet(name));
                    ui.label(said);
                    ui.end_row();
                }
            });
        });
    });
}
