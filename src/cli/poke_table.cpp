#include "dyad/cli/poke_table.hpp"

#include <algorithm>
#include <array>

#include "dyad/cli/csv.hpp"

namespace dyad::cli {
namespace {

constexpr std::array<std::string_view, 3> kColumns{"time_s", "subject", "event"};
enum Column : std::size_t { kTime, kSubject, kEvent };

constexpr std::size_t kDecimals = 6;     // of a second in microseconds
constexpr std::size_t kWholeDigits = 9;  // thirty years
constexpr const char* kTimeForm =
    "seconds since the session's start, as 12.345678, to the microsecond at most";

// An exact decimal; none where the text is none, or finer than a microsecond.
struct Seconds {
  std::int64_t us = 0;
  std::size_t decimals = 0;  // as written
};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Seconds> read_seconds(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || whole.size() > kWholeDigits) return std::nullopt;
  if (!all_digits(whole) || !all_digits(fraction)) return std::nullopt;
  Seconds seconds{0, fraction.size()};
  if (fraction.find_first_not_of('0', std::min(kDecimals, fraction.size())) !=
      std::string_view::npos) {
    return std::nullopt;
  }
  fraction = fraction.substr(0, kDecimals);
  for (const char c : whole) seconds.us = seconds.us * 10 + (c - '0');
  for (std::size_t i = 0; i < kDecimals; ++i) {
    seconds.us = seconds.us * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return seconds;
}

std::optional<bool> read_onset(std::string_view event) {
  if (event == "poke_on" || event == "onset") return true;
  if (event == "poke_off" || event == "offset") return false;
  return std::nullopt;
}

class TableParser {
 public:
  TableParser(const std::string& file, const std::vector<std::string>& subjects,
              config::Problems& problems)
      : file_(file), problems_(problems), any_subject_(subjects.empty()) {
    table_.subjects = subjects;
  }

  std::optional<PokeTable> parse(std::string_view text) {
    const std::size_t before = problems_.size();
    CsvReader reader(text);
    const auto header = reader.next();
    if (!header) {
      refuse(0, 0, "an empty file", "a header line with time_s,subject,event");
      return std::nullopt;
    }
    if (!read_header(*header)) return std::nullopt;
    while (const auto row = reader.next()) read_row(*row);
    if (problems_.size() != before) return std::nullopt;
    table_.uncertainty = uncertainty();
    return std::move(table_);
  }

 private:
  bool read_header(const CsvRow& row) {
    bool complete = true;
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      const auto named = [&](const CsvField& f) { return f.text == kColumns[i]; };
      const auto found = std::find_if(row.fields.begin(), row.fields.end(), named);
      place_[i] = static_cast<std::size_t>(found - row.fields.begin());
      if (found != row.fields.end()) continue;
      complete = false;
      refuse(row.line, 1, "no column \"" + std::string(kColumns[i]) + "\"",
             "a header line with time_s,subject,event");
    }
    return complete;
  }

  void read_row(const CsvRow& row) {
    if (row.bad_quote != 0) {
      refuse(row.line, row.bad_quote, "a quoted field that does not end here",
             "a closing \" and then a comma or the line's end");
      return;
    }
    const std::size_t needed = 1 + *std::max_element(place_.begin(), place_.end());
    if (row.fields.size() < needed) {
      refuse(row.line, 1, std::to_string(row.fields.size()) + " field(s)",
             std::to_string(needed) + " or more, as in the header line");
      return;
    }
    const auto time = take_time(row.line, row.fields[place_[kTime]]);
    const auto subject = take_subject(row.line, row.fields[place_[kSubject]]);
    const auto onset = take_event(row.line, row.fields[place_[kEvent]]);
    if (time && subject && onset) {
      table_.rows.push_back({row.line, *time, *subject, *onset});
    }
  }

  std::optional<Time> take_time(std::size_t line, const CsvField& field) {
    const auto seconds = read_seconds(field.text);
    if (!seconds) {
      refuse(line, field.column, quoted(field.text), kTimeForm);
      return std::nullopt;
    }
    decimals_ = std::max(decimals_, seconds->decimals);
    const Time time = Time::from_us(seconds->us);
    if (time < latest_) {
      refuse(line, field.column,
             field.text + ", before the time of line " + std::to_string(latest_line_),
             "rows in the order of time", "sort the table by time_s");
      return std::nullopt;
    }
    latest_ = time;
    latest_line_ = line;
    return time;
  }

  std::optional<std::size_t> take_subject(std::size_t line, const CsvField& field) {
    auto& all = table_.subjects;
    const auto found = std::find(all.begin(), all.end(), field.text);
    if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
    if (any_subject_ && !field.text.empty()) {
      all.push_back(field.text);
      return all.size() - 1;
    }
    std::string expected = any_subject_ ? "an animal's name" : "one of";
    for (const std::string& name : all) {
      if (!any_subject_) expected += ' ' + quoted(name);
    }
    refuse(line, field.column, quoted(field.text), expected);
    return std::nullopt;
  }

  std::optional<bool> take_event(std::size_t line, const CsvField& field) {
    const auto onset = read_onset(field.text);
    if (!onset) {
      refuse(line, field.column, quoted(field.text),
             "poke_on or poke_off (or onset, offset)");
    }
    return onset;
  }

  Duration uncertainty() const {
    std::int64_t unit = 1;
    for (std::size_t i = decimals_; i < kDecimals; ++i) unit *= 10;
    return Duration::from_us(std::max<std::int64_t>(1, unit / 2));
  }

  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  void refuse(std::size_t line, std::size_t column, std::string found,
              std::string expected, std::string suggestion = "") {
    problems_.push_back({.file = file_,
                         .line = line,
                         .column = column,
                         .pointer = "",
                         .found = std::move(found),
                         .expected = std::move(expected),
                         .suggestion = std::move(suggestion)});
  }

  std::string file_;
  config::Problems& problems_;
  bool any_subject_;
  PokeTable table_;
  std::array<std::size_t, kColumns.size()> place_{};
  std::size_t decimals_ = 0;
  Time latest_;
  std::size_t latest_line_ = 0;
};

}  // namespace

std::optional<PokeTable> parse_poke_table(const std::string& file,
                                          std::string_view text,
                                          const std::vector<std::string>& subjects,
                                          config::Problems& problems) {
  return TableParser(file, subjects, problems).parse(text);
}

}  // namespace dyad::cli
