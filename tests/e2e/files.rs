//! Whether exported files are whole.

use std::fs;
use std::path::Path;

use gatekeepers::gui::opening;
use gatekeepers::gui::workbench::scenario_library;

/// Every file of a folder that somebody could take for an export is whole; how many there are.
pub(crate) fn all_whole(folder: &Path) -> Result<usize, String> {
    let mut found = 0;
    for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What a killed process leaves of a file that is not there yet is hidden and has no ending.
        if name.starts_with(".tmp") && path.extension().is_none() {
            continue;
        }
        let bytes = fs::read(&path).map_err(|error| format!("{name} cannot be read, {error}"))?;
        whole(&name, &bytes).map_err(|why| format!("{name} is not whole, {why}"))?;
        found += 1;
    }
    Ok(found)
}

fn whole(name: &str, bytes: &[u8]) -> Result<(), String> {
    let ends =
        |end: &[u8]| if bytes.trim_ascii_end().ends_with(end) { Ok(()) } else { Err("its end is missing".into()) };
    match name.rsplit('.').next().unwrap_or_default() {
        "ron" => opening::read(name, bytes, &scenario_library)
            .map(|_| ())
            .map_err(|problems| problems.first().map_or_else(|| "it cannot be opened".to_owned(), ToString::to_string)),
        "csv" => {
            let mut reader = csv::Reader::from_reader(bytes);
            let rows: Result<Vec<_>, _> = reader.records().collect();
            let rows = rows.map_err(|error| error.to_string())?.len();
            if rows > 0 && bytes.ends_with(b"\n") { Ok(()) } else { Err(format!("it has {rows} rows and no end")) }
        }
        "json" => serde_json::from_slice::<serde_json::Value>(bytes).map(|_| ()).map_err(|error| error.to_string()),
        "parquet" => ends(b"PAR1"),
        "html" => ends(b"</html>"),
        "svg" => ends(b"</svg>"),
        "png" => ends(b"IEND\xAEB`\x82"),
        other => Err(format!("nobody knows how a file ending in {other} ends")),
    }
}
