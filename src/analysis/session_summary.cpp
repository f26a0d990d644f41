#include "dyad/analysis/session_summary.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include "dyad/log/reader.hpp"
#include "header_parts.hpp"
#include "log_session.hpp"

namespace dyad::analysis {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLast = 20;

std::string name_in(const Json& document) {
  if (!document.is_object()) return "";
  const auto name = document.find("name");
  return name != document.end() && name->is_string() ? name->get<std::string>() : "";
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

void add_counts(Json& json, const task::Tally& tally) {
  json["trials"] = tally.trials;
  json["coordinated"] = tally.coordinated();
  json["missed"] = tally.misses();
  json["omissions"] = tally.omissions();
  json["errors"] = tally.errors();
  json["aborted"] = tally.aborted();
  json["ambiguous"] = tally.ambiguous;
}

}  // namespace

Success SessionSummary::success() const {
  return {tally.coordinated(), std::uint64_t{tally.coordinated()} + tally.misses() +
                                   tally.omissions() + tally.errors()};
}

SummaryGatherer::SummaryGatherer(const log::Header& header) {
  summary_.began_utc_us = header.anchor.utc_us;
  summary_.began_utc = header.started_utc;
  summary_.subjects = header.subjects;
  summary_.schedule = name_in(header.schedule);
  summary_.stage = header.stage;
  summary_.stage_name = stage_name(header).value_or("");
  summary_.rig = name_in(header.rig);
  summary_.source = header.source;
  if (header.continues) summary_.continues = header.continues->log;
  if (const auto stage = stage_of(header)) {
    summary_.planned_us = stage->limits.duration.us();
  }
}

void SummaryGatherer::add(const log::Record& record) {
  if (!runs_ahead(record)) {
    summary_.lasted_us = std::max(summary_.lasted_us, log::time_of(record).us());
  }
  if (const auto* note = std::get_if<Note>(&record)) {
    summary_.tally.add(*note);
    const auto* decided = std::get_if<note::TrialOutcome>(&note->body);
    if (decided == nullptr || decided->outcome == Outcome::aborted) return;
    last_.push_back(decided->outcome == Outcome::coordinated);
    if (last_.size() > kLast) last_.pop_front();
    summary_.last20 = {
        static_cast<std::uint64_t>(std::count(last_.begin(), last_.end(), true)),
        last_.size()};
  } else if (const auto* command = std::get_if<Command>(&record)) {
    summary_.tally.add(*command);
  } else if (const auto* end = std::get_if<log::End>(&record)) {
    summary_.end_reason = end->reason;
  }
}

Result<SessionSummary> read_summary(const std::string& path) {
  auto reader = log::Reader::open(path);
  if (!reader) return reader.error();
  SummaryGatherer gatherer(reader->header());
  while (const log::LoggedRecord* logged = reader->next()) gatherer.add(logged->record);
  SessionSummary summary = gatherer.summary();
  if (reader->error()) summary.problem = reader->error()->what;
  return summary;
}

Json summary_json(const SessionSummary& summary) {
  Json json;
  json["began_utc"] = text_or_null(summary.began_utc);
  json["subjects"] = summary.subjects;
  json["schedule"] = text_or_null(summary.schedule);
  json["stage"] = {{"index", summary.stage},
                   {"name", text_or_null(summary.stage_name)}};
  json["rig"] = text_or_null(summary.rig);
  json["source"] = summary.source;
  json["planned_us"] = or_null(summary.planned_us);
  json["lasted_us"] = summary.lasted_us;
  json["end_reason"] = or_null(summary.end_reason);
  add_counts(json, summary.tally);
  json["success_permille"] = or_null(summary.success().permille());
  const auto& volume_nl = summary.tally.volume_nl;
  const std::size_t seats = std::min(summary.subjects.size(), volume_nl.size());
  json["volume_nl"] = std::vector<std::uint64_t>(
      volume_nl.begin(), volume_nl.begin() + static_cast<std::ptrdiff_t>(seats));
  json["continues"] = or_null(summary.continues);
  json["problem"] = text_or_null(summary.problem);
  return json;
}

}  // namespace dyad::analysis
