//! What is asked of the window itself rather than of the work on the table.

use crate::scenario::LeverId;

use super::export::ExportKind;
use super::panels::tabs::Tab;

/// Asked of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum ShellCommand {
    /// Takes away what is offered in the strip under the top bar.
    CloseOffer,
    /// Brings a tab to the front.
    ShowTab(Tab),
    /// Shows a lever in its panel and puts the keyboard on it.
    GoToLever(LeverId),
    /// Goes to a step of the tour by its place; `None` ends it.
    Tour(Option<usize>),
    /// Shows an access rule by its name.
    ShowRule(String),
    /// Asks where to export one plot, by its place, as a picture of this kind.
    ExportPlot(ExportKind, usize),
}
