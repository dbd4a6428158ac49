//! The state of a run between two weeks, from which it goes on to the same bits: a line that says what the file is, a head
//! that anybody can read, then rows of outcomes and columns of users as they lie in memory, each part with its checksum.
//!
//! Columns go straight from memory to the file and back, chunk by chunk, so that a market with one agent a person is
//! never held twice.

use std::hash::Hasher as _;
use std::io::{self, Read, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash64;

use super::origin::{changes_problems, size_problems};
use crate::metrics;
use crate::run::{DISCLAIMER, RunInput, Simulation};
use crate::scenario::{Problem, Reform, Scenario, load};
use crate::step::dated_changes;
use crate::world::Kept;
use crate::world::users::{CHUNK, Chunk, NO_MESSENGER};

/// What every checkpoint begins with.
const MARK: &str = "gatekeepers checkpoint";
/// Version of this format.
const FORMAT: u32 = 2;
/// Longest first line, bytes.
const LONGEST_LINE: u64 = 120;
/// Longest head, bytes; those of a thousand weeks have some megabytes.
const LONGEST_HEAD: u64 = 256 << 20;

/// Everything but rows and users.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    notice: String,
    /// Texts the scenario was read from: (name, text), itself first, then its parents up to the root.
    texts: Vec<(String, String)>,
    changes: Vec<Reform>,
    seed: u64,
    weeks: u32,
    agents: u32,
    state: Kept,
}

/// Whether bytes are the beginning of a checkpoint.
pub fn looks_like_one(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK.as_bytes())
}

/// The first line of a checkpoint that this program writes.
fn first_line() -> String {
    format!("{MARK} {FORMAT}, program {}\n", env!("CARGO_PKG_VERSION"))
}

/// Writes the state of a run.
pub fn write(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    let (input, world) = (simulation.input(), simulation.world());
    let head = Head {
        notice: DISCLAIMER.to_owned(),
        texts: input.scenario.texts.clone(),
        changes: input.changes.clone(),
        seed: input.seed,
        weeks: input.weeks,
        agents: input.agents,
        state: Kept::of(world),
    };
    let head = ron::to_string(&head).map_err(io::Error::other)?;
    let mut out = Summed { inner: out, sum: XxHash64::with_seed(0) };
    out.write_all(first_line().as_bytes())?;
    out.write_all(&(head.len() as u64).to_le_bytes())?;
    out.write_all(head.as_bytes())?;
    out.write_sum()?;
    let mut bytes = Vec::with_capacity(4 * CHUNK);
    for row in simulation.rows().chunks(CHUNK / 2) {
        write_numbers(row.iter().map(|value| value.to_le_bytes()), &mut bytes, &mut out)?;
    }
    for chunk in &world.chunks {
        write_chunk(chunk, &mut bytes, &mut out)?;
    }
    out.write_sum()
}

/// Reads the state of a run; `file` names it in problems. What comes of it is the run to the bit.
pub fn read(file: &str, from: &mut dyn Read, threads: usize) -> Result<Simulation, Vec<Problem>> {
    let mut from = Summed { inner: from, sum: XxHash64::with_seed(0) };
    let head = read_head(file, &mut from)?;
    let mut problems = changes_problems(file, &head.changes);
    problems.extend(size_problems(file, head.weeks, head.agents));
    if !problems.is_empty() {
        return Err(problems);
    }
    let scenario = Arc::new(scenario(file, &head.texts)?);
    if head.agents > scenario.most_agents() {
        return Err(problem(file, "agents", &head.agents.to_string(), &format!("up to {}", scenario.most_agents())));
    }
    let width = metrics::columns(&scenario).len();
    let cut = |error: io::Error| told(file, &error);
    if head.state.week() > head.weeks {
        return Err(altered(file));
    }
    let mut bytes = Vec::new();
    let cells = width * head.state.week() as usize;
    let rows = read_numbers(cells, &mut bytes, &mut from, f64::from_le_bytes).map_err(cut)?;
    let mut chunks = Vec::with_capacity((head.agents as usize).div_ceil(CHUNK));
    for first in (0..u64::from(head.agents)).step_by(CHUNK) {
        let users = (u64::from(head.agents) - first).min(CHUNK as u64) as usize;
        chunks.push(read_chunk(first, users, &mut bytes, &mut from).map_err(cut)?);
    }
    from.check_sum(file)?;
    if from.inner.read(&mut [0]).map_err(cut)? > 0 {
        return Err(problem(file, "", "more after the end", "the file as it was written"));
    }
    let (brands, messengers) = (scenario.brands.len(), scenario.messengers.len());
    let fits = chunks.iter().all(|chunk| fits(chunk, brands, messengers));
    let Head { changes, seed, weeks, agents, state, .. } = head;
    let reforms = dated_changes(&scenario, &changes);
    let input = RunInput { scenario: scenario.clone(), changes, seed, weeks, agents };
    let world = fits
        .then(|| {
            for chunk in &mut chunks {
                chunk.blocks = chunk.counted_blocks(messengers);
            }
            state.restore(scenario, reforms, seed, chunks)
        })
        .flatten()
        .ok_or_else(|| problem(file, "state", "users or actors that the scenario does not have", "its own"))?;
    Ok(Simulation::resumed(input, world, rows, threads))
}

/// Reads the first line and the head, and checks both.
fn read_head(file: &str, from: &mut Summed<&mut dyn Read>) -> Result<Head, Vec<Problem>> {
    let cut = |error: io::Error| told(file, &error);
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') && (line.len() as u64) < LONGEST_LINE {
        let mut byte = [0];
        from.read_exact(&mut byte).map_err(cut)?;
        line.extend(byte);
        if !looks_like_one(&line) && !MARK.as_bytes().starts_with(&line) {
            return Err(problem(file, "", "another kind of file", "a checkpoint, which `run --checkpoint` writes"));
        }
    }
    let line = String::from_utf8_lossy(&line).into_owned();
    if line != first_line() {
        let mut problems = problem(file, "first line", line.trim_end(), first_line().trim_end());
        for problem in &mut problems {
            problem.mend = "go on with the version of the program that wrote it, or begin the run again".to_owned();
        }
        return Err(problems);
    }
    let length = u64::from_le_bytes(from.read_array().map_err(cut)?);
    if length > LONGEST_HEAD {
        return Err(altered(file));
    }
    let mut text = Vec::new();
    let read = (&mut *from).take(length).read_to_end(&mut text).map_err(cut)?;
    if (read as u64) < length {
        return Err(told(file, &io::ErrorKind::UnexpectedEof.into()));
    }
    from.check_sum(file)?;
    let text = String::from_utf8_lossy(&text);
    ron::from_str(&text).map_err(|error| problem(file, "head", &error.code.to_string(), "the head as it was written"))
}

fn scenario(file: &str, texts: &[(String, String)]) -> Result<Scenario, Vec<Problem>> {
    let Some((name, text)) = texts.first() else {
        return Err(problem(file, "texts", "nothing", "the text of the scenario"));
    };
    let parents = |wanted: &str| texts.iter().skip(1).find(|(name, _)| name == wanted).map(|(_, text)| text.clone());
    load(name, text.as_bytes(), &parents)
}

/// Writes the columns of a chunk; [`read_chunk`] reads them in the same order.
fn write_chunk(chunk: &Chunk, bytes: &mut Vec<u8>, out: &mut Summed<&mut dyn Write>) -> io::Result<()> {
    let Chunk {
        first: _,
        brand,
        phone_age,
        primary,
        accounts,
        consent,
        habit,
        reach,
        concern,
        activity,
        spend,
        degree,
        // Counted again.
        blocks: _,
    } = chunk;
    for column in [brand, phone_age, primary, reach, concern, activity, spend, degree] {
        out.write_all(column)?;
    }
    for column in [accounts, consent] {
        write_numbers(column.iter().map(|value| value.to_le_bytes()), bytes, out)?;
    }
    write_numbers(habit.iter().map(|value| value.to_le_bytes()), bytes, out)
}

fn read_chunk(first: u64, users: usize, bytes: &mut Vec<u8>, from: &mut Summed<&mut dyn Read>) -> io::Result<Chunk> {
    let mut chunk = Chunk { first, ..Chunk::default() };
    let Chunk { brand, phone_age, primary, accounts, consent, habit, reach, concern, activity, spend, degree, .. } =
        &mut chunk;
    for column in [brand, phone_age, primary, reach, concern, activity, spend, degree] {
        *column = vec![0; users];
        from.read_exact(column)?;
    }
    for column in [accounts, consent] {
        *column = read_numbers(users, bytes, from, u16::from_le_bytes)?;
    }
    *habit = read_numbers(users, bytes, from, u32::from_le_bytes)?;
    Ok(chunk)
}

/// Whether users have phones and messengers that exist.
fn fits(chunk: &Chunk, brands: usize, messengers: usize) -> bool {
    let accounts = ((1_u32 << (2 * messengers)) - 1) as u16 | 0b11 << 14;
    chunk.brand.iter().all(|&brand| usize::from(brand) < brands)
        && chunk.primary.iter().all(|&primary| primary == NO_MESSENGER || usize::from(primary) < messengers)
        && chunk.accounts.iter().all(|&held| held & !accounts == 0)
}

fn write_numbers<const N: usize>(
    numbers: impl Iterator<Item = [u8; N]>,
    bytes: &mut Vec<u8>,
    out: &mut Summed<&mut dyn Write>,
) -> io::Result<()> {
    bytes.clear();
    numbers.for_each(|number| bytes.extend(number));
    out.write_all(bytes)
}

fn read_numbers<T, const N: usize>(
    count: usize,
    bytes: &mut Vec<u8>,
    from: &mut Summed<&mut dyn Read>,
    number: impl Fn([u8; N]) -> T,
) -> io::Result<Vec<T>> {
    bytes.resize(count * N, 0);
    from.read_exact(bytes)?;
    Ok(bytes.as_chunks().0.iter().map(|&bytes| number(bytes)).collect())
}

/// What passes through, with its checksum.
struct Summed<T> {
    inner: T,
    sum: XxHash64,
}

impl Summed<&mut dyn Write> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.write(bytes);
        self.inner.write_all(bytes)
    }

    /// Writes the checksum of all before.
    fn write_sum(&mut self) -> io::Result<()> {
        self.write_all(&self.sum.finish().to_le_bytes())
    }
}

impl Read for Summed<&mut dyn Read> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.sum.write(&bytes[..read]);
        Ok(read)
    }
}

impl Summed<&mut dyn Read> {
    fn read_array(&mut self) -> io::Result<[u8; 8]> {
        let mut array = [0; 8];
        self.read_exact(&mut array)?;
        Ok(array)
    }

    /// Compares the checksum that comes next with that of all before.
    fn check_sum(&mut self, file: &str) -> Result<(), Vec<Problem>> {
        let sum = self.sum.finish();
        let written = u64::from_le_bytes(self.read_array().map_err(|error| told(file, &error))?);
        if sum == written { Ok(()) } else { Err(altered(file)) }
    }
}

fn altered(file: &str) -> Vec<Problem> {
    problem(file, "", "other contents than its checksum says", "the file as it was written")
}

/// A problem of reading: the end of the file where more should come, or what the system says.
fn told(file: &str, error: &io::Error) -> Vec<Problem> {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return problem(file, "", "the end of the file where more should come", "the whole file");
    }
    problem(file, "", &format!("no way to read it, {error}"), "a file that can be read")
}

fn problem(file: &str, field: &str, found: &str, allowed: &str) -> Vec<Problem> {
    vec![Problem {
        file: file.to_owned(),
        line: 0,
        column: 0,
        field: field.to_owned(),
        found: found.to_owned(),
        allowed: allowed.to_owned(),
        mend: "use another copy of the checkpoint, or begin the run again".to_owned(),
    }]
}
