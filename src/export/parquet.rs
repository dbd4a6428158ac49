//! Weekly metrics as Parquet: `week` and `date`, then the columns as optional doubles, in one row group. Scenario
//! text, changes, seed, version and notice travel in the key-value metadata, for people by their names and for this
//! program as one origin; several replications add a first column `seed`, several runs also their names.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::{KeyValue, ParquetMetaDataReader};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use chrono::NaiveDate;

use super::origin::{MARK, Origin, RunOrigin, broken};
use super::table::Table;
use crate::run::Record;
use crate::scenario::Problem;

/// Bytes at the end of a file: the length of the metadata, and the sign of the format.
const TAIL: usize = 8;
/// The sign at both ends of a file.
pub(super) const SIGN: &[u8] = b"PAR1";

/// Writes one run, or the same run with several seeds. `start` is the Monday of week 0.
pub fn write(records: &[Record], start: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    let origin = Origin::of(records.iter().map(|record| RunOrigin::of(&record.scenario, record)).collect());
    write_table(&Table::of_seeds(records, start), &origin, out)
}

/// Writes a table with its origin.
pub fn write_table(table: &Table<'_>, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    // The crate's writer wants to own something that can be sent to threads; a buffer can.
    let bytes = to_bytes(table, origin).map_err(io::Error::other)?;
    out.write_all(&bytes)
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

fn to_bytes(table: &Table<'_>, origin: &Origin) -> Result<Vec<u8>> {
    let Some(first) = table.runs().first() else {
        return Ok(Vec::new());
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // The crate's own version would change the bytes with every update of it.
        .set_created_by(format!("gatekeepers {}", first.record.app_version))
        .set_key_value_metadata(Some(metadata(table, first.record, origin)))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema(table)?, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    let rows: Vec<(usize, u32)> = table.rows().collect();
    if table.is_named() {
        let names: Vec<ByteArray> = rows.iter().map(|(run, _)| ByteArray::from(table.runs()[*run].name)).collect();
        column::<ByteArrayType>(&mut group, &names, None)?;
    }
    if table.is_seeded() {
        // Parquet has no unsigned physical type: the bits of the seed, marked as unsigned in the schema.
        let seeds: Vec<i64> = rows.iter().map(|(run, _)| table.runs()[*run].record.seed.cast_signed()).collect();
        column::<Int64Type>(&mut group, &seeds, None)?;
    }
    let weeks: Vec<i32> = rows.iter().map(|(_, week)| week.cast_signed()).collect();
    column::<Int32Type>(&mut group, &weeks, None)?;
    let epoch = NaiveDate::default();
    let days = |row: &(usize, u32)| table.date(*row).signed_duration_since(epoch).num_days();
    let dates: Vec<i32> = rows.iter().map(|row| i32::try_from(days(row)).unwrap_or(i32::MAX)).collect();
    column::<Int32Type>(&mut group, &dates, None)?;
    for k in 0..table.columns().len() {
        let cells: Vec<Option<f64>> = rows.iter().map(|row| table.cell(*row, k)).collect();
        let values: Vec<f64> = cells.iter().flatten().copied().collect();
        let present: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        column::<DoubleType>(&mut group, &values, Some(&present))?;
    }
    group.close()?;
    file.into_inner()
}

fn column<T: ::parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, present, None)?;
        column.close()?;
    }
    Ok(())
}

fn schema(table: &Table<'_>) -> Result<TypePtr> {
    let field = |name: &str, physical, converted, repetition| -> Result<TypePtr> {
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_converted_type(converted)
            .build()?;
        Ok(Arc::new(field))
    };
    let mut fields = Vec::new();
    if table.is_named() {
        fields.push(field("run", Physical::BYTE_ARRAY, ConvertedType::UTF8, Repetition::REQUIRED)?);
    }
    if table.is_seeded() {
        fields.push(field("seed", Physical::INT64, ConvertedType::UINT_64, Repetition::REQUIRED)?);
    }
    fields.push(field("week", Physical::INT32, ConvertedType::NONE, Repetition::REQUIRED)?);
    fields.push(field("date", Physical::INT32, ConvertedType::DATE, Repetition::REQUIRED)?);
    for column in table.columns() {
        fields.push(field(column, Physical::DOUBLE, ConvertedType::NONE, Repetition::OPTIONAL)?);
    }
    Ok(Arc::new(Type::group_type_builder("weekly_metrics").with_fields(fields).build()?))
}

fn metadata(table: &Table<'_>, first: &Record, origin: &Origin) -> Vec<KeyValue> {
    let seeds: Vec<String> = table.runs().iter().map(|run| run.record.seed.to_string()).collect();
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
