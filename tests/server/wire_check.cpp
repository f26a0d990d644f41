#include "server/wire_check.hpp"

#include <algorithm>
#include <cstdint>

namespace dyad::server::testing {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::size_t>(c - '0');
  return value;
}

// "HTTP/1.x NNN ...".
std::string fault_in_status(std::string_view line) {
  if (!line.starts_with("HTTP/1.1 ") && !line.starts_with("HTTP/1.0 "))
    return "no status line: " + std::string(line);
  const std::string_view code = line.substr(9, 3);
  if (code.size() != 3 || !is_digits(code)) return "no status";
  return code == "500" ? "status 500" : "";
}

// The value of a header, and that every line is one.
std::string fault_in_fields(std::string_view head, std::string_view& length) {
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || colon == 0)
      return "no header: " + std::string(line);
    if (line.find_first_of("\r\n") != std::string_view::npos) return "a split header";
    if (line.substr(0, colon) == "Content-Length") length = line.substr(colon + 2);
  }
  return {};
}

struct Frame {
  unsigned opcode = 0;
  bool last = false;
  std::string_view payload;
};

bool take_frame(std::string_view& bytes, Frame& frame, std::string& fault) {
  if (bytes.size() < 2) return false;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  if ((first & 0x70U) != 0) fault = "reserved bits";
  if ((second & 0x80U) != 0) fault = "a masked frame";
  std::size_t size = second & 0x7FU;
  std::size_t at = 2;
  const std::size_t further = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (bytes.size() < at + further) return false;
  if (further > 0) size = 0;
  for (std::size_t i = 0; i < further; ++i)
    size = size << 8U | static_cast<std::uint8_t>(bytes[at++]);
  if (bytes.size() - at < size) return false;
  frame = {first & 0x0FU, (first & 0x80U) != 0, bytes.substr(at, size)};
  bytes.remove_prefix(at + size);
  return true;
}

std::string fault_in(const Frame& frame) {
  const bool control = frame.opcode >= 8;
  if (control && (frame.payload.size() > 125 || !frame.last))
    return "an oversized control frame";
  if (frame.opcode == 8 && frame.payload.size() == 1) return "half a close code";
  if (frame.opcode != 1 && frame.opcode != 8 && frame.opcode != 9 && frame.opcode != 10)
    return "opcode " + std::to_string(frame.opcode);
  if (frame.opcode == 1 && !is_utf8(frame.payload)) return "text that is not UTF-8";
  return {};
}

}  // namespace

std::string fault_in_replies(std::string_view bytes, bool head) {
  while (!bytes.empty()) {
    const std::size_t line_end = bytes.find("\r\n");
    const std::size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return "half a header";
    if (auto fault = fault_in_status(bytes.substr(0, line_end)); !fault.empty())
      return fault;
    std::string_view length;
    const std::string_view fields =
        bytes.substr(line_end + 2, head_end + 2 - (line_end + 2));
    if (auto fault = fault_in_fields(fields, length); !fault.empty()) return fault;
    const std::string_view code = bytes.substr(9, 3);
    bytes.remove_prefix(head_end + 4);
    if (code == "100" || code == "204" || code == "304" || code == "101") continue;
    if (!is_digits(length)) return "no length";
    const bool next_is_head = head && (bytes.empty() || bytes.starts_with("HTTP/1."));
    if (next_is_head) continue;
    if (bytes.size() < number(length)) return "half a body";
    bytes.remove_prefix(number(length));
  }
  return {};
}

std::string fault_in_frames(std::string_view bytes, bool cut_off) {
  std::string fault;
  Frame frame;
  while (take_frame(bytes, frame, fault)) {
    if (fault.empty()) fault = fault_in(frame);
    if (!fault.empty()) return fault;
    if (frame.opcode == 8) return bytes.empty() ? "" : "something behind the close";
  }
  return bytes.empty() || cut_off ? fault : "half a frame";
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    const std::size_t more = lead < 0x80U                      ? 0
                             : (lead >= 0xC2U && lead < 0xE0U) ? 1
                             : (lead >= 0xE0U && lead < 0xF0U) ? 2
                             : (lead >= 0xF0U && lead < 0xF5U) ? 3
                                                               : 9;
    if (more == 9 || text.size() - i <= more) return false;
    std::uint32_t code = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<std::uint8_t>(text[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = code << 6U | (next & 0x3FU);
    }
    const bool too_long =
        (more == 2 && code < 0x800U) || (more == 3 && code < 0x10000U);
    if (too_long || code > 0x10FFFFU || (code >= 0xD800U && code < 0xE000U))
      return false;
    i += more + 1;
  }
  return true;
}

}  // namespace dyad::server::testing
