#include "interrupted_json.hpp"

#include "dyad/analysis/interrupted.hpp"
#include "dyad/log/recovery.hpp"

namespace dyad::server {

using Json = nlohmann::ordered_json;

void close_dead_logs(const std::string& folder, const std::string& program_version) {
  for (const auto& session : analysis::interrupted_sessions(folder)) {
    static_cast<void>(log::close_interrupted(session.path, program_version));
  }
}

Json interrupted_json(const std::string& folder) {
  Json list = Json::array();
  for (const auto& session : analysis::interrupted_sessions(folder)) {
    list.push_back({{"id", session.id},
                    {"subjects", session.subjects},
                    {"schedule", session.schedule},
                    {"stage", session.stage},
                    {"reason", session.reason},
                    {"lasted_us", session.lasted.us()},
                    {"remaining_us", session.remaining().us()}});
  }
  return list;
}

Json recovery_json(const std::string& log) {
  const auto recovery = log::read_recovery(log);
  if (!recovery || !*recovery) return nullptr;
  const log::RecoveryRecord& record = **recovery;
  return {{"closed_utc", record.closed_utc},   {"reason", record.reason},
          {"last_seq", record.last_seq},       {"last_t_us", record.last_time.us()},
          {"torn_bytes", record.torn_bytes()}, {"ring_records", record.ring_records}};
}

}  // namespace dyad::server
