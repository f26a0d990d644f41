#pragma once

#include <rapidcheck.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "dyad/log/header.hpp"
#include "dyad/log/reader.hpp"
#include "dyad/log/record.hpp"
#include "dyad/log/writer.hpp"

namespace dyad::log::testing {

// A directory of its own for each test, removed at the end.
class TempDir {
 public:
  TempDir() {
    std::string name =
        (std::filesystem::temp_directory_path() / "dyad-log-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// A stage with every kind of name a line may hold; names that need escapes and more
// than ASCII among them.
inline nlohmann::ordered_json sample_schedule() {
  return nlohmann::ordered_json::parse(R"({"stages": [{"window_ms": 750}, {}, {
    "choices": {"near": ["poke_left"], "fär": ["poke_right"]},
    "blocks": [{"name": "baseline"}, {"name": "tight \"2\""}],
    "factors": [
      {"name": "probe", "levels": [{"name": "normal", "count": 9}, {"name": "catch"}]},
      {"name": "größe", "levels": [{"name": "5"}, {"name": "10"}, {"name": "é"}]}]}]})");
}

inline Header sample_header() {
  Header header;
  header.program_version = "0.1.0";
  header.commit = "0123abc";
  header.source = "sim";
  header.rig = nlohmann::ordered_json::parse(R"({
    "format": "dyad-rig/1", "name": "test rig",
    "devices": {"gpio": {}, "sim \"two\"": {}},
    "channels": {"poke_left": {}, "poke_right": {}, "valve_left": {},
                 "valve_right": {}, "fünf\\": {}}})");
  header.schedule = sample_schedule();
  header.stage = 2;
  header.subjects = {"A1", "B \"2\""};
  header.seed = 18446744073709551615ULL;
  header.anchor = {1234567890123, 1700000000000000};
  header.started_utc = "2026-01-02T03:04:05Z";
  header.host = "test x86_64";
  return header;
}

inline std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void spill(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline void overwrite(const std::string& path, std::size_t at, char c) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(c);
}

// One of every type and every kind of note, with every optional member both ways.
std::vector<Record> sample_records();

// Any record that a log can hold, of the sample header's rig.
rc::Gen<Record> any_record();

struct ReadBack {
  std::vector<Record> records;
  std::vector<std::uint64_t> seqs;
  std::vector<std::string> warnings;
  std::optional<Error> error;  // of open, or of next
};
ReadBack read_back(const std::string& path, ReadOptions options = {});

// A closed log of these records.
void write_log(const std::string& path, const std::vector<Record>& records);

}  // namespace dyad::log::testing
