#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dyad/config/problem.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/core/time.hpp"
#include "dyad/server/session_index.hpp"

// Why a session had better not start. From what the caller has found out: nothing here
// looks at a disk or a clock.
namespace dyad::server {

struct Refusal {
  std::string code;  // "already-run-today"; docs/control_api.md lists them
  std::string detail;
  std::string remedy;
  bool can_override = false;
  bool operator==(const Refusal&) const = default;
};

struct StartFacts {
  std::vector<std::string> subjects;
  std::string source;       // that the log's header will have
  std::string continues{};  // the id of the session that it goes on with; may be empty
  std::vector<SessionIndex::Session> sessions{};  // of the data folder, in any order
  const config::Rig* rig =
      nullptr;                  // newest calibrations put in; null: it is not valid
  config::Problems problems{};  // of rig and schedule
  Duration planned{};           // zero: not known
  std::uint64_t disk_free_bytes = 0;  // of the data folder
  std::int64_t now_utc_us = 0;
  Duration utc_offset{};  // of the lab's day; east of Greenwich is positive
};

// Every reason there is; none: the session may start.
std::vector<Refusal> refusals_of(const StartFacts& facts);

// Those that stand although somebody overrides these codes.
std::vector<Refusal> not_overridden(std::vector<Refusal> refusals,
                                    const std::vector<std::string>& overridden);

// `refusals` of docs/control_api.md.
nlohmann::ordered_json refusals_json(const std::vector<Refusal>& refusals);

// Room for a log of this length, and then some: 20 kB a second, which is a hundred
// lines, and 100 MB that the machine keeps for itself.
std::uint64_t disk_bytes_wanted(Duration planned);

// With less than this a session must not start at all.
inline constexpr std::uint64_t kLeastDiskBytes = 16'000'000;

}  // namespace dyad::server
