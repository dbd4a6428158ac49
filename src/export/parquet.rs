//! Weekly metrics as Parquet: `week` and `date`, then the columns as optional doubles. Scenario
//! text, changes, seed, version and notice travel in the key-value metadata, for people by their names and for this
//! program as one origin; several replications add a first column `seed`, several runs also their names.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, ConvertedType, Encoding, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::{KeyValue, ParquetMetaDataReader};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{ColumnPath, Type, TypePtr};
use chrono::NaiveDate;

use super::origin::{MARK, Origin, RunOrigin, broken};
use super::table::Table;
use crate::run::Record;
use crate::scenario::Problem;

/// Bytes at the end of a file: the length of the metadata, and the sign of the format.
const TAIL: usize = 8;
/// The sign at both ends of a file.
pub(super) const SIGN: &[u8] = b"PAR1";
/// Rows of a row group, or a few more: a run is never torn.
const GROUP: usize = 1 << 15;
/// Bytes of a dictionary, 4,096 figures: columns with more of them are split by bytes instead, which packs better. Both
/// together made 126 runs 23 % smaller than dictionaries alone.
const DICTIONARY: usize = 1 << 15;
/// Most runs whose origin is told; the seeds say the others, which differ in nothing else.
const MOST_ORIGINS: usize = 100;

/// Writes a table with its origin.
pub fn write_table(table: &Table<'_>, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    // The crate's writer wants to own something that can be sent to threads; a buffer can.
    let mut sheet = Sheet::new(table.is_named(), table.is_seeded(), Vec::new());
    sheet.add(table)?;
    match sheet.close(Some(origin))? {
        Some(bytes) => out.write_all(&bytes),
        None => Ok(()),
    }
}

/// The origin inside a file, or what is wrong with it.
pub(super) fn read(file: &str, bytes: &[u8]) -> std::result::Result<Origin, Vec<Problem>> {
    let problem = |found: &str| vec![broken(file, found)];
    let cut = || problem("a Parquet file that ends too early");
    let (rest, tail) = bytes.split_at_checked(bytes.len().saturating_sub(TAIL)).ok_or_else(cut)?;
    let length = tail.first_chunk().map(|length| u32::from_le_bytes(*length) as usize);
    let start = length.filter(|_| tail.ends_with(SIGN)).and_then(|length| rest.len().checked_sub(length));
    let metadata = ParquetMetaDataReader::decode_metadata(&rest[start.ok_or_else(cut)?..])
        .map_err(|error| problem(&format!("a Parquet file that cannot be read, {error}")))?;
    let pairs = metadata.file_metadata().key_value_metadata();
    let value = pairs.into_iter().flatten().find(|pair| pair.key == MARK).and_then(|pair| pair.value.as_deref());
    Origin::from_text(file, value.ok_or_else(|| problem("a Parquet file of another program"))?)
}

/// A file under way: rows are kept until a row group is full, and the metadata come last.
pub(super) struct Sheet<W: Write + Send> {
    named: bool,
    seeded: bool,
    state: State<W>,
    group: Group,
    runs: Vec<RunOrigin>,
    seeds: Vec<u64>,
}

/// The columns are known with the first run.
enum State<W: Write + Send> {
    New(Option<W>),
    Open(SerializedFileWriter<W>, Box<Record>),
}

/// Rows of the next row group, by column.
#[derive(Default)]
struct Group {
    names: Vec<ByteArray>,
    seeds: Vec<i64>,
    weeks: Vec<i32>,
    dates: Vec<i32>,
    /// Figures and whether there is one, by metric column.
    cells: Vec<(Vec<f64>, Vec<i16>)>,
}

impl<W: Write + Send> Sheet<W> {
    /// A sheet whose rows tell the name of their run, its seed, both or neither.
    pub(super) const fn new(named: bool, seeded: bool, out: W) -> Self {
        let group =
            Group { names: Vec::new(), seeds: Vec::new(), weeks: Vec::new(), dates: Vec::new(), cells: Vec::new() };
        Self { named, seeded, state: State::New(Some(out)), group, runs: Vec::new(), seeds: Vec::new() }
    }

    /// Adds the rows of a table, which has the columns of those before it.
    pub(super) fn add(&mut self, table: &Table<'_>) -> io::Result<()> {
        self.begin(table)?;
        for run in table.runs() {
            self.seeds.push(run.record.seed);
            if self.runs.len() < MOST_ORIGINS {
                let name = if self.named { run.name } else { &run.record.scenario };
                self.runs.push(RunOrigin::of(name, run.record));
            }
        }
        self.group.add(table, self.named, self.seeded);
        if self.group.weeks.len() >= GROUP { self.flush() } else { Ok(()) }
    }

    fn begin(&mut self, table: &Table<'_>) -> io::Result<()> {
        let (State::New(out), Some(first)) = (&mut self.state, table.runs().first()) else {
            return Ok(());
        };
        let Some(out) = out.take() else { return Ok(()) };
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_page_size_limit(DICTIONARY)
            // The crate's own version would change the bytes with every update of it.
            .set_created_by(format!("gatekeepers {}", first.record.app_version));
        for name in table.columns() {
            properties = properties.set_column_encoding(ColumnPath::from(*name), Encoding::BYTE_STREAM_SPLIT);
        }
        let properties = properties.build();
        let file = SerializedFileWriter::new(out, schema(table, self.named, self.seeded)?, Arc::new(properties))?;
        // What is said about all runs; their figures and events would only take room.
        let first = Record { values: Vec::new(), events: Vec::new(), ..first.record.clone() };
        self.state = State::Open(file, Box::new(first));
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let (State::Open(file, _), false) = (&mut self.state, self.group.weeks.is_empty()) {
            let mut group = file.next_row_group()?;
            self.group.write(&mut group, self.named, self.seeded)?;
            group.close()?;
            self.group.clear();
        }
        Ok(())
    }

    /// Writes what is still missing, with the origin of the runs themselves where none is given, and gives back what was
    /// written to; nothing where there was no run.
    pub(super) fn close(mut self, origin: Option<&Origin>) -> io::Result<Option<W>> {
        self.flush()?;
        let State::Open(mut file, first) = self.state else {
            return Ok(None);
        };
        let own = Origin::of(self.runs);
        for pair in metadata(&self.seeds, &first, origin.unwrap_or(&own)) {
            file.append_key_value_metadata(pair);
        }
        Ok(Some(file.into_inner()?))
    }
}

impl Group {
    fn add(&mut self, table: &Table<'_>, named: bool, seeded: bool) {
        self.cells.resize_with(table.columns().len(), Default::default);
        let epoch = NaiveDate::default();
        for row in table.rows() {
            let run = &table.runs()[row.0];
            if named {
                self.names.push(ByteArray::from(run.name));
            }
            if seeded {
                // Parquet has no unsigned physical type: the bits of the seed, marked as unsigned in the schema.
                self.seeds.push(run.record.seed.cast_signed());
            }
            self.weeks.push(row.1.cast_signed());
            let days = table.date(row).signed_duration_since(epoch).num_days();
            self.dates.push(i32::try_from(days).unwrap_or(i32::MAX));
        }
        for (column, (figures, present)) in self.cells.iter_mut().enumerate() {
            for row in table.rows() {
                let cell = table.cell(row, column);
                figures.extend(cell);
                present.push(i16::from(cell.is_some()));
            }
        }
    }

    fn write<W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        named: bool,
        seeded: bool,
    ) -> Result<()> {
        if named {
            column::<ByteArrayType, W>(group, &self.names, None)?;
        }
        if seeded {
            column::<Int64Type, W>(group, &self.seeds, None)?;
        }
        column::<Int32Type, W>(group, &self.weeks, None)?;
        column::<Int32Type, W>(group, &self.dates, None)?;
        for (figures, present) in &self.cells {
            column::<DoubleType, W>(group, figures, Some(present))?;
        }
        Ok(())
    }

    /// Empties it and keeps its room.
    fn clear(&mut self) {
        let Self { names, seeds, weeks, dates, cells } = self;
        names.clear();
        seeds.clear();
        weeks.clear();
        dates.clear();
        for (figures, present) in cells {
            figures.clear();
            present.clear();
        }
    }
}

fn column<T: ::parquet::data_type::DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, present, None)?;
        column.close()?;
    }
    Ok(())
}

fn schema(table: &Table<'_>, named: bool, seeded: bool) -> Result<TypePtr> {
    let field = |name: &str, physical, converted, repetition| -> Result<TypePtr> {
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_converted_type(converted)
            .build()?;
        Ok(Arc::new(field))
    };
    let mut fields = Vec::new();
    if named {
        fields.push(field("run", Physical::BYTE_ARRAY, ConvertedType::UTF8, Repetition::REQUIRED)?);
    }
    if seeded {
        fields.push(field("seed", Physical::INT64, ConvertedType::UINT_64, Repetition::REQUIRED)?);
    }
    fields.push(field("week", Physical::INT32, ConvertedType::NONE, Repetition::REQUIRED)?);
    fields.push(field("date", Physical::INT32, ConvertedType::DATE, Repetition::REQUIRED)?);
    for column in table.columns() {
        fields.push(field(column, Physical::DOUBLE, ConvertedType::NONE, Repetition::OPTIONAL)?);
    }
    Ok(Arc::new(Type::group_type_builder("weekly_metrics").with_fields(fields).build()?))
}

fn metadata(seeds: &[u64], first: &Record, origin: &Origin) -> Vec<KeyValue> {
    let seeds: Vec<String> = seeds.iter().map(u64::to_string).collect();
    let pair = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let mut pairs = vec![
        pair("notice", first.notice.clone()),
        pair("app_version", first.app_version.clone()),
        pair("scenario", first.scenario.clone()),
        pair("seeds", seeds.join(",")),
        pair("weeks", first.weeks.to_string()),
        pair("agents", first.agents.to_string()),
        pair("changes", ron::to_string(&first.changes).unwrap_or_default()),
        pair("levers", ron::to_string(&first.levers).unwrap_or_default()),
        pair(MARK, origin.to_text()),
    ];
    // The scenario itself first, then its parents; a number keeps their order.
    for (index, (name, text)) in first.texts.iter().enumerate() {
        pairs.push(pair(&format!("text.{index}.{name}"), text.clone()));
    }
    pairs
}
