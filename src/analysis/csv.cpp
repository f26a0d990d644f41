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

// Which columns a table has beyond those of every table.
struct FurtherColumns {
  bool target = false;
  bool catch_trial = false;
  bool withheld = false;
};

FurtherColumns further_columns(const std::vector<Trial>& trials) {
  FurtherColumns further;
  for (const Trial& trial : trials) {
    further.target = further.target || trial.conditions.target != kNoChoice;
    further.catch_trial = further.catch_trial || trial.conditions.catch_trial;
    further.withheld = further.withheld || !trial.withheld.empty();
  }
  return further;
}

// `requirement` or `chance:M1;chance:M2`.
std::string withheld_text(const log::Names& names, const Trial& trial) {
  std::string text;
  for (const note::RewardWithheld& withheld : trial.withheld) {
    if (!text.empty()) text += ';';
    text += to_text(withheld.reason);
    if (withheld.subject < names.subjects.size()) {
      text += ':' + names.subjects.name(withheld.subject);
    }
  }
  return text;
}

void write_further_names(CsvRow& row, const log::Names& names,
                         const FurtherColumns& further) {
  if (names.blocks.size() > 0) row.text("block");
  for (std::size_t i = 0; i < names.factors.size(); ++i) {
    row.text("condition_" + names.factors.name(i));
  }
  if (further.target) row.text("target");
  if (further.catch_trial) row.text("catch");
  if (names.choices.size() > 0) {
    for (std::size_t i = 0; i < names.subjects.size(); ++i) {
      row.text("choice_" + names.subjects.name(i));
    }
  }
  if (further.withheld) row.text("withheld");
}

void write_further(CsvRow& row, const log::Names& names, const FurtherColumns& further,
                   const Trial& trial) {
  const note::TrialStart& conditions = trial.conditions;
  if (names.blocks.size() > 0) row.text(name_in(names.blocks, conditions.block));
  for (std::size_t i = 0; i < names.factors.size(); ++i) {
    row.text(name_in(names.levels[i], conditions.levels[i]));
  }
  if (further.target) row.text(name_in(names.choices, conditions.target));
  if (further.catch_trial) row.boolean(conditions.catch_trial);
  if (names.choices.size() > 0) {
    for (std::size_t i = 0; i < names.subjects.size(); ++i) {
      row.text(name_in(names.choices, trial.choices[i]));
    }
  }
  if (further.withheld) row.text(withheld_text(names, trial));
}

void write_trial(std::ostream& out, const std::string& session, const log::Names& names,
                 const FurtherColumns& further, const Trial& trial) {
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
  write_further(row, names, further, trial);
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
  const FurtherColumns further = further_columns(trials);
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
    write_further_names(row, names, further);
  }
  for (const Trial& trial : trials) write_trial(out, session, names, further, trial);
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
