//! Small widgets of the window, each with an accessible name.

mod decision;
mod icon;
mod choices;
mod lever;
mod mark;
mod numbered;
mod spark;
pub mod number;

pub use decision::{Bar, paint_bar, paint_decision, paint_volume};
pub use icon::{Icon, icon_button};
pub use lever::lever_ui;
pub use mark::paint_mark;
pub use numbered::{numbered_ui, numbers};
pub use spark::{Spark, paint_sparks, spark_range};

use egui::{Rect, RichText, Style};

/// The words of a heading that sorts its table; `sorts` says whether it does so now, and then whether the largest comes
/// first.
pub fn sort_words(label: &str, sorts: Option<bool>) -> RichText {
    let way = match sorts {
        None => "",
        Some(true) => " ▾",
        Some(false) => " ▴",
    };
    let words = RichText::new(format!("{label}{way}")).small();
    if sorts.is_some() { words.strong() } else { words.weak() }
}

/// Where a horizontal slider without number puts the middle of its handle, for a place between 0 and 1.
pub fn slider_x(rect: Rect, style: &Style, place: f64) -> f32 {
    let radius = rect.height() / 2.5;
    let radius = match style.visuals.handle_shape {
        egui::style::HandleShape::Circle => radius,
        egui::style::HandleShape::Rect { aspect_ratio } => radius * aspect_ratio,
    };
    let rail = rect.x_range().shrink(radius);
    rail.min + rail.span() * place.clamp(0.0, 1.0) as f32
}
