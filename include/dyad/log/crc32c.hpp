#pragma once

#include <cstdint>
#include <string_view>

namespace dyad::log {

// CRC-32C (Castagnoli, reflected, as in iSCSI): crc32c("123456789") is 0xe3069283.
std::uint32_t crc32c(std::string_view bytes);

// The same on every processor; crc32c() takes the processor's instruction where it
// is known to have one.
std::uint32_t crc32c_by_tables(std::string_view bytes);

// True where the line (without its newline) ends in the CRC of the bytes before.
bool crc_holds(std::string_view line);

// `,"crc":"xxxxxxxx"}` for the bytes of a line so far; writes kTrailerBytes bytes.
void write_trailer(std::string_view line_so_far, char* out);

}  // namespace dyad::log
