#include "dyad/analysis/interrupted.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "dyad/config/read.hpp"
#include "dyad/core/fault.hpp"
#include "dyad/core/note.hpp"
#include "dyad/log/reader.hpp"
#include "dyad/log/recovery.hpp"
#include "dyad/log/ring.hpp"
#include "dyad/log/tail.hpp"
#include "log_session.hpp"

namespace dyad::analysis {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNoEnd = "no end record";

// Faults of the machine, not of the rig: the same session can go on.
bool machine_failed(const std::string& reason) {
  constexpr std::array kKinds{FaultKind::daemon_died, FaultKind::guard_lost,
                              FaultKind::guard_acted};
  const auto kind = from_text<FaultKind>(reason);
  return kind && std::find(kKinds.begin(), kKinds.end(), *kind) != kKinds.end();
}

bool runs(const log::Header& header) {
  if (header.ring.empty()) return false;
  const auto ring = log::Ring::glance(header.ring);
  return ring && ring->held;
}

Error nothing_left(const std::string& path, const std::string& why,
                   const std::string& remedy) {
  return {path + " cannot be continued: " + why, remedy};
}

constexpr const char* kStartAnew = "Start a new session with --schedule.";

Result<Remainder> remainder_of(const std::string& path, const log::Header& header,
                               const log::Tail& tail) {
  Remainder remainder;
  config::Problems problems;
  auto document = config::parse_document("the schedule in " + path,
                                         header.schedule.dump(2), problems);
  const auto schedule =
      document ? config::read_schedule(*document, problems) : std::nullopt;
  if (!schedule || header.stage >= schedule->stages.size()) {
    return nothing_left(path, "its schedule is not one that this version reads",
                        kStartAnew);
  }
  const config::Stage& stage = schedule->stages[header.stage];
  remainder.schedule = std::move(*document);
  remainder.stage = header.stage;
  remainder.session = {.path = path,
                       .id = fs::path(path).stem().string(),
                       .subjects = header.subjects,
                       .schedule = schedule->name,
                       .stage = stage.name,
                       .reason = tail.end_reason.value_or(kNoEnd),
                       .planned = stage.limits.duration,
                       .lasted = tail.last_time - Time()};
  return remainder;
}

struct Found {
  log::Header header;
  Result<Remainder> remainder;
};

std::optional<Found> look_at(const std::string& path) {
  auto reader = log::Reader::open(path);
  if (!reader || reader->header().source == "import") return std::nullopt;
  return Found{reader->header(), read_remainder(path)};
}

bool is_interrupted(const InterruptedSession& session) {
  return session.reason == kNoEnd || machine_failed(session.reason);
}

}  // namespace

Result<Remainder> read_remainder(const std::string& path) {
  const auto reader = log::Reader::open(path);
  if (!reader) return reader.error();
  const log::Header& header = reader->header();
  const auto tail = log::read_tail(path);
  if (!tail) return tail.error();
  if (!tail->end_reason && runs(header)) {
    return nothing_left(path, "its session is still running",
                        "Wait until it has ended.");
  }
  const auto planned = from_text<EndReason>(tail->end_reason.value_or(""));
  if (planned && *planned != EndReason::operator_request) {
    return nothing_left(path, "it came to its planned end (" + *tail->end_reason + ")",
                        kStartAnew);
  }
  auto remainder = remainder_of(path, header, *tail);
  if (remainder && remainder->session.remaining() <= Duration()) {
    return nothing_left(path, "of its time nothing is left", kStartAnew);
  }
  return remainder;
}

std::vector<InterruptedSession> interrupted_sessions(const std::string& folder) {
  std::vector<InterruptedSession> sessions;
  std::set<std::string> continued;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::end(at);
       at.increment(error)) {
    if (at->path().extension() != ".jsonl") continue;
    const auto found = look_at(at->path().string());
    if (!found) continue;
    if (found->header.continues) continued.insert(found->header.continues->log);
    if (!found->remainder || log::dismissed(at->path().string())) continue;
    const InterruptedSession& session = found->remainder.value().session;
    if (is_interrupted(session)) sessions.push_back(session);
  }
  std::erase_if(sessions, [&continued](const InterruptedSession& session) {
    return continued.count(session.id) != 0;
  });
  std::sort(sessions.begin(), sessions.end(),
            [](const auto& a, const auto& b) { return a.id > b.id; });
  return sessions;
}

}  // namespace dyad::analysis
