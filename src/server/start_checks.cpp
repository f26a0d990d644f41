#include "dyad/server/start_checks.hpp"

#include <algorithm>
#include <optional>

#include "dyad/server/calibration_store.hpp"

namespace dyad::server {
namespace {

constexpr std::int64_t kDay_us = 86'400'000'000;

// Days since 1970 in the lab's own time. Rounds down before 1970, too.
std::int64_t day_of(std::int64_t utc_us, Duration offset) {
  const std::int64_t local = utc_us + offset.us();
  return local / kDay_us - (local % kDay_us < 0 ? 1 : 0);
}

// Newest first.
std::vector<const SessionIndex::Session*> sessions_of_today(const StartFacts& facts) {
  const std::int64_t today = day_of(facts.now_utc_us, facts.utc_offset);
  std::vector<const SessionIndex::Session*> sessions;
  for (const SessionIndex::Session& session : facts.sessions) {
    if (!session.summary || session.summary->source != facts.source) continue;
    if (!facts.continues.empty() && session.id == facts.continues) continue;
    if (day_of(session.summary->began_utc_us, facts.utc_offset) != today) continue;
    sessions.push_back(&session);
  }
  std::sort(sessions.begin(), sessions.end(), [](const auto* a, const auto* b) {
    return a->summary->began_utc_us > b->summary->began_utc_us;
  });
  return sessions;
}

std::optional<Refusal> already_run_today(const StartFacts& facts) {
  const auto sessions = sessions_of_today(facts);
  std::string detail;
  for (const std::string& subject : facts.subjects) {
    const auto found =
        std::find_if(sessions.begin(), sessions.end(), [&](const auto* session) {
          const auto& ran = session->summary->subjects;
          return std::find(ran.begin(), ran.end(), subject) != ran.end();
        });
    if (found == sessions.end()) continue;
    detail +=
        (detail.empty() ? "" : " ") + subject + " ran today: " + (*found)->id + ".";
  }
  if (detail.empty()) return std::nullopt;
  return Refusal{"already-run-today", detail, "Run it tomorrow, or override.", true};
}

std::string megabytes(std::uint64_t bytes) {
  return std::to_string(bytes / 1'000'000) + " MB";
}

std::optional<Refusal> disk_low(const StartFacts& facts) {
  const std::uint64_t wanted = disk_bytes_wanted(facts.planned);
  if (facts.disk_free_bytes >= wanted) return std::nullopt;
  return Refusal{"disk-low",
                 megabytes(facts.disk_free_bytes) + " are free in the data folder; " +
                     megabytes(wanted) + " are wanted for this session.",
                 "Copy old sessions to another machine, and delete them here.",
                 facts.disk_free_bytes >= kLeastDiskBytes};
}

std::optional<Refusal> document_invalid(const StartFacts& facts) {
  if (facts.problems.empty()) return std::nullopt;
  const std::size_t n = facts.problems.size();
  return Refusal{"document-invalid",
                 std::to_string(n) + (n == 1 ? " problem" : " problems") +
                     " in the schedule or the rig, the first: " +
                     facts.problems.front().text() + ".",
                 "Mend them, and store the schedule again.", false};
}

std::optional<Refusal> calibration_old(const StartFacts& facts) {
  if (facts.rig == nullptr) return std::nullopt;
  const auto old = age_problem(*facts.rig, facts.now_utc_us);
  if (!old) return std::nullopt;
  return Refusal{"calibration-old", old->what, old->remedy, true};
}

}  // namespace

std::uint64_t disk_bytes_wanted(Duration planned) {
  constexpr std::uint64_t kKept = 100'000'000;
  constexpr std::uint64_t kEachSecond = 20'000;
  const auto seconds = static_cast<std::uint64_t>(planned.us() / 1'000'000);
  return kKept + kEachSecond * seconds;
}

std::vector<Refusal> refusals_of(const StartFacts& facts) {
  std::vector<Refusal> refusals;
  for (const auto& refusal : {document_invalid(facts), already_run_today(facts),
                              calibration_old(facts), disk_low(facts)}) {
    if (refusal) refusals.push_back(*refusal);
  }
  return refusals;
}

std::vector<Refusal> not_overridden(std::vector<Refusal> refusals,
                                    const std::vector<std::string>& overridden) {
  std::erase_if(refusals, [&](const Refusal& refusal) {
    return refusal.can_override && std::find(overridden.begin(), overridden.end(),
                                             refusal.code) != overridden.end();
  });
  return refusals;
}

nlohmann::ordered_json refusals_json(const std::vector<Refusal>& refusals) {
  auto list = nlohmann::ordered_json::array();
  for (const Refusal& refusal : refusals) {
    list.push_back({{"code", refusal.code},
                    {"detail", refusal.detail},
                    {"remedy", refusal.remedy},
                    {"can_override", refusal.can_override}});
  }
  return list;
}

}  // namespace dyad::server
