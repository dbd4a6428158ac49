//! Pictures as PNG, with their origin in a compressed text chunk.

use std::io::{self, Cursor, Write};

use super::origin::{MARK, Origin, broken};
use crate::run::DISCLAIMER;
use crate::scenario::Problem;

/// The sign at the beginning of a file.
pub(super) const SIGN: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Longest origin that is unpacked, bytes: a small chunk may claim to unpack to anything.
const LONGEST: usize = 64 << 20;

/// Writes a picture of so many pixels a row and rows, four bytes a pixel.
pub fn write(size: (u32, u32), rgba: &[u8], origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let mut encoder = ::png::Encoder::new(out, size.0, size.1);
    encoder.set_color(::png::ColorType::Rgba);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.add_text_chunk("Disclaimer".to_owned(), DISCLAIMER.to_owned())?;
    encoder.add_ztxt_chunk(MARK.to_owned(), origin.to_text())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgba)?;
    writer.finish()?;
    Ok(())
}

/// The origin inside a picture, which must be whole.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Origin, Vec<Problem>> {
    let wrong = |error: ::png::DecodingError| vec![broken(file, &format!("a PNG that cannot be read, {error}"))];
    let mut reader = ::png::Decoder::new(Cursor::new(bytes)).read_info().map_err(wrong)?;
    let size = reader.output_buffer_size().unwrap_or_default();
    let mut pixels = vec![0; size];
    reader.next_frame(&mut pixels).map_err(wrong)?;
    reader.finish().map_err(wrong)?;
    let chunk = reader.info().compressed_latin1_text.iter().find(|chunk| chunk.keyword == MARK);
    let mut chunk = chunk.cloned().ok_or_else(|| vec![broken(file, "a PNG of another program")])?;
    chunk.decompress_text_with_limit(LONGEST).map_err(wrong)?;
    Origin::from_text(file, &chunk.get_text().map_err(wrong)?)
}
