#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace dyad::firmware_test {

// One entry of golden_frames.txt.
struct GoldenFrame {
  std::string name;
  std::string bad;  // why it must be dropped; empty: it is good, and has the rest
  std::uint8_t type = 0;
  std::uint16_t sequence = 0;
  std::uint16_t ack = 0;
  std::vector<std::uint8_t> payload;
  std::vector<std::uint8_t> wire;
};

inline std::vector<std::uint8_t> bytes_of_hex(const std::string& hex) {
  std::istringstream in(hex);
  std::vector<std::uint8_t> bytes;
  for (std::string byte; in >> byte;) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(byte, nullptr, 16)));
  }
  return bytes;
}

inline std::string hex_of_bytes(const std::vector<std::uint8_t>& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    if (!hex.empty()) hex += ' ';
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 0x0F];
  }
  return hex;
}

inline GoldenFrame golden_frame(const std::string& name,
                                std::map<std::string, std::string>& fields) {
  GoldenFrame frame;
  frame.name = name;
  frame.bad = fields["bad"];
  frame.wire = bytes_of_hex(fields["wire"]);
  if (!frame.bad.empty()) return frame;
  frame.type = static_cast<std::uint8_t>(std::stoul(fields["type"], nullptr, 16));
  frame.sequence = static_cast<std::uint16_t>(std::stoul(fields["sequence"]));
  frame.ack = static_cast<std::uint16_t>(std::stoul(fields["ack"]));
  frame.payload = bytes_of_hex(fields["payload"]);
  return frame;
}

// All of them, in the order of the file. None where there is no file.
inline std::vector<GoldenFrame> golden_frames(const std::string& source_dir) {
  std::ifstream in(source_dir + "/tests/firmware/golden_frames.txt");
  std::vector<GoldenFrame> frames;
  std::string name;
  std::map<std::string, std::string> fields;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  ")) {
      const std::size_t end = line.find(' ', 2);
      fields[line.substr(2, end - 2)] =
          end == std::string::npos ? "" : line.substr(end + 1);
    } else if (line.empty() && !name.empty()) {
      frames.push_back(golden_frame(name, fields));
      fields.clear();
      name.clear();
    } else if (!line.starts_with("#")) {
      name = line;
    }
  }
  if (!name.empty()) frames.push_back(golden_frame(name, fields));
  return frames;
}

inline GoldenFrame golden_frame_named(const std::string& source_dir,
                                      const std::string& name) {
  for (GoldenFrame& frame : golden_frames(source_dir)) {
    if (frame.name == name) return frame;
  }
  return {};
}

}  // namespace dyad::firmware_test
