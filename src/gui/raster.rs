//! A picture in pixels, drawn by the same crates and with the same fonts as the text of the window.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::FontRef;
use skrifa::{GlyphId, MetadataProvider as _};
use vello_cpu::kurbo::{Affine, BezPath, Cap, Join, Rect, Stroke};
use vello_cpu::peniko::color::{AlphaColor, Srgb};
use vello_cpu::{Pixmap, RenderContext, Resources};

use super::theme;
use crate::export::picture::{Anchor, Colour, Mark, Picture};

/// Pixels a unit of the picture, so that it is sharp in print.
const SCALE: f64 = 2.0;

/// A picture in pixels: columns, rows, and red, green, blue and opacity of each.
#[derive(Debug)]
pub struct Pixels {
    /// Columns and rows.
    pub size: (u32, u32),
    /// Four bytes a pixel, row by row.
    pub rgba: Vec<u8>,
}

/// Draws a picture. Nothing is drawn of letters that no shipped font has.
pub fn pixels(picture: &Picture) -> Pixels {
    let size = (whole(picture.width * SCALE), whole(picture.height * SCALE));
    let mut paper = RenderContext::new(size.0, size.1);
    paper.set_paint(paint(Colour([255; 4])));
    paper.fill_rect(&Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1)));
    paper.set_transform(Affine::scale(SCALE));
    let fonts = Fonts::new();
    for mark in &picture.marks {
        match mark {
            Mark::Line { points, colour, width, dash } => {
                let line = Stroke::new(*width).with_join(Join::Round).with_caps(Cap::Butt);
                paper.set_stroke(if dash.0 > 0.0 { line.with_dashes(0.0, [dash.0, dash.1]) } else { line });
                paper.set_paint(paint(*colour));
                paper.stroke_path(&path(points));
            }
            Mark::Area { points, colour } => {
                let mut ring = path(points);
                ring.close_path();
                paper.set_paint(paint(*colour));
                paper.fill_path(&ring);
            }
            Mark::Text { at, anchor, size, strong, colour, text } => {
                paper.set_paint(paint(*colour));
                paper.fill_path(&fonts.line(*at, *anchor, *size, *strong, text));
            }
        }
    }
    let mut pixels = Pixmap::new(size.0, size.1);
    paper.flush();
    paper.render(&mut pixels, &mut Resources::new());
    // The paper is opaque, so that premultiplied colours are the colours.
    Pixels { size: (size.0.into(), size.1.into()), rgba: pixels.data_as_u8_slice().to_vec() }
}

fn whole(length: f64) -> u16 {
    length.ceil().clamp(1.0, f64::from(u16::MAX)) as u16
}

fn paint(colour: Colour) -> AlphaColor<Srgb> {
    let [red, green, blue, cover] = colour.0;
    AlphaColor::from_rgba8(red, green, blue, cover)
}

fn path(points: &[(f64, f64)]) -> BezPath {
    let mut path = BezPath::new();
    for (place, point) in points.iter().enumerate() {
        if place == 0 { path.move_to(*point) } else { path.line_to(*point) }
    }
    path
}

/// The fonts of the window, the first that has a letter draws it.
struct Fonts {
    plain: Vec<FontRef<'static>>,
    strong: Vec<FontRef<'static>>,
}

impl Fonts {
    fn new() -> Self {
        let [plain, strong, signs] = theme::FONTS.map(|bytes| FontRef::new(bytes).ok());
        let list = |first: &Option<FontRef<'static>>| first.iter().chain(&signs).cloned().collect();
        Self { plain: list(&plain), strong: list(&strong) }
    }

    /// The outline of a line of text.
    fn line(&self, at: (f64, f64), anchor: Anchor, size: f64, strong: bool, text: &str) -> BezPath {
        let mut pen = Pen { path: BezPath::new(), at: (0.0, 0.0) };
        let fonts = if strong { &self.strong } else { &self.plain };
        let letters = text.chars().filter_map(|letter| {
            let glyph = |font: &FontRef<'static>| font.charmap().map(letter);
            fonts.iter().find_map(|font| Some((font, glyph(font)?)))
        });
        let letters: Vec<(&FontRef<'static>, GlyphId)> = letters.collect();
        let scale = Size::new(size as f32);
        let width = |(font, glyph): &(&FontRef<'static>, GlyphId)| {
            f64::from(font.glyph_metrics(scale, LocationRef::default()).advance_width(*glyph).unwrap_or_default())
        };
        let length: f64 = letters.iter().map(width).sum();
        let before = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5 * length,
            Anchor::End => length,
        };
        pen.at = (at.0 - before, at.1);
        for letter in &letters {
            if let Some(outline) = letter.0.outline_glyphs().get(letter.1) {
                // An outline that cannot be drawn leaves a gap.
                let _ = outline.draw(DrawSettings::unhinted(scale, LocationRef::default()), &mut pen);
            }
            pen.at.0 += width(letter);
        }
        pen.path
    }
}

/// Collects outlines, whose heights grow upwards, at a place on the paper.
struct Pen {
    path: BezPath,
    at: (f64, f64),
}

impl Pen {
    fn on_paper(&self, x: f32, y: f32) -> (f64, f64) {
        (self.at.0 + f64::from(x), self.at.1 - f64::from(y))
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.on_paper(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.on_paper(x, y));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.path.quad_to(self.on_paper(cx0, cy0), self.on_paper(x, y));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.path.curve_to(self.on_paper(cx0, cy0), self.on_paper(cx1, cy1), self.on_paper(x, y));
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(anchor: Anchor, words: &str) -> Picture {
        let at = (50.0, 20.0);
        let text = words.to_owned();
        let mark = Mark::Text { at, anchor, size: 12.0, strong: true, colour: Colour::INK, text };
        Picture { title: String::new(), width: 100.0, height: 30.0, marks: vec![mark] }
    }

    /// Leftmost and rightmost column that is not white.
    fn inked(picture: &Picture) -> Option<(usize, usize)> {
        let pixels = pixels(picture);
        let wide = pixels.size.0 as usize;
        let dark = pixels.rgba.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[0] < 200).map(|(k, _)| k % wide);
        Some((dark.clone().min()?, dark.max()?))
    }

    #[test]
    fn text_stands_at_its_anchor() {
        let (start, _) = inked(&text(Anchor::Start, "Share → 12 %")).expect("ink");
        let (_, end) = inked(&text(Anchor::End, "Share")).expect("ink");
        let (left, right) = inked(&text(Anchor::Middle, "HH")).expect("ink");
        assert!((100..106).contains(&start) && (94..=100).contains(&end), "{start} {end}");
        assert!(left.abs_diff(200 - right) <= 3, "{left} {right}");
        assert_eq!(inked(&text(Anchor::Start, "")), None);
    }

    #[test]
    fn a_dashed_line_has_gaps_and_a_faint_area_is_faint() {
        let line =
            Mark::Line { points: vec![(0.0, 5.0), (100.0, 5.0)], colour: Colour::INK, width: 2.0, dash: (5.0, 5.0) };
        let ring = vec![(0.0, 10.0), (100.0, 10.0), (100.0, 20.0), (0.0, 20.0)];
        let area = Mark::Area { points: ring, colour: Colour([0, 0, 0, 51]) };
        let picture = Picture { title: String::new(), width: 100.0, height: 30.0, marks: vec![line, area] };
        let pixels = pixels(&picture);
        let at = |x: usize, y: usize| pixels.rgba[(y * 200 + x) * 4];
        assert!(at(4, 10) < 60 && at(15, 10) == 255, "{} {}", at(4, 10), at(15, 10));
        assert_eq!(at(100, 30), 204);
    }
}
