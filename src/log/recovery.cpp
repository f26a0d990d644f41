#include "dyad/log/recovery.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "dyad/log/file.hpp"
#include "dyad/log/tail.hpp"

namespace dyad::log {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "dyad-recovery/1";
constexpr const char* kReason = "no end record";

std::string beside(const std::string& path, const std::string& ending) {
  return fs::path(path).replace_extension(ending).string();
}

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

Json to_json(const RecoveryRecord& record) {
  return {{"format", kFormat},
          {"log", record.log},
          {"log_bytes", record.log_bytes},
          {"whole_bytes", record.whole_bytes},
          {"torn_bytes", record.torn_bytes()},
          {"last_seq", record.last_seq},
          {"last_t_us", record.last_time.us()},
          {"last_crc", record.last_crc},
          {"ring_records", record.ring_records},
          {"reason", record.reason},
          {"closed_utc", record.closed_utc},
          {"program_version", record.program_version}};
}

Status sync_folder_of(const std::string& path) {
  const fs::path folder = fs::absolute(path).parent_path();
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) close(fd);
  if (!synced) return system_error("syncing", folder.string(), why);
  return Ok{};
}

Status write_synced(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return system_error("creating", path, errno);
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = write(fd, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  const bool good = done == text.size() && fsync(fd) == 0;
  const int why = errno;
  close(fd);
  if (!good) return system_error("writing", path, why);
  return Ok{};
}

// Whole or not at all, and never over one that is there: a link is refused where the
// name is taken.
Status write_new(const std::string& path, const std::string& text) {
  const std::string draft = path + ".tmp-" + std::to_string(getpid());
  if (auto written = write_synced(draft, text); !written) return written.error();
  const bool linked = link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int why = errno;
  unlink(draft.c_str());
  if (!linked) return system_error("creating", path, why);
  return sync_folder_of(path);
}

Error unreadable(const std::string& path) {
  return {path + " is not a recovery record of dyad", "Move it away and try again."};
}

}  // namespace

Result<ClosedLog> close_interrupted(const std::string& path,
                                    const std::string& program_version) {
  const auto ring = recover_ring(path);
  if (!ring) return ring.error();
  ClosedLog closed{*ring, std::nullopt};
  const auto tail = read_tail(path);
  if (!tail) return tail.error();
  if (tail->end_reason) return closed;
  auto earlier = read_recovery(path);
  if (!earlier) return earlier.error();
  if (*earlier) {
    closed.record = **earlier;
    return closed;
  }
  const RecoveryRecord record{.log = fs::path(path).filename().string(),
                              .log_bytes = tail->log_bytes,
                              .whole_bytes = tail->whole_bytes,
                              .last_seq = tail->last_seq,
                              .last_time = tail->last_time,
                              .last_crc = tail->last_crc,
                              .ring_records = ring->records,
                              .reason = kReason,
                              .closed_utc = now_utc(),
                              .program_version = program_version};
  const auto written =
      write_new(beside(path, ".recovery.json"), to_json(record).dump(2) + '\n');
  if (!written) return written.error();
  closed.record = record;
  return closed;
}

Result<std::optional<RecoveryRecord>> read_recovery(const std::string& path) {
  const std::string name = beside(path, ".recovery.json");
  std::error_code none;
  if (!fs::exists(name, none)) return std::optional<RecoveryRecord>();
  std::ifstream file(name, std::ios::binary);
  const Json json = Json::parse(file, nullptr, false);
  if (!json.is_object() || json.value("format", Json()) != kFormat) {
    return unreadable(name);
  }
  RecoveryRecord record;
  try {
    record = {.log = json.at("log"),
              .log_bytes = json.at("log_bytes"),
              .whole_bytes = json.at("whole_bytes"),
              .last_seq = json.at("last_seq"),
              .last_time = Time::from_us(json.at("last_t_us")),
              .last_crc = json.at("last_crc"),
              .ring_records = json.at("ring_records"),
              .reason = json.at("reason"),
              .closed_utc = json.at("closed_utc"),
              .program_version = json.at("program_version")};
  } catch (const Json::exception&) {
    return unreadable(name);
  }
  return std::optional(record);
}

Status dismiss(const std::string& path) {
  return write_new(beside(path, ".dismissed"), "");
}

bool dismissed(const std::string& path) {
  std::error_code none;
  return fs::exists(beside(path, ".dismissed"), none);
}

}  // namespace dyad::log
