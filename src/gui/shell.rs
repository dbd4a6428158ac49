//! What is asked of the window itself rather than of the work on the table.

/// Asked of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum ShellCommand {
    /// Takes away what is offered in the strip under the top bar.
    CloseOffer,
}
