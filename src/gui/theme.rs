//! Colours, fonts and spacing: the only file of the window that names a colour.
//!
//! The colours of actors are those of Okabe and Ito (2008), which stay apart for colour-blind readers, a little lighter
//! on a dark ground. Nothing is told by colour alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText, Shadow, Stroke,
    TextStyle, Theme, Vec2, Visuals,
};

use super::access::picture::Decision;
use super::ecosystem::{Key, Node};
use super::marks::MarkKind;
use crate::metrics::table::{Column, Dim};
use crate::scenario::{LeverKind, Scenario};

/// Family of headings.
const STRONG: &str = "strong";

/// The fonts of texts and of headings, and one that covers the mathematical and other signs that a scenario's text may
/// hold.
pub const FONTS: [&[u8]; 3] = [
    include_bytes!("../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../assets/fonts/DejaVuSans.ttf"),
];

/// Largest figures, such as the headline.
pub fn display_style() -> TextStyle {
    TextStyle::Name("display".into())
}

/// Titles of plots and sections.
pub fn title_style() -> TextStyle {
    TextStyle::Name("title".into())
}

/// Installs fonts, sizes, spacing and both sets of colours.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    for theme in [Theme::Dark, Theme::Light] {
        let visuals = visuals(theme == Theme::Dark);
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals;
            style.text_styles = text_styles();
            style.spacing.item_spacing = Vec2::new(8.0, 6.0);
            style.spacing.button_padding = Vec2::new(8.0, 3.0);
            style.spacing.interact_size.y = 22.0;
            style.spacing.slider_rail_height = 4.0;
            style.spacing.combo_height = 420.0;
            style.spacing.tooltip_width = 340.0;
            style.spacing.window_margin = Margin::same(14);
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.scroll = egui::style::ScrollStyle::thin();
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in ["Inter", "Inter strong", "DejaVu Sans"].into_iter().zip(FONTS) {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
    proportional.insert(0, "Inter".to_owned());
    proportional.push("DejaVu Sans".to_owned());
    let mut strong = proportional.clone();
    strong.insert(0, "Inter strong".to_owned());
    fonts.families.entry(FontFamily::Monospace).or_default().push("DejaVu Sans".to_owned());
    fonts.families.insert(FontFamily::Name(STRONG.into()), strong);
    fonts
}

fn text_styles() -> BTreeMap<TextStyle, FontId> {
    let strong = |size: f32| FontId::new(size, FontFamily::Name(STRONG.into()));
    BTreeMap::from([
        (TextStyle::Small, FontId::proportional(11.0)),
        (TextStyle::Body, FontId::proportional(13.0)),
        (TextStyle::Button, FontId::proportional(13.0)),
        (TextStyle::Monospace, FontId::monospace(12.5)),
        (TextStyle::Heading, strong(16.0)),
        (title_style(), strong(13.0)),
        (display_style(), strong(42.0)),
    ])
}

const fn gray(level: u8) -> Color32 {
    Color32::from_gray(level)
}

const fn hex(code: u32) -> Color32 {
    Color32::from_rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
}

/// A colour for a dark and one for a light ground.
const fn pick(dark: bool, on_dark: u32, on_light: u32) -> Color32 {
    hex(if dark { on_dark } else { on_light })
}

fn visuals(dark: bool) -> Visuals {
    let mut v = if dark { Visuals::dark() } else { Visuals::light() };
    let accent = accent(dark);
    v.panel_fill = pick(dark, 0x0017_191d, 0x00f6_f7f9);
    v.window_fill = pick(dark, 0x001d_2025, 0x00ff_ffff);
    v.extreme_bg_color = pick(dark, 0x000f_1114, 0x00ff_ffff);
    v.faint_bg_color = pick(dark, 0x001d_2025, 0x00ed_eff2);
    v.window_stroke = Stroke::new(1.0, hairline(dark));
    v.window_corner_radius = CornerRadius::same(8);
    v.menu_corner_radius = CornerRadius::same(6);
    let shadow = Color32::from_black_alpha(if dark { 96 } else { 28 });
    v.window_shadow = Shadow { offset: [0, 6], blur: 24, spread: 0, color: shadow };
    v.popup_shadow = Shadow { offset: [0, 3], blur: 12, spread: 0, color: shadow };
    v.weak_text_color = Some(pick(dark, 0x009a_a3ae, 0x005b_6470));
    v.hyperlink_color = accent;
    v.error_fg_color = bad(dark);
    v.warn_fg_color = pick(dark, 0x00f2_b84b, 0x008a_5300);
    v.selection.bg_fill = accent.gamma_multiply(if dark { 0.45 } else { 0.3 });
    v.selection.stroke = Stroke::new(1.0, pick(dark, 0x00ff_ffff, 0x0010_1820));
    v.slider_trailing_fill = true;
    v.handle_shape = egui::style::HandleShape::Rect { aspect_ratio: 0.45 };
    v.striped = false;
    let text = pick(dark, 0x00e4_e7eb, 0x001c_2128);
    let radius = CornerRadius::same(4);
    let w = &mut v.widgets;
    for state in [&mut w.noninteractive, &mut w.inactive, &mut w.hovered, &mut w.active, &mut w.open] {
        state.corner_radius = radius;
        state.expansion = 0.0;
        state.fg_stroke = Stroke::new(1.0, text);
    }
    w.noninteractive.bg_stroke = Stroke::new(1.0, hairline(dark));
    w.inactive.bg_fill = pick(dark, 0x0033_3840, 0x00d9_dde3);
    w.inactive.weak_bg_fill = pick(dark, 0x0026_2a30, 0x00e9_ecf0);
    w.inactive.bg_stroke = Stroke::NONE;
    w.hovered.bg_fill = pick(dark, 0x0040_4650, 0x00c9_cfd8);
    w.hovered.weak_bg_fill = pick(dark, 0x0031_363e, 0x00dd_e2e8);
    w.hovered.bg_stroke = Stroke::new(1.0, pick(dark, 0x0050_5762, 0x00b3_bbc6));
    w.active.bg_fill = accent;
    w.active.weak_bg_fill = pick(dark, 0x003a_404a, 0x00cf_d6df);
    // The active look is also that of a widget with keyboard focus, which must be seen.
    w.active.bg_stroke = Stroke::new(1.5, accent);
    w.open.weak_bg_fill = pick(dark, 0x0031_363e, 0x00dd_e2e8);
    v
}

/// The colour of what is chosen and of single lines that belong to no actor.
pub const fn accent(dark: bool) -> Color32 {
    pick(dark, 0x0056_b4e9, 0x0000_62a8)
}

/// Thin lines between parts.
pub const fn hairline(dark: bool) -> Color32 {
    pick(dark, 0x002c_3037, 0x00d8_dce2)
}

/// What went well.
pub const fn good(dark: bool) -> Color32 {
    pick(dark, 0x0020_c997, 0x0000_7a5a)
}

/// What did not.
pub const fn bad(dark: bool) -> Color32 {
    pick(dark, 0x00f2_8b82, 0x00b3_261e)
}

/// The ground of cards.
pub const fn card(dark: bool) -> Color32 {
    pick(dark, 0x001d_2025, 0x00ff_ffff)
}

/// Grid lines of plots.
pub fn grid(dark: bool) -> Color32 {
    (if dark { gray(150) } else { gray(110) }).gamma_multiply(0.35)
}

/// The baseline behind a run.
pub const fn baseline(dark: bool) -> Color32 {
    pick(dark, 0x00a7_aeb8, 0x0067_707c)
}

/// Observed figures.
pub const fn observed(dark: bool) -> Color32 {
    pick(dark, 0x00ff_ffff, 0x0000_0000)
}

/// The time cursor.
pub const fn cursor(dark: bool) -> Color32 {
    pick(dark, 0x00f0_f2f5, 0x001c_2128)
}

/// The policy date.
pub const fn policy(dark: bool) -> Color32 {
    kind(dark, LeverKind::Policy)
}

/// The sign of a kind of event; the shape tells them apart as well.
pub const fn mark(dark: bool, kind: MarkKind) -> Color32 {
    match kind {
        MarkKind::Conflict => pick(dark, 0x00ee_7733, 0x00c0_4f00),
        MarkKind::Law => pick(dark, 0x0056_b4e9, 0x0000_62a8),
        MarkKind::Data => pick(dark, 0x00e6_c229, 0x008a_6a00),
        MarkKind::Market => pick(dark, 0x0020_c997, 0x0000_7a5a),
        MarkKind::Change => policy(dark),
    }
}

/// The ground of weeks that are picked or repeated.
pub fn picked(dark: bool) -> Color32 {
    accent(dark).gamma_multiply(0.18)
}

/// What makes a figure larger; its sign stands beside it.
pub const fn rise(dark: bool) -> Color32 {
    accent(dark)
}

/// What makes a figure smaller.
pub const fn fall(dark: bool) -> Color32 {
    pick(dark, 0x00e6_9f00, 0x00a8_6b00)
}

/// The band of luck around a line of this colour.
pub fn band(line: Color32) -> Color32 {
    line.gamma_multiply(0.2)
}

/// The line of a single seed.
pub fn seed(line: Color32) -> Color32 {
    line.gamma_multiply(0.35)
}

/// Lines of rival positions.
pub const fn rival(dark: bool, place: usize) -> Color32 {
    match place % 3 {
        0 => pick(dark, 0x00cc_79a7, 0x00b0_4f86),
        1 => pick(dark, 0x00e6_9f00, 0x00a8_6b00),
        _ => pick(dark, 0x0000_b98a, 0x0000_7a5a),
    }
}

/// Lines of pinned runs; their dash tells them apart as well.
pub const fn pin(dark: bool, place: usize) -> Color32 {
    match place % 7 {
        0 => pick(dark, 0x00ff_9d5c, 0x00b8_4a00),
        1 => pick(dark, 0x0066_d9a0, 0x0000_7a4d),
        2 => pick(dark, 0x00d5_8bdc, 0x0088_3a9c),
        3 => pick(dark, 0x00f0_d94a, 0x007a_6400),
        4 => pick(dark, 0x0079_b8ff, 0x001f_5fb0),
        5 => pick(dark, 0x00ff_8fa3, 0x00b0_2a48),
        _ => pick(dark, 0x0083_e0e0, 0x0000_6f74),
    }
}

/// The colour of a kind of lever; the word stands beside it.
pub const fn kind(dark: bool, kind: LeverKind) -> Color32 {
    match kind {
        LeverKind::Conduct => pick(dark, 0x00e6_9f00, 0x009a_6200),
        LeverKind::Policy => pick(dark, 0x00b3_9ddb, 0x0063_4aa8),
        LeverKind::Assumption => pick(dark, 0x009a_a3ae, 0x0067_707c),
    }
}

/// The colour of a decision on access; a sign of its own stands beside it.
pub const fn decision(dark: bool, decision: Decision) -> Color32 {
    match decision {
        Decision::Free => good(dark),
        Decision::User => accent(dark),
        Decision::Holder => pick(dark, 0x00e6_9f00, 0x009a_6200),
        Decision::Several => pick(dark, 0x00cc_79a7, 0x00a3_4379),
        Decision::Denied => baseline(dark),
        Decision::Tie => bad(dark),
        Decision::Conflict => pick(dark, 0x00f0_e442, 0x007a_6a00),
    }
}

/// The colour of a brand, the same everywhere; those called "other" are grey.
const BRANDS: &[(u32, u32)] = &[
    (0x00ee_7733, 0x00d5_5e00),
    (0x003d_a5d9, 0x0000_72b2),
    (0x00e6_c229, 0x009c_7a00),
    (0x009d_8df1, 0x006a_51a3),
    (0x007f_d1c7, 0x0023_8b85),
    (0x00e3_8aae, 0x00a8_3a6c),
    (0x00b4_d455, 0x005d_8a00),
    (0x00c9_9b6d, 0x0080_5a30),
];

/// The colour of a messenger and its operator.
const MESSENGERS: &[(u32, u32)] =
    &[(0x0020_c997, 0x0000_8f68), (0x00cc_79a7, 0x00b0_4f86), (0x0056_b4e9, 0x001f_77b4), (0x00e6_9f00, 0x00a8_6b00)];

fn cycle(dark: bool, colors: &[(u32, u32)], place: usize) -> Color32 {
    let (on_dark, on_light) = colors[place % colors.len()];
    pick(dark, on_dark, on_light)
}

/// Actors called "other", and what belongs to nobody.
const fn grey(dark: bool) -> Color32 {
    pick(dark, 0x008a_929d, 0x0077_7f8a)
}

fn brand(dark: bool, scenario: &Scenario, place: usize) -> Color32 {
    let own = scenario.brands.get(place).is_some_and(|brand| brand.id != "other");
    if own { cycle(dark, BRANDS, place) } else { grey(dark) }
}

fn messenger(dark: bool, scenario: &Scenario, place: usize) -> Color32 {
    let own = scenario.messengers.get(place).is_some_and(|messenger| messenger.id != "other");
    if own { cycle(dark, MESSENGERS, place) } else { grey(dark) }
}

/// The colour of an actor, the same everywhere.
pub fn actor(dark: bool, node: Node, scenario: &Scenario) -> Color32 {
    match node {
        Node::Brand(place) => brand(dark, scenario, place),
        Node::Messenger(place) => messenger(dark, scenario, place),
        Node::Users => accent(dark),
        Node::Vendors(_) => pick(dark, 0x00c9_9b6d, 0x0080_5a30),
        Node::Regulator => policy(dark),
    }
}

/// Ground and ink of a bin of losers and winners, from those who lose most; a sign stands in it as well.
pub const fn bin(dark: bool, place: usize) -> (Color32, Color32) {
    let (ground, ink) = match place {
        0 => (pick(dark, 0x00c4_5a12, 0x00b3_4a00), 0x00ff_ffff),
        1 => (pick(dark, 0x00f2_b27c, 0x00f4_b98a), 0x0020_1208),
        2 => (pick(dark, 0x0069_727e, 0x00c4_cad2), if dark { 0x00ff_ffff } else { 0x001c_2128 }),
        3 => (pick(dark, 0x008c_c4ec, 0x009b_cdf0), 0x0008_1824),
        _ => (pick(dark, 0x001f_78b4, 0x0000_62a8), 0x00ff_ffff),
    };
    (ground, hex(ink))
}

/// The colour of a flow by what its word says, the same as in plots of stocks.
pub fn flow(dark: bool, key: Key) -> Color32 {
    match key {
        Key::Origin(origin) => cycle(dark, BRANDS, origin.index()),
        Key::Data(data) => cycle(dark, BRANDS, data.index()),
        Key::None => baseline(dark),
    }
}

/// The colour of a column: that of its actor, else the accent or the next of the cycle.
pub fn series(dark: bool, column: &Column, scenario: &Scenario) -> Color32 {
    match column.metric.spec().dim {
        Dim::One => accent(dark),
        Dim::Brand => brand(dark, scenario, column.index),
        Dim::Messenger => messenger(dark, scenario, column.index),
        // Channels take the colour of those on whose terms they are used: nobody's, the operator's, the phone maker's.
        Dim::Channel => match column.index {
            0 => grey(dark),
            1 => cycle(dark, MESSENGERS, 0),
            _ => cycle(dark, BRANDS, 0),
        },
        Dim::Category | Dim::DataType | Dim::Origin | Dim::ConsentMode | Dim::Segment | Dim::Cohort => {
            cycle(dark, BRANDS, column.index)
        }
    }
}

/// Rows of a menu, which the window library draws without space around the words.
pub fn menu(ui: &mut egui::Ui) {
    ui.spacing_mut().button_padding = Vec2::new(8.0, 3.0);
}

/// A title in the strong font.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).text_style(title_style())
}

/// Small, quiet text.
pub fn quiet(text: impl Into<String>) -> RichText {
    RichText::new(text).small().weak()
}
