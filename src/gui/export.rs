//! What leaves the window as a file: the record of the run and its weekly metrics, as bytes.

use super::workbench::Workbench;

/// A kind of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// Everything needed to run it again to the same bits.
    Record,
    /// One row a week, one column a metric.
    Metrics,
    /// One page to read.
    Report,
}

impl ExportKind {
    /// All kinds, in the order of the menu.
    pub const ALL: &'static [Self] = &[Self::Record, Self::Metrics, Self::Report];

    /// Name of the file proposed.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Record => "record.ron",
            Self::Metrics => "metrics.csv",
            Self::Report => "report.html",
        }
    }
}

/// The bytes of an export of the run on show.
pub fn bytes(kind: ExportKind, workbench: &Workbench) -> Result<Vec<u8>, String> {
    let run = workbench.current().ok_or("There is no run to export yet")?;
    let (record, scenario) = (&run.record, workbench.scenario());
    let mut out = Vec::new();
    let written = match kind {
        ExportKind::Record => crate::export::record::write(record, &mut out),
        ExportKind::Metrics => crate::export::csv::write(std::slice::from_ref(record), scenario.start, &mut out),
        ExportKind::Report => crate::export::report::write(record, scenario, &mut out),
    };
    written.map(|()| out).map_err(|error| format!("The export could not be written, {error}"))
}
