#include "dyad/log/line_buffer.hpp"

#include <simdjson.h>

#include <algorithm>

namespace dyad::log {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// How many bytes the character at the front takes; 0 where it is not UTF-8.
std::size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return n <= text.size() && valid_utf8(text.substr(0, n)) ? n : 0;
}

}  // namespace

bool valid_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

void LineBuffer::grow(std::size_t n) {
  bytes_.resize(std::max(bytes_.size() * 2, size_ + n));
}

void LineBuffer::put_escaped(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      return put(std::string_view("\\\""));
    case '\\':
      return put(std::string_view("\\\\"));
    case '\n':
      return put(std::string_view("\\n"));
    case '\r':
      return put(std::string_view("\\r"));
    case '\t':
      return put(std::string_view("\\t"));
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) return put(c);
  put(std::string_view("\\u00"));
  put(kDigits[byte >> 4U]);
  put(kDigits[byte & 0xFU]);
}

void LineBuffer::put_quoted(std::string_view text) {
  put('"');
  const bool valid = valid_utf8(text);
  while (!text.empty()) {
    const std::size_t n = valid ? 1 : character_bytes(text);
    if (n == 0) {
      put(kReplacement);
    } else if (n == 1) {
      put_escaped(text[0]);
    } else {
      put(text.substr(0, n));
    }
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  put('"');
}

}  // namespace dyad::log
