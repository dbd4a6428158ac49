//! Arguments to command line or window, and the exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(gatekeepers::cli::main())
}
