//! A picture as a list of marks on paper, so that every form of it, drawn or in pixels, is the same picture.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::origin::{MARK, Origin};
use super::svg::escape;

/// Red, green, blue and how much covers what is behind, of 255 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 4]);

impl Colour {
    /// Text and axes.
    pub const INK: Self = Self([0x22, 0x22, 0x22, 255]);
    /// Quiet text.
    pub const QUIET: Self = Self([0x59, 0x60, 0x69, 255]);
    /// Lines of a grid.
    pub const GRID: Self = Self([0xdd, 0xdf, 0xe3, 255]);

    /// As SVG writes it, without opacity.
    fn hex(self) -> String {
        let [red, green, blue, _] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    fn opacity(self) -> f64 {
        f64::from(self.0[3]) / 255.0
    }
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first letter.
    Start,
    /// The middle.
    Middle,
    /// The last letter.
    End,
}

/// Something on the paper. Places are from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points; `dash` is the length of a dash and of the gap after it, both 0 for a whole line.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
        /// Its width.
        width: f64,
        /// Dash and gap.
        dash: (f64, f64),
    },
    /// The inside of a ring of points.
    Area {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
    },
    /// A line of text.
    Text {
        /// Where.
        at: (f64, f64),
        /// Which end of it.
        anchor: Anchor,
        /// Height of the letters.
        size: f64,
        /// Whether in the strong font.
        strong: bool,
        /// Its colour.
        colour: Colour,
        /// The words.
        text: String,
    },
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What it shows, for those who cannot see it.
    pub title: String,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// From the back to the front, on white paper.
    pub marks: Vec<Mark>,
}

impl Picture {
    /// Writes the picture as an SVG file with its origin.
    pub fn write_svg(&self, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
        let about = format!(
            "<desc>{}</desc>\n<metadata id=\"{MARK}\">{}</metadata>\n",
            escape(&origin.notice),
            origin.to_text()
        );
        let size = format!(" width=\"{:.0}\" height=\"{:.0}\"", self.width, self.height);
        self.write(&size, &about, out)
    }

    /// Writes the picture as SVG inside another file, which carries its origin itself and gives it room.
    pub fn write_drawing(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write("", "", out)
    }

    fn write(&self, size: &str, about: &str, out: &mut dyn Write) -> io::Result<()> {
        let Self { title, width, height, marks } = self;
        let title = escape(title);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\"{size} role=\"img\" \
             font-family=\"Inter, system-ui, sans-serif\">\n\
             <title>{title}</title>\n{about}<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        );
        for mark in marks {
            write_mark(mark, &mut svg);
        }
        svg.push_str("</svg>\n");
        out.write_all(svg.as_bytes())
    }
}

fn write_mark(mark: &Mark, svg: &mut String) {
    // Writing to a text never fails.
    let _ = match mark {
        Mark::Line { points, colour, width, dash } => {
            let mut path = String::new();
            for (place, (x, y)) in points.iter().enumerate() {
                let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" });
            }
            let dash =
                if dash.0 > 0.0 { format!(" stroke-dasharray=\"{} {}\"", dash.0, dash.1) } else { String::new() };
            writeln!(
                svg,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-opacity=\"{:.2}\" stroke-width=\"{width}\"{dash} \
                 stroke-linejoin=\"round\"/>",
                colour.hex(),
                colour.opacity()
            )
        }
        Mark::Area { points, colour } => {
            let ring: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let (fill, opacity) = (colour.hex(), colour.opacity());
            writeln!(svg, "<polygon points=\"{}\" fill=\"{fill}\" fill-opacity=\"{opacity:.2}\"/>", ring.join(" "))
        }
        Mark::Text { at: (x, y), anchor, size, strong, colour, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *strong { " font-weight=\"600\"" } else { "" };
            writeln!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight} text-anchor=\"{anchor}\" fill=\"{}\">{}</text>",
                colour.hex(),
                escape(text)
            )
        }
    };
}
