#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/analysis/trial_table.hpp"
#include "dyad/log/names.hpp"
#include "dyad/log/record.hpp"

namespace dyad::analysis {

// One line of RFC 4180: fields quoted where they need it, ended by CR LF.
class CsvRow {
 public:
  explicit CsvRow(std::ostream& out) : out_(out) {}
  CsvRow(const CsvRow&) = delete;
  CsvRow& operator=(const CsvRow&) = delete;
  ~CsvRow() { out_ << "\r\n"; }

  CsvRow& text(std::string_view field);
  CsvRow& empty() { return text(""); }
  CsvRow& number(std::int64_t value);
  CsvRow& number(std::optional<Duration> value);  // µs; empty where there is none
  CsvRow& boolean(bool value) { return text(value ? "true" : "false"); }
  // A count of thousandths or millionths as a decimal fraction, exactly.
  CsvRow& decimal(std::int64_t value, int digits);

 private:
  void next();

  std::ostream& out_;
  bool first_ = true;
};

// The tables of docs/export.md. The session is the log's file name.
void write_trials(std::ostream& out, const std::string& session,
                  const log::Names& names, const std::vector<Trial>& trials);

// Writes the events table row by row, in the order of the log.
class EventTable {
 public:
  // Names and rig outlive the table. Writes the row of column names.
  EventTable(std::ostream& out, const log::Names& names,
             const nlohmann::ordered_json& rig);

  void add(const log::Record& record);
  std::uint64_t rows() const { return rows_; }

 private:
  void add_edge(const Input& edge, std::string_view type);
  void add(const Actuation& actuation);
  void add(const BoardDecision& decision);
  // The columns that all kinds share.
  void begin(CsvRow& row, Time time, std::string_view type, ChannelIndex channel);

  std::ostream& out_;
  const log::Names& names_;
  std::vector<std::string> subject_of_channel_;
  std::uint64_t rows_ = 0;
};

}  // namespace dyad::analysis
