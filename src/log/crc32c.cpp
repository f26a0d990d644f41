#include "dyad/log/crc32c.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "dyad/log/format.hpp"

namespace dyad::log {
namespace {

using Table = std::array<std::uint32_t, 256>;

// Eight tables, so that eight bytes are taken a step (slicing by 8).
constexpr std::array<Table, 8> make_tables() {
  constexpr std::uint32_t kPolynomial = 0x82F63B78;  // 0x1EDC6F41 reflected
  std::array<Table, 8> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
    }
    tables[0][i] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t before = tables[k - 1][i];
      tables[k][i] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr std::array<Table, 8> kTables = make_tables();

std::uint32_t little_endian(const char* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
  return word;
}

void write_hex(std::uint32_t value, char* out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int i = 7; i >= 0; --i) {
    out[i] = kDigits[value & 0xFU];
    value >>= 4U;
  }
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(
    std::string_view bytes) {
  std::uint64_t crc = 0xFFFFFFFF;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    crc = __builtin_ia32_crc32di(crc, word);
  }
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; left > 0; --left, ++at) {
    narrow = __builtin_ia32_crc32qi(narrow, static_cast<unsigned char>(*at));
  }
  return ~narrow;
}
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return crc32c_by_instruction(bytes);
#endif
  return crc32c_by_tables(bytes);
}

std::uint32_t crc32c_by_tables(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    const std::uint32_t low = crc ^ little_endian(at);
    const std::uint32_t high = little_endian(at + 4);
    crc = kTables[7][low & 0xFFU] ^ kTables[6][(low >> 8U) & 0xFFU] ^
          kTables[5][(low >> 16U) & 0xFFU] ^ kTables[4][low >> 24U] ^
          kTables[3][high & 0xFFU] ^ kTables[2][(high >> 8U) & 0xFFU] ^
          kTables[1][(high >> 16U) & 0xFFU] ^ kTables[0][high >> 24U];
  }
  for (; left > 0; --left, ++at) {
    crc = (crc >> 8U) ^ kTables[0][(crc ^ static_cast<unsigned char>(*at)) & 0xFFU];
  }
  return ~crc;
}

bool crc_holds(std::string_view line) {
  if (line.size() < format::kTrailerBytes) return false;
  const std::string_view body = line.substr(0, line.size() - format::kTrailerBytes);
  std::array<char, format::kTrailerBytes> expected{};
  write_trailer(body, expected.data());
  return line.substr(body.size()) == std::string_view(expected.data(), expected.size());
}

void write_trailer(std::string_view line_so_far, char* out) {
  out += format::kTrailerOpen.copy(out, format::kTrailerOpen.size());
  write_hex(crc32c(line_so_far), out);
  out += format::kCrcDigits;
  format::kTrailerClose.copy(out, format::kTrailerClose.size());
}

}  // namespace dyad::log
