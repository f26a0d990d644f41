#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dyad/config/document.hpp"
#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"
#include "dyad/server/calibration.hpp"

namespace dyad::server {

// The calibrations of one rig's valves: a folder with one file a record,
// ID_CHANNEL.json. Files are only added. Any thread.
class CalibrationStore {
 public:
  // FOLDER/calibrations/ and the rig's name as a folder's, see Library::name_of().
  CalibrationStore(const std::string& data_folder, const std::string& rig_name);

  struct History {
    std::vector<CalibrationRecord> records;  // newest first
    std::vector<Error> unread;               // files that hold no sound record
  };
  // Of one channel.
  History history(const std::string& channel) const;

  // None where the channel was never calibrated. An error where the newest record
  // cannot be read: an older one is not put in its place.
  Result<std::optional<CalibrationRecord>> newest(const std::string& channel) const;

  // Stores a calibration made now. The channel is a name that a rig file may have.
  Result<CalibrationRecord> add(const std::string& channel, Calibration calibration,
                                const std::string& made_by, const std::string& note,
                                std::int64_t now_utc_us) const;

 private:
  std::vector<std::string> files_of(const std::string& channel) const;  // newest first

  std::string rig_name_;
  std::string folder_;
};

// The rig with each valve's table and `calibration_record` replaced by its newest
// record's, where that is newer than the record that the file names, or it names none.
// An error where a newest record cannot be read. The rig is a valid one's JSON.
Result<config::Json> apply_calibrations(config::Json rig,
                                        const CalibrationStore& store);

// The valves whose calibration is older than the rig's limit, or of unknown age, each
// named; none where there is no such valve, or no limit.
std::optional<Error> age_problem(const config::Rig& rig, std::int64_t now_utc_us);

}  // namespace dyad::server
