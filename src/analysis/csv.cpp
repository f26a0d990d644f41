#include "dyad/analysis/csv.hpp"

#include <algorithm>
#include <variant>

namespace dyad::analysis {
namespace {

// The animal in each channel's seat; empty where a channel has none.
std::vector<std::string> subjects_of_channels(const log::Names& names,
                                              const nlohmann::ordered_json& rig) {
  std::vector<std::string> subjects(names.channels.size());
  const auto seats = rig.find("subjects");
  if (seats == rig.end() || !seats->is_array()) return subjects;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto& channel = rig["channels"][names.channels.name(i)];
    if (!channel.is_object() || !channel.contains("subject")) continue;
    const auto seat = std::find(seats->begin(), seats->end(), channel["subject"]);
    const auto index = static_cast<std::size_t>(seat - seats->begin());
    if (index < names.subjects.size()) subjects[i] = names.subjects.name(index);
  }
  return subjects;
}

std::string_view name_in(const log::NameTable& table, std::size_t index) {
  return index < table.size() ? std::string_view(table.name(index))
                              : std::string_view();
}

void write_trial(std::ostream& out, const std::string& session, const log::Names& names,
                 const Trial& trial) {
  CsvRow row(out);
  row.text(session).number(std::int64_t{trial.number});
  row.number(trial.start.us()).decimal(trial.start.us(), 6);
  row.text(trial.outcome ? to_text(*trial.outcome) : "");
  row.text(name_in(names.subjects, trial.first)).number(trial.dt);
  if (trial.dt) {
    row.number(trial.dt_uncertainty.us());
  } else {
    row.empty();
  }
  row.boolean(trial.ambiguous);
  for (std::size_t i = 0; i < names.subjects.size(); ++i) row.number(trial.latency[i]);
  for (std::size_t i = 0; i < names.subjects.size(); ++i) {
    row.decimal(static_cast<std::int64_t>(trial.reward_nl[i]), 3);
  }
  row.number(trial.iti);
}

}  // namespace

void CsvRow::next() {
  if (!first_) out_ << ',';
  first_ = false;
}

CsvRow& CsvRow::text(std::string_view field) {
  next();
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out_ << field;
    return *this;
  }
  out_ << '"';
  for (const char c : field) {
    if (c == '"') out_ << '"';
    out_ << c;
  }
  out_ << '"';
  return *this;
}

CsvRow& CsvRow::number(std::int64_t value) { return text(std::to_string(value)); }

CsvRow& CsvRow::number(std::optional<Duration> value) {
  return value ? number(value->us()) : empty();
}

CsvRow& CsvRow::decimal(std::int64_t value, int digits) {
  const bool negative = value < 0;
  std::string text_of = std::to_string(value).substr(negative ? 1 : 0);
  const auto places = static_cast<std::size_t>(digits);
  if (text_of.size() <= places) text_of.insert(0, places + 1 - text_of.size(), '0');
  text_of.insert(text_of.size() - places, 1, '.');
  return text((negative ? "-" : "") + text_of);
}

void write_trials(std::ostream& out, const std::string& session,
                  const log::Names& names, const std::vector<Trial>& trials) {
  {
    CsvRow row(out);
    for (const char* column : {"session", "trial", "start_us", "start_s", "outcome",
                               "first", "dt_us", "dt_uncertainty_us", "ambiguous"}) {
      row.text(column);
    }
    for (std::size_t i = 0; i < names.subjects.size(); ++i) {
      row.text("latency_us_" + names.subjects.name(i));
    }
    for (std::size_t i = 0; i < names.subjects.size(); ++i) {
      row.text("reward_ul_" + names.subjects.name(i));
    }
    row.text("iti_us");
  }
  for (const Trial& trial : trials) write_trial(out, session, names, trial);
}

EventTable::EventTable(std::ostream& out, const log::Names& names,
                       const nlohmann::ordered_json& rig)
    : out_(out), names_(names), subject_of_channel_(subjects_of_channels(names, rig)) {
  CsvRow row(out_);
  for (const char* column :
       {"t_s", "t_us", "type", "subject", "channel", "active", "reconciled",
        "uncertainty_us", "duration_us", "status", "token"}) {
    row.text(column);
  }
}

void EventTable::add(const log::Record& record) {
  if (const auto* input = std::get_if<Input>(&record)) {
    if (input->kind == InputKind::edge) add_edge(*input, "input");
  } else if (const auto* unfed = std::get_if<log::UnfedEdge>(&record)) {
    add_edge(unfed->edge, "unfed_edge");
  } else if (const auto* actuation = std::get_if<Actuation>(&record)) {
    add(*actuation);
  } else if (const auto* decision = std::get_if<BoardDecision>(&record)) {
    add(*decision);
  }
}

void EventTable::begin(CsvRow& row, Time time, std::string_view type,
                       ChannelIndex channel) {
  ++rows_;
  row.decimal(time.us(), 6).number(time.us()).text(type);
  row.text(channel < subject_of_channel_.size() ? subject_of_channel_[channel] : "");
  row.text(name_in(names_.channels, channel));
}

void EventTable::add_edge(const Input& edge, std::string_view type) {
  CsvRow row(out_);
  begin(row, edge.time, type, edge.channel);
  row.boolean(edge.active).boolean(edge.reconciled).number(edge.uncertainty.us());
  row.empty().empty().empty();
}

void EventTable::add(const Actuation& actuation) {
  CsvRow row(out_);
  begin(row, actuation.time, "actuation", actuation.channel);
  row.empty().empty().empty();
  row.number(actuation.duration.us()).text(to_text(actuation.status));
  row.number(std::int64_t{actuation.token});
}

void EventTable::add(const BoardDecision& decision) {
  CsvRow row(out_);
  begin(row, decision.time, "board_decision", kNoChannel);
  row.empty().empty().empty();
  row.empty().text(to_text(decision.verdict)).empty();
}

}  // namespace dyad::analysis
