//! The model description that ships with the program, whole and cut into pieces that can be laid out.
//!
//! The text is markdown of a small kind: headings, paragraphs of one line, items, indented equations and tables. Its
//! tables are written from the tables of the program by a test, which fails when they are out of step.

/// The description in the ODD protocol, as markdown.
pub const MODEL: &str = include_str!("../../assets/model.md");

/// A heading and what stands below it up to the next heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Level of the heading, 1 for the title of the text.
    pub level: usize,
    /// The heading.
    pub heading: &'static str,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// A piece of the text. Words between backticks are names, words between two asterisks are strong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// An item of a list, with its number if it has one.
    Item(String),
    /// Lines of equations.
    Code(String),
    /// A table.
    Table {
        /// Names of its columns.
        header: Vec<&'static str>,
        /// Its rows, with as many cells as the header.
        rows: Vec<Vec<&'static str>>,
    },
}

/// The sections of [`MODEL`] in order.
pub fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    // Whether the next line goes on with an equation or a table.
    let mut open = false;
    for line in MODEL.lines() {
        if line.starts_with('#') {
            let heading = line.trim_start_matches('#');
            let level = line.len() - heading.len();
            sections.push(Section { level, heading: heading.trim(), blocks: Vec::new() });
            open = false;
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        if line.trim().is_empty() || line.starts_with("<!--") {
            open = false;
        } else if let Some(equation) = line.strip_prefix("    ") {
            match section.blocks.last_mut() {
                Some(Block::Code(text)) if open => {
                    text.push('\n');
                    text.push_str(equation);
                }
                _ => section.blocks.push(Block::Code(equation.to_owned())),
            }
            open = true;
        } else if line.starts_with('|') {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            match section.blocks.last_mut() {
                Some(Block::Table { rows, .. }) if open => {
                    if !cells.iter().all(|cell| cell.chars().all(|letter| letter == '-')) || cells[0].is_empty() {
                        rows.push(cells);
                    }
                }
                _ => section.blocks.push(Block::Table { header: cells, rows: Vec::new() }),
            }
            open = true;
        } else {
            let item = line.strip_prefix("- ");
            let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
            section.blocks.push(match item {
                Some(item) => Block::Item(item.to_owned()),
                None if numbered => Block::Item(line.to_owned()),
                None => Block::Paragraph(line.to_owned()),
            });
            open = false;
        }
    }
    sections
}
