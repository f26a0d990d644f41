#include "dyad/server/calibration_store.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "dyad/core/utc_text.hpp"
#include "dyad/server/durable_file.hpp"
#include "dyad/server/library.hpp"

namespace dyad::server {
namespace {

namespace fs = std::filesystem;
using Json = config::Json;

constexpr std::uint64_t kMaxRecordBytes = std::uint64_t{1} << 20U;
constexpr std::size_t kIdBytes = 16;

std::string file_name(const std::string& id, const std::string& channel) {
  return id + "_" + channel + ".json";
}

Result<CalibrationRecord> read_file(const std::string& path) {
  const auto text = read_whole_file(path, kMaxRecordBytes);
  if (!text) return text.error();
  auto record = read_record(Json::parse(*text, nullptr, false));
  if (!record) {
    return Error{
        "the calibration record " + path + " cannot be read: " + record.error().what,
        record.error().remedy};
  }
  const std::string name = fs::path(path).filename().string();
  if (file_name(record->id, record->channel) == name) return record;
  return Error{"the calibration record " + path + " is of " + record->channel + ", " +
                   record->id,
               "Give the file its own name back."};
}

// Thousandths as a number of JSON, without a point where none is needed.
Json decimal(std::int64_t thousandths) {
  if (thousandths % 1000 == 0) return thousandths / 1000;
  return static_cast<double>(thousandths) / 1000;
}

void put(const CalibrationRecord& record, Json& channel) {
  Json table = Json::array();
  for (const config::CalibrationPoint& point : record.calibration.table) {
    table.push_back(
        {{"open_ms", decimal(point.open.us())}, {"ul", decimal(point.volume_nl)}});
  }
  channel["calibration"] = std::move(table);
  channel["calibration_record"] = record.id;
}

// "valve_left was calibrated 84 days ago (20260901T080000Z)"; empty: it is new enough.
std::string too_old(const config::Channel& channel, std::int64_t max_days,
                    std::int64_t now_utc_us) {
  const std::string& record = channel.valve.calibration_record;
  if (record.empty()) return channel.name + " has no calibration record";
  const std::int64_t days = age_days(record, now_utc_us);
  if (days < max_days) return "";
  const std::int64_t made = parse_utc_compact(record).value_or(0);
  if (now_utc_us - made <= max_days * 86'400'000'000) return "";
  return channel.name + " was calibrated " + std::to_string(days) + " days ago (" +
         record + ")";
}

}  // namespace

CalibrationStore::CalibrationStore(const std::string& data_folder,
                                   const std::string& rig_name)
    : rig_name_(rig_name),
      folder_(data_folder + "/calibrations/" + Library::name_of(rig_name)) {}

std::vector<std::string> CalibrationStore::files_of(const std::string& channel) const {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error); !error && at != fs::end(at);
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.size() <= kIdBytes || !parse_utc_compact(name.substr(0, kIdBytes)))
      continue;
    if (name == file_name(name.substr(0, kIdBytes), channel)) {
      files.push_back(at->path().string());
    }
  }
  std::sort(files.rbegin(), files.rend());
  return files;
}

CalibrationStore::History CalibrationStore::history(const std::string& channel) const {
  History history;
  for (const std::string& path : files_of(channel)) {
    auto record = read_file(path);
    if (record) {
      history.records.push_back(std::move(*record));
    } else {
      history.unread.push_back(record.error());
    }
  }
  return history;
}

Result<std::optional<CalibrationRecord>> CalibrationStore::newest(
    const std::string& channel) const {
  const std::vector<std::string> files = files_of(channel);
  if (files.empty()) return std::optional<CalibrationRecord>();
  auto record = read_file(files.front());
  if (!record) return record.error();
  return std::optional<CalibrationRecord>(std::move(*record));
}

Result<CalibrationRecord> CalibrationStore::add(const std::string& channel,
                                                Calibration calibration,
                                                const std::string& made_by,
                                                const std::string& note,
                                                std::int64_t now_utc_us) const {
  CalibrationRecord record{utc_compact(now_utc_us), rig_name_, channel, made_by, note,
                           std::move(calibration)};
  if (const auto made = make_folder(folder_); !made) return made.error();
  const std::string text =
      record_json(record).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  const auto stored =
      store_new_file(folder_ + "/" + file_name(record.id, channel), text);
  if (!stored) return stored.error();
  if (*stored == Stored::already_there) {
    return Error{"another calibration of " + channel + " was stored this very second",
                 "Look at the history; if it is not yours, store this one again."};
  }
  return record;
}

Result<Json> apply_calibrations(Json rig, const CalibrationStore& store) {
  for (auto& [name, channel] : rig["channels"].items()) {
    if (channel.value("kind", "") != "reward_valve") continue;
    const auto newest = store.newest(name);
    if (!newest) return newest.error();
    if (!*newest || (*newest)->id <= channel.value("calibration_record", "")) continue;
    put(**newest, channel);
  }
  return rig;
}

std::optional<Error> age_problem(const config::Rig& rig, std::int64_t now_utc_us) {
  if (!rig.calibration_max_age_days) return std::nullopt;
  const std::int64_t max_days = *rig.calibration_max_age_days;
  std::string what;
  for (const config::Channel& channel : rig.channels) {
    if (channel.kind != config::ChannelKind::reward_valve) continue;
    const std::string old = too_old(channel, max_days, now_utc_us);
    if (!old.empty()) what += (what.empty() ? "" : "; ") + old;
  }
  if (what.empty()) return std::nullopt;
  return Error{what + "; the rig allows " + std::to_string(max_days) + " days.",
               "Calibrate on the Calibration page, or override."};
}

}  // namespace dyad::server
