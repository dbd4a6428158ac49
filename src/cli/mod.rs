//! The command line: arguments in, tables and files out, an exit code. Apart from the window the only part that
//! touches files, prints or listens to signals.

pub mod args;
pub mod changes;
pub mod fault;
pub mod levers;
pub mod output;
pub mod progress;
pub mod source;
pub mod table;

mod bench;
mod calibrate;
mod check;
mod checkpoint;
mod compare;
mod conclusions;
mod facts;
mod list;
mod reduced;
mod replay;
mod run;
mod window;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::Parser;

use args::{Cli, Command};
use fault::Faults;
use progress::Stop;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Done.
    Done,
    /// Something went wrong that is not the input's fault, or a replay differs.
    Failed,
    /// Bad input; nothing was written.
    BadInput,
    /// Interrupted; nothing was written.
    Interrupted,
}

impl Code {
    /// The exit code of the process.
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::BadInput => 2,
            // 128 and the number of SIGINT, as shells count.
            Self::Interrupted => 130,
        }
    }
}

/// What a command talks to.
pub struct Shell<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Problems.
    pub err: &'a mut dyn Write,
    /// Whether somebody watches standard error and wants a progress bar there.
    pub interactive: bool,
    /// Characters a line of results may have; none where nobody's screen limits it.
    pub width: Option<u16>,
    /// Whether somebody asked to stop.
    pub stop: Stop,
    /// Whether signals of the process may be caught.
    pub signals: bool,
}

impl Shell<'_> {
    /// Prints what is wrong with the input.
    fn refuse(&mut self, faults: &Faults) -> io::Result<Code> {
        faults.print(self.err)?;
        Ok(Code::BadInput)
    }

    fn interrupted(&mut self) -> io::Result<Code> {
        writeln!(self.err, "interrupted, nothing was written")?;
        Ok(Code::Interrupted)
    }

    fn failed(&mut self, why: &str) -> io::Result<Code> {
        writeln!(self.err, "{why}")?;
        Ok(Code::Failed)
    }

    fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *self.out, value)?;
        writeln!(self.out)
    }

    /// Lets Ctrl+C, and a request to end, stop the work at the next week.
    fn listen(&self) {
        if self.signals {
            let stop = self.stop.clone();
            // Where no handler can be set, the default one ends the process at once, with nothing moved into place.
            let _ = ctrlc::set_handler(move || stop.ask());
        }
    }
}

/// Runs a command line of the process itself.
pub fn main() -> u8 {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let interactive = err.is_terminal();
    let width = console::Term::stdout().size_checked().map(|(_, columns)| columns);
    let shell = Shell { out: &mut out, err: &mut err, interactive, width, stop: Stop::default(), signals: true };
    main_in(std::env::args_os(), shell).number()
}

/// Runs a command line without touching the process: for tests.
pub fn main_with<A>(args: A, out: &mut dyn Write, err: &mut dyn Write) -> i32
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    let shell = Shell { out, err, interactive: false, width: None, stop: Stop::default(), signals: false };
    main_in(args, shell).number().into()
}

/// Runs a command line in a shell.
pub fn main_in<A>(args: A, mut shell: Shell<'_>) -> Code
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    let result = match Cli::try_parse_from(args) {
        Ok(cli) => dispatch(cli, &mut shell),
        Err(error) if error.use_stderr() => write!(shell.err, "{}", error.render()).map(|()| Code::BadInput),
        Err(help) => write!(shell.out, "{}", help.render()).map(|()| Code::Done),
    };
    let result = result.and_then(|code| shell.out.flush().map(|()| code));
    match result {
        Ok(code) => code,
        // The reader of a pipe has seen enough; files were written before anything was printed.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Code::Done,
        Err(error) => {
            // Standard error is the last place to complain to.
            let _ = writeln!(shell.err, "cannot print, {error}");
            Code::Failed
        }
    }
}

fn dispatch(cli: Cli, shell: &mut Shell<'_>) -> io::Result<Code> {
    let Some(command) = cli.command else {
        return window::open(cli.window, shell);
    };
    shell.listen();
    match command {
        Command::Run(args) => run::run(&args, shell),
        Command::Check(args) => check::check(&args, shell),
        Command::List(args) => list::list(&args, shell),
        Command::Replay(args) => replay::replay(&args, shell),
        Command::Compare(args) => compare::compare(&args, shell),
        Command::Calibrate(args) => calibrate::calibrate(&args, shell),
        Command::Facts(args) => facts::facts(&args, shell),
        Command::Bench(args) => bench::bench(&args, shell),
    }
}
