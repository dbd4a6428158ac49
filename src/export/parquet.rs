//! Weekly metrics as Parquet: `week` and `date`, then the columns as optional doubles, in one row group. Scenario
//! text, changes, seed, version and notice travel in the key-value metadata; several replications add a first column
//! `seed`.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use ::parquet::data_type::{DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use chrono::{Days, NaiveDate};

use crate::run::Record;

/// Writes the table. `start` is the Monday of week 0.
pub fn write(records: &[Record], start: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    // The crate's writer wants to own something that can be sent to threads; a buffer can.
    let bytes = to_bytes(records, start).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn to_bytes(records: &[Record], start: NaiveDate) -> Result<Vec<u8>> {
    let Some(first) = records.first() else {
        return Ok(Vec::new());
    };
    let tidy = records.len() > 1;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // The crate's own version would change the bytes with every update of it.
        .set_created_by(format!("gatekeepers {}", first.app_version))
        .set_key_value_metadata(Some(metadata(records, first)))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema(first, tidy)?, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    let rows = || records.iter().flat_map(|record| (0..record.weeks).map(move |week| (record, week)));
    if tidy {
        // Parquet has no unsigned physical type: the bits of the seed, marked as unsigned in the schema.
        let seeds: Vec<i64> = rows().map(|(record, _)| record.seed.cast_signed()).collect();
        column::<Int64Type>(&mut group, &seeds, None)?;
    }
    let weeks: Vec<i32> = rows().map(|(_, week)| week.cast_signed()).collect();
    column::<Int32Type>(&mut group, &weeks, None)?;
    let epoch = NaiveDate::default();
    let dates: Vec<i32> = rows()
        .map(|(_, week)| (start + Days::new(u64::from(week) * 7)).signed_duration_since(epoch).num_days())
        .map(|days| i32::try_from(days).unwrap_or(i32::MAX))
        .collect();
    column::<Int32Type>(&mut group, &dates, None)?;
    for k in 0..first.columns.len() {
        let cells: Vec<Option<f64>> = rows()
            .map(|(record, week)| record.values.get(k).and_then(|cells| cells.get(week as usize)).copied().flatten())
            .collect();
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

fn schema(first: &Record, tidy: bool) -> Result<TypePtr> {
    let field = |name: &str, physical, converted, repetition| -> Result<TypePtr> {
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_converted_type(converted)
            .build()?;
        Ok(Arc::new(field))
    };
    let mut fields = Vec::new();
    if tidy {
        fields.push(field("seed", Physical::INT64, ConvertedType::UINT_64, Repetition::REQUIRED)?);
    }
    fields.push(field("week", Physical::INT32, ConvertedType::NONE, Repetition::REQUIRED)?);
    fields.push(field("date", Physical::INT32, ConvertedType::DATE, Repetition::REQUIRED)?);
    for column in &first.columns {
        fields.push(field(column, Physical::DOUBLE, ConvertedType::NONE, Repetition::OPTIONAL)?);
    }
    Ok(Arc::new(Type::group_type_builder("weekly_metrics").with_fields(fields).build()?))
}

fn metadata(records: &[Record], first: &Record) -> Vec<KeyValue> {
    let seeds: Vec<String> = records.iter().map(|record| record.seed.to_string()).collect();
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
    ];
    // The scenario itself first, then its parents; a number keeps their order.
    for (index, (name, text)) in first.texts.iter().enumerate() {
        pairs.push(pair(&format!("text.{index}.{name}"), text.clone()));
    }
    pairs
}
