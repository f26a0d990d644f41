#include "log_session.hpp"

#include <set>
#include <variant>

#include "dyad/core/note.hpp"

namespace dyad::analysis {
namespace {

using Json = nlohmann::ordered_json;

const Json* member(const Json& json, const char* name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() ? nullptr : &*found;
}

const Json* stage_named(const Json& schedule, const std::string& name) {
  const Json* stages = member(schedule, "stages");
  if (stages == nullptr || !stages->is_array()) return nullptr;
  for (const Json& stage : *stages) {
    const Json* found = member(stage, "name");
    if (found != nullptr && *found == name) return &stage;
  }
  return nullptr;
}

// What decides a session, whatever the order in which it is written.
nlohmann::json deciding(const Json* json) {
  if (json == nullptr) return nullptr;
  nlohmann::json rules(*json);
  if (!rules.is_object()) return rules;
  for (const char* apart : {"notes", "labels", "sessions", "advance", "go_back"}) {
    rules.erase(apart);
  }
  return rules;
}

// Gathers what progress goes by from the notes of a log.
class Sessions {
 public:
  explicit Sessions(PastSession& session) : session_(session) {}

  void add(const Note& note) {
    if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
      ++session_.trials;
      catch_trial_ = start->catch_trial;
    } else if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
      if (outcome->ambiguous) ambiguous_.insert(note.trial);
      if (outcome->outcome == Outcome::aborted || catch_trial_) return;
      session_.coordinated.push_back(outcome->outcome == Outcome::coordinated);
    } else if (std::holds_alternative<note::Ambiguous>(note.body)) {
      ambiguous_.insert(note.trial);
    }
  }

  // A trial may be marked with its outcome and once more afterwards.
  void finish() { session_.ambiguous = static_cast<std::uint32_t>(ambiguous_.size()); }

 private:
  PastSession& session_;
  std::set<TrialNumber> ambiguous_;
  bool catch_trial_ = false;  // the trial that runs
};

std::string why_not_planned(const std::string& ended_by, bool damaged) {
  if (damaged) return "its log is damaged";
  if (ended_by.empty()) return "cut short, or still running";
  const auto reason = from_text<EndReason>(ended_by);
  if (!reason) return "cut short";
  return reason == EndReason::operator_request ? "the operator ended it" : "";
}

}  // namespace

std::optional<std::string> stage_name(const log::Header& header) {
  const Json* stages = member(header.schedule, "stages");
  if (stages == nullptr || !stages->is_array() || header.stage >= stages->size()) {
    return std::nullopt;
  }
  const Json* name = member((*stages)[header.stage], "name");
  if (name == nullptr || !name->is_string()) return std::nullopt;
  return name->get<std::string>();
}

bool other_version(const log::Header& header, const Json& now) {
  const Json& ran = header.schedule["stages"][header.stage];
  const Json* stage = stage_named(now, stage_name(header).value_or(""));
  return deciding(&ran) != deciding(stage) ||
         deciding(member(header.schedule, "session")) !=
             deciding(member(now, "session"));
}

PastSession read_session(const std::string& path, log::Reader& reader) {
  const log::Header& header = reader.header();
  PastSession session;
  session.log = path;
  session.began_utc_us = header.anchor.utc_us;
  session.stage = stage_name(header).value_or("");
  Sessions gathered(session);
  while (const log::LoggedRecord* logged = reader.next()) {
    if (const auto* note = std::get_if<Note>(&logged->record)) {
      gathered.add(*note);
    } else if (const auto* end = std::get_if<log::End>(&logged->record)) {
      session.ended_by = end->reason;
    }
  }
  gathered.finish();
  session.not_planned = why_not_planned(session.ended_by, reader.error().has_value());
  return session;
}

}  // namespace dyad::analysis
